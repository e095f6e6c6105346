// SPDX-License-Identifier: Apache-2.0
#include "agreement/rules.hpp"
#include "agreement/table.hpp"

#include <algorithm>
#include <set>
#include <tuple>

namespace concordat::agreement {
namespace {

// Midnight at which a date begins, in the zone.
std::int64_t begins_s(const calendar::Zone& zone, Date date) {
  return calendar::instant_of(zone, {date, 0, 0}).seconds();
}

// Which activities a target holds for where it names none.
std::vector<std::string_view> activities_of(Metric metric) {
  switch (metric) {
    case Metric::acknowledge:
    case Metric::first_response: return {"triage"};
    case Metric::resolution: return {"resolve"};
    case Metric::approval: return {"approve"};
    default: return {};  // the owner's updates and the receiver's acceptance are about no activity
  }
}

}  // namespace

class Compiler {
 public:
  explicit Compiler(const Agreement& agreement) : agreement_(agreement) {}

  Rules run() {
    top();
    parties();
    calendars();
    people();
    teams();
    words();
    ladders();
    functions();
    targets();
    prices();
    hand_offs();
    closing();
    cells();
    return std::move(rules_);
  }

 private:
  void top() {
    rules_.organisation = agreement_.organisation;
    rules_.zone = agreement_.zone;
    const Date first = agreement_.effective.value_or(Date{});
    rules_.effective = calendar::instant_of(agreement_.zone, {first, 0, 0});
    rules_.priority_matrix = agreement_.priorities;
    for (const auto& row : agreement_.priorities) {
      for (const int level : row) rules_.lowest_priority = std::max(rules_.lowest_priority, level);
    }
  }

  void parties() {
    for (const auto& [key, party] : agreement_.parties) {
      PartyRules rules{key, party.name.empty() ? key : party.name, party.kind, kForEver, false, {}, party.where};
      if (party.contract) {
        const Date after{party.contract->through.days + 1};
        rules.contract = {begins_s(agreement_.zone, party.contract->from), begins_s(agreement_.zone, after)};
        rules.has_contract = true;
      }
      rules_.parties.push_back(std::move(rules));
    }
  }

  void calendars() {
    // A reference that leads nowhere would end the compilation; the reader has named it.
    if (!calendar::check_references(agreement_.calendars).empty()) return;
    for (const auto& [key, definition] : agreement_.calendars) {
      if (!definition.open && definition.union_of.empty() && !definition.except) continue;
      rules_.calendar_keys.push_back(key);
      rules_.calendars.push_back(calendar::compile(agreement_.calendars, key));
    }
  }

  void people() {
    for (const auto& [key, person] : agreement_.persons) {
      rules_.persons.push_back(key);
      rules_.person_party.push_back(rules_.party(person.party.name));
    }
    for (const auto& [key, role] : agreement_.roles) {
      rules_.roles.push_back({key, rules_.party(role.party.name), rules_.person(role.person.name),
                              role.deputy ? rules_.person(role.deputy->name) : PersonId{}, role.where});
    }
  }

  void teams() {
    for (const auto& [key, team] : agreement_.teams) {
      TeamRules rules;
      rules.key = key;
      rules.duty = rules_.calendar(team.duty.name);
      rules.skills = team.skills;
      rules.where = team.where;
      rules.joint = team.party.name == kJoint;
      for (const Word& member : team.members) {
        const PersonId person = rules_.person(member.name);
        if (!person.none()) rules.members.push_back(person);
      }
      const auto add = [&rules](PartyId party) {
        if (party.none()) return;
        if (std::find(rules.parties.begin(), rules.parties.end(), party) == rules.parties.end()) {
          rules.parties.push_back(party);
        }
      };
      if (!rules.joint) add(rules_.party(team.party.name));
      if (rules.joint) {
        for (const PersonId member : rules.members) add(rules_.person_party[member.at()]);
      }
      std::sort(rules.parties.begin(), rules.parties.end());
      rules_.teams.push_back(std::move(rules));
    }
  }

  void words() {
    for (const auto& [key, site] : agreement_.sites) rules_.sites.push_back(key);
    std::set<std::string> activities;
    for (const char* one : kReached) activities.insert(one);
    for (const char* one : kNamedOnly) activities.insert(one);
    for (const auto& [key, unused] : agreement_.activities) activities.insert(key);
    rules_.activities.assign(activities.begin(), activities.end());
    std::set<std::string> classes;
    const auto add = [&classes](const Words& words) {
      for (const Word& word : words) classes.insert(word.name);
    };
    for (const auto& [key, function] : agreement_.functions) {
      for (const Exception& exception : function.exceptions) add(exception.when.classes);
    }
    for (const auto& [key, target] : agreement_.targets) add(target.when.classes);
    for (const auto& [key, authority] : agreement_.authorities) {
      for (const auto& [action, by_class] : authority.actions) {
        for (const auto& [class_, how] : by_class) classes.insert(class_);
      }
    }
    rules_.classes.assign(classes.begin(), classes.end());
  }

  Holder holder(const Word& word) const {
    if (const TeamId team = rules_.team(word.name); !team.none()) return {team, {}};
    return {{}, rules_.role(word.name)};
  }

  Told told(const Word& word) const {
    const Holder found = holder(word);
    if (!found.none()) return {found.team, found.role, {}};
    return {{}, {}, rules_.party(word.name)};
  }

  std::vector<Told> told(const Words& words) const {
    std::vector<Told> all;
    for (const Word& word : words) {
      const Told one = told(word);
      if (one != Told{}) all.push_back(one);
    }
    return all;
  }

  std::vector<Assigned> assigned(const Does& does) const {
    std::vector<Assigned> all;
    for (const Assignee& one : does.assignees) {
      const Holder found = holder(one.holder);
      if (!found.none()) all.push_back({found, one.after_s.value_or(0)});
    }
    return all;
  }

  Filter filter(const std::vector<Level>& priorities, const Words& sites, const Words& classes) const {
    Filter filter;
    for (const Level& one : priorities) filter.priorities.set(static_cast<std::size_t>(one.level));
    for (const Word& one : sites) {
      if (const SiteId site = rules_.site(one.name); !site.none()) filter.sites.set(site.at());
    }
    for (const Word& one : classes) filter.classes.set(rules_.class_(one.name).at());
    return filter;
  }

  void ladders() {
    for (const auto& [key, ladder] : agreement_.ladders) {
      LadderRules rules{key, {}, ladder.annex, ladder.where};
      for (const Step& step : ladder.steps) {
        rules.steps.push_back({step.after, step.at_per_cent.value_or(0), told(step.tell),
                               step.during ? rules_.calendar(step.during->name) : CalendarId{}, step.until,
                               step.where});
      }
      rules_.ladders.push_back(std::move(rules));
    }
  }

  CalendarId calendar(const std::optional<Word>& word) const {
    return word ? rules_.calendar(word->name) : CalendarId{};
  }

  ExceptionRules exception(const Exception& one, const std::string& id) const {
    ExceptionRules rules;
    rules.id = id;
    rules.where = one.where;
    if (one.when.activity) rules.activity = rules_.activity(one.when.activity->name);
    rules.filter = filter(one.when.priorities, one.when.sites, one.when.classes);
    rules.during = calendar(one.when.during);
    rules.outside = calendar(one.when.outside);
    if (one.does && one.when.activity) rules.does = assigned(*one.does);
    if (one.accountable) rules.accountable = rules_.role(one.accountable->name);
    if (one.owner) rules.owner = rules_.team(one.owner->name);
    if (one.consulted) rules.consulted = told(*one.consulted);
    if (one.informed) rules.informed = told(*one.informed);
    if (one.ladder) rules.ladder = rules_.ladder(one.ladder->name);
    return rules;
  }

  // By how much it narrows, then by what it says: never by where it stands.
  static auto order_of(const Exception& one) {
    const auto names = [](const Words& words) {
      std::vector<std::string> all;
      for (const Word& word : words) all.push_back(word.name);
      std::sort(all.begin(), all.end());
      return all;
    };
    const auto name = [](const std::optional<Word>& word) { return word ? word->name : std::string{}; };
    std::vector<int> levels;
    for (const Level& level : one.when.priorities) levels.push_back(level.level);
    std::sort(levels.begin(), levels.end());
    std::vector<std::string> does;
    if (one.does) {
      for (const Assignee& a : one.does->assignees) {
        does.push_back(a.holder.name + ":" + std::to_string(a.after_s.value_or(0)));
      }
    }
    const int conditions = (one.when.activity ? 1 : 0) + (one.when.priorities.empty() ? 0 : 1) +
                           (one.when.sites.empty() ? 0 : 1) + (one.when.classes.empty() ? 0 : 1) +
                           (one.when.during ? 1 : 0) + (one.when.outside ? 1 : 0);
    return std::tuple(conditions, name(one.when.activity), levels, names(one.when.sites), names(one.when.classes),
                      name(one.when.during), name(one.when.outside), does, name(one.accountable), name(one.owner),
                      one.consulted ? names(*one.consulted) : std::vector<std::string>{},
                      one.informed ? names(*one.informed) : std::vector<std::string>{}, name(one.ladder));
  }

  void functions() {
    for (const auto& [key, function] : agreement_.functions) {
      FunctionRules rules;
      rules.key = key;
      rules.name = function.name.empty() ? key : function.name;
      rules.model = function.model;
      rules.where = function.where;
      if (function.accountable) rules.accountable = rules_.role(function.accountable->name);
      if (function.owner) rules.owner = rules_.team(function.owner->name);
      rules.owner_is_own = !rules.owner.none();
      rules.consulted = told(function.consulted);
      rules.informed = told(function.informed);
      const FunctionId id{static_cast<std::int32_t>(rules_.functions.size())};
      for (const Word& word : function.takes) {
        rules.takes.push_back(word.name);
        if (word.name == kEverythingElse) {
          if (rules_.everything_else.none()) rules_.everything_else = id;
        } else {
          rules_.takes_.emplace_back(word.name, id);
        }
      }
      std::vector<std::pair<const Exception*, std::size_t>> exceptions;
      for (std::size_t i = 0; i < function.exceptions.size(); ++i)
        exceptions.emplace_back(&function.exceptions[i], i + 1);
      std::stable_sort(exceptions.begin(), exceptions.end(),
                       [](const auto& a, const auto& b) { return order_of(*a.first) < order_of(*b.first); });
      for (const auto& [one, number] : exceptions) {
        rules.exceptions.push_back(exception(*one, "function." + path_step(key) + ".except." + std::to_string(number)));
      }
      rules_.functions.push_back(std::move(rules));
    }
    std::sort(rules_.takes_.begin(), rules_.takes_.end());
    if (rules_.everything_else.none()) return;
    const TeamId owner = rules_.functions[rules_.everything_else.at()].owner;
    for (FunctionRules& function : rules_.functions) {
      if (function.owner.none()) function.owner = owner;
    }
  }

  void targets() {
    for (const auto& [key, target] : agreement_.targets) {
      TargetRules rules;
      rules.key = key;
      rules.name = target.name.empty() ? key : target.name;
      rules.kind = target.kind;
      rules.obligor = rules_.party(target.obligor.name);
      rules.beneficiary = rules_.party(target.beneficiary.name);
      rules.annex = target.annex;
      rules.where = target.where;
      rules.filter = filter(target.when.priorities, target.when.sites, target.when.classes);
      for (const Word& word : target.when.functions) {
        if (const FunctionId id = rules_.function(word.name); !id.none()) rules.functions.push_back(id);
      }
      for (const Word& word : target.when.activities) {
        if (const ActivityId id = rules_.activity(word.name); !id.none()) rules.activities.push_back(id);
      }
      if (target.clock) clock(rules, *target.clock);
      rules.outcome = target.outcome;
      rules_.targets.push_back(std::move(rules));
    }
  }

  void clock(TargetRules& target, const TicketClock& clock) {
    if (target.activities.empty()) {
      for (const auto name : activities_of(clock.metric)) target.activities.push_back(rules_.activity(name));
    }
    ClockRules rules{clock.metric,
                     clock.within,
                     rules_.calendar(clock.calendar.name),
                     clock.warn,
                     clock.pause,
                     clock.on_reopen,
                     clock.on_priority_change,
                     clock.ladder ? rules_.ladder(clock.ladder->name) : LadderId{}};
    target.clock = std::move(rules);
  }

  void prices() {
    for (const auto& [key, price] : agreement_.prices) {
      PriceRules rules{key, rules_.party(price.annex), {}, {}};
      if (price.counts && price.counts->name.starts_with("time."))
        rules.hours_of = rules_.team(price.counts->name.substr(5));
      if (price.target) rules.target = rules_.target(price.target->name);
      rules_.prices.push_back(std::move(rules));
    }
  }

  HandOffRules hand_off(const HandOff& one) const {
    return {one.mode, one.accept_within, one.on_timeout ? rules_.team(one.on_timeout->name) : TeamId{}};
  }

  void closing() {
    if (!agreement_.closing) return;
    const auto& calendar = agreement_.closing->calendar;
    rules_.closing = ClosingRules{agreement_.closing->after, calendar ? rules_.calendar(calendar->name) : CalendarId{}};
  }

  void hand_offs() {
    rules_.hand_off = hand_off(agreement_.hand_off);
    rules_.hand_offs.resize(rules_.teams.size());
    for (const auto& [key, one] : agreement_.hand_offs) {
      if (const TeamId team = rules_.team(key); !team.none()) rules_.hand_offs[team.at()] = hand_off(one);
    }
  }

  void cells() {
    const std::size_t activities = rules_.activities.size();
    rules_.cells_.resize(rules_.functions.size() * activities);
    std::size_t function = 0;
    for (const auto& [key, text] : agreement_.functions) {
      const FunctionId id{static_cast<std::int32_t>(function++)};
      for (const auto& [activity, does] : text.does) {
        const ActivityId a = rules_.activity(activity);
        if (a.none()) continue;
        auto row = std::make_unique<RowRules>();
        row->id = "function." + path_step(key) + ".does." + path_step(activity);
        row->where = does.where;
        row->function = id;
        row->activity = a;
        row->assigned = assigned(does);
        rules_.cells_[id.at() * activities + a.at()].row = row.get();
        rules_.rows_.push_back(std::move(row));
      }
    }
    for (std::size_t f = 0; f < rules_.functions.size(); ++f) {
      for (std::size_t a = 0; a < activities; ++a) cell(f, a);
    }
  }

  void cell(std::size_t f, std::size_t a) {
    const std::size_t activities = rules_.activities.size();
    CellRules& cell = rules_.cells_[f * activities + a];
    const bool reached = std::any_of(std::begin(kReached), std::end(kReached),
                                     [&](const char* one) { return rules_.activities[a] == one; });
    cell.reachable = cell.row != nullptr || reached;
    if (cell.row == nullptr && reached && !rules_.everything_else.none()) {
      cell.row = rules_.cells_[rules_.everything_else.at() * activities + a].row;
    }
    const ActivityId activity{static_cast<std::int32_t>(a)};
    const auto holds = [&](const ExceptionRules& one) { return one.activity.none() || one.activity == activity; };
    const std::size_t doing = cell.row == nullptr ? f : cell.row->function.at();
    for (const ExceptionRules& one : rules_.functions[doing].exceptions) {
      if (holds(one) && (one.does || one.consulted || one.informed)) cell.who.push_back(&one);
    }
    for (const ExceptionRules& one : rules_.functions[f].exceptions) {
      if (holds(one) && (one.accountable || one.owner || one.ladder)) cell.what.push_back(&one);
    }
    const FunctionId function{static_cast<std::int32_t>(f)};
    for (std::size_t t = 0; t < rules_.targets.size(); ++t) {
      const TargetRules& target = rules_.targets[t];
      const auto& named = target.activities;
      const bool here = named.empty() || std::find(named.begin(), named.end(), activity) != named.end();
      if (target.clock && here && target.of_function(function)) {
        cell.targets.push_back(TargetId{static_cast<std::int32_t>(t)});
      }
    }
  }

  const Agreement& agreement_;
  Rules rules_;
};

Rules compile(const Agreement& agreement) { return Compiler(agreement).run(); }

}  // namespace concordat::agreement
