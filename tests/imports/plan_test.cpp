// SPDX-License-Identifier: Apache-2.0
#include "imports/support.hpp"

namespace concordat::imports {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

const std::string kMap = R"(
waits_for_requester = ["Asked"]
waits_for_third_party = ["Ordered"]
[columns]
ticket = "Ticket"
at = "When"
state = "State"
team = "Team"
person = "Who"
priority = "Priority"
opened = "Opened"
closed = "Closed"
reassignment_count = "Moves"
subject = "Subject"
[states]
Open = "new"
Asked = "on_hold"
Ordered = "on_hold"
Done = "closed"
[team.Desk]
party = "us"
line = "1"
[team.Network]
party = "them"
[party.them]
name = "Northwind"
kind = "provider"
)";
const std::string kHeader = "Ticket,When,State,Team,Who,Priority,Opened,Closed,Moves,Subject\n";
// Two tickets, interleaved; what closed them stands on every row.
const std::string kRows =
    "T1,2026-01-05T09:00:00Z,Open,Desk,Ana,2,2026-01-05T08:59:00Z,2026-01-07T10:00:00Z,1,No sound\n"
    "T2,2026-01-05T09:30:00Z,Open,Desk,Ben,3,2026-01-05T09:30:00Z,,0,No screen\n"
    "T1,2026-01-06T09:00:00Z,Asked,Network,Ana,2,2026-01-05T08:59:00Z,2026-01-07T10:00:00Z,1,No sound\n"
    "T2,2026-01-06T09:30:00Z,Ordered,Desk,,3,2026-01-05T09:30:00Z,,0,No screen at all\n"
    "T1,2026-01-07T10:00:00Z,Done,Network,Ana,2,2026-01-05T08:59:00Z,2026-01-07T10:00:00Z,1,No sound\n";

Known known_after(const Planned& planned) {
  Known known;
  append(known, planned);
  return known;
}

TEST(Plan, DeclaresWhatIsNewBeforeItIsSpokenOf) {
  const Planned planned = plan_of(map_of(kMap), kHeader + kRows);
  EXPECT_THAT(planned.kinds(),
              ElementsAre("import.begun", "party.declared", "team.declared", "person.named", "ticket.observed"));
  const auto& begun = planned.drafts.at(0);
  EXPECT_EQ(begun.subject, "import:csv");
  EXPECT_EQ(begun.actor, "import");
  EXPECT_EQ(body_text(begun, "file"), "log.csv");
  EXPECT_EQ(begun.body.at("states").at("Asked").as_string(), "on_hold");
  EXPECT_EQ(begun.body.at("columns").as_array().at(0).as_string(), "at") << "sorted";
  EXPECT_EQ(begun.body.at("columns").as_array().size(), 10U);
  EXPECT_TRUE(begun.body.at("has_lines").as_bool());
  const auto parties = planned.of_kind("party.declared");
  ASSERT_THAT(parties, SizeIs(2));
  EXPECT_EQ(parties[0]->subject, "party:us");
  EXPECT_THAT(parties[0]->body, IsEmpty());
  EXPECT_EQ(body_text(*parties[1], "name"), "Northwind");
  const auto teams = planned.of_kind("team.declared");
  ASSERT_THAT(teams, SizeIs(2));
  EXPECT_EQ(teams[0]->subject, "team:Desk");
  EXPECT_EQ(body_text(*teams[0], "line"), "1");
}

TEST(Plan, PeopleAreNamedByIdsAndTheirNamesAreTexts) {
  const Planned planned = plan_of(map_of(kMap), kHeader + kRows);
  const auto people = planned.of_kind("person.named");
  ASSERT_THAT(people, SizeIs(2));
  EXPECT_EQ(people[0]->texts.at(0).text, "Ana");
  EXPECT_EQ(people[0]->texts.at(0).salt.size(), 64U) << "32 bytes as hex";
  EXPECT_EQ(people[0]->body.at("name"), boost::json::value(record::text_reference(people[0]->texts.at(0))));
  const auto observed = planned.of_kind("ticket.observed");
  EXPECT_EQ("person:" + body_text(*observed.at(0), "person"), people[0]->subject);
  EXPECT_EQ("person:" + body_text(*observed.at(1), "person"), people[1]->subject);
  EXPECT_FALSE(observed.at(3)->body.contains("person"));
}

TEST(Plan, ObservationsStandInTheOrderOfTheFileAndSayWhatItSays) {
  const Planned planned = plan_of(map_of(kMap), kHeader + kRows);
  const auto observed = planned.of_kind("ticket.observed");
  ASSERT_THAT(observed, SizeIs(5));
  EXPECT_EQ(observed[1]->subject, "ticket:T2");
  EXPECT_EQ(format_instant(observed[1]->at.value()), "2026-01-05T09:30:00Z");
  EXPECT_EQ(body_text(*observed[2], "source_state"), "Asked");
  EXPECT_EQ(body_text(*observed[2], "state"), "on_hold");
  EXPECT_EQ(body_text(*observed[2], "waiting_on"), "requester");
  EXPECT_EQ(body_text(*observed[3], "waiting_on"), "third_party");
  EXPECT_EQ(body_text(*observed[2], "team"), "Network");
  EXPECT_EQ(body_text(*observed[2], "party"), "them");
  EXPECT_EQ(body_text(*observed[0], "priority"), "2");
  EXPECT_FALSE(observed[0]->body.contains("waiting_on"));
}

TEST(Plan, NoObservationKnowsItsOwnFuture) {
  const Planned planned = plan_of(map_of(kMap), kHeader + kRows);
  const auto observed = planned.of_kind("ticket.observed");
  for (const std::size_t earlier : {0U, 1U, 2U}) {
    for (const auto* key : {"opened", "closed", "reassignment_count"})
      EXPECT_FALSE(observed.at(earlier)->body.contains(key));
  }
  EXPECT_EQ(body_text(*observed.at(3), "opened"), "2026-01-05T09:30:00Z");
  EXPECT_FALSE(observed.at(3)->body.contains("closed"));
  EXPECT_EQ(body_text(*observed.at(4), "closed"), "2026-01-07T10:00:00Z");
  EXPECT_EQ(observed.at(4)->body.at("reassignment_count").as_int64(), 1);
}

TEST(Plan, ASubjectIsSaidWhenItIsNewOrHasChanged) {
  const Planned planned = plan_of(map_of(kMap), kHeader + kRows);
  std::vector<std::string> said;
  for (const auto* draft : planned.of_kind("ticket.observed"))
    said.push_back(draft->texts.empty() ? "" : draft->texts[0].text);
  EXPECT_THAT(said, ElementsAre("No sound", "No screen", "", "No screen at all", ""));
}

TEST(Plan, ThePartyOfARowIsItsOwnWhereTheMapNamesAColumn) {
  const Map map =
      map_of("[columns]\nticket = \"T\"\nat = \"W\"\nteam = \"G\"\nparty = \"P\"\n[team.G1]\nparty = \"other\"\n");
  const Planned planned = plan_of(map, "T,W,G,P\n1,2026-01-05,G1,Line A\n1,2026-01-06,G1,\n");
  const auto observed = planned.of_kind("ticket.observed");
  EXPECT_EQ(body_text(*observed.at(0), "party"), "Line A");
  EXPECT_EQ(body_text(*observed.at(1), "party"), "") << "never derived from the team";
}

TEST(Plan, TheSameFileTwiceAddsNothing) {
  const Map map = map_of(kMap);
  const Planned first = plan_of(map, kHeader + kRows);
  EXPECT_EQ(first.counts.tickets, 2U);
  EXPECT_EQ(first.counts.updates, 5U);
  EXPECT_EQ(first.counts.fresh, 5U);
  EXPECT_EQ(first.counts.already, 0U);
  const Planned second = plan_of(map, kHeader + kRows, known_after(first));
  EXPECT_EQ(second.counts.updates, 5U);
  EXPECT_EQ(second.counts.fresh, 0U);
  EXPECT_EQ(second.counts.already, 5U);
  EXPECT_THAT(second.drafts, IsEmpty());
}

TEST(Plan, ABetterMapDoesNotMakeTheSameRowsNew) {
  const Planned first = plan_of(map_of("[columns]\nticket = \"Ticket\"\nat = \"When\"\n"), kHeader + kRows);
  const Planned second = plan_of(map_of(kMap), kHeader + kRows, known_after(first));
  EXPECT_EQ(second.counts.fresh, 0U);
  EXPECT_THAT(second.drafts, IsEmpty());
}

TEST(Plan, AnExtendedExportAddsItsNewRowsOnly) {
  const Map map = map_of(kMap);
  Known known = known_after(plan_of(map, kHeader + kRows));
  const std::string more =
      "T2,2026-01-08T09:30:00Z,Done,Network,Cem,3,2026-01-05T09:30:00Z,2026-01-08T09:30:00Z,1,No screen at all\n";
  const Planned planned = plan_of(map, kHeader + kRows + more, known);
  EXPECT_EQ(planned.counts.fresh, 1U);
  EXPECT_EQ(planned.counts.already, 5U);
  EXPECT_THAT(planned.kinds(), ElementsAre("import.begun", "person.named", "ticket.observed"));
  EXPECT_EQ(planned.of_kind("person.named").at(0)->texts.at(0).text, "Cem") << "Ana and Ben are known";
  const auto& last = *planned.of_kind("ticket.observed").at(0);
  EXPECT_EQ(body_text(last, "closed"), "2026-01-08T09:30:00Z");
  EXPECT_THAT(last.texts, IsEmpty()) << "the subject has not changed";
  append(known, planned);
  EXPECT_EQ(plan_of(map, kHeader + kRows + more, known).counts.fresh, 0U);
}

TEST(Plan, RowsOfOneMinuteAreToldApartByTheirWords) {
  const Map map = map_of("[columns]\nticket = \"T\"\nat = \"W\"\nstate = \"S\"\n");
  const std::string old_rows = "T,W,S\n1,2026-01-05T09:00,New\n1,2026-01-05T09:00,Done\n";
  const Known known = known_after(plan_of(map, old_rows));
  const Planned planned =
      plan_of(map, "T,W,S\n1,2026-01-05T09:00,New\n1,2026-01-05T09:00,Working\n1,2026-01-05T09:00,Done\n", known);
  ASSERT_EQ(planned.counts.fresh, 1U);
  EXPECT_EQ(body_text(*planned.of_kind("ticket.observed").at(0), "source_state"), "Working");
}

TEST(Plan, IdenticalRowsAreCounted) {
  const Map map = map_of("[columns]\nticket = \"T\"\nat = \"W\"\n");
  const Planned first = plan_of(map, "T,W\n1,2026-01-05T09:00\n1,2026-01-05T09:00\n");
  EXPECT_EQ(first.counts.fresh, 2U);
  const Planned second =
      plan_of(map, "T,W\n1,2026-01-05T09:00\n1,2026-01-05T09:00\n1,2026-01-05T09:00\n", known_after(first));
  EXPECT_EQ(second.counts.fresh, 1U);
}

TEST(Plan, AZoneIsCompiledIntoTheRecordOnce) {
  const Map map = map_of("zone = \"Europe/London\"\n[columns]\nticket = \"T\"\nat = \"W\"\n");
  const Planned planned = plan_of(map, "T,W\n1,2026-07-05T09:00\n");
  EXPECT_THAT(planned.kinds(), ElementsAre("import.begun", "zone.compiled", "ticket.observed"));
  const auto& zone = *planned.of_kind("zone.compiled").at(0);
  EXPECT_EQ(zone.subject, "zone:Europe/London");
  EXPECT_EQ(zone.body.at("transitions").as_array().at(0), (boost::json::array{1'774'746'000, 3600}));
  const Planned later = plan_of(map, "T,W\n2,2026-07-05T09:00\n", known_after(planned));
  EXPECT_THAT(later.kinds(), ElementsAre("import.begun", "ticket.observed"));
}

TEST(Plan, AnImportIsTheSameForTheSameRandomNumbers) {
  const Map map = map_of(kMap);
  const Planned a = plan_of(map, kHeader + kRows);
  const Planned b = plan_of(map, kHeader + kRows);
  ASSERT_EQ(a.drafts.size(), b.drafts.size());
  for (std::size_t i = 0; i < a.drafts.size(); ++i) EXPECT_EQ(a.drafts[i].body, b.drafts[i].body);
}

}  // namespace
}  // namespace concordat::imports
