// SPDX-License-Identifier: Apache-2.0
// What is done beside the ball, through the API: approvals, authorities that ask, ratings, time, mentions, closing.
#include "operate/desk_fixture.hpp"

namespace concordat::testing {
namespace {

class Side : public Desk {
 protected:
  Side()
      : Desk(
            "[closing]\nafter = \"2h\"\n"
            "[authority.aegis-soc]\n"
            "isolate = { server = { ask = \"it-lead\", act_after = \"15m\" }, laptop = \"yes\" }\n"
            "[forbid.four-eyes]\nseparate = [\"requester\", \"approver\"]\nwhy = \"nobody signs for themselves\"\n") {}
  std::string person_of(Browser& who) { return office_.ask(who, "GET", "/api/v1/me").text("/organisations/0/person"); }
  std::size_t count(const std::string& ticket, const std::string& kind) {
    std::size_t all = 0;
    const auto entries = get(ana_, ticket + "/entries");
    for (const auto& one : entries.body.at("entries").as_array()) all += one.at("kind").as_string() == kind ? 1U : 0U;
    return all;
  }
};

TEST_F(Side, AnAuthorityThatAsksIsAskedAndActsAfterAYes) {
  const std::string ticket = "/tickets/" + raise(emma_, "security");
  const json::object server{{"action", "isolate"}, {"thing", "server"}};
  const auto refused = post(abe_, ticket + "/actions", server);
  EXPECT_EQ(refused.status, 403);
  EXPECT_EQ(refused.code(), "ask-first");
  EXPECT_NE(refused.text("/detail").find("it-lead"), std::string::npos) << refused.whole.body;
  EXPECT_NE(refused.text("/hint").find("/approvals"), std::string::npos);
  EXPECT_EQ(post(abe_, ticket + "/actions", {{"action", "isolate"}, {"thing", "laptop"}}).status, 200);
  EXPECT_EQ(post(abe_, ticket + "/approvals", {{"action", "isolate"}, {"thing", "laptop"}}).code(), "not-possible");
  EXPECT_EQ(post(ben_, ticket + "/approvals", server).status, 403) << "he is not of the team that may";

  const auto asked = post(abe_, ticket + "/approvals", server);
  ASSERT_EQ(asked.status, 200) << asked.whole.body;
  EXPECT_EQ(asked.text("/approvals/0/role"), "it-lead");
  EXPECT_EQ(asked.text("/approvals/0/state"), "asked");
  EXPECT_FALSE(asked.text("/approvals/0/acts_from").empty());
  const std::string question = ticket + "/approvals/" + std::to_string(asked.number("/approvals/0/approval"));
  EXPECT_EQ(post(abe_, question + "/approve").status, 403) << "not one's own question";
  EXPECT_EQ(post(ben_, question + "/approve").status, 403);
  office_.move(60);
  EXPECT_EQ(post(abe_, ticket + "/actions", server).code(), "ask-first");
  EXPECT_EQ(post(ana_, question + "/approve").text("/approvals/0/state"), "approved");
  office_.move(1);
  EXPECT_EQ(post(abe_, ticket + "/actions", server).status, 200);
  EXPECT_EQ(post(ana_, question + "/refuse", {{"reason", "no"}}).code(), "not-possible");
}

TEST_F(Side, ANoHoldsAndSilenceIsAYesAfterItsTime) {
  const json::object server{{"action", "isolate"}, {"thing", "server"}};
  const auto ask = [&](const std::string& ticket) {
    const auto asked = post(abe_, ticket + "/approvals", server);
    return ticket + "/approvals/" + std::to_string(asked.number("/approvals/0/approval"));
  };
  const std::string silent = "/tickets/" + raise(emma_, "security");
  const std::string refused = "/tickets/" + raise(emma_, "security");
  const std::string withdrawn = "/tickets/" + raise(emma_, "security");
  ask(silent);
  const std::string question = ask(refused);
  EXPECT_EQ(post(ana_, question + "/refuse").code(), "reason-needed");
  EXPECT_EQ(post(ana_, question + "/refuse", {{"reason", "it is the mail server"}}).status, 200);
  EXPECT_EQ(post(abe_, ask(withdrawn) + "/withdraw").text("/approvals/0/state"), "withdrawn");
  office_.move(15 * 60 - 2);
  EXPECT_EQ(post(abe_, silent + "/actions", server).code(), "ask-first");
  office_.move(2);
  EXPECT_EQ(post(abe_, silent + "/actions", server).status, 200);
  EXPECT_EQ(post(abe_, refused + "/actions", server).status, 403);
  EXPECT_EQ(post(abe_, withdrawn + "/actions", server).code(), "ask-first") << "nobody is asked any more";
}

TEST_F(Side, WhoApprovesATicketIsWhoMayApproveAndNotWhoAskedForIt) {
  const std::string ticket = "/tickets/" + raise(emma_);
  const std::string own = "/tickets/" + raise(ana_);
  EXPECT_EQ(post(emma_, ticket + "/approvals").status, 403) << "who works on it asks";
  const auto asked = post(ben_, ticket + "/approvals", {{"what", "A new printer for 900 euros?"}});
  const std::string question = ticket + "/approvals/" + std::to_string(asked.number("/approvals/0/approval"));
  EXPECT_EQ(post(ben_, ticket + "/resolve").code(), "approval-needed");
  EXPECT_EQ(post(ben_, question + "/approve").status, 403);
  EXPECT_EQ(post(nora_, question + "x/approve").status, 404);
  EXPECT_EQ(post(ana_, question + "/approve").status, 200);
  EXPECT_EQ(post(ben_, ticket + "/resolve").status, 200);

  const auto mine = post(ben_, own + "/approvals");
  const auto no = post(ana_, own + "/approvals/" + std::to_string(mine.number("/approvals/0/approval")) + "/approve");
  EXPECT_EQ(no.status, 403);
  EXPECT_NE(no.text("/detail").find("nobody signs for themselves"), std::string::npos) << no.whole.body;
}

// A ticket that cannot be read tells whether it is looked at.
TEST_F(Side, AQuestionHasNoTicketLookedAtAnewAndAnotherAgreementHas) {
  for (int i = 0; i < 2; ++i) raise(emma_, "security");
  office_.move(2);
  office_.tick();
  office_.tamper("update entry set line = '#' where subject = 'ticket:T2'");
  EXPECT_EQ(post(abe_, "/tickets/T1/approvals", {{"action", "isolate"}, {"thing", "server"}}).status, 200);
  office_.move(10);
  office_.tick();
  EXPECT_EQ(office_.failed_rules.size(), 0U);
  office_.append(organisation_, {agreement::dismissed("northwind", "hq", "enough")});
  office_.move(1);
  office_.tick();
  EXPECT_EQ(office_.failed_rules.size(), 1U);
}

TEST_F(Side, TheRequesterRatesAndNobodyElse) {
  const std::string ticket = "/tickets/" + raise(emma_);
  EXPECT_EQ(post(emma_, ticket + "/rating", {{"happy", true}}).code(), "not-possible");
  post(ben_, ticket + "/resolve");
  EXPECT_EQ(post(ben_, ticket + "/rating", {{"happy", true}}).code(), "not-yours");
  EXPECT_EQ(post(nora_, ticket + "/rating", {{"happy", true}}).code(), "not-yours");
  EXPECT_EQ(post(abe_, ticket + "/rating", {{"happy", true}}).status, 404);
  const auto rated = post(emma_, ticket + "/rating", {{"happy", false}, {"lost_minutes", 240}, {"words", "too slow"}});
  EXPECT_EQ(rated.number("/rating/lost_minutes"), 240);
  EXPECT_EQ(get(ana_, ticket).number("/rating/lost_minutes"), 240);
}

TEST_F(Side, TimeIsLoggedForOnesOwnPartyAndAddedUpByTeam) {
  const std::string ticket = "/tickets/" + raise(emma_);
  EXPECT_EQ(post(emma_, ticket + "/time", {{"minutes", 30}}).status, 403);
  ASSERT_EQ(post(nora_, ticket + "/time", {{"minutes", 90}, {"note", "on site"}}).status, 200);
  EXPECT_EQ(post(nora_, ticket + "/time", {{"minutes", 30}, {"team", "hq-desk"}}).code(), "unknown-team");
  ASSERT_EQ(post(ben_, ticket + "/time", {{"minutes", 20}, {"not_billable", true}}).status, 200);
  const auto all = get(ana_, ticket + "/time");
  EXPECT_EQ(all.number("/minutes"), 110);
  const auto hers = get(nora_, ticket + "/time");
  EXPECT_EQ(hers.number("/minutes"), 90) << "Harbour's own time is not for its provider";
  EXPECT_EQ(hers.text("/time/0/function"), "service-desk");
  EXPECT_EQ(get(emma_, ticket + "/time").number("/minutes"), 0);
  EXPECT_EQ(post(ben_, ticket + "/time", {{"minutes", 60}, {"corrects", hers.number("/time/0/entry")}}).status, 403);
  post(nora_, ticket + "/time", {{"minutes", 60}, {"corrects", hers.number("/time/0/entry")}});
  EXPECT_EQ(get(nora_, ticket + "/time").number("/minutes"), 60);

  const auto hours = get(ana_, "/hours");
  ASSERT_EQ(hours.status, 200) << hours.whole.body;
  EXPECT_EQ(hours.text("/from"), "2026-05-01T00:00:00Z");
  ASSERT_EQ(hours.body.at("hours").as_array().size(), 2U);
  EXPECT_EQ(hours.text("/hours/0/series"), "time.hq-desk");
  EXPECT_EQ(hours.number("/hours/0/billable_minutes"), 0);
  EXPECT_EQ(hours.text("/hours/1/series"), "time.nw-noc");
  EXPECT_EQ(hours.number("/hours/1/billable_minutes"), 60);
  EXPECT_EQ(get(ana_, "/hours?from=2026-06-01&to=2026-07-01").body.at("hours").as_array().size(), 0U);
  EXPECT_EQ(get(ana_, "/hours?from=yesterday").status, 422);
  EXPECT_EQ(get(nora_, "/hours").body.at("hours").as_array().size(), 1U);
  EXPECT_EQ(get(abe_, "/hours").body.at("hours").as_array().size(), 0U);
  EXPECT_EQ(get(emma_, "/hours").status, 403);
}

TEST_F(Side, WhoeverIsMentionedIsKnownAndCanReadIt) {
  const std::string ticket = "/tickets/" + raise(emma_);
  const auto mention = [&](const std::string& audience, const std::string& person) {
    return post(ben_, ticket + "/comments",
                {{"text", "look"}, {"audience", audience}, {"mentions", json::array{person}}});
  };
  EXPECT_EQ(mention("shared", person_of(nora_)).status, 200);
  EXPECT_EQ(mention("own", person_of(nora_)).code(), "unknown-person");
  EXPECT_EQ(mention("own", person_of(ana_)).status, 200);
  EXPECT_EQ(mention("shared", person_of(abe_)).code(), "unknown-person") << "not his ticket";
  EXPECT_EQ(mention("shared", emma_person_).code(), "unknown-person");
  EXPECT_EQ(mention("requester", emma_person_).status, 200);
  EXPECT_EQ(mention("shared", "p_aaaaaaaaaaaaaaaa").code(), "unknown-person");
}

TEST_F(Side, WatchersWatchWhatTheyMaySee) {
  const std::string ticket = "/tickets/" + raise(emma_);
  EXPECT_EQ(post(nora_, ticket + "/watch").text("/watchers/0/person"), person_of(nora_));
  EXPECT_EQ(post(abe_, ticket + "/watch").status, 404);
  EXPECT_EQ(post(nora_, ticket + "/watch").code(), "not-possible");
  EXPECT_EQ(post(nora_, ticket + "/unwatch").status, 200);
}

TEST_F(Side, AMajorIncidentIsLedAndItsMissingUpdatesAreTold) {
  const std::string ticket = "/tickets/" + raise(emma_);
  EXPECT_EQ(post(emma_, ticket + "/major", {{"why", "everything burns"}}).status, 403);
  EXPECT_EQ(post(ben_, ticket + "/major", {{"why", "everything burns"}}).text("/major/state"), "candidate");
  EXPECT_EQ(post(nora_, ticket + "/major/accept").status, 403) << "who is accountable accepts it";
  EXPECT_EQ(post(ana_, ticket + "/major/accept", {{"manager", "p_aaaaaaaaaaaaaaaa"}}).code(), "unknown-person");
  const auto accepted = post(ana_, ticket + "/major/accept", {{"communications", emma_person_}});
  EXPECT_EQ(accepted.text("/major/state"), "accepted");
  EXPECT_EQ(accepted.text("/major/manager/person"), person_of(ana_));
  office_.move(30 * 60 + 2);
  office_.tick();
  office_.move(2);
  office_.tick();
  office_.tick();
  EXPECT_EQ(count(ticket, "ticket.major_update_missed"), 1U);
  EXPECT_TRUE(get(ana_, ticket).body.at("major").at("overdue").as_bool());
  EXPECT_EQ(
      post(emma_, ticket + "/major/updates", {{"text", "Water is on its way"}, {"next_update_minutes", 15}}).status,
      200)
      << "she speaks of it";
  EXPECT_EQ(get(emma_, ticket + "/entries").whole.body.find("Water is on its way") != std::string::npos, true);
  EXPECT_EQ(post(ana_, ticket + "/major/review", {{"findings", "x"}}).code(), "not-possible");
  post(ben_, ticket + "/resolve");
  EXPECT_EQ(post(ana_, ticket + "/major/review",
                 {{"findings", "No extinguisher"}, {"actions", json::array{json::object{{"what", "Buy one"}}}}})
                .text("/major/state"),
            "reviewed");
}

TEST_F(Side, WhatIsResolvedIsClosedAfterTwoHoursOnce) {
  const std::string ticket = "/tickets/" + raise(emma_);
  office_.move(2);
  office_.tick();
  post(ben_, ticket + "/resolve");
  office_.move(2 * 3'600 - 1);
  office_.tick();
  EXPECT_EQ(get(ana_, ticket).text("/state"), "resolved");
  office_.move(3);
  office_.tick();
  office_.tick();
  EXPECT_EQ(get(ana_, ticket).text("/state"), "closed");
  EXPECT_EQ(count(ticket, "ticket.closed"), 1U);
}

TEST_F(Side, WaitingForTheRequesterEndsWithOneEntry) {
  const std::string ticket = "/tickets/" + raise(emma_);
  post(ben_, ticket + "/wait", {{"on", "requester"}});
  office_.move(60);
  post(emma_, ticket + "/comments", {{"text", "It is the blue one"}});
  EXPECT_EQ(count(ticket, "ticket.resumed"), 1U);
}

}  // namespace
}  // namespace concordat::testing
