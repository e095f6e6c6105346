// SPDX-License-Identifier: Apache-2.0
#include "calendar/calendar.hpp"

#include <algorithm>
#include <cassert>
#include <numeric>

namespace concordat::calendar {
namespace {

// The end of an interval that never ends: after every instant that can be printed, with room to add to.
constexpr std::int64_t kForever_s = kLastInstant.seconds() + 1;

// Where an instant lies is found in two steps: a stretch of a day and a half holds a handful of intervals, so the
// search reads two numbers and a few neighbours instead of jumping through all 140 years.
constexpr int kStretchBits = 17;
std::size_t stretch_of(std::int64_t at_s) {
  return static_cast<std::size_t>(at_s - kFirst.seconds()) >> kStretchBits;
}

}  // namespace

Calendar::Calendar(Intervals open, Zone zone) : open_(std::move(open)), zone_(std::move(zone)) {
  if (!open_.empty()) {
    if (open_.back().from_s <= kLast.seconds() && open_.back().to_s >= kHorizon.seconds()) {
      open_.back().to_s = kForever_s;
    } else {
      changes_beyond_ = open_.back().to_s > kLast.seconds() + 1;
    }
  }
  // Interval k begins in stretch s where starts_[s] <= k < starts_[s + 1].
  starts_.assign(stretch_of(kHorizon.seconds()) + 2, 0);
  for (const Interval& interval : open_) ++starts_[stretch_of(interval.from_s) + 1];
  std::partial_sum(starts_.begin(), starts_.end(), starts_.begin());
  before_s_.reserve(open_.size());
  std::int64_t sum_s = 0;
  for (const Interval& interval : open_) {
    before_s_.push_back(sum_s);
    sum_s += interval.to_s - interval.from_s;
  }
}

std::size_t Calendar::first_after(std::int64_t at_s) const {
  if (at_s < kFirst.seconds()) return 0;
  const std::size_t stretch = std::min(stretch_of(at_s), starts_.size() - 2);
  const auto first = open_.begin() + starts_[stretch];
  const auto last = open_.begin() + starts_[stretch + 1];
  const auto after =
      std::upper_bound(first, last, at_s, [](std::int64_t s, const Interval& interval) { return s < interval.from_s; });
  return static_cast<std::size_t>(after - open_.begin());
}

std::int64_t Calendar::open_s_before(Instant instant) const {
  const std::int64_t at_s = instant.seconds();
  const std::size_t next = first_after(at_s);
  if (next == 0) return 0;
  const Interval& last = open_[next - 1];
  return before_s_[next - 1] + std::min(at_s, last.to_s) - last.from_s;
}

Due Calendar::add(Instant from, std::int64_t open_s) const {
  assert(open_s >= 0);
  if (open_s == 0) return {from.floor_to_second()};
  const std::int64_t goal_s = open_s_before(from) + open_s;
  // The last interval before which less than the goal has passed is the one in which it is reached, if it is long
  // enough. It is mostly near: the search doubles its step from where `from` lies.
  const std::size_t near = first_after(from.seconds());
  std::size_t step = 4;
  while (near + step < before_s_.size() && before_s_[near + step] < goal_s) step *= 2;
  const auto begin = before_s_.begin() + static_cast<std::ptrdiff_t>(near);
  const auto end = near + step < before_s_.size() ? begin + static_cast<std::ptrdiff_t>(step) : before_s_.end();
  const auto after = std::lower_bound(begin, end, goal_s);
  if (after == before_s_.begin()) return {std::nullopt, changes_beyond_};
  const auto index = static_cast<std::size_t>(after - before_s_.begin()) - 1;
  const std::int64_t at_s = open_[index].from_s + goal_s - before_s_[index];
  if (at_s > open_[index].to_s) return {std::nullopt, changes_beyond_};
  return {Instant::from_seconds(at_s)};
}

bool Calendar::opens_on(Date date) const {
  const std::int64_t midnight_s = as_utc({date}).seconds();
  const Interval day{midnight_s, midnight_s + 86'400};
  for (const Interval& part : utc_of_wall(zone_, {&day, 1})) {
    if (elapsed_s(Instant::from_seconds(part.from_s), Instant::from_seconds(part.to_s)) > 0) return true;
  }
  return false;
}

Due Calendar::add_working_days(Instant from, std::int32_t days) const {
  assert(days >= 0);
  from = from.floor_to_second();
  if (days == 0) return {from};
  CivilTime wall = wall_time(zone_, from);
  const bool never_ends = !open_.empty() && open_.back().to_s == kForever_s;
  while (days > 0) {
    ++wall.date.days;
    const bool known = as_utc({wall.date}) < kHorizon;
    if (!known && !never_ends) return {std::nullopt, changes_beyond_};
    if (!known || opens_on(wall.date)) --days;
  }
  return {instant_of(zone_, wall)};
}

Due Calendar::add(Instant from, Duration duration) const {
  return duration.working_days > 0 ? add_working_days(from, duration.working_days) : add(from, duration.seconds);
}

OpenState Calendar::open(Instant at) const {
  const std::int64_t at_s = at.seconds();
  const std::size_t next = first_after(at_s);
  const auto change = [](std::int64_t s) {
    return s == kForever_s ? std::nullopt : std::optional(Instant::from_seconds(s));
  };
  if (next > 0 && at_s < open_[next - 1].to_s) return {true, change(open_[next - 1].to_s)};
  if (next == open_.size()) return {false, std::nullopt};
  return {false, change(open_[next].from_s)};
}

}  // namespace concordat::calendar
