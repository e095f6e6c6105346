// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "operate/imports/plan.hpp"
#include "operate/imports/read.hpp"
#include "store/zones.hpp"
#include "ticket/history.hpp"

#include <cstdlib>
#include <fstream>
#include <random>
#include <sstream>

// The log that benchmarks run on: $CONCORDAT_BENCH_LOG (a CSV, zipped or not) with its map $CONCORDAT_BENCH_MAP; by
// default the ServiceNow example: 141,712 updates, 24,918 tickets.
namespace concordat::bench {

inline const calendar::Zone& zone(const std::string& name) {
  static store::ZoneSource source;
  return *source.find(name).value();
}

inline std::string file_of(const char* variable, const char* otherwise) {
  const char* path = std::getenv(variable);
  return path != nullptr ? path : otherwise;
}

inline ticket::Log import() {
  std::ifstream file(file_of("CONCORDAT_BENCH_MAP", "examples/servicenow.toml"), std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  const auto map = imports::parse_map(text.str()).value();
  const auto path = file_of("CONCORDAT_BENCH_LOG", "examples/data/servicenow/incident_event_log.zip");
  const auto input = imports::open_input(path).value();
  const auto rows = imports::read_rows(*input, imports::Format::csv, map, zone(map.zone)).value();
  std::mt19937_64 random(1);
  const auto fill = [&](std::span<std::uint8_t> bytes) {
    for (auto& byte : bytes) byte = static_cast<std::uint8_t>(random());
  };
  imports::Plan plan({.rows = rows, .map = map, .zone = zone(map.zone), .source = "log", .file = "log"}, {}, fill);
  ticket::LogBuilder builder;
  for (auto drafts = plan.take(10'000); !drafts.empty(); drafts = plan.take(10'000)) {
    for (auto& draft : drafts) {
      record::Entry entry;
      entry.kind = std::move(draft.kind);
      entry.subject = std::move(draft.subject);
      entry.at = draft.at.value_or(Instant{});
      entry.body = std::move(draft.body);
      builder.step(entry);
    }
  }
  return std::move(builder).finish();
}

inline const ticket::Log& log() {
  static const ticket::Log kLog = import();
  return kLog;
}

}  // namespace concordat::bench
