// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/instant.hpp"

#include <cstdint>
#include <string>
#include <vector>

// A time zone as plain data: its name, the version of the zone database it was read from, and every change of its
// offset from UTC. INVARIANT: transitions are strictly increasing. store/zones.cpp reads zone files; everything else
// reads this, so that what was decided can be recomputed from the record after the zone files have changed.
namespace concordat::calendar {

struct Transition {
  std::int64_t at_s = 0;      // seconds since 1970, UTC: from this second on …
  std::int32_t offset_s = 0;  // … wall time is UTC plus this
  friend bool operator==(const Transition&, const Transition&) = default;
};

struct Zone {
  std::string name;     // IANA name: "Europe/London"
  std::string version;  // of the zone database: "2026a"; empty where it is unknown
  std::int32_t first_offset_s = 0;
  std::vector<Transition> transitions;
  friend bool operator==(const Zone&, const Zone&) = default;
};

Zone utc();

std::int32_t offset_s_at(const Zone& zone, Instant instant);
CivilTime wall_time(const Zone& zone, Instant instant);
// "2026-03-06 16:00:00 -05:00": wall time to the second, with its offset.
std::string format_wall(const Zone& zone, Instant instant);
// A wall time that occurs twice is the first; one that does not occur is the instant of the transition that skips it.
Instant instant_of(const Zone& zone, CivilTime wall);

}  // namespace concordat::calendar
