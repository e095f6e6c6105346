// SPDX-License-Identifier: Apache-2.0
// Answers worked out by hand from the harbour example and the meaning that its page gives to the words.
#include "agreement/support.hpp"

namespace concordat::agreement {
namespace {

class AskingHarbour : public ::testing::Test {
 protected:
  Instant at(const std::string& local) const { return calendar::instant_of(world.rules.zone, *parse_civil(local)); }
  Question question(const std::string& function, const std::string& activity, const std::string& local) const {
    Question one;
    one.function = world.rules.function(function);
    one.activity = world.rules.activity(activity);
    one.at = at(local);
    return one;
  }
  std::string on_duty(const Question& one, const Duty& duty) const {
    Decision decision;
    decide(world.rules, one, duty, decision);
    return std::string(world.rules.key(decision.on_duty_holder()));
  }

  World world{harbour(harbour_text())};
  CalendarDuty calendars{world.rules};
};

TEST_F(AskingHarbour, TheDeskHasItInOfficeHoursAndNorthwindOtherwise) {
  EXPECT_EQ(on_duty(question("service-desk", "resolve", "2026-05-01T08:29:59"), calendars), "nw-noc");
  EXPECT_EQ(on_duty(question("service-desk", "resolve", "2026-05-01T08:30:00"), calendars), "hq-desk");
  EXPECT_EQ(on_duty(question("service-desk", "resolve", "2026-05-01T17:30:00"), calendars), "nw-noc");
  EXPECT_EQ(on_duty(question("service-desk", "resolve", "2026-12-25T12:00"), calendars), "nw-noc");  // Christmas Day
  EXPECT_EQ(on_duty(question("service-desk", "fulfil", "2026-05-02T12:00"), calendars), "");         // a Saturday
}

TEST_F(AskingHarbour, AnExceptionHoldsForItsClassInItsHoursOnly) {
  Question plant = question("infrastructure", "resolve", "2026-05-01T12:00");
  EXPECT_EQ(on_duty(plant, calendars), "nw-noc");
  plant.class_ = world.rules.class_("plant-network");
  EXPECT_EQ(on_duty(plant, calendars), "hq-desk");
  plant.at = at("2026-05-01T17:30");
  EXPECT_EQ(on_duty(plant, calendars), "nw-noc");
}

TEST_F(AskingHarbour, WhenAContractEndsItsPeopleAreGoneAtMidnight) {
  EXPECT_EQ(on_duty(question("cybersecurity", "resolve", "2027-03-31T23:59:59"), calendars), "aegis-soc");
  EXPECT_EQ(on_duty(question("cybersecurity", "resolve", "2027-04-01T00:00:00"), calendars), "nw-noc");
  EXPECT_EQ(on_duty(question("cybersecurity", "monitor", "2027-04-01T00:00:00"), calendars), "");
  const Outlook ahead = outlook(world.rules, question("cybersecurity", "resolve", "2026-05-01T12:00"), calendars);
  EXPECT_EQ(ahead.until, at("2027-04-01T00:00"));
  EXPECT_EQ(world.rules.key(ahead.next), "nw-noc");
}

TEST_F(AskingHarbour, WhatAFunctionDoesNotNameTheDeskDoes) {
  Decision decision;
  decide(world.rules, question("backup-and-dr", "triage", "2026-05-01T12:00"), calendars, decision);
  EXPECT_EQ(decision.row->id, "function.service-desk.does.triage");
  EXPECT_EQ(world.rules.roles[decision.accountable.at()].key, "nw-manager") << "accountable stays the function's own";
}

TEST_F(AskingHarbour, AnAbsenceThatATeamEntersCountsWhileItLasts) {
  const Span morning{at("2026-05-01T09:00").seconds(), at("2026-05-01T12:00").seconds()};
  const EnteredDuty entered(world.rules, {{world.rules.team("hq-desk"), morning, false}});
  EXPECT_EQ(on_duty(question("service-desk", "resolve", "2026-05-01T08:59:59"), entered), "hq-desk");
  EXPECT_EQ(on_duty(question("service-desk", "resolve", "2026-05-01T09:00:00"), entered), "nw-noc");
  EXPECT_EQ(on_duty(question("service-desk", "resolve", "2026-05-01T12:00:00"), entered), "hq-desk");
  const Outlook ahead = outlook(world.rules, question("service-desk", "resolve", "2026-05-01T08:45"), entered);
  EXPECT_EQ(ahead.until, at("2026-05-01T09:00"));
}

}  // namespace
}  // namespace concordat::agreement
