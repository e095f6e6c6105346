// SPDX-License-Identifier: Apache-2.0
#include "imports/support.hpp"

#include "base/limits.hpp"

namespace concordat::imports {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

const std::string kRowsMap = R"(
time_format = "%d/%m/%Y %H:%M"
missing = ["?"]
[columns]
ticket = "Ticket"
at = "When"
state = "State"
team = "Team"
closed = "Closed"
reopen_count = "Reopened"
sla_met = "Met"
[states]
Open = "new"
Done = "resolved"
)";
const std::string kRowsHeader = "Ticket,When,State,Team,Closed,Reopened,Met\n";

std::string rows_problem(const std::string& bytes, const std::string& map = kRowsMap) {
  const auto rows = rows_of(map_of(map), bytes);
  return rows ? "" : to_text(rows.error());
}

// The one bad row of a file with a good row before and after it.
std::string bad(const std::string& row) {
  const auto rows = rows_of(map_of(kRowsMap), kRowsHeader + "T0,1/2/2016 10:00,Open,Desk,?,0,true\n" + row +
                                                  "\nT9,1/2/2016 10:00,Open,Desk,?,0,true\n");
  if (!rows) return std::string(1, '!').append(to_text(rows.error()));
  EXPECT_EQ(rows->rows.size(), 2U);
  EXPECT_EQ(rows->bad_count, 1U);
  if (rows->bad.size() != 1) return "";
  const BadRow& only = rows->bad.front();
  return std::to_string(only.line) + ":" + std::to_string(only.column) + " " + only.reason;
}

TEST(Rows, EveryKindOfBadRowHasLineColumnAndReason) {
  EXPECT_THAT(bad("T1,31/2/2016 10:00,Open,Desk,?,0,true"),
              HasSubstr("3:2 column 2 (When): at \"31/2/2016 10:00\" is not a date"));
  EXPECT_THAT(bad("T1,1/2/2016 10:00,Opne,Desk,?,0,true"), HasSubstr("3:3 column 3 (State): state \"Opne\" is not in"));
  EXPECT_THAT(bad("T1,1/2/2016 10:00,Open,Desk,30/2/2016 1:00,0,true"), HasSubstr("3:5 column 5 (Closed): closed"));
  EXPECT_THAT(bad("T1,1/2/2016 10:00,Open,Desk,?,many,true"),
              HasSubstr("3:6 column 6 (Reopened): reopen_count \"many\""));
  EXPECT_THAT(bad("T1,1/2/2016 10:00,Open,Desk,?,-1,true"), HasSubstr("3:6"));
  EXPECT_THAT(bad("T1,1/2/2016 10:00,Open,Desk,?,0,perhaps"), HasSubstr("3:7 column 7 (Met): sla_met \"perhaps\""));
  EXPECT_THAT(bad("?,1/2/2016 10:00,Open,Desk,?,0,true"), HasSubstr("3:1 column 1 (Ticket): no ticket"));
  EXPECT_THAT(bad("T1,?,Open,Desk,?,0,true"), HasSubstr("3:2 column 2 (When): no time"));
  EXPECT_THAT(bad("T1,1/2/2016 10:00,Open"), HasSubstr("3:0 3 fields where the header has 7"));
  EXPECT_THAT(bad("T1,1/2/2016 10:00,Open,Desk,?,0,true,8"), HasSubstr("3:0 8 fields where the header has 7"));
  EXPECT_THAT(bad("T1,1/2/2016 10:00,Open,De\xFFsk,?,0,true"), HasSubstr("3:4 column 4 (Team): not UTF-8: byte 0xff"));
  EXPECT_THAT(bad("T1,1/2/2016 10:00,Open,\"Desk,?,0,true"),
              HasSubstr("3:4 column 4 (Team): the quote that opens here"));
  EXPECT_THAT(bad("T1,1/2/2016 10:00,Open," + std::string(201, 'x') + ",?,0,true"), HasSubstr("longer than 200 bytes"));
  EXPECT_THAT(bad("T1,1/2/2016 10:00,Open," + std::string(10'000'000, 'x') + ",?,0,true"), HasSubstr("3:4"));
  EXPECT_THAT(bad("\"T\n1\",31/2/2016 10:00,Open,Desk,?,0,true"), HasSubstr("4:2"))
      << "the line of the field, not of the row";
}

TEST(Rows, AnInstantThatNoDeskHasSeenIsABadRow) {
  const std::string why = "is outside the years 1970 to 2100";
  EXPECT_THAT(bad("T1,31/12/1969 23:59,Open,Desk,?,0,true"),
              HasSubstr("3:2 column 2 (When): at \"31/12/1969 23:59\" " + why));
  EXPECT_THAT(bad("T1,1/1/2101 0:00,Open,Desk,?,0,true"),
              HasSubstr("3:2 column 2 (When): at \"1/1/2101 0:00\" " + why));
  EXPECT_THAT(bad("T1,1/2/2016 10:00,Open,Desk,1/1/0001 0:00,0,true"),
              HasSubstr("3:5 column 5 (Closed): closed \"1/1/0001 0:00\" " + why));
  const auto rows = rows_of(map_of(kRowsMap), kRowsHeader + "T1,1/1/1970 0:00,Open,Desk,31/12/2100 23:59,0,true\n");
  ASSERT_TRUE(rows.has_value());
  EXPECT_THAT(rows->bad, IsEmpty());
}

TEST(Rows, AFileThatCannotBeMappedIsRefusedAsAWhole) {
  EXPECT_THAT(rows_problem("Ticket,Wen,State,Team,Closed,Reopened,Met\n"),
              HasSubstr("log.csv:1:1: there is no column \"When\""));
  EXPECT_THAT(rows_problem("Ticket,Wen,State,Team,Closed,Reopened,Met\n"), HasSubstr("Did you mean \"Wen\"?"));
  EXPECT_THAT(rows_problem(""), HasSubstr("the file is empty"));
  EXPECT_THAT(rows_problem("\n\n"), HasSubstr("the file is empty"));
  EXPECT_THAT(rows_problem(kRowsHeader), HasSubstr("a header and no rows"));
  EXPECT_THAT(rows_problem("Ticket,When,State,Team,Closed,Reopened,Met,When\nT,1/2/2016 1:00,Open,D,?,0,true,x\n"),
              HasSubstr("log.csv:1:8: two columns are called \"When\""));
  EXPECT_THAT(rows_problem("\"Ticket,When\n"), HasSubstr("the header cannot be read"));
}

TEST(Rows, AColumnThatTheMapDoesNotNameMayOccurTwice) {
  EXPECT_EQ(
      rows_problem("Label,Label,Ticket,When,State,Team,Closed,Reopened,Met\nx,y,T,1/2/2016 1:00,Open,D,?,0,true\n"),
      "");
}

TEST(Rows, MissingValuesAreAbsentAndNotWords) {
  const auto rows = rows_of(map_of(kRowsMap), kRowsHeader + "T1,1/2/2016 10:00,?,,?,, \n");
  ASSERT_TRUE(rows.has_value());
  ASSERT_THAT(rows->rows, SizeIs(1));
  EXPECT_EQ(rows->rows[0].state, Texts::kNone);
  EXPECT_EQ(rows->rows[0].team, Texts::kNone);
  EXPECT_EQ(rows->facts.at(0).closed, std::nullopt);
  EXPECT_EQ(rows->facts.at(0).reopen_count, std::nullopt);
  EXPECT_EQ(rows->facts.at(0).sla_met, std::nullopt);
}

TEST(Rows, TheLastRowOfATicketSaysItsFacts) {
  const auto rows = rows_of(map_of(kRowsMap), kRowsHeader +
                                                  "T1,1/2/2016 10:00,Open,Desk,2/2/2016 9:00,0,true\n"
                                                  "T2,1/2/2016 10:01,Open,Desk,?,0,true\n"
                                                  "T1,1/2/2016 10:02,Done,Desk,3/2/2016 9:00,2,no\n");
  ASSERT_TRUE(rows.has_value());
  ASSERT_THAT(rows->facts, SizeIs(2));
  EXPECT_EQ(format_instant(rows->facts[0].closed.value()), "2016-02-03T09:00:00Z");
  EXPECT_EQ(rows->facts[0].reopen_count, 2);
  EXPECT_EQ(rows->facts[0].sla_met, false);
  EXPECT_EQ(rows->facts[1].closed, std::nullopt);
}

TEST(Rows, WallTimesAreOfTheMapsZone) {
  // Clocks in London go from 01:00 to 02:00 on 29 March 2026 and from 02:00 back to 01:00 on 25 October.
  const Map map = map_of("zone = \"Europe/London\"\n[columns]\nticket = \"T\"\nat = \"W\"\n");
  const auto at = [&](const std::string& time) {
    const auto rows = rows_of(map, "T,W\n1," + time + "\n");
    return rows && !rows->rows.empty() ? format_instant(rows->rows[0].at) : "bad";
  };
  EXPECT_EQ(at("2026-03-06T16:00"), "2026-03-06T16:00:00Z");
  EXPECT_EQ(at("2026-07-06T16:00"), "2026-07-06T15:00:00Z");
  EXPECT_EQ(at("2026-03-29T01:30"), "2026-03-29T01:00:00Z") << "a time that does not occur is the transition";
  EXPECT_EQ(at("2026-10-25T01:30"), "2026-10-25T00:30:00Z") << "a time that occurs twice is the first";
  EXPECT_EQ(at("2026-10-25T01:30+00:00"), "2026-10-25T01:30:00Z") << "an offset in the file says which";
}

TEST(Rows, TheRejectedFileCanBeMendedAndImported) {
  std::string rejected;
  ReadOptions options;
  options.rejected = [&](std::string_view piece) { rejected += piece; };
  const std::string bytes =
      "Ticket;When;State;Team;Closed;Reopened;Met\r\n"
      "T1;1/2/2016 10:00;Opne;\"the; \"\"Desk\"\"\";?;0;true\r\n"
      "T2;1/2/2016 10:00;Open;Desk;?;0;true\r\n"
      "T3;31/2/2016 10:00;Open;Desk;?;0;true\r\n";
  const Map map = map_of(kRowsMap);
  const auto rows = rows_of(map, bytes, Format::csv, options);
  ASSERT_TRUE(rows.has_value());
  EXPECT_EQ(rows->bad_count, 2U);
  EXPECT_THAT(rejected, HasSubstr("rejected_line;rejected_column;rejected_reason;Ticket;When"));
  const auto mend = [&](const std::string& from, const std::string& to) {
    rejected.replace(rejected.find(from), from.size(), to);
  };
  mend(";Opne;", ";Open;");
  mend(";31/2/2016", ";29/2/2016");
  const auto again = rows_of(map, rejected);
  ASSERT_TRUE(again.has_value()) << to_text(again.error());
  EXPECT_THAT(again->bad, IsEmpty());
  ASSERT_THAT(again->rows, SizeIs(2));
  EXPECT_EQ(again->texts[again->rows[0].team], "the; \"Desk\"");
}

TEST(Rows, ManyBadRowsAreCountedAndTheFirstAreListed) {
  std::string bytes = kRowsHeader;
  for (int i = 0; i < 1500; ++i) bytes += "T1,never,Open,Desk,?,0,true\n";
  const auto rows = rows_of(map_of(kRowsMap), bytes);
  ASSERT_TRUE(rows.has_value());
  EXPECT_EQ(rows->bad_count, 1500U);
  EXPECT_THAT(rows->bad, SizeIs(limits::kBadRowsListed));
}

TEST(Rows, ProgressIsTold) {
  std::string bytes = kRowsHeader;
  for (int i = 0; i < 20'000; ++i) bytes += "T1,1/2/2016 10:00,Open,Desk,?,0,true\n";
  std::vector<std::size_t> told;
  ReadOptions options;
  options.progress = [&](std::size_t rows) { told.push_back(rows); };
  ASSERT_TRUE(rows_of(map_of(kRowsMap), bytes, Format::csv, options).has_value());
  EXPECT_GE(told.size(), 2U);
  EXPECT_TRUE(std::is_sorted(told.begin(), told.end()));
}

}  // namespace
}  // namespace concordat::imports
