// SPDX-License-Identifier: Apache-2.0
#include "measure/backlog.hpp"

#include "stats/summary.hpp"

#include <algorithm>
#include <map>

namespace concordat::measure {
namespace {

constexpr std::int32_t kLastSecondOfDay = 86'399;

// The ends of the days from `first` to `last` in a zone, ascending.
std::vector<Instant> ends_of_days(const calendar::Zone& zone, Date first, Date last) {
  std::vector<Instant> ends;
  ends.reserve(static_cast<std::size_t>(last.days - first.days + 1));
  for (Date day = first; day <= last; ++day.days) {
    ends.push_back(calendar::instant_of(zone, {.date = day, .second_of_day = kLastSecondOfDay, .us = 0}));
  }
  return ends;
}

// The first day, counted from 0, whose end is not before `instant`.
std::size_t day_of(const std::vector<Instant>& ends, Instant instant) {
  return static_cast<std::size_t>(std::lower_bound(ends.begin(), ends.end(), instant) - ends.begin());
}

}  // namespace

std::optional<Backlog> backlog(const std::vector<OpenSpan>& spans) {
  if (spans.empty()) return std::nullopt;
  Date first = calendar::wall_time(*spans.front().zone, spans.front().opened).date;
  Date last = first;
  for (const OpenSpan& span : spans) {
    const Date day = calendar::wall_time(*span.zone, span.opened).date;
    first = std::min(first, day);
    last = std::max(last, day);
  }

  std::map<const calendar::Zone*, std::vector<Instant>> ends_by_zone;
  std::vector<std::int64_t> change(static_cast<std::size_t>(last.days - first.days + 2), 0);  // by day
  for (const OpenSpan& span : spans) {
    auto& ends = ends_by_zone[span.zone];
    if (ends.empty()) ends = ends_of_days(*span.zone, first, last);
    const std::size_t from = day_of(ends, span.opened);
    const std::size_t to = span.closed ? day_of(ends, *span.closed) : ends.size();
    if (from >= to) continue;
    ++change[from];
    --change[to];
  }

  Backlog result{.max = -1, .max_on = first, .mean = 0};
  stats::Int128 sum = 0;
  std::int64_t open = 0;
  for (Date day = first; day <= last; ++day.days) {
    open += change[static_cast<std::size_t>(day.days - first.days)];
    sum += open;
    if (open > result.max) {
      result.max = open;
      result.max_on = day;
    }
  }
  result.mean = static_cast<double>(sum) / static_cast<double>(last.days - first.days + 1);
  return result;
}

}  // namespace concordat::measure
