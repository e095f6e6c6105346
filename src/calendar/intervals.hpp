// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "calendar/zone.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

// Sets of seconds as lists of half-open intervals, and the way from wall time to UTC. INVARIANT of every list that
// these functions return: intervals are not empty, sorted, and neither overlap nor touch.
namespace concordat::calendar {

struct Interval {
  std::int64_t from_s = 0;
  std::int64_t to_s = 0;  // not included
  friend bool operator==(const Interval&, const Interval&) = default;
};

using Intervals = std::vector<Interval>;

// Any list of intervals (empty, overlapping, unsorted) as the set it covers.
Intervals normalise(Intervals intervals);
Intervals unite(const Intervals& a, const Intervals& b);
Intervals subtract(const Intervals& a, const Intervals& b);
Intervals intersect(const Intervals& a, const Intervals& b);
std::int64_t length_s(const Intervals& set);

// A stretch of one offset from UTC: wall time is UTC plus `offset_s` from `from_s` until before `to_s` (UTC seconds).
struct Segment {
  std::int64_t from_s = 0;
  std::int64_t to_s = 0;
  std::int32_t offset_s = 0;
};

// No zone has ever been further from UTC than 15 h 57 (Manila until 1844); a day is a safe bound.
inline constexpr std::int64_t kOffsetMax_s = 86'400;

// Segments are counted from 0 to transitions.size(); the first begins and the last ends beyond every time there is.
std::size_t segment_index(const Zone& zone, std::int64_t utc_s);
Segment segment(const Zone& zone, std::size_t index);

// Every UTC second whose wall time (counted as if it were UTC) lies in `wall`: what occurs twice counts twice, what
// does not occur drops out. `wall` must be normalised.
Intervals utc_of_wall(const Zone& zone, std::span<const Interval> wall);

}  // namespace concordat::calendar
