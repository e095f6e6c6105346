// SPDX-License-Identifier: Apache-2.0
// Promise: `concordat clock` answers business time from a calendar file, in the fixed form, or says what is wrong with
// it.
#include "support/program.hpp"

#include <boost/json/object.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace concordat::test {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

class Clock : public testing::Test {
 protected:
  Outcome ask(std::vector<std::string> words) const {
    words.insert(words.begin(), "clock");
    return Program(folder_)(words);
  }

  // The JSON document as it stands on standard output.
  std::string json(std::vector<std::string> words) const {
    words.emplace_back("--json");
    const Outcome outcome = ask(std::move(words));
    EXPECT_EQ(outcome.exit_code, 0) << outcome.out << outcome.err;
    EXPECT_THAT(outcome.err, IsEmpty());
    return outcome.out;
  }

  boost::json::object error(std::vector<std::string> words) const {
    words.emplace_back("--json");
    const Outcome outcome = ask(std::move(words));
    EXPECT_EQ(outcome.exit_code, 2) << outcome.out;
    return outcome.json().at("error").as_object();
  }

  Folder folder_;
  std::string new_york_ =
      folder_.write("new-york.toml", "zone = \"America/New_York\"\nopen = { mon-fri = [\"09:00-17:00\"] }\n");
  std::string always_ =
      folder_.write("always.toml", "zone = \"America/New_York\"\nopen = { mon-sun = [\"00:00-24:00\"] }\n");
  std::string never_ = folder_.write("never.toml", "zone = \"UTC\"\nopen = {}\n");
};

// Clock change D1 of the published cases; 2026-03-06 is a Friday, and clocks go forward on the 8th.
TEST_F(Clock, AnswersInTheFixedForm) {
  EXPECT_EQ(json({"due", "--calendar", new_york_, "--from", "2026-03-06T21:00:00Z", "--add", "4h"}),
            "{\"due\":\"2026-03-09T16:00:00Z\"}\n");
  EXPECT_EQ(json({"elapsed", "--calendar", new_york_, "--from", "2026-03-06T16:00", "--to", "2026-03-09T12:00"}),
            "{\"seconds\":14400}\n");
  EXPECT_EQ(json({"elapsed", "--calendar", new_york_, "--to", "2026-03-06T16:00", "--from", "2026-03-09T12:00"}),
            "{\"seconds\":-14400}\n");
  EXPECT_EQ(json({"open", "--calendar", new_york_, "--at", "2026-03-06T12:00-05:00"}),
            "{\"open\":true,\"until\":\"2026-03-06T22:00:00Z\"}\n");
  EXPECT_EQ(json({"open", "--calendar", new_york_, "--at", "2026-03-06T17:00"}),
            "{\"open\":false,\"until\":\"2026-03-09T13:00:00Z\"}\n");
  EXPECT_EQ(json({"due", "--calendar", new_york_, "--from", "2026-03-06T20:00", "--add", "7wd"}),
            "{\"due\":\"2026-03-18T00:00:00Z\"}\n");
}

TEST_F(Clock, NeverAndAlwaysAreNull) {
  EXPECT_EQ(json({"due", "--calendar", never_, "--from", "2026-03-06", "--add", "1s"}), "{\"due\":null}\n");
  EXPECT_EQ(json({"due", "--calendar", never_, "--from", "2026-03-06", "--add", "1wd"}), "{\"due\":null}\n");
  EXPECT_EQ(json({"due", "--calendar", never_, "--from", "2026-03-06", "--add", "0s"}),
            "{\"due\":\"2026-03-06T00:00:00Z\"}\n");
  EXPECT_EQ(json({"open", "--calendar", never_, "--at", "2026-03-06"}), "{\"open\":false,\"until\":null}\n");
  EXPECT_EQ(json({"open", "--calendar", always_, "--at", "2026-03-06"}), "{\"open\":true,\"until\":null}\n");
}

TEST_F(Clock, LocalTimesOfAClockChange) {
  // 01:30 occurs twice and is the first, 05:30Z; 02:30 does not occur and is the transition, 07:00Z.
  EXPECT_EQ(json({"due", "--calendar", always_, "--from", "2026-11-01T01:30", "--add", "0s"}),
            "{\"due\":\"2026-11-01T05:30:00Z\"}\n");
  EXPECT_EQ(json({"due", "--calendar", always_, "--from", "2026-03-08T02:30", "--add", "0s"}),
            "{\"due\":\"2026-03-08T07:00:00Z\"}\n");
}

TEST_F(Clock, HolidaysFromFilesBesideTheCalendarAndCombinations) {
  folder_.write("firm.json", "{\"2026-03-09\": \"Founding day\"}");
  const std::string file = folder_.write("joint.toml", R"(
zone = "Europe/London"
union = ["office", "saturday"]
[calendar.office]
open = { mon-fri = ["09:00-17:00"] }
closed = [{ file = "firm.json", names = ["Founding day"] }, { file = "GB_ENG", names = ["Good Friday"] }]
[calendar.saturday]
open = { sat = ["10:00-12:00"] }
)");
  EXPECT_EQ(json({"elapsed", "--calendar", file, "--from", "2026-03-07", "--to", "2026-03-11"}),
            "{\"seconds\":36000}\n");
  EXPECT_EQ(json({"open", "--calendar", file, "--at", "2026-04-03T12:00"}),
            "{\"open\":false,\"until\":\"2026-04-04T09:00:00Z\"}\n");
}

TEST_F(Clock, SpeaksToPeopleToo) {
  const Outcome due = ask({"due", "--calendar", new_york_, "--from", "2026-03-06T16:00", "--add", "4h"});
  EXPECT_EQ(due.exit_code, 0);
  EXPECT_EQ(due.out, "Due 2026-03-09 12:00:00 -04:00 (America/New_York), 2026-03-09T16:00:00Z.\n");
  EXPECT_THAT(ask({"due", "--calendar", never_, "--from", "2026-03-06", "--add", "1h"}).out, HasSubstr("Never"));
  EXPECT_THAT(ask({"open", "--calendar", always_, "--at", "2026-03-06"}).out, HasSubstr("stays so"));
  EXPECT_THAT(ask({"elapsed", "--calendar", new_york_, "--from", "2026-03-06T16:00", "--to", "2026-03-09T12:00"}).out,
              HasSubstr("4h of open time"));
}

TEST_F(Clock, WhatCannotBeAnsweredIsExitTwoWithAHint) {
  const std::string wrong = folder_.write("wrong.toml", "zone = \"Europe/Londn\"\nopen = { mon = [\"9-5\"] }\n");
  const auto first = error({"open", "--calendar", wrong, "--at", "2026-03-06"});
  EXPECT_EQ(first.at("code"), "unknown-zone");
  EXPECT_EQ(first.at("where").at("line"), 1);
  EXPECT_EQ(first.at("where").at("column"), 8);
  EXPECT_THAT(ask({"open", "--calendar", wrong, "--at", "2026-03-06"}).err, HasSubstr("wrong.toml:2:17"))
      << "the second too";

  EXPECT_EQ(error({"open", "--calendar", "none.toml", "--at", "2026-03-06"}).at("code"), "cannot-read");
  EXPECT_EQ(error({"open", "--calendar", new_york_, "--at", "yesterday"}).at("code"), "bad-time");
  EXPECT_EQ(error({"open", "--calendar", new_york_, "--at", "1969-12-31T00:00Z"}).at("code"), "out-of-range");
  EXPECT_EQ(error({"open", "--calendar", new_york_, "--at", "2101-01-01T00:00Z"}).at("code"), "out-of-range");
  EXPECT_EQ(error({"due", "--calendar", new_york_, "--from", "2026-03-06", "--add", "soon"}).at("code"),
            "bad-duration");
  EXPECT_EQ(error({"due", "--calendar", new_york_, "--from", "2026-03-06", "--add", "-4h"}).at("code"), "bad-duration");
  EXPECT_EQ(error({"due", "--calendar", new_york_, "--from", "2100-01-01", "--add", "36500d"}).at("code"),
            "out-of-range");
}

}  // namespace
}  // namespace concordat::test
