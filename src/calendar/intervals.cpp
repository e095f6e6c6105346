// SPDX-License-Identifier: Apache-2.0
#include "calendar/intervals.hpp"

#include <algorithm>
#include <iterator>
#include <limits>

namespace concordat::calendar {
namespace {

void append(Intervals& set, Interval next) {
  if (next.from_s >= next.to_s) return;
  if (!set.empty() && next.from_s <= set.back().to_s) {
    set.back().to_s = std::max(set.back().to_s, next.to_s);
  } else {
    set.push_back(next);
  }
}

bool starts_before(const Interval& a, const Interval& b) { return a.from_s < b.from_s; }

}  // namespace

Intervals normalise(Intervals intervals) {
  std::sort(intervals.begin(), intervals.end(), starts_before);
  Intervals set;
  set.reserve(intervals.size());
  for (const Interval& interval : intervals) append(set, interval);
  return set;
}

Intervals unite(const Intervals& a, const Intervals& b) {
  if (b.empty()) return a;
  if (a.empty()) return b;
  Intervals both;
  both.reserve(a.size() + b.size());
  std::merge(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(both), starts_before);
  Intervals set;
  set.reserve(both.size());
  for (const Interval& interval : both) append(set, interval);
  return set;
}

Intervals subtract(const Intervals& a, const Intervals& b) {
  Intervals rest;
  rest.reserve(a.size() + b.size());
  auto hole = b.begin();
  for (Interval left : a) {
    while (hole != b.end() && hole->to_s <= left.from_s) ++hole;
    for (auto in = hole; in != b.end() && in->from_s < left.to_s; ++in) {
      append(rest, {left.from_s, in->from_s});
      left.from_s = std::min(in->to_s, left.to_s);
    }
    append(rest, left);
  }
  return rest;
}

Intervals intersect(const Intervals& a, const Intervals& b) {
  Intervals both;
  both.reserve(std::max(a.size(), b.size()));
  auto one = a.begin();
  auto other = b.begin();
  while (one != a.end() && other != b.end()) {
    append(both, {std::max(one->from_s, other->from_s), std::min(one->to_s, other->to_s)});
    if (one->to_s < other->to_s) {
      ++one;
    } else {
      ++other;
    }
  }
  return both;
}

std::int64_t length_s(const Intervals& set) {
  std::int64_t sum_s = 0;
  for (const Interval& one : set) sum_s += one.to_s - one.from_s;
  return sum_s;
}

std::size_t segment_index(const Zone& zone, std::int64_t utc_s) {
  const auto after = std::upper_bound(zone.transitions.begin(), zone.transitions.end(), utc_s,
                                      [](std::int64_t s, const Transition& t) { return s < t.at_s; });
  return static_cast<std::size_t>(after - zone.transitions.begin());
}

Segment segment(const Zone& zone, std::size_t index) {
  constexpr std::int64_t kBeyond_s = std::numeric_limits<std::int64_t>::max() / 2;
  Segment part{-kBeyond_s, kBeyond_s, zone.first_offset_s};
  if (index > 0) {
    part.from_s = zone.transitions[index - 1].at_s;
    part.offset_s = zone.transitions[index - 1].offset_s;
  }
  if (index < zone.transitions.size()) part.to_s = zone.transitions[index].at_s;
  return part;
}

Intervals utc_of_wall(const Zone& zone, std::span<const Interval> wall) {
  Intervals set;
  if (wall.empty()) return set;
  set.reserve(wall.size() + zone.transitions.size());
  auto first = wall.begin();
  for (std::size_t i = segment_index(zone, wall.front().from_s - kOffsetMax_s); i <= zone.transitions.size(); ++i) {
    const Segment part = segment(zone, i);
    if (part.from_s > wall.back().to_s + kOffsetMax_s) break;
    // Segments overlap in wall time by no more than the clock is ever set back, so that is how far the search restarts.
    while (first != wall.begin() && std::prev(first)->to_s > part.from_s + part.offset_s) --first;
    while (first != wall.end() && first->to_s <= part.from_s + part.offset_s) ++first;
    for (; first != wall.end() && first->from_s < part.to_s + part.offset_s; ++first) {
      append(set,
             {std::max(first->from_s - part.offset_s, part.from_s), std::min(first->to_s - part.offset_s, part.to_s)});
    }
  }
  return set;
}

}  // namespace concordat::calendar
