// SPDX-License-Identifier: Apache-2.0
#include "operate/imports/importer.hpp"
#include "operate/imports/jobs.hpp"
#include "operate/harbour.hpp"
#include "support/office.hpp"

#include <gtest/gtest.h>

#include <set>

// Another desk's log that came over HTTP: taken in piece by piece while others work, and whole whatever ends a server.
namespace concordat::testing {
namespace {

constexpr int kRows = 1'200;  // more than two pieces

class Importing : public ::testing::Test {
 protected:
  void SetUp() override {
    organisation_ = office_.found(ana_, "Harbour", "ana@harbour.example", "ana");
    office_.put_in_force(organisation_, kHarbourText, "hq");
    office_.bring_in(ana_, ben_, organisation_, "ben@harbour.example", "hq", "ben");
  }
  std::string at(const std::string& path) const { return "/api/v1/organisations/" + organisation_ + path; }
  static json::object log(int from, int rows, bool dry_run = false) {
    std::string content = "number,opened\n";
    for (int i = from; i < from + rows; ++i) {
      content += "INC" + std::to_string(i) + ",2025-11-03 08:" + std::to_string(10 + i % 50) + "\n";
    }
    return {{"format", "csv"},
            {"file", "year.csv"},
            {"map",
             "source = \"old desk\"\nshape = \"ticket\"\nzone = \"UTC\"\ntime_format = \"%Y-%m-%d "
             "%H:%M\"\n[columns]\nticket = \"number\"\nopened = "
             "\"opened\"\n"},
            {"content", content},
            {"dry_run", dry_run}};
  }
  Reply send(Browser& who, const json::object& body, const std::string& key = "") {
    std::vector<std::pair<std::string, std::string>> headers;
    if (!key.empty()) headers.emplace_back("Idempotency-Key", key);
    return office_.ask(who, "POST", at("/imports"), body, headers);
  }
  Reply list(Browser& who) { return office_.ask(who, "GET", at("/imports")); }
  operate::Importer importer() {
    return {office_.house(), [] { return false; }};
  }
  bool step(operate::Importer& importer) {
    const auto stepped = importer.step(store::OrgId{organisation_});
    EXPECT_TRUE(stepped) << stepped.error().message;
    return stepped && *stepped;
  }
  std::string content_of(const std::string& import) {
    auto lease = office_.house().readers.lend();
    auto session = (*lease)->open_session(store::Scope(store::OrgId{organisation_}));
    return operate::import_content(session->connection(), **session->admit(store::OrgId{organisation_}), import);
  }
  // Tickets of the old desk, each as often as an entry opens it.
  std::multiset<std::string> observed() {
    auto lease = office_.house().readers.lend();
    auto session = (*lease)->open_session(store::Scope(store::OrgId{organisation_}));
    std::multiset<std::string> all;
    const auto done =
        session->for_each_line(store::OrgId{organisation_}, 0, 1'000'000, [&](std::int64_t, std::string_view line) {
          const auto entry = record::parse_entry(line);
          if (entry && entry->kind == "ticket.observed") all.insert(entry->subject);
        });
    EXPECT_TRUE(done);
    return all;
  }
  static std::multiset<std::string> tickets(int from, int rows) {
    std::multiset<std::string> all;
    for (int i = from; i < from + rows; ++i) all.insert("ticket:INC" + std::to_string(i));
    return all;
  }

  Office office_;
  Browser ana_, ben_;
  std::string organisation_;
};

TEST_F(Importing, GoesOnBesideOtherCommandsAndSaysHowFarItIs) {
  const auto tried = send(ana_, log(0, kRows, true));
  EXPECT_EQ(tried.status, 200) << tried.whole.body;
  EXPECT_EQ(tried.number("/fresh"), kRows);
  EXPECT_TRUE(list(ana_).body.at("imports").as_array().empty()) << "a try begins nothing";

  const auto sent = send(ana_, log(0, kRows), "once");
  ASSERT_EQ(sent.status, 202) << sent.whole.body;
  EXPECT_FALSE(sent.body.at("stored").as_bool());
  EXPECT_EQ(send(ana_, log(0, kRows), "once").text("/id"), sent.text("/id")) << "sent again it is the same import";
  EXPECT_TRUE(observed().empty());
  EXPECT_NE(content_of(sent.text("/id")), "");
  EXPECT_EQ(list(ana_).text("/imports/0/state"), "running");
  EXPECT_EQ(list(ana_).number("/imports/0/rows"), kRows);
  EXPECT_EQ(list(ana_).number("/imports/0/stored"), 0);

  auto server = importer();
  std::int64_t before = 0;
  int pieces = 0;
  for (; list(ana_).text("/imports/0/state") == "running" && pieces < 10; ++pieces) {
    ASSERT_TRUE(step(server));
    EXPECT_EQ(office_.ask(ben_, "POST", at("/tickets"), json::object{{"subject", "meanwhile"}}).status, 201)
        << "between two pieces others work";
    const auto stored = list(ana_).number("/imports/0/stored");
    EXPECT_GE(stored, before);
    EXPECT_LE(stored - before, 500);
    EXPECT_EQ(static_cast<std::int64_t>(observed().size()), stored) << "what is said is what is there";
    before = stored;
  }
  EXPECT_GE(pieces, 3);
  const auto done = list(ana_);
  EXPECT_EQ(done.text("/imports/0/state"), "done");
  EXPECT_EQ(done.number("/imports/0/stored"), kRows);
  EXPECT_EQ(done.text("/imports/0/file"), "year.csv");
  EXPECT_FALSE(step(server)) << "there is no more to do";
  EXPECT_EQ(observed(), tickets(0, kRows));
  EXPECT_EQ(content_of(sent.text("/id")), "") << "it is not kept";

  const auto again = send(ana_, log(0, kRows));
  EXPECT_EQ(again.status, 200);
  EXPECT_TRUE(again.body.at("stored").as_bool());
  EXPECT_EQ(again.number("/fresh"), 0);
  EXPECT_EQ(list(ana_).body.at("imports").as_array().size(), 1U) << "where nothing is new nothing is begun";
}

TEST_F(Importing, WhateverEndsAServerAnotherGoesOnAndTakesNoRowTwice) {
  ASSERT_EQ(send(ana_, log(0, kRows)).status, 202);
  {
    auto killed = importer();
    ASSERT_TRUE(step(killed));
  }
  const auto part = observed().size();
  ASSERT_GT(part, 0U);
  ASSERT_LT(part, static_cast<std::size_t>(kRows));
  auto other = importer();
  EXPECT_FALSE(step(other)) << "the first may be at it still";
  EXPECT_EQ(observed().size(), part);
  office_.move(11);
  while (step(other)) {
  }
  EXPECT_EQ(list(ana_).text("/imports/0/state"), "done");
  EXPECT_EQ(list(ana_).number("/imports/0/stored"), kRows);
  EXPECT_EQ(observed(), tickets(0, kRows));
}

TEST_F(Importing, TwoAtOnceAndOneByTheCommandLineStoreNoRowTwice) {
  ASSERT_EQ(send(ana_, log(0, kRows)).status, 202);
  ASSERT_EQ(send(ana_, log(600, kRows)).status, 202) << "half of it is in the first as well";
  auto server = importer();
  ASSERT_TRUE(step(server));
  // What `concordat import` appends in one transaction of its own, in the middle of it.
  const auto drafts = [] {
    std::vector<record::Draft> all(2);
    all[0].actor = all[1].actor = "import";
    all[0].audience = all[1].audience = record::Audience::shared();
    all[0].subject = "import:old desk";
    all[0].kind = "import.begun";
    all[0].body = {{"source", "old desk"}, {"file", "other.csv"},
                   {"shape", "ticket"},    {"columns", json::array{"opened", "ticket"}},
                   {"zone", "UTC"},        {"waits_for_requester", json::array{}},
                   {"has_lines", false}};
    all[1].subject = "ticket:INC1100";
    all[1].kind = "ticket.observed";
    all[1].at = *parse_instant("2025-11-03T08:10:00Z");
    all[1].body = {{"source", "old desk"}, {"state", "new"}, {"event", "created"}, {"assumed", true}};
    return all;
  }();
  office_.append(organisation_, drafts);
  while (step(server)) {
  }
  EXPECT_EQ(observed(), tickets(0, 1'800));
  const auto both = list(ana_);
  ASSERT_EQ(both.body.at("imports").as_array().size(), 2U);
  for (const auto& one : both.body.at("imports").as_array()) EXPECT_EQ(one.at("state").as_string(), "done");
}

TEST_F(Importing, IsForWhoMayImportAsLongAsTheyMay) {
  EXPECT_EQ(send(ben_, log(0, 1)).status, 403);
  EXPECT_EQ(list(ben_).status, 403);
  ASSERT_EQ(office_.ask(ana_, "POST", at("/owners"), json::object{{"person", "ben"}}).status, 200);
  ASSERT_EQ(send(ben_, log(0, kRows)).status, 202);
  auto server = importer();
  ASSERT_TRUE(step(server));
  const auto part = observed().size();
  ASSERT_EQ(office_.ask(ana_, "DELETE", at("/owners/ben")).status, 200);
  while (step(server)) {
  }
  EXPECT_EQ(observed().size(), part) << "he may no more";
  EXPECT_EQ(list(ana_).text("/imports/0/state"), "failed");
  EXPECT_NE(list(ana_).text("/imports/0/problem"), "");
  ASSERT_EQ(send(ana_, log(0, kRows)).status, 202) << "sent by somebody who may, the rest comes in";
  while (step(server)) {
  }
  EXPECT_EQ(observed(), tickets(0, kRows));
  for (int i = 0; i < 5; ++i) {
    office_.move(1);
    ASSERT_EQ(send(ana_, log(10'000 + i, 1)).status, 202);
  }
  EXPECT_EQ(send(ana_, log(20'000, 1)).code(), "too-many-imports");
}

}  // namespace
}  // namespace concordat::testing
