// SPDX-License-Identifier: Apache-2.0
#include "measure/touched.hpp"

#include "agreement/diff.hpp"

#include <algorithm>
#include <optional>

namespace concordat::measure {
namespace {

using agreement::Rules;
using agreement::Statement;
using agreement::TargetRules;

constexpr std::string_view kTargetSubject = "target ";

bool counts_for_nothing(const std::string& path, const Statement& statement) {
  if (statement.kind == Statement::Kind::price || statement.kind == Statement::Kind::right) return true;
  if (statement.what == "warn" || statement.what == "ladder") return true;
  // Hours are compared as they came out, with their zones and holidays.
  return (path.starts_with("calendar.") && statement.what != "zone") || path.starts_with("ladder.") ||
         path.starts_with("driver.") || path.starts_with("review");
}

bool same_hours(const Rules& before, const Rules& after, const std::string& key) {
  const auto intervals = [&](const Rules& rules) -> std::optional<std::vector<calendar::Interval>> {
    const auto id = rules.target(key);
    if (id.none() || !rules.targets[id.at()].clock || rules.targets[id.at()].clock->calendar.none())
      return std::nullopt;
    const auto all = rules.calendars[rules.targets[id.at()].clock->calendar.at()].intervals();
    return std::vector<calendar::Interval>(all.begin(), all.end());
  };
  return intervals(before) == intervals(after);
}

}  // namespace

std::set<std::string> touched_targets(const AgreementSide& before, const AgreementSide& after) {
  std::set<std::string> every;
  for (const AgreementSide* side : {&before, &after}) {
    for (const TargetRules& one : side->rules.targets) every.insert(one.key);
  }
  std::set<std::string> touched;
  const auto said_before = agreement::statements(before.agreement, {});
  const auto said_after = agreement::statements(after.agreement, {});
  bool all = false;
  const auto look = [&](const auto& here, const auto& there) {
    for (const auto& [path, statement] : here) {
      const auto other = there.find(path);
      if (other != there.end() && other->second.value == statement.value) continue;
      if (counts_for_nothing(path, statement)) continue;
      if (statement.subject.starts_with(kTargetSubject)) {
        touched.insert(statement.subject.substr(kTargetSubject.size()));
      } else {
        all = true;
      }
    }
  };
  look(said_before, said_after);
  look(said_after, said_before);
  if (all) return every;
  for (const std::string& key : every) {
    if (!same_hours(before.rules, after.rules, key)) touched.insert(key);
  }
  std::set<agreement::Metric> metrics;
  const auto each_clock = [&](const auto& fn) {
    for (const AgreementSide* side : {&before, &after}) {
      for (const TargetRules& one : side->rules.targets) {
        if (one.clock) fn(one);
      }
    }
  };
  each_clock([&](const TargetRules& one) {
    if (touched.contains(one.key)) metrics.insert(one.clock->metric);
  });
  each_clock([&](const TargetRules& one) {
    if (metrics.contains(one.clock->metric)) touched.insert(one.key);
  });
  return touched;
}

}  // namespace concordat::measure
