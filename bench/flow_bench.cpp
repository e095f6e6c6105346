// SPDX-License-Identifier: Apache-2.0
#include "log.hpp"

#include "base/json.hpp"
#include "measure/flow.hpp"

#include <benchmark/benchmark.h>

// What `measure flow` costs after the database has answered, on one core. flow_pandas.py computes the same figures.
namespace concordat {
namespace {

using bench::log;
using bench::zone;

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
