// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"

#include <cstddef>
#include <string>
#include <vector>

// How impact and urgency make a priority: a table that the agreement gives and versions; 1 is the highest level of
// each. INVARIANT of a checked table: less impact or less urgency never makes a ticket more important.
namespace concordat::ticket {

inline constexpr std::size_t kPriorityLevelsMax = 20;  // of impact, of urgency: more than people can tell apart

struct PriorityTable {
  std::string version;                   // of the agreement; empty for the default
  std::vector<std::vector<int>> levels;  // [impact - 1][urgency - 1]
  friend bool operator==(const PriorityTable&, const PriorityTable&) = default;
};

// ServiceNow's default: impact + urgency - 1, three levels of each.
const PriorityTable& default_priorities();

// Problems: bad-value (empty, not a rectangle, too large, a level below 1), not-monotone.
Result<void> check(const PriorityTable& table);

// Problem: bad-value where the table has no such impact or urgency.
Result<int> priority_of(const PriorityTable& table, int impact, int urgency);

// The lowest level (greatest number) that the table gives.
int lowest_priority(const PriorityTable& table);

}  // namespace concordat::ticket
