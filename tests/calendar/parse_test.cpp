// SPDX-License-Identifier: Apache-2.0
// A calendar file that is wrong: what is said, where, and with which hint.
#include "calendar/support.hpp"

#include <gmock/gmock.h>

namespace concordat::calendar {
namespace {

using testing::HasSubstr;

constexpr const char* kHead = "zone = \"Europe/London\"\n";

struct Wrong {
  const char* what;
  std::string text;  // after kHead, so it begins on line 2
  const char* code;
  std::int64_t line;
  std::int64_t column;
  const char* says;  // in the message or the hint
};

const Wrong kWrong[] = {
    {"key", "open = {}\nclosd = []", "unknown-key", 3, 1, "\"closed\""},
    {"key far from any", "open = {}\nxyzzyx = 1", "unknown-key", 3, 1, "zone, open, closed"},
    {"day", "open = { mon-fry = [] }", "bad-value", 2, 10, "\"fry\" is no day"},
    {"days in capitals", "open = { Mon = [] }", "bad-value", 2, 10, "mon tue wed"},
    {"window", "open = { mon = [\"9-5\"] }", "bad-value", 2, 17, "\"9-5\" is no window"},
    {"hour", "open = { mon = [\"09:00-25:00\"] }", "bad-value", 2, 17, "no window"},
    {"minute", "open = { mon = [\"09:00-17:60\"] }", "bad-value", 2, 17, "no window"},
    {"past midnight", "open = { mon = [\"09:00-24:01\"] }", "bad-value", 2, 17, "no window"},
    {"empty window", "open = { mon = [\"09:00-09:00\"] }", "bad-value", 2, 17, "00:00-24:00"},
    {"from 24:00", "open = { mon = [\"24:00-06:00\"] }", "bad-value", 2, 17, "no window"},
    {"windows", "open = { mon = \"09:00-17:00\" }", "bad-value", 2, 16, "no list"},
    {"open", "open = [\"09:00-17:00\"]", "bad-value", 2, 8, "mon-fri"},
    {"number as window", "open = { mon = [9] }", "bad-value", 2, 17, "no window"},
    {"date", "open = {}\nclosed = [\"2026-02-30\"]", "bad-value", 3, 11, "\"2026-02-30\" is no date"},
    {"time as date", "open = {}\nclosed = [2026-02-28T10:00:00]", "bad-value", 3, 11, "no date"},
    {"far date", "open = {}\nclosed = [2126-02-28]", "bad-value", 3, 11, "1970 to 2100"},
    {"closed", "open = {}\nclosed = 2026-12-25", "bad-value", 3, 10, "list"},
    {"also", "open = {}\nalso = []", "bad-value", 3, 8, "table of dates"},
    {"also date", "open = {}\nalso = { tomorrow = [] }", "bad-value", 3, 10, "\"tomorrow\" is no date"},
    {"list", "open = {}\nclosed = { file = \"GB_EGN\", names = [\"x\"] }", "cannot-read", 3, 19, "\"GB_ENG\""},
    {"no names", "open = {}\nclosed = { file = \"GB_ENG\" }", "missing-key", 3, 10, "`names` is missing"},
    {"empty names", "open = {}\nclosed = { file = \"GB_ENG\", names = [] }", "bad-value", 3, 37, "Boxing Day"},
    {"no file", "open = {}\nclosed = { names = [\"x\"] }", "missing-key", 3, 10, "no `file`"},
    {"holiday", "open = {}\nclosed = [{ file = \"GB_ENG\", names = [\"Boxing Dya\"] }]", "unknown-name", 3, 39,
     "\"Boxing Day\""},
    {"list's key", "open = {}\nclosed = { file = \"GB_ENG\", name = [], names = [\"May Day\"] }", "unknown-key", 3, 29,
     "\"names\""},
    {"nothing", "", "missing-key", 1, 1, "does not say when it is open"},
    {"both", "open = {}\nunion = [\"a\"]\n[calendar.a]\nopen = {}", "bad-value", 2, 8, "beside"},
    {"empty union", "union = []", "bad-value", 2, 9, "names no calendar"},
    {"union as text", "union = \"a\"\n[calendar.a]\nopen = {}", "bad-value", 2, 9, "no list of calendars"},
    {"except as list", "except = [\"a\"]\n[calendar.a]\nopen = {}", "bad-value", 2, 10, "no name"},
    {"unknown calendar", "except = \"ofice\"\n[calendar.office]\nopen = {}", "unknown-name", 2, 10, "\"office\""},
    {"undeclared calendar", "except = \"office\"", "unknown-name", 2, 10, "[calendar.office]"},
    {"itself", "except = \"a\"\n[calendar.a]\nunion = [\"a\"]", "circular-calendar", 4, 10, "a → a"},
    {"circle", "except = \"a\"\n[calendar.a]\nunion = [\"b\"]\n[calendar.b]\nexcept = \"a\"", "circular-calendar", 6,
     10, "a → b → a"},
    {"no table", "open = {}\ncalendar = 1", "bad-value", 3, 12, "[calendar.KEY]"},
    {"zone of a table", "open = {}\n[calendar.a]\nzone = \"Nowhere\"\nopen = {}", "unknown-zone", 4, 8, "Nowhere"},
    {"calendar within", "open = {}\n[calendar.a]\nopen = {}\n[calendar.a.calendar.b]", "unknown-key", 5, 13,
     "calendar"},
    {"name", "open = {}\nname = 1", "bad-value", 3, 8, "`name`"},
    {"was", "open = {}\nwas = \"old\"", "bad-value", 3, 7, "`was`"},
    {"syntax", "open = {", "syntax", 2, 9, "not TOML"},
    {"key twice", "open = {}\nopen = {}", "syntax", 3, 8, "not TOML"},
};

TEST(WrongCalendar, SaysWhatWhereAndWhatToDo) {
  for (const Wrong& wrong : kWrong) {
    SCOPED_TRACE(wrong.what);
    const Reading reading = read(kHead + wrong.text);
    ASSERT_EQ(reading.problems.size(), 1U) << (reading.problems.empty() ? "" : to_text(reading.problems[1]));
    const Problem& problem = reading.problems.front();
    EXPECT_EQ(problem.code, wrong.code);
    EXPECT_THAT(problem.message + "\n" + problem.hint, HasSubstr(wrong.says));
    ASSERT_TRUE(problem.where);
    EXPECT_EQ(problem.where->file, "test.toml");
    EXPECT_EQ(problem.where->line, wrong.line) << to_text(problem);
    EXPECT_EQ(problem.where->column, wrong.column) << to_text(problem);
  }
}

TEST(WrongCalendar, EveryProblemIsFoundInTheOrderOfTheText) {
  const Reading reading = read(R"(zone = "Europe/Londn"
open = { mon-frid = ["9-5"] }
closed = [2026-12-25, "soon"]
[calendar.night]
except = "nothing"
)");
  std::vector<std::int64_t> lines;
  for (const Problem& problem : reading.problems) lines.push_back(problem.where->line);
  EXPECT_EQ(lines, (std::vector<std::int64_t>{1, 2, 2, 3, 5}));
}

TEST(WrongCalendar, AFileWithoutAZoneIsRefused) {
  const Reading reading = read("open = {}");
  ASSERT_EQ(reading.problems.size(), 1U);
  EXPECT_EQ(reading.problems[0].code, "missing-key");
  EXPECT_THAT(reading.problems[0].hint, HasSubstr("zone = "));
}

TEST(WrongCalendar, AListOfHolidaysThatIsBrokenNamesItself) {
  const Reading reading = read(std::string(kHead) + "open = {}\nclosed = { file = \"mine.json\", names = [\"x\"] }",
                               {{"mine.json", "{\n\"2026-01-01\": }"}});
  ASSERT_EQ(reading.problems.size(), 1U);
  EXPECT_EQ(reading.problems[0].where->file, "mine.json");
  EXPECT_EQ(reading.problems[0].where->line, 2);
}

TEST(WrongCalendar, CalendarsThatNameEachOtherManyTimesStaySmall) {
  std::string text = std::string(kHead) + "union = [\"c39\"]\n[calendar.c0]\nopen = { mon = [\"09:00-17:00\"] }\n";
  for (int i = 1; i < 40; ++i) {
    const std::string before = "\"c" + std::to_string(i - 1) + "\"";
    text += "[calendar.c" + std::to_string(i) + "]\nunion = [" + before + ", " + before + "]\n";
  }
  EXPECT_EQ(calendar(text).elapsed_s(at("2026-06-01"), at("2026-06-08")), 8 * 3'600)
      << "2 to the 39th, if worked out naively";
}

TEST(Window, Forms) {
  EXPECT_EQ(parse_window("08:30-17:30"), (Window{30'600, 63'000}));
  EXPECT_EQ(parse_window("00:00-24:00"), (Window{0, 86'400}));
  EXPECT_EQ(parse_window("22:00-06:00"), (Window{79'200, 108'000}));
  EXPECT_EQ(parse_window("22:00-00:00"), (Window{79'200, 86'400}));
  for (const char* text :
       {"", "-", "08:30", "08:30-", "8:30-17:30", "08:30-17:3", "08:30–17:30", "08:30 - 17:30", "08:30-17:30-"}) {
    EXPECT_FALSE(parse_window(text)) << text;
  }
}

}  // namespace
}  // namespace concordat::calendar
