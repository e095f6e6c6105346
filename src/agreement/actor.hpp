// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agreement/may.hpp"

#include <string>
#include <vector>

// Whoever asks, as may() sees them: their party, teams and roles, and whether a contract lets them work. Only the
// sources of this folder include it.
namespace concordat::agreement {

struct Actor {
  std::string name;              // for words
  std::string person;            // empty where a team or a role asks
  PersonId id;                   // none: the texts do not name this person
  std::vector<PartyId> parties;  // a person has one or none; of a joint team several
  std::vector<TeamId> teams;
  std::vector<RoleId> roles;
  bool in(TeamId team) const;
  bool holds(RoleId role) const;
  bool of(PartyId party) const;
};
Actor actor_of(const Rights& rights, const Who& who, const Facts& facts, std::int64_t at_s);

// A party's contract as the texts have it, cut short where the organisation ended it at once.
Span contract_of(const Rules& rules, PartyId party, const Facts& facts);
bool runs(const Rules& rules, PartyId party, const Facts& facts, std::int64_t at_s);
bool runs(const Rules& rules, const std::vector<PartyId>& parties, const Facts& facts, std::int64_t at_s);
// A joint team may work while one of the parties does whose people the texts name in it.
bool runs(const Rules& rules, const Holder& holder, const Facts& facts, std::int64_t at_s);
// From here on also the four things are over that a party may still do after its contract.
std::int64_t exit_ends_s(const Rules& rules, const Span& contract);

// Why somebody stands for a party: it named them, or (where it named nobody) they hold one of its roles.
struct Standing {
  const Representative* named = nullptr;
  RoleId role;
  bool none() const { return named == nullptr && role.none(); }
};
// As the party had named them before `before`.
Standing standing_of(const Rights& rights, const Actor& actor, PartyId party, const Facts& facts, Instant before);

// Whether the party stands anywhere in the function, by a row it reaches, an exception or a role: then what is in the
// function was shared with it.
bool is_named_in(const Rules& rules, FunctionId function, PartyId party);

}  // namespace concordat::agreement
