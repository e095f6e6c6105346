// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/instant.hpp"

#include <boost/json/value.hpp>

#include <array>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

// A calendar as a test draws it, in whole minutes: written out as TOML for the program and as JSON for its twin in
// Python.
namespace concordat::calendar {

// Minutes of the day; past 1,440 is over midnight.
using MinuteWindow = std::pair<int, int>;
using MinuteWindows = std::vector<MinuteWindow>;

struct Sketch {
  std::string zone;
  std::optional<std::array<MinuteWindows, 7>> open;
  std::vector<Sketch> union_of;
  std::vector<Sketch> except;  // none or one
  std::vector<Date> closed;
  std::map<Date, MinuteWindows> also;
};

std::string to_toml(const Sketch& sketch);
boost::json::value to_json(const Sketch& sketch);

// The smallest and the largest number it may answer, both included.
using Pick = std::function<int(int, int)>;
// A calendar in one of the zones, with dates of `year`, made of at most `depth` layers of others.
Sketch draw(const Pick& pick, const std::vector<std::string>& zones, int year, int depth);
// Each day's windows cut in two somewhere, or left as they are.
Sketch cut(const Pick& pick, Sketch sketch);

}  // namespace concordat::calendar
