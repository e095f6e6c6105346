// SPDX-License-Identifier: Apache-2.0
#include "imports/support.hpp"

// A row per ticket: what becomes of its instants.
namespace concordat::imports {
namespace {

using testing::ElementsAre;
using testing::SizeIs;

const std::string kShapeMap = R"(
shape = "ticket"
waits_for_requester = ["Asked"]
[columns]
ticket = "T"
opened = "Opened"
responded = "Responded"
resolved = "Resolved"
closed = "Closed"
at = "Updated"
state = "State"
team = "Team"
[states]
New = "new"
Working = "in_progress"
Asked = "on_hold"
Solved = "resolved"
Closed = "closed"
Dropped = "cancelled"
)";
const std::string kShapeHeader = "T,Opened,Responded,Resolved,Closed,Updated,State,Team\n";

// Each observation as "HH:MM event state source_state waiting_on".
std::vector<std::string> observed(const Planned& planned) {
  std::vector<std::string> lines;
  for (const auto* draft : planned.of_kind("ticket.observed")) {
    std::string line = format_instant(draft->at.value()).substr(11, 5);
    for (const auto* key : {"event", "state", "source_state", "waiting_on"}) {
      const std::string word = body_text(*draft, key);
      line += " " + (word.empty() ? "-" : word);
    }
    EXPECT_TRUE(draft->body.at("assumed").as_bool());
    EXPECT_EQ(body_text(*draft, "team"), "Desk");
    lines.push_back(line);
  }
  return lines;
}

std::vector<std::string> observed(const std::string& row) {
  return observed(plan_of(map_of(kShapeMap), kShapeHeader + row));
}

TEST(TicketShape, InstantsBecomeObservations) {
  EXPECT_THAT(
      observed("1,2026-01-05T09:00,2026-01-05T09:10,2026-01-05T11:00,2026-01-05T12:00,2026-01-05T12:00,Closed,Desk\n"),
      ElementsAre("09:00 created new - -", "09:10 responded in_progress - -", "11:00 resolved resolved - -",
                  "12:00 closed closed Closed -"));
  EXPECT_THAT(observed("1,2026-01-05T09:00,,,2026-01-05T12:00,2026-01-05T12:00,Dropped,Desk\n"),
              ElementsAre("09:00 created new - -", "12:00 closed cancelled Dropped -"));
}

TEST(TicketShape, AnOpenTicketCarriesNoEndOfALifeBefore) {
  for (const auto& [state, carries] : {std::pair{"Working", false}, {"Asked", false}, {"Solved", true}, {"", true}}) {
    const Planned planned = plan_of(
        map_of(kShapeMap),
        kShapeHeader + "1,2026-01-05T09:00,,2026-01-05T11:00,2026-01-05T12:00,2026-01-06T12:00," + state + ",Desk\n");
    std::size_t with_ends = 0;
    std::size_t with_opened = 0;
    for (const auto* draft : planned.of_kind("ticket.observed")) {
      if (draft->body.contains("resolved") || draft->body.contains("closed")) ++with_ends;
      if (draft->body.contains("opened")) ++with_opened;
    }
    EXPECT_EQ(with_ends, carries ? 1U : 0U) << state;
    EXPECT_EQ(with_opened, 1U) << state;
  }
}

TEST(TicketShape, APresentStateHoldsFromTheLastUpdateOn) {
  EXPECT_THAT(
      observed("1,2026-01-05T09:00,2026-01-05T09:10,,,2026-01-05T12:00,Asked,Desk\n"),
      ElementsAre("09:00 created new - -", "09:10 responded in_progress - -", "12:00 - on_hold Asked requester"));
  EXPECT_THAT(observed("1,2026-01-05T09:00,,,,2026-01-05T09:00,Asked,Desk\n"),
              ElementsAre("09:00 created on_hold Asked -"))
      << "since when it has been waiting is not known";
}

TEST(TicketShape, AnOpenTicketHasNotEnded) {
  EXPECT_THAT(observed("1,2026-01-05T09:00,,2026-01-05T10:00,,2026-01-05T12:00,Working,Desk\n"),
              ElementsAre("09:00 created new - -", "12:00 - in_progress Working -"))
      << "it was resolved, and reopened since";
}

TEST(TicketShape, InstantsAreSortedAsTheyHappened) {
  EXPECT_THAT(observed("1,2026-01-05T09:00,2026-01-05T12:30,2026-01-05T11:00,2026-01-05T13:00,,Closed,Desk\n"),
              ElementsAre("09:00 created new - -", "11:00 resolved resolved - -", "12:30 responded in_progress - -",
                          "13:00 closed closed Closed -"));
}

TEST(TicketShape, FactsStandOnTheLastObservationOnly) {
  const Planned planned =
      plan_of(map_of(kShapeMap), kShapeHeader + "1,2026-01-05T09:00,,2026-01-05T11:00,2026-01-05T12:00,,Closed,Desk\n");
  const auto drafts = planned.of_kind("ticket.observed");
  ASSERT_THAT(drafts, SizeIs(3));
  EXPECT_FALSE(drafts[0]->body.contains("opened"));
  EXPECT_FALSE(drafts[1]->body.contains("resolved"));
  EXPECT_EQ(body_text(*drafts[2], "opened"), "2026-01-05T09:00:00Z");
  EXPECT_EQ(body_text(*drafts[2], "resolved"), "2026-01-05T11:00:00Z");
}

TEST(TicketShape, ALaterExportAddsWhatHasHappenedSince) {
  const Map map = map_of(kShapeMap);
  const Planned first = plan_of(map, kShapeHeader +
                                         "1,2026-01-05T09:00,,,,2026-01-05T09:00,New,Desk\n"
                                         "2,2026-01-05T09:00,,,,2026-01-05T09:00,New,Desk\n");
  EXPECT_EQ(first.counts.updates, 2U);
  Known known;
  append(known, first);
  const Planned second = plan_of(map,
                                 kShapeHeader +
                                     "1,2026-01-05T09:00,,,2026-01-05T12:00,2026-01-05T12:00,Closed,Desk\n"
                                     "2,2026-01-05T09:00,,,,2026-01-05T09:00,New,Desk\n",
                                 known);
  EXPECT_EQ(second.counts.fresh, 1U) << "rows are counted, not observations";
  EXPECT_EQ(second.counts.already, 1U);
  EXPECT_THAT(observed(second), ElementsAre("12:00 closed closed Closed -"));
}

}  // namespace
}  // namespace concordat::imports
