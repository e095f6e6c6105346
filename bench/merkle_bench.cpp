// SPDX-License-Identifier: Apache-2.0
#include "log.hpp"

#include "record/merkle.hpp"

#include <benchmark/benchmark.h>

#include <ctime>
#include <string>
#include <vector>

// The tree of a record against hashing the record's bytes once with the same library: what a signature over the whole
// file would cost. A node is two compressions more for every line, so short lines cost the tree more: at 350 bytes 1.46
// is the least that the ratio can be, for the log's own lines 1.39.
namespace concordat::record {
namespace {

using Lines = std::vector<std::string>;

constexpr std::size_t kLines = 141'712;

Lines lines_of(std::size_t bytes) {
  std::string line(bytes, ' ');
  for (std::size_t i = 0; i < bytes; ++i) line[i] = static_cast<char>('a' + i * 7 % 26);
  return Lines(kLines, line);
}

// As the ServiceNow log is recorded.
const Lines& lines_of_log() {
  static const Lines kAll = [] {
    Lines all;
    bench::import([&all](const Entry& entry) { all.push_back(to_line(entry)); });
    return all;
  }();
  return kAll;
}

// Of the processor, not of the wall: others may be at work on it.
double seconds_of(const auto& work) {
  const std::clock_t start = std::clock();
  work();
  return static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
}

void tree_against_one_digest(benchmark::State& state, const Lines& lines) {
  std::string bytes;
  for (const std::string& line : lines) bytes += line;
  double plain_s = 0;
  double tree_s = 0;
  for (auto _ : state) {
    plain_s += seconds_of([&] { benchmark::DoNotOptimize(sha256(bytes)); });
    tree_s += seconds_of([&] {
      Frontier frontier;
      std::string_view rest = bytes;
      for (const std::string& line : lines) {
        frontier.append(leaf_hash(rest.substr(0, line.size())));
        rest.remove_prefix(line.size());
      }
      benchmark::DoNotOptimize(frontier.root());
    });
  }
  const auto runs = static_cast<double>(state.iterations());
  state.counters["line_bytes"] = static_cast<double>(bytes.size()) / static_cast<double>(lines.size());
  state.counters["plain_ms"] = plain_s * 1e3 / runs;
  state.counters["tree_ms"] = tree_s * 1e3 / runs;
  state.counters["tree_over_plain"] = tree_s / plain_s;
}
void tree_of_the_log(benchmark::State& state) { tree_against_one_digest(state, lines_of_log()); }
void tree_of_short_lines(benchmark::State& state) { tree_against_one_digest(state, lines_of(350)); }
BENCHMARK(tree_of_the_log)->Unit(benchmark::kMillisecond);
BENCHMARK(tree_of_short_lines)->Unit(benchmark::kMillisecond);

void consistency_proof_of_a_large_log(benchmark::State& state) {
  Tree tree;
  for (std::size_t i = 0; i < kLines; ++i) tree.append(leaf_hash(std::to_string(i)));
  for (auto _ : state) benchmark::DoNotOptimize(tree.consistency(100'001, tree.size()));
}
BENCHMARK(consistency_proof_of_a_large_log)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace concordat::record
