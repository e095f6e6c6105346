// SPDX-License-Identifier: Apache-2.0
// What nobody may, whatever else lets them: prohibitions, separation of duties, what cannot be decided; and the one way
// past all of it (domain.md 14.1 points 4 and 5, 14.3).
#include "agreement/rights_support.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace concordat::agreement {
namespace {

using testing::Contains;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::IsSupersetOf;
using testing::Not;
using testing::SizeIs;

// --- prohibitions and broken glass

class MayForbidden : public testing::Test {
 protected:
  static constexpr const char* kRules = R"(
[forbid.no-personal-data]
who = "northwind"
what = ["monitor", "isolate"]
on = ["infrastructure", "server"]
why = "personal data stays with Harbour"
[forbid.nothing-for-chloe]
who = ["chloe"]
what = "*"
[forbid.four-eyes]
separate = ["requester", "approver"]
why = "nobody approves their own change"
[forbid.two-hands]
separate = ["change", "approve"]
on = ["projects"]
)";
  MayForbidden() : world_(harbour(harbour_text() + kRules)) { EXPECT_TRUE(world_.reading.ok()); }

  Answer on_ticket(const std::string& who, const std::string& action, const std::string& function,
                   const std::vector<Done>& done, const Facts& facts = {}) const {
    Subject subject = world_.on(function);
    subject.ticket = TicketFacts{"CHG1", {world_.time("2026-05-01", "2026-05-02")}, done};
    return world_.ask(who, action, subject, noon_, facts);
  }

  RightsWorld world_;
  const std::string noon_ = "2026-05-01T12:00";
};

// A slip in a free word forbids nothing: the checker says so, and what was perhaps meant.
TEST(Forbids, WhatNobodyCanDo) {
  const auto said = [](const std::string& forbid) {
    const World world(harbour(harbour_text() + "[forbid.x]\nwho = \"northwind\"\n" + forbid));
    EXPECT_TRUE(world.reading.ok());
    std::vector<std::string> all;
    const Findings findings = world.checked();
    for (const Finding* one : of_rule(findings, "forbids-nothing")) {
      EXPECT_EQ(one->severity, Severity::warning);
      all.push_back(one->rows.at(0).id + ": " + one->message);
    }
    return all;
  };
  EXPECT_THAT(said("what = [\"resolve\", \"isolate\", \"see-prices\", \"read\"]\non = [\"cloud\", \"server\"]\n"),
              IsEmpty());
  EXPECT_THAT(said("what = \"*\"\n"), IsEmpty());
  EXPECT_THAT(
      said("what = [\"resolv\"]\n"),
      ElementsAre("forbid.x.what: No activity and no action of an authority is called \"resolv\", so nothing is "
                  "forbidden. Did you mean \"resolve\"?"));
  EXPECT_THAT(said("what = [\"juggle-swords\"]\n"), ElementsAre(HasSubstr("Name an activity")));
  EXPECT_THAT(said("what = \"*\"\non = [\"clowd\"]\n"), ElementsAre(HasSubstr("Did you mean \"cloud\"?")));
  EXPECT_THAT(said("what = \"*\"\non = [\"quarterly-vault\"]\n"), IsEmpty()) << "the tickets' own class";
}

TEST_F(MayForbidden, BeatsEveryPermission) {
  const Answer monitor = world_.ask("nw-noc", "monitor", "infrastructure", noon_);
  EXPECT_FALSE(monitor.allow);
  ASSERT_THAT(ids(monitor), ElementsAre("forbid.no-personal-data"));
  EXPECT_EQ(monitor.because[0].kind, Because::Kind::forbid);
  EXPECT_THAT(monitor.because[0].words, HasSubstr("personal data stays with Harbour"));
  EXPECT_TRUE(world_.ask("nw-noc", "monitor", "backup-and-dr", noon_).allow) << "elsewhere she may";
  EXPECT_FALSE(world_.ask("nw-noc", "monitor", world_.on("backup-and-dr", "server"), noon_).allow);
  EXPECT_TRUE(world_.ask("nw-noc", "resolve", "infrastructure", noon_).allow);
  EXPECT_FALSE(world_.ask("chloe", "resolve", "service-desk", noon_).allow);
  EXPECT_TRUE(world_.ask("ben", "resolve", "service-desk", noon_).allow);
  Facts facts;
  facts.owners = {{"chloe", kForEver}};
  facts.grants = {{"g1", "chloe", {"resolve"}, {}, {}, "", kForEver}};
  EXPECT_FALSE(world_.ask("chloe", "resolve", "service-desk", noon_, facts).allow);
  EXPECT_FALSE(world_.ask("chloe", "import", Subject{}, noon_, facts).allow);
}

TEST_F(MayForbidden, NobodyApprovesWhatTheyAskedFor) {
  const Instant before = world_.at("2026-05-01T09:00");
  EXPECT_TRUE(on_ticket("ana", "approve", "cloud", {{"ben", "requester", before}}).allow);
  const Answer own = on_ticket("ana", "approve", "cloud", {{"ana", "requester", before}});
  EXPECT_FALSE(own.allow);
  EXPECT_THAT(ids(own), ElementsAre("forbid.four-eyes"));
  EXPECT_THAT(own.because[0].words, HasSubstr("ana is the requester of CHG1"));
  EXPECT_TRUE(world_.ask("ana", "approve", "cloud", noon_).allow) << "on no ticket in particular";
}

TEST_F(MayForbidden, TwoActivitiesOfOneTicketAreTwoPersons) {
  const Instant before = world_.at("2026-05-01T09:00");
  EXPECT_FALSE(on_ticket("ana", "approve", "projects", {{"ana", "change", before}}).allow);
  EXPECT_FALSE(on_ticket("ana", "change", "projects", {{"ana", "approve", before}}).allow) << "in either order";
  EXPECT_TRUE(on_ticket("ben", "approve", "projects", {{"ana", "change", before}}).allow);
  EXPECT_TRUE(on_ticket("ana", "change", "projects", {{"ana", "change", before}}).allow);
  const Instant later = world_.at("2026-05-01T12:00:01");
  EXPECT_TRUE(on_ticket("ana", "approve", "projects", {{"ana", "change", later}}).allow) << "what was not done yet";
}

TEST_F(MayForbidden, TheOrganisationsBrokenGlassBeatsIt) {
  Facts facts;
  facts.broken_glass = {{"b1", "chloe", world_.time("2026-05-01T11:00", "2026-05-02T11:00")}};
  const Answer answer = world_.ask("chloe", "resolve", "service-desk", noon_, facts);
  EXPECT_TRUE(answer.allow);
  EXPECT_EQ(answer.how, How::yes);
  ASSERT_THAT(ids(answer), ElementsAre("forbid.nothing-for-chloe", "b1")) << "what was overridden stays in sight";
  EXPECT_EQ(answer.because[1].kind, Because::Kind::break_glass);
  EXPECT_TRUE(world_.ask("chloe", "keys", Subject{}, "2026-05-01T14:59:59", facts).allow);
  EXPECT_FALSE(world_.ask("chloe", "keys", Subject{}, "2026-05-01T15:00:00", facts).allow) << "four hours at most";
  EXPECT_FALSE(world_.ask("chloe", "keys", Subject{}, "2026-05-01T10:59:59", facts).allow);
  EXPECT_FALSE(world_.ask("ben", "keys", Subject{}, noon_, facts).allow) << "another's";
}

TEST_F(MayForbidden, AProviderBreaksNoGlass) {
  Facts facts;
  facts.broken_glass = {{"b1", "nora", kForEver}, {"b2", "raj", world_.time("2026-05-01T11:00", "2026-05-01T13:00")}};
  EXPECT_FALSE(world_.ask("nora", "keys", Subject{}, noon_, facts).allow);
  EXPECT_FALSE(world_.ask("raj", "keys", Subject{}, noon_, facts).allow);
}

TEST_F(MayForbidden, WhatCannotBeDecidedIsDenied) {
  Facts facts;
  facts.broken_glass = {{"b1", "ben", world_.time("2026-05-01T11:00", "2026-05-01T13:00")}};
  Rights broken = world_.rights;
  broken.broken = "forbid.x names \"nobody\", and there is no such thing.";
  const Request request{{"ana", {}, {}}, "approve", world_.on("cloud"), world_.at(noon_)};
  const Answer answer = may(broken, request);
  EXPECT_FALSE(answer.allow);
  EXPECT_THAT(answer.failed, HasSubstr("forbid.x"));
  EXPECT_TRUE(may(broken, {{"ben", {}, {}}, "approve", world_.on("cloud"), world_.at(noon_)}, facts).allow)
      << "save on the break-glass path";

  EXPECT_THAT(world_.ask("ana", "dance", "cloud", noon_).failed, HasSubstr("\"dance\" is no action"));
  EXPECT_FALSE(world_.ask("ana", "approve", "cloud", "2101-01-01T00:00").allow);
  EXPECT_FALSE(world_.ask("ana", "approve", "cloud", "2101-01-01T00:00").failed.empty());
  Subject wrong = world_.on("cloud");
  wrong.priority = 99;
  EXPECT_FALSE(world_.ask("ana", "approve", wrong, noon_).failed.empty());
}

// A text with a wrong name is not put in force; were it, nobody could act by it.
TEST(MayRights, ANameThatPointsNowhereDeniesEverything) {
  const RightsWorld world(harbour(harbour_text() + "[forbid.x]\nwho = \"nobody\"\nwhat = \"approve\"\n"));
  EXPECT_FALSE(world.reading.ok());
  EXPECT_FALSE(world.ask("ana", "approve", "cloud", "2026-05-01T12:00").allow);
  EXPECT_THAT(world.ask("ana", "approve", "cloud", "2026-05-01T12:00").failed, HasSubstr("forbid.x"));
}

TEST(MayRights, AnAuthorityThatNamesAnActivityNarrowsItsTeamsRow) {
  const std::string text =
      harbour_text() + "[authority.hq-desk]\nresolve = { safe = \"no\", till = { ask = \"it-lead\" } }\n";
  const RightsWorld world(harbour(text));
  EXPECT_TRUE(world.reading.ok());
  EXPECT_TRUE(world.ask("chloe", "resolve", world.on("service-desk"), "2026-05-01T12:00").allow);
  EXPECT_TRUE(world.ask("chloe", "resolve", world.on("service-desk", "printer"), "2026-05-01T12:00").allow);
  EXPECT_FALSE(world.ask("chloe", "resolve", world.on("service-desk", "safe"), "2026-05-01T12:00").allow);
  EXPECT_EQ(world.ask("chloe", "resolve", world.on("service-desk", "till"), "2026-05-01T12:00").how, How::ask);
  EXPECT_TRUE(world.ask("nw-noc", "resolve", world.on("service-desk", "safe"), "2026-05-01T12:00").allow)
      << "its own team's only";
}

}  // namespace
}  // namespace concordat::agreement
