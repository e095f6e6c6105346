// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "calendar/definition.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// Reads calendars from TOML. Every problem is found, not only the first, and says its file, line and column; a
// definition with a problem is not to be used.
namespace concordat::calendar {

// What a text may point at. The problems they answer need no place: the reader adds it.
struct Sources {
  std::function<Result<const Zone*>(const std::string& name)> zone;
  std::function<Result<std::string>(const std::string& path)> file;  // a list of holidays beside the text
  // Lists that a record holds: they win over those that are built in, which a later program may have in another form.
  std::function<std::optional<std::string>(const std::string& name)> recorded = nullptr;
};

struct Reading {
  Definitions calendars;
  std::vector<Problem> problems;  // in the order of the text
};

// A calendar file: one calendar at top level (kTopLevel), with its zone, and the [calendar.K] tables it may name.
Reading read_calendar_file(std::string_view text, const std::string& file, const Sources& sources);

// The [calendar.K] tables of an agreement's text; every other table is passed over. `zone` is the organisation's. The
// names in `union` and `except` may stand in another text, so check_references() is the caller's.
Reading read_calendar_tables(std::string_view text, const std::string& file, const Zone& zone, const Sources& sources);

// "08:30-17:30", "00:00-24:00", "22:00-06:00" (over midnight).
std::optional<Window> parse_window(std::string_view text);

}  // namespace concordat::calendar
