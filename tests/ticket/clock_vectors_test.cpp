// SPDX-License-Identifier: Apache-2.0
// The vectors of the domain reference, sections 2.2 and 2.6 to 2.11, by their ids.
#include "ticket/clock_support.hpp"

namespace concordat::ticket::testing {
namespace {

const char* const kNow = "2026-12-31T00:00";

std::string eight_hours(const std::string& calendar = "office", const std::string& more = {}) {
  return agreement_text(target("t", "resolution", "8h", calendar, more));
}

// --- 2.2 no. 5: met by the due instant, whatever the counted time
TEST(ClockVectors, MetIsStoppingByTheDueInstant) {
  const auto stopped = [](const std::string& when) {
    Life life;
    life.created("2026-06-04T09:00").resolved(when);  // a Thursday
    return Timed(eight_hours(), life, kNow).last("t");
  };
  const Cycle at_due = stopped("2026-06-04T17:00:00");
  EXPECT_FALSE(at_due.breached);
  const Cycle after = stopped("2026-06-04T17:00:01");
  EXPECT_TRUE(after.breached);
  EXPECT_EQ(after.overrun_s, 0);
  const Cycle next_morning = stopped("2026-06-05T09:00:00");
  EXPECT_TRUE(next_morning.breached);
  EXPECT_EQ(next_morning.overrun_s, 0);
  EXPECT_EQ(stopped("2026-06-05T09:00:01").overrun_s, 1);
}

TEST(ClockVectors, ATargetOfNothingIsDueAtItsStart) {
  Life life;
  life.created("2026-06-04T09:00");
  const Timed timed(agreement_text(target("t", "resolution", "0s")), life, "2026-06-04T10:00");
  EXPECT_EQ(timed.last("t").due_s, timed.s("2026-06-04T09:00"));
  EXPECT_TRUE(timed.last("t").breached);
}

// --- 2.6: target 8 h from Thu 2026-06-04 15:00
struct Pause {
  const char* id;
  const char* from;
  const char* to;
  const char* calendar;
  const char* due;
};

TEST(ClockVectors, PausesMoveTheDueByTheirOpenTime) {
  const Pause pauses[] = {
      {"S1", "2026-06-04T16:30", "2026-06-08T10:00", "office", "2026-06-08T16:30"},
      {"S2", "2026-06-04T23:00", "2026-06-05T02:00", "office", "2026-06-05T15:00"},
      {"S3", "2026-06-04T16:00", "2026-06-05T10:00", "office", "2026-06-05T17:00"},
      {"S3b", "2026-06-04T16:00", "2026-06-05T10:00", "always", "2026-06-05T17:00"},
  };
  for (const Pause& one : pauses) {
    Life life;
    life.created("2026-06-04T15:00").waits(one.from).resumes(one.to);
    const Timed timed(eight_hours(one.calendar), life, "2026-06-08T12:00");
    EXPECT_EQ(timed.last("t").due_s, timed.s(one.due)) << one.id;
  }
}

// --- 2.7: created Mon 2026-06-01 09:00, resolved 13:00, reopened Wed 10:00, resolved Wed 16:00
Cycle reopened(const std::string& policy, std::size_t cycle = 0) {
  Life life;
  life.created("2026-06-01T09:00")
      .resolved("2026-06-01T13:00")
      .reopened("2026-06-03T10:00")
      .resolved("2026-06-03T16:00");
  const Timed timed(eight_hours("office", "on_reopen = \"" + policy + "\"\n"), life, kNow);
  return timed.of("t").at(0)->cycles.at(cycle);
}

std::int64_t wall(const std::string& when) { return Life().s(when); }

TEST(ClockVectors, ReopenedResumes) {
  const Cycle cycle = reopened("resume");
  EXPECT_EQ(cycle.counted_s, 10 * kHour);
  EXPECT_EQ(cycle.due_s, wall("2026-06-03T14:00"));
  EXPECT_TRUE(cycle.breached);
  EXPECT_EQ(cycle.overrun_s, 2 * kHour);
}

TEST(ClockVectors, ReopenedCountsOn) {
  const Cycle cycle = reopened("continuous");
  EXPECT_EQ(cycle.counted_s, 23 * kHour);
  EXPECT_EQ(cycle.due_s, wall("2026-06-01T17:00"));
  EXPECT_TRUE(cycle.breached);
}

TEST(ClockVectors, ReopenedBeginsAgain) {
  const Cycle first = reopened("new_cycle", 0);
  EXPECT_EQ(first.counted_s, 4 * kHour);
  EXPECT_FALSE(first.breached);
  EXPECT_TRUE(first.reopened);  // met, and provisional
  const Cycle second = reopened("new_cycle", 1);
  EXPECT_EQ(second.counted_s, 6 * kHour);
  EXPECT_FALSE(second.breached);
  EXPECT_EQ(second.due_s, std::nullopt) << "it stopped before it was due";
  Life life;  // as it looked before it was resolved again
  life.created("2026-06-01T09:00").resolved("2026-06-01T13:00").reopened("2026-06-03T10:00");
  const Timed timed(eight_hours("office", "on_reopen = \"new_cycle\"\n"), life, "2026-06-03T15:00");
  EXPECT_EQ(timed.last("t").due_s, timed.s("2026-06-04T10:00"));
}

TEST(ClockVectors, ReopenedMattersNotWhereTheFirstSolutionCounts) {
  const Cycle cycle = reopened("first_only");
  EXPECT_EQ(cycle.counted_s, 4 * kHour);
  EXPECT_FALSE(cycle.breached);
}

// --- 2.8: P3 24 h to P1 4 h; created Tue 2026-06-02 10:00, paused 11:00 to 11:30, changed 13:00
Timed upgraded(const std::string& policy, const std::string& calendar = "office") {
  const std::string text =
      agreement_text(target("p3", "resolution", "24h", "office", "when = { priorities = [3] }\n") +
                     target("p1", "resolution", "4h", calendar,
                            "when = { priorities = [1] }\non_priority_change = \"" + policy + "\"\n"));
  Life life;
  life.created("2026-06-02T10:00", 3)
      .waits("2026-06-02T11:00")
      .resumes("2026-06-02T11:30")
      .priority("2026-06-02T13:00", 1);
  return Timed(text, life, "2026-06-02T13:30");
}

TEST(ClockVectors, PriorityChanges) {
  EXPECT_EQ(upgraded("retroactive_ignore_pauses").last("p1").due_s, wall("2026-06-02T14:00")) << "C1";
  EXPECT_EQ(upgraded("retroactive").last("p1").due_s, wall("2026-06-02T14:30")) << "C2";
  EXPECT_EQ(upgraded("fresh").last("p1").due_s, wall("2026-06-02T17:00")) << "C3";
  EXPECT_EQ(upgraded("fraction").last("p1").due_s, wall("2026-06-02T16:35")) << "C4";
  EXPECT_EQ(upgraded("carry", "always").last("p1").due_s, wall("2026-06-02T14:30")) << "C6";
}

TEST(ClockVectors, TheOldTargetsClockEndsWithTheChange) {
  const Timed timed = upgraded("retroactive");
  ASSERT_EQ(timed.of("p3").size(), 1U);
  EXPECT_EQ(timed.of("p3")[0]->cancelled_s, wall("2026-06-02T13:00"));
  EXPECT_TRUE(timed.of("p3")[0]->taken_over);
  EXPECT_EQ(timed.last("p3").counted_s, 2 * kHour + 30 * kMinute);
}

TEST(ClockVectors, C5_OverAlreadyWhenItBegins) {
  const std::string text = agreement_text(target("p1", "resolution", "4h", "office", "when = { priorities = [1] }\n"));
  Life life;
  life.created("2026-06-01T09:00", 3).with("2026-06-02T12:00", "nw", "noc").priority("2026-06-02T13:00", 1);
  const Timed timed(text, life, "2026-06-02T13:00:01");
  const Cycle& cycle = timed.last("p1");
  EXPECT_EQ(cycle.due_s, wall("2026-06-01T13:00"));
  EXPECT_TRUE(cycle.breached_at_attach);
  EXPECT_EQ(cycle.overrun_s, 8 * kHour + 1);
  EXPECT_EQ(cycle.at_breach.with, Custodian::Kind::nobody) << "who holds it now did not have it then";
}

// --- 2.9
TEST(ClockVectors, A1_ThePartsAreWhatWasCounted) {
  const std::string text = agreement_text(target("t", "resolution", "8h"));
  Life life;  // a Tuesday
  life.created("2026-06-02T09:00")
      .with("2026-06-02T09:00", "hq", "desk")
      .with("2026-06-02T10:30", "nw", "noc")
      .waits("2026-06-02T11:00")
      .resumes("2026-06-02T13:00")
      .with("2026-06-02T15:00", "hq", "desk")
      .resolved("2026-06-02T16:00");
  const Timed timed(text, life, kNow);
  const Cycle& cycle = timed.last("t");
  std::map<std::string, std::int64_t> by_party;
  for (const auto& [share, counted_s] : shares(cycle)) by_party[timed.party(share)] += counted_s;
  EXPECT_EQ(by_party,
            (std::map<std::string, std::int64_t>{{"hq", 2 * kHour + 30 * kMinute}, {"nw", 2 * kHour + 30 * kMinute}}));
  EXPECT_EQ(cycle.counted_s, 5 * kHour);
}

TEST(ClockVectors, A2_EachOnItsOwnCalendar) {
  const std::string text =
      agreement_text("[calendar.kolkata]\nzone = \"Asia/Kolkata\"\nopen = { mon-fri = [\"09:00-18:00\"] }\n" +
                     target("sla", "resolution", "40h") + target("ola", "resolution", "40h", "kolkata", "", "OLA"));
  Life life;
  life.created("2026-06-02T16:00").with("2026-06-02T16:00", "nw", "noc").with("2026-06-03T10:00", "hq", "desk");
  const Timed timed(text, life, "2026-06-03T10:00");
  EXPECT_EQ(timed.last("sla").counted_s, 2 * kHour);
  EXPECT_EQ(timed.last("ola").counted_s, 5 * kHour + 30 * kMinute);
}

// --- 2.10
TEST(ClockVectors, WarningsComeAtTheirInstants) {
  const std::string text = eight_hours("office", "warn = [50, 75, 90]\n");
  Life life;
  life.created("2026-06-05T15:00");  // a Friday
  const Timed timed(text, life, "2026-06-09T00:00");
  std::vector<std::pair<int, std::int64_t>> warned;
  std::optional<std::int64_t> breached_s;
  for (const ClockEvent& event : timed.events_of(*timed.of("t")[0])) {
    if (event.kind == ClockEvent::Kind::warned) warned.emplace_back(event.per_cent, event.at_s);
    if (event.kind == ClockEvent::Kind::breached) breached_s = event.at_s;
  }
  EXPECT_EQ(warned,
            (std::vector<std::pair<int, std::int64_t>>{
                {50, wall("2026-06-08T11:00")}, {75, wall("2026-06-08T13:00")}, {90, wall("2026-06-08T14:12")}}));
  EXPECT_EQ(breached_s, wall("2026-06-08T15:00"));
}

// --- 2.11
TEST(ClockVectors, Maximo_TheHoldAddsItsOpenTime) {
  const std::string text =
      agreement_text(target("t", "resolution", "4h"), "Europe/London", "open = { mon-fri = [\"08:00-17:00\"] }");
  Life life;  // a Tuesday
  life.created("2026-06-02T15:00").waits("2026-06-02T16:00").resumes("2026-06-03T09:00");
  EXPECT_EQ(Timed(text, life, "2026-06-03T09:30").last("t").due_s, wall("2026-06-03T12:00"));
}

std::string zammad(const std::string& metric, const std::string& within) {
  return agreement_text(target("t", metric, within), "Europe/Berlin", "open = { mon-fri = [\"09:00-18:00\"] }");
}

TEST(ClockVectors, Zammad_PendingAndClosedDoNotCount) {
  Life life("Europe/Berlin");
  life.created("2013-06-04T09:00Z")
      .waits("2013-06-04T09:30Z")
      .resumes("2013-06-04T09:45Z")
      .resolved("2013-06-04T10:00Z")
      .reopened("2013-06-04T10:30Z");
  const Timed timed(zammad("resolution", "120m"), life, "2013-06-04T11:00Z");
  EXPECT_EQ(timed.last("t").due_s, timed.s("2013-06-04T11:45Z"));
}

TEST(ClockVectors, Zammad_ExactlyAtClosing) {
  Life life("Europe/Berlin");
  life.created("2013-06-04T09:00Z").waits("2013-06-04T10:00Z").resumes("2013-06-04T15:00Z");
  const Timed timed(zammad("resolution", "120m"), life, "2013-06-04T15:30Z");
  EXPECT_EQ(timed.last("t").due_s, timed.s("2013-06-04T16:00Z"));
}

TEST(ClockVectors, Zammad_AResponseAfterAPause) {
  Life life("Europe/Berlin");
  life.created("2013-06-04T09:00Z")
      .waits("2013-06-04T10:00Z")
      .resumes("2013-06-04T10:30Z")
      .replies("2013-06-04T10:45Z");
  const Timed timed(zammad("first_response", "120m"), life, "2013-06-05T00:00Z");
  EXPECT_EQ(timed.last("t").counted_s, 75 * kMinute);
  EXPECT_FALSE(timed.last("t").breached);
}

TEST(ClockVectors, Zammad_Margins) {
  Life life("Europe/Berlin");
  life.created("2013-06-04T09:30Z").resolved("2013-06-04T12:00Z");
  const Timed timed(zammad("resolution", "250m"), life, "2013-06-05T00:00Z");
  EXPECT_EQ(timed.last("t").within_s - timed.last("t").counted_s, 100 * kMinute);
  Life open("Europe/Berlin");
  open.created("2013-06-04T09:30Z");
  EXPECT_EQ(Timed(zammad("resolution", "250m"), open, "2013-06-04T10:00Z").last("t").due_s,
            open.s("2013-06-04T13:40Z"));
  Life late("Europe/Berlin");
  late.created("2013-06-04T09:00Z").replies("2013-06-04T13:30Z");
  const Timed answered(zammad("first_response", "60m"), late, "2013-06-05T00:00Z");
  EXPECT_EQ(answered.last("t").overrun_s, 210 * kMinute);
}

TEST(ClockVectors, Glpi_SevenWorkingDays) {
  const std::string text = agreement_text(target("t", "resolution", "7wd"));
  Life life;
  life.created("2018-11-19T10:00");
  EXPECT_EQ(Timed(text, life, "2018-11-20T00:00").last("t").due_s, wall("2018-11-28T10:00"));
}

std::string frappe(const std::string& within, const std::string& more = {}) {
  return agreement_text(target("t", "resolution", within), "Europe/London",
                        "open = { mon-fri = [\"10:00-18:00\"] }\n" + more);
}

TEST(ClockVectors, Frappe) {
  const auto due = [](const std::string& within, const std::string& created) {
    Life life;
    life.created(created);
    return Timed(frappe(within), life, created).last("t").due_s;
  };
  EXPECT_EQ(due("30m", "2026-06-05T17:00"), wall("2026-06-05T17:30"));  // a Friday
  EXPECT_EQ(due("2h", "2026-06-05T17:00"), wall("2026-06-08T11:00"));
  EXPECT_EQ(due("1h", "2026-06-05T19:00"), wall("2026-06-08T11:00"));
  EXPECT_EQ(due("4h", "2026-06-05T19:00"), wall("2026-06-08T14:00"));
  EXPECT_EQ(due("1h", "2026-06-05T17:00"), wall("2026-06-05T18:00")) << "exactly at closing";
  EXPECT_EQ(due("1h1s", "2026-06-05T17:00"), wall("2026-06-08T10:00:01"));
}

TEST(ClockVectors, Frappe_AHoldOverAHoliday) {
  Life life;  // Thursday; the Friday is a holiday
  life.created("2026-06-04T17:30").waits("2026-06-04T17:50").resumes("2026-06-08T12:30").resolved("2026-06-08T13:00");
  const Timed timed(frappe("8h", "closed = [2026-06-05]"), life, kNow);
  EXPECT_EQ(timed.last("t").counted_s, 50 * kMinute);
}

TEST(ClockVectors, ServiceNow_SixtyHoursAreAnHourAndAHalf) {
  const std::string text =
      agreement_text(target("t", "resolution", "8h"), "Europe/London", "open = { mon-fri = [\"08:00-17:00\"] }");
  Life life;
  life.created("2014-12-12T21:00").resolved("2014-12-15T09:30");
  EXPECT_EQ(Timed(text, life, kNow).last("t").counted_s, kHour + 30 * kMinute);
}

}  // namespace
}  // namespace concordat::ticket::testing
