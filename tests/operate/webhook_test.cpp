// SPDX-License-Identifier: Apache-2.0
#include "http/support.hpp"
#include "operate/desk/notice.hpp"
#include "operate/harbour.hpp"
#include "operate/notify/rules.hpp"
#include "operate/notify/sender.hpp"
#include "operate/proof/notice.hpp"
#include "support/office.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

// What happens on tickets reaches the programs of each party: all that they may see, once or more, under one id.
namespace concordat::testing {
namespace {

using std::chrono::milliseconds;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// The published vector of the Standard Webhooks libraries (libraries/javascript/src/webhook.test.ts, "sign function
// works").
TEST(WebhookRules, TheSignatureIsThatOfTheSpecification) {
  EXPECT_EQ(operate::webhook_signature("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek",
                                       1614265330, R"({"test": 2432232314})"),
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
  EXPECT_EQ(operate::webhook_signature("whsec_no secret", "a", 1, "b"), "");
  const std::string secret = operate::new_webhook_secret([](std::span<std::uint8_t> bytes) {
    for (auto& byte : bytes) byte = 0xFB;
  });
  EXPECT_EQ(secret, "whsec_+/v7+/v7+/v7+/v7+/v7+/v7+/v7+/v7+/v7+/v7+/s=");
}

// The schedule of the specification, with its sums, each wait within a tenth.
TEST(WebhookRules, ItIsTriedAgainForThreeDays) {
  const std::int64_t waits_s[] = {5, 300, 1'800, 7'200, 18'000, 36'000, 50'400, 72'000, 86'400};
  std::int64_t sum_s = 0;
  for (int attempts = 1; attempts <= 9; ++attempts) {
    const std::int64_t wait_us = waits_s[attempts - 1] * 1'000'000;
    sum_s += waits_s[attempts - 1];
    std::int64_t least = INT64_MAX;
    std::int64_t most = 0;
    for (std::uint64_t chance = 0; chance <= UINT32_MAX; chance += 65'521) {
      const auto next = operate::next_attempt(attempts, {}, Instant{}, static_cast<std::uint32_t>(chance));
      ASSERT_TRUE(next);
      least = std::min(least, next->us);
      most = std::max(most, next->us);
    }
    EXPECT_GE(least, wait_us - wait_us / 10);
    EXPECT_LE(least, wait_us - wait_us / 12);
    EXPECT_LE(most, wait_us + wait_us / 10);
  }
  EXPECT_EQ(sum_s, 75 * 3'600 + 35 * 60 + 5);
  EXPECT_FALSE(operate::next_attempt(10, {}, Instant{}, 0));
  operate::Attempted busy{503, "", 600};
  EXPECT_EQ(operate::next_attempt(1, busy, Instant{}, 0)->us, 600'000'000);
  busy.retry_after_s = 1'000'000;
  EXPECT_EQ(operate::next_attempt(1, busy, Instant{}, 0)->us, 86'400'000'000);
  EXPECT_EQ(operate::retry_after_of("120"), 120);
  EXPECT_EQ(operate::retry_after_of("99999999999999999999"), 86'400);
  for (const char* bad : {"", "-1", "1.5", "Fri, 31 Dec 1999 23:59:59 GMT"}) EXPECT_FALSE(operate::retry_after_of(bad));
}

struct Heard {
  std::string path;
  std::string id;
  std::string timestamp;
  std::string signature;
  std::string body;
  std::string type() const { return std::string(parse_json(body)->at("type").as_string()); }
};

// Whoever listens, at several addresses of one server: "/psa" answers as it is told.
class Receiver {
 public:
  std::vector<Heard> heard(const std::string& path) {
    const std::lock_guard lock(mutex_);
    std::vector<Heard> all;
    for (const Heard& one : heard_) {
      if (one.path == path) all.push_back(one);
    }
    return all;
  }
  std::vector<std::string> types(const std::string& path) {
    std::vector<std::string> all;
    for (const Heard& one : heard(path)) all.push_back(one.type());
    return all;
  }
  std::string url(const std::string& path) const { return "http://127.0.0.1:" + std::to_string(server_.port()) + path; }
  void answers(int status, std::string retry_after = {}) {
    const std::lock_guard lock(mutex_);
    status_ = status;
    retry_after_ = std::move(retry_after);
  }
  // While it is held nothing is answered.
  std::unique_lock<std::mutex> held() { return std::unique_lock(mutex_); }
  void forget() {
    const std::lock_guard lock(mutex_);
    heard_.clear();
  }

 private:
  http::Response take(const http::Request& request) {
    const std::lock_guard lock(mutex_);
    heard_.push_back({request.path, std::string(request.headers.get("webhook-id")),
                      std::string(request.headers.get("webhook-timestamp")),
                      std::string(request.headers.get("webhook-signature")), request.body});
    auto answer = http::testing::text("", status_);
    if (!retry_after_.empty()) answer.headers.add("Retry-After", retry_after_);
    return answer;
  }
  std::mutex mutex_;
  std::vector<Heard> heard_;
  int status_ = 204;
  std::string retry_after_;
  http::testing::TestServer server_{[this](http::Request& request) { return take(request); },
                                    [] {
                                      auto limits = http::testing::quick();
                                      limits.body_bytes = 1 << 20;
                                      return limits;
                                    }()};
};

class Webhooks : public ::testing::Test {
 protected:
  void SetUp() override {
    organisation_ = office_.found(ana_, "Harbour", "ana@harbour.example", "ana");
    here_ = "/api/v1/organisations/" + organisation_;
    office_.put_in_force(organisation_, kHarbourText, "hq");
    bring_administrator(nora_, "nora@nw.example", "northwind", "nora");
    bring_administrator(abe_, "abe@aegis.example", "aegis", "abe");
    office_.bring_in(ana_, ben_, organisation_, "ben@harbour.example", "hq", "ben");
    // Tokens, which do not end when days go by.
    for (Browser* one : {&ana_, &nora_}) {
      const auto made = office_.ask(*one, "POST", "/api/v1/me/tokens",
                                    json::object{{"name", "x"}, {"scopes", {"read", "desk", "people", "webhooks"}}});
      ASSERT_EQ(made.status, 201) << made.whole.body;
      one->token = made.text("/token");
    }
  }

  void bring_administrator(Browser& guest, const std::string& email, const std::string& party, const std::string& key) {
    const auto invited =
        office_.ask(ana_, "POST", here_ + "/invitations",
                    json::object{{"email", email}, {"party", party}, {"person", key}, {"administrator", true}});
    const auto joined =
        office_.ask(guest, "POST", "/api/v1/invitations/accept",
                    json::object{{"token", invited.text("/token")}, {"name", email}, {"password", Office::kPassword}});
    ASSERT_EQ(joined.status, 201) << joined.whole.body;
    office_.enrol(guest);
    people_[key] = joined.text("/organisations/0/person");
  }
  // Its id; the secret is in secret_.
  std::string webhook(Browser& who, const std::string& path, const json::array& kinds = {}) {
    const auto made =
        office_.ask(who, "POST", here_ + "/webhooks", json::object{{"url", receiver_.url(path)}, {"kinds", kinds}});
    EXPECT_EQ(made.status, 201) << made.whole.body;
    secret_ = made.text("/secret");
    return made.text("/id");
  }
  std::string ticket(const std::string& category = "printer") {
    const auto made = office_.ask(ana_, "POST", here_ + "/tickets",
                                  json::object{{"subject", "The printer is on fire"}, {"category", category}});
    EXPECT_EQ(made.status, 201) << made.whole.body;
    return made.text("/ticket");
  }
  Reply on(Browser& who, const std::string& name, const std::string& command, const json::object& body = {}) {
    return office_.ask(who, "POST", here_ + "/tickets/" + name + "/" + command, body);
  }
  static record::Draft about(const std::string& subject, const std::string& kind, const record::Audience& audience) {
    record::Draft draft;
    draft.actor = "host";
    draft.party = "hq";
    draft.subject = subject;
    draft.kind = kind;
    draft.audience = audience;
    return draft;
  }
  operate::Sender sender() {
    return operate::Sender({office_.house(), office_.sealer(), office_.outbound(), operate::ticket_notice,
                            operate::record_notice, [this](const std::string& event, const json::object& fields) {
                              log_ += event + " " + write_json(fields) + "\n";
                            }});
  }
  // Until nothing is under way and three turns in a row have sent nothing.
  void send() {
    auto one = sender();
    int idle = 0;
    for (int i = 0; i < 500 && idle < 3; ++i) {
      const std::size_t before = log_.size();
      one.run(milliseconds(20));
      idle = one.under_way() == 0 && log_.size() == before ? idle + 1 : 0;
    }
  }
  Reply list(Browser& who, const std::string& id, const std::string& query = "") {
    return office_.ask(who, "GET", here_ + "/webhooks/" + id + "/deliveries" + query);
  }
  bool is_on(Browser& who, const std::string& id) {
    return office_.ask(who, "GET", here_ + "/webhooks/" + id).body.at("is_on").as_bool();
  }
  // Kinds of the record's entries about a webhook.
  std::vector<std::string> acts(const std::string& id) {
    auto lease = office_.house().readers.lend();
    auto session = (*lease)->open_session(store::Scope(store::OrgId{organisation_}));
    std::vector<std::string> kinds;
    const auto entries = session->entries_of(store::OrgId{organisation_}, "webhook:" + id);
    for (const auto& one : *entries) kinds.push_back(one.kind);
    return kinds;
  }

  Receiver receiver_;
  Office office_;
  Browser ana_, nora_, abe_, ben_;
  std::string organisation_, here_, secret_, log_;
  std::map<std::string, std::string> people_;
};

TEST_F(Webhooks, APartyIsToldWhatItMaySee) {
  webhook(nora_, "/nw");
  const std::string nw_secret = secret_;
  webhook(ana_, "/hq", {"ticket.commented"});
  webhook(abe_, "/aegis");
  const std::string name = ticket();
  ASSERT_EQ(on(ana_, name, "comments", {{"text", "only us"}, {"audience", "own"}}).status, 200);
  ASSERT_EQ(on(ana_, name, "comments", {{"text", "all of us"}, {"audience", "shared"}}).status, 200);
  send();
  const auto told = receiver_.heard("/nw");
  ASSERT_FALSE(told.empty()) << log_;
  EXPECT_THAT(receiver_.types("/nw"), ElementsAre("ticket.created", "ticket.commented"));
  EXPECT_THAT(receiver_.types("/hq"), ElementsAre("ticket.commented", "ticket.commented"));
  EXPECT_THAT(receiver_.types("/aegis"), IsEmpty()) << "tickets of the service desk are none of theirs";
  for (const Heard& one : told) {
    EXPECT_EQ(one.body.find("only us"), std::string::npos);
    EXPECT_EQ(one.signature, operate::webhook_signature(nw_secret, one.id, std::stoll(one.timestamp), one.body));
  }
  const auto last = parse_json(told.back().body).value();
  EXPECT_EQ(last.at_pointer("/data/organisation").as_string(), organisation_);
  EXPECT_EQ(last.at_pointer("/data/ticket/ticket").as_string(), name);
  EXPECT_EQ(last.at_pointer("/data/ticket/subject").as_string(), "The printer is on fire");
  EXPECT_EQ(last.at_pointer("/data/entry/texts/text").as_string(), "all of us");
  EXPECT_EQ(last.at("timestamp").as_string(), "2026-05-04T10:00:00Z");
  receiver_.forget();
  send();
  EXPECT_THAT(receiver_.heard("/nw"), IsEmpty()) << "each arrives once, if it arrives";
}

TEST_F(Webhooks, OfTheAgreementAndOfRightsAPartyIsToldWhatItNamesAndMaySee) {
  const json::array kinds{"access.granted", "access.used", "access.member_left", "agreement.proposed"};
  webhook(ana_, "/hq", kinds);
  webhook(nora_, "/northwind", kinds);
  webhook(nora_, "/tickets");
  office_.append(organisation_, {about("access:a_1", "access.used", record::Audience::only({"hq", "aegis"})),
                                 about("agreement:v_1", "agreement.proposed", record::Audience::shared()),
                                 about("zone:UTC", "zone.compiled", record::Audience::shared())});
  send();
  EXPECT_THAT(receiver_.types("/hq"), ElementsAre("access.used", "agreement.proposed"));
  EXPECT_THAT(receiver_.types("/northwind"), ElementsAre("agreement.proposed"))
      << "Aegis' grants are not theirs to see";
  EXPECT_THAT(receiver_.types("/tickets"), IsEmpty()) << "without kinds it is told of tickets";
  const auto told = parse_json(receiver_.heard("/northwind").at(0).body).value();
  EXPECT_EQ(told.at_pointer("/data/organisation").as_string(), organisation_);
  EXPECT_EQ(told.at_pointer("/data/entry/subject").as_string(), "agreement:v_1");
  EXPECT_EQ(told.at_pointer("/data/entry/kind").as_string(), "agreement.proposed");

  // Whoever is of a former party is told of nothing, not even of what all parties see.
  office_.append(organisation_, {agreement::dismissed("northwind", "hq", "enough")});
  office_.move(1);
  office_.append(organisation_, {about("agreement:v_2", "agreement.proposed", record::Audience::shared())});
  send();
  EXPECT_THAT(receiver_.types("/northwind"), ElementsAre("agreement.proposed"));
  EXPECT_EQ(receiver_.types("/hq").size(), 3U);
}

TEST_F(Webhooks, ATestIsSentToTheOneThatIsTestedAndToNoOther) {
  const std::string id = webhook(nora_, "/psa", {"ticket.resolved"});
  const std::string secret = secret_;
  webhook(ana_, "/hq");
  EXPECT_EQ(office_.ask(ana_, "POST", here_ + "/webhooks/" + id + "/test").status, 404);
  const auto tested = office_.ask(nora_, "POST", here_ + "/webhooks/" + id + "/test");
  ASSERT_EQ(tested.status, 201) << tested.whole.body;
  EXPECT_EQ(tested.text("/state"), "waiting");
  send();
  ASSERT_THAT(receiver_.types("/psa"), ElementsAre("webhook.tested"));
  EXPECT_THAT(receiver_.types("/hq"), IsEmpty());
  const Heard heard = receiver_.heard("/psa").at(0);
  EXPECT_EQ(heard.id, tested.text("/id"));
  EXPECT_EQ(heard.signature, operate::webhook_signature(secret, heard.id, std::stoll(heard.timestamp), heard.body));
  EXPECT_EQ(list(nora_, id).text("/deliveries/0/state"), "delivered");
  EXPECT_EQ(acts(id).back(), "webhook.tested");
  office_.ask(nora_, "PUT", here_ + "/webhooks/" + id + "/on", json::object{{"on", false}});
  EXPECT_EQ(office_.ask(nora_, "POST", here_ + "/webhooks/" + id + "/test").code(), "not-possible");
}

TEST_F(Webhooks, WhatIsToldIsWrittenWithTheEntriesOrNotAtAll) {
  const std::string id = webhook(nora_, "/nw");
  const std::string name = ticket();
  EXPECT_EQ(on(nora_, name, "accept").status, 409) << "nothing was offered";
  EXPECT_THAT(list(nora_, id).body.at("deliveries").as_array(), IsEmpty());
  // The server ends before anybody was told; the next one knows.
  send();
  EXPECT_EQ(receiver_.heard("/nw").size(), 1U);
  EXPECT_EQ(list(nora_, id).body.at("deliveries").as_array().size(), 1U);
}

TEST_F(Webhooks, WhatDidNotArriveIsSentAgainUnderItsId) {
  const std::string id = webhook(nora_, "/nw", {"ticket.created"});
  ticket();
  receiver_.answers(500);
  send();
  ASSERT_EQ(receiver_.heard("/nw").size(), 1U);
  auto waiting = list(nora_, id, "?state=waiting");
  EXPECT_EQ(waiting.number("/deliveries/0/status"), 500);
  EXPECT_EQ(waiting.number("/deliveries/0/attempts"), 1);
  send();
  EXPECT_EQ(receiver_.heard("/nw").size(), 1U) << "not before its time";
  receiver_.answers(204);
  office_.move(6);
  send();
  const auto heard = receiver_.heard("/nw");
  ASSERT_EQ(heard.size(), 2U);
  EXPECT_EQ(heard[0].id, heard[1].id);
  EXPECT_EQ(parse_json(heard[0].body)->at_pointer("/data/entry"), parse_json(heard[1].body)->at_pointer("/data/entry"));
  EXPECT_NE(heard[0].timestamp, heard[1].timestamp);
  EXPECT_NE(heard[0].signature, heard[1].signature);
  EXPECT_EQ(list(nora_, id).text("/deliveries/0/state"), "delivered");
}

TEST_F(Webhooks, AReceiverSaysWhenItWantsToBeAskedAgain) {
  webhook(nora_, "/nw", {"ticket.created"});
  ticket();
  receiver_.answers(429, "3600");
  send();
  office_.move(3'500);
  send();
  EXPECT_EQ(receiver_.heard("/nw").size(), 1U);
  office_.move(101);
  send();
  EXPECT_EQ(receiver_.heard("/nw").size(), 2U);
}

TEST_F(Webhooks, WhatIsGivenUpIsKeptAndCanBeReplayed) {
  const std::string id = webhook(nora_, "/nw", {"ticket.created"});
  ticket();
  receiver_.answers(503);
  for (const std::int64_t wait_s : {0, 6, 331, 1'981, 7'921, 19'801, 39'601, 55'441, 79'201, 95'041, 95'041}) {
    office_.move(wait_s);
    send();
  }
  EXPECT_EQ(receiver_.heard("/nw").size(), 10U);
  EXPECT_TRUE(is_on(nora_, id));
  ticket();
  office_.move(40'000);
  send();
  EXPECT_FALSE(is_on(nora_, id)) << "for more than five days nothing arrived";
  const auto dead = list(nora_, id, "?state=dead");
  EXPECT_EQ(dead.text("/deliveries/1/state"), "dead");
  EXPECT_EQ(dead.number("/deliveries/1/attempts"), 10);
  EXPECT_EQ(dead.text("/deliveries/1/problem"), "status-503");
  EXPECT_EQ(office_.ask(nora_, "POST", here_ + "/webhooks/" + id + "/replay", json::object{}).code(), "not-possible");
  EXPECT_EQ(office_.ask(nora_, "PUT", here_ + "/webhooks/" + id + "/on", json::object{{"on", true}}).status, 204);
  receiver_.answers(200);
  const auto replayed = office_.ask(nora_, "POST", here_ + "/webhooks/" + id + "/replay", json::object{});
  EXPECT_EQ(replayed.number("/deliveries"), 2);
  send();
  const auto heard = receiver_.heard("/nw");
  ASSERT_EQ(heard.size(), 13U);
  EXPECT_EQ(heard[0].id, heard[11].id) << "so that whoever has it already knows it again";
  const auto one =
      office_.ask(nora_, "POST", here_ + "/webhooks/" + id + "/replay", json::object{{"delivery", heard.front().id}});
  EXPECT_EQ(one.number("/deliveries"), 1) << "also one that arrived";
  send();
  EXPECT_EQ(receiver_.heard("/nw").size(), 14U);
  EXPECT_EQ(
      office_.ask(nora_, "POST", here_ + "/webhooks/" + id + "/replay", json::object{{"delivery", "n_none"}}).status,
      404);
  EXPECT_THAT(acts(id), ElementsAre("webhook.made", "webhook.turned_off", "webhook.turned_on", "webhook.replayed",
                                    "webhook.replayed"));
  EXPECT_THAT(log_, HasSubstr("webhook-off"));
}

TEST_F(Webhooks, WhoeverIsGoneIsSwitchedOff) {
  const std::string id = webhook(nora_, "/nw");
  ticket();
  ticket();
  receiver_.answers(410);
  send();
  EXPECT_EQ(receiver_.heard("/nw").size(), 1U) << "what waited is given up";
  const auto seen = office_.ask(nora_, "GET", here_ + "/webhooks/" + id);
  EXPECT_EQ(seen.text("/off_because"), "gone");
  ticket();
  send();
  EXPECT_EQ(receiver_.heard("/nw").size(), 1U);
  EXPECT_EQ(list(nora_, id, "?state=dead&limit=2").body.at("deliveries").as_array().size(), 2U);
}

TEST_F(Webhooks, TwoServersDoNotSendTwice) {
  webhook(nora_, "/nw");
  for (int i = 0; i < 5; ++i) ticket();
  auto one = sender();
  auto two = sender();
  for (int i = 0; i < 200; ++i) {
    one.run(milliseconds(i % 3));
    two.run(milliseconds(i % 2));
  }
  const auto heard = receiver_.heard("/nw");
  std::set<std::string> ids;
  for (const Heard& each : heard) ids.insert(each.id);
  EXPECT_EQ(heard.size(), 5U);
  EXPECT_EQ(ids.size(), 5U);
}

// The server ends while a message is under way: another sends it once the lease is over.
TEST_F(Webhooks, WhatAServerTookWithItIsSentByAnother) {
  webhook(nora_, "/nw", {"ticket.created"});
  ticket();
  {
    const auto silence = receiver_.held();
    auto one = sender();
    one.run(milliseconds(0));
    EXPECT_EQ(one.under_way(), 1U);
  }
  send();
  const auto before = receiver_.heard("/nw").size();
  EXPECT_LE(before, 1U) << "it may have arrived, and nobody noted it";
  office_.move(61);
  send();
  EXPECT_EQ(receiver_.heard("/nw").size(), before + 1);
}

TEST_F(Webhooks, OneThatDoesNotAnswerHoldsUpNobody) {
  // Takes connections and says nothing.
  const int silent = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  ASSERT_EQ(::bind(silent, reinterpret_cast<const sockaddr*>(&address), size), 0);
  ::listen(silent, 8);
  ::getsockname(silent, reinterpret_cast<sockaddr*>(&address), &size);
  const std::string url = "http://127.0.0.1:" + std::to_string(ntohs(address.sin_port)) + "/";
  ASSERT_EQ(office_.ask(ana_, "POST", here_ + "/webhooks", json::object{{"url", url}}).status, 201);
  webhook(nora_, "/nw");
  ticket();
  auto one = sender();
  const auto began = std::chrono::steady_clock::now();
  while (receiver_.heard("/nw").empty() && std::chrono::steady_clock::now() - began < milliseconds(5'000)) {
    one.run(milliseconds(20));
  }
  EXPECT_EQ(receiver_.heard("/nw").size(), 1U);
  EXPECT_GE(one.under_way(), 1U) << "the other still waits";
  ::close(silent);
}

TEST_F(Webhooks, SecretsAreShownOnceAndSealed) {
  const auto made = office_.ask(nora_, "POST", here_ + "/webhooks",
                                json::object{{"url", receiver_.url("/secret-path")}}, {{"Idempotency-Key", "k"}});
  ASSERT_EQ(made.status, 201);
  const std::string secret = made.text("/secret");
  EXPECT_TRUE(secret.starts_with("whsec_"));
  const auto again = office_.ask(nora_, "POST", here_ + "/webhooks",
                                 json::object{{"url", receiver_.url("/secret-path")}}, {{"Idempotency-Key", "k"}});
  EXPECT_EQ(again.code(), "shown-once");
  ticket();
  send();
  const std::string bytes = office_.stored_bytes();
  EXPECT_EQ(bytes.find(secret.substr(6)), std::string::npos);
  EXPECT_EQ(bytes.find("secret-path"), std::string::npos);
  EXPECT_EQ(log_.find("secret-path"), std::string::npos);
  EXPECT_EQ(log_.find("fire"), std::string::npos);
  const std::string id = made.text("/id");
  EXPECT_EQ(office_.ask(nora_, "GET", here_ + "/webhooks/" + id).whole.body.find(secret.substr(6)), std::string::npos);
  // After a change both sign for a day.
  const auto changed = office_.ask(nora_, "POST", here_ + "/webhooks/" + id + "/secret", json::object{});
  ASSERT_EQ(changed.status, 200) << changed.whole.body;
  const auto signed_by = [&](const Heard& one, const std::string& with) {
    return one.signature.find(operate::webhook_signature(with, one.id, std::stoll(one.timestamp), one.body)) !=
           std::string::npos;
  };
  receiver_.forget();
  ticket();
  send();
  EXPECT_TRUE(signed_by(receiver_.heard("/secret-path").at(0), secret));
  EXPECT_TRUE(signed_by(receiver_.heard("/secret-path").at(0), changed.text("/secret")));
  receiver_.forget();
  office_.move(86'401);
  ticket();
  send();
  EXPECT_FALSE(signed_by(receiver_.heard("/secret-path").at(0), secret));
  EXPECT_TRUE(signed_by(receiver_.heard("/secret-path").at(0), changed.text("/secret")));
}

TEST_F(Webhooks, EachPartyHasItsOwn) {
  const std::string id = webhook(nora_, "/nw");
  for (Browser* other : {&ana_, &abe_}) {
    EXPECT_EQ(office_.ask(*other, "GET", here_ + "/webhooks/" + id).status, 404);
    EXPECT_EQ(office_.ask(*other, "DELETE", here_ + "/webhooks/" + id).status, 404);
    EXPECT_EQ(office_.ask(*other, "POST", here_ + "/webhooks/" + id + "/secret", json::object{}).status, 404);
    EXPECT_THAT(office_.ask(*other, "GET", here_ + "/webhooks").body.at("webhooks").as_array(), IsEmpty());
  }
  const auto refused = office_.ask(ben_, "POST", here_ + "/webhooks", json::object{{"url", receiver_.url("/ben")}});
  EXPECT_EQ(refused.code(), "not-allowed") << "neither owner nor administrator";
  EXPECT_EQ(office_.ask(ben_, "GET", here_ + "/webhooks").code(), "not-allowed");
  EXPECT_EQ(office_.ask(nora_, "DELETE", here_ + "/webhooks/" + id).status, 204);
  EXPECT_EQ(office_.ask(nora_, "GET", here_ + "/webhooks/" + id).status, 404);
  ticket();
  send();
  EXPECT_THAT(receiver_.heard("/nw"), IsEmpty());
  EXPECT_THAT(acts(id), ElementsAre("webhook.made", "webhook.removed"));
}

TEST_F(Webhooks, WhoeverLeavesIsToldNothingAnyMore) {
  const std::string id = webhook(nora_, "/nw");
  ticket();
  office_.append(organisation_, {agreement::dismissed("northwind", "hq", "enough")});
  office_.move(1);
  send();
  EXPECT_THAT(receiver_.heard("/nw"), IsEmpty()) << "not even what happened before, since nobody had told them";
  ASSERT_EQ(office_.ask(ana_, "DELETE", here_ + "/people/" + people_.at("nora")).status, 204);
  ticket();
  send();
  EXPECT_THAT(acts(id), ElementsAre("webhook.made", "webhook.turned_off"));
}

TEST_F(Webhooks, WhatCannotBeAWebhookIsSaid) {
  const auto refused = [&](const json::object& body, const std::string& pointer) {
    const auto tried = office_.ask(nora_, "POST", here_ + "/webhooks", body);
    EXPECT_EQ(tried.status, 422) << tried.whole.body;
    EXPECT_EQ(tried.text("/errors/0/pointer"), pointer) << tried.whole.body;
  };
  refused({{"url", "ftp://psa.example/"}}, "/url");
  refused({{"url", "https://user:secret@psa.example/"}}, "/url");
  refused({{"url", "http://169.254.169.254/latest/meta-data/"}}, "/url");
  refused({{"url", "https://[::1]/"}}, "/url");
  refused({{"url", "https://psa.example/"}, {"kinds", {"ticket.offered", "offers"}}}, "/kinds/1");
  refused({{"url", "https://psa.example/"}, {"kinds", {"access.person_invited"}}}, "/kinds/0");
  for (int i = 0; i < 50; ++i) webhook(nora_, "/nw");
  EXPECT_EQ(office_.ask(nora_, "POST", here_ + "/webhooks", json::object{{"url", "https://psa.example/"}}).code(),
            "already");
  EXPECT_EQ(list(nora_, "w_none").status, 404);
}

}  // namespace
}  // namespace concordat::testing
