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

// Everything that the import appends, in its order, as entries of one organisation.
template <typename Take>
void import(const Take& take) {
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
  std::int64_t sequence = 0;
  for (auto drafts = plan.take(10'000); !drafts.empty(); drafts = plan.take(10'000)) {
    for (auto& draft : drafts) {
      record::Entry entry;
      entry.organisation = "o_0123456789abcdef";
      entry.sequence = sequence++;
      entry.recorded = Instant{1'790'000'000'123'456};
      entry.at = draft.at.value_or(entry.recorded);
      entry.actor = std::move(draft.actor);
      entry.party = std::move(draft.party);
      entry.audience = std::move(draft.audience);
      entry.subject = std::move(draft.subject);
      entry.kind = std::move(draft.kind);
      entry.body = std::move(draft.body);
      take(entry);
    }
  }
}

inline const ticket::Log& log() {
  static const ticket::Log kLog = [] {
    ticket::LogBuilder builder;
    import([&builder](const record::Entry& entry) { builder.step(entry); });
  return std::move(builder).finish();
}
();
return kLog;
}

}  // namespace concordat::bench
