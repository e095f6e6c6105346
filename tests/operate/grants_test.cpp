// SPDX-License-Identifier: Apache-2.0
#include "operate/harbour.hpp"
#include "support/office.hpp"

#include <gtest/gtest.h>

#include <algorithm>

// What decides who may, beside the agreement, over HTTP: given, asked for, used, ended, and each of it an entry.
namespace concordat::testing {
namespace {

class Grants : public ::testing::Test {
 protected:
  void SetUp() override {
    organisation_ = office_.found(ana_, "Harbour", "ana@harbour.example", "ana");
    here_ = "/api/v1/organisations/" + organisation_;
    office_.put_in_force(organisation_, kHarbourText, "hq");
    nora_person_ = office_.bring_in(ana_, nora_, organisation_, "nora@nw.example", "northwind", "nora");
    office_.bring_in(ana_, abe_, organisation_, "abe@aegis.example", "aegis", "abe");
    ben_person_ = office_.bring_in(ana_, ben_, organisation_, "ben@harbour.example", "hq", "ben");
    ticket_ = post(ana_, "/tickets", json::object{{"subject", "x"}, {"category", "security"}}).text("/ticket");
  }
  Reply post(Browser& who, const std::string& path, const json::value& body) {
    return office_.ask(who, "POST", here_ + path, body);
  }
  Reply get(Browser& who, const std::string& path) { return office_.ask(who, "GET", here_ + path); }
  std::string in(std::int64_t seconds) const { return format_instant(Instant{office_.now().us + seconds * 1'000'000}); }
  // Entries of a kind, as the record holds them.
  std::vector<record::Entry> entries(const std::string& kind) {
    auto lease = office_.house().readers.lend();
    auto session = (*lease)->open_session(store::Scope(store::OrgId{organisation_}));
    std::vector<record::Entry> all;
    const auto done =
        session->for_each_line(store::OrgId{organisation_}, 0, 1'000'000, [&](std::int64_t, std::string_view line) {
          auto entry = record::parse_entry(line);
          if (entry && entry->kind == kind) all.push_back(std::move(*entry));
        });
    EXPECT_TRUE(done);
    return all;
  }
  // How often the record is told that something was shown of a ticket by a grant.
  std::int64_t told(const std::string& route, const std::string& ticket) {
    const auto all = entries("access.used");
    return std::count_if(all.begin(), all.end(), [&](const record::Entry& one) {
      return one.body.at("route").as_string() == route && one.body.at("ticket").as_string() == ticket;
    });
  }
  json::object wish(const std::string& ticket) const {
    return {{"actions", json::array{"read", "resolve", "comment", "update"}},
            {"functions", json::array{"cybersecurity"}},
            {"ticket", ticket},
            {"until", in(3'600)},
            {"why", "she knows this machine"}};
  }

  Office office_;
  Browser ana_, nora_, abe_, ben_;
  std::string organisation_, here_, nora_person_, ben_person_, ticket_;
};

TEST_F(Grants, IsAskedForGrantedUsedAndOverByItself) {
  const std::string comments = "/tickets/" + ticket_ + "/comments";
  EXPECT_EQ(get(nora_, "/tickets/" + ticket_).status, 404);
  const auto asked = post(nora_, "/access/requests", wish(ticket_));
  ASSERT_EQ(asked.status, 201) << asked.whole.body;
  EXPECT_EQ(get(nora_, "/tickets/" + ticket_).status, 404) << "to ask gives nothing";
  EXPECT_EQ(post(nora_, "/access/grants", json::object{{"request", asked.text("/id")}}).status, 403);
  EXPECT_EQ(post(ben_, "/access/grants", json::object{{"request", asked.text("/id")}}).status, 403);
  const auto given = post(ana_, "/access/grants", json::object{{"request", asked.text("/id")}});
  ASSERT_EQ(given.status, 201) << given.whole.body;
  EXPECT_EQ(post(ana_, "/access/grants", json::object{{"request", asked.text("/id")}}).code(), "already");

  EXPECT_EQ(entries("access.used").size(), 0U);
  EXPECT_EQ(get(nora_, "/tickets/" + ticket_).status, 200);
  ASSERT_EQ(entries("access.used").size(), 1U) << "also what is only looked at";
  EXPECT_EQ(post(nora_, comments, json::object{{"text", "I know this one"}, {"audience", "shared"}}).status, 200);
  const auto used = entries("access.used");
  ASSERT_GE(used.size(), 2U);
  EXPECT_EQ(used.back().actor, nora_person_);
  EXPECT_EQ(used.back().subject, "access:" + given.text("/id"));
  EXPECT_EQ(used.back().body.at("ticket").as_string(), ticket_);
  EXPECT_EQ(used.back().body.at("route").as_string(), "comment");
  EXPECT_EQ(used.back().audience, record::Audience::only({"hq", "northwind"})) << "a ticket's name is not for all";
  const auto before = used.size();
  EXPECT_EQ(get(abe_, "/tickets/" + ticket_).status, 200);
  EXPECT_EQ(entries("access.used").size(), before) << "a row is no grant";

  office_.move(3'599 - 60);
  EXPECT_EQ(get(nora_, "/tickets/" + ticket_).status, 200);
  office_.move(61);
  EXPECT_EQ(get(nora_, "/tickets/" + ticket_).status, 404) << "at its last second it is over";
}

TEST_F(Grants, BoundToOneTicketShowsItInListsAndNoOther) {
  const auto raise = [&](const std::string& subject, const std::string& category) {
    office_.move(1);
    return post(ana_, "/tickets", json::object{{"subject", subject}, {"category", category}}).text("/ticket");
  };
  const std::string lent = raise("Zebra at the door", "security");
  const std::string hidden = raise("Zebra on the roof", "security");
  const std::string own = raise("Zebra in the printer", "printer");
  office_.tick();
  const auto names = [](const Reply& reply, const char* list) {
    std::vector<std::string> all;
    EXPECT_EQ(reply.status, 200) << reply.whole.body;
    for (const auto& one : reply.body.at(list).as_array()) {
      const auto* hit = one.as_object().if_contains("ticket");
      all.emplace_back(hit->is_string() ? hit->as_string() : hit->at("ticket").as_string());
    }
    return all;
  };
  using Names = std::vector<std::string>;
  // Everything that tells her of tickets says the same.
  const auto sees = [&](const Names& expected) {
    EXPECT_EQ(names(get(nora_, "/tickets?tab=open"), "tickets"), expected);
    EXPECT_EQ(names(get(nora_, "/tickets?tab=open&subject=zebra"), "tickets"), expected);
    EXPECT_EQ(names(office_.ask(nora_, "GET", "/api/v1/me/tickets?tab=open"), "tickets"), expected);
    EXPECT_EQ(names(get(nora_, "/search?q=zebra"), "hits"), expected);
    const auto count = static_cast<std::int64_t>(expected.size());
    EXPECT_EQ(get(nora_, "/tickets?tab=open&count=true").number("/count/tickets"), count);
    EXPECT_EQ(get(nora_, "/ticket-counts").number("/open"), count);
    EXPECT_EQ(office_.ask(nora_, "GET", "/api/v1/me/ticket-counts").number("/all/open"), count);
    const auto csv = get(nora_, "/tickets.csv?tab=open").whole.body;
    EXPECT_EQ(std::count(csv.begin(), csv.end(), '\n'), count + 1);
    EXPECT_EQ(csv.find(hidden + ","), std::string::npos);
  };
  sees({own});
  auto wanted = wish(lent);
  wanted["person"] = nora_person_;
  wanted["until"] = in(7'200);
  ASSERT_EQ(post(ana_, "/access/grants", wanted).status, 201);
  const auto before = entries("access.used").size();
  EXPECT_EQ(names(get(nora_, "/tickets?category=printer"), "tickets"), Names{own});
  EXPECT_EQ(entries("access.used").size(), before) << "it was of no use here";
  sees({own, lent});
  const auto used = entries("access.used");
  ASSERT_GT(used.size(), before) << "what a list shows by a grant is a use of it, also over all organisations";
  EXPECT_TRUE(std::any_of(used.begin(), used.end(), [](const record::Entry& one) {
    return one.body.at("route").as_string() == "listAllTickets";
  }));
  for (std::size_t i = before; i < used.size(); ++i) EXPECT_EQ(used[i].body.at("ticket").as_string(), lent);
  // A page asks again and again: within the hour that is the same use. To open it is another each time.
  EXPECT_EQ(told("listTickets", lent), 1);
  EXPECT_EQ(told("countTickets", lent), 1);
  EXPECT_EQ(told("exportTickets", lent), 1) << "to take it out is told beside it";
  office_.move(1'800);
  sees({own, lent});
  EXPECT_EQ(entries("access.used").size(), used.size());
  for (const int opened : {1, 2}) {
    EXPECT_EQ(get(nora_, "/tickets/" + lent).status, 200);
    EXPECT_EQ(told("getTicket", lent), opened);
  }
  office_.move(1'800);
  sees({own, lent});
  EXPECT_EQ(told("listTickets", lent), 2) << "an hour later it is told again";
  EXPECT_EQ(told("countAllTickets", lent), 2);
  // What her party is not told is not for her, and who was lent nothing sees nothing.
  EXPECT_EQ(post(abe_, "/tickets/" + lent + "/comments", json::object{{"text", "quagga"}, {"audience", "own"}}).status,
            200);
  office_.tick();
  EXPECT_TRUE(names(get(nora_, "/search?q=quagga"), "hits").empty());
  EXPECT_EQ(names(get(abe_, "/tickets?tab=open&subject=zebra"), "tickets").size(), 2U);
  EXPECT_EQ(get(nora_, "/tickets/" + hidden).status, 404);
  office_.move(3'601);
  sees({own});
}

TEST_F(Grants, IsRefusedAndEndedBeforeItsTime) {
  const auto asked = post(nora_, "/access/requests", wish(ticket_));
  EXPECT_EQ(post(nora_, "/access/requests/" + asked.text("/id") + "/refuse", json::object{{"why", "no"}}).status, 403);
  EXPECT_EQ(post(ana_, "/access/requests/" + asked.text("/id") + "/refuse", json::object{{"why", "ask Aegis"}}).status,
            200);
  EXPECT_EQ(post(ana_, "/access/grants", json::object{{"request", asked.text("/id")}}).code(), "already");
  auto direct = wish(ticket_);
  direct["person"] = nora_person_;
  const auto given = post(ana_, "/access/grants", direct);
  ASSERT_EQ(given.status, 201) << given.whole.body;
  EXPECT_EQ(get(nora_, "/tickets/" + ticket_).status, 200);
  EXPECT_EQ(post(abe_, "/access/" + given.text("/id") + "/end", json::object{}).status, 403);
  office_.move(1);
  EXPECT_EQ(post(nora_, "/access/" + given.text("/id") + "/end", json::object{}).status, 200) << "she needs it no more";
  EXPECT_EQ(get(nora_, "/tickets/" + ticket_).status, 404);
  auto endless = wish(ticket_);
  endless.erase("until");
  EXPECT_EQ(post(nora_, "/access/requests", endless).text("/errors/0/pointer"), "/until");
  auto too_much = wish(ticket_);
  too_much["actions"] = json::array{"see-prices"};
  EXPECT_EQ(post(nora_, "/access/requests", too_much).code(), "unknown-name") << "an owner's action is never granted";
}

TEST_F(Grants, BrokenGlassIsLoudUsedOnTheRecordAndReviewedByAnother) {
  EXPECT_EQ(post(nora_, "/access/broken-glass", json::object{{"why", "x"}}).status, 403);
  EXPECT_EQ(post(ben_, "/owners", json::object{{"person", "ben"}}).status, 403);
  const auto broken = post(ben_, "/access/broken-glass", json::object{{"why", "locked out"}});
  ASSERT_EQ(broken.status, 201) << broken.whole.body;
  const std::string id = broken.text("/id");
  const auto seen = get(nora_, "/access");
  ASSERT_EQ(seen.status, 200) << seen.whole.body;
  const auto& rows = seen.body.at("access").as_array();
  EXPECT_TRUE(std::any_of(rows.begin(), rows.end(), [](const json::value& row) {
    return row.at("what") == "broken glass" && row.at("who") == "ben";
  })) << "every party is told";
  EXPECT_EQ(entries("access.glass_broken").back().audience, record::Audience::shared());

  EXPECT_EQ(post(ben_, "/owners", json::object{{"person", "ben"}}).status, 200) << "nothing is forbidden to him now";
  EXPECT_EQ(entries("access.used").back().subject, "access:" + id);
  EXPECT_EQ(entries("access.used").back().body.at("action").as_string(), "manage-owners");
  EXPECT_EQ(post(ben_, "/access/broken-glass/" + id + "/review", json::object{{"words", "all well"}}).status, 403);
  EXPECT_EQ(
      post(ana_, "/access/broken-glass/" + id + "/review", json::object{{"words", "he made himself owner"}}).status,
      200);
  EXPECT_EQ(office_.ask(ana_, "DELETE", here_ + "/owners/ben").status, 200);
  EXPECT_EQ(office_.ask(ana_, "DELETE", here_ + "/owners/ana").code(), "last-owner");
  office_.move(4 * 3'600 + 1);
  EXPECT_EQ(post(ben_, "/owners", json::object{{"person", "ben"}}).status, 403) << "four hours, and no more";
}

TEST_F(Grants, SuspendedNarrowedAndDismissedAtOnceAlsoInSessionsAndTokens) {
  const std::string mine =
      post(ana_, "/tickets", json::object{{"subject", "x"}, {"category", "printer"}}).text("/ticket");
  const auto made = office_.ask(nora_, "POST", "/api/v1/me/tokens",
                                json::object{{"name", "x"}, {"scopes", json::array{"desk", "read"}}});
  Browser program;
  program.token = made.text("/token");
  const json::object words{{"text", "x"}, {"audience", "shared"}};
  const std::string comments = "/tickets/" + mine + "/comments";
  ASSERT_EQ(post(program, comments, words).status, 200);

  EXPECT_EQ(post(nora_, "/parties/aegis/suspend", json::object{{"why", "x"}}).status, 403);
  const auto narrowed = post(ana_, "/parties/northwind/narrow",
                             json::object{{"actions", json::array{"change"}}, {"why", "until the audit"}});
  ASSERT_EQ(narrowed.status, 201) << narrowed.whole.body;
  office_.move(1);
  EXPECT_EQ(post(program, comments, words).status, 200);
  EXPECT_FALSE(get(nora_, "/agreement/explain?may=change&on=service-desk").body.at("allow").as_bool());

  const auto suspended = post(ana_, "/parties/northwind/suspend", json::object{{"why", "their tool was breached"}});
  ASSERT_EQ(suspended.status, 201);
  EXPECT_NE(post(program, comments, words).status, 200);
  EXPECT_NE(post(nora_, comments, words).status, 200);
  office_.move(1);
  EXPECT_EQ(post(ana_, "/access/" + suspended.text("/id") + "/end", json::object{}).status, 200);
  EXPECT_EQ(post(program, comments, words).status, 200);

  EXPECT_EQ(post(ana_, "/parties/northwind/dismiss", json::object{{"why", "enough"}}).status, 200);
  EXPECT_EQ(post(ana_, "/parties/northwind/dismiss", json::object{{"why", "enough"}}).code(), "already");
  EXPECT_NE(post(program, comments, words).status, 200);
  EXPECT_NE(post(nora_, comments, words).status, 200);
  EXPECT_EQ(get(nora_, "/access").status, 404);
}

TEST_F(Grants, AContractEndsTheRightsOfOpenSessionsAndTokensWithItsLastDay) {
  const std::string mine =
      post(ana_, "/tickets", json::object{{"subject", "x"}, {"category", "printer"}}).text("/ticket");
  std::string ending = kHarbourText;
  const std::string contract = "[party.northwind]\nkind = \"provider\"\ncontract = { from = 2026-04-01, through = ";
  const auto at = ending.find(contract);
  ASSERT_NE(at, std::string::npos);
  ending.replace(at + contract.size(), 10, "2026-05-04");
  office_.put_in_force(organisation_, ending, "hq");
  office_.move(1);
  const json::object words{{"text", "x"}, {"audience", "shared"}};
  const std::string comments = "/tickets/" + mine + "/comments";
  // The Office's day is 2026-05-04, UTC; sessions and factors were made this morning.
  const std::int64_t midnight_s = 1'777'939'200;
  office_.move(7 * 3'600);
  ASSERT_EQ(get(nora_, "/tickets/" + mine).status, 200);  // a session that is used does not fall asleep
  office_.move(midnight_s - 1 - office_.now().seconds());
  EXPECT_EQ(post(nora_, comments, words).status, 200) << "the last second of the last day";
  office_.move(1);
  EXPECT_NE(post(nora_, comments, words).status, 200) << "a second later";
  EXPECT_EQ(get(nora_, "/agreement").status, 404);
}

TEST_F(Grants, APartySpeaksForItselfAlone) {
  EXPECT_EQ(post(ana_, "/parties/northwind/representatives", json::object{{"person", "nora"}}).status, 403)
      << "nobody else names who stands for it";
  EXPECT_EQ(post(ana_, "/parties/northwind/administrators", json::object{{"person", "abe"}}).code(), "not-own");
  EXPECT_EQ(post(ana_, "/parties/northwind/administrators", json::object{{"person", "nora"}}).status, 200);
  EXPECT_EQ(post(nora_, "/parties/northwind/representatives", json::object{{"person", "nora"}}).status, 201);
  EXPECT_EQ(entries("party.represented").back().party, "northwind");
  EXPECT_EQ(post(nora_, "/parties/aegis/representatives", json::object{{"person", "abe"}}).status, 403);
  EXPECT_EQ(office_.ask(ana_, "DELETE", here_ + "/parties/northwind/administrators/nora").status, 200);
  EXPECT_EQ(post(nora_, "/parties/northwind/representatives", json::object{{"person", "nora"}}).status, 403);
}

}  // namespace
}  // namespace concordat::testing
