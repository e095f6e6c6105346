// SPDX-License-Identifier: Apache-2.0
#include "imports/support.hpp"

#include "base/limits.hpp"

namespace concordat::imports {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

const std::string kXesMap = R"(
[columns]
ticket = "case:concept:name"
at = "time:timestamp"
state = "lifecycle:transition"
team = "org:group"
)";

std::string event(const std::string& time, const std::string& state, const std::string& more = {}) {
  return "<event><date key=\"time:timestamp\" value=\"" + time + "\"/><string key=\"lifecycle:transition\" value=\"" +
         state + "\"/><string key=\"org:group\" value=\"Desk\">" + more + "</string></event>\n";
}

std::string trace(const std::string& name, const std::string& events) {
  return "<trace>\n<string key=\"concept:name\" value=\"" + name + "\"/>\n" + events + "</trace>\n";
}

std::string log(const std::string& traces) {
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<log>\n" + traces + "</log>\n";
}

Result<Rows> read(const std::string& text, const std::string& map = kXesMap) {
  return rows_of(map_of(map), text, Format::xes);
}

std::string xes_problem(const std::string& text, const std::string& map = kXesMap) {
  const auto rows = read(text, map);
  return rows ? "" : to_text(rows.error());
}

TEST(Xes, ReadsTracesAndTheirEvents) {
  const auto rows = read(log(
      trace("1-1", event("2010-03-31T16:59:42.000+02:00", "Open") + event("2010-03-31T17:00:56.000+02:00", "Done")) +
      trace("1-2", event("2010-04-01T00:00:00Z", "Open"))));
  ASSERT_TRUE(rows.has_value()) << to_text(rows.error());
  ASSERT_THAT(rows->rows, SizeIs(3));
  EXPECT_EQ(format_instant(rows->rows[0].at), "2010-03-31T14:59:42Z");
  EXPECT_EQ(rows->texts[rows->rows[1].state], "Done");
  EXPECT_EQ(rows->texts[rows->rows[1].team], "Desk");
  EXPECT_EQ(rows->tickets[rows->rows[2].ticket], "1-2");
  EXPECT_THAT(rows->bad, IsEmpty());
}

TEST(Xes, WhatIsNoAttributeOfEventOrTraceIsPassedOver) {
  const std::string head =
      "<extension name=\"Concept\" prefix=\"concept\" uri=\"http://www.xes-standard.org/concept.xesext\"/>\n"
      "<global scope=\"event\"><string key=\"org:group\" value=\"EMPTY\"/></global>\n"
      "<classifier name=\"Event Name\" keys=\"concept:name\"/>\n"
      "<string key=\"concept:name\" value=\"the log itself\"><string key=\"org:group\" value=\"deep\"/></string>\n";
  const std::string lists =
      "<list key=\"l\"><values><string key=\"org:group\" value=\"deep\"/></values></list>"
      "<container key=\"c\"><string key=\"lifecycle:transition\" value=\"deep\"/></container>";
  // The default namespace, and a prefix: both are in use.
  for (const std::string& text :
       {log(head + trace("1", event("2010-04-01T00:00:00Z", "Open", lists))),
        std::string(
            "<x:log xmlns:x=\"http://www.xes-standard.org/\"><x:trace><x:string key=\"concept:name\" value=\"1\"/>"
            "<x:event><x:date key=\"time:timestamp\" value=\"2010-04-01T00:00:00Z\"/><x:string key=\"org:group\" "
            "value=\"Desk\"/><x:string key=\"lifecycle:transition\" value=\"Open\"/></x:event></x:trace></x:log>")}) {
    const auto rows = read(text);
    ASSERT_TRUE(rows.has_value()) << to_text(rows.error());
    ASSERT_THAT(rows->rows, SizeIs(1));
    EXPECT_EQ(rows->texts[rows->rows[0].team], "Desk");
    EXPECT_EQ(rows->texts[rows->rows[0].state], "Open");
    EXPECT_EQ(rows->tickets[rows->rows[0].ticket], "1");
  }
}

TEST(Xes, NoValueIsTakenFromTheEventBefore) {
  const auto rows =
      read(log(trace("1", event("2010-04-01T00:00:00Z", "Open")) +
               "<trace><event><date key=\"time:timestamp\" value=\"2010-04-01T00:00:00Z\"/></event></trace>\n"));
  ASSERT_TRUE(rows.has_value());
  EXPECT_THAT(rows->rows, SizeIs(1));
  ASSERT_THAT(rows->bad, SizeIs(1));
  EXPECT_THAT(rows->bad[0].reason, HasSubstr("no ticket"));
}

TEST(Xes, BadEventsHaveLineColumnAndReason) {
  const auto rows =
      read(log(trace("1", event("2010-04-01T00:00:00Z", "Open") + event("2010-02-30T00:00:00Z", "Open"))));
  ASSERT_TRUE(rows.has_value());
  ASSERT_THAT(rows->bad, SizeIs(1));
  EXPECT_EQ(rows->bad[0].line, 6) << "declaration, log, trace, its name, two events";
  EXPECT_EQ(rows->bad[0].column, 8) << "behind <event>";
  EXPECT_THAT(rows->bad[0].reason, HasSubstr("time:timestamp"));
  EXPECT_THAT(rows->bad[0].reason, HasSubstr("not a date that exists"));
}

TEST(Xes, AnAttributeThatStandsTwiceIsABadRow) {
  const std::string good = event("2010-04-01T00:00:00Z", "Open");
  const std::string twice =
      "<event><date key=\"time:timestamp\" value=\"2010-04-01T00:00:00Z\"/>\n<string key=\"org:group\" value=\"A\"/>\n"
      " <string key=\"org:group\" value=\"B\"/></event>\n";
  const auto rows = read(log(trace("1", good + twice + good) +
                             trace("2", "<string key=\"concept:name\" value=\"3\"/>" + good) + trace("4", good)));
  ASSERT_TRUE(rows.has_value()) << to_text(rows.error());
  EXPECT_THAT(rows->rows, SizeIs(3));
  ASSERT_THAT(rows->bad, SizeIs(2));
  EXPECT_EQ(rows->bad[0].line, 8) << "declaration, log, trace, its name, an event, and the third line of the next";
  EXPECT_EQ(rows->bad[0].column, 2);
  EXPECT_EQ(rows->bad[0].reason, "attribute \"org:group\": stands twice");
  EXPECT_EQ(rows->bad[1].line, 13);
  EXPECT_EQ(rows->bad[1].column, 1);
  EXPECT_EQ(rows->bad[1].reason, "attribute \"case:concept:name\": stands twice");
}

TEST(Xes, AnXmlBombIsRefusedBeforeItUnpacks) {
  std::string bomb = "<?xml version=\"1.0\"?>\n<!DOCTYPE log [\n<!ENTITY a \"aaaaaaaaaa\">\n";
  for (char c = 'b'; c <= 'j'; ++c) {
    const std::string before(1, static_cast<char>(c - 1));
    bomb += std::string("<!ENTITY ") + c + " \"";
    for (int i = 0; i < 10; ++i) bomb += "&" + before + ";";
    bomb += "\">\n";
  }
  bomb += "]>\n" + trace("&j;", event("2010-04-01T00:00:00Z", "Open"));
  EXPECT_THAT(xes_problem(bomb), AllOf(HasSubstr("log.csv:2:"), HasSubstr("the file has a DOCTYPE")));
  EXPECT_THAT(xes_problem("<!DOCTYPE log SYSTEM \"file:///etc/passwd\">\n<log/>"), HasSubstr("DOCTYPE"));
}

TEST(Xes, NestingHasALimit) {
  std::string deep;
  for (int i = 0; i < 100; ++i) deep += "<string key=\"k\" value=\"v\">";
  EXPECT_THAT(xes_problem(log(trace("1", "<event>" + deep))), HasSubstr("nested more than 32 deep"));
}

TEST(Xes, LongValuesAreNamedAndNotKept) {
  const std::string past(limits::kFieldBytesMax + 1, 'x');
  const auto rows = read(log(trace("1", event("2010-04-01T00:00:00Z", past) + event("2010-04-01T00:00:00Z", "Open"))));
  ASSERT_TRUE(rows.has_value()) << to_text(rows.error());
  ASSERT_THAT(rows->bad, SizeIs(1));
  EXPECT_THAT(rows->bad[0].reason, HasSubstr("a value of more than 1048576 bytes"));
  EXPECT_THAT(xes_problem(log(trace("1", event("2010-04-01T00:00:00Z", std::string(10'000'000, 'x'))))),
              HasSubstr("a tag of more than"));
}

TEST(Xes, ABrokenFileSaysWhereItBreaks) {
  EXPECT_THAT(xes_problem(""), HasSubstr("the file is empty"));
  EXPECT_THAT(xes_problem("Ticket,When\n"), HasSubstr("log.csv:1:1: this is not XES"));
  EXPECT_THAT(xes_problem("<html></html>"), HasSubstr("its first element is <html>"));
  EXPECT_THAT(xes_problem(log("")), HasSubstr("the log holds no event"));
  const std::string whole = log(trace("1", event("2010-04-01T00:00:00Z", "Open")));
  EXPECT_THAT(xes_problem(whole.substr(0, whole.size() - 10)), HasSubstr("the XML breaks off here"));
  EXPECT_THAT(xes_problem(log(trace("Gr\xFC\xDF"
                                    "e",
                                    event("2010-04-01T00:00:00Z", "Open")))),
              HasSubstr("log.csv:4:"));
}

TEST(Xes, AKeyThatNeverOccursIsASlipOfThePen) {
  const std::string text = log(trace("1", event("2010-04-01T00:00:00Z", "Open")));
  EXPECT_THAT(xes_problem(text, kXesMap + "person = \"org:resource\"\n"), HasSubstr("\"org:resource\""));
  EXPECT_THAT(xes_problem(text, "[columns]\nticket = \"case:concept:nmae\"\nat = \"time:timestamp\"\n"),
              HasSubstr("Did you mean \"case:concept:name\"?"));
}

}  // namespace
}  // namespace concordat::imports
