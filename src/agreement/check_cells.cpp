// SPDX-License-Identifier: Apache-2.0
#include "agreement/check_world.hpp"

#include <algorithm>
#include <tuple>

namespace concordat::agreement {
namespace {

// Work that the cell's exceptions and targets cannot tell from other work. What makes no difference is left open.
struct Variant {
  SiteId site;
  int priority = 0;
  ClassId class_;
};

// Of the values 0 to `count` (0: none), one of each group that all filters treat alike, the first of each.
template <typename Bits>
std::vector<std::size_t> groups(std::size_t count, const std::vector<const Filter*>& filters, Bits bits) {
  std::vector<std::size_t> values;
  std::set<std::vector<bool>> seen;
  for (std::size_t value = 0; value <= count; ++value) {
    std::vector<bool> signature;
    for (const Filter* filter : filters) signature.push_back(bits(*filter, value));
    if (seen.insert(std::move(signature)).second) values.push_back(value);
  }
  return values;
}

std::vector<Variant> variants(const Rules& rules, const CellRules& cell) {
  std::vector<const Filter*> filters;
  for (const auto* one : cell.who) filters.push_back(&one->filter);
  for (const auto* one : cell.what) filters.push_back(&one->filter);
  for (const TargetId target : cell.targets) filters.push_back(&rules.targets[target.at()].filter);
  std::erase_if(filters,
                [](const Filter* f) { return f->priorities.empty() && f->sites.empty() && f->classes.empty(); });
  const auto admits = [](const Bits& bits, std::size_t value, std::size_t shift) {
    return bits.empty() || (value > 0 && bits.has(value - shift));
  };
  const auto priorities = groups(static_cast<std::size_t>(rules.lowest_priority), filters,
                                 [&](const Filter& f, std::size_t v) { return admits(f.priorities, v, 0); });
  const auto sites =
      groups(rules.sites.size(), filters, [&](const Filter& f, std::size_t v) { return admits(f.sites, v, 1); });
  const auto classes =
      groups(rules.classes.size(), filters, [&](const Filter& f, std::size_t v) { return admits(f.classes, v, 1); });
  std::vector<Variant> all;
  for (const std::size_t priority : priorities) {
    for (const std::size_t site : sites) {
      for (const std::size_t class_ : classes) {
        all.push_back({SiteId{static_cast<std::int32_t>(site) - 1}, static_cast<int>(priority),
                       ClassId{static_cast<std::int32_t>(class_) - 1}});
      }
    }
  }
  return all;
}

// A stretch of time with one list of those who do it, and the row or exception that says so.
struct Piece {
  const std::vector<Assigned>* assigned = nullptr;
  Row row;
  Intervals time;
};

// Grouped as findings are: one for each set of rows, with the earliest instant and the most hours.
struct Lack {
  Row row;
  std::int64_t at_s = 0;
  Variant variant;
  Intervals longest;  // of all variants
  std::vector<std::string> who;
  std::vector<std::string> targets;
};

class Cells {
 public:
  explicit Cells(CheckWorld& world) : world_(world), rules_(world.rules) {}

  void run() {
    for (std::size_t f = 0; f < rules_.functions.size(); ++f) {
      const FunctionRules& function = rules_.functions[f];
      const FunctionId id{static_cast<std::int32_t>(f)};
      if (!world_.broken_accountable(function)) accountable(function);
      for (std::size_t a = 0; a < rules_.activities.size(); ++a) {
        const ActivityId activity{static_cast<std::int32_t>(a)};
        if (rules_.cell(id, activity).reachable && !world_.broken_row(id, activity)) cell(id, activity);
      }
    }
  }

 private:
  void accountable(const FunctionRules& function) {
    if (function.accountable.none()) {
      Finding& finding = world_.add(
          "no-accountable", Severity::error,
          "Nobody is accountable for " + function.name + ". Name one role with a holder: accountable = \"a-role\".",
          {world_.row_of(function)});
      finding.function = function.key;
      finding.example = world_.example(world_.period.from_s);
      return;
    }
    const Intervals begun = world_.contract(Holder{{}, function.accountable}, Contracts::begun);
    const Intervals before = calendar::subtract(world_.whole(), begun);
    if (before.empty()) return;
    const RoleRules& role = rules_.roles[function.accountable.at()];
    Finding& finding =
        world_.add("no-accountable", Severity::error,
                   "Nobody is accountable for " + function.name + " until the contract of " +
                       std::string(world_.party_name(role.party)) + " begins: " + role.key + " is accountable.",
                   {world_.row_of(function), world_.row_of(rules_.parties[role.party.at()])});
    finding.function = function.key;
    finding.example = world_.example(before.front().from_s);
  }

  void cell(FunctionId function, ActivityId activity) {
    const CellRules& cell = rules_.cell(function, activity);
    if (cell.row == nullptr) {
      // Where some function takes everything else, it alone must name what work reaches.
      if (rules_.everything_else.none() || rules_.everything_else == function) nobody_named(function, activity);
      return;
    }
    const bool own = cell.row->function == function;
    if (!own && world_.broken_row(cell.row->function, activity)) return;
    if (!own && cell.targets.empty()) return;
    gaps_.clear();
    uncovered_.clear();
    nobody_.clear();
    for (const Variant& variant : variants(rules_, cell)) look(cell, variant, own);
    for (const Lack& lack : nobody_) nobody_under_contract(function, activity, lack);
    for (const Lack& lack : gaps_) gap(function, activity, lack);
    for (const Lack& lack : uncovered_) uncovered(function, activity, lack);
  }

  std::vector<Piece> pieces(const CellRules& cell, const Variant& variant) {
    std::vector<Piece> all;
    Intervals rest = world_.whole();
    for (auto one = cell.who.rbegin(); one != cell.who.rend() && !rest.empty(); ++one) {
      const ExceptionRules& exception = **one;
      if (!exception.does || !exception.filter.admits(variant.priority, variant.site, variant.class_)) continue;
      const Intervals& held = world_.held(exception.during, exception.outside);
      Intervals time = calendar::intersect(rest, held);
      if (time.empty()) continue;
      rest = calendar::subtract(rest, held);
      all.push_back({&*exception.does, {exception.id, exception.where}, std::move(time)});
    }
    if (!rest.empty()) all.push_back({&cell.row->assigned, {cell.row->id, cell.row->where}, std::move(rest)});
    return all;
  }

  // When somebody of the list is under contract, and when somebody is in.
  const std::pair<Intervals, Intervals>& everybody(const std::vector<Assigned>& assigned) {
    std::vector<Holder> holders;
    for (const Assigned& one : assigned) holders.push_back(one.holder);
    const auto found = everybody_.find(holders);
    if (found != everybody_.end()) return found->second;
    std::pair<Intervals, Intervals> time;
    for (const Holder& one : holders) {
      time.first = calendar::unite(time.first, world_.contract(one, Contracts::begun));
      time.second = calendar::unite(time.second, world_.present(one, Contracts::begun));
    }
    return everybody_.emplace(std::move(holders), std::move(time)).first->second;
  }

  void look(const CellRules& cell, const Variant& variant, bool own) {
    Intervals counted;
    std::vector<std::string> targets;
    for (const TargetId id : cell.targets) {
      const TargetRules& target = rules_.targets[id.at()];
      const Metric metric = target.clock->metric;
      // Updates are the owner's and acceptance is the receiver's, whoever does the activity.
      if (metric == Metric::update || metric == Metric::handoff_accept) continue;
      if (!target.filter.admits(variant.priority, variant.site, variant.class_)) continue;
      counted = calendar::unite(counted, world_.open(target.clock->calendar));
      targets.push_back(target.key);
    }
    if (!own && counted.empty()) return;
    for (const Piece& piece : pieces(cell, variant)) {
      const auto& [named, present] = everybody(*piece.assigned);
      if (own) note(nobody_, piece, variant, calendar::subtract(piece.time, named), {});
      const Intervals away = calendar::subtract(calendar::intersect(piece.time, named), present);
      if (away.empty()) continue;
      note(gaps_, piece, variant, calendar::intersect(away, counted), targets);
      if (own) note(uncovered_, piece, variant, calendar::subtract(away, counted), {});
    }
  }

  void note(std::vector<Lack>& lacks, const Piece& piece, const Variant& variant, const Intervals& time,
            const std::vector<std::string>& targets) {
    if (time.empty()) return;
    auto found = std::find_if(lacks.begin(), lacks.end(), [&](const Lack& one) { return one.row.id == piece.row.id; });
    const bool first = found == lacks.end();
    if (first) {
      lacks.push_back({piece.row, 0, {}, {}, {}, {}});
      found = lacks.end() - 1;
      for (const Assigned& one : *piece.assigned) found->who.emplace_back(rules_.key(one.holder));
    }
    if (first || time.front().from_s < found->at_s) {
      found->at_s = time.front().from_s;
      found->variant = variant;
      found->targets = targets;
    }
    if (calendar::length_s(time) > calendar::length_s(found->longest)) found->longest = time;
  }

  Finding& add(std::string_view rule, Severity severity, std::string message, FunctionId function, ActivityId activity,
               const Lack& lack) {
    Finding& finding = world_.add(rule, severity, std::move(message), {lack.row});
    finding.function = rules_.functions[function.at()].key;
    finding.activity = rules_.activities[activity.at()];
    Example example = world_.example(lack.at_s);
    if (!lack.variant.site.none()) example.site = rules_.sites[lack.variant.site.at()];
    if (lack.variant.priority > 0) example.priority = lack.variant.priority;
    if (!lack.variant.class_.none()) example.class_ = rules_.classes[lack.variant.class_.at()];
    example.who = lack.who;
    finding.example = std::move(example);
    return finding;
  }

  void nobody_named(FunctionId function, ActivityId activity) {
    const FunctionRules& rules = rules_.functions[function.at()];
    const std::string& what = rules_.activities[activity.at()];
    const bool takes_all = rules_.everything_else == function;
    Finding& finding = world_.add("no-responsible", Severity::error,
                                  "Work that needs \"" + what + "\" can reach " + rules.name +
                                      (takes_all ? ", which takes everything that no other function takes" : "") +
                                      ", and nobody is named to do it. Write does." + what + " = [\"a-team\"].",
                                  {world_.row_of(rules)});
    finding.function = rules.key;
    finding.activity = what;
    finding.example = world_.example(world_.period.from_s);
  }

  void nobody_under_contract(FunctionId function, ActivityId activity, const Lack& lack) {
    add("no-responsible", Severity::error,
        lack.who.empty() ? "The list of those who do " + rules_.activities[activity.at()] + " is empty."
                         : "Nobody who is named for " + rules_.activities[activity.at()] + " (" + list_of(lack.who) +
                               ") is under contract yet on " + world_.local(lack.at_s) + ".",
        function, activity, lack);
  }

  void gap(FunctionId function, ActivityId activity, const Lack& lack) {
    const double hours = world_.hours_per_week(lack.longest);
    Finding& finding = add("gap", Severity::error,
                           "From " + world_.local(lack.at_s) + " (" + rules_.zone.name + "), " + words_of(hours) +
                               " hours a week, the clock of " + list_of(lack.targets) + " counts and nobody who does " +
                               rules_.activities[activity.at()] + " is on duty: " + list_of(lack.who) +
                               (lack.who.size() == 1 ? " is not in." : " are not in."),
                           function, activity, lack);
    finding.hours_per_week = hours;
  }

  void uncovered(FunctionId function, ActivityId activity, const Lack& lack) {
    if (lack.who.empty()) return;
    const double hours = world_.hours_per_week(lack.longest);
    std::string outside;
    if (const TeamId team = rules_.team(lack.who.front()); !team.none() && lack.who.size() == 1) {
      const CalendarId duty = rules_.teams[team.at()].duty;
      if (!duty.none()) outside = " outside the " + rules_.calendar_keys[duty.at()] + " calendar";
    }
    Finding& finding =
        add("uncovered", Severity::note,
            rules_.activities[activity.at()] + " waits for " + lack.who.front() + " " + words_of(hours) +
                " hours a week" + outside + ". No clock counts then; whether that is meant is your decision.",
            function, activity, lack);
    finding.hours_per_week = hours;
  }

  CheckWorld& world_;
  const Rules& rules_;
  std::map<std::vector<Holder>, std::pair<Intervals, Intervals>> everybody_;
  std::vector<Lack> gaps_;
  std::vector<Lack> uncovered_;
  std::vector<Lack> nobody_;
};

}  // namespace

void check_cells(CheckWorld& world) { Cells(world).run(); }

}  // namespace concordat::agreement
