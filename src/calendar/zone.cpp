// SPDX-License-Identifier: Apache-2.0
#include "calendar/zone.hpp"

#include "calendar/intervals.hpp"

#include <optional>

namespace concordat::calendar {

Zone utc() { return Zone{"UTC", "", 0, {}}; }

std::int32_t offset_s_at(const Zone& zone, Instant instant) {
  return segment(zone, segment_index(zone, instant.seconds())).offset_s;
}

CivilTime wall_time(const Zone& zone, Instant instant) {
  return split_utc(Instant{instant.us + std::int64_t{offset_s_at(zone, instant)} * 1'000'000});
}

std::string format_wall(const Zone& zone, Instant instant) {
  const CivilTime wall = wall_time(zone, instant);
  const std::int32_t offset_min = offset_s_at(zone, instant) / 60;
  const std::int32_t size_min = offset_min < 0 ? -offset_min : offset_min;
  std::array<char, 64> time{};
  const int size = std::snprintf(time.data(), time.size(), " %02d:%02d:%02d %c%02d:%02d", wall.second_of_day / 3600,
                                 wall.second_of_day / 60 % 60, wall.second_of_day % 60, offset_min < 0 ? '-' : '+',
                                 size_min / 60, size_min % 60);
  return format_date(wall.date) + std::string(time.data(), static_cast<std::size_t>(size));
}

Instant instant_of(const Zone& zone, CivilTime wall) {
  const std::int64_t wall_s = as_utc(wall).seconds();
  std::optional<std::int64_t> skipped_by_s;
  for (std::size_t i = segment_index(zone, wall_s - kOffsetMax_s); i <= zone.transitions.size(); ++i) {
    const Segment part = segment(zone, i);
    if (part.from_s > wall_s + kOffsetMax_s) break;
    const std::int64_t at_s = wall_s - part.offset_s;
    if (at_s >= part.from_s && at_s < part.to_s) return Instant{at_s * 1'000'000 + wall.us};
    // The clock has passed the wall time without showing it; a later step back may still bring it.
    if (at_s < part.from_s && !skipped_by_s) skipped_by_s = part.from_s;
  }
  return Instant::from_seconds(skipped_by_s.value_or(wall_s - zone.first_offset_s));
}

}  // namespace concordat::calendar
