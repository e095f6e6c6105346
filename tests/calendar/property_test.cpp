// SPDX-License-Identifier: Apache-2.0
// What holds of every calendar, whatever its windows, zone and holidays. RapidCheck prints the seed of what it refutes.
#include "calendar/sketch.hpp"
#include "calendar/support.hpp"

#include <rapidcheck/gtest.h>

#include <algorithm>

namespace concordat::calendar {
namespace {

const std::vector<std::string> kZones = {"America/New_York", "Europe/London", "Australia/Lord_Howe", "Pacific/Apia"};
constexpr int kYear = 2026;

int pick(int low, int high) { return *rc::gen::resize(rc::kNominalSize, rc::gen::inRange(low, high + 1)); }

Sketch any_sketch(int depth = 2) { return draw(pick, kZones, kYear, depth); }

Calendar compiled(const Sketch& sketch) { return calendar(to_toml(sketch)); }

// Within the year before, the year of the dates, and the year after.
Instant any_instant() {
  const std::int64_t first_s = as_utc({*make_date(kYear - 1, 1, 1)}).seconds();
  constexpr std::int64_t kThreeYears_s = std::int64_t{3} * 365 * 86'400;
  return Instant::from_seconds(first_s +
                               *rc::gen::resize(rc::kNominalSize, rc::gen::inRange<std::int64_t>(0, kThreeYears_s)));
}

Instant plus(Instant instant, std::int64_t s) { return Instant{instant.us + s * 1'000'000}; }

Sketch outside(const Sketch& sketch) { return {"UTC", std::nullopt, {}, {sketch}, {}, {}}; }

RC_GTEST_PROP(Elapsed, AddsUpAndChangesSign, ()) {
  const Calendar calendar = compiled(any_sketch());
  const Instant a = any_instant();
  const Instant b = any_instant();
  const Instant c = any_instant();
  RC_ASSERT(calendar.elapsed_s(a, b) + calendar.elapsed_s(b, c) == calendar.elapsed_s(a, c));
  RC_ASSERT(calendar.elapsed_s(a, b) == -calendar.elapsed_s(b, a));
  RC_ASSERT(calendar.elapsed_s(a, a) == 0);
}

RC_GTEST_PROP(Elapsed, NeverRunsFasterThanTime, ()) {
  const Calendar calendar = compiled(any_sketch());
  const Instant a = any_instant();
  const std::int64_t step_s = pick(0, 1'000'000);
  const std::int64_t elapsed_s = calendar.elapsed_s(a, plus(a, step_s));
  RC_ASSERT(elapsed_s >= 0);
  RC_ASSERT(elapsed_s <= step_s);
}

// add(a, B(a, b)) <= b, with equality exactly if the second before b is open.
RC_GTEST_PROP(Due, UndoesElapsed, ()) {
  const Calendar calendar = compiled(any_sketch());
  Instant a = any_instant();
  Instant b = any_instant();
  if (b < a) std::swap(a, b);
  const std::int64_t elapsed_s = calendar.elapsed_s(a, b);
  const Due due = calendar.add(a, elapsed_s);
  RC_ASSERT(due.at.has_value());
  RC_ASSERT(*due.at <= b);
  if (elapsed_s > 0) RC_ASSERT((*due.at == b) == calendar.open(plus(b, -1)).open);
}

RC_GTEST_PROP(Due, IsTheEarliestInstant, ()) {
  const Calendar calendar = compiled(any_sketch());
  const Instant a = any_instant();
  const std::int64_t open_s = pick(1, 500'000);
  const Due due = calendar.add(a, open_s);
  if (!due.at) {
    RC_ASSERT(calendar.elapsed_s(a, kHorizon) < open_s);
    return;
  }
  RC_ASSERT(calendar.elapsed_s(a, *due.at) == open_s);
  RC_ASSERT(calendar.elapsed_s(a, plus(*due.at, -1)) == open_s - 1);
}

RC_GTEST_PROP(Open, HoldsUntilItSays, ()) {
  const Calendar calendar = compiled(any_sketch());
  const Instant at = any_instant();
  const OpenState state = calendar.open(at);
  const Instant until = state.until.value_or(kHorizon);
  RC_ASSERT(until > at);
  const std::int64_t length_s = until.seconds() - at.seconds();
  RC_ASSERT(calendar.elapsed_s(at, until) == (state.open ? length_s : 0));
  if (state.until) RC_ASSERT(calendar.open(until).open != state.open);
}

RC_GTEST_PROP(Windows, CuttingOneChangesNothing, ()) {
  const Sketch sketch = any_sketch(0);
  const auto whole = compiled(sketch);
  const auto parts = compiled(cut(pick, sketch));
  RC_ASSERT(std::equal(whole.intervals().begin(), whole.intervals().end(), parts.intervals().begin(),
                       parts.intervals().end()));
}

RC_GTEST_PROP(Except, CalendarAndComplementAddUp, ()) {
  const Sketch sketch = any_sketch(1);
  const Calendar inside = compiled(sketch);
  const Calendar rest = compiled(outside(sketch));
  const Instant a = any_instant();
  const Instant b = any_instant();
  RC_ASSERT(inside.elapsed_s(a, b) + rest.elapsed_s(a, b) == b.seconds() - a.seconds());
  RC_ASSERT(inside.open(a).open != rest.open(a).open);
  RC_ASSERT(inside.open(a).until == rest.open(a).until);
}

RC_GTEST_PROP(Union, CountsTheSharedTimeOnce, ()) {
  const Sketch one = any_sketch(0);
  const Sketch other = any_sketch(0);
  const Calendar both = compiled({"UTC", std::nullopt, {one, other}, {}, {}, {}});
  const Calendar only_one = compiled({"UTC", std::nullopt, {one}, {other}, {}, {}});
  const Calendar only_other = compiled({"UTC", std::nullopt, {other}, {one}, {}, {}});
  const Calendar first = compiled(one);
  const Instant a = any_instant();
  const Instant b = any_instant();
  RC_ASSERT(both.elapsed_s(a, b) == first.elapsed_s(a, b) + only_other.elapsed_s(a, b));
  RC_ASSERT(both.open(a).open == (first.open(a).open || only_other.open(a).open));
  RC_ASSERT(!(only_one.open(a).open && only_other.open(a).open));
}

// Shifts that hand over at the same wall time: never two at once, never none, also when the clock changes.
RC_GTEST_PROP(Shifts, AbuttingOnesNeitherOverlapNorLeaveAGap, ()) {
  const std::string zone = kZones[static_cast<std::size_t>(pick(0, 3))];
  const int morning = pick(0, 719);
  const int evening = pick(morning + 1, 1'439);
  const auto shift = [&](int from, int to) {
    Sketch sketch{zone, std::array<MinuteWindows, 7>{}, {}, {}, {}, {}};
    for (MinuteWindows& windows : *sketch.open) windows = {{from, to}};
    return compiled(sketch);
  };
  const Calendar day = shift(morning, evening);
  const Calendar night = shift(evening, morning + 1'440);
  const Intervals days(day.intervals().begin(), day.intervals().end());
  const Intervals nights(night.intervals().begin(), night.intervals().end());
  RC_ASSERT(unite(days, nights).size() == 1U);
  const Instant a = any_instant();
  const Instant b = any_instant();
  RC_ASSERT(day.elapsed_s(a, b) + night.elapsed_s(a, b) == b.seconds() - a.seconds());
}

// Sets by a slow twin: a bit for each second of a short line.
RC_GTEST_PROP(Intervals, UniteAndSubtractAreSetOperations, ()) {
  constexpr std::int64_t kLine = 60;
  const auto any = [] {
    Intervals list;
    for (int count = pick(0, 6); count > 0; --count) {
      const std::int64_t from_s = pick(0, kLine - 1);
      list.push_back({from_s, from_s + pick(0, 12)});
    }
    return list;
  };
  const auto has = [](const Intervals& list, std::int64_t s) {
    return std::any_of(list.begin(), list.end(), [s](const Interval& i) { return i.from_s <= s && s < i.to_s; });
  };
  const auto tidy = [](const Intervals& list) {
    for (std::size_t i = 0; i < list.size(); ++i) {
      if (list[i].from_s >= list[i].to_s || (i > 0 && list[i - 1].to_s >= list[i].from_s)) return false;
    }
    return true;
  };
  const Intervals raw_a = any();
  const Intervals raw_b = any();
  const Intervals a = normalise(raw_a);
  const Intervals b = normalise(raw_b);
  const Intervals both = unite(a, b);
  const Intervals rest = subtract(a, b);
  RC_ASSERT(tidy(a) && tidy(both) && tidy(rest));
  for (std::int64_t s = 0; s < kLine + 12; ++s) {
    RC_ASSERT(has(a, s) == has(raw_a, s));
    RC_ASSERT(has(both, s) == (has(a, s) || has(b, s)));
    RC_ASSERT(has(rest, s) == (has(a, s) && !has(b, s)));
  }
}

}  // namespace
}  // namespace concordat::calendar
