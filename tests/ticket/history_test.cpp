// SPDX-License-Identifier: Apache-2.0
#include "ticket/history.hpp"

#include "base/json.hpp"

#include <boost/json/value_from.hpp>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace concordat::ticket {
namespace {

constexpr std::int64_t kStartS = 1'456'708'560;  // 2016-02-29T01:16:00Z

record::Entry entry(std::string kind, std::string subject, std::string_view body, std::int64_t at_s = kStartS) {
  record::Entry made;
  made.kind = std::move(kind);
  made.subject = std::move(subject);
  made.at = Instant::from_seconds(at_s);
  made.body = parse_json(body).value().as_object();
  return made;
}

record::Entry observed(std::string ticket, std::string_view body, std::int64_t at_s = kStartS) {
  return entry("ticket.observed", "ticket:" + std::move(ticket), body, at_s);
}

Log fold(const std::vector<record::Entry>& entries) {
  LogBuilder builder;
  for (const auto& e : entries) builder.step(e);
  return std::move(builder).finish();
}

TEST(History, folds_updates_in_the_order_of_the_record_not_of_time) {
  const Log log = fold({
      observed("B", R"({"source":"s","source_state":"New","team":"Desk"})", kStartS + 100),
      observed("A", R"({"source":"s","source_state":"New"})"),
      observed("B", R"({"source":"s","source_state":"Active","party":"us","person":"p_1","priority":"3"})", kStartS),
  });
  ASSERT_EQ(log.tickets.size(), 2U);
  EXPECT_EQ(log.tickets[0].ticket, "B");  // in order of first appearance
  const auto& updates = log.tickets[0].updates;
  ASSERT_EQ(updates.size(), 2U);
  EXPECT_EQ(updates[0].at, Instant::from_seconds(kStartS + 100));
  EXPECT_EQ(log.names.name(updates[0].team), "Desk");
  EXPECT_EQ(updates[1].at, Instant::from_seconds(kStartS));
  EXPECT_EQ(updates[1].team, Names::kNone);
  EXPECT_EQ(log.names.name(updates[1].state), "Active");
  EXPECT_EQ(log.names.name(updates[1].party), "us");
  EXPECT_EQ(log.names.name(updates[1].person), "p_1");
  EXPECT_EQ(log.names.name(updates[1].priority), "3");
}

TEST(History, closing_facts_are_those_of_the_latest_entry_that_carries_any) {
  const auto first = observed("A", R"({"source":"s","opened":"2016-02-29T01:16:00Z","resolved":"2016-02-29T11:29:00Z",
                                       "closed":"2016-03-05T12:00:00Z","reopen_count":1,"sla_met":true})");
  const auto plain = observed("A", R"({"source":"s","source_state":"Active"})");
  const auto last = observed("A", R"({"source":"s","reassignment_count":2,"opened":"2016-02-29T01:16:00Z"})");

  const History kept = fold({first, plain}).tickets.at(0);
  EXPECT_EQ(kept.opened, parse_instant("2016-02-29T01:16:00Z"));
  EXPECT_EQ(kept.resolved, parse_instant("2016-02-29T11:29:00Z"));
  EXPECT_EQ(kept.closed, parse_instant("2016-03-05T12:00:00Z"));
  EXPECT_EQ(kept.reopen_count, 1);
  EXPECT_EQ(kept.reassignment_count, std::nullopt);
  EXPECT_EQ(kept.sla_met, true);

  const History replaced = fold({first, plain, last}).tickets.at(0);
  EXPECT_EQ(replaced.opened, parse_instant("2016-02-29T01:16:00Z"));
  EXPECT_EQ(replaced.resolved, std::nullopt);  // absent there means absent
  EXPECT_EQ(replaced.reopen_count, std::nullopt);
  EXPECT_EQ(replaced.reassignment_count, 2);
  EXPECT_EQ(replaced.sla_met, std::nullopt);
}

TEST(History, a_source_is_what_its_latest_import_says) {
  const auto begun = [](std::string_view body) { return entry("import.begun", "import:desk", body); };
  const Log log = fold({
      begun(R"({"source":"desk","shape":"ticket","columns":["ticket"],"zone":"Europe/Rome","waits_for_requester":[]})"),
      observed("A", R"({"source":"desk"})"),
      observed("B", R"({"source":"never begun"})"),
      begun(R"({"source":"desk","shape":"update","columns":["team","at","ticket"],"zone":"Europe/London",
                "has_lines":true,
                "states":{"Open":"new","Done":"resolved","Odd":"no such state"},"waits_for_requester":["Wait"]})"),
  });
  ASSERT_EQ(log.sources.size(), 2U);
  const Source& desk = log.sources[static_cast<std::size_t>(log.tickets[0].source)];
  EXPECT_EQ(desk.name, "desk");
  EXPECT_EQ(desk.shape, Shape::update);
  EXPECT_EQ(desk.columns, (std::vector<std::string>{"at", "team", "ticket"}));
  EXPECT_EQ(desk.zone, "Europe/London");
  EXPECT_TRUE(desk.has_lines);
  const std::vector<std::pair<std::string, State>> states = {{"Done", State::resolved}, {"Open", State::new_}};
  EXPECT_EQ(desk.states, states);
  EXPECT_EQ(desk.waits_for_requester, std::vector<std::string>{"Wait"});
  EXPECT_EQ(log.sources[static_cast<std::size_t>(log.tickets[1].source)].name, "never begun");
  EXPECT_TRUE(log.sources[1].columns.empty());
}

TEST(History, teams_are_as_last_declared) {
  const Log log = fold({entry("team.declared", "team:B: night", R"({"party":"us","line":"1"})"),
                        entry("team.declared", "team:B: night", R"({"party":"them","function":"desk","line":"2"})")});
  ASSERT_EQ(log.teams.size(), 1U);
  EXPECT_EQ(log.teams.at("B: night"), (Team{"them", "desk", "2"}));
}

TEST(History, passes_over_what_it_does_not_know_and_what_is_of_the_wrong_type) {
  const Log log = fold({entry("party.declared", "party:us", R"({"name":"Us"})"),
                        observed("A", R"({"source":7,"source_state":["New"],"team":null,"opened":"yesterday",
                                          "reopen_count":-1,"sla_met":"yes"})"),
                        entry("import.begun", "", R"({"columns":"all","states":[1],"waits_for_requester":[1,"W"]})")});
  ASSERT_EQ(log.tickets.size(), 1U);
  const History& history = log.tickets[0];
  ASSERT_EQ(history.updates.size(), 1U);
  EXPECT_EQ(history.updates[0].state, Names::kNone);
  EXPECT_EQ(history.updates[0].team, Names::kNone);
  EXPECT_EQ(history.opened, std::nullopt);
  EXPECT_EQ(history.reopen_count, std::nullopt);
  EXPECT_EQ(history.sla_met, std::nullopt);
  EXPECT_EQ(log.sources.at(0).waits_for_requester, std::vector<std::string>{"W"});
}

TEST(History, names_are_numbered_once) {
  Names names;
  EXPECT_EQ(names.intern(""), Names::kNone);
  EXPECT_EQ(names.intern("b"), 0);
  EXPECT_EQ(names.intern("a"), 1);
  EXPECT_EQ(names.intern("b"), 0);
  EXPECT_EQ(names.find("a"), 1);
  EXPECT_EQ(names.find("c"), Names::kNone);
  EXPECT_EQ(names.name(1), "a");
  EXPECT_EQ(names.size(), 2U);
}

// --- the store's line ---

TEST(HistoryLine, is_as_the_tables_keep_it) {
  History history;
  history.ticket = "A";
  history.source = 1;
  history.opened = Instant::from_seconds(100);
  history.reassignment_count = 3;
  history.sla_met = false;
  history.updates = {{.at = Instant::from_seconds(160), .state = 0, .team = 7, .priority = 2},
                     {.at = Instant::from_seconds(150), .state = 0, .team = Names::kNone, .priority = 2},
                     {.at = Instant::from_seconds(150), .state = 0, .team = Names::kNone, .priority = 2},
                     {.at = Instant::from_seconds(151), .state = 0, .team = Names::kNone, .priority = 4}};
  EXPECT_EQ(encode(history), "S,1,100,,,,3,0;160,0,7,,,2;-10,,-;0;1,,,,,4");
  EXPECT_EQ(decode("A", encode(history)).value(), history);
  history.updates[0].at.us += 1;
  EXPECT_EQ(encode(history), "U,1,100000000,,,,3,0;160000001,0,7,,,2;-10000001,,-;0;1000000,,,,,4");
  EXPECT_EQ(decode("A", encode(history)).value(), history);
}

TEST(HistoryLine, refuses_what_is_damaged) {
  for (const char* line : {"", "s", "x,0,,,,,,", "S,-1,,,,,,", "S,0,,,,,,2", "S,0,,,,,-1,", "S,0,,,,,,;",
                           "S,0,,,,,,;1,x", "S,0,,,,,,;1,1,1,1,1,1,1,1,1", "S,0,,,,,,;1,-1", "S,0,,,,,,;1,3",
                           "S,0,,,,,,;300000000000", "S,0,,,,,,;9223372036854775807", "S,0,,,,,,;-9223372036854775808",
                           "S,0,,,,,,;99999999999999999999", "S,0,,,,,,;1\n", "S,0,,,,,,;1;", "S,4294967296,,,,,,"}) {
    const auto read = decode("T-1", line, 3);
    ASSERT_FALSE(read.has_value()) << line;
    EXPECT_NE(read.error().message.find("T-1"), std::string::npos);
  }
  EXPECT_TRUE(decode("T-1", "S,0,,,,,,;1,2", 3).has_value());
}

rc::Gen<Instant> some_instant(bool seconds) {
  return rc::gen::map(rc::gen::inRange(kFirstInstant.us, kLastInstant.us),
                      [seconds](std::int64_t us) { return seconds ? Instant{us}.floor_to_second() : Instant{us}; });
}

template <typename T>
std::optional<T> maybe(rc::Gen<T> gen) {
  return *rc::gen::arbitrary<bool>() ? std::optional<T>(*gen) : std::nullopt;
}

RC_GTEST_PROP(HistoryLine, comes_back_as_it_was, (bool seconds)) {
  const auto index = [] { return *rc::gen::element(Names::kNone, 0, 1, 2, 999, 2'147'483'647); };
  const auto count = rc::gen::inRange<std::int64_t>(0, 40);
  History history;
  history.ticket = "T";
  history.source = *rc::gen::inRange(0, 3);
  history.opened = maybe(some_instant(seconds));
  history.resolved = maybe(some_instant(seconds));
  history.closed = maybe(some_instant(seconds));
  history.reopen_count = maybe(count);
  history.reassignment_count = maybe(count);
  history.sla_met = maybe(rc::gen::arbitrary<bool>());
  const int updates = *rc::gen::inRange(0, 12);
  for (int i = 0; i < updates; ++i) {
    history.updates.push_back({*some_instant(seconds), index(), index(), index(), index(), index()});
  }
  const auto read = decode("T", encode(history));
  RC_ASSERT(read.has_value());
  RC_ASSERT(*read == history);
}

}  // namespace
}  // namespace concordat::ticket
