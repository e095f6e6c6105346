// SPDX-License-Identifier: Apache-2.0
#include "operate/desk_fixture.hpp"

// Two companies at one desk.
namespace concordat::testing {
namespace {

TEST_F(Desk, ATicketIsRoutedByTheAgreementASecondLater) {
  const std::string ticket = raise(emma_);
  EXPECT_EQ(get(emma_, "/tickets/" + ticket).text("/with/bearer"), "nobody");
  office_.move(2);
  office_.tick();
  const auto seen = get(ana_, "/tickets/" + ticket);
  EXPECT_EQ(seen.text("/with/team"), "hq-desk");
  EXPECT_EQ(seen.text("/owner_team"), "hq-desk");
  EXPECT_EQ(seen.text("/function"), "service-desk");
  EXPECT_EQ(seen.text("/subject"), "Printer is on fire");
  EXPECT_EQ(seen.text("/requester/person"), emma_person_);
  const auto before = get(ana_, "/tickets/" + ticket + "/entries").body.at("entries").as_array().size();
  office_.tick();
  office_.tick();
  EXPECT_EQ(get(ana_, "/tickets/" + ticket + "/entries").body.at("entries").as_array().size(), before) << "once";
}

TEST_F(Desk, ATicketWhoseRulesFailHoldsUpNoOtherAndIsTriedAgain) {
  const std::string broken = raise(emma_);
  const std::string whole = raise(emma_);
  ASSERT_EQ(broken, "T1");
  const auto damage = [&](const std::string& line) {
    office_.tamper("update entry set line = " + line + " where kind = 'ticket.created' and subject = 'ticket:T1'");
  };
  damage("'#' || line");
  office_.move(2);
  office_.tick();
  EXPECT_EQ(get(ana_, "/tickets/" + whole).text("/with/team"), "hq-desk");
  ASSERT_EQ(office_.failed_rules.size(), 1U);
  EXPECT_NE(office_.failed_rules[0].find(organisation_ + " T1: "), std::string::npos) << office_.failed_rules[0];
  office_.tick();
  EXPECT_EQ(office_.failed_rules.size(), 1U) << "not at once again";

  damage("substr(line, 2)");
  office_.move(operate::kPutOff_s + 1);
  office_.tick();
  EXPECT_EQ(office_.failed_rules.size(), 1U);
  EXPECT_EQ(get(ana_, "/tickets/" + broken).text("/with/team"), "hq-desk");
}

TEST_F(Desk, WorkIsOfferedWithAPacketAcceptedReturnedAndEachSecondHasItsHolder) {
  const std::string ticket = "/tickets/" + raise(emma_);
  office_.move(2);
  office_.tick();
  EXPECT_EQ(post(ben_, ticket + "/assign", {{"team", "nw-noc"}}).code(), "not-possible")
      << "between parties it is offered";
  EXPECT_EQ(post(ben_, ticket + "/offer", {{"team", "nw-noc"}, {"what", "printer"}}).code(), "packet-needed");
  office_.move(58);
  EXPECT_EQ(post(ben_, ticket + "/offer",
                 {{"team", "nw-noc"}, {"what", "printer"}, {"tried", "water"}, {"next_step", "replace it"}})
                .status,
            200);
  office_.move(60);
  EXPECT_EQ(get(nora_, ticket).text("/with/team"), "hq-desk") << "a warm offer stays with its sender";
  EXPECT_EQ(post(abe_, ticket + "/accept").status, 404) << "no stranger learns that it is there";
  EXPECT_EQ(post(nora_, ticket + "/accept").text("/with/team"), "nw-noc");
  office_.move(60);
  EXPECT_EQ(post(nora_, ticket + "/wait", {{"on", "requester"}}).text("/with/bearer"), "requester");
  office_.move(60);
  // What the requester writes ends the waiting.
  EXPECT_EQ(post(emma_, ticket + "/comments", {{"text", "Still burning"}}).status, 200);
  EXPECT_EQ(get(nora_, ticket).text("/with/team"), "nw-noc");
  office_.move(60);
  const auto custody = get(ana_, ticket + "/custody");
  EXPECT_EQ(custody.number("/custody/total_s"), 300);
  // The rule takes effect from when it was due, the very second in which the ticket came.
  EXPECT_EQ(custody.number("/custody/sum_s/team:hq~1hq-desk"), 120);
  EXPECT_EQ(custody.number("/custody/sum_s/team:northwind~1nw-noc"), 120);
  EXPECT_EQ(custody.number("/custody/sum_s/requester"), 60);

  EXPECT_EQ(post(nora_, ticket + "/resolve", {{"solution", "Replaced"}}).text("/state"), "resolved");
  EXPECT_EQ(post(emma_, ticket + "/reopen", {{"reason", "It burns again"}}).text("/state"), "in_progress");
}

TEST_F(Desk, AnAudienceIsKept) {
  const std::string ticket = "/tickets/" + raise(emma_);
  post(ben_, ticket + "/comments", {{"text", "for everybody"}, {"audience", "requester"}});
  post(ben_, ticket + "/comments", {{"text", "for both companies"}});
  post(ben_, ticket + "/comments", {{"text", "between us"}, {"audience", "own"}});
  post(nora_, ticket + "/comments", {{"text", "among us at Northwind"}, {"audience", "own"}});
  const auto texts = [&](Browser& who) {
    std::string all;
    const auto entries = get(who, ticket + "/entries");
    for (const auto& one : entries.body.at("entries").as_array()) {
      if (one.at("kind").as_string() != "ticket.commented") continue;
      all += std::string(one.at("texts").at("text").as_string()) + "|";
    }
    return all;
  };
  EXPECT_EQ(texts(ana_), "Second floor|for everybody|for both companies|between us|");
  EXPECT_EQ(texts(nora_), "Second floor|for everybody|for both companies|among us at Northwind|");
  EXPECT_EQ(texts(emma_), "Second floor|for everybody|");
}

TEST_F(Desk, WhoMayNotIsToldWhyAndWhoMayNotSeeIsToldNothing) {
  const std::string printer = "/tickets/" + raise(emma_);
  const std::string security = "/tickets/" + raise(emma_, "security");
  EXPECT_EQ(get(abe_, security).status, 200);
  EXPECT_EQ(get(nora_, security).status, 404);
  EXPECT_EQ(get(nora_, security).whole.body, get(nora_, "/tickets/T999").whole.body);
  const auto no = post(emma_, printer + "/resolve");
  EXPECT_EQ(no.status, 403);
  EXPECT_FALSE(no.text("/detail").empty());
  EXPECT_EQ(post(ben_, "/tickets", {{"subject", "For Emma"}, {"requester", emma_person_}}).status, 201);
  EXPECT_EQ(post(emma_, "/tickets", {{"subject", "For Ana"}, {"requester", "p_aaaaaaaaaaaaaaaa"}}).status, 403);
}

TEST_F(Desk, TwoPeopleWhoChangeOneTicketAreToldOfEachOther) {
  const std::string ticket = "/tickets/" + raise(emma_);
  const std::string etag(get(ana_, ticket).whole.headers.get("ETag"));
  EXPECT_EQ(post(ben_, ticket + "/start", {}, {{"If-Match", etag}}).status, 200);
  const auto late = post(ana_, ticket + "/cancel", {{"reason", "a joke"}}, {{"If-Match", etag}});
  EXPECT_EQ(late.status, 412);
  EXPECT_EQ(get(ana_, ticket).text("/state"), "in_progress");
}

TEST_F(Desk, ACommandThatIsSentTwiceIsDoneOnce) {
  const json::object body{{"subject", "Once"}};
  const auto first = post(emma_, "/tickets", body, {{"Idempotency-Key", "k1"}});
  const auto second = post(emma_, "/tickets", body, {{"Idempotency-Key", "k1"}});
  EXPECT_EQ(first.status, 201);
  EXPECT_EQ(second.status, 201);
  EXPECT_EQ(first.whole.body, second.whole.body);
  EXPECT_EQ(second.whole.headers.get("Location"), first.whole.headers.get("Location"));
  EXPECT_EQ(post(emma_, "/tickets", {{"subject", "Another"}}, {{"Idempotency-Key", "k1"}}).code(), "key-reused");
  EXPECT_NE(post(ben_, "/tickets", body, {{"Idempotency-Key", "k1"}}).text("/ticket"), first.text("/ticket"))
      << "another person's key is another key";
}

TEST_F(Desk, ListsAndCountsShowWhatOneMaySee) {
  for (int i = 0; i < 5; ++i) raise(emma_);
  for (int i = 0; i < 3; ++i) raise(ben_, "security");
  office_.move(2);
  office_.tick();
  EXPECT_EQ(get(ana_, "/ticket-counts").number("/open"), 8);
  EXPECT_EQ(get(ana_, "/ticket-counts").number("/with_us"), 5);
  EXPECT_EQ(get(ana_, "/ticket-counts").number("/with_them"), 3);
  EXPECT_EQ(get(nora_, "/ticket-counts").number("/open"), 5);
  EXPECT_EQ(get(abe_, "/ticket-counts").number("/with_us"), 3);
  EXPECT_EQ(get(abe_, "/tickets").body.at("tickets").as_array().size(), 3U);
  EXPECT_EQ(get(emma_, "/tickets?tab=requested").body.at("tickets").as_array().size(), 5U);

  std::set<std::string> names;
  std::string cursor;
  do {
    const auto page = get(ana_, "/tickets?limit=3" + (cursor.empty() ? "" : "&cursor=" + cursor));
    ASSERT_EQ(page.status, 200) << page.whole.body;
    for (const auto& one : page.body.at("tickets").as_array()) names.insert(std::string(one.at("ticket").as_string()));
    cursor = page.text("/next");
  } while (!cursor.empty());
  EXPECT_EQ(names.size(), 8U);
  EXPECT_EQ(get(ana_, "/tickets?colour=red").status, 422);
  EXPECT_EQ(get(ana_, "/tickets?cursor=zzz").status, 422);
}

TEST_F(Desk, ADismissedProvidersPeopleAreOutAtOnce) {
  const std::string ticket = "/tickets/" + raise(emma_);
  EXPECT_EQ(get(nora_, ticket).status, 200);
  office_.move(5);
  office_.append(organisation_, {agreement::dismissed("northwind", "hq", "enough")});
  EXPECT_NE(post(nora_, ticket + "/comments", {{"text", "But"}}).status, 200);
  office_.move(2);
  office_.tick();
  const std::string later = "/tickets/" + raise(emma_);
  EXPECT_EQ(get(nora_, later).status, 404);
  // She stands for Northwind, and for ninety days may read what was shared with it until then, and no more.
  post(ben_, ticket + "/comments", {{"text", "after the end"}});
  EXPECT_EQ(get(nora_, ticket).status, 200);
  EXPECT_EQ(get(nora_, ticket).text("/with/bearer"), "nobody") << "as it was";
  EXPECT_EQ(get(nora_, ticket + "/entries").whole.body.find("after the end"), std::string::npos);
  EXPECT_EQ(get(nora_, "/tickets").body.at("tickets").as_array().size(), 0U);
  office_.move(91 * 86'400);
  EXPECT_NE(get(nora_, ticket).status, 200);
}

TEST_F(Desk, OddInputIsTakenForWhatItIs) {
  const std::string odd = "<script>alert(1)</script>'; drop table ticket; -- \u202e \U0001F525";
  const auto made = post(emma_, "/tickets", {{"subject", odd}, {"description", odd}});
  ASSERT_EQ(made.status, 201);
  EXPECT_EQ(made.text("/subject"), odd);
  EXPECT_EQ(post(emma_, "/tickets", {{"subject", std::string(401, 'x')}}).text("/errors/0/pointer"), "/subject");
  EXPECT_EQ(post(emma_, "/tickets", {{"subject", "a"}, {"impact", 1'000'000'000'000}, {"urgency", 1}}).status, 422);
  EXPECT_EQ(post(emma_, "/tickets", {{"subject", "a"}, {"type", "disaster"}}).text("/errors/0/pointer"), "/type");
}

TEST_F(Desk, NobodyLearnsOfATicketByAskingForItsName) {
  raise(ana_, "security");
  const auto taken = post(emma_, "/tickets", {{"subject", "x"}, {"ticket", "T1"}});
  const auto free = post(emma_, "/tickets", {{"subject", "x"}, {"ticket", "T4711"}});
  EXPECT_EQ(taken.status, 403);
  EXPECT_EQ(taken.whole.body, free.whole.body);
  EXPECT_EQ(post(ana_, "/tickets", {{"subject", "x"}, {"ticket", "T1"}}).code(), "ticket-exists");
  EXPECT_EQ(post(ana_, "/tickets", {{"subject", "x"}, {"ticket", "OLD-7"}}).text("/ticket"), "OLD-7");
}

TEST_F(Desk, PeopleWhoAreNamedAreKnownAndOfTheTeamsParty) {
  const std::string ticket = "/tickets/" + raise(emma_);
  EXPECT_EQ(post(ben_, "/tickets", {{"subject", "x"}, {"requester", "p_aaaaaaaaaaaaaaaa"}}).status, 422);
  EXPECT_EQ(post(ben_, ticket + "/assign", {{"team", "hq-desk"}, {"person", "p_aaaaaaaaaaaaaaaa"}}).status, 422);
  const auto nora = office_.ask(nora_, "GET", "/api/v1/me").text("/organisations/0/person");
  EXPECT_EQ(post(ben_, ticket + "/assign", {{"team", "hq-desk"}, {"person", nora}}).status, 422);
  const auto ana = office_.ask(ana_, "GET", "/api/v1/me").text("/organisations/0/person");
  EXPECT_EQ(post(ben_, ticket + "/assign", {{"team", "hq-desk"}, {"person", ana}}).text("/with/person/person"), ana);
}

TEST_F(Desk, TheSampleIsForTheOwnerOfADeskWithNothingInIt) {
  EXPECT_EQ(post(nora_, "/sample").code(), "not-allowed");
  EXPECT_EQ(post(ben_, "/sample").code(), "not-allowed");
  const auto refused = post(ana_, "/sample");
  EXPECT_EQ(refused.code(), "already") << "an agreement is in force";
  EXPECT_EQ(refused.status, 409);

  Browser olga, omar;
  const std::string there = "/api/v1/organisations/" + office_.found(olga, "Empty", "olga@empty.example", "");
  const json::object invitation{{"email", "omar@empty.example"}};
  const auto invited = office_.ask(olga, "POST", there + "/invitations", invitation);
  office_.ask(omar, "POST", "/api/v1/invitations/accept",
              json::object{{"token", invited.text("/token")}, {"name", "Omar"}, {"password", Office::kPassword}});
  EXPECT_EQ(office_.ask(omar, "POST", there + "/sample", json::object{}).code(), "not-allowed");
  record::Draft seen;
  seen.actor = "import";
  seen.subject = "ticket:INC-1";
  seen.kind = "ticket.observed";
  seen.body = {{"source", "csv"}, {"source_state", "open"}};
  office_.append(there.substr(there.rfind('/') + 1), {seen});
  EXPECT_EQ(office_.ask(olga, "POST", there + "/sample", json::object{}).code(), "already") << "there is a ticket";
  EXPECT_EQ(office_.ask(olga, "GET", there + "/agreement/versions").body.at("versions").as_array().size(), 0U);
}

}  // namespace
}  // namespace concordat::testing
