// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agreement/model.hpp"
#include "agreement/recorded.hpp"
#include "base/random.hpp"
#include "record/entry.hpp"
#include "record/key.hpp"
#include "record/pairing.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

// The versions of an organisation's agreement, as its record tells of them. INVARIANTS: a version is in force from the
// day it says, and never from before it was decided; so a new one changes nothing that was judged. It is agreed when
// every party whose approval it needs has given it, with the key that the party was paired with by then; the
// organisation alone can put it in force unagreed, and then it says so. What is in force, or agreed for a later day, is
// not withdrawn any more; what was withdrawn comes into force never.
namespace concordat::agreement {

inline constexpr std::string_view kTextAdded = "agreement.text";
inline constexpr std::string_view kProposed = "agreement.proposed";
inline constexpr std::string_view kApproved = "agreement.approved";
inline constexpr std::string_view kApplied = "agreement.applied";
inline constexpr std::string_view kWithdrawn = "agreement.withdrawn";
inline constexpr std::string_view kRejected = "agreement.rejected";
inline constexpr std::string_view kNoted = "agreement.noted";  // words about a version, to all parties
inline constexpr std::string_view kPartyDismissed = "party.dismissed";

// A text of a version: who may read it is in the entry that holds it; everybody sees that it is there, by its digest.
struct VersionText {
  TextKind kind = TextKind::agreement;
  std::string party;  // of an annex
  std::string file;
  std::string digest;   // salted: of the vault's text
  std::string text_id;  // empty where the entry was not seen
};

struct Version {
  std::string id;  // "v_…", from what it holds
  std::int64_t sequence = 0;
  Instant proposed;
  std::string proposed_by;       // the organisation's own party: nobody else can apply it
  std::int64_t effective_s = 0;  // the first second of the day it says
  std::vector<VersionText> texts;
  Pins zones;
  Pins holidays;
  std::set<std::string> needs;  // parties whose approval makes it agreed
  std::map<std::string, Instant> approved;
  std::map<std::string, Instant> rejected;  // who said no and has not approved since; it binds nobody
  std::optional<Instant> withdrawn;         // by the party that proposed it
  std::optional<Instant> applied;           // by the organisation alone
  std::optional<Instant> applied_as_if;     // for looking at the past under it: never in force

  bool agreed() const;
  std::vector<std::string> missing() const;  // who has not approved it
  // From when it is in force; nullopt: it is not.
  std::optional<std::int64_t> in_force_from_s() const;
  bool is_open() const;  // before the parties: neither decided nor withdrawn
};

// An entry `agreement.approved` that counts for nothing, and why.
struct RefusedApproval {
  std::int64_t sequence = 0;
  std::string why;  // a sentence
};

class Versions {
 public:
  // Entries in order of sequence; those that have nothing to do with versions are passed over.
  void step(const record::Entry& entry);

  const std::vector<Version>& all() const { return all_; }  // in order of proposal
  const Version* find(std::string_view id) const;
  // Those that are or come into force, in that order; of two from one instant the later decided.
  std::vector<const Version*> in_force() const;
  const Version* at(std::int64_t at_s) const;
  const Version* as_if() const;                                             // the last that was applied so
  const std::vector<RefusedApproval>& refused() const { return refused_; }  // in order of sequence
  const record::PairedKeys& paired() const { return paired_; }

 private:
  Version* find(std::string_view id);
  void proposed(const record::Entry& entry, const std::string& id);
  void approved(const record::Entry& entry, Version& version);
  static void applied(const record::Entry& entry, Version& version);
  static void rejected(const record::Entry& entry, Version& version);
  static void withdrawn(const record::Entry& entry, Version& version);

  std::vector<Version> all_;
  std::map<std::string, VersionText> texts_;  // by digest
  record::PairedKeys paired_;
  std::vector<RefusedApproval> refused_;
};

// The id of a version: a digest of the body of `agreement.proposed`. So who approves an id approves that body, with the
// digests of its texts.
std::string version_id(const boost::json::object& proposed_body);

// What a version is made of, before it has an id.
struct Proposal {
  std::vector<Text> texts;
  std::string organisation_party;  // the internal party's key: who reads the private text
  std::int64_t effective_s = 0;
  Pins zones;
  Pins holidays;
  std::set<std::string> needs;
};

// The entries that propose it: one for each text, with the audience that may read it, then `agreement.proposed`.
struct Proposed {
  std::string id;
  std::vector<record::Draft> drafts;
};
Proposed propose(const Proposal& proposal, const FillRandom& fill);

record::Draft applied(const std::string& id, const std::string& party, bool as_if);
// What the parties say of it otherwise; the words of a withdrawal may be left out.
record::Draft withdrawn(const std::string& id, const std::string& party, const std::optional<record::VaultText>& why);
record::Draft rejected(const std::string& id, const std::string& party, const record::VaultText& reason);
record::Draft noted(const std::string& id, const std::string& party, const record::VaultText& text);
record::Draft dismissed(const std::string& party, const std::string& by, const std::string& why);

// What a party signs to approve a version. The key may be one that signs checkpoints: these bytes cannot be mistaken.
std::string approval_text(std::string_view organisation, std::string_view version, std::string_view party);
struct Approval {
  std::string party;
  std::string vkey;
  std::string signature;  // base64
};
Approval sign_approval(const std::string& organisation, const std::string& version, const std::string& party,
                       const record::SigningKey& key);
record::Draft approved(const std::string& id, const Approval& approval);
// The approval that an entry holds is signed by the key that it names.
bool approval_holds(const record::Entry& entry);

}  // namespace concordat::agreement
