// SPDX-License-Identifier: Apache-2.0
#include "calendar/sketch.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <algorithm>
#include <cstdio>

namespace concordat::calendar {
namespace {

constexpr int kDay_min = 1'440;
constexpr std::array<const char*, 7> kDays = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};

std::string minute_text(int minute) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%02d:%02d", minute / 60, minute % 60);
  return text.data();
}

std::string toml(const MinuteWindows& windows) {
  std::string text = "[";
  for (const auto& [from, to] : windows) {
    const int end = to > kDay_min ? to - kDay_min : to;
    text += (text.size() > 1 ? ", \"" : "\"") + minute_text(from) + "-" + minute_text(end) + "\"";
  }
  return text + "]";
}

// The tables come after the keys: `name` is the next free one.
void write(const Sketch& sketch, std::string& keys, std::string& tables, int& name) {
  keys += "zone = \"" + sketch.zone + "\"\n";
  if (sketch.open) {
    keys += "open = { ";
    for (std::size_t day = 0; day < 7; ++day) {
      keys += std::string(day == 0 ? "" : ", ") + kDays[day] + " = " + toml((*sketch.open)[day]);
    }
    keys += " }\n";
  }
  if (!sketch.closed.empty()) keys += "closed = [";
  for (const Date date : sketch.closed) keys += format_date(date) + (date == sketch.closed.back() ? "]\n" : ", ");
  if (!sketch.also.empty()) keys += "also = {";
  for (const auto& [date, windows] : sketch.also) {
    keys += (date == sketch.also.begin()->first ? " \"" : ", \"") + format_date(date) + "\" = " + toml(windows);
  }
  if (!sketch.also.empty()) keys += " }\n";
  const auto refer = [&](const Sketch& part) {
    const std::string key = std::string("c").append(std::to_string(name++));
    std::string own = std::string("[calendar.").append(key).append("]\n");
    write(part, own, tables, name);
    tables += own;
    return std::string(1, '"').append(key).append(1, '"');
  };
  if (!sketch.union_of.empty()) {
    keys += "union = [";
    for (std::size_t i = 0; i < sketch.union_of.size(); ++i) keys += (i == 0 ? "" : ", ") + refer(sketch.union_of[i]);
    keys += "]\n";
  }
  if (!sketch.except.empty()) keys += "except = " + refer(sketch.except.front()) + "\n";
}

boost::json::array json(const MinuteWindows& windows) {
  boost::json::array list;
  for (const auto& [from, to] : windows) list.push_back(boost::json::array{from, to});
  return list;
}

MinuteWindows draw_windows(const Pick& pick) {
  MinuteWindows windows;
  for (int count = pick(0, 2); count > 0; --count) {
    const int from = pick(0, 6) == 0 ? 0 : pick(0, kDay_min - 1);
    windows.emplace_back(from, pick(0, 6) == 0 ? kDay_min : from + pick(1, kDay_min - 1));
  }
  if (pick(0, 9) == 0) windows = {{0, kDay_min}};
  return windows;
}

}  // namespace

std::string to_toml(const Sketch& sketch) {
  std::string keys;
  std::string tables;
  int name = 0;
  write(sketch, keys, tables, name);
  return keys + tables;
}

boost::json::value to_json(const Sketch& sketch) {
  boost::json::object object{{"zone", sketch.zone}};
  if (sketch.open) {
    boost::json::array week;
    for (const MinuteWindows& windows : *sketch.open) week.push_back(json(windows));
    object["open"] = std::move(week);
  }
  boost::json::array closed;
  for (const Date date : sketch.closed) closed.push_back(boost::json::string(format_date(date)));
  object["closed"] = std::move(closed);
  boost::json::object also;
  for (const auto& [date, windows] : sketch.also) also[format_date(date)] = json(windows);
  object["also"] = std::move(also);
  if (!sketch.union_of.empty()) {
    boost::json::array parts;
    for (const Sketch& part : sketch.union_of) parts.push_back(to_json(part));
    object["union"] = std::move(parts);
  }
  if (!sketch.except.empty()) object["except"] = to_json(sketch.except.front());
  return object;
}

Sketch draw(const Pick& pick, const std::vector<std::string>& zones, int year, int depth) {
  Sketch sketch;
  sketch.zone = zones[static_cast<std::size_t>(pick(0, static_cast<int>(zones.size()) - 1))];
  if (depth == 0 || pick(0, 1) == 0) {
    sketch.open.emplace();
    for (MinuteWindows& windows : *sketch.open) windows = draw_windows(pick);
  } else {
    for (int count = pick(0, 2); count > 0; --count) sketch.union_of.push_back(draw(pick, zones, year, depth - 1));
    if (sketch.union_of.empty() || pick(0, 1) == 0) sketch.except = {draw(pick, zones, year, depth - 1)};
  }
  const Date new_year = *make_date(year, 1, 1);
  for (int count = pick(0, 6); count > 0; --count) sketch.closed.push_back({new_year.days + pick(0, 364)});
  std::sort(sketch.closed.begin(), sketch.closed.end());
  sketch.closed.erase(std::unique(sketch.closed.begin(), sketch.closed.end()), sketch.closed.end());
  for (int count = pick(0, 4); count > 0; --count) sketch.also[{new_year.days + pick(0, 364)}] = draw_windows(pick);
  return sketch;
}

Sketch cut(const Pick& pick, Sketch sketch) {
  const auto halve = [&pick](MinuteWindows& windows) {
    MinuteWindows parts;
    for (const auto& [from, to] : windows) {
      const int end = std::min(to, kDay_min);
      const int middle = end - from > 1 ? pick(from + 1, end - 1) : from;
      if (middle > from) parts.emplace_back(from, middle);
      parts.emplace_back(middle, to);
    }
    windows = std::move(parts);
  };
  if (sketch.open) std::for_each(sketch.open->begin(), sketch.open->end(), halve);
  for (auto& [date, windows] : sketch.also) halve(windows);
  return sketch;
}

}  // namespace concordat::calendar
