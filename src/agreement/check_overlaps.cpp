// SPDX-License-Identifier: Apache-2.0
#include "agreement/check_world.hpp"

#include <algorithm>
#include <map>

namespace concordat::agreement {
namespace {

bool meet(const Bits& a, const Bits& b) { return a.empty() || b.empty() || a.meets(b); }

bool can_both_hold(const ExceptionRules& a, const ExceptionRules& b) {
  if (!a.activity.none() && !b.activity.none() && a.activity != b.activity) return false;
  return meet(a.filter.priorities, b.filter.priorities) && meet(a.filter.sites, b.filter.sites) &&
         meet(a.filter.classes, b.filter.classes);
}

std::vector<Told> sorted(std::vector<Told> told) {
  std::sort(told.begin(), told.end());
  return told;
}

// What both set, and set differently.
std::vector<std::string> differences(const ExceptionRules& a, const ExceptionRules& b) {
  std::vector<std::string> all;
  if (a.does && b.does && *a.does != *b.does) all.emplace_back("does");
  if (a.accountable && b.accountable && *a.accountable != *b.accountable) all.emplace_back("accountable");
  if (a.owner && b.owner && *a.owner != *b.owner) all.emplace_back("owner");
  if (a.consulted && b.consulted && sorted(*a.consulted) != sorted(*b.consulted)) all.emplace_back("consulted");
  if (a.informed && b.informed && sorted(*a.informed) != sorted(*b.informed)) all.emplace_back("informed");
  if (a.ladder && b.ladder && *a.ladder != *b.ladder) all.emplace_back("ladder");
  return all;
}

// The first value that both sets have; 0 where neither has a condition on it.
std::size_t common(const Bits& a, const Bits& b, std::size_t count) {
  for (std::size_t value = 0; value <= count; ++value) {
    if ((a.empty() || a.has(value)) && (b.empty() || b.has(value)) && !(a.empty() && b.empty())) return value;
  }
  return 0;
}

void one_pair(CheckWorld& world, const FunctionRules& function, const ExceptionRules& a, const ExceptionRules& b) {
  const Rules& rules = world.rules;
  const auto different = differences(a, b);
  if (different.empty() || !can_both_hold(a, b)) return;
  const Intervals time = calendar::intersect(world.held(a.during, a.outside), world.held(b.during, b.outside));
  if (time.empty()) return;
  const double hours = world.hours_per_week(time);
  const auto by_place = [](const Row& x, const Row& y) {
    return std::pair(x.where.file, x.where.line) < std::pair(y.where.file, y.where.line);
  };
  std::vector<Row> rows = {{a.id, a.where}, {b.id, b.where}};
  std::sort(rows.begin(), rows.end(), by_place);
  Finding& finding = world.add("overlap", Severity::error,
                               "Both exceptions hold from " + world.local(time.front().from_s) + " (" +
                                   rules.zone.name + "), " + words_of(hours) + " hours a week, and set `" +
                                   list_of(different) + "` differently. Narrow one of them.",
                               std::move(rows));
  finding.function = function.key;
  const ActivityId activity = a.activity.none() ? b.activity : a.activity;
  if (!activity.none()) finding.activity = rules.activities[activity.at()];
  finding.hours_per_week = hours;
  Example example = world.example(time.front().from_s);
  const std::size_t priority =
      common(a.filter.priorities, b.filter.priorities, static_cast<std::size_t>(rules.lowest_priority));
  if (priority > 0) example.priority = static_cast<int>(priority);
  if (!a.filter.sites.empty() || !b.filter.sites.empty()) {
    example.site = rules.sites[common(a.filter.sites, b.filter.sites, rules.sites.size())];
  }
  if (!a.filter.classes.empty() || !b.filter.classes.empty()) {
    example.class_ = rules.classes[common(a.filter.classes, b.filter.classes, rules.classes.size())];
  }
  finding.example = std::move(example);
}

void takes(CheckWorld& world) {
  std::map<std::string, std::vector<const FunctionRules*>> by_word;
  for (const FunctionRules& function : world.rules.functions) {
    for (const std::string& word : function.takes) by_word[word].push_back(&function);
    if (!function.takes.empty() || world.broken(function)) continue;
    Finding& finding =
        world.add("takes-nothing", Severity::warning,
                  "No work comes to " + function.name + " by itself: it takes no category, service or alert source.",
                  {world.row_of(function)});
    finding.function = function.key;
  }
  for (const auto& [word, functions] : by_word) {
    if (functions.size() < 2) continue;
    std::vector<std::string> names;
    std::vector<Row> rows;
    for (const FunctionRules* one : functions) {
      names.push_back(one->name);
      rows.push_back(world.row_of(*one));
    }
    world.add("takes-twice", Severity::error,
              "Work with the word \"" + word + "\" would come to " + list_of(names) + ". Only one may take it.",
              std::move(rows));
  }
}

}  // namespace

void check_overlaps(CheckWorld& world) {
  for (const FunctionRules& function : world.rules.functions) {
    if (world.broken(function)) continue;
    for (std::size_t i = 0; i < function.exceptions.size(); ++i) {
      for (std::size_t j = i + 1; j < function.exceptions.size(); ++j) {
        one_pair(world, function, function.exceptions[i], function.exceptions[j]);
      }
    }
  }
  takes(world);
}

}  // namespace concordat::agreement
