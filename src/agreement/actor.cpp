// SPDX-License-Identifier: Apache-2.0
#include "agreement/actor.hpp"

#include <algorithm>
#include <tuple>

namespace concordat::agreement {
namespace {

template <typename T>
bool has(const std::vector<T>& all, const T& one) {
  return std::find(all.begin(), all.end(), one) != all.end();
}

void add_members(Actor& actor, const Rules& rules, const Facts& facts, std::int64_t at_s) {
  std::vector<PartyId> parties;
  for (const Member& one : facts.members) {
    if (one.person != actor.person || !one.time.has(at_s)) continue;
    if (const PartyId party = rules.party(one.party); !party.none()) parties.push_back(party);
    const TeamId team = rules.team(one.team);
    if (!team.none() && !has(actor.teams, team)) actor.teams.push_back(team);
  }
  std::sort(parties.begin(), parties.end());
  // The texts say whose a person is; facts only where they are silent, and then there is one party.
  if (actor.parties.empty() && !parties.empty()) actor.parties.push_back(parties.front());
}

class Involvement {
 public:
  Involvement(const Rules& rules, PartyId party) : rules_(rules), party_(party) {}

  bool in(FunctionId id) const {
    const FunctionRules& function = rules_.functions[id.at()];
    if (role(function.accountable) || team(function.owner) || any(function.consulted) || any(function.informed)) {
      return true;
    }
    for (std::size_t a = 0; a < rules_.activities.size(); ++a) {
      const CellRules& cell = rules_.cell(id, ActivityId{static_cast<std::int32_t>(a)});
      if (!cell.reachable) continue;
      if (cell.row != nullptr && named(cell, *cell.row)) return true;
      for (const ExceptionRules* one : cell.what) {
        if ((one->accountable && role(*one->accountable)) || (one->owner && team(*one->owner))) return true;
      }
    }
    return false;
  }

 private:
  bool named(const CellRules& cell, const RowRules& row) const {
    const FunctionRules& function = rules_.functions[row.function.at()];
    if (any(row.assigned) || any(function.consulted) || any(function.informed)) return true;
    return std::any_of(cell.who.begin(), cell.who.end(), [this](const ExceptionRules* one) {
      return (one->does && any(*one->does)) || (one->consulted && any(*one->consulted)) ||
             (one->informed && any(*one->informed));
    });
  }
  bool role(RoleId role) const { return !role.none() && rules_.roles[role.at()].party == party_; }
  bool team(TeamId team) const { return !team.none() && has(rules_.teams[team.at()].parties, party_); }
  bool any(const std::vector<Assigned>& all) const {
    return std::any_of(all.begin(), all.end(),
                       [this](const Assigned& one) { return team(one.holder.team) || role(one.holder.role); });
  }
  bool any(const std::vector<Told>& all) const {
    return std::any_of(all.begin(), all.end(), [this](const Told& one) {
      return team(one.team) || role(one.role) || (!one.party.none() && one.party == party_);
    });
  }

  const Rules& rules_;
  PartyId party_;
};

}  // namespace

bool Actor::in(TeamId team) const { return has(teams, team); }
bool Actor::holds(RoleId role) const { return has(roles, role); }
bool Actor::of(PartyId party) const { return has(parties, party); }

Actor actor_of(const Rights& rights, const Who& who, const Facts& facts, std::int64_t at_s) {
  const Rules& rules = *rights.rules;
  Actor actor;
  if (!who.team.none()) {
    actor.name = rules.teams[who.team.at()].key;
    actor.parties = rules.teams[who.team.at()].parties;
    actor.teams = {who.team};
    return actor;
  }
  if (!who.role.none()) {
    const RoleRules& role = rules.roles[who.role.at()];
    actor.name = role.key;
    if (!role.party.none()) actor.parties = {role.party};
    actor.roles = {who.role};
    return actor;
  }
  actor.name = who.person;
  actor.person = who.person;
  actor.id = rules.person(who.person);
  if (!actor.id.none()) {
    actor.teams = rights.teams_of[actor.id.at()];
    actor.roles = rights.roles_of[actor.id.at()];
    const PartyId party = rules.person_party[actor.id.at()];
    if (!party.none()) actor.parties = {party};
  }
  add_members(actor, rules, facts, at_s);
  return actor;
}

Span contract_of(const Rules& rules, PartyId party, const Facts& facts) {
  Span contract = rules.parties[party.at()].contract;
  for (const Dismissal& one : facts.dismissals) {
    if (one.party == rules.parties[party.at()].key) contract.to_s = std::min(contract.to_s, one.at.seconds());
  }
  return contract;
}

bool runs(const Rules& rules, PartyId party, const Facts& facts, std::int64_t at_s) {
  return !party.none() && contract_of(rules, party, facts).has(at_s);
}

bool runs(const Rules& rules, const std::vector<PartyId>& parties, const Facts& facts, std::int64_t at_s) {
  return std::any_of(parties.begin(), parties.end(), [&](PartyId party) { return runs(rules, party, facts, at_s); });
}

bool runs(const Rules& rules, const Holder& holder, const Facts& facts, std::int64_t at_s) {
  if (!holder.team.none()) return runs(rules, rules.teams[holder.team.at()].parties, facts, at_s);
  return !holder.role.none() && runs(rules, rules.roles[holder.role.at()].party, facts, at_s);
}

std::int64_t exit_ends_s(const Rules& rules, const Span& contract) {
  if (contract.to_s >= kForEver.to_s) return contract.to_s;
  CivilTime wall = calendar::wall_time(rules.zone, Instant::from_seconds(contract.to_s));
  wall.date.days += kExitDays;
  return calendar::instant_of(rules.zone, wall).seconds();
}

Standing standing_of(const Rights& rights, const Actor& actor, PartyId party, const Facts& facts, Instant before) {
  if (!actor.of(party)) return {};
  const Rules& rules = *rights.rules;
  std::vector<const Representative*> named;
  for (const Representative& one : facts.representatives) {
    if (one.party == rules.parties[party.at()].key && one.at < before) named.push_back(&one);
  }
  if (named.empty()) {
    for (const RoleId role : actor.roles) {
      const RoleRules& rule = rules.roles[role.at()];
      const bool holds = actor.person.empty() || rule.person == actor.id;  // a deputy does not
      if (rule.party == party && holds) return {nullptr, role};
    }
    return {};
  }
  if (actor.person.empty()) return {};
  std::sort(named.begin(), named.end(), [](const auto* a, const auto* b) {
    return std::tie(b->at, a->person, a->id) < std::tie(a->at, b->person, b->id);
  });
  std::vector<std::string> people;  // the last two, each once
  for (const Representative* one : named) {
    if (has(people, one->person)) continue;
    if (people.size() == kRepresentativesMax) break;
    if (one->person == actor.person) return {one, {}};
    people.push_back(one->person);
  }
  return {};
}

bool is_named_in(const Rules& rules, FunctionId function, PartyId party) {
  return Involvement(rules, party).in(function);
}

const PermissionRules* asking_row(const Rights& rights, const Asked& asked) {
  const auto found = std::find_if(rights.permissions.begin(), rights.permissions.end(), [&](const auto& one) {
    return one.how == How::ask && one.action == asked.action && one.class_ == asked.class_ &&
           rights.rules->teams[one.team.at()].key == asked.team;
  });
  return found == rights.permissions.end() ? nullptr : &*found;
}

bool may_answer(const Rights& rights, const Asked& asked, const std::string& person, Instant at, const Facts& facts) {
  const PermissionRules* row = asking_row(rights, asked);
  if (row == nullptr || row->ask.none()) return false;
  const Actor actor = actor_of(rights, {person, {}, {}}, facts, at.seconds());
  return actor.holds(row->ask) && runs(*rights.rules, actor.parties, facts, at.seconds()) &&
         runs(*rights.rules, Holder{{}, row->ask}, facts, at.seconds());
}

}  // namespace concordat::agreement
