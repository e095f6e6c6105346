// SPDX-License-Identifier: Apache-2.0
// Who may do what, by hand: the harbour example, the published cases of just-in-time grants (domain.md 14.2), of
// break-glass (14.3) and of a provider that leaves (14.4).
#include "agreement/explain.hpp"
#include "agreement/platform.hpp"
#include "agreement/rights_support.hpp"
#include "base/json.hpp"

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

class MayHarbour : public testing::Test {
 protected:
  // With people in Aegis's team, of whom the example names none.
  MayHarbour()
      : text_(with(harbour_text(), "[team.aegis-soc]\nparty = \"aegis\"\nduty = \"always\"\n",
                   "[team.aegis-soc]\nparty = \"aegis\"\nduty = \"always\"\nmembers = [\"sam\", \"sue\"]\n")),
        world_(harbour(text_)) {
    EXPECT_TRUE(world_.reading.ok());
  }

  bool may(const std::string& who, const std::string& action, const std::string& function, const std::string& when,
           const Facts& facts = {}) const {
    return world_.ask(who, action, function, when, facts).allow;
  }

  const std::string text_;
  RightsWorld world_;
  const std::string noon_ = "2026-05-01T12:00";
};

TEST_F(MayHarbour, ReadsWithItsTeamsAsTheyAre) {
  const RightsWorld as_it_is(harbour(harbour_text()));
  const Answer answer = as_it_is.ask("aegis-soc", "isolate", as_it_is.on("cybersecurity", "workstation"), noon_);
  EXPECT_TRUE(answer.allow) << "whoever is in the team, though nobody is named";
  EXPECT_THAT(ids(answer), ElementsAre("authority.aegis-soc.isolate.workstation"));
}

TEST_F(MayHarbour, AnAuthorityAnswersByClass) {
  const Answer workstation = world_.ask("sam", "isolate", world_.on("cybersecurity", "workstation"), noon_);
  EXPECT_TRUE(workstation.allow);
  EXPECT_EQ(workstation.how, How::yes);
  ASSERT_THAT(workstation.because, SizeIs(1));
  EXPECT_EQ(workstation.because[0].id, "authority.aegis-soc.isolate.workstation");
  EXPECT_EQ(workstation.because[0].where.file, "harbour.toml");
  EXPECT_EQ(workstation.because[0].words, "sam is in aegis-soc, which may isolate workstation.");

  const Answer server = world_.ask("sam", "isolate", world_.on("cybersecurity", "server"), noon_);
  EXPECT_FALSE(server.allow);
  EXPECT_EQ(server.how, How::ask);
  ASSERT_TRUE(server.ask);
  EXPECT_EQ(world_.rules.roles[server.ask->role.at()].key, "it-lead");
  EXPECT_EQ(server.ask->act_after_s, 900);
  EXPECT_THAT(ids(server), ElementsAre("authority.aegis-soc.isolate.server"));

  const Answer controller = world_.ask("sam", "isolate", world_.on("cybersecurity", "domain-controller"), noon_);
  EXPECT_FALSE(controller.allow);
  EXPECT_EQ(controller.how, How::no);
  EXPECT_THAT(ids(controller), Contains("authority.aegis-soc.isolate.domain-controller"));

  const Answer user = world_.ask("sue", "disable-account", world_.on("cybersecurity", "user"), noon_);
  EXPECT_TRUE(user.allow);
  EXPECT_EQ(user.how, How::inform);
}

TEST_F(MayHarbour, WhatAnAuthorityDoesNotNameIsNo) {
  EXPECT_FALSE(world_.ask("sam", "isolate", world_.on("cybersecurity", "printer"), noon_).allow);
  EXPECT_FALSE(world_.ask("sam", "isolate", world_.on("cybersecurity"), noon_).allow) << "no class was said";
  EXPECT_FALSE(world_.ask("sam", "disable-account", world_.on("cybersecurity", "workstation"), noon_).allow);
  const Answer other = world_.ask("ana", "isolate", world_.on("cybersecurity", "workstation"), noon_);
  EXPECT_FALSE(other.allow) << "Aegis's team may, and hers is another";
  EXPECT_THAT(ids(other), Contains("authority.aegis-soc.isolate.workstation")) << "who may instead";
}

TEST_F(MayHarbour, WhatOneTeamMayAtOnceIsNotAskedForAnother) {
  const RightsWorld world(harbour(text_ + "[authority.hq-desk]\nisolate = { server = \"inform\" }\n"));
  Facts facts;
  facts.members = {{"sam", "aegis", "hq-desk", kForEver}};
  const Answer both = world.ask("sam", "isolate", world.on("cybersecurity", "server"), noon_, facts);
  EXPECT_TRUE(both.allow);
  EXPECT_EQ(both.how, How::inform);
  EXPECT_FALSE(both.ask);
  EXPECT_THAT(ids(both), ElementsAre("authority.hq-desk.isolate.server")) << "what gives it, and nothing else";
}

// Aegis ends 2027-03-31; London has summer time by then, so that the end is 23:00Z on the day before.
TEST_F(MayHarbour, WithTheContractEveryRightEnds) {
  const auto isolate = [this](const std::string& when) {
    return world_.ask("sam", "isolate", world_.on("cybersecurity", "workstation"), when);
  };
  EXPECT_TRUE(isolate("2027-03-31T22:59:59Z").allow);
  const Answer after = isolate("2027-03-31T23:00:00Z");
  EXPECT_FALSE(after.allow);
  EXPECT_THAT(ids(after), ElementsAre("party.aegis"));
  EXPECT_THAT(after.because[0].words, HasSubstr("ended with 2027-03-31"));
  EXPECT_FALSE(may("sam", "resolve", "cybersecurity", "2027-04-01T00:00"));
  EXPECT_FALSE(may("abe", "approve", "cybersecurity", "2027-04-01T00:00"));
  EXPECT_FALSE(may("aegis-soc", "monitor", "cybersecurity", "2027-04-01T00:00"));
  const Answer before = isolate("2026-03-31T23:59:59+01:00");
  EXPECT_FALSE(before.allow);
  EXPECT_THAT(before.because[0].words, HasSubstr("begins on 2026-04-01"));
  EXPECT_TRUE(isolate("2026-04-01T00:00:00+01:00").allow);
}

TEST_F(MayHarbour, RowsGiveWork) {
  const Answer resolve = world_.ask("chloe", "resolve", "service-desk", noon_);
  EXPECT_TRUE(resolve.allow);
  EXPECT_THAT(ids(resolve), ElementsAre("function.service-desk.does.resolve"));
  EXPECT_EQ(resolve.because[0].where.line, line_of(text_, "does.resolve = [\"hq-desk\""));
  EXPECT_TRUE(may("chloe", "resolve", "service-desk", "2026-05-02T03:00")) << "hours move no right";
  EXPECT_FALSE(may("chloe", "resolve", "infrastructure", noon_));
  EXPECT_FALSE(may("chloe", "approve", "service-desk", noon_));
  EXPECT_FALSE(may("dora", "resolve", "service-desk", noon_));
  EXPECT_FALSE(may("nora", "restore", "backup-and-dr", noon_)) << "accountable, but the team does it";
  EXPECT_TRUE(may("nw-noc", "restore", "backup-and-dr", noon_));
  EXPECT_FALSE(may("ana", "monitor", "projects", noon_)) << "nobody is named for it";
}

TEST_F(MayHarbour, WhatAFunctionDoesNotNameTheOneThatTakesEverythingElseDoes) {
  const Answer fulfil = world_.ask("chloe", "fulfil", "cloud", noon_);
  EXPECT_TRUE(fulfil.allow);
  EXPECT_THAT(ids(fulfil), ElementsAre("function.service-desk.does.fulfil"));
  EXPECT_THAT(fulfil.because[0].words, HasSubstr("takes everything else"));
  EXPECT_FALSE(may("chloe", "restore", "cloud", noon_)) << "it begins only where it is named";
}

TEST_F(MayHarbour, AnExceptionMovesTheRight) {
  // 2026-05-01 is a Friday; the office is open from 08:30 to 17:30.
  const Subject plant = world_.on("infrastructure", "plant-network");
  const Answer desk = world_.ask("ben", "resolve", plant, noon_);
  EXPECT_TRUE(desk.allow);
  EXPECT_THAT(ids(desk), ElementsAre("function.infrastructure.except.1"));
  EXPECT_FALSE(world_.ask("nw-noc", "resolve", plant, noon_).allow);
  EXPECT_FALSE(world_.ask("ben", "resolve", plant, "2026-05-01T17:30").allow);
  EXPECT_TRUE(world_.ask("nw-noc", "resolve", plant, "2026-05-01T17:30").allow);
}

TEST_F(MayHarbour, TheAccountableApproveReassignAndPropose) {
  for (const char* action : {"approve", "reassign", "propose", "read", "comment"}) {
    EXPECT_TRUE(may("ana", action, "infrastructure", noon_)) << action;
    EXPECT_TRUE(may("ben", action, "infrastructure", noon_)) << action << ": her deputy";
  }
  EXPECT_THAT(ids(world_.ask("ana", "reassign", "infrastructure", noon_)),
              ElementsAre("function.infrastructure.accountable"));
  EXPECT_FALSE(may("ana", "reassign", "cybersecurity", noon_));
  EXPECT_TRUE(may("abe", "reassign", "cybersecurity", noon_));
  EXPECT_FALSE(may("abe", "update", "cybersecurity", noon_)) << "accountable is not responsible";
  EXPECT_TRUE(may("sam", "update", "cybersecurity", noon_));
}

TEST_F(MayHarbour, WhoIsInformedReads) {
  Subject urgent = world_.on("service-desk");
  urgent.priority = 1;
  const Answer night = world_.ask("dora", "read", urgent, "2026-05-02T03:00");
  EXPECT_TRUE(night.allow);
  EXPECT_THAT(ids(night), ElementsAre("function.service-desk.except.1"));
  EXPECT_FALSE(world_.ask("dora", "comment", urgent, "2026-05-02T03:00").allow);
  EXPECT_FALSE(world_.ask("dora", "read", urgent, noon_).allow) << "the exception holds outside the office's hours";
}

// raj works under HQ's direction and is Northwind's, whose contract ends 2028-03-31.
TEST_F(MayHarbour, AnAugmentedEngineerWorksUntilHisOwnPartysContractEnds) {
  EXPECT_TRUE(may("raj", "change", "projects", "2028-03-31T23:59:59"));
  EXPECT_FALSE(may("raj", "change", "projects", "2028-04-01T00:00"));
  EXPECT_TRUE(may("ana", "change", "projects", "2028-04-01T00:00")) << "HQ's team goes on";
  EXPECT_FALSE(may("raj", "resolve", "infrastructure", noon_)) << "being Northwind's is not being in its team";
}

TEST_F(MayHarbour, WhoIsUnknownMayNothing) {
  const Answer answer = world_.ask("zoe", "resolve", "service-desk", noon_);
  EXPECT_FALSE(answer.allow);
  EXPECT_THAT(answer.because, SizeIs(1));
  EXPECT_THAT(answer.because[0].words, HasSubstr("hq-desk and nw-noc"));
}

TEST_F(MayHarbour, PeopleWhomTheTextsDoNotName) {
  Facts facts;
  facts.members = {{"nick", "northwind", "nw-noc", world_.time("2026-05-01T08:00", "2026-05-01T16:00")}};
  EXPECT_TRUE(may("nick", "restore", "backup-and-dr", "2026-05-01T15:59:59", facts));
  EXPECT_FALSE(may("nick", "restore", "backup-and-dr", "2026-05-01T16:00", facts));
  facts.members = {{"nick", "northwind", "nw-noc", kForEver}};
  EXPECT_FALSE(may("nick", "restore", "backup-and-dr", "2028-04-01T00:00", facts));
  facts.members = {{"ana", "northwind", "nw-noc", kForEver}};
  EXPECT_TRUE(may("ana", "restore", "backup-and-dr", noon_, facts)) << "a customer's own in a provider's team";
  EXPECT_FALSE(may("ana", "restore", "backup-and-dr", "2028-04-01T00:00", facts)) << "the team's contract has ended";
  EXPECT_TRUE(may("ana", "resolve", "service-desk", "2028-04-01T00:00", facts)) << "and she stays HQ's";
}

// --- asking first

class MayAsking : public MayHarbour {
 protected:
  Answer server(const std::string& when, const std::vector<Asked>& asked, const std::string& ticket = {}) const {
    Facts facts;
    facts.asked = asked;
    Subject subject = world_.on("cybersecurity", "server");
    if (!ticket.empty())
      subject.ticket = TicketFacts{ticket, {world_.time("2026-05-01T09:00", "2026-05-01T18:00")}, {}};
    return world_.ask("sam", "isolate", subject, when, facts);
  }
  Asked question(const std::string& when, const std::string& ticket = {}) const {
    return {"aegis-soc", "isolate", "server", ticket, world_.at(when), std::nullopt};
  }
  Asked answered(const std::string& when, const std::string& by, bool yes, const std::string& at) const {
    Asked one = question(when);
    one.reply = {by, yes, world_.at(at)};
    return one;
  }
};

TEST_F(MayAsking, NobodyAnswersAndTheTimeIsUp) {
  const auto asked = std::vector{question("2026-05-01T12:00")};
  EXPECT_FALSE(server("2026-05-01T12:14:59", asked).allow);
  const Answer after = server("2026-05-01T12:15:00", asked);
  EXPECT_TRUE(after.allow);
  EXPECT_EQ(after.how, How::ask);
  EXPECT_FALSE(server("2026-05-01T11:59:59", asked).allow) << "before it was asked";
  EXPECT_FALSE(server("2026-05-02T12:00:00", asked).allow) << "a question about no ticket is forgotten after a day";
}

TEST_F(MayAsking, TheRoleAnswers) {
  const auto yes = std::vector{answered("2026-05-01T12:00", "ben", true, "2026-05-01T12:03")};
  EXPECT_FALSE(server("2026-05-01T12:02:59", yes).allow);
  EXPECT_TRUE(server("2026-05-01T12:03", yes).allow) << "her deputy may answer";
  const auto no = std::vector{answered("2026-05-01T12:00", "ana", false, "2026-05-01T12:03")};
  EXPECT_FALSE(server("2026-05-01T12:03", no).allow);
  EXPECT_FALSE(server("2026-05-01T12:30", no).allow) << "answered is answered";
  const auto stranger = std::vector{answered("2026-05-01T12:00", "chloe", true, "2026-05-01T12:03")};
  EXPECT_FALSE(server("2026-05-01T12:03", stranger).allow) << "she does not hold the role";
  EXPECT_TRUE(server("2026-05-01T12:15", stranger).allow) << "and so nobody has answered";
}

TEST_F(MayAsking, ANoIsNotUndoneByAskingAgain) {
  auto asked =
      std::vector{answered("2026-05-01T12:00", "ana", false, "2026-05-01T12:03"), question("2026-05-01T12:04")};
  EXPECT_FALSE(server("2026-05-01T12:30", asked).allow);
  asked.push_back(answered("2026-05-01T12:31", "ana", true, "2026-05-01T12:32"));
  EXPECT_TRUE(server("2026-05-01T12:32", asked).allow) << "the last answer counts";
  std::reverse(asked.begin(), asked.end());
  EXPECT_TRUE(server("2026-05-01T12:32", asked).allow) << "the last by time, in whatever order they stand";
}

TEST_F(MayAsking, ForOneTicketWhileItIsOpen) {
  const auto asked = std::vector{question("2026-05-01T12:00", "INC7")};
  EXPECT_TRUE(server("2026-05-01T12:15", asked, "INC7").allow);
  EXPECT_FALSE(server("2026-05-01T12:15", asked, "INC8").allow);
  EXPECT_FALSE(server("2026-05-01T12:15", asked).allow);
  EXPECT_FALSE(server("2026-05-01T18:00", asked, "INC7").allow) << "closed";
}

// --- domain.md 14.2: granted at 10:00 for an hour

class MayGranted : public MayHarbour {
 protected:
  MayGranted() {
    ticket_ = TicketFacts{"INC7", {world_.time("2026-05-01T09:00", "2026-05-01T18:00")}, {}};
    facts_.grants = {
        {"g1", "sam", {"restore"}, {"backup-and-dr"}, {}, "INC7", world_.time("2026-05-01T10:00", "2026-05-01T11:00")}};
  }
  Answer restore(const std::string& when) const {
    Subject subject = world_.on("backup-and-dr");
    subject.ticket = ticket_;
    return world_.ask("sam", "restore", subject, when, facts_);
  }

  TicketFacts ticket_;
  Facts facts_;
};

TEST_F(MayGranted, HoldsFromItsFirstSecondUntilBeforeItsLast) {
  EXPECT_FALSE(restore("2026-05-01T09:59:59").allow);
  EXPECT_TRUE(restore("2026-05-01T10:00:00").allow);
  const Answer last = restore("2026-05-01T10:59:59");
  EXPECT_TRUE(last.allow);
  ASSERT_THAT(last.because, SizeIs(1));
  EXPECT_EQ(last.because[0].kind, Because::Kind::grant);
  EXPECT_EQ(last.because[0].id, "g1");
  EXPECT_FALSE(restore("2026-05-01T11:00:00").allow);
  EXPECT_THAT(restore("2026-05-01T11:00:00").because, Contains(testing::Field(&Because::id, "g1"))) << "what is over";
}

TEST_F(MayGranted, EndsWhenItsTicketCloses) {
  ticket_.open = {world_.time("2026-05-01T09:00", "2026-05-01T10:20"), world_.time("2026-05-01T10:40", "2026-05-02")};
  EXPECT_TRUE(restore("2026-05-01T10:19:59").allow);
  EXPECT_FALSE(restore("2026-05-01T10:20:00").allow);
  EXPECT_FALSE(restore("2026-05-01T10:45:00").allow) << "reopened is not granted again";
}

TEST_F(MayGranted, NeverOutlivesTheContract) {
  // Ended at once, at 10:30.
  facts_.dismissals = {{"aegis", world_.at("2026-05-01T10:30")}};
  EXPECT_TRUE(restore("2026-05-01T10:29:59").allow);
  const Answer after = restore("2026-05-01T10:30:00");
  EXPECT_FALSE(after.allow);
  EXPECT_THAT(after.because[0].words, HasSubstr("was ended at 2026-05-01T09:30:00Z"));
  // And by its last day.
  facts_.dismissals.clear();
  facts_.grants[0].time = world_.time("2027-03-31T23:30", "2027-04-01T00:30");
  ticket_.open = {world_.time("2027-03-31", "2027-04-02")};
  EXPECT_TRUE(restore("2027-03-31T23:59:59").allow);
  EXPECT_FALSE(restore("2027-04-01T00:00:00").allow);
}

TEST_F(MayGranted, ALongerTimeIsAnotherGrant) {
  facts_.grants.push_back(facts_.grants[0]);
  facts_.grants[1].id = "g2";
  facts_.grants[1].time = world_.time("2026-05-01T11:30", "2026-05-01T12:00");
  EXPECT_FALSE(restore("2026-05-01T11:00:00").allow);
  EXPECT_TRUE(restore("2026-05-01T11:30:00").allow);
}

TEST_F(MayGranted, IsForThisPersonActionThingAndTicket) {
  Subject subject = world_.on("backup-and-dr");
  EXPECT_FALSE(world_.ask("sam", "restore", subject, "2026-05-01T10:30", facts_).allow) << "of no ticket";
  subject.ticket = ticket_;
  EXPECT_FALSE(world_.ask("sue", "restore", subject, "2026-05-01T10:30", facts_).allow);
  EXPECT_FALSE(world_.ask("sam", "monitor", subject, "2026-05-01T10:30", facts_).allow);
  subject.ticket->name = "INC8";
  EXPECT_FALSE(world_.ask("sam", "restore", subject, "2026-05-01T10:30", facts_).allow);
  subject.ticket->name = "INC7";
  subject.function = world_.rules.function("cloud");
  EXPECT_FALSE(world_.ask("sam", "restore", subject, "2026-05-01T10:30", facts_).allow);
}

TEST_F(MayGranted, GivesNoPlatformAction) {
  facts_.grants[0].actions = {"see-prices", "export"};
  facts_.grants[0].functions = {};
  facts_.grants[0].ticket = "";
  EXPECT_FALSE(may("sam", "see-prices", "cybersecurity", "2026-05-01T10:30", facts_));
  EXPECT_FALSE(may("sam", "export", "cybersecurity", "2026-05-01T10:30", facts_));
}

// --- the platform's own actions

TEST_F(MayHarbour, PlatformActionsAreTheOwners) {
  Facts facts;
  facts.owners = {{"dora", world_.time("2026-01-01", "2027-01-01")}};
  for (const PlatformAction& action : platform_actions()) {
    const Answer owner = world_.ask("dora", std::string(action.word), Subject{}, noon_, facts);
    EXPECT_TRUE(owner.allow) << action.word;
    EXPECT_THAT(ids(owner), ElementsAre("platform." + std::string(action.word)));
    EXPECT_FALSE(world_.ask("dora", std::string(action.word), Subject{}, "2027-01-01T00:00", facts).allow);
    EXPECT_FALSE(world_.ask("dora", std::string(action.word), Subject{}, noon_).allow) << "no owner is known";
    EXPECT_THAT(std::string(action.sentence), testing::EndsWith("."));
    for (const char* other : {"ana", "nora", "sam", "zoe", "nw-noc"}) {
      EXPECT_FALSE(world_.ask(other, std::string(action.word), Subject{}, noon_, facts).allow)
          << other << ", " << action.word;
    }
  }
  EXPECT_FALSE(may("dora", "resolve", "service-desk", noon_, facts)) << "an owner does no work by that";
}

TEST_F(MayHarbour, AnOwnerDelegates) {
  Facts facts;
  facts.owners = {{"dora", world_.time("2026-01-01", "2026-06-01")}};
  facts.delegations = {{"d1", "nora", "import", "dora", world_.time("2026-05-01", "2026-07-01")}};
  EXPECT_TRUE(world_.ask("nora", "import", Subject{}, noon_, facts).allow);
  EXPECT_FALSE(world_.ask("nora", "export", Subject{}, noon_, facts).allow);
  EXPECT_FALSE(world_.ask("nora", "import", Subject{}, "2026-06-01T00:00", facts).allow) << "dora owns it no more";
  facts.delegations[0].by = "ana";
  EXPECT_FALSE(world_.ask("nora", "import", Subject{}, noon_, facts).allow) << "ana never did";
  facts.delegations[0] = {"d2", "nora", "import", "dora", kForEver};
  facts.owners = {{"dora", kForEver}};
  EXPECT_FALSE(world_.ask("nora", "import", Subject{}, "2028-04-01T00:00", facts).allow) << "her contract has ended";
}

TEST_F(MayHarbour, AnAdministratorManagesTheirOwnPeople) {
  Facts facts;
  facts.administrators = {{"nora", "northwind", kForEver}, {"abe", "northwind", kForEver}};
  Subject northwind;
  northwind.party = world_.rules.party("northwind");
  Subject hq;
  hq.party = world_.rules.party("hq");
  for (const char* action : {"invite", "manage-people"}) {
    EXPECT_TRUE(world_.ask("nora", action, northwind, noon_, facts).allow);
    EXPECT_FALSE(world_.ask("nora", action, hq, noon_, facts).allow);
    EXPECT_FALSE(world_.ask("nora", action, Subject{}, noon_, facts).allow);
    EXPECT_FALSE(world_.ask("abe", action, northwind, noon_, facts).allow) << "he is Aegis's";
    EXPECT_FALSE(world_.ask("nora", action, northwind, "2028-04-01T00:00", facts).allow);
  }
  EXPECT_FALSE(world_.ask("nora", "see-prices", northwind, noon_, facts).allow);
}

// --- for ninety days after the contract

class MayLeaving : public MayHarbour {
 protected:
  static constexpr const char* kEnd = "2027-04-01T00:00";
};

TEST_F(MayLeaving, ItsRoleHoldersMayDoFourThings) {
  for (const char* action : {"read", "export", "cosign", "dispute"}) {
    EXPECT_TRUE(may("abe", action, "cybersecurity", kEnd)) << action;
    EXPECT_TRUE(may("abe", action, "cybersecurity", "2027-06-29T23:59:59")) << action;
    EXPECT_FALSE(may("abe", action, "cybersecurity", "2027-06-30T00:00:00")) << action << ": ninety days are over";
    EXPECT_FALSE(may("sam", action, "cybersecurity", kEnd)) << action << ": holds no role";
    EXPECT_FALSE(may("abe", action, "projects", kEnd)) << action << ": nothing of it was shared with Aegis";
  }
  EXPECT_THAT(ids(world_.ask("abe", "read", "cybersecurity", kEnd)), ElementsAre("role.aegis-manager"));
}

TEST_F(MayLeaving, AndNothingElse) {
  for (const std::string& action : world_.rights.actions()) {
    const bool left = action == "read" || action == "export" || action == "cosign" || action == "dispute";
    EXPECT_EQ(may("abe", action, "cybersecurity", kEnd), left) << action;
    for (const char* who : {"sam", "sue", "aegis-soc"}) {
      EXPECT_FALSE(may(who, action, "cybersecurity", kEnd)) << who << ", " << action;
    }
  }
}

TEST_F(MayLeaving, ThoseWhomThePartyNamedBefore) {
  Facts facts;
  facts.representatives = {{"n1", "abe", "aegis", world_.at("2027-01-01T00:00")},
                           {"n2", "sam", "aegis", world_.at("2027-02-01T00:00")},
                           {"n3", "sue", "aegis", world_.at("2027-03-31T23:59:59")},
                           {"n4", "abe", "aegis", world_.at("2027-04-01T00:00")}};
  EXPECT_TRUE(may("sam", "export", "cybersecurity", kEnd, facts));
  EXPECT_TRUE(may("sue", "export", "cybersecurity", kEnd, facts));
  EXPECT_FALSE(may("abe", "export", "cybersecurity", kEnd, facts)) << "the last two, and named before the end";
  EXPECT_THAT(ids(world_.ask("sue", "export", "cybersecurity", kEnd, facts)), ElementsAre("n3"));
}

TEST_F(MayLeaving, WhatWasWrittenBeforeTheEnd) {
  Subject subject = world_.on("cybersecurity");
  subject.entry_at = world_.at("2027-03-31T23:59:59");
  EXPECT_TRUE(world_.ask("abe", "read", subject, "2027-05-01T00:00").allow);
  subject.entry_at = world_.at(kEnd);
  EXPECT_FALSE(world_.ask("abe", "read", subject, "2027-05-01T00:00").allow);
}

TEST_F(MayLeaving, DismissedTonight) {
  Facts facts;
  facts.dismissals = {{"aegis", world_.at("2026-05-01T22:00")}};
  EXPECT_TRUE(may("sam", "resolve", "cybersecurity", "2026-05-01T21:59:59", facts));
  EXPECT_FALSE(may("sam", "resolve", "cybersecurity", "2026-05-01T22:00", facts));
  EXPECT_TRUE(may("abe", "export", "cybersecurity", "2026-05-01T22:00", facts));
  EXPECT_TRUE(may("abe", "export", "cybersecurity", "2026-07-30T21:59:59", facts));
  EXPECT_FALSE(may("abe", "export", "cybersecurity", "2026-07-30T22:00", facts));
}

// domain.md 14.4: what can the party do? Nothing, exactly at the end.
TEST_F(MayLeaving, TheReverseQuestionIsEmpty) {
  for (const std::string& action : world_.rights.actions()) {
    if (action == "read" || action == "export" || action == "cosign" || action == "dispute") continue;
    for (const FunctionRules& function : world_.rules.functions) {
      for (const std::string& class_ : world_.rights.classes) {
        const WhoMay found = who_may(world_.rights, action, world_.on(function.key, class_), world_.at(kEnd));
        for (const auto& one : found.people) EXPECT_NE(world_.rules.party("aegis"), one.party) << action;
        for (const auto& one : found.teams) EXPECT_NE(world_.rules.teams[one.team.at()].key, "aegis-soc") << action;
      }
    }
  }
}

TEST_F(MayHarbour, WhoMayIsSortedAndSaysWhy) {
  const WhoMay resolve = who_may(world_.rights, "resolve", world_.on("cybersecurity"), world_.at(noon_));
  EXPECT_THAT(people(resolve), ElementsAre("sam", "sue"));
  ASSERT_THAT(resolve.teams, SizeIs(1));
  EXPECT_EQ(world_.rules.teams[resolve.teams[0].team.at()].key, "nw-noc") << "of which nobody is named";
  const WhoMay approve = who_may(world_.rights, "approve", world_.on("cloud"), world_.at(noon_));
  EXPECT_THAT(people(approve), ElementsAre("ana", "ben"));
  EXPECT_EQ(approve.people[0].party, world_.rules.party("hq"));
  EXPECT_THAT(ids(approve.people[0].answer), ElementsAre("function.cloud.accountable", "function.cloud.does.approve"));
}

// --- how it is said

TEST_F(MayHarbour, AFewReasonsAreEnough) {
  std::string rows;
  for (int i = 0; i < 50; ++i) rows += "[activity.a" + std::to_string(i) + "]\n";
  rows += "[function.many]\ntakes = [\"many\"]\n";
  for (int i = 0; i < 50; ++i) rows += "does.a" + std::to_string(i) + " = [\"hq-desk\"]\n";
  const RightsWorld world(harbour(text_ + rows));
  EXPECT_TRUE(world.reading.ok());
  const Answer read = world.ask("chloe", "read", "many", noon_);
  EXPECT_TRUE(read.allow);
  EXPECT_THAT(read.because, SizeIs(20));
}

TEST_F(MayHarbour, AnswersInTheFixedForm) {
  const std::string line = std::to_string(line_of(text_, "isolate = "));
  const Answer server = world_.ask("sam", "isolate", world_.on("cybersecurity", "server"), noon_);
  EXPECT_EQ(write_json(to_json(world_.rules, server)),
            R"({"allow":false,"how":"ask","ask":{"role":"it-lead","act_after_s":900},"because":[{"kind":"row",)"
            R"("id":"authority.aegis-soc.isolate.server","file":"harbour.toml","line":)" +
                line +
                R"(,"words":"sam is in aegis-soc, which may isolate server when it-lead says yes, )"
                R"(or 15m after asking in vain."}]})");
  Facts facts;
  facts.owners = {{"dora", kForEver}};
  const Answer keys = world_.ask("dora", "keys", Subject{}, noon_, facts);
  EXPECT_EQ(write_json(to_json(world_.rules, keys)),
            R"({"allow":true,"how":"yes","ask":null,"because":[{"kind":"platform","id":"platform.keys",)"
            R"("file":null,"line":null,)"
            R"("words":"dora is an owner of harbour. Make, change and retire the keys that sign."}]})");
}

TEST_F(MayHarbour, SpeaksInSentences) {
  const auto said = [this](const std::string& class_) {
    const Request request{world_.who("sam"), "isolate", world_.on("cybersecurity", class_), world_.at(noon_)};
    const std::string text = to_text(world_.rights, request, agreement::may(world_.rights, request));
    return text.substr(0, text.find('\n'));
  };
  const std::string when = "at 2026-05-01 12:00:00 (Europe/London)";
  EXPECT_EQ(said("workstation"), "Yes: sam may isolate on cybersecurity (workstation) " + when + ".");
  EXPECT_EQ(said("server"), "Not yet: sam asks it-lead before they isolate on cybersecurity (server) " + when +
                                ", and may act when nobody has answered for 15m.");
  EXPECT_EQ(said("domain-controller"), "No: sam may not isolate on cybersecurity (domain-controller) " + when + ".");
  const Request request{world_.who("sam"), "isolate", world_.on("cybersecurity", "workstation"), world_.at(noon_)};
  EXPECT_THAT(to_text(world_.rights, request, agreement::may(world_.rights, request)),
              HasSubstr("\n  sam is in aegis-soc, which may isolate workstation.\n      harbour.toml:" +
                        std::to_string(line_of(text_, "isolate = ")) + ": authority.aegis-soc.isolate.workstation\n"));
}

}  // namespace
}  // namespace concordat::agreement
