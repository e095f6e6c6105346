// SPDX-License-Identifier: Apache-2.0
// Defects of other desks' clocks, each by the number under which its users reported it: here they do not happen.
// Where a project keeps its manual apart, the number is that of the manual's own tracker. All times are wall_s time of
// London, Monday to Friday nine to five, unless said otherwise; 2026-06-02 is a Tuesday.
#include "ticket/clock_support.hpp"

namespace concordat::ticket::testing {
namespace {

const char* const kYearsEnd = "2026-12-31T00:00";

std::int64_t wall_s(const std::string& when) { return Life().s(when); }

std::size_t count(const std::vector<ClockEvent>& all, ClockEvent::Kind kind) {
  return static_cast<std::size_t>(
      std::count_if(all.begin(), all.end(), [kind](const ClockEvent& one) { return one.kind == kind; }));
}

std::string by_priority(const std::string& key, const std::string& priorities, const std::string& within) {
  return target(key, "resolution", within, "office", "when = { priorities = [" + priorities + "] }\n");
}

// The pause before the change was lost, so the new deadline came half an hour too early.
TEST(PeerBugs, Glpi_6902_APauseSurvivesTheChangeOfTarget) {
  Life life;
  life.created("2026-06-02T10:00", 3)
      .waits("2026-06-02T11:00")
      .resumes("2026-06-02T11:30")
      .priority("2026-06-02T13:00", 1);
  const Timed timed(agreement_text(by_priority("p1", "1", "4h") + by_priority("p3", "3", "24h")), life,
                    "2026-06-02T13:30");
  EXPECT_EQ(timed.last("p1").due_s, wall_s("2026-06-02T14:30"));
}

// The same where the target stays and its urgency falls and rises again: three changes, one pause, nothing lost.
TEST(PeerBugs, Glpi_15605_ManyChangesOfUrgencyLoseNoPause) {
  Life life;
  life.created("2026-06-02T09:00", 2)
      .waits("2026-06-02T09:30")
      .resumes("2026-06-02T10:30")
      .priority("2026-06-02T11:00", 3)
      .priority("2026-06-02T11:30", 1)
      .priority("2026-06-02T12:00", 2);
  const Timed timed(agreement_text(by_priority("high", "1, 2", "5h") + by_priority("low", "3", "16h")), life,
                    "2026-06-02T12:30");
  // Nine o'clock, five hours, and the hour that was waited for the requester.
  EXPECT_EQ(timed.last("high").due_s, wall_s("2026-06-02T15:00"));
  EXPECT_EQ(timed.last("high").counted_s, 2 * kHour + 30 * kMinute);
}

// A pause over a holiday and a night moved the deadline by all its hours.
TEST(PeerBugs, Glpi_10594_OnlyOpenHoursOfAPauseCount) {
  const std::string text = agreement_text(target("t", "resolution", "2wd"), "Europe/London",
                                          "open = { mon-fri = [\"09:00-17:00\"] }\nclosed = [2026-12-25]");
  Life life;  // Wednesday 23 December; two working days end on Monday 28 at ten, for Friday is shut
  life.created("2026-12-23T10:00").waits("2026-12-24T16:00").resumes("2026-12-28T09:30");
  // Of the pause an hour on Thursday and half an hour on Monday were open.
  EXPECT_EQ(Timed(text, life, "2026-12-28T09:45").last("t").due_s, wall_s("2026-12-28T11:30"));
}

TEST(PeerBugs, Glpi_24481_NothingBreachesWhileItIsPending) {
  Life life;
  life.created("2026-06-02T09:00").waits("2026-06-02T12:00");
  const Timed timed(agreement_text(target("t", "resolution", "4h", "office", "warn = [90]\n")), life, kYearsEnd);
  const Clock& clock = *timed.of("t")[0];
  EXPECT_FALSE(clock.cycles[0].breached);
  EXPECT_TRUE(clock.cycles[0].paused);
  const auto events = timed.events_of(clock);
  EXPECT_EQ(count(events, ClockEvent::Kind::breached), 0U);
  EXPECT_EQ(count(events, ClockEvent::Kind::warned), 0U);
}

// After a reopening the time as solved was shown as waiting: it is neither counted nor a pause.
TEST(PeerBugs, Glpi_23359_TimeAsResolvedIsNoPause) {
  Life life;
  life.created("2026-06-02T09:00").resolved("2026-06-02T10:00").reopened("2026-06-02T14:00");
  const Timed timed(agreement_text(target("t", "resolution", "4h")), life, "2026-06-02T15:00");
  const Cycle& cycle = timed.last("t");
  EXPECT_EQ(cycle.counted_s, 2 * kHour);
  EXPECT_FALSE(cycle.paused);
  EXPECT_EQ(cycle.due_s, wall_s("2026-06-02T17:00")) << "two hours are left at three, and two are open";
}

// The deadline moved with every look at it.
TEST(PeerBugs, Glpi_17186_ADeadlineIsTheSameWheneverItIsAskedFor) {
  Life life;
  life.created("2026-06-05T15:00");  // a Friday
  const std::string text = agreement_text(target("t", "resolution", "8h"));
  for (const char* asked : {"2026-06-05T15:00", "2026-06-05T16:59:59", "2026-06-06T03:00", "2026-06-08T09:00",
                            "2026-06-08T14:59:59", "2026-06-08T15:00", "2026-06-20T12:00"}) {
    EXPECT_EQ(Timed(text, life, asked).last("t").due_s, wall_s("2026-06-08T15:00")) << asked;
  }
}

TEST(PeerBugs, Glpi_9082_NoDeadlineLiesOutsideOpeningHours) {
  for (int hours = 1; hours <= 40; ++hours) {
    for (const char* begin : {"2026-06-05T16:30", "2026-06-06T11:00", "2026-06-07T23:59:59", "2026-06-08T08:59:59"}) {
      Life life;
      life.created(begin);
      const Timed timed(agreement_text(target("t", "resolution", std::to_string(hours) + "h")), life, begin);
      const std::int64_t due_s = timed.last("t").due_s.value();
      const std::int64_t of_day_s = (due_s + kHour) % (24 * kHour);  // British summer time
      EXPECT_TRUE(of_day_s > 9 * kHour && of_day_s <= 17 * kHour) << begin << " " << hours;
      EXPECT_NE((due_s / (24 * kHour) + 3) % 7, 5) << "a Saturday";
      EXPECT_NE((due_s / (24 * kHour) + 3) % 7, 6) << "a Sunday";
    }
  }
}

std::string ola(const std::string& party, const std::string& within) {
  return target("ola-" + party, "resolution", within, "office", "", "OLA", party);
}

// The second group began with a clock that the first had used up.
TEST(PeerBugs, Glpi_1911_TheSecondGroupBeginsWithItsOwnTime) {
  Life life;
  life.created("2026-06-02T09:00").with("2026-06-02T09:00", "hq", "desk").with("2026-06-02T14:00", "nw", "noc");
  const Timed timed(agreement_text(ola("hq", "4h") + ola("nw", "4h")), life, "2026-06-02T16:00");
  EXPECT_EQ(timed.last("ola-hq").counted_s, 5 * kHour);
  EXPECT_TRUE(timed.last("ola-hq").breached);
  EXPECT_EQ(timed.last("ola-nw").counted_s, 2 * kHour);
  EXPECT_EQ(timed.last("ola-nw").due_s, wall_s("2026-06-03T10:00"));
}

// To send it round within the company, or back and forth, gave that company its time anew.
TEST(PeerBugs, Glpi_14423_AReassignmentGivesNoTimeBack) {
  Life life;
  life.created("2026-06-02T09:00")
      .with("2026-06-02T09:00", "nw", "noc")
      .with("2026-06-02T11:00", "nw", "network")
      .with("2026-06-02T12:00", "hq", "desk")
      .with("2026-06-02T13:00", "nw", "noc");
  const Timed timed(agreement_text(ola("nw", "4h") + "[team.network]\nparty = \"nw\"\nduty = \"always\"\n"), life,
                    "2026-06-02T13:30");
  EXPECT_EQ(timed.last("ola-nw").counted_s, 3 * kHour + 30 * kMinute);
  EXPECT_EQ(timed.last("ola-nw").due_s, wall_s("2026-06-02T14:00"));
}

// What the customer was promised begins when the customer asked, whichever group has it now.
TEST(PeerBugs, ZammadDocs_159_TheCustomersClockGoesOnThroughGroups) {
  Life life;
  life.created("2026-06-02T09:00").with("2026-06-02T09:30", "hq", "desk").with("2026-06-02T12:00", "nw", "noc");
  const Timed timed(agreement_text(target("t", "resolution", "4h")), life, "2026-06-02T12:30");
  EXPECT_EQ(timed.last("t").start_s, wall_s("2026-06-02T09:00"));
  EXPECT_EQ(timed.last("t").due_s, wall_s("2026-06-02T13:00"));
}

// To change one target made the whole system work everything out again. What only one touches is worked out alone.
TEST(PeerBugs, ZammadDocs_159_OneTargetIsWorkedOutAlone) {
  Life life;
  life.created("2026-06-02T09:00", 2)
      .waits("2026-06-02T10:00")
      .resumes("2026-06-02T11:00")
      .priority("2026-06-02T12:00", 1);
  const Timed timed(
      agreement_text(by_priority("a", "1", "4h") + by_priority("b", "2", "8h") + target("c", "first_response", "1h")),
      life, "2026-06-02T13:00");
  for (const char* key : {"a", "b", "c"}) {
    const auto alone = timed.clocks_->of(timed.story, timed.asked_s, key);
    const auto among = timed.of(key);
    ASSERT_EQ(alone.size(), among.size()) << key;
    for (std::size_t i = 0; i < alone.size(); ++i) {
      EXPECT_EQ(alone[i].cycles.back().counted_s, among[i]->cycles.back().counted_s) << key;
      EXPECT_EQ(alone[i].cycles.back().due_s, among[i]->cycles.back().due_s) << key;
    }
  }
}

// After a ticket went to another group the first one's target still showed.
TEST(PeerBugs, Zammad_5624_NoStaleTargetStaysBehind) {
  const std::string text =
      agreement_text("[function.network]\ntakes = [\"network\"]\naccountable = \"lead\"\ndoes.resolve = [\"noc\"]\n" +
                     target("desk", "resolution", "4h", "office", "when = { functions = [\"desk\"] }\n") +
                     target("network", "resolution", "8h", "office", "when = { functions = [\"network\"] }\n"));
  Life life;
  life.created("2026-06-02T09:00").say("2026-06-02T10:00", "ticket.classified", {{"category", "network"}});
  const Timed timed(text, life, "2026-06-02T16:00");
  ASSERT_EQ(timed.of("desk").size(), 1U);
  EXPECT_EQ(timed.of("desk")[0]->cancelled_s, wall_s("2026-06-02T10:00"));
  EXPECT_FALSE(timed.last("desk").breached);
  EXPECT_EQ(count(timed.events_of(*timed.of("desk")[0]), ClockEvent::Kind::breached), 0U);
  EXPECT_EQ(timed.last("network").due_s, wall_s("2026-06-02T17:00"));
}

std::string answers() {
  return agreement_text(target("first", "first_response", "1h") + target("update", "update", "2h"));
}

// The target for updates wiped out that for the first response.
TEST(PeerBugs, Zammad_5177_UpdatesDoNotReplaceTheFirstResponse) {
  Life life;
  life.created("2026-06-02T09:00");
  const Timed waiting(answers(), life, "2026-06-02T09:30");
  EXPECT_EQ(waiting.last("first").due_s, wall_s("2026-06-02T10:00"));
  EXPECT_EQ(waiting.last("update").due_s, wall_s("2026-06-02T11:00"));
  const Timed late(answers(), life, "2026-06-02T12:00");
  EXPECT_TRUE(late.last("first").breached);
  EXPECT_TRUE(late.last("update").breached);
}

TEST(PeerBugs, Zammad_3140_NothingEscalatesAfterTheAnswer) {
  Life life;
  life.created("2026-06-02T09:00").replies("2026-06-02T09:50");
  const Timed timed(answers(), life, kYearsEnd);
  EXPECT_FALSE(timed.last("first").breached);
  EXPECT_EQ(timed.last("first").stop_s, wall_s("2026-06-02T09:50"));
  EXPECT_EQ(count(timed.events_of(*timed.of("first")[0]), ClockEvent::Kind::breached), 0U);
}

// An agent who raises a ticket for somebody has not answered it; nor has the requester who writes again.
TEST(PeerBugs, Zammad_5084_RaisingATicketIsNoResponse) {
  Life life;
  life.say("2026-06-02T09:00", "ticket.created", {{"type", "incident"}, {"requester", "p_9"}}, "hq", "p_1");
  life.say("2026-06-02T09:20", "ticket.commented", {{"text", {{"text", "t_1"}, {"digest", "aa"}}}}, "hq", "p_9");
  const Timed timed(answers(), life, "2026-06-02T10:30");
  EXPECT_TRUE(timed.last("first").breached);
  life.replies("2026-06-02T10:40");
  EXPECT_EQ(Timed(answers(), life, "2026-06-02T11:00").last("first").stop_s, wall_s("2026-06-02T10:40"));
}

// Whatever the requester can read begins the next update's time, however it was written; an internal note does not.
TEST(PeerBugs, Zammad_1322_APublicNoteBeginsTheNextUpdate) {
  Life life;
  life.created("2026-06-02T09:00").replies("2026-06-02T10:00").replies("2026-06-02T11:30");
  life.say("2026-06-02T12:00", "ticket.commented", {{"text", {{"text", "t_2"}, {"digest", "bb"}}}});
  life.entries.back().audience = record::Audience::shared();
  const Timed timed(answers(), life, "2026-06-02T12:30");
  ASSERT_EQ(timed.of("update")[0]->cycles.size(), 3U);
  EXPECT_EQ(timed.last("update").start_s, wall_s("2026-06-02T11:30"));
  EXPECT_EQ(timed.last("update").due_s, wall_s("2026-06-02T13:30"));
}

TEST(PeerBugs, Zammad_418_ATargetMayBeLongerThanAHundredHours) {
  Life life;
  life.created("2026-06-01T09:00");
  // 200 hours of eight a day are 25 days: five weeks of five, so Friday evening of the fifth.
  EXPECT_EQ(Timed(agreement_text(target("t", "resolution", "200h")), life, "2026-06-02T00:00").last("t").due_s,
            wall_s("2026-07-03T17:00"));
}

TEST(PeerBugs, OsTicket_3034_AStatusPausesWhereTheTargetSaysSo) {
  Life life;
  life.created("2026-06-02T09:00")
      .waits("2026-06-02T10:00", "third_party")
      .resumes("2026-06-02T12:00")
      .waits("2026-06-02T13:00", "requester")
      .resumes("2026-06-02T14:00");
  const auto counted = [&life](const std::string& pause) {
    return Timed(agreement_text(target("t", "resolution", "8h", "office", pause)), life, "2026-06-02T15:00")
        .last("t")
        .counted_s;
  };
  EXPECT_EQ(counted(""), 5 * kHour);  // the requester alone
  EXPECT_EQ(counted("pause = [\"third_party\"]\n"), 4 * kHour);
  EXPECT_EQ(counted("pause = [\"requester\", \"third_party\"]\n"), 3 * kHour);
  EXPECT_EQ(counted("pause = []\n"), 6 * kHour);
}

// A pause is not undone by whoever writes while it lasts.
TEST(PeerBugs, OsTicket_6524_ACommentDoesNotEndAPause) {
  Life life;
  life.created("2026-06-02T09:00").waits("2026-06-02T10:00").replies("2026-06-02T11:00");
  EXPECT_EQ(Timed(agreement_text(target("t", "resolution", "8h")), life, "2026-06-02T15:00").last("t").counted_s,
            kHour);
}

TEST(PeerBugs, OsTicket_2131_OnlyWorkingHoursCount) {
  Life life;
  life.created("2026-06-05T16:00");  // a Friday
  EXPECT_EQ(Timed(agreement_text(target("t", "resolution", "8h")), life, "2026-06-08T10:00").last("t").counted_s,
            2 * kHour);
}

TEST(PeerBugs, OsTicket_2733_EachOrganisationHasItsOwnPromise) {
  Life life;
  life.created("2026-06-02T09:00");
  EXPECT_EQ(Timed(agreement_text(target("t", "resolution", "4h")), life, kYearsEnd).last("t").due_s,
            wall_s("2026-06-02T13:00"));
  EXPECT_EQ(Timed(agreement_text(target("t", "resolution", "1wd")), life, kYearsEnd).last("t").due_s,
            wall_s("2026-06-03T09:00"));
}

TEST(PeerBugs, Frappe_2212_ADayMayHaveALunch) {
  const std::string text = agreement_text(target("t", "resolution", "4h"), "Europe/London",
                                          "open = { mon-fri = [\"09:00-12:00\", \"13:00-17:00\"] }");
  Life life;
  life.created("2026-06-02T11:00");
  EXPECT_EQ(Timed(text, life, "2026-06-02T11:30").last("t").due_s, wall_s("2026-06-02T16:00"));
}

// The call was answered at ten past nine and written down in the afternoon: it counts from when it was only if the
// other party agrees, and until then from when it was recorded.
TEST(PeerBugs, Dsp_ThePhoneCallThatWasNeverLogged) {
  Life life;
  life.created("2026-06-02T09:00").with("2026-06-02T09:05", "nw", "noc").with("2026-06-02T09:06", "hq", "desk");
  life.say("2026-06-02T15:00", "ticket.commented",
           {{"text", {{"text", "t_1"}, {"digest", "aa"}}}, {"at_reason", {{"text", "t_9"}, {"digest", "cc"}}}}, "nw",
           "p_2");
  life.entries.back().at = Instant::from_seconds(wall_s("2026-06-02T09:10"));
  const std::string text = agreement_text(target("first", "first_response", "1h"));
  EXPECT_EQ(Timed(text, life, kYearsEnd).last("first").stop_s, wall_s("2026-06-02T15:00"));
  EXPECT_TRUE(Timed(text, life, kYearsEnd).last("first").breached);
  const std::int64_t call = life.entries.back().sequence;
  life.say("2026-06-02T16:00", "at.accepted", {{"entry", call}}, "hq", "p_1");
  EXPECT_EQ(Timed(text, life, kYearsEnd).last("first").stop_s, wall_s("2026-06-02T09:10"));
  EXPECT_FALSE(Timed(text, life, kYearsEnd).last("first").breached);
}

}  // namespace
}  // namespace concordat::ticket::testing
