// SPDX-License-Identifier: Apache-2.0
#include "agreement/check_world.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace concordat::agreement {
namespace {

constexpr std::size_t kConsultedMax = 3;  // domain.md V8

bool has(const std::vector<Told>& all, const Told& one) { return std::find(all.begin(), all.end(), one) != all.end(); }

class People {
 public:
  explicit People(CheckWorld& world) : world_(world), rules_(world.rules) {}

  void run() {
    for (std::size_t f = 0; f < rules_.functions.size(); ++f) {
      if (world_.broken(rules_.functions[f])) continue;
      const FunctionId id{static_cast<std::int32_t>(f)};
      letters(id);
      consulted(rules_.functions[f]);
      restore_and_review(id);
      alone(id);
      approvers(id);
    }
    authorities();
    members();
    accountable_alone();
    idle_roles();
  }

 private:
  const RowRules* own_row(FunctionId function, std::string_view activity) const {
    const ActivityId id = rules_.activity(activity);
    const RowRules* row = id.none() ? nullptr : rules_.cell(function, id).row;
    return row != nullptr && row->function == function && !world_.broken_row(function, id) ? row : nullptr;
  }

  template <typename Fn>
  void for_each_own_row(FunctionId function, Fn fn) const {
    for (std::size_t a = 0; a < rules_.activities.size(); ++a) {
      const ActivityId activity{static_cast<std::int32_t>(a)};
      const CellRules& cell = rules_.cell(function, activity);
      const bool own = cell.row != nullptr && cell.row->function == function;
      if (own && !world_.broken_row(function, activity)) fn(cell);
    }
  }

  // --- letter-twice: the accountable may be responsible too; nobody else has two letters in a row.
  void letters(FunctionId id) {
    const FunctionRules& function = rules_.functions[id.at()];
    std::set<std::string> said;
    const auto look = [&](const std::vector<Assigned>& assigned, const std::vector<Told>& consulted,
                          const std::vector<Told>& informed, ActivityId activity, const Row& row) {
      const auto twice = [&](const Told& one, const std::string& letters) {
        const std::string key = row.id + "|" + std::string(rules_.key(one)) + "|" + letters;
        if (!said.insert(key).second) return;
        Finding& finding =
            world_.add("letter-twice", Severity::error,
                       std::string(rules_.key(one)) + " is " + letters + " in one row. One is enough.", {row});
        finding.function = function.key;
        finding.activity = rules_.activities[activity.at()];
      };
      for (const Assigned& one : assigned) {
        const Told told{one.holder.team, one.holder.role, {}};
        if (has(consulted, told)) twice(told, "responsible and consulted");
        if (has(informed, told)) twice(told, "responsible and informed");
      }
      for (const Told& one : consulted) {
        if (has(informed, one)) twice(one, "consulted and informed");
      }
    };
    for_each_own_row(id, [&](const CellRules& cell) {
      const RowRules& row = *cell.row;
      look(row.assigned, function.consulted, function.informed, row.activity, {row.id, row.where});
      for (const ExceptionRules* one : cell.who) {
        look(one->does ? *one->does : row.assigned, one->consulted ? *one->consulted : function.consulted,
             one->informed ? *one->informed : function.informed, row.activity, {one->id, one->where});
      }
    });
  }

  void consulted(const FunctionRules& function) {
    if (function.consulted.size() <= kConsultedMax) return;
    Finding& finding = world_.add("many-consulted", Severity::warning,
                                  std::to_string(function.consulted.size()) + " are asked before anything is done in " +
                                      function.name + ": more than " + std::to_string(kConsultedMax) +
                                      " slow every decision. Inform some instead.",
                                  {world_.row_of(function)});
    finding.function = function.key;
  }

  // --- separation
  std::set<PartyId> parties_of(const RowRules& row) const {
    std::set<PartyId> all;
    for (const Assigned& one : row.assigned) {
      if (one.holder.team.none()) {
        all.insert(rules_.roles[one.holder.role.at()].party);
      } else {
        const auto& parties = rules_.teams[one.holder.team.at()].parties;
        all.insert(parties.begin(), parties.end());
      }
    }
    return all;
  }

  std::set<PersonId> persons_of(const RowRules& row, bool& all_known) const {
    std::set<PersonId> all;
    for (const Assigned& one : row.assigned) {
      if (one.holder.team.none()) {
        const RoleRules& role = rules_.roles[one.holder.role.at()];
        if (!role.person.none()) all.insert(role.person);
        if (!role.deputy.none()) all.insert(role.deputy);
      } else {
        const auto& members = rules_.teams[one.holder.team.at()].members;
        if (members.empty()) all_known = false;
        all.insert(members.begin(), members.end());
      }
    }
    return all;
  }

  void restore_and_review(FunctionId id) {
    const RowRules* restore = own_row(id, "restore");
    const RowRules* review = own_row(id, "review");
    if (restore == nullptr || review == nullptr) return;
    const auto makers = parties_of(*restore);
    const auto judges = parties_of(*review);
    if (makers.size() != 1 || makers != judges || makers.begin()->none()) return;
    Finding& finding = world_.add("separation", Severity::error,
                                  std::string(world_.party_name(*makers.begin())) +
                                      " restores and is the only one to review it. Let another party review.",
                                  {{restore->id, restore->where}, {review->id, review->where}});
    finding.function = rules_.functions[id.at()].key;
    finding.activity = "review";
  }

  void approvers(FunctionId id) {
    for (const auto& [key, forbid] : world_.agreement.forbids) {
      if (forbid.separate.size() != 2) continue;
      std::vector<const RowRules*> rows;
      for (const Word& word : forbid.separate) {
        const RowRules* row = own_row(id, word.name == "approver" ? "approve" : word.name);
        if (row != nullptr) rows.push_back(row);
      }
      const bool requester = forbid.separate[0].name == "requester" || forbid.separate[1].name == "requester";
      bool known = true;
      std::set<PersonId> all;
      for (const RowRules* row : rows) {
        const auto persons = persons_of(*row, known);
        all.insert(persons.begin(), persons.end());
      }
      const bool both = rows.size() == 2 || (requester && rows.size() == 1);
      if (!both || !known || all.size() != 1) continue;
      std::vector<Row> places = {{"forbid." + CheckWorld::step(key), forbid.where}};
      for (const RowRules* row : rows) places.push_back({row->id, row->where});
      Finding& finding = world_.add("separation", Severity::error,
                                    "\"" + forbid.separate[0].name + "\" and \"" + forbid.separate[1].name +
                                        "\" must be different persons, and " + rules_.persons[all.begin()->at()] +
                                        " is the only one there is. Name a deputy or another role.",
                                    std::move(places));
      finding.function = rules_.functions[id.at()].key;
    }
  }

  // --- no-right, no-duty
  void authorities() {
    std::set<TeamId> named;
    for (const FunctionRules& function : rules_.functions) {
      for (const ExceptionRules& one : function.exceptions) {
        if (!one.does) continue;
        for (const Assigned& assigned : *one.does) named.insert(assigned.holder.team);
      }
    }
    for (std::size_t f = 0; f < rules_.functions.size(); ++f) {
      for_each_own_row(FunctionId{static_cast<std::int32_t>(f)}, [&](const CellRules& cell) {
        for (const Assigned& one : cell.row->assigned) named.insert(one.holder.team);
        rights_of(*cell.row);
      });
    }
    for (const auto& [key, authority] : world_.agreement.authorities) {
      const TeamId team = rules_.team(key);
      if (team.none() || named.contains(team)) continue;
      world_.add("no-duty", Severity::warning, key + " may act here, and no row names it: a right without a duty.",
                 {{"authority." + CheckWorld::step(key), authority.where}});
    }
  }

  void rights_of(const RowRules& row) {
    const auto& authorities = world_.agreement.authorities;
    std::map<std::string, std::string> actions;  // to the first team of the row that may
    for (const Assigned& one : row.assigned) {
      if (one.holder.team.none()) continue;
      const std::string& team = rules_.teams[one.holder.team.at()].key;
      const auto found = authorities.find(team);
      if (found == authorities.end()) continue;
      for (const auto& [action, classes] : found->second.actions) actions.emplace(action, team);
    }
    for (const Assigned& one : row.assigned) {
      if (one.holder.team.none()) continue;
      const std::string& team = rules_.teams[one.holder.team.at()].key;
      const auto found = authorities.find(team);
      std::vector<std::string> missing;
      std::string who;
      for (const auto& [action, other] : actions) {
        if (found != authorities.end() && found->second.actions.contains(action)) continue;
        missing.push_back(action);
        who = other;
      }
      if (missing.empty()) continue;
      Finding& finding = world_.add("no-right", Severity::warning,
                                    team + " does " + rules_.activities[row.activity.at()] + " here too, and may not " +
                                        list_of(missing) + " as " + who + " may: a duty without the right.",
                                    {{row.id, row.where}, world_.row_of(rules_.teams[one.holder.team.at()])});
      finding.function = rules_.functions[row.function.at()].key;
      finding.activity = rules_.activities[row.activity.at()];
    }
  }

  // --- one-person, no-members
  void alone(FunctionId id) {
    for_each_own_row(id, [&](const CellRules& cell) {
      const RowRules& row = *cell.row;
      bool known = true;
      const auto persons = persons_of(row, known);
      const bool team = std::any_of(row.assigned.begin(), row.assigned.end(),
                                    [](const Assigned& one) { return !one.holder.team.none(); });
      if (!known || !team || persons.size() != 1) return;
      Finding& finding = world_.add(
          "one-person", Severity::warning,
          rules_.activities[row.activity.at()] + " rests on " + rules_.persons[persons.begin()->at()] + " alone.",
          {{row.id, row.where}});
      finding.function = rules_.functions[id.at()].key;
      finding.activity = rules_.activities[row.activity.at()];
    });
  }

  void members() {
    std::set<TeamId> used;
    const auto use = [&used](const std::vector<Assigned>& assigned) {
      for (const Assigned& one : assigned) used.insert(one.holder.team);
    };
    for (std::size_t f = 0; f < rules_.functions.size(); ++f) {
      for_each_own_row(FunctionId{static_cast<std::int32_t>(f)},
                       [&](const CellRules& cell) { use(cell.row->assigned); });
      for (const ExceptionRules& one : rules_.functions[f].exceptions) {
        if (one.does) use(*one.does);
      }
    }
    for (const LadderRules& ladder : rules_.ladders) {
      for (const StepRules& step : ladder.steps) used.insert(step.tell.team);
    }
    for (std::size_t t = 0; t < rules_.teams.size(); ++t) {
      const TeamRules& team = rules_.teams[t];
      if (!team.members.empty() || !used.contains(TeamId{static_cast<std::int32_t>(t)})) continue;
      if (world_.broken("team", team.key)) continue;
      world_.add("no-members", Severity::warning,
                 "No members of " + team.key + " are named, so whether it rests on one person cannot be judged.",
                 {world_.row_of(team)});
    }
  }

  void accountable_alone() {
    std::map<RoleId, std::vector<std::string>> functions;
    for (const FunctionRules& function : rules_.functions) {
      if (!function.accountable.none()) functions[function.accountable].push_back(function.name);
    }
    for (const auto& [id, names] : functions) {
      const RoleRules& role = rules_.roles[id.at()];
      if (!role.deputy.none() || role.person.none()) continue;
      world_.add("one-person", Severity::warning,
                 rules_.persons[role.person.at()] + " alone is accountable for " + list_of(names) + ": " + role.key +
                     " has no deputy.",
                 {world_.row_of(role)});
    }
  }

  // --- idle-role: a role that stands nowhere
  void idle_roles() {
    std::set<std::string> used;
    const auto word = [&used](const std::optional<Word>& one) {
      if (one) used.insert(one->name);
    };
    const auto words = [&used](const Words& all) {
      for (const Word& one : all) used.insert(one.name);
    };
    const auto does = [&used](const Does& row) {
      for (const Assignee& one : row.assignees) used.insert(one.holder.name);
    };
    const Agreement& text = world_.agreement;
    for (const auto& [key, function] : text.functions) {
      word(function.accountable);
      words(function.consulted);
      words(function.informed);
      for (const auto& [activity, row] : function.does) does(row);
      for (const Exception& one : function.exceptions) {
        if (one.does) does(*one.does);
        word(one.accountable);
        if (one.consulted) words(*one.consulted);
        if (one.informed) words(*one.informed);
      }
    }
    for (const auto& [key, ladder] : text.ladders) {
      for (const Step& step : ladder.steps) used.insert(step.tell.name);
    }
    for (const auto& [key, authority] : text.authorities) {
      for (const auto& [action, classes] : authority.actions) {
        for (const auto& [class_, how] : classes) word(how.ask);
      }
    }
    for (const auto& [key, target] : text.targets) {
      if (target.outcome && target.outcome->proof) word(target.outcome->proof->witness);
    }
    for (const auto& [key, right] : text.decisions) {
      word(right.role);
      words(right.with);
    }
    for (const auto& [key, forbid] : text.forbids) words(forbid.who);
    for (const RoleRules& role : rules_.roles) {
      if (used.contains(role.key)) continue;
      world_.add("idle-role", Severity::note, role.key + " has no part in anything.", {world_.row_of(role)});
    }
  }

  CheckWorld& world_;
  const Rules& rules_;
};

}  // namespace

void check_people(CheckWorld& world) { People(world).run(); }

}  // namespace concordat::agreement
