// SPDX-License-Identifier: Apache-2.0
#include "base/json.hpp"
#include "measure/flow.hpp"
#include "operate/imports/plan.hpp"
#include "operate/imports/read.hpp"
#include "store/zones.hpp"

#include <benchmark/benchmark.h>

#include <cstdlib>
#include <fstream>
#include <random>
#include <sstream>

// What `measure flow` costs after the database has answered, on one core, with the log $CONCORDAT_BENCH_LOG (a CSV,
// zipped or not) and its map $CONCORDAT_BENCH_MAP; by default the ServiceNow example: 141,712 updates, 24,918 tickets.
// flow_pandas.py computes the same figures.
namespace concordat {
namespace {

const calendar::Zone& zone(const std::string& name) {
  static store::ZoneSource source;
  return *source.find(name).value();
}

std::string file_of(const char* variable, const char* otherwise) {
  const char* path = std::getenv(variable);
  return path != nullptr ? path : otherwise;
}

ticket::Log import() {
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

const ticket::Log& log() {
  static const ticket::Log kLog = import();
  return kLog;
}

measure::FlowOptions options() { return {.from = std::nullopt, .to = std::nullopt, .zone = zone, .person_name = {}}; }

void decode_histories(benchmark::State& state) {
  std::vector<std::string> lines;
  for (const auto& history : log().tickets) lines.push_back(encode(history));
  for (auto _ : state) {
    std::vector<ticket::History> histories;
    histories.reserve(lines.size());
    for (std::size_t i = 0; i < lines.size(); ++i) {
      histories.push_back(ticket::decode(log().tickets[i].ticket, lines[i], log().names.size()).value());
    }
    benchmark::DoNotOptimize(histories);
  }
}
BENCHMARK(decode_histories)->Unit(benchmark::kMillisecond);

void flow_figures(benchmark::State& state) {
  log();
  for (auto _ : state) benchmark::DoNotOptimize(measure::flow_figures(log(), options()));
}
BENCHMARK(flow_figures)->Unit(benchmark::kMillisecond);

void flow_document(benchmark::State& state) {
  const auto figures = measure::flow_figures(log(), options());
  for (auto _ : state) benchmark::DoNotOptimize(write_json(measure::flow_json(figures)));
}
BENCHMARK(flow_document)->Unit(benchmark::kMillisecond);

void flow_report(benchmark::State& state) {
  const auto figures = measure::flow_figures(log(), options());
  for (auto _ : state) benchmark::DoNotOptimize(measure::flow_text(figures, 80));
}
BENCHMARK(flow_report)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace concordat
