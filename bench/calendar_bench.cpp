// SPDX-License-Identifier: Apache-2.0
// Business time over ten years of a nine-to-five calendar, beside the physical limit: std::upper_bound over the same
// array of intervals, which finds the place and answers nothing.
#include "calendar/calendar.hpp"
#include "calendar/parse.hpp"
#include "store/zones.hpp"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <random>

namespace concordat::calendar {
namespace {

constexpr const char* kOffice = R"(
zone = "Europe/London"
open = { mon-fri = ["09:00-12:30", "13:15-17:30"] }
closed = { file = "GB_ENG", names = ["Good Friday", "Easter Monday", "Christmas Day", "Boxing Day"] }
)";

Definitions office() {
  static store::ZoneSource zones;
  const Sources sources{[](const std::string& name) { return zones.find(name); },
                        [](const std::string&) -> Result<std::string> { return fail("cannot-read", "No file."); }};
  return read_calendar_file(kOffice, "office.toml", sources).calendars;
}

// Instants of 2020 to 2029, in no order, so that no branch can be guessed.
std::vector<Instant> instants() {
  std::mt19937_64 engine(1);
  std::uniform_int_distribution<std::int64_t> any_s(1'577'836'800, 1'893'455'999);
  std::vector<Instant> all(1 << 12);
  for (Instant& instant : all) instant = Instant::from_seconds(any_s(engine));
  return all;
}

template <typename Ask>
void measure(benchmark::State& state, const Ask& ask) {
  const Calendar calendar = compile(office(), kTopLevel);
  const std::vector<Instant> all = instants();
  std::size_t i = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(ask(calendar, all[i % all.size()], all[(i + 1) % all.size()]));
    ++i;
  }
}

void limit(benchmark::State& state) {
  measure(state, [](const Calendar& calendar, Instant at, Instant) {
    const auto open = calendar.intervals();
    return std::upper_bound(open.begin(), open.end(), at.seconds(),
                            [](std::int64_t s, const Interval& interval) { return s < interval.from_s; });
  });
}
BENCHMARK(limit);

void elapsed(benchmark::State& state) {
  measure(state, [](const Calendar& calendar, Instant a, Instant b) { return calendar.elapsed_s(a, b); });
}
BENCHMARK(elapsed);

void add(benchmark::State& state) {
  constexpr std::int64_t kTarget_s = 2'000'000;
  measure(state,
          [](const Calendar& calendar, Instant a, Instant b) { return calendar.add(a, b.seconds() % kTarget_s); });
}
BENCHMARK(add);

void open(benchmark::State& state) {
  measure(state, [](const Calendar& calendar, Instant a, Instant) { return calendar.open(a); });
}
BENCHMARK(open);

void add_working_days(benchmark::State& state) {
  measure(state, [](const Calendar& calendar, Instant a, Instant) { return calendar.add_working_days(a, 7); });
}
BENCHMARK(add_working_days);

void compile_1970_to_2110(benchmark::State& state) {
  const Definitions definitions = office();
  for (auto _ : state) benchmark::DoNotOptimize(compile(definitions, kTopLevel));
}
BENCHMARK(compile_1970_to_2110)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace concordat::calendar
