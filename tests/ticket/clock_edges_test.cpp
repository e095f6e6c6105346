// SPDX-License-Identifier: Apache-2.0
// The further edge cases of the domain reference, section 2.12, and the clocks of updates, hand-offs, approvals, OLAs
// and underpinning contracts, by hand. London, Monday to Friday nine to five; 2026-06-02 is a Tuesday.
#include "agreement/check.hpp"
#include "ticket/clock_support.hpp"

#include <gmock/gmock.h>

namespace concordat::ticket::testing {
namespace {

const char* const kEdgesNow = "2026-12-31T00:00";

std::int64_t edge_s(const std::string& when) { return Life().s(when); }

using Steps = std::vector<std::pair<std::size_t, std::int64_t>>;

Steps told(const Timed& timed, const std::string& target) {
  Steps all;
  for (const ClockEvent& event : timed.events_of(*timed.of(target).back())) {
    if (event.kind == ClockEvent::Kind::told) all.emplace_back(event.step, event.at_s);
  }
  return all;
}

// --- 2.12

// A clock that nothing can stop: nobody is asked for approval, so it never begins, and is never late either.
TEST(ClockEdges, WhatNeverBeginsIsNeverLate) {
  Life life;
  life.created("2026-06-02T09:00", 3, "change");
  const Timed timed(agreement_text(target("t", "approval", "1h")), life, kEdgesNow);
  for (const Clock* one : timed.of("t")) EXPECT_TRUE(one->cycles.empty());
}

TEST(ClockEdges, ACalendarWithoutHoursIsNeverDue) {
  const std::string text = agreement_text("[calendar.never]\nopen = {}\n" + target("t", "resolution", "1h", "never"));
  Life life;
  life.created("2026-06-02T09:00");
  const Timed timed(text, life, kEdgesNow);
  EXPECT_EQ(timed.last("t").due_s, std::nullopt);
  EXPECT_FALSE(timed.last("t").breached);
  EXPECT_EQ(timed.last("t").counted_s, 0);
}

TEST(ClockEdges, ADayToMidnightHasAllItsMinutes) {
  Life life;
  life.created("2026-06-02T00:00").resolved("2026-06-03T00:00");
  EXPECT_EQ(Timed(agreement_text(target("t", "resolution", "48h", "always")), life, kEdgesNow).last("t").counted_s,
            1'440 * kMinute);
  const std::string short_day = agreement_text("[calendar.short]\nopen = { mon-sun = [\"00:00-23:59\"] }\n" +
                                               target("t", "resolution", "48h", "short"));
  EXPECT_EQ(Timed(short_day, life, kEdgesNow).last("t").counted_s, 1'439 * kMinute);
}

// 2016-12-31T23:59:60Z was a leap second. POSIX time has none, and so has the record.
TEST(ClockEdges, ALeapSecondIsNotCounted) {
  Life life("UTC");
  life.created("2016-12-31T23:59:00Z").resolved("2017-01-01T00:01:00Z");
  EXPECT_EQ(
      Timed(agreement_text(target("t", "resolution", "1h", "always"), "UTC"), life, kEdgesNow).last("t").counted_s,
      120);
}

// Two parties' machines disagree by three minutes: the record's order decides what came first, its times how long.
TEST(ClockEdges, SkewBetweenPartiesNeverCountsBackwards) {
  Life life;
  life.created("2026-06-02T09:00").waits("2026-06-02T10:00");
  life.resumes("2026-06-02T10:00");
  life.entries.back().at = Instant::from_seconds(edge_s("2026-06-02T09:57"));  // the other clock is behind
  const Timed timed(agreement_text(target("t", "resolution", "8h")), life, "2026-06-02T11:00");
  const Cycle& cycle = timed.last("t");
  EXPECT_GE(cycle.counted_s, 0);
  std::int64_t legs_s = 0;
  for (const auto& [share, counted_s] : shares(cycle)) legs_s += counted_s;
  EXPECT_EQ(legs_s, cycle.counted_s);
}

// The survivor is counted from the earliest start, and what both waited for is taken off once.
TEST(ClockEdges, AMergedTicketCountsFromTheEarliestAndPausesOnce) {
  Life life;
  life.say("2026-06-02T09:00", "ticket.created", {{"type", "incident"}});
  life.entries.back().subject = "ticket:T0";
  life.say("2026-06-02T09:30", "ticket.waiting", {{"on", "requester"}});
  life.entries.back().subject = "ticket:T0";
  life.created("2026-06-02T10:00").waits("2026-06-02T10:00").resumes("2026-06-02T11:00");
  life.say("2026-06-02T11:30", "ticket.merged", {{"into", "T1"}});
  life.entries.back().subject = "ticket:T0";
  life.say("2026-06-02T11:30", "ticket.absorbed", {{"from", "T0"}});
  const Timed timed(agreement_text(target("t", "resolution", "8h")), life, "2026-06-02T12:00");
  const Cycle& cycle = timed.last("t");
  EXPECT_EQ(cycle.start_s, edge_s("2026-06-02T09:00"));
  // Half an hour before the first wait; T0 waited until T1 was opened, and T1 until eleven; then an hour.
  EXPECT_EQ(cycle.counted_s, kHour + 30 * kMinute);
}

// Who wrote it is no part of what is counted: a person who is erased changes no figure.
TEST(ClockEdges, AnErasedPersonChangesNoFigure) {
  Life life, erased;
  for (Life* one : {&life, &erased}) {
    one->created("2026-06-02T09:00").with("2026-06-02T09:00", "hq", "desk", one == &life ? "p_7" : "");
    one->waits("2026-06-02T10:00").resumes("2026-06-02T11:00").resolved("2026-06-02T12:00");
  }
  const std::string text = agreement_text(target("t", "resolution", "8h"));
  EXPECT_EQ(Timed(text, life, kEdgesNow).last("t").counted_s, Timed(text, erased, kEdgesNow).last("t").counted_s);
}

// The office shut at noon, it says from Wednesday on: Tuesday was counted until five, and stays so.
TEST(ClockEdges, ACalendarChangedLaterChangesNothingBefore) {
  const std::string before = agreement_text(target("t", "resolution", "16h"));
  const std::string after =
      agreement_text(target("t", "resolution", "16h"), "Europe/London", "open = { mon-fri = [\"09:00-12:00\"] }");
  Life life;
  life.created("2026-06-02T09:00");
  const Timed timed({{"2010-01-01", before}, {"2026-06-03T00:00", after}}, life, "2026-06-03T17:00");
  // Eight hours on Tuesday by the old calendar, three on Wednesday by the new one.
  EXPECT_EQ(timed.last("t").counted_s, 11 * kHour);
}

TEST(ClockEdges, AnImportIsCountedFromWhenItSaysThatItHappened) {
  Life life;
  life.say("2026-06-10T09:00", "ticket.observed", {{"state", "new"}});
  life.entries.back().at = Instant::from_seconds(edge_s("2026-06-02T09:00"));
  life.say("2026-06-10T09:00", "ticket.observed", {{"state", "closed"}});
  life.entries.back().at = Instant::from_seconds(edge_s("2026-06-02T12:00"));
  EXPECT_EQ(Timed(agreement_text(target("t", "resolution", "8h")), life, kEdgesNow).last("t").counted_s, 3 * kHour);
}

// --- updates: each answer begins the time until the next

TEST(ClockEdges, EveryUpdateBeginsTheNext) {
  Life life;
  life.created("2026-06-02T09:00").replies("2026-06-02T10:00").replies("2026-06-02T14:00").resolved("2026-06-02T15:00");
  const Timed timed(agreement_text(target("u", "update", "2h")), life, kEdgesNow);
  const auto& cycles = timed.of("u").at(0)->cycles;
  ASSERT_EQ(cycles.size(), 3U);
  EXPECT_FALSE(cycles[0].breached);
  EXPECT_TRUE(cycles[1].breached);
  EXPECT_EQ(cycles[1].overrun_s, 2 * kHour);
  EXPECT_EQ(cycles[2].stop_s, edge_s("2026-06-02T15:00")) << "what is resolved needs no update";
  EXPECT_FALSE(cycles[2].breached);
}

// --- hand-offs

Life& offered(Life& life, const std::string& when) {
  return life.say(when, "ticket.offered", {{"party", "nw"}, {"team", "noc"}, {"mode", "warm"}});
}

TEST(ClockEdges, AHandOffIsTimedFromOfferToAnswer) {
  const std::string text = agreement_text(target("h", "handoff_accept", "30m", "office", "", "OLA", "nw"));
  Life life;
  life.created("2026-06-02T09:00").with("2026-06-02T09:00", "hq", "desk");
  offered(life, "2026-06-02T16:45");
  const Timed open(text, life, "2026-06-02T16:50");
  EXPECT_EQ(open.last("h").start_s, edge_s("2026-06-02T16:45"));
  EXPECT_EQ(open.last("h").due_s, edge_s("2026-06-03T09:15")) << "a quarter today, a quarter tomorrow";
  life.say("2026-06-03T09:10", "ticket.accepted", {{"party", "nw"}, {"team", "noc"}}, "nw", "p_2");
  const Timed accepted(text, life, kEdgesNow);
  EXPECT_FALSE(accepted.last("h").breached);
  EXPECT_EQ(accepted.last("h").counted_s, 25 * kMinute);
  // Returned, and offered again: a time of its own.
  life.say("2026-06-03T10:00", "ticket.assigned", {{"party", "hq"}, {"team", "desk"}}, "hq", "p_1");
  offered(life, "2026-06-03T11:00");
  life.say("2026-06-03T12:00", "ticket.returned", {}, "nw", "p_2");
  const Timed twice(text, life, kEdgesNow);
  ASSERT_EQ(twice.of("h").at(0)->cycles.size(), 2U);
  EXPECT_TRUE(twice.last("h").breached) << "an hour, and half of one was promised";
}

TEST(ClockEdges, AnOfferToOthersIsNotTimed) {
  Life life;
  life.created("2026-06-02T09:00").with("2026-06-02T09:00", "hq", "desk");
  offered(life, "2026-06-02T10:00");
  const Timed timed(agreement_text(target("h", "handoff_accept", "30m", "office", "", "OLA", "hq")), life, kEdgesNow);
  for (const Clock* one : timed.of("h")) EXPECT_TRUE(one->cycles.empty());
}

// --- approvals

TEST(ClockEdges, AnApprovalIsTimedFromTheAskingToTheDecision) {
  const std::string text = agreement_text(target("a", "approval", "4h", "office", "", "OLA", "hq"));
  Life life;
  life.created("2026-06-02T09:00", 3, "change");
  life.say("2026-06-02T15:00", "ticket.approval_asked", {});
  EXPECT_EQ(Timed(text, life, "2026-06-02T15:30").last("a").due_s, edge_s("2026-06-03T11:00"));
  life.say("2026-06-03T10:00", "ticket.refused", {});
  const Timed refused(text, life, kEdgesNow);
  EXPECT_EQ(refused.last("a").counted_s, 3 * kHour) << "a refusal is a decision";
  EXPECT_FALSE(refused.last("a").breached);
}

// --- whose time

TEST(ClockEdges, AnOlaCountsOnlyWhatItsPartyHadInHand) {
  Life life;
  life.created("2026-06-02T09:00")
      .with("2026-06-02T09:00", "hq", "desk")
      .with("2026-06-02T11:00", "nw", "noc")
      .waits("2026-06-02T12:00")
      .resumes("2026-06-02T13:00")
      .with("2026-06-02T14:00", "hq", "desk")
      .resolved("2026-06-02T16:00");
  const Timed timed(
      agreement_text(target("sla", "resolution", "8h") + target("nw", "resolution", "8h", "office", "", "OLA", "nw") +
                     target("hq", "resolution", "8h", "office", "", "OLA", "hq")),
      life, kEdgesNow);
  EXPECT_EQ(timed.last("nw").counted_s, 2 * kHour);
  EXPECT_EQ(timed.last("hq").counted_s, 4 * kHour);
  EXPECT_EQ(timed.last("sla").counted_s, timed.last("nw").counted_s + timed.last("hq").counted_s);
}

TEST(ClockEdges, AnUnderpinningContractCountsWhileItsSupplierIsWaitedFor) {
  Life life;
  life.created("2026-06-02T09:00").with("2026-06-02T09:00", "nw", "noc");
  life.say("2026-06-02T10:00", "ticket.waiting", {{"on", "third_party"}, {"party", "isp"}}, "nw", "p_2");
  life.say("2026-06-02T15:00", "ticket.resumed", {}, "nw", "p_2").resolved("2026-06-02T16:00");
  const Timed timed(agreement_text(target("uc", "resolution", "4h", "office", "pause = []\n", "UC", "isp") +
                                   target("sla", "resolution", "8h", "office", "pause = [\"third_party\"]\n")),
                    life, kEdgesNow);
  EXPECT_EQ(timed.last("uc").counted_s, 5 * kHour);
  EXPECT_TRUE(timed.last("uc").breached);
  EXPECT_EQ(timed.party(timed.last("uc").at_breach), "isp");
  EXPECT_EQ(timed.last("sla").counted_s, 2 * kHour);
}

// --- ladders

std::string ladders(const std::string& exception = {}) {
  return agreement_text(exception + target("t", "resolution", "4h", "office", "ladder = \"plain\"\n") +
                        "[ladder.plain]\nsteps = [{ after = \"1h\", tell = \"noc\" }, { at = 75, tell = \"lead\" }]\n" +
                        "[ladder.steep]\nsteps = [{ after = \"10m\", tell = \"lead\" }]\n");
}

TEST(ClockEdges, StepsComeAtTheirInstants) {
  Life life;
  life.created("2026-06-02T15:30");
  const Timed timed(ladders(), life, kEdgesNow);
  EXPECT_EQ(told(timed, "t"), (Steps{{0, edge_s("2026-06-02T16:30")}, {1, edge_s("2026-06-03T10:30")}}));
}

// An exception's ladder is climbed in the place of the target's, for the work and in the hours that it names.
TEST(ClockEdges, AnExceptionsLadderIsClimbedInstead) {
  const std::string text = ladders(
      "[[function.desk.except]]\nwhen = { priorities = [1], outside = \"night\" }\nladder = \"steep\"\n"
      "[calendar.night]\nopen = { mon-sun = [\"20:00-06:00\"] }\n");
  Life urgent, calm;
  urgent.created("2026-06-02T10:00", 1);
  calm.created("2026-06-02T10:00", 3);
  EXPECT_EQ(told(Timed(text, urgent, kEdgesNow), "t"), (Steps{{0, edge_s("2026-06-02T10:10")}}));
  EXPECT_EQ(told(Timed(text, calm, kEdgesNow), "t"),
            (Steps{{0, edge_s("2026-06-02T11:00")}, {1, edge_s("2026-06-02T13:00")}}));
}

}  // namespace
}  // namespace concordat::ticket::testing
