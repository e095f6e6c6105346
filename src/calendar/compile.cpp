// SPDX-License-Identifier: Apache-2.0
// From a definition to the seconds at which it is open: sets of wall time first, then UTC.
#include "calendar/calendar.hpp"

#include <algorithm>
#include <map>

namespace concordat::calendar {
namespace {

constexpr std::int64_t kDay_s = 86'400;

Interval on(Date date, Window window) {
  const std::int64_t midnight_s = date.days * kDay_s;
  return {midnight_s + window.from_s, midnight_s + window.to_s};
}

Intervals weekly(const std::array<Windows, 7>& open) {
  // Two days more at each end, because wall time runs ahead of UTC or behind it, and windows reach into the next date.
  const Date first{static_cast<std::int32_t>(kFirst.seconds() / kDay_s) - 2};
  const Date last{static_cast<std::int32_t>(kHorizon.seconds() / kDay_s) + 2};
  Intervals wall;
  for (Date date = first; date <= last; ++date.days) {
    for (const Window& window : open[static_cast<std::size_t>(weekday(date))]) wall.push_back(on(date, window));
  }
  return normalise(std::move(wall));
}

// The dates of which nothing is left but what `also` says.
Intervals replaced_dates(const Definition& definition) {
  Intervals wall;
  for (const ClosedDate& closed : definition.closed) wall.push_back(on(closed.date, {0, kDay_s}));
  for (const auto& [date, windows] : definition.also) wall.push_back(on(date, {0, kDay_s}));
  return normalise(std::move(wall));
}

// Windows of `also`. What runs over midnight belongs to the next date, and goes if that date is replaced itself.
Intervals also_windows(const Definition& definition, const Intervals& replaced) {
  Intervals own;
  Intervals beyond;
  for (const auto& [date, windows] : definition.also) {
    for (const Window& window : windows) {
      own.push_back(on(date, {window.from_s, std::min<std::int32_t>(window.to_s, kDay_s)}));
      if (window.to_s > kDay_s) beyond.push_back(on(date, {kDay_s, window.to_s}));
    }
  }
  return unite(normalise(std::move(own)), subtract(normalise(std::move(beyond)), replaced));
}

class Compiler {
 public:
  explicit Compiler(const Definitions& definitions) : definitions_(definitions) {}

  const Intervals& open(const std::string& key) {
    const auto known = done_.find(key);
    if (known != done_.end()) return known->second;
    return done_.emplace(key, work_out(definitions_.at(key))).first->second;
  }

 private:
  Intervals work_out(const Definition& definition) {
    const Intervals replaced = replaced_dates(definition);
    const Intervals also = also_windows(definition, replaced);
    Intervals base = definition.open ? utc_of_wall(definition.zone, weekly(*definition.open)) : combined(definition);
    if (!replaced.empty()) base = subtract(base, utc_of_wall(definition.zone, replaced));
    if (!also.empty()) base = unite(base, utc_of_wall(definition.zone, also));
    return within_horizon(std::move(base));
  }

  Intervals combined(const Definition& definition) {
    Intervals all;
    if (definition.union_of.empty()) all = {{kFirst.seconds(), kHorizon.seconds()}};
    for (const Reference& part : definition.union_of) all = unite(all, open(part.calendar));
    if (definition.except) all = subtract(all, open(definition.except->calendar));
    return all;
  }

  static Intervals within_horizon(Intervals open) {
    for (Interval& interval : open) {
      interval.from_s = std::max(interval.from_s, kFirst.seconds());
      interval.to_s = std::min(interval.to_s, kHorizon.seconds());
    }
    std::erase_if(open, [](const Interval& interval) { return interval.from_s >= interval.to_s; });
    return open;
  }

  const Definitions& definitions_;
  std::map<std::string, Intervals> done_;  // each once, however many name it
};

}  // namespace

Calendar compile(const Definitions& definitions, const std::string& key) {
  return Calendar(Compiler(definitions).open(key), definitions.at(key).zone);
}

}  // namespace concordat::calendar
