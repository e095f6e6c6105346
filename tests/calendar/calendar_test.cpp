// SPDX-License-Identifier: Apache-2.0
// What the words of a calendar mean: nights, dates that differ, combinations, and the ends of what is known.
#include "calendar/support.hpp"

namespace concordat::calendar {
namespace {

std::string hours(const Calendar& calendar, const std::string& from, const std::string& to) {
  const auto instant = [&](const std::string& text) { return at(text, calendar.zone().name); };
  return format_duration(calendar.elapsed_s(instant(from), instant(to)));
}

constexpr const char* kAlways = "zone = \"Europe/London\"\nopen = { mon-sun = [\"00:00-24:00\"] }\n";

// A window over midnight is split at midnight: the second part belongs to the next date. 2026-06-01 is a Monday.
TEST(Night, TheSecondPartBelongsToTheNextDateAlsoIfThatDayIsNotListed) {
  const Calendar friday = weekly("Europe/London", "{ fri = [\"22:00-06:00\"] }");
  EXPECT_EQ(hours(friday, "2026-06-05", "2026-06-06"), "2h");
  EXPECT_EQ(hours(friday, "2026-06-06", "2026-06-07"), "6h");
}

TEST(Night, AClosedDateLosesWhatRunsIntoItAndKeepsWhatRunsOutOfIt) {
  const Calendar calendar = concordat::calendar::calendar(
      "zone = \"Europe/London\"\nopen = { mon-sun = [\"22:00-06:00\"] }\nclosed = [2026-06-03]");
  EXPECT_EQ(hours(calendar, "2026-06-02", "2026-06-03"), "8h");
  EXPECT_EQ(hours(calendar, "2026-06-03", "2026-06-04"), "0s");
  EXPECT_EQ(hours(calendar, "2026-06-04", "2026-06-04T12:00"), "6h") << "Thursday's own part of Wednesday's window";
}

TEST(Night, WindowsOfAlsoRunOverMidnightTooUnlessTheNextDateIsReplaced) {
  const std::string text = "zone = \"Europe/London\"\nopen = {}\nalso = { 2026-06-02 = [\"22:00-06:00\"] }\n";
  const Calendar free = calendar(text);
  EXPECT_EQ(hours(free, "2026-06-02", "2026-06-03"), "2h");
  EXPECT_EQ(hours(free, "2026-06-03", "2026-06-04"), "6h");
  const Calendar closed = calendar(text + "closed = [\"2026-06-03\"]");
  EXPECT_EQ(hours(closed, "2026-06-03", "2026-06-04"), "0s");
}

TEST(Also, ReplacesTheDayAndWinsOverClosed) {
  const Calendar calendar = concordat::calendar::calendar(R"(
zone = "Europe/London"
open = { mon-fri = ["09:00-17:00"] }
closed = [2026-06-03, 2026-06-04]
also = { "2026-06-02" = [], "2026-06-03" = ["10:00-11:00", "10:30-12:00"], "2026-06-06" = ["09:00-10:00"] }
)");
  EXPECT_EQ(hours(calendar, "2026-06-01", "2026-06-02"), "8h");
  EXPECT_EQ(hours(calendar, "2026-06-02", "2026-06-03"), "0s") << "an empty list closes it";
  EXPECT_EQ(hours(calendar, "2026-06-03", "2026-06-04"), "2h") << "overlapping windows count once";
  EXPECT_EQ(hours(calendar, "2026-06-04", "2026-06-05"), "0s");
  EXPECT_EQ(hours(calendar, "2026-06-06", "2026-06-07"), "1h");
}

TEST(Days, RangesWrapAroundTheWeek) {
  const Calendar calendar = concordat::calendar::calendar(R"(
zone = "UTC"
open = { sat-mon = ["09:00-10:00"], wed = ["12:00-13:00"], mon-wed = ["09:00-10:00"] }
)");
  EXPECT_EQ(hours(calendar, "2026-06-01", "2026-06-08"), "6h");
  EXPECT_EQ(hours(calendar, "2026-06-01", "2026-06-02"), "1h") << "Monday is named twice and open once";
  EXPECT_EQ(hours(calendar, "2026-06-03", "2026-06-04"), "2h");
  EXPECT_EQ(hours(calendar, "2026-06-04", "2026-06-06"), "0s");
}

TEST(Combination, ExceptAloneIsAllTimeOutside) {
  const Calendar calendar = concordat::calendar::calendar(R"(
zone = "Europe/London"
except = "office"
[calendar.office]
open = { mon-fri = ["08:30-17:30"] }
)");
  EXPECT_EQ(hours(calendar, "2026-06-01", "2026-06-08"), "5d3h") << "168 less 45 hours";
}

TEST(Combination, UnionLessAnother) {
  const Calendar calendar = concordat::calendar::calendar(R"(
zone = "Europe/London"
union = ["office", "kolkata"]
except = "lunch"
[calendar.office]
open = { mon-fri = ["08:30-17:30"] }
[calendar.kolkata]
zone = "Asia/Kolkata"
open = { mon-fri = ["09:00-18:00"] }
[calendar.lunch]
open = { mon-sun = ["12:00-13:00"] }
)");
  // Kolkata's day is 04:30 to 13:30 in London's summer, so the two together are 04:30 to 17:30, 13 hours less one.
  EXPECT_EQ(hours(calendar, "2026-06-01", "2026-06-02"), "12h");
}

TEST(Combination, DatesOfACombinationAreItsOwn) {
  const Calendar calendar = concordat::calendar::calendar(R"(
zone = "Europe/London"
union = ["office"]
closed = [2026-06-02]
also = { 2026-06-06 = ["09:00-10:00"] }
[calendar.office]
open = { mon-fri = ["09:00-17:00"] }
)");
  EXPECT_EQ(hours(calendar, "2026-06-01", "2026-06-08"), "1d9h") << "four days of eight hours, and one hour";
}

TEST(Never, AnEmptyCalendarIsNeverDue) {
  const Calendar calendar = concordat::calendar::calendar("zone = \"UTC\"\nopen = {}");
  EXPECT_EQ(calendar.add(at("2026-06-01T00:00Z"), 1), (Due{std::nullopt, false}));
  EXPECT_EQ(calendar.add_working_days(at("2026-06-01T00:00Z"), 1), (Due{std::nullopt, false}));
  EXPECT_EQ(calendar.add(at("2026-06-01T00:00Z"), 0), (Due{at("2026-06-01T00:00Z"), false}));
  EXPECT_EQ(calendar.open(at("2026-06-01T00:00Z")), (OpenState{false, std::nullopt}));
}

TEST(Never, AfterTheLastDateOfACalendarOfDates) {
  const Calendar calendar = concordat::calendar::calendar(
      "zone = \"UTC\"\nopen = {}\nalso = { 2026-06-01 = [\"10:00-12:00\"], 2026-06-03 = [\"10:00-12:00\"] }");
  EXPECT_EQ(text(calendar.add(at("2026-06-01T11:00Z"), 7'200)), "2026-06-03T11:00:00Z");
  EXPECT_EQ(text(calendar.add(at("2026-06-01T11:00Z"), 3 * 3'600)), "2026-06-03T12:00:00Z");
  EXPECT_EQ(text(calendar.add(at("2026-06-01T11:00Z"), 3 * 3'600 + 1)), "never");
  EXPECT_EQ(calendar.open(at("2026-06-03T12:00Z")), (OpenState{false, std::nullopt}));
}

TEST(Always, IsOpenForEverAndDueAfterTheHorizon) {
  const Calendar calendar = concordat::calendar::calendar(kAlways);
  EXPECT_EQ(calendar.open(at("2100-12-31T23:59:59Z")), (OpenState{true, std::nullopt}));
  // By Python's datetime: 2090-01-01 and 36,525 days; days from 1970-01-01 to 2100-12-31.
  EXPECT_EQ(text(calendar.add(at("2090-01-01T00:00Z"), std::int64_t{36'525} * 86'400)), "2190-01-02T00:00:00Z");
  EXPECT_EQ(calendar.elapsed_s(at("1970-01-01T00:00Z"), at("2100-12-31T00:00Z")), std::int64_t{47'846} * 86'400);
}

TEST(Always, ShiftsThatMakeUpTheWeekAreOpenForEverToo) {
  const Calendar calendar = concordat::calendar::calendar(R"(
zone = "Europe/London"
union = ["day", "night"]
[calendar.day]
open = { mon-sun = ["06:00-18:00"] }
[calendar.night]
open = { mon-sun = ["18:00-06:00"] }
)");
  EXPECT_EQ(calendar.open(at("2026-06-01T12:00Z")), (OpenState{true, std::nullopt}));
}

TEST(Always, AHolidayIsAChange) {
  const Calendar calendar = concordat::calendar::calendar(std::string(kAlways) + "closed = [2026-12-25]");
  EXPECT_EQ(calendar.open(at("2026-06-01T00:00Z")), (OpenState{true, at("2026-12-25T00:00Z")}));
  EXPECT_EQ(calendar.open(at("2026-12-26T00:00Z")), (OpenState{true, std::nullopt}));
}

TEST(Horizon, TheNextChangeIsKnownOnTheLastDay) {
  const Calendar calendar = weekly("UTC", "{ mon-fri = [\"09:00-17:00\"] }");
  // 2100-12-31 is a Friday.
  EXPECT_EQ(calendar.open(at("2100-12-31T18:00Z")), (OpenState{false, at("2101-01-03T09:00Z")}));
}

TEST(Horizon, WhatIsNotReachedBeforeItIsNotCalledNever) {
  const Calendar calendar = weekly("UTC", "{ mon = [\"09:00-09:01\"] }");
  EXPECT_EQ(text(calendar.add(at("2026-06-01T00:00Z"), 86'400 * 100)), "beyond the horizon");
  EXPECT_EQ(text(calendar.add_working_days(at("2090-06-01T00:00Z"), 10'000)), "beyond the horizon");
}

TEST(WorkingDays, StartOutsideOpenTimeAndSkipWhatIsClosed) {
  const Calendar calendar = concordat::calendar::calendar(
      "zone = \"Europe/London\"\nopen = { mon-fri = [\"09:00-17:00\"] }\nclosed = [2026-06-03]");
  const auto due = [&](const std::string& from, std::int32_t days) {
    return text(calendar.add_working_days(at(from, "Europe/London"), days));
  };
  EXPECT_EQ(due("2026-06-06T10:00", 1), "2026-06-08T09:00:00Z") << "Saturday to Monday";
  EXPECT_EQ(due("2026-06-02T20:00", 1), "2026-06-04T19:00:00Z") << "the same wall time, though it is closed then";
  EXPECT_EQ(due("2026-06-06T10:00", 0), "2026-06-06T09:00:00Z");
  EXPECT_EQ(due("2026-10-23T12:00", 1), "2026-10-26T12:00:00Z") << "the same wall time after the clocks went back";
}

TEST(Input, FractionsOfASecondAreCutOff) {
  const Calendar calendar = weekly("UTC", "{ mon-sun = [\"09:00-17:00\"] }");
  EXPECT_EQ(calendar.elapsed_s(at("2026-06-01T10:00:00.9Z"), at("2026-06-01T10:00:01.1Z")), 1);
  EXPECT_EQ(text(calendar.add(at("2026-06-01T10:00:00.9Z"), 5)), "2026-06-01T10:00:05Z");
  EXPECT_EQ(text(calendar.add(at("2026-06-01T10:00:00.9Z"), 0)), "2026-06-01T10:00:00Z");
}

// The office calendar of an agreement: 45 hours a week, so 123 are outside.
TEST(Agreement, ItsTablesAreReadAndTheRestIsPassedOver) {
  const std::string text = R"(
format = 1
zone = "Europe/London"
[party.hq]
kind = "internal"
[calendar.office]
name = "Office hours"
was = ["hq-hours"]
open = { mon-fri = ["08:30-17:30"] }
closed = { file = "GB_ENG", names = ["New Year's Day", "Good Friday", "Easter Monday", "Christmas Day", "Boxing Day"] }
[calendar.always]
open = { mon-sun = ["00:00-24:00"] }
)";
  const Reading reading = read_calendar_tables(text, "agreement.toml", zone("Europe/London"), sources());
  ASSERT_TRUE(reading.problems.empty()) << to_text(reading.problems.front());
  ASSERT_EQ(reading.calendars.size(), 2U);
  const Definition& office = reading.calendars.at("office");
  EXPECT_EQ(office.name, "Office hours");
  EXPECT_EQ(office.was, std::vector<std::string>{"hq-hours"});
  ASSERT_EQ(office.holidays.size(), 1U);
  EXPECT_EQ(format_date(office.holidays[0].last), "2050-12-27");
  EXPECT_TRUE(check_references(reading.calendars).empty());
  EXPECT_EQ(hours(compile(reading.calendars, "office"), "2026-06-01", "2026-06-08"), "1d21h");
  // Easter of 2026 is 5 April (any almanac): Good Friday is the 3rd, Easter Monday the 6th.
  EXPECT_EQ(hours(compile(reading.calendars, "office"), "2026-04-02", "2026-04-08"), "18h");
}

}  // namespace
}  // namespace concordat::calendar
