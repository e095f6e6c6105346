// SPDX-License-Identifier: Apache-2.0
// Promise: an import stores all of a file or nothing, says what is wrong with file, line, column and reason, and never
// stores a row twice.
#include "support/program.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <thread>

namespace concordat::test {
namespace {

using testing::HasSubstr;

const std::string kMap = R"(
shape = "update"
[columns]
ticket = "Ticket"
at = "When"
state = "State"
team = "Team"
priority = "Priority"
[states]
Open = "new"
Working = "in_progress"
Done = "resolved"
)";

const std::string kGood =
    "Ticket,When,State,Team,Priority\n"
    "T1,2026-01-05T09:00:00Z,Open,Desk,2\n"
    "T1,2026-01-05T10:00:00Z,Working,Network,2\n"
    "T2,2026-01-05T09:30:00Z,Open,Desk,3\n"
    "T1,2026-01-05T12:00:00Z,Done,Network,2\n";

class Import : public testing::Test {
 protected:
  Outcome import(const std::string& file, std::vector<std::string> more = {"--json"}) const {
    std::vector<std::string> words = {"import", "csv", file, "--org", "Own", "--map", folder_.file("map.toml")};
    words.insert(words.end(), more.begin(), more.end());
    return concordat_(words);
  }

  void SetUp() override { folder_.write("map.toml", kMap); }

  Folder folder_;
  Program concordat_{folder_};
};

std::int64_t number(const boost::json::value& document, const char* key) {
  return document.at(key).to_number<std::int64_t>();
}

TEST_F(Import, OwnFileGoesInAndTheSameFileTwiceAddsNothing) {
  const auto file = folder_.write("own.csv", kGood);
  const auto first = import(file).json();
  EXPECT_EQ(number(first, "tickets"), 2);
  EXPECT_EQ(number(first, "updates"), 4);
  EXPECT_EQ(number(first, "new"), 4);
  EXPECT_EQ(number(first, "already"), 0);
  EXPECT_TRUE(first.at("created_org").as_bool());
  const auto second = import(file);
  EXPECT_EQ(second.exit_code, 0);
  EXPECT_EQ(number(second.json(), "new"), 0);
  EXPECT_EQ(number(second.json(), "already"), 4);
  EXPECT_FALSE(second.json().at("created_org").as_bool());
  EXPECT_THAT(import(file, {}).out, HasSubstr("already"));
}

TEST_F(Import, AnExtendedFileAddsItsNewRowsOnly) {
  import(folder_.write("own.csv", kGood));
  const auto more = import(folder_.write("more.csv", kGood + "T2,2026-01-06T09:30:00Z,Done,Desk,3\n")).json();
  EXPECT_EQ(number(more, "new"), 1);
  EXPECT_EQ(number(more, "already"), 4);
}

TEST_F(Import, ThreeMistakesAreNamedAndNothingIsStored) {
  const auto file = folder_.write("bad.csv", kGood +
                                                 "T3,2026-02-31T09:00:00Z,Open,Desk,2\n"  // line 6: no such day
                                                 "T3,2026-02-03T09:00:00Z,Opne,Desk,2\n"  // line 7: no such state
                                                 "T3,2026-02-03T09:00:00Z,Open\n");       // line 8: fields are missing
  const auto outcome = import(file);
  EXPECT_EQ(outcome.exit_code, 1);
  const auto bad = outcome.json().at("bad").as_array();
  ASSERT_EQ(bad.size(), 3U) << outcome.out;
  EXPECT_EQ(number(bad[0], "line"), 6);
  EXPECT_EQ(number(bad[0], "column"), 2);
  EXPECT_EQ(number(bad[1], "line"), 7);
  EXPECT_EQ(number(bad[1], "column"), 3);
  EXPECT_EQ(number(bad[2], "line"), 8);
  EXPECT_EQ(concordat_({"measure", "flow", "--org", "Own", "--json"}).exit_code, 2) << "no organisation was made";
  const auto words = import(file, {});
  EXPECT_THAT(words.out + words.err, HasSubstr("bad.csv:6:2"));
}

TEST_F(Import, AFileThatIsNoLogIsRefusedWithItsPlace) {
  for (const std::string& bytes : {std::string("Ticket,When\nT1,2026-01-05T09:00:00Z\n"),  // a column is missing
                                   kGood + "T4,\"2026-01-05T09:00:00Z,Open,Desk,2\n",      // the quote is never closed
                                   kGood + "T\xff,2026-01-05T09:00:00Z,Open,Desk,2\n",     // not UTF-8
                                   kGood + "T5,2026-01-05T09:00:00Z," + std::string(10'000'000, 'x') + ",Desk,2\n"}) {
    const auto outcome = import(folder_.write("wrong.csv", bytes));
    EXPECT_EQ(outcome.exit_code, 1) << outcome.out.substr(0, 300) << outcome.err.substr(0, 300);
    const auto bad = outcome.json().at("bad").as_array();
    ASSERT_FALSE(bad.empty());
    EXPECT_GT(number(bad[0], "line"), 0);
    EXPECT_FALSE(std::filesystem::exists(folder_.file("data/concordat.db"))) << "nothing was stored";
  }
}

TEST_F(Import, BombsAreRefused) {
  folder_.write("xes.toml", "[columns]\nticket = \"case:concept:name\"\nat = \"time:timestamp\"\n");
  const auto bomb =
      folder_.write("bomb.xes",
                    "<?xml version=\"1.0\"?>\n<!DOCTYPE lolz [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;\">]>\n"
                    "<log>&b;</log>\n");
  const auto xml = concordat_({"import", "xes", bomb, "--org", "Own", "--map", folder_.file("xes.toml"), "--json"});
  EXPECT_EQ(xml.exit_code, 1) << xml.out << xml.err;
  EXPECT_EQ(number(xml.json().at("bad").as_array().at(0), "line"), 2);
  ASSERT_EQ(shell("head -c 300000000 /dev/zero | gzip -9 > zeros.csv.gz", folder_.path()).exit_code, 0);
  EXPECT_EQ(import(folder_.file("zeros.csv.gz")).exit_code, 1);
}

TEST_F(Import, SkipBadStoresTheRestAndWritesTheBadRows) {
  const auto file = folder_.write("bad.csv", kGood + "T3,yesterday,Open,Desk,2\n");
  const auto outcome = import(file, {"--skip-bad", "--json"});
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_EQ(number(outcome.json(), "new"), 4);
  EXPECT_THAT(folder_.read("bad.csv.rejected.csv"), HasSubstr("yesterday"));
}

TEST_F(Import, BadRowsThatCannotBeWrittenRefuseTheImport) {
  const auto file = folder_.write("bad.csv", kGood + "T3,yesterday,Open,Desk,2\n");
  ASSERT_EQ(shell("mkdir bad.csv.rejected.csv.part", folder_.path()).exit_code, 0);  // root writes into any folder
  const auto outcome = import(file, {"--skip-bad", "--json"});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_EQ(concordat_({"measure", "flow", "--org", "Own"}).exit_code, 2) << "nothing was stored";
}

TEST_F(Import, DryRunCountsAndStoresNothing) {
  const auto file = folder_.write("own.csv", kGood);
  const auto dry = import(file, {"--dry-run", "--json"});
  EXPECT_EQ(dry.exit_code, 0);
  EXPECT_EQ(number(dry.json(), "new"), 4);
  EXPECT_EQ(concordat_({"measure", "flow", "--org", "Own"}).exit_code, 2);
  EXPECT_EQ(number(import(file).json(), "new"), 4);
}

TEST_F(Import, WhatCannotBeReadIsExitTwo) {
  EXPECT_EQ(import(folder_.file("absent.csv")).exit_code, 2);
  folder_.write("map.toml", "shape = \"update\"\n[columns]\nticket = \"Ticket\"\nat = \"When\"\ntaem = \"Team\"\n");
  const auto outcome = import(folder_.write("own.csv", kGood), {});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err, HasSubstr("map.toml:5:1"));
  EXPECT_THAT(outcome.err, HasSubstr("team")) << "the nearest key";
}

TEST_F(Import, KilledAtAnyMomentItLeavesNothingBehind) {
  // Large enough to be killed in the middle; each round a little later.
  std::string rows = "Ticket,When,State,Team,Priority\n";
  for (int i = 0; i < 60'000; ++i) {
    rows += "T" + std::to_string(i / 3) + ",2026-01-05T09:00:0" + std::to_string(i % 3) + "Z,Open,Desk,2\n";
  }
  const auto file = folder_.write("large.csv", rows);
  const std::string command =
      concordat_.command({"import", "csv", file, "--org", "Own", "--map", folder_.file("map.toml"), "--json"});
  int killed = 0;
  for (int round = 1; round <= 12; ++round) {
    const auto outcome = shell("timeout -s KILL " + std::to_string(0.06 * round) + " " + command);
    if (outcome.exit_code == 0) break;
    ++killed;
    const auto after = concordat_({"measure", "flow", "--org", "Own", "--json"});
    EXPECT_EQ(after.exit_code, 2) << "the organisation must not be there: " << after.out.substr(0, 300);
  }
  EXPECT_GT(killed, 0);
  const auto whole = import(file).json();
  EXPECT_EQ(number(whole, "new") + number(whole, "already"), 60'000);
  EXPECT_EQ(concordat_({"rebuild", "--org", "Own"}).exit_code, 0) << "and the record holds";
}

TEST_F(Import, AFullDiskIsSaidAndLosesNothing) {
  import(folder_.write("own.csv", kGood));
  std::string rows = "Ticket,When,State,Team,Priority\n";
  for (int i = 0; i < 30'000; ++i) rows += "L" + std::to_string(i) + ",2026-01-05T09:00:00Z,Open,Desk,2\n";
  const auto file = folder_.write("large.csv", rows);
  // A limit on file size stands for the full disk where no tmpfs can be mounted: write() fails either way.
  const auto full = shell("ulimit -f 2000; " + concordat_.command({"import", "csv", file, "--org", "Own", "--map",
                                                                   folder_.file("map.toml"), "--json"}));
  EXPECT_EQ(full.exit_code, 2) << full.out << full.err;
  EXPECT_TRUE(full.json().as_object().contains("error"));
  EXPECT_THAT(full.out, testing::Not(HasSubstr("insert into"))) << "values of a statement may be people's texts";
  EXPECT_LT(full.out.size(), 1'000U);
  EXPECT_EQ(number(import(folder_.file("own.csv")).json(), "already"), 4) << "what was there is still there";
  EXPECT_EQ(number(import(file).json(), "new"), 30'000) << "and with room again the import goes through";
}

}  // namespace
}  // namespace concordat::test
