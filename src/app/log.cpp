// SPDX-License-Identifier: Apache-2.0
#include "app/log.hpp"

#include "base/clock.hpp"
#include "base/json.hpp"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <string>

namespace concordat::app {
namespace {

spdlog::logger& logger() {
  static const auto one = [] {
    auto made = std::make_shared<spdlog::logger>("concordat", std::make_shared<spdlog::sinks::stderr_sink_mt>());
    made->set_pattern("%v");
    made->flush_on(spdlog::level::warn);
    return made;
  }();
  return *one;
}

}  // namespace

void log(Level level, std::string_view event, boost::json::object members) {
  static constexpr std::string_view kWords[] = {"info", "warning", "error"};
  static constexpr spdlog::level::level_enum kLevels[] = {spdlog::level::info, spdlog::level::warn, spdlog::level::err};
  const auto index = static_cast<std::size_t>(level);
  boost::json::object line{{"time", format_instant(system_now())}, {"level", kWords[index]}, {"event", event}};
  for (auto& member : members) line[member.key()] = std::move(member.value());
  logger().log(kLevels[index], write_json(line));
}

}  // namespace concordat::app
