// SPDX-License-Identifier: Apache-2.0
// Promise: whoever asks who may do what is told yes or no, and by which line; what the agreement does not know is
// named, with what was perhaps meant.
#include "support/program.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

namespace concordat::test {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

class Explain : public testing::Test {
 protected:
  Outcome ask(std::vector<std::string> more, const std::string& at = "2026-05-02T03:00") const {
    std::vector<std::string> words = {"agreement", "explain"};
    for (const char* file : {"harbour.toml", "annex-northwind.toml", "private.toml"}) {
      words.push_back(example(std::string("agreement/harbour/") + file));
    }
    words.insert(words.end(), more.begin(), more.end());
    words.insert(words.end(), {"--at", at});
    return concordat_(words);
  }

  boost::json::object json(std::vector<std::string> more, const std::string& at = "2026-05-02T03:00") const {
    more.emplace_back("--json");
    const Outcome outcome = ask(std::move(more), at);
    EXPECT_EQ(outcome.exit_code, 0) << outcome.out << outcome.err;
    EXPECT_THAT(outcome.err, IsEmpty());
    return outcome.json().as_object();
  }

  std::string hint(std::vector<std::string> more) const {
    more.emplace_back("--json");
    const Outcome outcome = ask(std::move(more));
    EXPECT_EQ(outcome.exit_code, 2) << outcome.out;
    const auto error = outcome.json().at("error").as_object();
    return std::string(error.at("code").as_string()) + ": " + std::string(error.at("hint").as_string());
  }

  Folder folder_;
  Program concordat_{folder_};
};

TEST_F(Explain, YesNotYetAndNoAreAllAnswers) {
  const std::vector<std::string> isolate = {"--who", "aegis-soc", "--may", "isolate", "--on", "cybersecurity"};
  const auto of = [&](const std::string& class_, std::vector<std::string> more = {}) {
    std::vector<std::string> words = isolate;
    words.insert(words.end(), {"--class", class_});
    words.insert(words.end(), more.begin(), more.end());
    return json(words);
  };
  const auto yes = of("workstation");
  EXPECT_EQ(yes.at("allow"), true);
  EXPECT_EQ(yes.at("how"), "yes");
  EXPECT_TRUE(yes.at("ask").is_null());
  const auto& because = yes.at("because").as_array().at(0).as_object();
  EXPECT_EQ(because.at("kind"), "row");
  EXPECT_EQ(because.at("id"), "authority.aegis-soc.isolate.workstation");
  EXPECT_THAT(std::string(because.at("file").as_string()), HasSubstr("harbour.toml"));
  EXPECT_GT(because.at("line").as_int64(), 100);

  const auto not_yet = of("server");
  EXPECT_EQ(not_yet.at("allow"), false);
  EXPECT_EQ(not_yet.at("how"), "ask");
  EXPECT_EQ(not_yet.at("ask"), (boost::json::object{{"role", "it-lead"}, {"act_after_s", 900}}));
  EXPECT_EQ(of("server", {"--asked", "2026-05-02T02:45:01"}).at("allow"), false);
  EXPECT_EQ(of("server", {"--asked", "2026-05-02T02:45:00"}).at("allow"), true);

  const auto no = of("domain-controller");
  EXPECT_EQ(no.at("allow"), false);
  EXPECT_EQ(no.at("how"), "no");
}

TEST_F(Explain, TheLastSecondOfAContract) {
  const std::vector<std::string> resolve = {"--who", "aegis-soc", "--may", "resolve", "--on", "cybersecurity"};
  EXPECT_EQ(json(resolve, "2027-03-31T23:59:59").at("allow"), true);
  const auto after = json(resolve, "2027-04-01T00:00");
  EXPECT_EQ(after.at("allow"), false);
  EXPECT_EQ(after.at("because").as_array().at(0).at("id"), "party.aegis");
}

TEST_F(Explain, TheOtherWayRound) {
  const auto found = json({"--who-may", "approve", "--on", "cloud"});
  const auto& people = found.at("people").as_array();
  ASSERT_EQ(people.size(), 2U);
  EXPECT_EQ(people[0].at("person"), "ana");
  EXPECT_EQ(people[1].at("person"), "ben");
  EXPECT_EQ(people[0].at("party"), "hq");
  EXPECT_EQ(people[0].at("because").as_array().at(1).at("id"), "function.cloud.does.approve");
}

TEST_F(Explain, PlatformActionsAreTheOwners) {
  EXPECT_EQ(json({"--who", "dora", "--may", "see prices"}).at("allow"), false);
  EXPECT_EQ(json({"--who", "dora", "--may", "see prices", "--owner", "dora"}).at("allow"), true);
  EXPECT_EQ(json({"--who", "olaf", "--may", "keys", "--owner", "olaf"}).at("allow"), true) << "known by that alone";
  EXPECT_EQ(json({"--who", "dora", "--may", "invite", "--on", "northwind", "--owner", "dora"}).at("allow"), true);
}

TEST_F(Explain, WhatIsNotKnownIsNamedWithTheNearest) {
  EXPECT_THAT(hint({"--who", "anna", "--may", "approve", "--on", "cloud"}),
              HasSubstr("unknown-name: Did you mean \"ana\"?"));
  EXPECT_THAT(hint({"--who", "ana", "--may", "aprove", "--on", "cloud"}), HasSubstr("\"approve\""));
  EXPECT_THAT(hint({"--who", "ana", "--may", "approve", "--on", "clod"}), HasSubstr("\"cloud\""));
  EXPECT_THAT(hint({"--who", "ana", "--may", "isolate", "--on", "cloud", "--class", "servr"}), HasSubstr("\"server\""));
  EXPECT_THAT(hint({"--who", "ana", "--may", "approve"}), HasSubstr("usage: --on FUNCTION"));
  EXPECT_THAT(hint({"--who", "ana"}), HasSubstr("usage"));
  EXPECT_THAT(hint({"--who", "ana", "--may", "read", "--who-may", "read", "--on", "cloud"}), HasSubstr("usage"));
  EXPECT_THAT(hint({"--who", "ana", "--may", "approve", "--on", "cloud", "--priority", "9"}), HasSubstr("1 to 5"));
  EXPECT_THAT(hint({"--who", "ana", "--may", "approve", "--on", "cloud", "--owner", "ana", "--site", "moon"}),
              HasSubstr("None is declared"));
}

TEST_F(Explain, SpeaksToPeople) {
  const Outcome yes = ask({"--who", "chloe", "--may", "fulfil", "--on", "cloud"});
  EXPECT_EQ(yes.exit_code, 0);
  EXPECT_THAT(yes.out, testing::StartsWith("Yes: chloe may fulfil on cloud at 2026-05-02 03:00:00 (Europe/London).\n"));
  EXPECT_THAT(yes.out, HasSubstr("service-desk takes everything else"));
  EXPECT_THAT(yes.out, HasSubstr("harbour.toml:63: function.service-desk.does.fulfil"));
  const Outcome early = ask({"--who", "chloe", "--may", "fulfil", "--on", "cloud"}, "2025-05-02T03:00");
  EXPECT_THAT(early.err, HasSubstr("as if it held already"));
}

// A ticket stands for the function that takes its category.
TEST_F(Explain, OfATicketOfTheRecord) {
  folder_.write("map.toml", R"(
shape = "update"
[columns]
ticket = "Ticket"
at = "When"
state = "State"
category = "Category"
person = "Person"
[states]
Open = "new"
Done = "resolved"
)");
  folder_.write("own.csv",
                "Ticket,When,State,Category,Person\n"
                "CHG1,2026-05-01T09:00:00Z,Open,m365,ana\n"
                "INC1,2026-05-01T09:00:00Z,Open,printer,chloe\n");
  const Outcome imported =
      concordat_({"import", "csv", folder_.file("own.csv"), "--org", "Harbour", "--map", folder_.file("map.toml")});
  ASSERT_EQ(imported.exit_code, 0) << imported.err;
  const auto may = [this](const std::string& who, const std::string& action, const std::string& ticket) {
    return json({"--org", "Harbour", "--who", who, "--may", action, "--on", ticket}).at("allow") == true;
  };
  EXPECT_TRUE(may("nw-noc", "change", "CHG1")) << "of the cloud, by its category";
  EXPECT_FALSE(may("chloe", "resolve", "CHG1"));
  EXPECT_TRUE(may("chloe", "resolve", "INC1")) << "of the desk, which takes everything else";
  EXPECT_THAT(hint({"--org", "Harbour", "--who", "ana", "--may", "approve", "--on", "CHG2"}), HasSubstr("\"CHG1\""));
  EXPECT_THAT(hint({"--who", "ana", "--may", "approve", "--on", "CHG1"}), HasSubstr("--org"));
}

}  // namespace
}  // namespace concordat::test
