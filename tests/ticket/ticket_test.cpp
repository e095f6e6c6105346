// SPDX-License-Identifier: Apache-2.0
#include "ticket/ticket.hpp"

#include "base/json.hpp"
#include "ticket/support.hpp"

#include <gtest/gtest.h>

namespace concordat::ticket {
namespace {

using testing::clock;
using testing::folded;
using TestLog = testing::Log;

TEST(State, WordsReadBack) {
  for (const auto state :
       {State::new_, State::in_progress, State::on_hold, State::resolved, State::closed, State::cancelled}) {
    EXPECT_EQ(parse_state(to_word(state)), state);
  }
  for (const auto type : {Type::incident, Type::request, Type::problem, Type::change}) {
    EXPECT_EQ(parse_type(to_word(type)), type);
  }
  for (const auto on : {WaitingOn::requester, WaitingOn::provider, WaitingOn::internal, WaitingOn::third_party,
                        WaitingOn::change, WaitingOn::problem, WaitingOn::scheduled}) {
    EXPECT_EQ(parse_waiting_on(to_word(on)), on);
  }
  EXPECT_EQ(parse_state("in progress"), State::in_progress);
  EXPECT_EQ(parse_state("on hold"), State::on_hold);
  EXPECT_EQ(parse_state("On hold"), std::nullopt);
  EXPECT_EQ(parse_state(""), std::nullopt);
}

TEST(Ticket, ObservationSetsStateWithoutGuards) {
  TestLog log;
  log.add("09:00", "ticket.observed", R"({"source":"servicenow","source_state":"Closed","state":"closed"})");
  log.add("10:00", "ticket.observed",
          R"({"source":"servicenow","source_state":"Awaiting User Info","state":"on_hold","waiting_on":"requester",
              "team":"Group 24","party":"northwind","person":"p_x","priority":"3 - Moderate","impact":"2 - Medium",
              "urgency":"2 - Medium","opened":"2026-06-01T08:30:00Z"})");
  const Ticket ticket = folded(log.entries);
  EXPECT_EQ(ticket.id, "T1");
  EXPECT_EQ(ticket.state, State::on_hold);
  EXPECT_EQ(ticket.waiting_on, WaitingOn::requester);
  EXPECT_EQ(ticket.source_state, "Awaiting User Info");
  EXPECT_EQ(ticket.priority, "3 - Moderate");
  EXPECT_EQ(ticket.holder, (Holder{"northwind", "Group 24", "p_x"}));
  EXPECT_TRUE(ticket.imported);
  EXPECT_FALSE(ticket.closed);
  EXPECT_EQ(ticket.reopened, 1);
  EXPECT_EQ(ticket.opened(), clock("08:30"));
}

TEST(Ticket, AStateThatMapsToNoneStaysUnknown) {
  TestLog log;
  log.add("09:00", "ticket.observed", R"({"source_state":"Queued","team":"A"})");
  EXPECT_EQ(folded(log.entries).state, std::nullopt);
  EXPECT_EQ(folded(log.entries).source_state, "Queued");
}

TEST(Ticket, AStatedClosureIsEvidenceWhereNoStateIsMapped) {
  TestLog log;
  log.add("09:00", "ticket.observed", R"({"source_state":"Done","team":"A","closed":"2026-06-01T08:50:00Z"})");
  EXPECT_EQ(folded(log.entries).state, State::closed);
  EXPECT_EQ(folded(log.entries).closed, clock("08:50"));
  log.add("10:00", "ticket.observed",
          R"({"source_state":"Open","state":"in_progress","team":"A","closed":"2026-06-01T08:50:00Z"})");
  EXPECT_EQ(folded(log.entries).state, State::in_progress);
}

TEST(Ticket, EventsOfARowPerTicketSayTheStateThemselves) {
  TestLog log;
  log.add("09:00", "ticket.observed", R"({"event":"created","team":"A","assumed":true})");
  EXPECT_EQ(folded(log.entries).state, State::new_);
  EXPECT_TRUE(folded(log.entries).assumed);
  log.add("11:00", "ticket.observed", R"({"event":"resolved","team":"A","assumed":true})");
  EXPECT_EQ(folded(log.entries).state, State::resolved);
  EXPECT_EQ(folded(log.entries).resolved, clock("11:00"));
}

TEST(Ticket, OddBodiesAreIgnoredMemberByMember) {
  TestLog log;
  log.add("09:00", "ticket.observed",
          R"({"state":7,"team":["A"],"party":"hq","waiting_on":{},"opened":"yesterday","closed":false,"priority":1.5,
              "impact":2,"reopen_count":-3,"subject":{"digest":4}})");
  log.add("09:01", "ticket.teleported", R"({"team":"B"})");
  log.add("09:02", "ticket.waiting", R"({"on":"godot"})");
  log.add("09:03", "at.accepted", R"({"entry":"one"})");
  const Ticket ticket = folded(log.entries);
  EXPECT_EQ(ticket.state, std::nullopt);
  EXPECT_EQ(ticket.holder, (Holder{"hq", "", ""}));
  EXPECT_EQ(ticket.impact, "2");
  EXPECT_EQ(ticket.priority, "");
  EXPECT_EQ(ticket.reopened, 0);
  EXPECT_EQ(ticket.last, clock("09:03"));
}

TEST(Ticket, EntriesAboutOtherThingsArePassedOver) {
  TestLog log;
  log.add("09:00", "ticket.created", R"({"type":"incident"})");
  const Ticket before = folded(log.entries);
  log.add("09:01", "ticket.closed", "{}", "T2");
  log.add("09:02", "party.declared", R"({"name":"HQ"})");
  EXPECT_EQ(folded(log.entries), before);
}

TEST(Ticket, JsonReadsBackWholeAndRefusesWhatItDoesNotKnow) {
  TestLog log;
  log.add("09:00", "ticket.created",
          R"({"type":"request","requester":"p_r","category":"network","subject":{"text":"t_1","digest":"aa"},
              "owner_team":"hq-desk","split_from":"T0"})");
  log.add("09:01", "ticket.assigned", R"({"party":"hq","team":"hq-desk","person":"p_ana"})");
  log.add("09:02", "ticket.prioritised",
          R"({"impact":2,"urgency":1,"priority":1,"override_reason":{"text":"t_2","digest":"bb"}})");
  log.add("09:03", "ticket.linked", R"({"relation":"relates","to":"T7"})");
  log.add("09:04", "ticket.parented", R"({"parent":"T8"})");
  log.add("09:05", "ticket.absorbed", R"({"from":"T9"})");
  log.add("09:06", "ticket.offered", R"({"mode":"cold","party":"northwind","team":"nw-noc"})");
  log.late("08:00", "09:07", "ticket.started", R"({"at_reason":{"text":"t_3","digest":"cc"}})");
  log.late("09:08:00.250", "09:08:00.250", "ticket.waiting", R"({"on":"third_party","party":"isp"})");
  const Ticket ticket = folded(log.entries);
  EXPECT_TRUE(ticket.overridden);
  ASSERT_EQ(ticket.late.size(), 1U);
  EXPECT_EQ(ticket.late[0].awaits, std::vector<std::string>{"northwind"});
  const auto text = write_canonical(to_json(ticket));
  const auto back = ticket_from_json(*parse_json(text));
  ASSERT_TRUE(back);
  EXPECT_EQ(*back, ticket);
  EXPECT_EQ(*ticket_from_json(*parse_json(write_canonical(to_json(Ticket{})))), Ticket{});
  EXPECT_FALSE(ticket_from_json(*parse_json(R"({"id":"T1","colour":"red"})")));
  EXPECT_FALSE(ticket_from_json(*parse_json(R"({"id":"T1","state":"asleep"})")));
  EXPECT_FALSE(ticket_from_json(*parse_json(R"(["T1"])")));
}

}  // namespace
}  // namespace concordat::ticket
