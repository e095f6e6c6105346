// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/instant.hpp"

#include <cstdint>
#include <limits>

// Numbers by which lists go. Priority and then opening as one: the most urgent first, and of those the oldest.
namespace concordat::store {

inline constexpr std::int64_t kNoLevel = 99;  // of a ticket without a priority: after all that have one
inline constexpr std::int64_t kRanksPerLevel = 1'000'000'000'000;  // more seconds than any instant has

// When a ticket was resolved or closed that is not: before every instant.
inline constexpr std::int64_t kNever_us = std::numeric_limits<std::int64_t>::min();

constexpr std::int64_t first_rank(std::int64_t level) { return level * kRanksPerLevel; }
constexpr std::int64_t ticket_rank(std::int64_t level, Instant opened) {
  return first_rank(level) + (opened.seconds() < 0 ? 0 : opened.seconds());
}

}  // namespace concordat::store
