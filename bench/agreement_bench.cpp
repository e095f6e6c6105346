// SPDX-License-Identifier: Apache-2.0
// An agreement of 40 functions, 12 teams, 6 sites, 5 priorities and 8 classes over three years: read, made ready,
// checked and asked. Beside the question: std::upper_bound over the intervals of one calendar, the least that business
// time costs.
#include "agreement/check.hpp"
#include "agreement/decide.hpp"
#include "agreement/read.hpp"
#include "store/zones.hpp"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <random>
#include <sstream>

namespace concordat::agreement {
namespace {

constexpr int kFunctions = 40;
constexpr int kTeams = 12;
constexpr int kSites = 6;
constexpr int kClasses = 8;

const char* const kHead = R"(format = 1
organisation = "large"
zone = "Europe/London"
effective = 2026-04-01
[party.hq]
kind = "internal"
[party.alpha]
kind = "provider"
contract = { from = 2026-04-01, through = 2029-03-31 }
[party.beta]
kind = "provider"
contract = { from = 2026-04-01, through = 2028-03-31 }
[calendar.office]
open = { mon-fri = ["08:30-12:30", "13:00-17:30"] }
closed = { file = "GB_ENG", names = ["Good Friday", "Easter Monday", "Christmas Day", "Boxing Day"] }
[calendar.long]
open = { mon-fri = ["07:00-22:00"], sat = ["08:00-14:00"] }
[calendar.new-york]
open = { mon-fri = ["09:00-17:00"] }
zone = "America/New_York"
[calendar.night]
open = { mon-sun = ["22:00-06:00"] }
[calendar.always]
open = { mon-sun = ["00:00-24:00"] }
[role.lead]
party = "hq"
person = "ana"
deputy = "ben"
[role.manager]
party = "alpha"
person = "nora"
[ladder.up]
steps = [{ after = "15m", tell = "t0" }, { after = "30m", tell = "lead" }]
)";

std::string text() {
  const char* const parties[] = {"hq", "alpha", "beta"};
  const char* const calendars[] = {"always", "office", "long", "new-york", "night"};
  std::ostringstream out;
  out << kHead;
  for (int s = 0; s < kSites; ++s) out << "[site.s" << s << "]\n";
  for (int t = 0; t < kTeams; ++t) {
    out << "[team.t" << t << "]\nparty = \"" << parties[t % 3] << "\"\nduty = \"" << calendars[t % 5] << "\"\n";
  }
  for (int f = 0; f < kFunctions; ++f) {
    const auto team = [f](int k) { return "\"t" + std::to_string((f + k) % kTeams) + "\""; };
    out << "[function.f" << f << "]\ntakes = [\"" << (f == 0 ? "*" : "w" + std::to_string(f)) << "\"]\n"
        << "accountable = \"" << (f % 4 == 0 ? "manager" : "lead") << "\"\nowner = \"t0\"\n";
    for (const char* activity : {"triage", "resolve", "fulfil", "change", "monitor", "review"}) {
      out << "does." << activity << " = [" << team(0) << ", { team = " << team(1) << ", after = \"30m\" }, " << team(5)
          << "]\n";
    }
    out << "does.approve = [\"lead\"]\n";
    for (int e = 0; e < 4; ++e) {
      out << "[[function.f" << f << ".except]]\nwhen = { activity = \"resolve\", priorities = [" << 1 + e
          << "], sites = [\"s" << (f + e) % kSites << "\"], classes = [\"c" << (f + e) % kClasses << "\", \"c"
          << (f + e + 3) % kClasses << "\"], " << (e % 2 == 0 ? "during" : "outside") << " = \"office\" }\ndoes = ["
          << team(e + 2) << ", " << team(0) << "]\n";
    }
  }
  for (int p = 1; p <= 5; ++p) {
    out << "[target.p" << p << "]\nkind = \"SLA\"\nobligor = \"alpha\"\nbeneficiary = \"hq\"\nwhen = { priorities = ["
        << p << "] }\nmetric = \"resolution\"\nwithin = \"" << 4 * p << "h\"\ncalendar = \"" << calendars[(p - 1) % 3]
        << "\"\nladder = \"up\"\n";
  }
  return out.str();
}

Reading reading() {
  static store::ZoneSource zones;
  const calendar::Sources sources{
      [](const std::string& name) { return zones.find(name); },
      [](const std::string&) -> Result<std::string> { return fail("cannot-read", "No file."); }};
  const SourceText source{"large.toml", text()};
  return read(std::span(&source, 1), sources);
}

void reading_it(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(reading());
}
BENCHMARK(reading_it)->Unit(benchmark::kMillisecond);

void compiling(benchmark::State& state) {
  const Reading read = reading();
  for (auto _ : state) benchmark::DoNotOptimize(compile(read.agreement));
}
BENCHMARK(compiling)->Unit(benchmark::kMillisecond);

void checking(benchmark::State& state) {
  const Reading read = reading();
  const Rules rules = compile(read.agreement);
  std::size_t findings = 0;
  for (auto _ : state) findings = check(read.agreement, rules, read.findings).size();
  state.counters["findings"] = static_cast<double>(findings);
}
BENCHMARK(checking)->Unit(benchmark::kMillisecond);

void read_compiled_and_checked(benchmark::State& state) {
  for (auto _ : state) {
    const Reading read = reading();
    const Rules rules = compile(read.agreement);
    benchmark::DoNotOptimize(check(read.agreement, rules, read.findings));
  }
}
BENCHMARK(read_compiled_and_checked)->Unit(benchmark::kMillisecond);

std::vector<Question> questions(const Rules& rules) {
  std::mt19937_64 engine(1);
  const auto below = [&engine](std::size_t n) { return static_cast<std::int32_t>(engine() % n); };
  std::vector<Question> all(1 << 12);
  for (Question& one : all) {
    one.function = FunctionId{below(rules.functions.size())};
    one.activity = rules.activity(below(2) == 0 ? "resolve" : "triage");
    one.site = SiteId{below(rules.sites.size() + 1) - 1};
    one.priority = 1 + below(5);
    one.class_ = ClassId{below(rules.classes.size() + 1) - 1};
    one.at = Instant::from_seconds(rules.effective.seconds() + static_cast<std::int64_t>(engine() % 94'000'000));
  }
  return all;
}

void deciding(benchmark::State& state) {
  const Reading read = reading();
  const Rules rules = compile(read.agreement);
  const CalendarDuty duty(rules);
  const auto all = questions(rules);
  Decision decision;
  std::size_t i = 0;
  for (auto _ : state) {
    decide(rules, all[i++ % all.size()], duty, decision);
    benchmark::DoNotOptimize(decision);
  }
}
BENCHMARK(deciding);

void looking_ahead(benchmark::State& state) {
  const Reading read = reading();
  const Rules rules = compile(read.agreement);
  const CalendarDuty duty(rules);
  const auto all = questions(rules);
  std::size_t i = 0;
  for (auto _ : state) benchmark::DoNotOptimize(outlook(rules, all[i++ % all.size()], duty));
}
BENCHMARK(looking_ahead);

void limit(benchmark::State& state) {
  const Reading read = reading();
  const Rules rules = compile(read.agreement);
  const auto all = questions(rules);
  const auto open = rules.calendars[rules.calendar("office").at()].intervals();
  std::size_t i = 0;
  for (auto _ : state) {
    const std::int64_t at_s = all[i++ % all.size()].at.seconds();
    benchmark::DoNotOptimize(std::upper_bound(
        open.begin(), open.end(), at_s, [](std::int64_t s, const calendar::Interval& one) { return s < one.from_s; }));
  }
}
BENCHMARK(limit);

}  // namespace
}  // namespace concordat::agreement
