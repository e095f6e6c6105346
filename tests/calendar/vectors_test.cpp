// SPDX-License-Identifier: Apache-2.0
// Published and hand-worked cases of business time. Each names where its expected value comes from.
#include "calendar/support.hpp"

namespace concordat::calendar {
namespace {

constexpr const char* kNewYork = "America/New_York";
constexpr const char* kLondon = "Europe/London";
constexpr const char* kOffice = "{ mon-fri = [\"09:00-17:00\"] }";
constexpr const char* kRoundTheClock = "{ mon-sun = [\"00:00-24:00\"] }";

// A calendar and the zone in which a case writes its times.
struct Office {
  Calendar calendar;
  std::string zone_name;

  Office(const std::string& zone, const std::string& open, const std::string& more = "")
      : calendar(concordat::calendar::calendar("zone = \"" + zone + "\"\nopen = " + open + "\n" + more)),
        zone_name(zone) {}

  std::string due(const std::string& from, const std::string& duration) const {
    return text(calendar.add(at(from, zone_name), seconds(duration)));
  }
  // In wall time, as most sources write it.
  std::string due_there(const std::string& from, const std::string& duration) const {
    return there(calendar.add(at(from, zone_name), seconds(duration)));
  }
  std::string there(const Due& due) const {
    if (!due.at) return text(due);
    std::string wall = format_instant(as_utc(wall_time(zone(zone_name), *due.at)));
    wall.pop_back();
    return wall;
  }
  std::string elapsed(const std::string& from, const std::string& to) const {
    return format_duration(calendar.elapsed_s(at(from, zone_name), at(to, zone_name)));
  }
};

// Zone and clock-change cases D1 to D9: worked out by an engine and by a minute-by-minute count, which agree.
TEST(ClockChange, D1ShiftsWithTheWallClock) {
  const Office office(kNewYork, kOffice);
  EXPECT_EQ(office.due("2026-03-06T21:00Z", "4h"), "2026-03-09T16:00:00Z");
  EXPECT_EQ(office.due("2026-10-30T20:00Z", "4h"), "2026-11-02T17:00:00Z");
}

TEST(ClockChange, D2AndD3RoundTheClockCountsRealHours) {
  const Office always(kNewYork, kRoundTheClock);
  EXPECT_EQ(always.due("2026-03-08T01:00Z", "8h"), "2026-03-08T09:00:00Z");
  EXPECT_EQ(always.due("2026-11-01T00:00Z", "8h"), "2026-11-01T08:00:00Z");
  EXPECT_EQ(always.elapsed("2026-03-08", "2026-03-09"), "23h");
  EXPECT_EQ(always.elapsed("2026-11-01", "2026-11-02"), "1d1h");
}

TEST(ClockChange, D4NightsAreShorterAndLonger) {
  const Office night(kNewYork, "{ mon-sun = [\"22:00-06:00\"] }");
  EXPECT_EQ(night.elapsed("2026-03-07T12:00", "2026-03-08T12:00"), "7h");
  EXPECT_EQ(night.elapsed("2026-10-31T12:00", "2026-11-01T12:00"), "9h");
  EXPECT_EQ(night.elapsed("2026-03-14T12:00", "2026-03-15T12:00"), "8h");
}

TEST(ClockChange, D5AWindowThatBeginsInTheGapOpensAtTheTransition) {
  const Office sunday(kNewYork, "{ sun = [\"02:30-06:00\"] }");
  EXPECT_EQ(sunday.elapsed("2026-03-08", "2026-03-09"), "3h");
  EXPECT_EQ(sunday.calendar.open(at("2026-03-08T06:59:59Z")), (OpenState{false, at("2026-03-08T07:00:00Z")}));
  EXPECT_EQ(sunday.calendar.open(at("2026-03-08T07:00:00Z")), (OpenState{true, at("2026-03-08T10:00:00Z")}));
}

// By the set-based rule: 01:30 to 02:00 is open at both occurrences, 01:00 to 01:30 at neither.
TEST(ClockChange, D6AWindowThatBeginsInTheOverlapOpensTwice) {
  const Office sunday(kNewYork, "{ sun = [\"01:30-05:00\"] }");
  EXPECT_EQ(sunday.elapsed("2026-11-01", "2026-11-02"), "4h");
  EXPECT_EQ(sunday.calendar.open(at("2026-11-01T05:30:00Z")), (OpenState{true, at("2026-11-01T06:00:00Z")}));
  EXPECT_EQ(sunday.calendar.open(at("2026-11-01T06:00:00Z")), (OpenState{false, at("2026-11-01T06:30:00Z")}));
  EXPECT_EQ(sunday.calendar.open(at("2026-11-01T06:30:00Z")), (OpenState{true, at("2026-11-01T10:00:00Z")}));
}

TEST(ClockChange, D6bAWindowThatEndsInTheOverlapClosesTwice) {
  const Office sunday(kNewYork, "{ sun = [\"00:00-01:30\"] }");
  EXPECT_EQ(sunday.elapsed("2026-11-01", "2026-11-02"), "2h");
}

TEST(ClockChange, D7SaoPauloHasADayWithoutMidnight) {
  const Office always("America/Sao_Paulo", kRoundTheClock);
  EXPECT_EQ(format_instant(at("2015-10-18", always.zone_name)), "2015-10-18T03:00:00Z");
  EXPECT_EQ(always.elapsed("2015-10-18", "2015-10-19"), "23h");
}

TEST(ClockChange, D8LordHoweChangesByHalfAnHour) {
  const Office always("Australia/Lord_Howe", kRoundTheClock);
  EXPECT_EQ(always.elapsed("2026-04-05", "2026-04-06"), "1d30m");
  EXPECT_EQ(always.elapsed("2026-10-04", "2026-10-05"), "23h30m");
}

TEST(ClockChange, D9ApiaSkippedAFriday) {
  const Office office("Pacific/Apia", "{ mon-fri = [\"08:00-16:00\"] }");
  EXPECT_EQ(office.due("2011-12-30T01:00Z", "2h"), "2012-01-01T19:00:00Z");
}

// Holiday cases H1 to H3, worked out the same way.
TEST(Holidays, H1ToH3) {
  const Office christmas(kLondon, kOffice, "closed = [2026-12-25, \"2026-12-28\"]");
  EXPECT_EQ(christmas.due_there("2026-12-24T15:00", "8h"), "2026-12-29T15:00:00");
  const Office easter(kLondon, kOffice,
                      "closed = [{ file = \"GB_ENG\", names = [\"Good Friday\", \"Easter Monday\"] }]");
  EXPECT_EQ(easter.due_there("2026-04-03T11:00", "4h"), "2026-04-07T13:00:00");
  const Office half(kLondon, kOffice,
                    "closed = [2026-12-25, 2026-12-28]\n"
                    "also = { \"2026-12-24\" = [\"09:00-12:00\"], \"2026-12-26\" = [\"10:00-14:00\"] }");
  EXPECT_EQ(half.due_there("2026-12-24T11:00", "6h"), "2026-12-29T10:00:00");
}

// Pause cases S1 to S3b: 8 h from Thursday 15:00; a pause takes out a piece, the rest runs from its end.
TEST(Pauses, S1ToS3) {
  const Office office(kLondon, kOffice);
  const std::string start = "2026-06-04T15:00";
  EXPECT_EQ(office.due_there(start, "8h"), "2026-06-05T15:00:00");

  EXPECT_EQ(office.elapsed(start, "2026-06-04T16:30"), "1h30m");
  EXPECT_EQ(office.elapsed("2026-06-04T16:30", "2026-06-08T10:00"), "9h30m");
  EXPECT_EQ(office.due_there("2026-06-08T10:00", "6h30m"), "2026-06-08T16:30:00");

  EXPECT_EQ(office.elapsed("2026-06-04T23:00", "2026-06-05T02:00"), "0s");
  EXPECT_EQ(office.due_there("2026-06-05T02:00", "6h"), "2026-06-05T15:00:00");

  EXPECT_EQ(office.elapsed("2026-06-04T16:00", "2026-06-05T10:00"), "2h");
  EXPECT_EQ(office.due_there("2026-06-05T10:00", "7h"), "2026-06-05T17:00:00") << "closing, not the next opening";

  const Office always(kLondon, kRoundTheClock);
  EXPECT_EQ(always.elapsed("2026-06-04T16:00", "2026-06-05T10:00"), "18h");
  EXPECT_EQ(always.due_there("2026-06-05T10:00", "7h"), "2026-06-05T17:00:00");
}

// The definition of "met": due is 17:00, and what is late by the clock may be late by no open second.
TEST(Due, ExactlyAtClosingIsAtClosing) {
  const Office office(kLondon, kOffice);
  EXPECT_EQ(office.due_there("2026-06-04T09:00", "8h"), "2026-06-04T17:00:00");
  EXPECT_EQ(office.elapsed("2026-06-04T17:00", "2026-06-05T09:00"), "0s");
  EXPECT_EQ(office.elapsed("2026-06-04T17:00", "2026-06-05T09:00:01"), "1s");
  EXPECT_EQ(office.due_there("2026-06-04T20:00", "0s"), "2026-06-04T20:00:00") << "nothing to do is due at once";
}

// Reopening: 8 h, created Monday 09:00, resolved 13:00, reopened Wednesday 10:00, resolved 16:00.
TEST(Reopening, EachPolicy) {
  const Office office(kLondon, kOffice);
  EXPECT_EQ(office.elapsed("2026-06-01T09:00", "2026-06-01T13:00"), "4h");
  EXPECT_EQ(office.elapsed("2026-06-03T10:00", "2026-06-03T16:00"), "6h");
  EXPECT_EQ(office.due_there("2026-06-03T10:00", "4h"), "2026-06-03T14:00:00") << "resume";
  EXPECT_EQ(office.elapsed("2026-06-01T09:00", "2026-06-03T16:00"), "23h") << "continuous";
  EXPECT_EQ(office.due_there("2026-06-01T09:00", "8h"), "2026-06-01T17:00:00") << "continuous";
  EXPECT_EQ(office.due_there("2026-06-03T10:00", "8h"), "2026-06-04T10:00:00") << "new cycle";
}

// Priority changes C1 to C6: created Tuesday 10:00, paused 11:00 to 11:30, changed 13:00 to a target of 4 h.
TEST(PriorityChange, C1ToC6) {
  const Office office(kLondon, kOffice);
  EXPECT_EQ(office.due_there("2026-06-02T10:00", "4h"), "2026-06-02T14:00:00");
  EXPECT_EQ(office.elapsed("2026-06-02T11:00", "2026-06-02T11:30"), "30m");
  EXPECT_EQ(office.due_there("2026-06-02T13:00", "1h30m"), "2026-06-02T14:30:00");
  EXPECT_EQ(office.due_there("2026-06-02T13:00", "4h"), "2026-06-02T17:00:00");
  EXPECT_EQ(office.due_there("2026-06-02T13:00", "3h35m"), "2026-06-02T16:35:00");
  EXPECT_EQ(office.due_there("2026-06-01T09:00", "4h"), "2026-06-01T13:00:00");
  EXPECT_EQ(office.elapsed("2026-06-01T13:00", "2026-06-02T13:00"), "8h");
  EXPECT_EQ(Office(kLondon, kRoundTheClock).due_there("2026-06-02T13:00", "1h30m"), "2026-06-02T14:30:00");
}

// Attribution A2: one stretch on three calendars.
TEST(Attribution, EachCalendarCountsItsOwnHours) {
  const Office customer(kLondon, kOffice);
  const Office provider("Asia/Kolkata", "{ mon-fri = [\"09:00-18:00\"] }");
  EXPECT_EQ(customer.elapsed("2026-06-02T15:00Z", "2026-06-03T09:00Z"), "2h");
  EXPECT_EQ(provider.elapsed("2026-06-02T15:00Z", "2026-06-03T09:00Z"), "5h30m");
  EXPECT_EQ(Office(kLondon, kRoundTheClock).elapsed("2026-06-02T15:00Z", "2026-06-03T09:00Z"), "18h");
}

// Thresholds of 8 h from Friday 15:00: 50, 75, 90 and 100 per cent.
TEST(Thresholds, FallAtTheirShareOfOpenTime) {
  const Office office(kLondon, kOffice);
  EXPECT_EQ(office.due_there("2026-06-05T15:00", "4h"), "2026-06-08T11:00:00");
  EXPECT_EQ(office.due_there("2026-06-05T15:00", "6h"), "2026-06-08T13:00:00");
  EXPECT_EQ(office.due_there("2026-06-05T15:00", "7h12m"), "2026-06-08T14:12:00");
  EXPECT_EQ(office.due_there("2026-06-05T15:00", "8h"), "2026-06-08T15:00:00");
}

// ServiceNow documentation (ServiceNow/ServiceNowDocs@cb48b5c, SLA pages).
TEST(ServiceNow, DocumentedExamples) {
  const Office eight_to_five("UTC", "{ mon-fri = [\"08:00-17:00\"] }");
  EXPECT_EQ(eight_to_five.elapsed("2014-12-12T21:00", "2014-12-15T09:30"), "1h30m");
  EXPECT_EQ(Office("UTC", kRoundTheClock).elapsed("2014-12-12T21:00", "2014-12-15T09:30"), "2d12h30m");
  EXPECT_EQ(Office("UTC", kOffice).elapsed("2014-12-09T14:00", "2014-12-10T09:00"), "3h");
  EXPECT_EQ(Office("UTC", kRoundTheClock).elapsed("2014-12-09T14:00", "2014-12-10T09:00"), "19h");
  EXPECT_EQ(eight_to_five.due_there("2014-12-09T08:00", "4h"), "2014-12-09T12:00:00");
  EXPECT_EQ(eight_to_five.due_there("2014-12-09T08:00", "6h"), "2014-12-09T14:00:00");
  EXPECT_EQ(eight_to_five.due_there("2014-12-09T08:00", "8h"), "2014-12-09T16:00:00");
}

// IBM Maximo documentation: 08:00 to 17:00, 4 h from 15:00; a hold from 16:00 to 09:00 adds 2 h.
TEST(Maximo, AHoldAddsItsOpenTime) {
  const Office office("UTC", "{ mon-fri = [\"08:00-17:00\"] }");
  EXPECT_EQ(office.due_there("2014-12-09T15:00", "4h"), "2014-12-10T10:00:00");
  EXPECT_EQ(office.elapsed("2014-12-09T16:00", "2014-12-10T09:00"), "2h");
  EXPECT_EQ(office.due_there("2014-12-10T09:00", "3h"), "2014-12-10T12:00:00");
}

// Zammad's tests of escalation (zammad/zammad, ticket escalation and calendar tests).
TEST(Zammad, OpeningAndHolidays) {
  const Office daily("Europe/Berlin", "{ mon-sun = [\"08:00-17:00\"] }", "closed = [2015-09-22]");
  EXPECT_EQ(daily.due("2015-09-21T14:30Z", "2h"), "2015-09-23T07:30:00Z");
  EXPECT_EQ(daily.due("2015-09-21T14:30Z", "3h"), "2015-09-23T08:30:00Z");
  EXPECT_EQ(daily.due("2015-09-21T14:30Z", "4h"), "2015-09-23T09:30:00Z");
  EXPECT_EQ(daily.due("2013-10-21T05:30Z", "2h"), "2013-10-21T08:00:00Z");
  EXPECT_EQ(daily.due("2013-10-21T05:30Z", "3h"), "2013-10-21T09:00:00Z");
  EXPECT_EQ(daily.due("2013-10-21T05:30Z", "4h"), "2013-10-21T10:00:00Z");
}

TEST(Zammad, PendingTime) {
  const Office office("Europe/Berlin", "{ mon-sun = [\"09:00-18:00\"] }");
  const auto counted_min = [&](const std::string& from, const std::string& to) {
    return office.calendar.elapsed_s(at("2013-06-04T" + from + "Z"), at("2013-06-04T" + to + "Z")) / 60;
  };
  // Pending 09:30 to 09:45, closed 10:00 to 10:30, 120 minutes in all.
  EXPECT_EQ(counted_min("09:00", "09:30") + counted_min("09:45", "10:00"), 45);
  EXPECT_EQ(office.due("2013-06-04T10:30Z", "1h15m"), "2013-06-04T11:45:00Z");
  // Pending 10:00 to 15:00: exactly at closing.
  EXPECT_EQ(office.due("2013-06-04T15:00Z", "1h"), "2013-06-04T16:00:00Z");
  // Pending 10:00 to 10:30, answered 10:45: 75 of 120 minutes; solved 12:00: 150 of 250, which were due 13:40.
  EXPECT_EQ(counted_min("09:00", "10:00") + counted_min("10:30", "10:45"), 75);
  EXPECT_EQ(counted_min("09:00", "10:00") + counted_min("10:30", "12:00"), 150);
  EXPECT_EQ(office.due("2013-06-04T10:30Z", "3h10m"), "2013-06-04T13:40:00Z");
  // Answered after 270 minutes where 60 were promised.
  EXPECT_EQ(60 - counted_min("09:00", "13:30"), -210);
}

// GLPI's tests: 10:00 and seven working days is 10:00, seven working days on.
TEST(Glpi, WorkingDays) {
  const Office office("Europe/Paris", "{ mon-fri = [\"08:00-20:00\"] }");
  const auto due = office.calendar.add_working_days(at("2018-11-19T10:00", office.zone_name), 7);
  EXPECT_EQ(office.there(due), "2018-11-28T10:00:00");
}

// frappe/helpdesk@6018181, tests of hold time and working hours.
TEST(FrappeHelpdesk, WorkingHoursAndHold) {
  const Office office("Asia/Kolkata", "{ mon-fri = [\"10:00-18:00\"] }");
  EXPECT_EQ(office.due_there("2026-06-05T17:00", "30m"), "2026-06-05T17:30:00");
  EXPECT_EQ(office.due_there("2026-06-05T17:00", "2h"), "2026-06-08T11:00:00");
  EXPECT_EQ(office.due_there("2026-06-05T19:00", "1h"), "2026-06-08T11:00:00");
  EXPECT_EQ(office.due_there("2026-06-05T19:00", "4h"), "2026-06-08T14:00:00");
  EXPECT_EQ(office.due_there("2026-06-03T10:00", "8h"), "2026-06-03T18:00:00");
  EXPECT_EQ(office.due_there("2026-06-03T10:00", "8h1s"), "2026-06-04T10:00:01");

  const Office holiday("Asia/Kolkata", "{ mon-fri = [\"10:00-18:00\"] }", "closed = [2026-06-05]");
  EXPECT_EQ(holiday.elapsed("2026-06-04T17:50", "2026-06-08T12:30"), "2h40m");
  EXPECT_EQ(holiday.elapsed("2026-06-04T17:30", "2026-06-08T13:00"), "3h30m");
}

// zammad/zammad#3180: a round-the-clock calendar that ends at 23:59 loses a minute each midnight. 24:00 does not.
TEST(Zammad, RoundTheClockLosesNothingAtMidnight) {
  EXPECT_EQ(Office(kLondon, kRoundTheClock).elapsed("2026-06-01", "2026-06-08"), "7d");
  EXPECT_EQ(Office(kLondon, "{ mon-sun = [\"00:00-23:59\"] }").elapsed("2026-06-01", "2026-06-08"), "6d23h53m");
}

}  // namespace
}  // namespace concordat::calendar
