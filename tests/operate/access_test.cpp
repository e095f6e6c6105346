// SPDX-License-Identifier: Apache-2.0
#include "operate/harbour.hpp"
#include "support/office.hpp"

#include <gtest/gtest.h>

// Who somebody is, and how they come in and go out.
namespace concordat::testing {
namespace {

using operate::totp::code_at;

json::object signing_in(const std::string& email, const std::string& password, const std::string& code = "") {
  json::object body{{"email", email}, {"password", password}};
  if (!code.empty()) body["code"] = code;
  return body;
}

TEST(Access, TheSetUpTokenMakesOneOwnerOnce) {
  Office office;
  Browser ana;
  const std::string organisation = office.found(ana, "Harbour", "ana@harbour.example", "ana");
  const auto me = office.ask(ana, "GET", "/api/v1/me");
  EXPECT_EQ(me.status, 200);
  EXPECT_EQ(me.text("/email"), "ana@harbour.example");
  const auto view = office.ask(ana, "GET", "/api/v1/organisations/" + organisation);
  EXPECT_EQ(view.status, 200);
  EXPECT_TRUE(view.body.at("is_owner").as_bool());

  Browser eve;
  const json::object again{{"token", "setup_AAAA"},
                           {"organisation", "Harbour"},
                           {"name", "Eve"},
                           {"email", "eve@evil.example"},
                           {"password", Office::kPassword}};
  EXPECT_EQ(office.ask(eve, "POST", "/api/v1/setup", again).code(), "wrong-credentials");
  EXPECT_EQ(office.ask(eve, "GET", "/api/v1/me").status, 401);
}

TEST(Access, WrongAndUnknownAreTheSameAnswer) {
  Office office;
  Browser ana;
  office.found(ana, "Harbour", "ana@harbour.example", "ana");
  Browser eve;
  const auto wrong =
      office.ask(eve, "POST", "/api/v1/sessions", signing_in("ana@harbour.example", "wrong wrong wrong"));
  const auto unknown =
      office.ask(eve, "POST", "/api/v1/sessions", signing_in("nobody@harbour.example", "wrong wrong wrong"));
  EXPECT_EQ(wrong.status, 401);
  EXPECT_EQ(wrong.whole.body, unknown.whole.body);
  EXPECT_EQ(wrong.status, unknown.status);
  EXPECT_TRUE(eve.cookies.empty());
  const auto right = office.ask(eve, "POST", "/api/v1/sessions", signing_in("ANA@harbour.example", Office::kPassword));
  EXPECT_EQ(right.status, 201);
}

TEST(Access, GuessingLocksOutWhoGuessesAndNobodyElse) {
  Office office;
  Browser ana;
  office.found(ana, "Harbour", "ana@harbour.example", "ana");
  Browser eve;
  eve.address = "198.51.100.66";
  int refused = 0;
  for (int i = 0; i < 30; ++i) {
    const auto tried =
        office.ask(eve, "POST", "/api/v1/sessions", signing_in("ana@harbour.example", "guess guess guess"));
    refused += tried.status == 429 ? 1 : 0;
  }
  EXPECT_GT(refused, 10);
  EXPECT_EQ(office.ask(eve, "POST", "/api/v1/sessions", signing_in("ana@harbour.example", Office::kPassword)).status,
            429);
  Browser elsewhere;
  elsewhere.address = "192.0.2.1";
  EXPECT_EQ(
      office.ask(elsewhere, "POST", "/api/v1/sessions", signing_in("ana@harbour.example", Office::kPassword)).status,
      201);
  // From the very address of the guesser, but from a browser that was signed in before.
  ana.address = eve.address;
  office.ask(ana, "DELETE", "/api/v1/sessions/current");
  EXPECT_EQ(office.ask(ana, "POST", "/api/v1/sessions", signing_in("ana@harbour.example", Office::kPassword)).status,
            201);
}

TEST(Access, ASecondFactorIsAskedForUsedOnceAndReplacedByARecoveryCode) {
  Office office;
  Browser ana;
  office.found(ana, "Harbour", "ana@harbour.example", "ana");
  Browser older;
  ASSERT_EQ(office.ask(older, "POST", "/api/v1/sessions", signing_in("ana@harbour.example", Office::kPassword)).status,
            201);
  const std::string secret = office.enrol(ana);
  EXPECT_EQ(office.ask(older, "GET", "/api/v1/me").status, 401) << "whoever was signed in without it is out";

  Browser other;
  const auto without =
      office.ask(other, "POST", "/api/v1/sessions", signing_in("ana@harbour.example", Office::kPassword));
  EXPECT_EQ(without.code(), "second-factor-needed");
  office.move(60);
  const std::string code = code_at(secret, office.now().seconds() / 30);
  const auto with =
      office.ask(other, "POST", "/api/v1/sessions", signing_in("ana@harbour.example", Office::kPassword, code));
  EXPECT_EQ(with.status, 201);
  EXPECT_TRUE(with.body.at("used_second_factor").as_bool());
  Browser eve;
  EXPECT_EQ(
      office.ask(eve, "POST", "/api/v1/sessions", signing_in("ana@harbour.example", Office::kPassword, code)).code(),
      "wrong-credentials")
      << "a code that was seen over a shoulder";

  const std::string recovery(office.last_codes().at("codes").at(0).as_string());
  EXPECT_EQ(office.ask(eve, "POST", "/api/v1/sessions", signing_in("ana@harbour.example", Office::kPassword, recovery))
                .status,
            201);
  Browser again;
  EXPECT_EQ(
      office.ask(again, "POST", "/api/v1/sessions", signing_in("ana@harbour.example", Office::kPassword, recovery))
          .code(),
      "wrong-credentials");
}

TEST(Access, SessionsEndByThemselvesByHandAndWithThePassword) {
  Office office;
  Browser ana;
  office.found(ana, "Harbour", "ana@harbour.example", "ana");
  Browser other;
  office.ask(other, "POST", "/api/v1/sessions", signing_in("ana@harbour.example", Office::kPassword));
  const Browser stolen = other;
  const auto sessions = office.ask(ana, "GET", "/api/v1/me/sessions");
  ASSERT_EQ(sessions.body.at("sessions").as_array().size(), 2U);

  EXPECT_EQ(office.ask(other, "DELETE", "/api/v1/sessions/current").status, 204);
  Browser thief = stolen;
  EXPECT_EQ(office.ask(thief, "GET", "/api/v1/me").status, 401) << "the cookie of a session that was signed out";

  office.ask(other, "POST", "/api/v1/sessions", signing_in("ana@harbour.example", Office::kPassword));
  EXPECT_EQ(office
                .ask(ana, "PUT", "/api/v1/me/password",
                     json::object{{"current", Office::kPassword}, {"password", "another long one"}})
                .status,
            200);
  EXPECT_EQ(office.ask(other, "GET", "/api/v1/me").status, 401);
  EXPECT_EQ(office.ask(ana, "GET", "/api/v1/me").status, 200);
  office.move(12 * 3'600 + 1);
  EXPECT_EQ(office.ask(ana, "GET", "/api/v1/me").status, 401) << "half a day without a request";
}

TEST(Access, ATokenDoesWhatItWasMadeForAndMakesNoOthers) {
  Office office;
  Browser ana;
  const std::string organisation = office.found(ana, "Harbour", "ana@harbour.example", "ana");
  const auto made = office.ask(ana, "POST", "/api/v1/me/tokens",
                               json::object{{"name", "report"}, {"scopes", json::array{"read"}}, {"days", 10}});
  ASSERT_EQ(made.status, 201) << made.whole.body;
  Browser program;
  program.token = made.text("/token");
  EXPECT_EQ(office.ask(program, "GET", "/api/v1/organisations/" + organisation).status, 200);
  EXPECT_EQ(office.ask(program, "GET", "/api/v1/me/sessions").status, 403);
  EXPECT_EQ(
      office.ask(program, "POST", "/api/v1/me/tokens", json::object{{"name", "more"}, {"scopes", json::array{"read"}}})
          .status,
      403);
  EXPECT_EQ(office
                .ask(program, "POST", "/api/v1/organisations/" + organisation + "/invitations",
                     json::object{{"email", "a@b.example"}})
                .status,
            403);
  const auto bad = office.ask(ana, "POST", "/api/v1/me/tokens",
                              json::object{{"name", "report"}, {"scopes", json::array{"everything"}}, {"days", 4'000}});
  EXPECT_EQ(bad.status, 422);
  EXPECT_EQ(bad.body.at("errors").as_array().size(), 2U);
  office.move(10 * 86'400);
  EXPECT_EQ(office.ask(program, "GET", "/api/v1/organisations/" + organisation).status, 401);
}

TEST(Access, AnotherSitesPageCannotActForAnybody) {
  Office office;
  Browser ana;
  office.found(ana, "Harbour", "ana@harbour.example", "ana");
  const json::object token{{"name", "x"}, {"scopes", json::array{"read"}}};
  EXPECT_EQ(office.ask(ana, "POST", "/api/v1/me/tokens", token, {{"Sec-Fetch-Site", "cross-site"}}).status, 403);
  EXPECT_EQ(office
                .ask(ana, "POST", "/api/v1/me/tokens", token,
                     {{"Origin", "https://evil.example"}, {"Host", "desk.harbour.example"}})
                .status,
            403);
  EXPECT_EQ(office
                .ask(ana, "POST", "/api/v1/me/tokens", token,
                     {{"Origin", "https://desk.harbour.example"}, {"Host", "desk.harbour.example"}})
                .status,
            201);
}

TEST(Access, AnInvitationIsGoodOnceForAWeekAndOnlyWhileItsInviterMay) {
  Office office;
  Browser ana;
  const std::string organisation = office.found(ana, "Harbour", "ana@harbour.example", "ana");
  office.put_in_force(organisation, kHarbourText, "hq");
  const std::string invitations = "/api/v1/organisations/" + organisation + "/invitations";
  const auto one =
      office.ask(ana, "POST", invitations, json::object{{"email", "ben@harbour.example"}, {"person", "ben"}});
  ASSERT_EQ(one.status, 201) << one.whole.body;
  const json::object accepting{{"token", one.text("/token")}, {"name", "Ben"}, {"password", "yet another long one"}};
  Browser ben;
  EXPECT_EQ(office.ask(ben, "POST", "/api/v1/invitations/accept", accepting).status, 201);
  Browser eve;
  EXPECT_EQ(office.ask(eve, "POST", "/api/v1/invitations/accept", accepting).code(), "wrong-credentials");

  const auto two = office.ask(ana, "POST", invitations, json::object{{"email", "carl@harbour.example"}});
  office.move(7 * 86'400);
  EXPECT_EQ(
      office
          .ask(eve, "POST", "/api/v1/invitations/accept",
               json::object{{"token", two.text("/token")}, {"name", "Carl"}, {"password", "yet another long one"}})
          .code(),
      "wrong-credentials");
  office.ask(ben, "POST", "/api/v1/sessions", signing_in("ben@harbour.example", "yet another long one"));
  EXPECT_EQ(office.ask(ben, "POST", invitations, json::object{{"email", "x@harbour.example"}}).status, 403)
      << "an employee without the right";
  EXPECT_EQ(office.ask(ana, "POST", "/api/v1/sessions", signing_in("ana@harbour.example", Office::kPassword)).status,
            201);
  const auto wrong = office.ask(ana, "POST", invitations,
                                json::object{{"email", "no address"}, {"party", "northwynd"}, {"team", "none"}});
  EXPECT_EQ(wrong.body.at("errors").as_array().size(), 3U) << wrong.whole.body;
}

TEST(Access, AProvidersPeopleNeedASecondFactorAndTheOrganisationsWord) {
  Office office;
  Browser ana;
  const std::string organisation = office.found(ana, "Harbour", "ana@harbour.example", "ana");
  office.put_in_force(organisation, kHarbourText, "hq");
  const std::string here = "/api/v1/organisations/" + organisation;
  const auto invited = office.ask(
      ana, "POST", here + "/invitations",
      json::object{{"email", "nora@nw.example"}, {"party", "northwind"}, {"person", "nora"}, {"administrator", true}});
  Browser nora;
  office.ask(nora, "POST", "/api/v1/invitations/accept",
             json::object{{"token", invited.text("/token")}, {"name", "Nora"}, {"password", Office::kPassword}});
  EXPECT_EQ(office.ask(nora, "GET", here).code(), "second-factor-needed");
  office.enrol(nora);
  EXPECT_EQ(office.ask(nora, "GET", here).status, 200);

  // Nora administers Northwind's people: she invites one of them, and Harbour has the last word.
  const auto colleague = office.ask(nora, "POST", here + "/invitations", json::object{{"email", "ned@nw.example"}});
  ASSERT_EQ(colleague.status, 201) << colleague.whole.body;
  EXPECT_EQ(
      office.ask(nora, "POST", here + "/invitations", json::object{{"email", "x@hq.example"}, {"party", "hq"}}).status,
      403);
  Browser ned;
  const auto joined =
      office.ask(ned, "POST", "/api/v1/invitations/accept",
                 json::object{{"token", colleague.text("/token")}, {"name", "Ned"}, {"password", Office::kPassword}});
  office.enrol(ned);
  EXPECT_EQ(office.ask(ned, "GET", here).status, 404);
  const std::string person = joined.text("/organisations/0/person");
  EXPECT_EQ(office.ask(nora, "POST", here + "/people/" + person + "/admit", json::object{}).status, 403);
  EXPECT_EQ(office.ask(ana, "POST", here + "/people/" + person + "/admit", json::object{}).status, 204);
  EXPECT_EQ(office.ask(ned, "GET", here).status, 200);
  EXPECT_EQ(office.ask(nora, "DELETE", here + "/people/" + person).status, 204);
  EXPECT_EQ(office.ask(ned, "GET", here).status, 404);
}

TEST(Access, AKeyOfTheAgreementIsOnePersonsAndOfTheirParty) {
  Office office;
  Browser ana;
  Browser ben;
  const std::string organisation = office.found(ana, "Harbour", "ana@harbour.example", "ana");
  office.put_in_force(organisation, kHarbourText, "hq");
  const std::string person = office.bring_in(ana, ben, organisation, "ben@harbour.example", "hq", "");
  const std::string key = "/api/v1/organisations/" + organisation + "/people/" + person + "/key";
  EXPECT_EQ(office.ask(ana, "PUT", key, json::object{{"key", "nora"}}).status, 403) << "Northwind's";
  EXPECT_EQ(office.ask(ana, "PUT", key, json::object{{"key", "ana"}}).status, 409) << "Ana's";
  EXPECT_EQ(office.ask(ana, "PUT", key, json::object{{"key", "bem"}}).text("/hint"), "Did you mean ben?");
  EXPECT_EQ(office.ask(ben, "PUT", key, json::object{{"key", "ben"}}).status, 403) << "nobody gives themselves rights";
  EXPECT_EQ(office.ask(ana, "PUT", key, json::object{{"key", "ben"}}).status, 204);
}

// Whoever administers one party's people gives none of them the rights of another's.
TEST(Access, AnInvitationCannotCarryAnotherPartysKeyOrTeam) {
  Office office;
  Browser ana;
  Browser nora;
  const std::string organisation = office.found(ana, "Harbour", "ana@harbour.example", "ana");
  office.put_in_force(organisation, kHarbourText, "hq");
  const std::string here = "/api/v1/organisations/" + organisation;
  const auto invited = office.ask(
      ana, "POST", here + "/invitations",
      json::object{{"email", "nora@nw.example"}, {"party", "northwind"}, {"person", "nora"}, {"administrator", true}});
  office.ask(nora, "POST", "/api/v1/invitations/accept",
             json::object{{"token", invited.text("/token")}, {"name", "Nora"}, {"password", Office::kPassword}});
  office.enrol(nora);
  const auto invite = [&](Browser& who, json::object body) {
    return office.ask(who, "POST", here + "/invitations", body);
  };
  EXPECT_EQ(invite(nora, {{"email", "x@nw.example"}, {"person", "ben"}}).status, 403) << "ben is Harbour's";
  EXPECT_EQ(invite(nora, {{"email", "x@nw.example"}, {"team", "hq-desk"}}).status, 403) << "a team of Harbour's";
  EXPECT_EQ(invite(nora, {{"email", "x@nw.example"}, {"person", "nora"}}).status, 409) << "she herself";
  EXPECT_EQ(invite(nora, {{"email", "x@nw.example"}, {"team", "nw-noc"}}).status, 201);
  EXPECT_EQ(invite(ana, {{"email", "y@nw.example"}, {"party", "northwind"}, {"team", "hq-desk"}}).status, 201)
      << "the owner may lend somebody out";
  // Of two who were invited under one key the first has it.
  const auto one = invite(ana, {{"email", "b1@harbour.example"}, {"person", "ben"}});
  const auto two = invite(ana, {{"email", "b2@harbour.example"}, {"person", "ben"}});
  Browser first;
  Browser second;
  const auto accept = [&](Browser& who, const Reply& invitation) {
    return office.ask(
        who, "POST", "/api/v1/invitations/accept",
        json::object{{"token", invitation.text("/token")}, {"name", "B"}, {"password", Office::kPassword}});
  };
  EXPECT_EQ(accept(first, one).status, 201);
  EXPECT_EQ(accept(second, two).status, 409);
}

TEST(Access, WhoeverGivesUpTheSecondFactorIsNoLongerSignedInWithOne) {
  Office office;
  Browser ana;
  Browser nora;
  const std::string organisation = office.found(ana, "Harbour", "ana@harbour.example", "ana");
  office.put_in_force(organisation, kHarbourText, "hq");
  office.bring_in(ana, nora, organisation, "nora@nw.example", "northwind", "nora");
  const std::string recovery(office.last_codes().at("codes").at(0).as_string());
  const auto made =
      office.ask(nora, "POST", "/api/v1/me/tokens", json::object{{"name", "x"}, {"scopes", json::array{"read"}}});
  Browser program;
  program.token = made.text("/token");
  const std::string here = "/api/v1/organisations/" + organisation;
  EXPECT_EQ(office.ask(program, "GET", here).status, 200);
  EXPECT_EQ(office
                .ask(nora, "POST", "/api/v1/me/second-factor/remove",
                     json::object{{"password", Office::kPassword}, {"code", recovery}})
                .status,
            200);
  EXPECT_EQ(office.ask(nora, "GET", "/api/v1/me").status, 200);
  EXPECT_EQ(office.ask(nora, "GET", here).code(), "second-factor-needed");
  EXPECT_EQ(office.ask(program, "GET", here).status, 401);
}

TEST(Access, WhatIsShownOnceIsKeptNowhereNotEvenForASecondAsking) {
  Office office;
  Browser ana;
  const std::string organisation = office.found(ana, "Harbour", "ana@harbour.example", "ana");
  const json::object token{{"name", "x"}, {"scopes", json::array{"read"}}};
  const auto made = office.ask(ana, "POST", "/api/v1/me/tokens", token, {{"Idempotency-Key", "k"}});
  const auto invited = office.ask(ana, "POST", "/api/v1/organisations/" + organisation + "/invitations",
                                  json::object{{"email", "x@harbour.example"}}, {{"Idempotency-Key", "i"}});
  ASSERT_EQ(made.status, 201);
  ASSERT_EQ(invited.status, 201);
  const std::string stored = office.stored_bytes();
  ASSERT_NE(stored.find("ana@harbour.example"), std::string::npos) << "the files are read at all";
  EXPECT_EQ(stored.find(made.text("/token")), std::string::npos);
  EXPECT_EQ(stored.find(invited.text("/token")), std::string::npos);
  EXPECT_EQ(stored.find(ana.cookies.at("concordat")), std::string::npos);
  EXPECT_EQ(office.ask(ana, "POST", "/api/v1/me/tokens", token, {{"Idempotency-Key", "k"}}).code(), "shown-once");
  EXPECT_EQ(office.ask(ana, "GET", "/api/v1/me/tokens").body.at("tokens").as_array().size(), 1U);
}

TEST(Access, TwoWhoChangeOnePersonDoNotOverwriteEachOther) {
  Office office;
  Browser ana, ben;
  const std::string organisation = office.found(ana, "Harbour", "ana@harbour.example", "ana");
  office.put_in_force(organisation, kHarbourText, "hq");
  const std::string person = office.bring_in(ana, ben, organisation, "ben@harbour.example", "hq", "");
  const std::string path = "/api/v1/organisations/" + organisation + "/people/" + person;
  const auto seen = office.ask(ana, "GET", path);
  ASSERT_EQ(seen.status, 200) << seen.whole.body;
  const std::string tag(seen.whole.headers.get("ETag"));
  ASSERT_FALSE(tag.empty());
  EXPECT_EQ(office.ask(ana, "PUT", path + "/key", json::object{{"key", "ben"}}, {{"If-Match", tag}}).status, 204);
  EXPECT_EQ(office.ask(ana, "DELETE", path, nullptr, {{"If-Match", tag}}).status, 412);
  const auto now = office.ask(ana, "GET", path);
  EXPECT_EQ(now.text("/key"), "ben");
  EXPECT_NE(now.whole.headers.get("ETag"), tag);
  EXPECT_EQ(office.ask(ana, "DELETE", path, nullptr, {{"If-Match", std::string(now.whole.headers.get("ETag"))}}).status,
            204);
}

TEST(Access, SomebodyJoinsATeamOfTheirOwnPartyAndLeavesIt) {
  Office office;
  Browser ana, sam, nora;
  const std::string organisation = office.found(ana, "Harbour", "ana@harbour.example", "ana");
  office.put_in_force(organisation, kHarbourText, "hq");
  const std::string person = office.bring_in(ana, sam, organisation, "sam@nw.example", "northwind", "");
  const std::string here = "/api/v1/organisations/" + organisation + "/people/" + person;
  const auto teams = [&] { return office.ask(ana, "GET", here).body.at("teams").as_array(); };
  EXPECT_EQ(office.ask(sam, "PUT", here + "/teams/nw-noc").status, 403) << "nobody puts themselves into a team";
  EXPECT_EQ(office.ask(ana, "PUT", here + "/teams/hq-desk").code(), "unknown-team") << "a team of another party";
  EXPECT_EQ(office.ask(ana, "PUT", here + "/teams/nw-noc").status, 204);
  EXPECT_EQ(office.ask(ana, "PUT", here + "/teams/nw-noc").status, 204) << "the same again changes nothing";
  EXPECT_EQ(teams(), (json::array{"nw-noc"}));
  office.move(1);
  EXPECT_EQ(office.ask(ana, "DELETE", here + "/teams/nw-noc").status, 204);
  EXPECT_TRUE(teams().empty());
}

}  // namespace
}  // namespace concordat::testing
