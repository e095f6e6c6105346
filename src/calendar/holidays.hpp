// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/instant.hpp"
#include "base/result.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

// Lists of holidays: dates with names, from the lists that are built in, from JSON files of the same form
// ({"2026-12-25": "Christmas Day"}; two holidays on a date are "A; B"), or from iCalendar files.
namespace concordat::calendar {

struct Holiday {
  Date date;
  std::string name;
  friend auto operator<=>(const Holiday&, const Holiday&) = default;
};

using Holidays = std::vector<Holiday>;  // sorted, each once

// By content: a file whose name ends in ".ics" is iCalendar, every other JSON.
Result<Holidays> parse_holidays(std::string_view bytes, const std::string& file);
Result<Holidays> parse_holidays_json(std::string_view bytes, const std::string& file);
// Dates of VEVENTs with a SUMMARY, repeated ones from kFirstDate to kLastDate. A date is the one that the file writes;
// an event over several days gives each of them.
Result<Holidays> parse_holidays_ical(std::string_view bytes, const std::string& file);

// "GB_ENG" or "GB_ENG.json", where that is built in.
std::optional<std::string_view> built_in_holidays(std::string_view name);
std::vector<std::string> built_in_holiday_lists();

}  // namespace concordat::calendar
