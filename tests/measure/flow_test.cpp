// SPDX-License-Identifier: Apache-2.0
#include "measure/flow.hpp"

#include "base/json.hpp"
#include "measure/twin.hpp"

#include <boost/json/array.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

// Small logs, counted by hand.
namespace concordat::measure {
namespace {

namespace json = boost::json;
using testing::HasSubstr;

record::Entry begun(std::string_view columns, std::string_view rest = "{}") {
  json::object body = parse_json(rest).value().as_object();
  body["source"] = "desk";
  body["columns"] = parse_json(columns).value();
  return test::entry("import.begun", "import:desk", body);
}

record::Entry seen(const char* ticket, const char* at, std::string_view body) {
  json::object said = parse_json(body).value().as_object();
  said["source"] = "desk";
  return test::entry("ticket.observed", "ticket:" + std::string(ticket), said, parse_instant(at).value());
}

FlowOptions options() { return {.from = std::nullopt, .to = std::nullopt, .zone = test::zone, .person_name = {}}; }

FlowFigures figures(const std::vector<record::Entry>& entries, const FlowOptions& asked = options()) {
  return flow_figures(test::fold(entries), asked);
}

//   09:00     10:00     11:00     12:00
//   Desk      Network   Desk      Desk       one ticket goes there and back, and stays an hour more
TEST(Flow, counts_a_ticket_that_goes_there_and_back) {
  const auto f = figures({begun(R"(["team"])"), seen("A", "2026-03-02T09:00:00Z", R"({"team":"Desk"})"),
                          seen("A", "2026-03-02T10:00:00Z", R"({"team":"Network"})"),
                          seen("A", "2026-03-02T10:30:00Z", R"({})"),
                          seen("A", "2026-03-02T11:00:00Z", R"({"team":"Desk"})"),
                          seen("A", "2026-03-02T12:00:00Z", R"({"team":"Desk"})"),
                          seen("B", "2026-03-02T12:00:00Z", R"({"team":"Desk"})")});
  ASSERT_TRUE(f.by_team.has_value());
  EXPECT_EQ(f.by_team->values, 2);
  EXPECT_EQ(f.by_team->handoffs, 2);  // the update without a team is none
  EXPECT_EQ(f.by_team->returns, 1);
  EXPECT_EQ(f.by_team->immediate_returns, 1);
  EXPECT_EQ(f.by_team->ping_pong_share, 0.5);  // of both tickets
  ASSERT_EQ(f.time_by_holder->size(), 3U);
  EXPECT_EQ(f.time_by_holder->at(0).team, "Desk");
  EXPECT_EQ(f.time_by_holder->at(0).hours, 2);
  EXPECT_EQ(f.time_by_holder->at(0).tickets, 2);
  EXPECT_EQ(f.time_by_holder->at(1).team, std::nullopt);  // as the twin: nothing before a name, where hours are equal
  EXPECT_EQ(f.time_by_holder->at(2).hours, 0.5);
  EXPECT_EQ(f.closed_h->mean, 1.5);  // 3 h and 0 h, from first to last update
}

TEST(Flow, time_that_steps_back_counts_nothing) {
  const auto f = figures({begun(R"(["state"])"), seen("A", "2026-03-02T10:00:00Z", R"({"source_state":"New"})"),
                          seen("A", "2026-03-02T09:00:00Z", R"({"source_state":"Open"})"),
                          seen("A", "2026-03-02T12:00:00Z", R"({"source_state":"Done"})")});
  ASSERT_EQ(f.time_by_state->size(), 3U);
  EXPECT_EQ(f.time_by_state->at(0).state, "Open");
  EXPECT_EQ(f.time_by_state->at(0).hours, 3);
  EXPECT_EQ(f.time_by_state->at(1).hours, 0);
  EXPECT_EQ(f.time_by_state->at(2).hours, 0);
}

TEST(Flow, a_team_brings_its_party_where_the_row_names_none) {
  const auto f = figures({begun(R"(["team","party"])"), test::entry("team.declared", "team:Desk", {{"party", "us"}}),
                          seen("A", "2026-03-02T09:00:00Z", R"({"team":"Desk"})"),
                          seen("A", "2026-03-02T10:00:00Z", R"({"team":"Desk","party":"them"})")});
  ASSERT_TRUE(f.by_party.has_value());
  ASSERT_EQ(f.by_party->pairs.size(), 1U);
  EXPECT_EQ(f.by_party->pairs[0].from, "us");
  EXPECT_EQ(f.by_party->pairs[0].to, "them");
}

// As for every other figure: hand-offs between parties need each source to say parties.
TEST(Flow, one_source_without_parties_leaves_those_of_the_whole_unknown) {
  const auto of = [](const char* source, record::Entry made) {
    made.body["source"] = source;
    return made;
  };
  const auto log = [&](const char* columns, const char* other_team) {
    return std::vector{of("ours", begun(R"(["party","team"])")),
                       of("theirs", begun(columns)),
                       test::entry("team.declared", "team:Vans", {{"party", "them"}}),
                       of("ours", seen("A", "2026-03-02T09:00:00Z", R"({"team":"Desk","party":"us"})")),
                       of("ours", seen("A", "2026-03-02T10:00:00Z", R"({"team":"Vans","party":"them"})")),
                       of("theirs", seen("B", "2026-03-02T09:00:00Z", write_json({{"team", other_team}}))),
                       of("theirs", seen("B", "2026-03-02T12:00:00Z", "{}"))};
  };
  const json::object document = flow_json(figures(log(R"(["team"])", "Desk")));
  EXPECT_TRUE(document.at("by").at("party").is_null());
  EXPECT_EQ(document.at("cannot_say").at("by.party"),
            "source theirs: its map names no column `party`, nor the party of a team that it speaks of");
  EXPECT_EQ(document.at("by").at("team").at("handoffs"), 1);
  EXPECT_EQ(parse_json(R"([{"party":null,"team":"Desk","hours":3.0,"tickets":1},
                           {"party":"us","team":"Desk","hours":1.0,"tickets":1},
                           {"party":null,"team":null,"hours":0.0,"tickets":1},
                           {"party":"them","team":"Vans","hours":0.0,"tickets":1}])")
                .value(),
            document.at("time_by_holder_h"));

  // A team whose party is known, or a column though nothing stands in it: then the source can say, and its silence is
  // a ticket that never changed party.
  for (const auto& says : {log(R"(["team"])", "Vans"), log(R"(["party","team"])", "Desk")}) {
    const auto f = figures(says);
    ASSERT_TRUE(f.by_party.has_value());
    EXPECT_EQ(f.by_party->handoffs, 1);
    EXPECT_EQ(f.by_party->share_with_several, 0.5);
  }
}

TEST(Flow, people_are_shown_by_name_and_sorted_by_it) {
  FlowOptions asked = options();
  asked.person_name = [](const std::string& id) { return id == "p_1" ? "Zoë" : id == "p_2" ? "Ann" : ""; };
  const auto f = figures({begun(R"(["person"])"), seen("A", "2026-03-02T09:00:00Z", R"({"person":"p_1"})"),
                          seen("A", "2026-03-02T10:00:00Z", R"({"person":"p_2"})"),
                          seen("A", "2026-03-02T11:00:00Z", R"({"person":"p_3"})")},
                         asked);
  ASSERT_EQ(f.by_person->pairs.size(), 2U);
  EXPECT_EQ(f.by_person->pairs[0].from, "Ann");
  EXPECT_EQ(f.by_person->pairs[0].to, "p_3");  // without a name, or erased: the id
  EXPECT_EQ(f.by_person->pairs[1].from, "Zoë");
}

// Clocks in London went forward on 29 March 2026: the day ends at 22:59:59 UTC.
TEST(Flow, a_day_ends_in_the_zone_of_the_source) {
  const auto f = figures({begun(R"(["opened","closed"])", R"({"zone":"Europe/London"})"),
                          seen("A", "2026-03-29T12:00:00Z", R"({"opened":"2026-03-29T12:00:00Z"})"),
                          seen("B", "2026-03-29T22:59:59Z", R"({"opened":"2026-03-29T22:59:59Z"})"),
                          seen("C", "2026-03-29T23:00:00Z", R"({"opened":"2026-03-29T23:00:00Z"})"),
                          seen("D", "2026-03-29T13:00:00Z",
                               R"({"opened":"2026-03-29T13:00:00Z","closed":"2026-03-29T22:59:59Z"})")});
  ASSERT_TRUE(f.backlog_open.has_value());
  EXPECT_EQ(f.backlog_open->max, 3);
  EXPECT_EQ(format_date(f.backlog_open->max_on), "2026-03-30");
  EXPECT_EQ(f.backlog_open->mean, 2.5);  // A and B; then A, B and C
}

TEST(Flow, a_cut_drops_what_stands_on_a_last_update_outside_of_it) {
  const std::vector<record::Entry> log = {
      begun(R"(["opened","resolved","closed","state"])"),
      seen("A", "2026-03-02T09:00:00Z", R"({"source_state":"New"})"),
      seen("A", "2026-03-02T12:00:00Z",
           R"({"source_state":"Done","opened":"2026-03-02T08:00:00Z","resolved":"2026-03-02T12:00:00Z"})")};
  FlowOptions asked = options();
  asked.to = parse_instant("2026-03-02T12:00:00Z");
  const auto f = figures(log, asked);
  EXPECT_EQ(f.tickets, 1);
  EXPECT_EQ(f.updates, 1);
  EXPECT_EQ(f.resolved_h, std::nullopt);
  asked.to->us += 1;
  EXPECT_EQ(figures(log, asked).resolved_h->mean, 4);
}

TEST(Flow, without_tickets_says_so_and_nothing_else) {
  const json::object document = flow_json(figures({}));
  EXPECT_EQ(document.at("tickets"), 0);
  EXPECT_EQ(document.at("updates"), 0);
  for (const char* key : {"first", "resolved_h", "closed_h", "by_priority", "reopened", "reassignments", "backlog_open",
                          "time_by_state_h", "time_by_holder_h", "waiting_on_requester", "source_sla"}) {
    EXPECT_TRUE(document.at(key).is_null()) << key;
    EXPECT_EQ(document.at("cannot_say").at(key), "there are no tickets");
  }
  EXPECT_THAT(flow_text(figures({}), 80), HasSubstr("there are no tickets"));
}

TEST(Flow, one_row_per_ticket_does_not_say_what_happened_in_between) {
  const json::object document = flow_json(figures(
      {begun(R"(["team","state","opened","closed","sla_met"])", R"({"shape":"ticket"})"),
       seen("A", "2026-03-02T09:00:00Z", R"({"event":"created","team":"Desk","assumed":true})"),
       seen("A", "2026-03-03T09:00:00Z",
            R"({"event":"closed","opened":"2026-03-02T09:00:00Z","closed":"2026-03-03T09:00:00Z","sla_met":true})")}));
  EXPECT_EQ(document.at("closed_h").at("mean"), 24.0);
  EXPECT_EQ(document.at("source_sla").at("met"), 1);
  EXPECT_EQ(document.at("backlog_open").at("max"), 1);
  for (const char* key : {"updates", "reassignments", "reopened", "time_by_state_h", "time_by_holder_h"}) {
    EXPECT_TRUE(document.at(key).is_null()) << key;
    EXPECT_THAT(std::string(document.at("cannot_say").at(key).as_string()), HasSubstr("desk")) << key;
  }
  EXPECT_TRUE(document.at("by").at("team").is_null());
  EXPECT_TRUE(document.at("cannot_say").as_object().contains("by.team"));
}

// The order of keys is part of what people read.
TEST(Flow, document_begins_with_what_it_is_about) {
  const auto log = {begun(R"(["team"])"), seen("A", "2026-03-02T09:00:00.25Z", R"({"team":"Desk"})")};
  EXPECT_THAT(write_json(flow_json(figures(log))),
              testing::StartsWith(R"({"tickets":1,"updates":1,"first":"2026-03-02T09:00:00Z",)"
                                  R"("last":"2026-03-02T09:00:00Z","resolved_h":null,"closed_h":{"n":1,"mean":0,)"));
}

std::size_t characters(const std::string& line) {
  return static_cast<std::size_t>(
      std::count_if(line.begin(), line.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

TEST(FlowText, is_never_wider_than_the_terminal) {
  const std::string name = "Zoë's very long team for everything that nobody else in the whole company would take on";
  const std::string team = write_json({{"team", name}, {"source_state", "Waiting for somebody to come back to us"}});
  const auto f = figures({begun(R"(["team","state"])"), seen("A", "2026-03-02T09:00:00Z", team),
                          seen("A", "2026-03-02T10:00:00Z", R"({"team":"Desk","source_state":"New"})"),
                          seen("A", "2026-03-02T10:20:00Z", team)});
  for (const std::size_t columns : {48U, 60U, 80U, 100U}) {
    std::istringstream text(flow_text(f, columns));
    std::size_t widest = 0;
    for (std::string line; std::getline(text, line);) {
      EXPECT_LE(characters(line), columns) << line;
      EXPECT_FALSE(line.ends_with(' ')) << line;
      widest = std::max(widest, characters(line));
    }
    EXPECT_GT(widest, columns * 3 / 4);
  }
}

TEST(FlowText, shows_what_takes_most_time_as_the_longest_bar) {
  const auto f = figures({begun(R"(["state"])"), seen("A", "2026-03-02T09:00:00Z", R"({"source_state":"New"})"),
                          seen("A", "2026-03-02T10:00:00Z", R"({"source_state":"Open"})"),
                          seen("A", "2026-03-02T14:00:00Z", R"({"source_state":"Done"})")});
  const std::string bar = "██████████████████";  // 18, half of 36
  const std::string text = flow_text(f, 100);
  EXPECT_THAT(text, HasSubstr("  Open       80.0 %        1  " + bar + bar + "\n"));
  EXPECT_THAT(text, HasSubstr("  New        20.0 %        1  █████████\n"));
  EXPECT_THAT(text, HasSubstr("  Done        0.0 %        1\n"));
}

}  // namespace
}  // namespace concordat::measure
