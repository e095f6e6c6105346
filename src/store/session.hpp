// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/instant.hpp"
#include "base/result.hpp"
#include "record/entry.hpp"
#include "record/merkle.hpp"
#include "store/organisation.hpp"
#include "ticket/history.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// Reading what is stored, for a set of organisations. INVARIANT: nothing of another organisation is ever answered; one
// that is outside the scope and one that does not exist are the same problem, "unknown-organisation". A session belongs
// to its Database (or Transaction) and must not outlive it.
namespace concordat::store {

class Connection;
class Tenant;

// A signed root of the record. Part of the record, not a projection.
struct StoredCheckpoint {
  std::int64_t size = 0;
  record::Digest root{};
  std::string note;  // the signed note, with all cosignatures so far
  Instant made_at;
  friend bool operator==(const StoredCheckpoint&, const StoredCheckpoint&) = default;
};

enum class TextState : std::uint8_t {
  present,
  withheld,  // this copy was never given it: not for its audience
  erased,    // an entry says so
  missing,   // damage
};

struct TextLookup {
  TextState state = TextState::missing;
  std::string salt;  // as hex; both only where present
  std::string text;
};

struct Party {
  std::string key;
  std::string name;
  std::string kind;
  friend bool operator==(const Party&, const Party&) = default;
};

struct NamedTeam {
  std::string name;
  ticket::Team team;
  friend bool operator==(const NamedTeam&, const NamedTeam&) = default;
};

struct Person {
  std::string id;  // "p_…"
  TextState state = TextState::missing;
  std::string name;  // from the vault; empty where it is not present
  friend bool operator==(const Person&, const Person&) = default;
};

class Session {
 public:
  static Result<Session> open(Connection& connection, const Scope& scope);
  ~Session();
  Session(Session&&) noexcept;
  Session& operator=(Session&&) noexcept;

  // --- the record: session.cpp
  Result<std::int64_t> size(const OrgId& organisation);  // how many entries
  // The lines of [from, to) that there are, in order; `to` may lie beyond the end.
  using LineFn = std::function<void(std::int64_t sequence, std::string_view line)>;
  Result<void> for_each_line(const OrgId& organisation, std::int64_t from, std::int64_t to, const LineFn& fn);
  Result<std::optional<std::string>> line(const OrgId& organisation, std::int64_t sequence);
  Result<std::vector<record::Entry>> entries_of(const OrgId& organisation, std::string_view subject);
  // 1 from the beginning; one more with every `epoch.opened`.
  Result<std::int64_t> epoch(const OrgId& organisation);

  // --- the tree, from its tiles: 0 <= index < size <= the record's size, else the problem "no-such-size"
  Result<record::Digest> leaf(const OrgId& organisation, std::int64_t index);
  Result<record::Digest> root(const OrgId& organisation, std::int64_t size);
  Result<record::Proof> inclusion(const OrgId& organisation, std::int64_t index, std::int64_t size);
  Result<record::Proof> consistency(const OrgId& organisation, std::int64_t from, std::int64_t to);

  Result<std::vector<StoredCheckpoint>> checkpoints(const OrgId& organisation);  // by size
  Result<std::optional<StoredCheckpoint>> checkpoint(const OrgId& organisation, std::int64_t size);
  Result<std::optional<StoredCheckpoint>> latest_checkpoint(const OrgId& organisation);

  Result<TextLookup> text(const OrgId& organisation, std::string_view text_id);

  // --- projections: views.cpp
  Result<ticket::Log> load_log(const OrgId& organisation);
  Result<std::vector<Party>> parties(const OrgId& organisation);    // by key
  Result<std::vector<NamedTeam>> teams(const OrgId& organisation);  // by name
  Result<std::vector<Person>> persons(const OrgId& organisation);   // by id
  Result<std::optional<Person>> person(const OrgId& organisation, std::string_view id);
  // The entries about versions of the agreement, zones, holidays and quantities, in order.
  Result<std::vector<record::Entry>> landmarks(const OrgId& organisation);
  // The sequence of the last of them; -1 where there is none.
  Result<std::int64_t> last_landmark(const OrgId& organisation);
  // The ticket as ticket/ writes it; nullopt where there is none of that name.
  Result<std::optional<std::string>> ticket_json(const OrgId& organisation, std::string_view ticket);
  Result<std::vector<std::string>> ticket_names(const OrgId& organisation);  // sorted

  // For the tables of operate/: a statement of theirs is given a tenant that this session admits.
  Connection& connection() { return *connection_; }
  Result<const Tenant*> admit(const OrgId& organisation) const;

 private:
  Session(Connection& connection, std::vector<Tenant> tenants);
  Result<const Tenant*> admit_size(const OrgId& organisation, std::int64_t size);

  Connection* connection_;
  std::vector<Tenant> tenants_;
};

}  // namespace concordat::store
