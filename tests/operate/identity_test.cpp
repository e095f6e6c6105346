// SPDX-License-Identifier: Apache-2.0
#include "http/support.hpp"
#include "operate/harbour.hpp"
#include "operate/signing_provider.hpp"
#include "support/office.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>

// Signing in with a provider of identity: who comes in by its word, as whom, and who does not.
namespace concordat::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string decoded(const std::string& target, const std::string& name) {
  const auto read = http::parse_target(target);
  for (const auto& [key, value] : read->query) {
    if (key == name) return value;
  }
  return {};
}

// A provider that says of whoever asks what it is told to say.
class Provider {
 public:
  Provider() { turn_key(); }
  std::string issuer() const { return "http://127.0.0.1:" + std::to_string(server_.port()); }
  void turn_key() {
    const std::lock_guard lock(mutex_);
    key_ = std::make_unique<ProviderKey>("EC", "k" + std::to_string(++keys_));
  }
  // The page where somebody signs in: answers the address that their browser is sent back to.
  std::string sign_in(const std::string& address, json::object claims) {
    const std::lock_guard lock(mutex_);
    const std::string target = address.substr(address.find('/', 8));
    EXPECT_EQ(decoded(target, "response_type"), "code");
    EXPECT_EQ(decoded(target, "code_challenge_method"), "S256");
    EXPECT_EQ(decoded(target, "client_id"), "concordat");
    claims["nonce"] = decoded(target, "nonce");
    challenge_ = decoded(target, "code_challenge");
    claims_ = std::move(claims);
    code_ = "code-" + std::to_string(++codes_);
    return "/api/v1/identity/callback?code=" + code_ + "&state=" + decoded(target, "state");
  }
  int key_questions() {
    const std::lock_guard lock(mutex_);
    return key_questions_;
  }
  bool says_it_is_another = false;

 private:
  http::Response answer(const http::Request& request) {
    const std::lock_guard lock(mutex_);
    if (request.path == "/.well-known/openid-configuration") {
      return http::json_response({{"issuer", says_it_is_another ? "https://another.example" : issuer()},
                                  {"authorization_endpoint", issuer() + "/authorize"},
                                  {"token_endpoint", issuer() + "/token"},
                                  {"jwks_uri", issuer() + "/keys"}});
    }
    if (request.path == "/keys") {
      ++key_questions_;
      return http::json_response(key_->keys());
    }
    const auto form = http::parse_target("/?" + request.body);
    const auto field = [&](const std::string& name) { return decoded("/?" + request.body, name); };
    const bool good = form && request.headers.get("Authorization") == "Basic Y29uY29yZGF0OnMlM0FlY3JldA==" &&
                      field("grant_type") == "authorization_code" && field("code") == code_ && !code_.empty() &&
                      operate::code_challenge(field("code_verifier")) == challenge_;
    if (!good) return http::json_response({{"error", "invalid_grant"}}, 400);
    code_.clear();
    return http::json_response({{"access_token", "x"}, {"token_type", "Bearer"}, {"id_token", key_->sign(claims_)}});
  }
  std::mutex mutex_;
  std::unique_ptr<ProviderKey> key_;
  int keys_ = 0;
  int codes_ = 0;
  int key_questions_ = 0;
  std::string code_, challenge_;
  json::object claims_;
  http::testing::TestServer server_{[this](http::Request& request) { return answer(request); }};
};

class Identity : public ::testing::Test {
 protected:
  void SetUp() override {
    organisation_ = office_.found(ana_, "Harbour", "ana@harbour.example", "ana");
    here_ = "/api/v1/organisations/" + organisation_;
    office_.put_in_force(organisation_, kHarbourText, "hq");
  }
  json::object set_up(const json::object& more = {}) {
    json::object body{{"name", "Harbour's directory"},
                      {"issuer", provider_.issuer()},
                      {"client_id", "concordat"},
                      {"client_secret", "s:ecret"},
                      {"redirect_uri", "https://desk.example/api/v1/identity/callback"}};
    for (const auto& one : more) body[one.key()] = one.value();
    return body;
  }
  // Where a browser begins.
  std::string add(Browser& who, const json::object& more = {}) {
    const auto made = office_.ask(who, "POST", here_ + "/identity-providers", set_up(more));
    EXPECT_EQ(made.status, 201) << made.whole.body;
    id_ = made.text("/id");
    return made.text("/start");
  }
  json::object claims(const std::string& subject, const json::object& more = {}) {
    json::object all{{"iss", provider_.issuer()},
                     {"aud", "concordat"},
                     {"sub", subject},
                     {"exp", office_.now().seconds() + 300},
                     {"iat", office_.now().seconds()}};
    for (const auto& one : more) all[one.key()] = one.value();
    return all;
  }
  std::string begin(Browser& browser, const std::string& start) {
    const auto sent = office_.ask(browser, "GET", start);
    EXPECT_EQ(sent.status, 303) << sent.whole.body;
    return std::string(sent.whole.headers.get("Location"));
  }
  Reply sign_in(Browser& browser, const std::string& start, const json::object& says) {
    return office_.ask(browser, "GET", provider_.sign_in(begin(browser, start), says));
  }
  void invite(const std::string& email, const std::string& party, const std::string& person) {
    const auto invited =
        office_.ask(ana_, "POST", here_ + "/invitations",
                    json::object{{"email", email}, {"party", party}, {"person", person}, {"administrator", true}});
    EXPECT_EQ(invited.status, 201) << invited.whole.body;
  }

  Office office_;
  Provider provider_;
  Browser ana_, ben_;
  std::string organisation_, here_, id_;
};

const json::object kBen{{"email", "Ben@Harbour.example"}, {"email_verified", true}, {"name", "Ben Okri"}};

TEST_F(Identity, WhoeverWasInvitedComesInByTheProvidersWord) {
  const std::string start = add(ana_);
  EXPECT_EQ(sign_in(ben_, start, claims("s-ben", kBen)).code(), "not-allowed") << "nobody has invited him";
  invite("ben@harbour.example", "hq", "ben");
  Browser unverified;
  EXPECT_EQ(sign_in(unverified, start, claims("s-mallory", {{"email", "ben@harbour.example"}})).code(), "not-allowed");
  const auto came = sign_in(ben_, start, claims("s-ben", kBen));
  ASSERT_EQ(came.status, 303) << came.whole.body;
  EXPECT_EQ(came.whole.headers.get("Location"), "/");
  const auto me = office_.ask(ben_, "GET", "/api/v1/me");
  EXPECT_EQ(me.text("/name"), "Ben Okri");
  EXPECT_EQ(me.text("/organisations/0/id"), organisation_);
  EXPECT_EQ(office_.ask(ben_, "GET", here_ + "/tickets").status, 200);
  // The second time he is the same person, wherever he sits.
  Browser elsewhere;
  ASSERT_EQ(sign_in(elsewhere, start, claims("s-ben", kBen)).status, 303);
  EXPECT_EQ(office_.ask(elsewhere, "GET", "/api/v1/me").text("/account"), me.text("/account"));
  // Removed, he does not come back by himself.
  const std::string person = me.text("/organisations/0/person");
  ASSERT_EQ(office_.ask(ana_, "DELETE", here_ + "/people/" + person).status, 204);
  EXPECT_EQ(sign_in(elsewhere, start, claims("s-ben", kBen)).code(), "not-allowed");
  invite("ben@harbour.example", "hq", "ben");
  EXPECT_EQ(sign_in(elsewhere, start, claims("s-ben", kBen)).status, 303);
}

TEST_F(Identity, ClaimsSayWhoMayComeAndAsWhom) {
  const std::string start =
      add(ana_, {{"joins", true}, {"claim", "groups"}, {"claim_value", "it"}, {"key_claim", "staff"}});
  EXPECT_EQ(sign_in(ben_, start, claims("s-1", {{"groups", {"sales"}}})).code(), "not-allowed");
  ASSERT_EQ(sign_in(ben_, start, claims("s-1", {{"groups", {"sales", "it"}}, {"staff", "ben"}})).status, 303);
  json::value ben;
  const auto people = office_.ask(ana_, "GET", here_ + "/people");
  for (const auto& one : people.body.at("people").as_array()) {
    if (one.at("key").as_string() == "ben") ben = one;
  }
  ASSERT_TRUE(ben.is_object()) << people.whole.body;
  EXPECT_EQ(ben.at("party").as_string(), "hq");
  Browser second;
  EXPECT_EQ(sign_in(second, start, claims("s-2", {{"groups", "it"}, {"staff", "ben"}})).code(), "already")
      << "a key is one person's";
  EXPECT_EQ(sign_in(second, start, claims("s-3", {{"groups", "it"}, {"staff", "nora"}})).code(), "not-allowed")
      << "Nora is of another party";
}

// A party's provider vouches for that party, with a second factor, and the organisation admits by name.
TEST_F(Identity, AnotherPartysProviderSpeaksForThatPartyAlone) {
  Browser nora, guest;
  const auto invited = office_.ask(
      ana_, "POST", here_ + "/invitations",
      json::object{{"email", "nora@nw.example"}, {"party", "northwind"}, {"person", "nora"}, {"administrator", true}});
  ASSERT_EQ(office_
                .ask(nora, "POST", "/api/v1/invitations/accept",
                     json::object{{"token", invited.text("/token")}, {"name", "Nora"}, {"password", Office::kPassword}})
                .status,
            201);
  office_.enrol(nora);
  const std::string start = add(nora, {{"joins", true}});
  EXPECT_EQ(office_.ask(ana_, "DELETE", here_ + "/identity-providers/" + id_).status, 404) << "it is not hers";
  invite("ben@harbour.example", "hq", "ben");
  ASSERT_EQ(sign_in(guest, start, claims("s-1", kBen)).status, 303) << "not by the invitation, which is for hq";
  EXPECT_EQ(office_.ask(guest, "GET", here_).status, 404) << "until somebody of the organisation lets them in";
  const auto people = office_.ask(ana_, "GET", here_ + "/people");
  std::string person;
  for (const auto& one : people.body.at("people").as_array()) {
    if (!one.at("admitted").as_bool()) person = one.at("person").as_string();
  }
  ASSERT_EQ(office_.ask(ana_, "POST", here_ + "/people/" + person + "/admit", json::object{}).status, 204);
  EXPECT_EQ(office_.ask(guest, "GET", here_).code(), "second-factor-needed");
  ASSERT_EQ(sign_in(guest, start, claims("s-1", {{"amr", {"pwd", "mfa"}}})).status, 303);
  const auto seen = office_.ask(guest, "GET", here_);
  EXPECT_EQ(seen.text("/party"), "northwind") << seen.whole.body;
}

TEST_F(Identity, OnlyTheBrowserThatBeganComesBack) {
  const std::string start = add(ana_, {{"joins", true}});
  Browser other;
  const std::string back = provider_.sign_in(begin(ben_, start), claims("s-1", kBen));
  EXPECT_EQ(office_.ask(other, "GET", back).code(), "wrong-credentials") << "no cookie";
  begin(other, start);
  EXPECT_EQ(office_.ask(other, "GET", back).code(), "wrong-credentials") << "another's state";
  EXPECT_EQ(office_.ask(ben_, "GET", back + "x").code(), "wrong-credentials");
  EXPECT_EQ(office_.ask(ben_, "GET", back + "&iss=https%3A%2F%2Fanother.example").code(), "wrong-credentials");
  EXPECT_EQ(office_.ask(ben_, "GET", back + "&error=access_denied").code(), "wrong-credentials");
  Browser late = ben_;
  EXPECT_EQ(office_.ask(ben_, "GET", back).status, 303);
  EXPECT_EQ(office_.ask(ben_, "GET", back).code(), "wrong-credentials") << "its cookie is gone";
  EXPECT_EQ(office_.ask(late, "GET", back).code(), "provider-unreachable") << "the code was used";
  const std::string again = provider_.sign_in(begin(late, start), claims("s-1", kBen));
  office_.move(601);
  EXPECT_EQ(office_.ask(late, "GET", again).code(), "wrong-credentials") << "after ten minutes";
}

TEST_F(Identity, KeysChange) {
  const std::string start = add(ana_, {{"joins", true}});
  ASSERT_EQ(sign_in(ben_, start, claims("s-1")).status, 303);
  ASSERT_EQ(sign_in(ben_, start, claims("s-1")).status, 303);
  EXPECT_EQ(provider_.key_questions(), 1) << "they are kept";
  provider_.turn_key();
  EXPECT_EQ(sign_in(ben_, start, claims("s-1")).code(), "unknown-key") << "asked again once a minute at most";
  office_.move(61);
  EXPECT_EQ(sign_in(ben_, start, claims("s-1")).status, 303);
  EXPECT_EQ(provider_.key_questions(), 2);
  // A token of another key than the provider's own.
  EXPECT_EQ(sign_in(ben_, start, claims("s-1", {{"aud", "another"}})).code(), "bad-id-token");
  EXPECT_EQ(sign_in(ben_, start, claims("s-1", {{"exp", office_.now().seconds() - 61}})).code(), "bad-id-token");
}

TEST_F(Identity, WhatIsSetUpIsCheckedSealedAndTakenAway) {
  const auto wrong = [&](const json::object& more, const std::string& pointer) {
    const auto tried = office_.ask(ana_, "POST", here_ + "/identity-providers", set_up(more));
    EXPECT_EQ(tried.status, 422);
    EXPECT_EQ(tried.text("/errors/0/pointer"), pointer) << tried.whole.body;
  };
  wrong({{"issuer", "https://169.254.169.254/"}}, "/issuer");
  wrong({{"redirect_uri", "https://desk.example/elsewhere"}}, "/redirect_uri");
  wrong({{"client_secret", ""}}, "/client_secret");
  wrong({{"claim", "groups"}}, "/claim_value");
  const std::string start = add(ana_, {{"joins", true}});
  ASSERT_EQ(sign_in(ben_, start, claims("s-1", kBen)).status, 303);
  EXPECT_EQ(office_.ask(ben_, "GET", here_ + "/identity-providers").code(), "not-allowed");
  EXPECT_THAT(office_.stored_bytes(), Not(HasSubstr("s:ecret")));
  EXPECT_THAT(office_.ask(ana_, "GET", here_ + "/identity-providers").whole.body, Not(HasSubstr("s:ecret")));
  ASSERT_EQ(office_.ask(ana_, "DELETE", here_ + "/identity-providers/" + id_).status, 204);
  EXPECT_EQ(office_.ask(ben_, "GET", "/api/v1/me").status, 401) << "whom it signed in is signed out";
  Browser late;
  EXPECT_EQ(office_.ask(late, "GET", start).status, 404);
  provider_.says_it_is_another = true;
  office_.move(3'601);
  EXPECT_EQ(office_.ask(late, "GET", add(ana_)).code(), "bad-provider");
}

// A password is nobody's who never had one.
TEST_F(Identity, WhomAProviderVouchesForHasNoPassword) {
  const std::string start = add(ana_, {{"joins", true}});
  ASSERT_EQ(sign_in(ben_, start, claims("s-1", {{"email", "ana@harbour.example"}, {"email_verified", true}})).status,
            303);
  EXPECT_NE(office_.ask(ben_, "GET", "/api/v1/me").text("/account"),
            office_.ask(ana_, "GET", "/api/v1/me").text("/account"))
      << "nobody takes another's place by an address";
  for (const std::string password : {"", "correct horse battery"}) {
    Browser thief;
    const auto tried = office_.ask(
        thief, "POST", "/api/v1/sessions",
        json::object{{"email", office_.ask(ben_, "GET", "/api/v1/me").text("/email")}, {"password", password}});
    EXPECT_EQ(tried.code(), "wrong-credentials");
  }
}

// An account that was there is signed in by a provider because its owner said so, and by nothing else.
TEST_F(Identity, AnAccountIsLinkedByItsOwnerAlone) {
  const auto invited = office_.ask(ana_, "POST", here_ + "/invitations",
                                   json::object{{"email", "ben2@harbour.example"}, {"party", "hq"}});
  const auto joined =
      office_.ask(ben_, "POST", "/api/v1/invitations/accept",
                  json::object{{"token", invited.text("/token")}, {"name", "Ben"}, {"password", Office::kPassword}});
  ASSERT_EQ(joined.status, 201) << joined.whole.body;
  const std::string account = office_.ask(ben_, "GET", "/api/v1/me").text("/account");
  const std::string start = add(ana_, {{"joins", false}});
  const std::string mine = here_ + "/my-identities";
  const json::object proof{{"password", Office::kPassword}};
  const auto linked = [&](Browser& who) {
    return office_.ask(who, "GET", mine).body.at_pointer("/identities/0").as_object().contains("linked");
  };
  EXPECT_FALSE(linked(ben_));
  Browser elsewhere;
  EXPECT_EQ(sign_in(elsewhere, start, claims("s-ben")).code(), "not-allowed");

  EXPECT_EQ(
      office_.ask(ben_, "POST", mine + "/" + id_ + "/link", json::object{{"password", "a guess of somebody"}}).code(),
      "wrong-credentials");
  EXPECT_EQ(office_.ask(ben_, "POST", mine + "/v_another/link", proof).status, 404);
  const auto begun = office_.ask(ben_, "POST", mine + "/" + id_ + "/link", proof);
  ASSERT_EQ(begun.status, 200) << begun.whole.body;
  const std::string back = provider_.sign_in(begun.text("/go"), claims("s-ben"));
  EXPECT_EQ(office_.ask(elsewhere, "GET", back).code(), "wrong-credentials") << "another browser cannot come back";
  const auto came = office_.ask(ben_, "GET", back);
  ASSERT_EQ(came.status, 303) << came.whole.body;
  EXPECT_EQ(came.whole.headers.get("Location"), "/" + organisation_ + "/settings");
  EXPECT_TRUE(linked(ben_));
  EXPECT_FALSE(linked(ana_));
  ASSERT_EQ(sign_in(elsewhere, start, claims("s-ben")).status, 303);
  EXPECT_EQ(office_.ask(elsewhere, "GET", "/api/v1/me").text("/account"), account);

  // Who stands for somebody already stands for nobody else.
  const auto hers = office_.ask(ana_, "POST", mine + "/" + id_ + "/link", proof);
  ASSERT_EQ(hers.status, 200) << hers.whole.body;
  EXPECT_EQ(office_.ask(ana_, "GET", provider_.sign_in(hers.text("/go"), claims("s-ben"))).code(), "already");

  // A second factor of one's own is not gone round.
  const std::string secret = office_.enrol(elsewhere);
  Browser third;
  EXPECT_EQ(sign_in(third, start, claims("s-ben")).code(), "not-allowed");
  ASSERT_EQ(sign_in(third, start, claims("s-ben", {{"amr", {"pwd", "mfa"}}})).status, 303);

  // Unlinked, it signs in nobody, and whom it may have signed in is out.
  office_.move(60);
  json::object both = proof;
  EXPECT_EQ(office_.ask(elsewhere, "POST", mine + "/" + id_ + "/unlink", proof).code(), "second-factor-needed");
  both["code"] = operate::totp::code_at(secret, office_.now().seconds() / operate::totp::kStep_s);
  ASSERT_EQ(office_.ask(elsewhere, "POST", mine + "/" + id_ + "/unlink", both).status, 204);
  EXPECT_EQ(office_.ask(third, "GET", "/api/v1/me").status, 401);
  EXPECT_EQ(office_.ask(elsewhere, "GET", "/api/v1/me").status, 200);
  EXPECT_EQ(sign_in(third, start, claims("s-ben", {{"amr", {"pwd", "mfa"}}})).code(), "not-allowed");
}

}  // namespace
}  // namespace concordat::testing
