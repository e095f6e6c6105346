// SPDX-License-Identifier: Apache-2.0
#include "log.hpp"

#include "agreement/read.hpp"
#include "ticket/clock.hpp"

#include <benchmark/benchmark.h>

#include <deque>

// All clocks of a log from scratch, and those of one target alone, under the agreement $CONCORDAT_BENCH_AGREEMENT
// (default: the ServiceNow example's). Beside them the stories alone, which both begin with.
namespace concordat {
namespace {

agreement::Rules rules() {
  std::ifstream file(bench::file_of("CONCORDAT_BENCH_AGREEMENT", "examples/servicenow/agreement.toml"));
  std::ostringstream text;
  text << file.rdbuf();
  static store::ZoneSource zones;
  const calendar::Sources sources{[](const std::string& name) { return zones.find(name); },
                                  [](const std::string&) -> Result<std::string> { return fail("no", "No file."); }};
  const agreement::SourceText source{"agreement.toml", text.str()};
  return agreement::compile(agreement::read({&source, 1}, sources).agreement);
}

struct World {
  agreement::Rules agreement = rules();
  ticket::Names names = bench::log().names;
  std::deque<ticket::Story> stories;
  std::int64_t asked_s = 0;

  World() {
    const auto words = this->words();
    for (const auto& history : bench::log().tickets) {
      stories.push_back(ticket::story_of(history, names, words));
      asked_s = std::max(asked_s, stories.back().beats.empty() ? 0 : stories.back().beats.back().at_s);
    }
  }
  std::vector<ticket::TeamWords> words() {
    for (const auto& [name, team] : bench::log().teams) {
      names.intern(team.party);
      names.intern(team.function);
    }
    std::vector<ticket::TeamWords> all(names.size());
    for (const auto& [name, team] : bench::log().teams) {
      const auto index = names.find(name);
      if (index >= 0) all[static_cast<std::size_t>(index)] = {names.find(team.party), names.find(team.function)};
    }
    return all;
  }
  ticket::Clocks clocks() const { return {{{kFirstInstant.seconds(), &agreement, "v", true}}, names}; }
};

World& world() {
  static World kWorld;
  return kWorld;
}

void stories(benchmark::State& state) {
  const auto words = world().words();
  for (auto _ : state) {
    for (const auto& history : bench::log().tickets) {
      benchmark::DoNotOptimize(ticket::story_of(history, world().names, words));
    }
  }
}
BENCHMARK(stories)->Unit(benchmark::kMillisecond);

void all_clocks(benchmark::State& state) {
  const ticket::Clocks clocks = world().clocks();
  std::size_t count = 0;
  for (auto _ : state) {
    count = 0;
    for (const auto& story : world().stories) count += clocks.of(story, world().asked_s).size();
  }
  state.counters["clocks"] = static_cast<double>(count);
}
BENCHMARK(all_clocks)->Unit(benchmark::kMillisecond);

// What a change of one target costs: its clocks and no others.
void one_target(benchmark::State& state) {
  const ticket::Clocks clocks = world().clocks();
  const std::string key = world().agreement.targets.front().key;
  std::size_t count = 0;
  for (auto _ : state) {
    count = 0;
    for (const auto& story : world().stories) count += clocks.of(story, world().asked_s, key).size();
  }
  state.counters["clocks"] = static_cast<double>(count);
}
BENCHMARK(one_target)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace concordat
