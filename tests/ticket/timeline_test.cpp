// SPDX-License-Identifier: Apache-2.0
#include "ticket/timeline.hpp"

#include "ticket/clock_support.hpp"

#include <gmock/gmock.h>

namespace concordat::ticket::testing {
namespace {

std::string told(const std::string& text, const Life& life, const std::string& asked) {
  const Timed timed(text, life, asked);
  const auto person = [](std::string_view id) { return id == "p_7" ? std::string("Nora") : std::string(id); };
  const auto lines = timeline("T1", life.entries, &*timed.clocks_, &timed.story, timed.asked_s, person);
  return to_text(lines, **zones().find("Europe/London"));
}

TEST(Timeline, TellsEntriesAndClocksInOrderOfTime) {
  const std::string text = agreement_text(target("t", "resolution", "4h", "office", "warn = [50]\nladder = \"up\"\n") +
                                          "[ladder.up]\nsteps = [{ after = \"3h\", tell = \"lead\" }]\n");
  Life life;  // a Tuesday; nine to five
  life.created("2026-06-02T10:00", 2)
      .with("2026-06-02T10:05", "nw", "noc", "p_7")
      .waits("2026-06-02T11:00")
      .resumes("2026-06-02T12:00")
      .resolved("2026-06-02T16:00");
  EXPECT_EQ(told(text, life, "2026-06-03T00:00"),
            "2026-06-02 10:00:00 +01:00  created: incident\n"
            "2026-06-02 10:00:00 +01:00  prioritised: priority 2\n"
            "2026-06-02 10:00:00 +01:00    t attached: 4h to go\n"
            "2026-06-02 10:05:00 +01:00  assigned: noc (nw), Nora\n"
            "2026-06-02 11:00:00 +01:00  waiting: for requester\n"
            "2026-06-02 11:00:00 +01:00    t paused\n"
            "2026-06-02 12:00:00 +01:00  resumed\n"
            "2026-06-02 12:00:00 +01:00    t resumed\n"
            "2026-06-02 13:00:00 +01:00    t warned: 50 % used\n"
            "2026-06-02 14:00:00 +01:00    t told: step 1 of up: lead is told\n"
            "2026-06-02 15:00:00 +01:00    t breached: all used, not kept\n"
            "2026-06-02 16:00:00 +01:00  resolved\n"
            "2026-06-02 16:00:00 +01:00    t stopped: late by 1h, 5h counted (125 %)\n");
}

TEST(Timeline, TellsNothingOfWhatComesLater) {
  Life life;
  life.created("2026-06-02T10:00", 2).resolved("2026-06-02T12:00");
  EXPECT_EQ(told(agreement_text(target("t", "resolution", "8h")), life, "2026-06-02T11:00"),
            "2026-06-02 10:00:00 +01:00  created: incident\n"
            "2026-06-02 10:00:00 +01:00  prioritised: priority 2\n"
            "2026-06-02 10:00:00 +01:00    t attached: 8h to go\n");
}

TEST(Timeline, NamesTheTicketThatWasMergedIn) {
  Life life;
  life.say("2026-06-02T09:00", "ticket.created", {{"type", "incident"}});
  life.entries.back().subject = "ticket:T0";
  life.created("2026-06-02T10:00");
  life.say("2026-06-02T11:00", "ticket.merged", {{"into", "T1"}});
  life.entries.back().subject = "ticket:T0";
  life.say("2026-06-02T11:00", "ticket.absorbed", {{"from", "T0"}});
  const std::string lines = told(agreement_text(""), life, "2026-06-03T00:00");
  EXPECT_THAT(lines, ::testing::HasSubstr("created: incident, of T0\n"));
  EXPECT_THAT(lines, ::testing::HasSubstr("merged: into T1, of T0\n"));
  EXPECT_THAT(lines, ::testing::HasSubstr("absorbed: from T0\n"));
}

}  // namespace
}  // namespace concordat::ticket::testing
