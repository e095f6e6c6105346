// SPDX-License-Identifier: Apache-2.0
// A session's secret is another one as soon as what it carries is: password, second factor, rights. After the OWASP
// Session Management Cheat Sheet, "Renew the Session ID After Any Privilege Level Change": the session goes on under a
// new id and the old one is destroyed, after "a safety interval" for what is on its way.
#include "operate/harbour.hpp"
#include "support/office.hpp"

#include <gtest/gtest.h>

namespace concordat::testing {
namespace {

constexpr std::int64_t kSafetyInterval_s = 60;

class Rotation : public ::testing::Test {
 protected:
  void SetUp() override {
    organisation_ = office_.found(ana_, "Harbour", "ana@harbour.example", "ana");
    here_ = "/api/v1/organisations/" + organisation_;
    office_.put_in_force(organisation_, kHarbourText, "hq");
    ben_person_ = office_.bring_in(ana_, ben_, organisation_, "ben@harbour.example", "hq", "");
    office_.move(1);
    // At home, from another browser; and whoever took a copy of the first browser's cookies.
    const auto again = office_.ask(home_, "POST", "/api/v1/sessions", proof());
    ASSERT_EQ(again.status, 201) << again.whole.body;
    office_.move(1);
    thief_ = ben_;
  }
  // His password and a code that was not used yet.
  json::object proof(const std::string& key = "email") {
    const auto code = office_.last_codes().at("codes").at(used_++);
    if (key == "email") return {{"email", "ben@harbour.example"}, {"password", Office::kPassword}, {"code", code}};
    return {{key, Office::kPassword}, {"code", code}};
  }
  int me(Browser& who) { return office_.ask(who, "GET", "/api/v1/me").status; }
  int here(Browser& who) { return office_.ask(who, "GET", here_).status; }
  std::string in_an_hour() const { return format_instant(Instant{office_.now().us + 3'600'000'000}); }
  static std::string secret(const Browser& who) { return who.cookies.at("concordat"); }
  std::size_t sessions() {
    return office_.ask(ben_, "GET", "/api/v1/me/sessions").body.at("sessions").as_array().size();
  }
  json::value by_ana(const std::string& method, const std::string& path, const json::value& body = nullptr) {
    const auto done = office_.ask(ana_, method, here_ + path, body);
    EXPECT_LT(done.status, 300) << method << " " << path << ": " << done.whole.body;
    return done.body;
  }
  // That his rights are others: each of his sessions goes on with another secret, and a copy of the first is worthless.
  void expect_rotated(const std::string& what) {
    thief_ = ben_;
    const std::string before = secret(ben_);
    const std::string at_home = secret(home_);
    EXPECT_EQ(here(ben_), 200) << what;
    EXPECT_NE(secret(ben_), before) << what;
    EXPECT_EQ(here(home_), 200) << what;
    EXPECT_NE(secret(home_), at_home) << what;
    const std::string after = secret(ben_);
    EXPECT_EQ(here(ben_), 200) << what;
    EXPECT_EQ(secret(ben_), after) << what << ": once is enough";
    EXPECT_EQ(sessions(), 2U) << what << ": it is the same session";
    Browser late = thief_;
    EXPECT_EQ(here(late), 200) << what << ": what was on its way";
    EXPECT_EQ(secret(late), before) << what << ": and it learns no new secret";
    office_.move(kSafetyInterval_s);
    EXPECT_EQ(me(late), 401) << what;
    EXPECT_EQ(here(ben_), 200) << what;
    EXPECT_EQ(here(home_), 200) << what;
  }
  void expect_as_before(const std::string& what) {
    const std::string before = secret(ben_);
    EXPECT_EQ(here(ben_), 200) << what;
    EXPECT_EQ(secret(ben_), before) << what;
  }

  Office office_;
  Browser ana_, ben_, home_, thief_;
  std::string organisation_, here_, ben_person_;
  std::size_t used_ = 0;
};

TEST_F(Rotation, AnotherPasswordIsAnotherSecretAndEndsEveryOtherSession) {
  auto body = proof("current");
  body["password"] = "another horse battery";
  ASSERT_EQ(office_.ask(ben_, "PUT", "/api/v1/me/password", body).status, 200);
  EXPECT_NE(secret(ben_), secret(thief_));
  EXPECT_EQ(me(ben_), 200);
  EXPECT_EQ(me(thief_), 401) << "at once: whoever changes a password may do so because somebody knows it";
  EXPECT_EQ(me(home_), 401);
  EXPECT_EQ(sessions(), 1U);
}

TEST_F(Rotation, WhateverChangesOfTheSecondFactorIsAnotherSecretAndEndsEveryOtherSession) {
  const auto made =
      office_.ask(ben_, "POST", "/api/v1/me/tokens", json::object{{"name", "x"}, {"scopes", json::array{"read"}}});
  Browser program;
  program.token = made.text("/token");
  const auto codes = office_.ask(ben_, "POST", "/api/v1/me/recovery-codes", proof("password"));
  ASSERT_EQ(codes.status, 200) << codes.whole.body;
  EXPECT_NE(secret(ben_), secret(thief_));
  EXPECT_EQ(me(thief_), 401);
  EXPECT_EQ(me(home_), 401);
  EXPECT_EQ(me(ben_), 200);
  EXPECT_TRUE(office_.ask(ben_, "GET", "/api/v1/me").body.at("used_second_factor").as_bool());
  EXPECT_EQ(here(program), 200) << "new codes are no reason to make every program's token anew";

  thief_ = ben_;
  const json::object removing{{"password", Office::kPassword}, {"code", codes.body.at("codes").at(0)}};
  ASSERT_EQ(office_.ask(ben_, "POST", "/api/v1/me/second-factor/remove", removing).status, 200);
  EXPECT_NE(secret(ben_), secret(thief_));
  EXPECT_EQ(me(thief_), 401);
  EXPECT_EQ(me(ben_), 200);
  EXPECT_EQ(here(program), 401);

  thief_ = ben_;
  office_.enrol(ben_);
  EXPECT_NE(secret(ben_), secret(thief_));
  EXPECT_EQ(me(thief_), 401);
  EXPECT_EQ(me(ben_), 200);
}

TEST_F(Rotation, EveryRightThatIsGivenByNameOrTakenIsAnotherSecretForEachSession) {
  expect_as_before("nothing has changed");
  const std::string person = "/people/" + ben_person_;
  by_ana("PUT", person + "/key", json::object{{"key", "ben"}});
  expect_rotated("the agreement names him");
  by_ana("PUT", person + "/teams/hq-desk");
  expect_rotated("into a team");
  by_ana("DELETE", person + "/teams/hq-desk");
  expect_rotated("out of it");
  by_ana("POST", "/owners", json::object{{"person", "ben"}});
  expect_rotated("an owner");
  by_ana("DELETE", "/owners/ben");
  expect_rotated("no owner");
  by_ana("POST", "/parties/hq/administrators", json::object{{"person", "ben"}});
  expect_rotated("an administrator");
  by_ana("DELETE", "/parties/hq/administrators/ben");
  expect_rotated("no administrator");
  const auto lent =
      by_ana("POST", "/access/delegations",
             json::object{{"person", "ben"}, {"action", "see-prices"}, {"until", in_an_hour()}, {"why", "the budget"}});
  expect_rotated("an owner's action is delegated to him");
  by_ana("POST", "/access/" + std::string(lent.at("id").as_string()) + "/end", json::object{});
  expect_rotated("and taken back");
  by_ana("POST", "/access/grants",
         json::object{{"person", "ben"},
                      {"actions", json::array{"resolve"}},
                      {"functions", json::array{"cybersecurity"}},
                      {"until", in_an_hour()},
                      {"why", "he knows it"}});
  expect_rotated("a grant");
  ASSERT_EQ(office_.ask(ben_, "POST", here_ + "/access/broken-glass", json::object{{"why", "locked out"}}).status, 201);
  expect_rotated("broken glass, by himself");
}

TEST_F(Rotation, OthersRightsAndProgramsAreLeftAlone) {
  const auto made =
      office_.ask(ben_, "POST", "/api/v1/me/tokens", json::object{{"name", "x"}, {"scopes", json::array{"read"}}});
  Browser program;
  program.token = made.text("/token");
  Browser cy;
  const std::string person = office_.bring_in(ana_, cy, organisation_, "cy@harbour.example", "hq", "");
  office_.move(1);
  by_ana("PUT", "/people/" + person + "/teams/hq-desk");
  expect_as_before("somebody else's team");
  by_ana("PUT", "/people/" + ben_person_ + "/teams/hq-desk");
  EXPECT_EQ(here(program), 200);
  EXPECT_TRUE(program.cookies.empty()) << "a program has no way to take another secret";
  office_.move(2 * kSafetyInterval_s);
  EXPECT_EQ(here(program), 200);
}

TEST_F(Rotation, ASessionThatIsEndedEndsUnderBothItsSecretsAndLivesNoLongerForBeingRotated) {
  by_ana("PUT", "/people/" + ben_person_ + "/teams/hq-desk");
  thief_ = ben_;
  const auto rotated = office_.ask(ben_, "GET", here_);
  const std::string field(rotated.whole.headers.get("Set-Cookie"));
  EXPECT_NE(field.find("; HttpOnly; SameSite=Strict; Max-Age="), std::string::npos) << field;
  // Fourteen days from the sign-in, of which two seconds are over.
  EXPECT_NE(field.find("Max-Age=" + std::to_string(14 * 86'400 - 2)), std::string::npos) << field;
  const auto listed = office_.ask(ben_, "GET", "/api/v1/me/sessions");
  for (const auto& one : listed.body.at("sessions").as_array()) {
    if (!one.at("is_this").as_bool()) continue;
    const std::string path = "/api/v1/me/sessions/" + std::string(one.at("id").as_string());
    EXPECT_EQ(office_.ask(home_, "DELETE", path).status, 204);
  }
  EXPECT_EQ(me(ben_), 401);
  EXPECT_EQ(me(thief_), 401) << "within the interval too";
  EXPECT_EQ(me(home_), 200);
}

}  // namespace
}  // namespace concordat::testing
