// SPDX-License-Identifier: Apache-2.0
// Clocks of random lives against a twin that walks them minute by minute, and what holds for all of them.
#include "ticket/clock_support.hpp"
#include "ticket/histories.hpp"

#include <algorithm>
#include <iostream>

namespace concordat::ticket::testing {
namespace {

constexpr std::int64_t kMinute_s = 60;
constexpr std::int64_t kMinutes = 9 * 1'440;  // of a life: over a weekend
// 2026-06-01, a Monday; summer time, so that local midnight is 23:00 UTC of the day before.
constexpr std::int64_t kMidnight_s = 1'780'268'400;

struct Promise {
  bool ola = false;  // of nw
  bool office = true;
  std::int64_t within_min = 0;
  bool pauses_requester = true, pauses_third = false;
  std::string on_reopen = "resume";
};

enum class Do { wait, wait_third, resume, to_hq, to_nw, resolve, reopen, close };

struct Act {
  std::int64_t minute = 0;
  Do what = Do::wait;
};

struct Drawn {
  Promise promise;
  std::int64_t opened_min = 0, asked_min = 0;
  std::vector<Act> acts;
};

Drawn draw(Dice& dice) {
  Drawn drawn;
  drawn.promise.ola = dice.one_in(3);
  drawn.promise.office = !dice.one_in(3);
  static const std::int64_t kWithin_min[] = {0, 45, 480, 1'200};
  drawn.promise.within_min = kWithin_min[dice.below(4)];
  drawn.promise.pauses_requester = !dice.one_in(4);
  drawn.promise.pauses_third = dice.one_in(2);
  drawn.promise.on_reopen = dice.of({"resume", "continuous", "first_only"});
  drawn.opened_min = dice.below(3 * 1'440);
  drawn.asked_min = drawn.opened_min + 1 + dice.below(kMinutes - 3 * 1'440);
  std::int64_t minute = drawn.opened_min;
  for (std::int64_t n = dice.below(12); n > 0; --n) {
    minute += dice.one_in(5) ? 0 : 1 + dice.below(700);
    drawn.acts.push_back({minute, static_cast<Do>(dice.below(8))});
  }
  return drawn;
}

bool open_at(const Promise& promise, std::int64_t minute) {
  if (!promise.office) return true;
  const std::int64_t day = minute / 1'440, of_day = minute % 1'440;
  return day % 7 < 5 && of_day >= 9 * 60 && of_day < 17 * 60;
}

struct Counted {
  std::int64_t counted_min = 0;
  std::int64_t stop_min = -1;  // as it stands
  std::int64_t due_min = -1;   // the first instant at which all was used up
  bool breached = false;
  std::int64_t hq_min = 0, nw_min = 0, other_min = 0;
};

// The life's state is kept with the simplest of means, and each minute is looked at.
Counted walk(const Drawn& drawn) {
  Counted all;
  enum class Phase { open, resolved, closed } phase = Phase::open;
  bool waits_requester = false, waits_third = false, over = false;
  int party = 0;  // 1 hq, 2 nw
  std::size_t next = 0;
  const Promise& promise = drawn.promise;
  if (promise.within_min == 0) all.due_min = drawn.opened_min;
  for (std::int64_t minute = drawn.opened_min; minute <= drawn.asked_min; ++minute) {
    for (; next < drawn.acts.size() && drawn.acts[next].minute == minute; ++next) {
      switch (drawn.acts[next].what) {
        case Do::wait:
        case Do::wait_third:
          if (phase != Phase::open) break;
          waits_requester = drawn.acts[next].what == Do::wait;
          waits_third = !waits_requester;
          break;
        case Do::resume:
          if (phase == Phase::open) waits_requester = waits_third = false;
          break;
        case Do::to_hq: party = 1; break;
        case Do::to_nw: party = 2; break;
        case Do::resolve:
          if (phase != Phase::open) break;
          phase = Phase::resolved;
          waits_requester = waits_third = false;
          if (!over) all.stop_min = minute;
          if (promise.on_reopen == "first_only") over = true;
          break;
        case Do::close:
          if (phase == Phase::open && !over) all.stop_min = minute;
          if (phase == Phase::open && promise.on_reopen == "first_only") over = true;
          phase = Phase::closed;
          waits_requester = waits_third = false;
          break;
        case Do::reopen:
          if (phase == Phase::open) break;
          phase = Phase::open;
          if (!over) all.stop_min = -1;
          break;
      }
    }
    if (minute == drawn.asked_min) break;
    if (over && all.stop_min >= 0) continue;
    const bool stopped = phase != Phase::open;
    if (stopped && promise.on_reopen != "continuous") continue;
    if (stopped) {
      // Counted only if it is reopened in time; looked at below.
      bool reopens = false;
      for (std::size_t i = next; i < drawn.acts.size() && drawn.acts[i].minute <= drawn.asked_min; ++i) {
        reopens = reopens || drawn.acts[i].what == Do::reopen;
      }
      if (!reopens) continue;
    }
    const bool paused =
        !stopped && ((waits_requester && promise.pauses_requester) || (waits_third && promise.pauses_third));
    // An OLA counts while a team of its party has the ball: not while somebody outside is waited for.
    const bool in_hand = stopped || !promise.ola || (party == 2 && !waits_requester && !waits_third);
    if (paused || !in_hand || !open_at(promise, minute)) continue;
    ++all.counted_min;
    const bool team = !stopped && !waits_requester && !waits_third;
    (team && party == 1 ? all.hq_min : team && party == 2 ? all.nw_min : all.other_min) += 1;
    if (all.counted_min == promise.within_min && all.due_min < 0) all.due_min = minute + 1;
  }
  all.breached = all.due_min >= 0 && (all.stop_min < 0 ? drawn.asked_min > all.due_min : all.stop_min > all.due_min);
  return all;
}

std::string text_of(const Promise& promise) {
  std::string pause;
  if (promise.pauses_requester) pause += "\"requester\"";
  if (promise.pauses_third) pause += std::string(pause.empty() ? "" : ", ") + "\"third_party\"";
  return agreement_text(
      target("t", "resolution", std::to_string(promise.within_min) + "m", promise.office ? "office" : "always",
             "pause = [" + pause + "]\non_reopen = \"" + promise.on_reopen + "\"\n", promise.ola ? "OLA" : "SLA"));
}

std::string at(std::int64_t minute) { return format_instant(Instant::from_seconds(kMidnight_s + minute * kMinute_s)); }

Life life_of(const Drawn& drawn, bool with_waits = true) {
  Life life;
  life.created(at(drawn.opened_min));
  for (const Act& act : drawn.acts) {
    const std::string when = at(act.minute);
    switch (act.what) {
      case Do::wait:
        if (with_waits) life.waits(when);
        break;
      case Do::wait_third:
        if (with_waits) life.waits(when, "third_party");
        break;
      case Do::resume:
        if (with_waits) life.resumes(when);
        break;
      case Do::to_hq: life.with(when, "hq", "desk"); break;
      case Do::to_nw: life.with(when, "nw", "noc"); break;
      case Do::resolve: life.resolved(when); break;
      case Do::reopen: life.reopened(when); break;
      case Do::close: life.closed(when); break;
    }
  }
  std::erase_if(life.entries, [&](const record::Entry& entry) {
    return entry.at.seconds() > kMidnight_s + drawn.asked_min * kMinute_s;
  });
  return life;
}

template <typename Fn>
void for_each_life(const char* what, Fn fn) {
  const std::uint64_t seed = first_seed();
  std::cout << what << ": CONCORDAT_SEED=" << seed << " (each life adds one)\n";
  for (std::uint64_t i = 0; i < histories(); ++i) {
    Dice dice(seed + i);
    const Drawn drawn = draw(dice);
    SCOPED_TRACE("seed " + std::to_string(seed + i));
    fn(drawn);
    if (::testing::Test::HasFailure()) return;
  }
}

std::string described(const Drawn& drawn) {
  std::string text = text_of(drawn.promise) + "opened " + at(drawn.opened_min) + " asked " + at(drawn.asked_min) + "\n";
  for (const Act& act : drawn.acts) text += at(act.minute) + " " + std::to_string(static_cast<int>(act.what)) + "\n";
  return text;
}

TEST(ClockProperty, AWalkThroughEveryMinuteCountsTheSame) {
  std::size_t breached = 0, stopped = 0;
  for_each_life("ClockProperty", [&](const Drawn& drawn) {
    const Timed timed(text_of(drawn.promise), life_of(drawn), at(drawn.asked_min));
    const auto found = timed.of("t");
    ASSERT_EQ(found.size(), 1U);
    const Cycle& cycle = found[0]->cycles.back();
    const Counted expected = walk(drawn);
    ASSERT_EQ(cycle.counted_s, expected.counted_min * kMinute_s) << described(drawn);
    ASSERT_EQ(cycle.stop_s.value_or(-1), expected.stop_min < 0 ? -1 : kMidnight_s + expected.stop_min * kMinute_s)
        << described(drawn);
    ASSERT_EQ(cycle.breached, expected.breached) << described(drawn);
    if (expected.due_min >= 0 && expected.due_min <= drawn.asked_min && cycle.reached) {
      ASSERT_EQ(cycle.due_s, kMidnight_s + expected.due_min * kMinute_s) << described(drawn);
    }
    std::int64_t hq_s = 0, nw_s = 0, other_s = 0;
    for (const auto& [share, counted_s] : shares(cycle)) {
      const bool team = share.with == Custodian::Kind::team;
      const std::string party = team ? timed.party(share) : "";
      (party == "hq" ? hq_s : party == "nw" ? nw_s : other_s) += counted_s;
    }
    ASSERT_EQ(hq_s, expected.hq_min * kMinute_s) << described(drawn);
    ASSERT_EQ(nw_s, expected.nw_min * kMinute_s) << described(drawn);
    ASSERT_EQ(other_s, expected.other_min * kMinute_s) << described(drawn);
    if (expected.breached) ++breached;
    if (expected.stop_min >= 0) ++stopped;
  });
  EXPECT_GT(breached, histories() / 20);
  EXPECT_GT(stopped, histories() / 20);
}

TEST(ClockProperty, WhatHoldsForEveryLife) {
  for_each_life("ClockProperty", [](const Drawn& drawn) {
    const std::string text = text_of(drawn.promise);
    const Timed timed(text, life_of(drawn), at(drawn.asked_min));
    const Cycle& cycle = timed.last("t");
    std::int64_t parts_s = 0;
    for (const auto& [share, counted_s] : shares(cycle)) parts_s += counted_s;
    ASSERT_EQ(parts_s + cycle.carried_s, cycle.counted_s);
    // Later it has counted no less, what was reached stays reached, and what has not stopped may only stop.
    const Timed later(text, life_of(drawn), at(drawn.asked_min + 600));
    ASSERT_GE(later.last("t").counted_s, cycle.counted_s);
    if (cycle.reached) {
      ASSERT_EQ(later.last("t").due_s, cycle.due_s);
    }
    // Worked out alone it is the same.
    const auto alone = timed.clocks_->of(timed.story, timed.asked_s, "t");
    ASSERT_EQ(alone.size(), 1U);
    ASSERT_EQ(alone[0].cycles.back().legs, cycle.legs);
    // A wait never makes a clock of the customer count more.
    if (!drawn.promise.ola) {
      const Timed busy(text, life_of(drawn, false), at(drawn.asked_min));
      ASSERT_LE(cycle.counted_s, busy.last("t").counted_s);
    }
    // Events are in order, none lies in the future, and a breach is where the due is.
    std::int64_t before_s = 0;
    for (const ClockEvent& event : timed.events_of(*timed.of("t")[0])) {
      ASSERT_GE(event.at_s, before_s);
      ASSERT_LE(event.at_s, timed.asked_s);
      before_s = event.at_s;
      if (event.kind == ClockEvent::Kind::breached) {
        ASSERT_EQ(event.at_s, cycle.due_s);
      }
    }
  });
}

// A new version begins one second after a ticket was closed: nothing of its clocks changes, to the last figure.
TEST(ClockProperty, ANewVersionChangesNoClosedFigure) {
  const std::string stricter = agreement_text(target("t", "resolution", "1m", "always", "pause = []\n"));
  for_each_life("ClockProperty", [&](Drawn drawn) {
    drawn.acts.push_back({drawn.asked_min, Do::close});
    std::stable_sort(drawn.acts.begin(), drawn.acts.end(),
                     [](const Act& a, const Act& b) { return a.minute < b.minute; });
    std::erase_if(drawn.acts, [&](const Act& act) { return act.minute >= drawn.asked_min && act.what != Do::close; });
    const std::string text = text_of(drawn.promise);
    const Life life = life_of(drawn);
    const std::string after = at(drawn.asked_min + 1);
    const std::string asked = at(drawn.asked_min + 4'000);
    const Timed one(text, life, asked);
    const Timed two({{"2010-01-01", text}, {after, stricter}}, life, asked);
    ASSERT_EQ(one.all.size(), two.all.size());
    for (std::size_t i = 0; i < one.all.size(); ++i) {
      ASSERT_EQ(one.all[i].version, two.all[i].version);
      ASSERT_EQ(one.all[i].cancelled_s, two.all[i].cancelled_s);
      ASSERT_EQ(one.all[i].cycles.size(), two.all[i].cycles.size());
      for (std::size_t c = 0; c < one.all[i].cycles.size(); ++c) {
        const Cycle& a = one.all[i].cycles[c];
        const Cycle& b = two.all[i].cycles[c];
        ASSERT_EQ(a.legs, b.legs);
        ASSERT_EQ(std::tuple(a.counted_s, a.stop_s, a.due_s, a.breached, a.overrun_s),
                  std::tuple(b.counted_s, b.stop_s, b.due_s, b.breached, b.overrun_s));
      }
    }
  });
}

}  // namespace
}  // namespace concordat::ticket::testing
