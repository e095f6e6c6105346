// SPDX-License-Identifier: Apache-2.0
#include "ticket/custody.hpp"

#include "base/json.hpp"
#include "ticket/support.hpp"

#include <gtest/gtest.h>

// Each rule of who has the ball, as a small story; the stretches are what a person reading the story would say.
namespace concordat::ticket {
namespace {

using testing::clock;
using TestLog = testing::Log;

constexpr std::string_view kDeskJson = R"({"party":"hq","team":"desk"})";
constexpr std::string_view kWarm = R"({"mode":"warm","party":"nw","team":"noc"})";
constexpr std::string_view kCold = R"({"mode":"cold","party":"nw","team":"noc"})";
constexpr std::string_view kNocJson = R"({"party":"nw","team":"noc"})";

// "09:00 nobody, 09:10 team:hq/desk, 10:00 -": where each stretch begins, and "-" where no one has it.
std::string told(const Custody& custody) {
  std::string story;
  Instant last = custody.opened;
  const auto time = [](Instant at) {
    const auto text = format_instant(at);
    return (text.substr(8, 2) == "01" ? "" : text.substr(8, 3)) + text.substr(11, text.substr(17, 2) == "00" ? 5 : 8);
  };
  for (const Interval& one : custody.intervals) {
    if (one.from != last) story += time(last) + " -, ";
    story += time(one.from) + " " + key_of(one.holder) + ", ";
    last = one.to;
  }
  return story + time(custody.until) + " -";
}

std::string told(const TestLog& log, std::string_view asked, std::string_view ticket = "T1") {
  return told(custody(ticket, log.entries, clock(asked)));
}

TEST(Custody, NobodyUntilAssigned) {
  TestLog log;
  log.add("09:00", "ticket.created").add("09:10", "ticket.assigned", kDeskJson);
  EXPECT_EQ(told(log, "10:00"), "09:00 nobody, 09:10 team:hq/desk, 10:00 -");
}

TEST(Custody, AWarmOfferStaysWithItsSenderUntilAccepted) {
  TestLog log;
  log.add("09:00", "ticket.created").add("09:00", "ticket.assigned", kDeskJson).add("09:20", "ticket.offered", kWarm);
  EXPECT_EQ(told(log, "10:00"), "09:00 team:hq/desk, 10:00 -");
  log.by("nw").add("09:40", "ticket.accepted", kNocJson);
  EXPECT_EQ(told(log, "10:00"), "09:00 team:hq/desk, 09:40 team:nw/noc, 10:00 -");
}

TEST(Custody, AColdHandOverIsWithNobodyUntilAccepted) {
  TestLog log;
  log.add("09:00", "ticket.created").add("09:00", "ticket.assigned", kDeskJson).add("09:20", "ticket.offered", kCold);
  EXPECT_EQ(told(log, "10:00"), "09:00 team:hq/desk, 09:20 nobody, 10:00 -");
  log.by("nw").add("09:40", "ticket.accepted", kNocJson);
  EXPECT_EQ(told(log, "10:00"), "09:00 team:hq/desk, 09:20 nobody, 09:40 team:nw/noc, 10:00 -");
}

TEST(Custody, AnOfferThatEndsOtherwiseGoesBackToItsSender) {
  for (const std::string_view kind : {"ticket.returned", "ticket.timed_out", "ticket.taken_back"}) {
    TestLog log;
    log.add("09:00", "ticket.created").add("09:00", "ticket.assigned", kDeskJson).add("09:20", "ticket.offered", kCold);
    log.add("09:40", kind);
    EXPECT_EQ(told(log, "10:00"), "09:00 team:hq/desk, 09:20 nobody, 09:40 team:hq/desk, 10:00 -") << kind;
  }
}

TEST(Custody, WaitingMovesTheBallOnlyToRequesterAndThirdParty) {
  TestLog log;
  log.add("09:00", "ticket.created").add("09:00", "ticket.assigned", kDeskJson);
  log.add("09:10", "ticket.waiting", R"({"on":"requester"})").add("09:20", "ticket.resumed");
  log.add("09:30", "ticket.waiting", R"({"on":"third_party","party":"isp"})").add("09:40", "ticket.resumed");
  log.add("09:50", "ticket.waiting", R"({"on":"provider","party":"nw"})").add("10:00", "ticket.resumed");
  log.add("10:10", "ticket.waiting", R"({"on":"scheduled"})");
  EXPECT_EQ(told(log, "11:00"),
            "09:00 team:hq/desk, 09:10 requester, 09:20 team:hq/desk, 09:30 third_party, 09:40 team:hq/desk, 11:00 -");
  EXPECT_EQ(custody("T1", log.entries, clock("11:00")).intervals[3].holder.who.party, "isp");
}

TEST(Custody, ClosureInterruptsTheLifeAndReopeningGoesOn) {
  TestLog log;
  log.add("09:00", "ticket.created").add("09:00", "ticket.assigned", kDeskJson);
  log.add("10:00", "ticket.resolved").add("11:00", "ticket.closed");
  EXPECT_EQ(told(log, "12:00"), "09:00 team:hq/desk, 10:00 resolved, 11:00 -");
  log.add("13:00", "ticket.reopened").add("14:00", "ticket.cancelled");
  const auto found = custody("T1", log.entries, clock("15:00"));
  EXPECT_EQ(told(found), "09:00 team:hq/desk, 10:00 resolved, 11:00 -, 13:00 team:hq/desk, 14:00 -");
  EXPECT_EQ(found.total_s, 3 * 3600);
  EXPECT_EQ(found.sum_s.at("team:hq/desk"), 2 * 3600);
  EXPECT_EQ(found.sum_s.at("resolved"), 3600);
  EXPECT_EQ(told(log, "12:00"), "09:00 team:hq/desk, 10:00 resolved, 11:00 -");
  EXPECT_EQ(told(log, "09:30"), "09:00 team:hq/desk, 09:30 -");
  EXPECT_EQ(custody("T1", log.entries, clock("08:00")).total_s, 0);
}

TEST(Custody, OpenedIsTheEarlierOfStatedOpeningAndFirstEntry) {
  TestLog log;
  log.add("09:00", "ticket.observed", R"({"state":"new","team":"A"})");
  log.add("10:00", "ticket.observed", R"({"state":"closed","team":"A","opened":"2026-06-01T08:00:00Z"})");
  EXPECT_EQ(told(log, "12:00"), "08:00 nobody, 09:00 team:/A, 10:00 -");
  TestLog later;
  later.add("09:00", "ticket.observed", R"({"state":"new","team":"A","opened":"2026-06-01T09:30:00Z"})");
  EXPECT_EQ(told(later, "10:00"), "09:00 team:/A, 10:00 -");
}

TEST(Custody, ObservationsAreTakenAsTheyAre) {
  TestLog log;
  log.add("09:00", "ticket.observed", R"({"state":"new"})");
  log.add("09:10", "ticket.observed", R"({"state":"in_progress","team":"A","party":"hq","person":"p_1"})");
  log.add("09:20", "ticket.observed", R"({"state":"on_hold","waiting_on":"requester","team":"A","party":"hq"})");
  log.add("09:30", "ticket.observed", R"({"state":"closed","team":"A","party":"hq"})");
  log.add("09:35", "ticket.observed", R"({"state":"closed","team":"B","party":"hq"})");
  log.add("09:40", "ticket.observed", R"({"state":"resolved","team":"A","party":"hq"})");
  log.add("09:50", "ticket.observed", R"({"state":"in_progress","person":"p_1"})");
  EXPECT_EQ(told(log, "10:00"),
            "09:00 nobody, 09:10 team:hq/A, 09:20 requester, 09:30 -, 09:40 resolved, 09:50 nobody, 10:00 -");
}

TEST(Custody, AStatedClosureEndsWhatMapsToNoState) {
  const auto story = [](std::string_view closed) {
    TestLog log;
    log.add("09:00", "ticket.observed", R"({"source_state":"A","team":"A"})");
    log.add("10:00", "ticket.observed",
            R"({"source_state":"Z","team":"B","opened":"2026-06-01T08:00:00Z","closed":")" +
                format_instant(clock(closed)) + R"("})");
    return told(log, "12:00");
  };
  EXPECT_EQ(story("09:30"), "08:00 nobody, 09:00 team:/A, 09:30 -");
  EXPECT_EQ(story("10:00"), "08:00 nobody, 09:00 team:/A, 10:00 -");
  EXPECT_EQ(story("11:00"), "08:00 nobody, 09:00 team:/A, 10:00 team:/B, 11:00 -");
  EXPECT_EQ(story("08:30"), "08:00 nobody, 08:30 -");
  EXPECT_EQ(story("07:00"), "08:00 -");
}

TEST(Custody, ALogWithoutStatesOrClosuresGoesOnToTheInstantAsked) {
  TestLog log;
  log.add("09:00", "ticket.observed", R"({"party":"hq"})");
  EXPECT_EQ(told(log, "10:00"), "09:00 team:hq/, 10:00 -");
}

TEST(Custody, ARowPerTicketIsAssumed) {
  TestLog log;
  log.add("09:00", "ticket.observed", R"({"event":"created","team":"A","assumed":true})");
  log.add("10:00", "ticket.observed", R"({"event":"resolved","team":"A","assumed":true})");
  log.add("11:00", "ticket.observed", R"({"event":"closed","team":"A","assumed":true})");
  const auto found = custody("T1", log.entries, clock("12:00"));
  EXPECT_EQ(told(found), "09:00 team:/A, 10:00 resolved, 11:00 -");
  for (const auto& one : found.intervals) EXPECT_TRUE(one.assumed);
}

TEST(Custody, SecondsAreWholeAndTheLaterOfOneSecondWins) {
  TestLog log;
  log.add("09:00:00.900", "ticket.created").add("09:00:10.100", "ticket.assigned", kDeskJson);
  log.add("09:00:10.200", "ticket.assigned", kNocJson);
  const auto found = custody("T1", log.entries, clock("09:01:00.999"));
  EXPECT_EQ(told(found), "09:00 nobody, 09:00:10 team:nw/noc, 09:01 -");
  EXPECT_EQ(found.total_s, 60);
}

TEST(Custody, AMergeExtendsTheSurvivorBackToTheEarliestStart) {
  TestLog log;
  log.add("08:00", "ticket.created", "{}", "T2").add("08:00", "ticket.assigned", kNocJson, "T2");
  log.add("09:00", "ticket.created").add("09:00", "ticket.assigned", kDeskJson);
  log.add("10:00", "ticket.merged", R"({"into":"T1"})", "T2").add("10:00", "ticket.absorbed", R"({"from":"T2"})");
  EXPECT_EQ(told(log, "11:00"), "08:00 team:nw/noc, 09:00 team:hq/desk, 11:00 -");
  EXPECT_EQ(told(log, "11:00", "T2"), "08:00 team:nw/noc, 10:00 -");
}

TEST(Custody, OfSeveralMergedTheOneOpenedFirstAndOnlyWhileOpen) {
  TestLog log;
  log.add("07:00", "ticket.created", "{}", "T2").add("07:00", "ticket.assigned", kNocJson, "T2");
  log.add("07:30", "ticket.created", "{}", "T3").add("07:30", "ticket.assigned", kDeskJson, "T3");
  log.add("08:00", "ticket.cancelled", "{}", "T2").add("08:10", "ticket.cancelled", "{}", "T3");
  log.add("08:20", "ticket.reopened", "{}", "T3").add("08:40", "ticket.reopened", "{}", "T2");
  log.add("09:00", "ticket.created");
  for (const std::string from : {"T2", "T3"}) {
    log.add("10:00", "ticket.merged", R"({"into":"T1"})", from);
    log.add("10:00", "ticket.absorbed", R"({"from":")" + from + R"("})");
  }
  EXPECT_EQ(told(log, "11:00"),
            "07:00 team:nw/noc, 08:00 team:hq/desk, 08:10 -, 08:20 team:hq/desk, 08:40 team:nw/noc, 09:00 nobody, "
            "11:00 -");
}

TEST(Custody, AMergeOfAMergeCountsToo) {
  TestLog log;
  log.add("07:00", "ticket.created", "{}", "T3").add("07:00", "ticket.assigned", kNocJson, "T3");
  log.add("08:00", "ticket.created", "{}", "T2").add("08:00", "ticket.assigned", kDeskJson, "T2");
  log.add("08:30", "ticket.merged", R"({"into":"T2"})", "T3").add("08:30", "ticket.absorbed", R"({"from":"T3"})", "T2");
  log.add("09:00", "ticket.created");
  log.add("09:30", "ticket.merged", R"({"into":"T1"})", "T2").add("09:30", "ticket.absorbed", R"({"from":"T2"})");
  EXPECT_EQ(told(log, "10:00"), "07:00 team:nw/noc, 08:00 team:hq/desk, 09:00 nobody, 10:00 -");
}

TEST(Custody, ARecordThatMergesInACircleIsStillAnswered) {
  TestLog log;
  log.add("08:00", "ticket.created", "{}", "T2").add("09:00", "ticket.created");
  log.add("10:00", "ticket.absorbed", R"({"from":"T2"})").add("10:00", "ticket.absorbed", R"({"from":"T1"})", "T2");
  log.add("10:00", "ticket.absorbed", R"({"from":"T1"})");
  EXPECT_EQ(told(log, "11:00"), "08:00 nobody, 11:00 -");
}

TEST(Custody, AnEntryWithinFiveMinutesCountsWhenItHappened) {
  TestLog log;
  log.add("09:00", "ticket.created").add("09:10", "ticket.assigned", kDeskJson);
  log.late("09:05", "09:10", "ticket.assigned", kNocJson);
  EXPECT_EQ(told(log, "10:00"), "09:00 nobody, 09:05 team:nw/noc, 09:10 team:hq/desk, 10:00 -");
}

TEST(Custody, ALaterOneNeedsAReasonAndTheOtherPartiesAcceptance) {
  constexpr std::string_view kLateDesk = R"({"party":"hq","team":"desk","at_reason":{"text":"t_1","digest":"aa"}})";
  TestLog log;
  log.add("09:00", "ticket.created").add("09:00", "ticket.assigned", kNocJson);
  log.late("09:10", "09:30", "ticket.assigned", kLateDesk);
  EXPECT_EQ(told(log, "10:00"), "09:00 team:nw/noc, 09:30 team:hq/desk, 10:00 -");
  log.by("hq").add("09:31", "at.accepted", R"({"entry":2})");  // one's own word is not enough
  EXPECT_EQ(told(log, "10:00"), "09:00 team:nw/noc, 09:30 team:hq/desk, 10:00 -");
  log.by("nw").add("09:40", "at.accepted", R"({"entry":2})");
  EXPECT_EQ(told(log, "10:00"), "09:00 team:nw/noc, 09:10 team:hq/desk, 10:00 -");

  TestLog supplier;  // is waited for, but not asked
  supplier.add("09:00", "ticket.created").add("09:00", "ticket.waiting", R"({"on":"third_party","party":"isp"})");
  supplier.late("09:10", "09:30", "ticket.resumed", kLateDesk);
  EXPECT_EQ(told(supplier, "10:00"), "09:00 third_party, 09:10 nobody, 10:00 -");

  TestLog silent;  // no reason: never
  silent.add("09:00", "ticket.created").add("09:00", "ticket.assigned", kNocJson);
  silent.late("09:10", "09:30", "ticket.assigned", kDeskJson).by("nw").add("09:40", "at.accepted", R"({"entry":2})");
  EXPECT_EQ(told(silent, "10:00"), "09:00 team:nw/noc, 09:30 team:hq/desk, 10:00 -");

  TestLog alone;  // nobody else is concerned
  alone.add("09:00", "ticket.created").late("09:10", "09:30", "ticket.assigned", kLateDesk);
  EXPECT_EQ(told(alone, "10:00"), "09:00 nobody, 09:10 team:hq/desk, 10:00 -");
}

TEST(Custody, AnAtInTheFutureIsWhenItWasRecorded) {
  TestLog log;
  log.late("09:30", "09:00", "ticket.created");
  EXPECT_EQ(told(log, "10:00"), "09:00 nobody, 10:00 -");
}

TEST(Custody, OnceEndedOnlyReopeningLeadsOut) {
  TestLog log;
  log.add("09:00", "ticket.created").add("09:00", "ticket.assigned", kDeskJson).add("09:10", "ticket.resolved");
  log.add("09:20", "ticket.waiting", R"({"on":"requester"})").add("09:30", "ticket.resumed");
  log.add("09:40", "ticket.offered", kCold);
  EXPECT_EQ(told(log, "10:00"), "09:00 team:hq/desk, 09:10 resolved, 10:00 -");
}

TEST(Custody, JsonHasTheShapeThatOtherProgramsRelyOn) {
  TestLog log;
  log.add("09:00", "ticket.created").add("09:10", "ticket.assigned", R"({"party":"hq","team":"desk","person":"p_a"})");
  const auto found = custody("T1", log.entries, clock("09:30"));
  EXPECT_EQ(write_json(to_json(found)),
            R"({"opened":"2026-06-01T09:00:00Z","until":"2026-06-01T09:30:00Z","intervals":[)"
            R"({"from":"2026-06-01T09:00:00Z","to":"2026-06-01T09:10:00Z",)"
            R"("holder":{"kind":"nobody","party":null,"team":null,"person":null},"assumed":false},)"
            R"({"from":"2026-06-01T09:10:00Z","to":"2026-06-01T09:30:00Z",)"
            R"("holder":{"kind":"team","party":"hq","team":"desk","person":"p_a"},"assumed":false}],)"
            R"("sum_s":{"nobody":600,"team:hq/desk":1200},"total_s":1800})");
  EXPECT_EQ(to_text(found),
            "open 2026-06-01T09:00:00Z to 2026-06-01T09:30:00Z\n"
            "  2026-06-01T09:00:00Z  10m  nobody\n"
            "  2026-06-01T09:10:00Z  20m  desk (hq), p_a\n"
            "in all 30m\n"
            "  nobody  10m\n"
            "  team:hq/desk  20m\n");
}

TEST(Custody, TeamsWhosePartiesHaveASlashInTheirNameAreSummedApart) {
  TestLog log;
  log.add("09:00", "ticket.created").add("09:00", "ticket.assigned", R"({"party":"A/B","team":"C"})");
  log.add("09:20", "ticket.assigned", R"({"party":"A","team":"B/C"})");
  log.add("09:30", "ticket.assigned", R"({"party":"100 %","team":"C"})");
  const std::map<std::string, std::int64_t> sum_s = {
      {"team:100 %25/C", 900}, {"team:A%2FB/C", 1200}, {"team:A/B/C", 600}};
  EXPECT_EQ(custody("T1", log.entries, clock("09:45")).sum_s, sum_s);
}

TEST(Custody, ATicketWithoutEntriesWasNeverOpen) {
  const auto found = custody("T1", {}, clock("09:00"));
  EXPECT_EQ(found.opened, found.until);
  EXPECT_EQ(found.total_s, 0);
}

}  // namespace
}  // namespace concordat::ticket
