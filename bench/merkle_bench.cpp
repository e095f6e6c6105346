// SPDX-License-Identifier: Apache-2.0
#include "record/merkle.hpp"

#include <benchmark/benchmark.h>

#include <ctime>
#include <string>
#include <vector>

// The tree of a record against hashing the record's bytes once with the same library: what a signature over the whole
// file would cost. 141,712 lines of 350 bytes are a year of a large desk. A node is two compressions and a leaf of 350
// bytes six, where the plain digest needs five and a half a line: 1.46 is the least that the ratio can be.
namespace concordat::record {
namespace {

constexpr std::size_t kLines = 141'712;
constexpr std::size_t kLineBytes = 350;

std::string make_bytes() {
  std::string bytes(kLines * kLineBytes, ' ');
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<char>('a' + i * 7 % 26);
  return bytes;
}

// Of the processor, not of the wall: others may be at work on it.
double seconds_of(const auto& work) {
  const std::clock_t start = std::clock();
  work();
  return static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
}

void tree_against_one_digest(benchmark::State& state) {
  const std::string bytes = make_bytes();
  double plain_s = 0;
  double tree_s = 0;
  for (auto _ : state) {
    plain_s += seconds_of([&] { benchmark::DoNotOptimize(sha256(bytes)); });
    tree_s += seconds_of([&] {
      Frontier frontier;
      for (std::size_t i = 0; i < kLines; ++i) {
        frontier.append(leaf_hash(std::string_view(bytes).substr(i * kLineBytes, kLineBytes)));
      }
      benchmark::DoNotOptimize(frontier.root());
    });
  }
  const auto runs = static_cast<double>(state.iterations());
  state.counters["plain_ms"] = plain_s * 1e3 / runs;
  state.counters["tree_ms"] = tree_s * 1e3 / runs;
  state.counters["tree_over_plain"] = tree_s / plain_s;
}
BENCHMARK(tree_against_one_digest)->Unit(benchmark::kMillisecond);

void consistency_proof_of_a_large_log(benchmark::State& state) {
  Tree tree;
  for (std::size_t i = 0; i < kLines; ++i) tree.append(leaf_hash(std::to_string(i)));
  for (auto _ : state) benchmark::DoNotOptimize(tree.consistency(100'001, tree.size()));
}
BENCHMARK(consistency_proof_of_a_large_log)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace concordat::record
