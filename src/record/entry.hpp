// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/instant.hpp"
#include "base/random.hpp"
#include "base/result.hpp"

#include <boost/json/object.hpp>

#include <string>
#include <string_view>
#include <vector>

// An entry is one thing that happened, as one line of canonical JSON (RFC 8785) in an organisation's log. INVARIANT: it
// is never edited; a correction is another entry. It names people by a random id and commits to texts by salted digest.
namespace concordat::record {

// Who may read an entry. "requester": the requester and all parties. "shared": all parties. Otherwise the parties
// named.
struct Audience {
  enum class Kind : std::uint8_t { requester, shared, parties };
  Kind kind = Kind::shared;
  std::vector<std::string> parties;  // sorted, unique; only where kind is `parties`

  static Audience shared() { return {}; }
  static Audience requester() { return {Kind::requester, {}}; }
  static Audience only(std::vector<std::string> parties);
  bool includes(std::string_view party) const;
  friend bool operator==(const Audience&, const Audience&) = default;
};

// A text that is kept in the vault; the entry holds only {"digest","text"}: hex of SHA-256(salt ‖ UTF-8 bytes), and the
// id.
struct VaultText {
  std::string id;    // "t_…"
  std::string salt;  // 32 random bytes, as hex
  std::string text;
};

// A text with an id and a salt of its own.
VaultText new_text(std::string text, const FillRandom& fill);
std::string text_digest(std::string_view salt_hex, std::string_view text);
boost::json::object text_reference(const VaultText& text);

// What a rule or an import wants appended. The store's appender gives it its sequence and its recorded time.
struct Draft {
  std::optional<Instant> at;  // when it happened; default: when it is recorded
  std::string actor;          // a person's id ("p_…"), or the part of the program that acts: "import", "host"
  std::string party;          // for whom the actor acts; may be empty for the host
  Audience audience;
  std::string subject;    // "ticket:INC0000045", "party:northwind", "organisation"
  std::string kind;       // "ticket.observed"
  std::string agreement;  // the version in force, where a rule of it was used
  boost::json::object body;
  std::vector<VaultText> texts;  // to be stored in the vault with it
};

struct Entry {
  std::string organisation;   // its id ("o_…")
  std::int64_t sequence = 0;  // from 0, without gaps: the leaf's index in the tree
  Instant recorded;           // the host's clock; never goes back
  Instant at;
  std::string actor;
  std::string party;
  Audience audience;
  std::string subject;
  std::string kind;
  std::string agreement;
  boost::json::object body;
};

// The entry's bytes: canonical JSON without a line end. Members that are empty ("party", "agreement") are left out, as
// is "at" where it equals "recorded". The leaf hash is over exactly these bytes.
std::string to_line(const Entry& entry);
// Strict: unknown members, wrong types and anything that is not the canonical form of itself are refused.
// `where` is for the problem.
Result<Entry> parse_entry(std::string_view line, const Where& where = {});

}  // namespace concordat::record
