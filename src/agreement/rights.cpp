// SPDX-License-Identifier: Apache-2.0
#include "agreement/rights.hpp"

#include "agreement/platform.hpp"
#include "agreement/table.hpp"

#include <algorithm>
#include <set>
#include <tuple>

namespace concordat::agreement {
namespace {

class RightsCompiler {
 public:
  RightsCompiler(const Agreement& agreement, const Rules& rules) : agreement_(agreement), rules_(rules) {}

  Rights run() {
    rights_.rules = &rules_;
    people();
    for (const auto& [key, authority] : agreement_.authorities) this->authority(key, authority);
    std::sort(rights_.permissions.begin(), rights_.permissions.end(), [](const auto& a, const auto& b) {
      return std::tie(a.action, a.class_, a.team) < std::tie(b.action, b.class_, b.team);
    });
    for (const auto& [key, forbid] : agreement_.forbids) this->forbid(key, forbid);
    for (const auto& [key, function] : agreement_.functions) places(function);
    classes();
    return std::move(rights_);
  }

 private:
  // The first is kept: one is enough to answer no to everything.
  void broken(const std::string& row, const Word& word) {
    if (rights_.broken.empty()) rights_.broken = row + " names " + quoted(word.name) + ", and there is no such thing.";
  }

  void people() {
    rights_.teams_of.resize(rules_.persons.size());
    rights_.roles_of.resize(rules_.persons.size());
    for (std::size_t i = 0; i < rules_.teams.size(); ++i) {
      for (const PersonId member : rules_.teams[i].members) {
        rights_.teams_of[member.at()].push_back(TeamId{static_cast<std::int32_t>(i)});
      }
    }
    for (std::size_t i = 0; i < rules_.roles.size(); ++i) {
      const RoleId role{static_cast<std::int32_t>(i)};
      const RoleRules& rules = rules_.roles[i];
      if (!rules.person.none()) rights_.roles_of[rules.person.at()].push_back(role);
      if (!rules.deputy.none() && rules.deputy != rules.person) rights_.roles_of[rules.deputy.at()].push_back(role);
    }
  }

  void authority(const std::string& key, const Authority& authority) {
    const TeamId team = rules_.team(key);
    const std::string row = "authority." + path_step(key);
    if (team.none()) return broken(row, authority.team);
    for (const auto& [action, by_class] : authority.actions) {
      for (const auto& [class_, permission] : by_class) {
        const std::string id = row + "." + path_step(action) + "." + path_step(class_);
        const RoleId ask = permission.ask ? rules_.role(permission.ask->name) : RoleId{};
        if (permission.how == How::ask && ask.none()) broken(id, permission.ask.value_or(Word{}));
        rights_.permissions.push_back(
            {action, class_, team, permission.how, ask, permission.act_after_s, id, permission.where});
      }
    }
  }

  void forbid(const std::string& key, const Forbid& forbid) {
    ForbidRules rules;
    rules.id = "forbid." + path_step(key);
    rules.where = forbid.where;
    rules.why = forbid.why;
    rules.everybody = forbid.who.empty();
    for (const Word& word : forbid.who) {
      // A word that is a key of several kinds forbids all of them: the wider reading of a prohibition is the safe one.
      const PartyId party = rules_.party(word.name);
      const TeamId team = rules_.team(word.name);
      const RoleId role = rules_.role(word.name);
      const PersonId person = rules_.person(word.name);
      if (!party.none()) rules.parties.push_back(party);
      if (!team.none()) rules.teams.push_back(team);
      if (!role.none()) rules.roles.push_back(role);
      if (!person.none()) rules.persons.push_back(person);
      if (party.none() && team.none() && role.none() && person.none()) broken(rules.id, word);
    }
    for (const Word& word : forbid.what) rules.what.push_back(word.name);
    for (const Word& word : forbid.on) rules.on.push_back(word.name);
    for (const Word& word : forbid.separate) rules.separate.push_back(word.name);
    if (!rules.separate.empty() && rules.separate.size() != 2 && rights_.broken.empty()) {
      rights_.broken = rules.id + " separates " + std::to_string(rules.separate.size()) + " things, and not two.";
    }
    rights_.forbids.push_back(std::move(rules));
  }

  void places(const Function& function) {
    const auto at = [&function](const std::optional<Word>& word) { return word ? word->where : function.where; };
    const auto first = [&function](const Words& words) { return words.empty() ? function.where : words.front().where; };
    rights_.places.push_back(
        {at(function.accountable), at(function.owner), first(function.consulted), first(function.informed)});
  }

  void classes() {
    std::set<std::string> all(rules_.classes.begin(), rules_.classes.end());
    for (const ForbidRules& forbid : rights_.forbids) {
      for (const std::string& word : forbid.on) {
        if (rules_.function(word).none()) all.insert(word);
      }
    }
    rights_.classes.assign(all.begin(), all.end());
  }

  const Agreement& agreement_;
  const Rules& rules_;
  Rights rights_;
};

}  // namespace

std::string_view to_word(How how) {
  switch (how) {
    case How::yes: return "yes";
    case How::inform: return "inform";
    case How::ask: return "ask";
    default: return "no";
  }
}

std::vector<std::string> Rights::actions() const {
  std::set<std::string> all(rules->activities.begin(), rules->activities.end());
  for (const PermissionRules& one : permissions) all.insert(one.action);
  for (const ForbidRules& one : forbids) all.insert(one.what.begin(), one.what.end());
  all.erase(kEverything);
  for (const PlatformAction& one : platform_actions()) all.emplace(one.word);
  for (const RowAction& one : row_actions()) all.emplace(one.word);
  return {all.begin(), all.end()};
}

bool Rights::is_response(std::string_view action) const {
  return std::any_of(permissions.begin(), permissions.end(),
                     [&](const PermissionRules& one) { return one.action == action; }) ||
         std::any_of(forbids.begin(), forbids.end(), [&](const ForbidRules& one) {
           return action != kEverything && std::find(one.what.begin(), one.what.end(), action) != one.what.end();
         });
}

Rights compile_rights(const Agreement& agreement, const Rules& rules) { return RightsCompiler(agreement, rules).run(); }

}  // namespace concordat::agreement
