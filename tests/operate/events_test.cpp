// SPDX-License-Identifier: Apache-2.0
#include "http/cursor.hpp"
#include "operate/harbour.hpp"
#include "support/office.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <random>
#include <set>
#include <thread>

// The event stream: everybody hears of exactly what they could read, once, over lost connections too, and no longer
// than they may.
namespace concordat::testing {
namespace {

struct Heard {
  std::string id;
  std::string organisation;
  std::int64_t sequence = 0;
  std::string kind;
  std::string ticket;
};

// As a browser reads a stream (WHATWG, "server-sent events"): fields by line, an event at each empty line.
class Ear {
 public:
  std::vector<Heard> heard;
  std::vector<std::string> writing;  // the data, as it came
  std::string last_id;
  std::string type;

  void take(http::EventStream& stream) {
    pending_ += stream.take().bytes;
    for (std::size_t end = pending_.find('\n'); end != std::string::npos; end = pending_.find('\n')) {
      line(pending_.substr(0, end));
      pending_.erase(0, end + 1);
    }
  }
  std::vector<std::int64_t> sequences() const {
    std::vector<std::int64_t> all;
    for (const Heard& one : heard) all.push_back(one.sequence);
    return all;
  }

 private:
  void line(const std::string& text) {
    if (text.empty()) {
      if (!data_.empty()) hear();
      data_.clear();
      return;
    }
    const auto colon = text.find(": ");
    const std::string name = text.substr(0, colon);
    const std::string value = colon == std::string::npos ? "" : text.substr(colon + 2);
    if (name == "id") last_id = value;
    if (name == "event") type = value;
    if (name == "data") data_ += value;
  }
  void hear() {
    if (type == "writing") return writing.push_back(data_);
    EXPECT_EQ(type, "entry");
    const auto value = parse_json(data_).value().as_object();
    const auto* ticket = value.if_contains("ticket");
    EXPECT_LE(value.size(), 5U) << "no text goes along: " << data_;
    heard.push_back({last_id, std::string(value.at("organisation").as_string()), value.at("sequence").as_int64(),
                     std::string(value.at("kind").as_string()),
                     ticket == nullptr ? "" : std::string(ticket->as_string())});
  }
  std::string pending_;
  std::string data_;
};

class EventsTest : public ::testing::Test {
 protected:
  explicit EventsTest(operate::EventLimits limits = {}) : office_(limits) {}
  void SetUp() override {
    organisation_ = office_.found(ana_, "Harbour", "ana@harbour.example", "ana");
    office_.put_in_force(organisation_, kHarbourText, "hq");
    office_.bring_in(ana_, nora_, organisation_, "nora@nw.example", "northwind", "nora");
    office_.bring_in(ana_, abe_, organisation_, "abe@aegis.example", "aegis", "abe");
    office_.bring_in(ana_, rita_, organisation_, "rita@harbour.example", "hq", "");
  }
  std::string here(const std::string& path) const { return "/api/v1/organisations/" + organisation_ + path; }
  std::string raise(Browser& who, const std::string& category) {
    const auto made =
        office_.ask(who, "POST", here("/tickets"), json::object{{"subject", "x"}, {"category", category}});
    EXPECT_EQ(made.status, 201) << made.whole.body;
    return made.text("/ticket");
  }
  int say(Browser& who, const std::string& ticket, const std::string& audience) {
    office_.move(1);
    return office_
        .ask(who, "POST", here("/tickets/" + ticket + "/comments"), json::object{{"text", "x"}, {"audience", audience}})
        .status;
  }
  Reply listen(Browser& who, const std::string& after = "", const std::string& query = "") {
    std::vector<std::pair<std::string, std::string>> headers;
    if (!after.empty()) headers.emplace_back("Last-Event-ID", after);
    return office_.ask(who, "GET", "/api/v1/events" + query, nullptr, headers);
  }
  void run() {
    while (office_.events().step() == operate::Events::Next::more_now) {
    }
  }
  // The sequences of everything that this person can read on tickets' pages.
  std::set<std::int64_t> readable(Browser& who, const std::vector<std::string>& tickets) {
    std::set<std::int64_t> all;
    for (const auto& ticket : tickets) {
      const auto entries = office_.ask(who, "GET", here("/tickets/" + ticket + "/entries"));
      if (entries.status != 200) continue;
      for (const auto& one : entries.body.at("entries").as_array()) all.insert(one.at("sequence").as_int64());
    }
    return all;
  }

  Office office_;
  Browser ana_, nora_, abe_, rita_;
  std::string organisation_;
};

TEST_F(EventsTest, EverybodyHearsOfExactlyWhatTheyCanRead) {
  struct Listener {
    Browser* who;
    std::shared_ptr<http::EventStream> stream;
    Ear ear;
  };
  std::vector<Listener> listeners;
  for (Browser* who : {&ana_, &nora_, &abe_, &rita_}) {
    auto reply = listen(*who);
    ASSERT_EQ(reply.status, 200) << reply.whole.body;
    listeners.push_back({who, reply.whole.events, {}});
  }
  std::vector<std::string> tickets;
  std::mt19937 random(7);
  for (int i = 0; i < 12; ++i) {
    tickets.push_back(raise(i % 3 == 0 ? rita_ : ana_, i % 2 == 0 ? "printer" : "security"));
    for (Browser* who : {&ana_, &nora_, &abe_, &rita_}) {
      const char* audience[] = {"requester", "shared", "own"};
      say(*who, tickets[random() % tickets.size()], audience[random() % 3]);
    }
    if (i % 4 == 0) run();
  }
  office_.tick();
  run();
  for (Listener& one : listeners) {
    one.ear.take(*one.stream);
    std::set<std::int64_t> told;
    std::int64_t last = -1;
    for (const Heard& event : one.ear.heard) {
      EXPECT_GT(event.sequence, last) << "in order, and once";
      last = event.sequence;
      EXPECT_EQ(event.organisation, organisation_);
      if (!event.ticket.empty()) told.insert(event.sequence);
    }
    const auto expected = readable(*one.who, tickets);
    EXPECT_EQ(told, expected);
    EXPECT_GT(told.size(), 3U);
  }
  // They did not all hear the same.
  EXPECT_NE(listeners[1].ear.sequences(), listeners[2].ear.sequences());
}

TEST_F(EventsTest, ALostConnectionMissesNothingAndHearsNothingTwice) {
  auto whole = listen(nora_).whole.events;
  Ear all;
  Ear broken;
  auto stream = listen(nora_).whole.events;
  broken.take(*stream);
  ASSERT_FALSE(broken.last_id.empty()) << "it knows where it is before anything happened";
  std::mt19937 random(11);
  const std::string ticket = raise(ana_, "printer");
  for (int i = 0; i < 40; ++i) {
    say(i % 2 == 0 ? ana_ : nora_, ticket, i % 5 == 0 ? "own" : "shared");
    if (random() % 3 == 0) run();
    if (random() % 2 == 0) broken.take(*stream);
    if (random() % 3 == 0) {  // what was on its way is lost
      stream->close();
      const auto again = listen(nora_, broken.last_id);
      ASSERT_EQ(again.status, 200) << again.whole.body;
      stream = again.whole.events;
    }
  }
  run();
  broken.take(*stream);
  all.take(*whole);
  EXPECT_GT(all.heard.size(), 30U);
  EXPECT_EQ(broken.sequences(), all.sequences());
}

// Ana and Ben work on it for the organisation, Nora for its provider; Rita asked for it, Abe is of another provider.
TEST_F(EventsTest, WhoWritesIsToldToThoseWhoWorkOnTheTicketAndIsInNoRecord) {
  Browser ben;
  const std::string ben_person = office_.bring_in(ana_, ben, organisation_, "ben@harbour.example", "hq", "ben");
  const std::string ticket = raise(rita_, "printer");
  office_.move(2);
  office_.tick();
  std::map<Browser*, std::pair<std::shared_ptr<http::EventStream>, Ear>> ears;
  for (Browser* who : {&ana_, &ben, &nora_, &abe_, &rita_}) ears[who].first = listen(*who).whole.events;
  run();
  const auto heard = [&](Browser& who) {
    auto& [stream, ear] = ears[&who];
    ear.take(*stream);
    return std::exchange(ear.writing, {});
  };
  const auto writes = [&](Browser& who, bool own_party_only) {
    const auto said = office_.ask(who, "POST", here("/writing"),
                                  json::object{{"ticket", ticket}, {"own_party_only", own_party_only}});
    run();
    return said.status;
  };
  const auto entries = office_.ask(ana_, "GET", here("/tickets/" + ticket + "/entries")).whole.body;

  EXPECT_EQ(writes(ben, false), 204);
  const std::string expected = write_json(
      json::object{{"organisation", organisation_}, {"ticket", ticket}, {"person", ben_person}, {"party", "hq"}});
  EXPECT_EQ(heard(ana_), std::vector<std::string>{expected});
  EXPECT_EQ(heard(nora_), std::vector<std::string>{expected});
  for (Browser* who : {&ben, &abe_, &rita_}) EXPECT_TRUE(heard(*who).empty()) << "who writes, sees it not, or asked";

  EXPECT_EQ(writes(nora_, true), 204);
  for (auto& [who, ear] : ears) EXPECT_TRUE(heard(*who).empty()) << "what she writes is for Northwind alone";

  for (Browser* who : {&abe_, &rita_}) EXPECT_EQ(writes(*who, false), 404);
  EXPECT_TRUE(heard(ana_).empty());
  EXPECT_EQ(office_.ask(ana_, "GET", here("/tickets/" + ticket + "/entries")).whole.body, entries);
}

TEST_F(EventsTest, ItEndsWithinASecondOfTheSessionTheTokenAndTheContract) {
  const auto made =
      office_.ask(ana_, "POST", "/api/v1/me/tokens", json::object{{"name", "x"}, {"scopes", json::array{"events"}}});
  Browser program;
  program.token = made.text("/token");
  const auto by_token = listen(program).whole.events;
  const auto of_nora = listen(nora_).whole.events;
  const auto of_abe = listen(abe_).whole.events;
  const auto of_rita = listen(rita_).whole.events;
  run();
  for (const auto& one : {by_token, of_nora, of_abe, of_rita}) ASSERT_FALSE(one->closed());

  ASSERT_EQ(office_.ask(ana_, "DELETE", "/api/v1/me/tokens/" + made.text("/id")).status, 204);
  ASSERT_EQ(office_.ask(rita_, "DELETE", "/api/v1/sessions/current").status, 204);
  office_.append(organisation_, {agreement::dismissed("northwind", "hq", "enough")});
  office_.move(1);
  run();
  EXPECT_TRUE(by_token->closed());
  EXPECT_TRUE(of_rita->closed());
  EXPECT_TRUE(of_nora->closed());
  EXPECT_FALSE(of_abe->closed());
  EXPECT_EQ(listen(nora_).status, 404) << "and does not begin again";
  run();
  EXPECT_EQ(office_.events().open(), 1U) << "what is closed is forgotten";
}

TEST_F(EventsTest, WhoIsDismissedHearsNothingOfWhatComesAfter) {
  const std::string ticket = raise(ana_, "printer");
  const auto stream = listen(nora_).whole.events;
  Ear ear;
  run();
  ear.take(*stream);
  office_.append(organisation_, {agreement::dismissed("northwind", "hq", "enough")});
  say(ana_, ticket, "shared");
  run();  // one look at both: the dismissal and the comment
  ear.take(*stream);
  for (const Heard& one : ear.heard) EXPECT_NE(one.kind, "ticket.commented");
}

TEST_F(EventsTest, ASessionThatNobodyUsesIsNotKeptAliveByItsStream) {
  const auto stream = listen(rita_).whole.events;
  run();
  office_.move(12 * 3'600 - 60);
  run();
  EXPECT_FALSE(stream->closed());
  office_.move(120);
  run();
  EXPECT_TRUE(stream->closed());
}

TEST_F(EventsTest, OfOneOrganisationOrOfAll) {
  const std::string harbour = organisation_;
  Browser boss;
  const std::string second = office_.found(boss, "Second", "boss@second.example", "");
  const auto invited = office_.ask(boss, "POST", "/api/v1/organisations/" + second + "/invitations",
                                   json::object{{"email", "ana@harbour.example"}});
  ASSERT_EQ(invited.status, 201) << invited.whole.body;
  const auto joined =
      office_.ask(ana_, "POST", "/api/v1/invitations/accept",
                  json::object{{"token", invited.text("/token")}, {"name", "Ana"}, {"password", Office::kPassword}});
  ASSERT_LT(joined.status, 300) << joined.whole.body;

  Ear both, one;
  auto all = listen(ana_).whole.events;
  const auto only = listen(ana_, "", "?organisation=" + harbour).whole.events;
  run();
  both.take(*all);
  const auto start = both.last_id;
  raise(ana_, "printer");
  office_.append(second, {agreement::dismissed("x", "internal", "for the sake of an entry")});
  run();
  both.take(*all);
  one.take(*only);
  std::set<std::string> organisations;
  for (const Heard& event : both.heard) organisations.insert(event.organisation);
  for (const Heard& event : one.heard) EXPECT_EQ(event.organisation, harbour);
  EXPECT_TRUE(organisations.contains(harbour));
  EXPECT_FALSE(one.heard.empty());
  // Again from the start: the same events, whatever their order between organisations.
  Ear again;
  all = listen(ana_, start).whole.events;
  run();
  again.take(*all);
  const auto keys = [](const Ear& ear) {
    std::set<std::string> out;
    for (const Heard& event : ear.heard) out.insert(event.organisation + std::to_string(event.sequence));
    return out;
  };
  EXPECT_EQ(keys(again), keys(both));
  EXPECT_EQ(again.heard.size(), both.heard.size());
}

TEST_F(EventsTest, WhatIsNotOnesOwnIsNotThere) {
  Browser oscar;
  const std::string other = office_.found(oscar, "Other", "oscar@other.example", "");
  const auto foreign = listen(oscar, "", "?organisation=" + organisation_);
  const auto absent = listen(oscar, "", "?organisation=o_aaaaaaaaaaaaaaaa");
  EXPECT_EQ(foreign.status, 404);
  EXPECT_EQ(foreign.whole.body, absent.whole.body);
  // An id that names somebody else's record gives no right to it.
  Ear ear;
  ear.take(*listen(ana_).whole.events);
  const auto borrowed = listen(oscar, ear.last_id);
  ASSERT_EQ(borrowed.status, 200);
  raise(ana_, "printer");
  run();
  Ear theirs;
  theirs.take(*borrowed.whole.events);
  EXPECT_TRUE(theirs.heard.empty());
}

TEST_F(EventsTest, AnIdThatIsNoneIsRefused) {
  for (const char* bad : {"x", "AAAA", "bnVsbA", "W10", "W1sxXV0"}) {
    EXPECT_EQ(listen(ana_, bad).code(), "bad-event-id") << bad;
  }
  EXPECT_EQ(listen(ana_, http::write_cursor("tickets", {organisation_, "0"})).code(), "bad-event-id");
  EXPECT_EQ(listen(ana_, http::write_cursor(operate::kEventIds, {organisation_})).code(), "bad-event-id");
  EXPECT_EQ(listen(ana_, http::write_cursor(operate::kEventIds, {organisation_, "-1"})).code(), "bad-event-id");
  EXPECT_EQ(listen(ana_, http::write_cursor(operate::kEventIds, {organisation_, "1e3"})).code(), "bad-event-id");
  EXPECT_EQ(listen(ana_, http::write_cursor(operate::kEventIds, {organisation_, "999999"})).code(), "bad-event-id");
}

TEST_F(EventsTest, NobodyListensTooOften) {
  std::vector<std::shared_ptr<http::EventStream>> streams;
  for (int i = 0; i < 20; ++i) streams.push_back(listen(ana_).whole.events);
  const auto refused = listen(ana_);
  EXPECT_EQ(refused.status, 429);
  EXPECT_EQ(refused.code(), "too-many-streams");
  EXPECT_EQ(listen(nora_).status, 200) << "that is nobody else's loss";
  streams.front()->close();
  run();
  EXPECT_EQ(listen(ana_).status, 200);
}

class SmallBuffers : public EventsTest {
 protected:
  static operate::EventLimits small() {
    operate::EventLimits limits;
    limits.buffer_bytes = 4'096;
    limits.entries_at_once = 7;
    limits.marks_every = 3;
    return limits;
  }
  SmallBuffers() : EventsTest(small()) {}
};

TEST_F(SmallBuffers, ASlowReaderIsCutOffAndGoesOnWhereItWas) {
  const std::string ticket = raise(ana_, "printer");
  const auto slow = listen(nora_).whole.events;
  auto quick = listen(nora_).whole.events;
  Ear all;
  Ear late;
  for (int i = 0; i < 60; ++i) {
    say(ana_, ticket, "shared");
    run();
    all.take(*quick);
    EXPECT_LE(slow->waiting(), 4'096U);
  }
  EXPECT_TRUE(slow->closed()) << "a minute is more than it is waited for";
  EXPECT_FALSE(quick->closed());
  late.take(*slow);  // what was pushed before the end still goes out
  for (int i = 0; i < 100 && late.heard.size() < all.heard.size(); ++i) {
    const auto stream = listen(nora_, late.last_id).whole.events;
    run();
    late.take(*stream);
    stream->close();
  }
  EXPECT_GE(all.heard.size(), 60U);
  EXPECT_EQ(late.sequences(), all.sequences());
}

TEST_F(SmallBuffers, WhoHearsNothingForLongKnowsWhereTheyAre) {
  Ear ear;
  const auto stream = listen(abe_).whole.events;
  ear.take(*stream);
  const std::string begin = ear.last_id;
  const std::string ticket = raise(ana_, "printer");  // nothing of aegis
  for (int i = 0; i < 10; ++i) say(ana_, ticket, "own");
  run();
  ear.take(*stream);
  EXPECT_NE(ear.last_id, begin);
  for (const Heard& one : ear.heard) EXPECT_TRUE(one.ticket.empty());
}

TEST(Events, ACommitWakesThemWithoutWaitingForTheNextLook) {
  operate::EventLimits limits;
  limits.again = std::chrono::minutes(10);
  Office office(limits);
  Browser ana;
  const std::string organisation = office.found(ana, "Harbour", "ana@harbour.example", "ana");
  office.put_in_force(organisation, kHarbourText, "hq");
  office.events().start([](const std::string& what) { ADD_FAILURE() << what; });
  const auto stream = office.ask(ana, "GET", "/api/v1/events").whole.events;
  Ear ear;
  ear.take(*stream);
  office.ask(ana, "POST", "/api/v1/organisations/" + organisation + "/tickets",
             json::object{{"subject", "x"}, {"category", "printer"}});
  for (int i = 0; i < 500 && ear.heard.empty(); ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
    ear.take(*stream);
  }
  ASSERT_FALSE(ear.heard.empty());
  EXPECT_EQ(ear.heard.front().kind, "ticket.created");
}

}  // namespace
}  // namespace concordat::testing
