// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/instant.hpp"
#include "calendar/calendar.hpp"
#include "calendar/parse.hpp"
#include "store/zones.hpp"

#include <gtest/gtest.h>

#include <map>
#include <string>

// Calendars for tests: written as TOML, read with the machine's zones.
namespace concordat::calendar {

using Files = std::map<std::string, std::string>;  // what stands beside the text

inline store::ZoneSource& zone_source() {
  static store::ZoneSource source;
  return source;
}

inline const Zone& zone(const std::string& name) {
  const auto found = zone_source().find(name);
  if (!found) throw std::runtime_error(found.error().message);
  return **found;
}

inline Sources sources(const Files& files = {}) {
  return {[](const std::string& name) { return zone_source().find(name); },
          [files](const std::string& path) -> Result<std::string> {
            const auto at = files.find(path);
            if (at == files.end()) return fail("cannot-read", "The file cannot be opened.");
            return at->second;
          }};
}

inline Reading read(const std::string& text, const Files& files = {}) {
  return read_calendar_file(text, "test.toml", sources(files));
}

inline Calendar calendar(const std::string& text, const Files& files = {}) {
  const Reading reading = read(text, files);
  for (const Problem& problem : reading.problems) ADD_FAILURE() << to_text(problem);
  if (!reading.problems.empty()) throw std::runtime_error("the test's calendar cannot be read");
  return compile(reading.calendars, kTopLevel);
}

inline Calendar weekly(const std::string& zone, const std::string& open) {
  return calendar("zone = \"" + zone + "\"\nopen = " + open);
}

// "2026-03-06T21:00Z", or wall time in the zone.
inline Instant at(const std::string& text, const std::string& zone_name = "UTC") {
  if (const auto instant = parse_instant(text)) return *instant;
  const auto wall = parse_civil(text);
  if (!wall) throw std::runtime_error("no time: " + text);
  return instant_of(zone(zone_name), *wall);
}

inline std::int64_t seconds(const std::string& duration) { return parse_duration(duration).value().seconds; }

inline std::string text(const Due& due) {
  if (due.at) return format_instant(*due.at);
  return due.beyond_horizon ? "beyond the horizon" : "never";
}

}  // namespace concordat::calendar
