// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/instant.hpp"
#include "base/result.hpp"
#include "calendar/zone.hpp"

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

// A business calendar as it is written: weekly windows, dates that differ, or a combination of other calendars. It
// holds everything that decides when it is open (its zone with every transition, its holidays by date and name), so
// what was decided can be recomputed from it alone. INVARIANT: exactly one of `open` and (`union_of` or `except`) is
// set.
namespace concordat::calendar {

// Seconds of the day on which the window opens: 0 <= from_s < 86,400, from_s < to_s <= from_s + 86,400. What lies
// beyond 86,400 belongs to the next date.
struct Window {
  std::int32_t from_s = 0;
  std::int32_t to_s = 0;
  friend bool operator==(const Window&, const Window&) = default;
};

using Windows = std::vector<Window>;

struct ClosedDate {
  Date date;
  std::string name;  // of the holiday; empty where only the date was given
  friend bool operator==(const ClosedDate&, const ClosedDate&) = default;
};

// A list of holidays that `closed` drew from.
struct HolidaySource {
  std::string file;
  std::vector<std::string> names;
  Date last;  // the last date that the list knows of: from then on nothing is known to be closed
  Where where;
};

struct Reference {
  std::string calendar;
  Where where;
};

struct Definition {
  std::string name;              // what people see; may be empty
  std::vector<std::string> was;  // earlier keys
  Zone zone;
  std::optional<std::array<Windows, 7>> open;  // by Weekday
  std::vector<Reference> union_of;
  std::optional<Reference> except;
  std::vector<ClosedDate> closed;  // sorted by date; a date may stand in it under several names
  std::vector<HolidaySource> holidays;
  std::map<Date, Windows> also;  // replaces the date, and wins over `closed`
  Where where;
};

// By key. The calendar at the top level of a calendar file has the key kTopLevel.
using Definitions = std::map<std::string, Definition>;
inline constexpr const char* kTopLevel = "";

// Every `union` and `except` names a calendar of `definitions`, and none leads back to itself. compile() relies on
// both.
std::vector<Problem> check_references(const Definitions& definitions);

}  // namespace concordat::calendar
