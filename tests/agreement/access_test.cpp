// SPDX-License-Identifier: Apache-2.0
// What the record says of access, by hand: a right begins when it was recorded, ends when somebody ends it, and a party
// that is suspended tonight may do nothing tonight.
#include "agreement/access.hpp"

#include "agreement/decide.hpp"
#include "agreement/rights_support.hpp"
#include "agreement/version.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace concordat::agreement {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class AccessHarbour : public ::testing::Test {
 protected:
  // Recorded at that time in London; returns the log for reading.
  void add(const std::string& when, const record::Draft& draft) {
    record::Entry entry;
    entry.organisation = "o_1";
    entry.sequence = next_++;
    entry.recorded = world_.at(when);
    entry.at = draft.at.value_or(entry.recorded);
    entry.actor = draft.actor;
    entry.party = draft.party;
    entry.subject = draft.subject;
    entry.kind = draft.kind;
    entry.body = draft.body;
    // Through its bytes, as a record would give it back.
    const auto read = record::parse_entry(record::to_line(entry));
    ASSERT_TRUE(read) << read.error().message;
    log_.step(*read);
  }
  static AccessAct by(const std::string& party, const std::string& why = "") {
    AccessAct act;
    act.by = party;
    act.why = why;
    return act;
  }
  Answer ask(const std::string& who, const std::string& action, const std::string& function, const std::string& when) {
    return world_.ask(who, action, function, when, log_.facts());
  }
  Span span(const std::string& from, const std::string& to) const { return world_.time(from, to); }

  RightsWorld world_{harbour(harbour_text())};
  AccessLog log_;
  std::int64_t next_ = 0;
};

TEST_F(AccessHarbour, AnOwnerFromThenUntilRemoved) {
  add("2026-05-01T10:00", owner_named(by("hq"), "dora", true));
  add("2026-05-03T10:00", owner_named(by("hq"), "dora", false));
  EXPECT_FALSE(ask("dora", "see-prices", "", "2026-05-01T09:59:59").allow);
  EXPECT_TRUE(ask("dora", "see-prices", "", "2026-05-01T10:00").allow);
  EXPECT_TRUE(ask("dora", "see-prices", "", "2026-05-03T09:59:59").allow);
  EXPECT_FALSE(ask("dora", "see-prices", "", "2026-05-03T10:00").allow);
}

TEST_F(AccessHarbour, NoGrantBeginsBeforeItsEntry) {
  const Grant grant{
      "a1", "chloe", {"restore"}, {"backup-and-dr"}, {}, "", span("2026-05-01T08:00", "2026-05-01T14:00")};
  add("2026-05-01T12:00", granted(by("hq", "test restore"), grant));
  EXPECT_FALSE(ask("chloe", "restore", "backup-and-dr", "2026-05-01T11:59:59").allow) << "not in the past";
  EXPECT_TRUE(ask("chloe", "restore", "backup-and-dr", "2026-05-01T12:00").allow);
  EXPECT_FALSE(ask("chloe", "restore", "cloud", "2026-05-01T12:00").allow);
  EXPECT_FALSE(ask("chloe", "restore", "backup-and-dr", "2026-05-01T14:00").allow);
  ASSERT_NE(log_.note("a1"), nullptr);
  EXPECT_EQ(log_.note("a1")->why, "test restore");
}

TEST_F(AccessHarbour, WhatIsEndedIsOverFromThenOn) {
  add("2026-05-01T12:00",
      granted(by("hq"), {"a1", "chloe", {"restore"}, {}, {}, "", span("2026-05-01", "2026-06-01")}));
  add("2026-05-02T12:00", access_ended(by("hq"), "a1"));
  EXPECT_TRUE(ask("chloe", "restore", "backup-and-dr", "2026-05-02T11:59:59").allow) << "what was used stays right";
  EXPECT_FALSE(ask("chloe", "restore", "backup-and-dr", "2026-05-02T12:00").allow);
  // The same id again is not another grant.
  add("2026-05-03T12:00",
      granted(by("hq"), {"a1", "chloe", {"restore"}, {}, {}, "", span("2026-05-01", "2026-06-01")}));
  EXPECT_FALSE(ask("chloe", "restore", "backup-and-dr", "2026-05-04T12:00").allow);
}

TEST_F(AccessHarbour, SuspendedTonight) {
  add("2026-05-01T22:00",
      restricted(by("hq", "their tool was breached"), {"a1", "northwind", {"*"}, {}, {}, "", kForEver}));
  add("2026-05-02T09:00", access_ended(by("hq"), "a1"));
  EXPECT_TRUE(ask("nw-noc", "resolve", "infrastructure", "2026-05-01T21:59:59").allow);
  const Answer no = ask("nw-noc", "resolve", "infrastructure", "2026-05-01T22:00");
  EXPECT_FALSE(no.allow);
  ASSERT_THAT(no.because, SizeIs(1));
  EXPECT_EQ(no.because[0].kind, Because::Kind::forbid);
  EXPECT_THAT(no.because[0].words, HasSubstr("their tool was breached"));
  for (const char* action : {"read", "cosign", "dispute", "comment"}) {
    EXPECT_FALSE(ask("nora", action, "backup-and-dr", "2026-05-01T23:00").allow) << action;
  }
  EXPECT_TRUE(ask("aegis-soc", "resolve", "cybersecurity", "2026-05-01T23:00").allow) << "another party";
  EXPECT_TRUE(ask("chloe", "resolve", "service-desk", "2026-05-01T23:00").allow);
  EXPECT_TRUE(ask("nw-noc", "resolve", "infrastructure", "2026-05-02T09:00").allow) << "it is ended";
}

TEST_F(AccessHarbour, WorkGoesToWhoeverIsNext) {
  add("2026-05-01T22:00",
      restricted(by("hq"), {"a1", "aegis", {"*"}, {}, {}, "", span("2026-05-01T22:00", "2026-05-02T08:00")}));
  Rules rules = compile(world_.reading.agreement);
  cut_short(rules, log_.facts());
  const auto on_duty = [&](const std::string& when) {
    Decision decision;
    decide(rules, {rules.function("cybersecurity"), rules.activity("resolve"), {}, 0, {}, world_.at(when)},
           CalendarDuty(rules), decision);
    return std::string(rules.key(decision.on_duty_holder()));
  };
  EXPECT_EQ(on_duty("2026-05-01T21:59:59"), "aegis-soc");
  EXPECT_EQ(on_duty("2026-05-01T22:00"), "nw-noc") << "cybersecurity resolves with aegis-soc, then nw-noc";
  EXPECT_EQ(on_duty("2026-05-02T08:00"), "aegis-soc");
  const CalendarDuty duty(rules);
  const Outlook outlook = agreement::outlook(
      rules, {rules.function("cybersecurity"), rules.activity("resolve"), {}, 0, {}, world_.at("2026-05-01T23:00")},
      duty);
  EXPECT_EQ(outlook.until, world_.at("2026-05-02T08:00"));
}

TEST_F(AccessHarbour, DismissedForGood) {
  add("2026-05-01T22:00", dismissed("aegis", "hq", "enough"));
  Rules rules = compile(world_.reading.agreement);
  cut_short(rules, log_.facts());
  const TeamId soc = rules.team("aegis-soc");
  EXPECT_TRUE(rules.under_contract(soc, world_.at("2026-05-01T21:59:59").seconds()));
  EXPECT_FALSE(rules.under_contract(soc, world_.at("2026-05-01T22:00").seconds()));
  EXPECT_FALSE(ask("aegis-soc", "resolve", "cybersecurity", "2026-05-01T22:00").allow);
  EXPECT_TRUE(ask("abe", "dispute", "cybersecurity", "2026-05-02T10:00").allow) << "for ninety days, by role";
}

TEST_F(AccessHarbour, NarrowedToTheRest) {
  add("2026-05-01T10:00", restricted(by("hq"), {"a1", "northwind", {"restore"}, {"backup-and-dr"}, {}, "", kForEver}));
  EXPECT_FALSE(ask("nw-noc", "restore", "backup-and-dr", "2026-05-01T10:00").allow);
  EXPECT_TRUE(ask("nw-noc", "monitor", "backup-and-dr", "2026-05-01T10:00").allow);
  EXPECT_TRUE(ask("nw-noc", "resolve", "infrastructure", "2026-05-01T10:00").allow);
}

TEST_F(AccessHarbour, ASuspensionEndsWithTheContract) {
  add("2026-05-01T10:00", restricted(by("hq"), {"a1", "aegis", {"*"}, {}, {}, "", kForEver}));
  EXPECT_FALSE(ask("abe", "dispute", "cybersecurity", "2027-03-31T23:59:59").allow);
  EXPECT_TRUE(ask("abe", "dispute", "cybersecurity", "2027-04-01T00:00").allow) << "what is left after a contract";
  EXPECT_FALSE(ask("abe", "resolve", "cybersecurity", "2027-04-01T00:00").allow);
}

TEST_F(AccessHarbour, BrokenGlassIsTheOwnPeoplesForFourHours) {
  add("2026-05-01T03:00", glass_broken(by("hq", "locked out"), "a1", "ana"));
  add("2026-05-01T03:00", glass_broken(by("hq"), "a2", "nora"));
  EXPECT_TRUE(ask("ana", "isolate", "cybersecurity", "2026-05-01T06:59:59").allow);
  EXPECT_FALSE(ask("ana", "isolate", "cybersecurity", "2026-05-01T07:00").allow);
  EXPECT_FALSE(ask("nora", "isolate", "cybersecurity", "2026-05-01T03:00").allow) << "a provider's person";
  EXPECT_FALSE(log_.note("a1")->reviewed);
  add("2026-05-01T12:00", glass_reviewed(by("hq"), "a1", "nothing else was touched"));
  EXPECT_EQ(log_.note("a1")->review, "nothing else was touched");
}

TEST_F(AccessHarbour, NobodyElseNamesWhoStandsForAParty) {
  add("2026-05-01T10:00", represented(by("hq"), "a1", "chloe", "northwind"));
  EXPECT_THAT(log_.facts().representatives, IsEmpty());
  add("2026-05-01T10:00", represented(by("northwind"), "a2", "nils", "northwind"));
  ASSERT_THAT(log_.facts().representatives, SizeIs(1));
  EXPECT_EQ(log_.facts().representatives[0].person, "nils");
}

TEST_F(AccessHarbour, AskedAndAnswered) {
  add("2026-05-01T10:00", asked(by("aegis"), "a1", {"aegis-soc", "isolate", "server", "", {}, std::nullopt}));
  const auto may_now = [&](const std::string& when) {
    return world_.ask("aegis-soc", "isolate", world_.on("cybersecurity", "server"), when, log_.facts()).allow;
  };
  EXPECT_FALSE(may_now("2026-05-01T10:14:59"));
  EXPECT_TRUE(may_now("2026-05-01T10:15")) << "act_after: 15m, and nobody has answered";
  add("2026-05-01T10:20", answered(by("hq"), "a1", {"ana", false, {}}));
  EXPECT_FALSE(may_now("2026-05-01T10:20"));
  add("2026-05-01T10:30", answered(by("hq"), "a1", {"ana", true, {}}));
  EXPECT_TRUE(may_now("2026-05-01T10:30")) << "the last answer counts";
}

TEST_F(AccessHarbour, MalformedEntriesGiveNothing) {
  for (const std::string_view kind : access_kinds()) {
    for (const char* subject : {"organisation", "person:", "party:", "access:", "ticket:x", "access:a9"}) {
      record::Draft draft;
      draft.actor = "host";
      draft.party = "hq";
      draft.subject = subject;
      draft.kind = kind;
      draft.body = {{"person", 7}, {"actions", "*"}, {"from_s", "x"}, {"yes", nullptr}};
      add("2026-05-01T10:00", draft);
    }
  }
  const Facts& facts = log_.facts();
  EXPECT_THAT(facts.grants, IsEmpty());
  EXPECT_THAT(facts.delegations, IsEmpty());
  EXPECT_THAT(facts.broken_glass, IsEmpty());
  EXPECT_THAT(facts.restrictions, IsEmpty());
  EXPECT_THAT(facts.dismissals, IsEmpty());
}

}  // namespace
}  // namespace concordat::agreement
