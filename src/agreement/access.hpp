// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agreement/facts.hpp"
#include "record/entry.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// What the record says of access beside the texts: owners, grants, broken glass, who stands for a party, what was asked
// and answered. INVARIANTS: a right begins no earlier than its entry was recorded, whatever the entry says; what ends
// one ends it from then on, and a right that was used stays as it was.
namespace concordat::agreement {

inline constexpr std::string_view kOwnerNamed = "access.owner_named";
inline constexpr std::string_view kOwnerRemoved = "access.owner_removed";
inline constexpr std::string_view kAdministratorNamed = "access.administrator_named";
inline constexpr std::string_view kAdministratorRemoved = "access.administrator_removed";
inline constexpr std::string_view kMemberJoined = "access.member_joined";
inline constexpr std::string_view kMemberLeft = "access.member_left";
inline constexpr std::string_view kKnownAs = "access.known_as";  // the key by which the texts name a person
inline constexpr std::string_view kDelegated = "access.delegated";
inline constexpr std::string_view kGrantAsked = "access.grant_asked";
inline constexpr std::string_view kGrantRefused = "access.grant_refused";
inline constexpr std::string_view kGranted = "access.granted";
inline constexpr std::string_view kAccessUsed = "access.used";  // of a grant or broken glass; it decides nothing
inline constexpr std::string_view kGlassBroken = "access.glass_broken";
inline constexpr std::string_view kGlassReviewed = "access.glass_reviewed";
inline constexpr std::string_view kAccessEnded = "access.ended";  // of what has an id: a grant, a delegation, …
inline constexpr std::string_view kPartyRestricted = "party.restricted";
inline constexpr std::string_view kPartyRepresented = "party.represented";
inline constexpr std::string_view kAuthorityAsked = "authority.asked";
inline constexpr std::string_view kAuthorityAnswered = "authority.answered";

// Every kind that an AccessLog reads.
const std::vector<std::string_view>& access_kinds();

// What goes with a right and decides nothing: why it was given, and whether broken glass was looked at afterwards.
struct AccessNote {
  std::string why;
  std::int64_t sequence = 0;
  std::optional<Instant> reviewed;
  std::string review;
};

// A grant that somebody asks for; it gives nothing until it is granted.
struct GrantRequest {
  Grant wanted;
  std::string why;
  Instant at;
  std::optional<Instant> answered;
  bool granted = false;
};

class AccessLog {
 public:
  // Entries in order of sequence; those that have nothing to do with access are passed over.
  void step(const record::Entry& entry);

  const Facts& facts() const { return facts_; }
  // The key by which the texts name a person, by the id that the record gave them.
  const std::map<std::string, std::string>& keys() const { return keys_; }
  // When somebody was last given a right by name, or lost one; by the name that the entry says, id or key.
  std::optional<Instant> rights_changed(std::string_view person) const;
  const AccessNote* note(std::string_view id) const;
  bool knows(std::string_view id) const;             // a grant, delegation, restriction, broken glass or question
  const Asked* question(std::string_view id) const;  // null: nothing was asked under it
  std::map<std::string, const Asked*> questions() const;
  const GrantRequest* request(std::string_view id) const;  // null: no grant was asked for under it
  const std::map<std::string, GrantRequest, std::less<>>& requests() const { return requests_; }

 private:
  void people(const record::Entry& entry);
  void granted(const record::Entry& entry);
  void grant_asked(const record::Entry& entry, const std::string& id, const std::string& person);
  void answer_request(const record::Entry& entry, const std::string& id, bool granted);
  void ended(const record::Entry& entry);
  void restricted(const record::Entry& entry);
  void asked(const record::Entry& entry);

  Facts facts_;
  std::map<std::string, std::string> keys_;
  std::map<std::string, Instant, std::less<>> changed_;
  std::map<std::string, AccessNote, std::less<>> notes_;
  std::map<std::string, std::size_t, std::less<>> questions_;  // by id, in facts_.asked
  std::map<std::string, GrantRequest, std::less<>> requests_;
};

// Drafts of the entries above, by whoever acts for `by`, a party. Each id is one that random_id() made.
struct AccessAct {
  std::string actor = "host";
  std::string by;
  record::Audience audience;
  std::string why;
};
record::Draft owner_named(const AccessAct& act, const std::string& person, bool named);
record::Draft administrator_named(const AccessAct& act, const std::string& person, const std::string& party,
                                  bool named);
record::Draft member_joined(const AccessAct& act, const std::string& person, const std::string& party,
                            const std::string& team, bool joined);
record::Draft known_as(const AccessAct& act, const std::string& person, const std::string& key);
record::Draft delegated(const AccessAct& act, const Delegation& delegation);
record::Draft grant_asked(const AccessAct& act, const Grant& wanted);
record::Draft grant_refused(const AccessAct& act, const std::string& request);
// `request`: what it answers; empty where nobody asked.
record::Draft granted(const AccessAct& act, const Grant& grant, const std::string& request = {});
// That a right was used which a grant or broken glass of that id gave: for which action, by which route, on what.
record::Draft access_used(const AccessAct& act, const std::string& id, const std::string& action,
                          const std::string& route, const std::string& ticket);
record::Draft glass_broken(const AccessAct& act, const std::string& id, const std::string& person);
record::Draft glass_reviewed(const AccessAct& act, const std::string& id, const std::string& words);
record::Draft access_ended(const AccessAct& act, const std::string& id);
record::Draft restricted(const AccessAct& act, const Restriction& restriction);
record::Draft represented(const AccessAct& act, const std::string& id, const std::string& person,
                          const std::string& party);
record::Draft asked(const AccessAct& act, const std::string& id, const Asked& asked);
record::Draft answered(const AccessAct& act, const std::string& id, const Asked::Reply& reply);

// The organisation's own party before an agreement gives it a key, and whatever key it has.
inline constexpr std::string_view kOwnParty = "internal";

// Facts with people and the own party by the keys of the texts. Whoever the texts do not name keeps their id.
Facts by_keys(Facts facts, const std::map<std::string, std::string>& keys, const std::string& own_party);

// Compiled rules as the organisation cut them short: contracts that it ended, parties that it suspended. Work then goes
// to whoever is next in the row, as when a contract ends.
void cut_short(Rules& rules, const Facts& facts);

}  // namespace concordat::agreement
