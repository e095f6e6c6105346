// SPDX-License-Identifier: Apache-2.0
// Holiday lists: the built-in ones (vacanza/holidays), JSON files of that form, and iCalendar files.
#include "calendar/holidays.hpp"
#include "calendar/horizon.hpp"
#include "calendar/support.hpp"

#include <gmock/gmock.h>

namespace concordat::calendar {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::UnorderedElementsAre;

std::vector<std::string> texts(const Holidays& holidays) {
  std::vector<std::string> all;
  for (const Holiday& holiday : holidays) all.push_back(format_date(holiday.date) + " " + holiday.name);
  return all;
}

std::vector<std::string> events(const std::string& lines) {
  const auto holidays = parse_holidays("BEGIN:VCALENDAR\nVERSION:2.0\n" + lines + "END:VCALENDAR\n", "days.ics");
  if (!holidays) return {to_text(holidays.error())};
  return texts(*holidays);
}

std::string event(const std::string& lines) { return "BEGIN:VEVENT\n" + lines + "END:VEVENT\n"; }

// Public record: Christmas Day 2027 is a Saturday, so England's substitute days are Monday 27 and Tuesday 28 December.
TEST(BuiltIn, NamesMatchExactly) {
  const Reading reading = read(R"toml(
zone = "Europe/London"
open = { mon-sun = ["00:00-24:00"] }
closed = { file = "GB_ENG.json", names = ["Christmas Day (observed)"] }
)toml");
  ASSERT_TRUE(reading.problems.empty()) << to_text(reading.problems.front());
  std::vector<std::string> observed;
  for (const ClosedDate& closed : reading.calendars.at(kTopLevel).closed) {
    if (split_date(closed.date).year == 2027) observed.push_back(format_date(closed.date));
  }
  EXPECT_THAT(observed, ElementsAre("2027-12-27"));
}

TEST(BuiltIn, AreFoundWithAndWithoutTheirEnding) {
  EXPECT_THAT(built_in_holiday_lists(),
              UnorderedElementsAre("BE_COMMON", "DE_BY", "DE_COMMON", "GB_ENG", "NL_COMMON", "US_COMMON"));
  EXPECT_TRUE(built_in_holidays("GB_ENG"));
  EXPECT_EQ(built_in_holidays("GB_ENG.json"), built_in_holidays("GB_ENG"));
  EXPECT_FALSE(built_in_holidays("gb_eng"));
  EXPECT_FALSE(built_in_holidays("LICENSE"));
  for (const std::string& name : built_in_holiday_lists()) {
    const auto holidays = parse_holidays(*built_in_holidays(name), name);
    ASSERT_TRUE(holidays) << name << to_text(holidays.error());
    EXPECT_EQ(split_date(holidays->back().date).year, 2050) << name;
  }
}

// Ascension Day of 2008 fell on 1 May: one date, two holidays, and each name finds it.
TEST(Json, TwoHolidaysOnADateAreFoundByEitherName) {
  for (const char* name : {"Ascension Day", "Labor Day", "Ascension Day; Labor Day"}) {
    const Calendar calendar = concordat::calendar::calendar(
        std::string(
            "zone = \"Europe/Brussels\"\nopen = { mon-sun = [\"00:00-24:00\"] }\nclosed = { file = \"BE_COMMON\", "
            "names = [\"") +
        name + "\"] }");
    EXPECT_FALSE(calendar.open(at("2008-05-01T12:00Z")).open) << name;
  }
}

TEST(Json, WhatIsNoListOfHolidaysIsAProblem) {
  for (const char* text : {"[]", "{\"2026-02-30\": \"x\"}", "{\"2026-02-28\": 1}", "{\"2026-02-28\": \"x\"", "",
                           "{\"2026-02-28\": \"x\", \"2026-02-28\": \"y\"}"}) {
    EXPECT_FALSE(parse_holidays(text, "days.json")) << text;
  }
}

TEST(Ical, SingleDaysAndSeveralDays) {
  EXPECT_THAT(events(event("DTSTART;VALUE=DATE:20261224\nSUMMARY:Christmas Eve\n")),
              ElementsAre("2026-12-24 Christmas Eve"));
  EXPECT_THAT(events(event("DTSTART;VALUE=DATE:20261224\nDTEND;VALUE=DATE:20261227\nSUMMARY:Shut\n")),
              ElementsAre("2026-12-24 Shut", "2026-12-25 Shut", "2026-12-26 Shut"));
  EXPECT_THAT(events(event("DTSTART;VALUE=DATE:20261224\nDURATION:P2D\nSUMMARY:Shut\n")),
              ElementsAre("2026-12-24 Shut", "2026-12-25 Shut"));
  EXPECT_THAT(events(event("DTSTART;TZID=Europe/London:20261224T120000\nDTEND;TZID=Europe/London:20261225T000000\n"
                           "SUMMARY:Afternoon\\, off\n")),
              ElementsAre("2026-12-24 Afternoon, off"));
}

// Dates by any almanac; rules of the forms that RFC 5545 section 3.8.5.3 gives as examples.
TEST(Ical, RulesRepeatWithinTheYearsThatCalendarsKnow) {
  const auto yearly = events(event("DTSTART;VALUE=DATE:19600501\nRRULE:FREQ=YEARLY\nSUMMARY:May Day\n"));
  EXPECT_EQ(yearly.front(), "1960-05-01 May Day");
  EXPECT_EQ(yearly.back(), "2100-05-01 May Day");
  EXPECT_EQ(yearly.size(), 141U);
  // Fourth Thursdays of November: 2024-11-28, 2025-11-27, 2026-11-26.
  EXPECT_THAT(events(event("DTSTART;VALUE=DATE:20241128\nRRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=4TH;COUNT=3\nSUMMARY:T\n")),
              ElementsAre("2024-11-28 T", "2025-11-27 T", "2026-11-26 T"));
  // Last Mondays of May until 2027: 2025-05-26, 2026-05-25.
  EXPECT_THAT(
      events(event("DTSTART;VALUE=DATE:20250526\nRRULE:FREQ=YEARLY;BYMONTH=5;BYDAY=-1MO;UNTIL=20270101\nSUMMARY:M\n")),
      ElementsAre("2025-05-26 M", "2026-05-25 M"));
  // 29 February of leap years alone, and 2100 is none.
  EXPECT_EQ(events(event("DTSTART;VALUE=DATE:20240229\nRRULE:FREQ=YEARLY\nSUMMARY:L\n")).back(), "2096-02-29 L");
}

TEST(Ical, ExtraExcludedMovedAndCancelledDates) {
  EXPECT_THAT(events(event("UID:a\nDTSTART;VALUE=DATE:20260101\nRRULE:FREQ=YEARLY;COUNT=4\nEXDATE;VALUE=DATE:20270101\n"
                           "RDATE;VALUE=DATE:20260601\nSUMMARY:N\n") +
                     event("UID:a\nRECURRENCE-ID;VALUE=DATE:20280101\nDTSTART;VALUE=DATE:20280103\nSUMMARY:N\n") +
                     event("UID:a\nRECURRENCE-ID;VALUE=DATE:20290101\nDTSTART;VALUE=DATE:20290101\nSTATUS:CANCELLED\n"
                           "SUMMARY:N\n") +
                     event("UID:b\nDTSTART;VALUE=DATE:20260102\nSTATUS:CANCELLED\nSUMMARY:C\n")),
              ElementsAre("2026-01-01 N", "2026-06-01 N", "2028-01-03 N"));
}

TEST(Ical, ASeriesThatEndedBeforeItBeganIsItsFirstDay) {
  EXPECT_THAT(events(event("DTSTART;VALUE=DATE:20260101\nRRULE:FREQ=YEARLY;UNTIL=20251231\nSUMMARY:S\n")),
              ElementsAre("2026-01-01 S"));
}

TEST(Ical, WhatCannotBeUsedIsAProblem) {
  EXPECT_THAT(events(""), ElementsAre(HasSubstr("no iCalendar file")));
  EXPECT_FALSE(parse_holidays("nothing of the kind", "days.ics"));
  EXPECT_FALSE(parse_holidays("", "days.ICS"));
  EXPECT_FALSE(parse_holidays(std::string("BEGIN:VCALENDAR\0", 16), "days.ics"));
  EXPECT_THAT(events(event("SUMMARY:Undated\n")), ElementsAre(HasSubstr("\"Undated\" cannot be used: it has no date")));
  EXPECT_THAT(events(event("DTSTART;VALUE=DATE:20260101\nRRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=8TH\nSUMMARY:S\n")),
              ElementsAre(HasSubstr("its rule never comes true")));
  EXPECT_THAT(events(event("DTSTART;VALUE=DATE:20260101\nRRULE:FREQ=SECONDLY\nSUMMARY:S\n")),
              ElementsAre(HasSubstr("its rule does not repeat by days")));
}

TEST(Ical, NamesOfAFileBesideTheText) {
  const Files files{{"firm.ics", "BEGIN:VCALENDAR\n" + event("DTSTART;VALUE=DATE:20260602\nSUMMARY:Founding day\n") +
                                     event("DTSTART;VALUE=DATE:20260603\nSUMMARY:Picnic\n") + "END:VCALENDAR\n"}};
  const std::string text =
      "zone = \"UTC\"\nopen = { mon-fri = [\"09:00-17:00\"] }\nclosed = [2026-06-04, "
      "{ file = \"firm.ics\", names = [\"Founding day\"] }]";
  const Calendar calendar = concordat::calendar::calendar(text, files);
  EXPECT_EQ(calendar.elapsed_s(at("2026-06-01"), at("2026-06-08")), 3 * 8 * 3'600);
}

}  // namespace
}  // namespace concordat::calendar
