// SPDX-License-Identifier: Apache-2.0
#include "ticket/priority.hpp"

#include <algorithm>

namespace concordat::ticket {
namespace {

std::string cell(std::size_t impact, std::size_t urgency, int level) {
  return "impact " + std::to_string(impact + 1) + " with urgency " + std::to_string(urgency + 1) + " gives " +
         std::to_string(level);
}

Result<void> check_monotone(const PriorityTable& table, std::size_t impact, std::size_t urgency) {
  const int level = table.levels[impact][urgency];
  const auto refuse = [&](std::size_t other_impact, std::size_t other_urgency) -> Result<void> {
    const int higher = table.levels[other_impact][other_urgency];
    if (higher <= level) return {};
    return fail("not-monotone",
                "the priorities are not monotone: " + cell(other_impact, other_urgency, higher) + ", but " +
                    cell(impact, urgency, level),
                "more impact or more urgency must never make a ticket less important (1 is highest)");
  };
  if (impact > 0) {
    if (auto good = refuse(impact - 1, urgency); !good) return good;
  }
  return urgency > 0 ? refuse(impact, urgency - 1) : Result<void>{};
}

}  // namespace

const PriorityTable& default_priorities() {
  static const PriorityTable table{"", {{1, 2, 3}, {2, 3, 4}, {3, 4, 5}}};
  return table;
}

Result<void> check(const PriorityTable& table) {
  const std::size_t urgencies = table.levels.empty() ? 0 : table.levels.front().size();
  if (urgencies == 0) return fail("bad-value", "the table of priorities is empty", "give at least one level");
  if (table.levels.size() > kPriorityLevelsMax || urgencies > kPriorityLevelsMax) {
    return fail("bad-value", "the table of priorities is larger than 20 by 20", "use fewer levels");
  }
  for (std::size_t impact = 0; impact < table.levels.size(); ++impact) {
    if (table.levels[impact].size() != urgencies) {
      return fail("bad-value",
                  "the table of priorities has " + std::to_string(urgencies) + " urgencies for impact 1 and " +
                      std::to_string(table.levels[impact].size()) + " for impact " + std::to_string(impact + 1),
                  "give every impact the same urgencies");
    }
    for (std::size_t urgency = 0; urgency < urgencies; ++urgency) {
      const int level = table.levels[impact][urgency];
      if (level < 1) return fail("bad-value", cell(impact, urgency, level), "1 is the highest priority");
      if (auto good = check_monotone(table, impact, urgency); !good) return good;
    }
  }
  return {};
}

Result<int> priority_of(const PriorityTable& table, int impact, int urgency) {
  const auto impacts = table.levels.size();
  const auto urgencies = table.levels.empty() ? 0 : table.levels.front().size();
  const auto within = [](int level, std::size_t count) {
    return level >= 1 && static_cast<std::size_t>(level) <= count;
  };
  if (!within(impact, impacts)) {
    return fail("bad-value", "there is no impact " + std::to_string(impact),
                "impact is 1 (highest) to " + std::to_string(impacts));
  }
  if (!within(urgency, urgencies)) {
    return fail("bad-value", "there is no urgency " + std::to_string(urgency),
                "urgency is 1 (highest) to " + std::to_string(urgencies));
  }
  return table.levels[static_cast<std::size_t>(impact - 1)].at(static_cast<std::size_t>(urgency - 1));
}

int lowest_priority(const PriorityTable& table) {
  int lowest = 1;
  for (const auto& row : table.levels) {
    for (const int level : row) lowest = std::max(lowest, level);
  }
  return lowest;
}

}  // namespace concordat::ticket
