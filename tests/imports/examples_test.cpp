// SPDX-License-Identifier: Apache-2.0
#include "imports/support.hpp"

#include <boost/json/parse.hpp>

#include <map>
#include <set>

// Every map and log that this project shows to people is imported here.
namespace concordat::imports {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

Map example_map(const std::string& name) { return map_of(read_file(example(name))); }

struct Sample {
  std::string name;
  std::size_t tickets;
  std::string first_created;  // as UTC; the file's own wall time less the zone's offset, by hand
  std::size_t ended;          // rows whose state is one of the closed ones, counted by eye
};

class Desk : public testing::TestWithParam<Sample> {};

TEST_P(Desk, ItsSampleIsImportedWithoutABadRow) {
  const Sample& sample = GetParam();
  const Map map = example_map("imports/" + sample.name + ".toml");
  const Planned planned = plan_of(map, read_file(example("imports/" + sample.name + ".csv")));
  EXPECT_EQ(planned.counts.updates, 10U);
  EXPECT_EQ(planned.counts.tickets, sample.tickets);
  const auto observed = planned.of_kind("ticket.observed");
  ASSERT_FALSE(observed.empty());
  EXPECT_EQ(format_instant(observed[0]->at.value()), sample.first_created);
  std::map<std::string, std::string> last_state;
  for (const auto* draft : observed) last_state[draft->subject] = body_text(*draft, "state");
  std::size_t ended = 0;
  for (const auto& [ticket, state] : last_state) {
    if (state == "resolved" || state == "closed" || state == "cancelled") ++ended;
  }
  EXPECT_EQ(ended, sample.ended);
  for (const auto* draft : observed) EXPECT_FALSE(body_text(*draft, "team").empty());
}

INSTANTIATE_TEST_SUITE_P(Samples, Desk,
                         testing::Values(Sample{"zammad", 10, "2026-01-12T07:14:00Z", 6},
                                         Sample{"glpi", 10, "2026-02-03T07:40:00Z", 6},
                                         Sample{"freshservice", 10, "2026-01-05T09:02:11Z", 6},
                                         Sample{"halopsa", 10, "2026-01-05T08:59:00Z", 5},
                                         Sample{"jira", 10, "2026-01-12T08:14:00Z", 5},
                                         Sample{"sheet", 3, "2026-03-02T09:00:00Z", 2}),
                         [](const auto& sample) { return sample.param.name; });

TEST(ServiceNowLog, GivesTheRowsThatAnIndependentProgramCounted) {
  const auto truth = boost::json::parse(read_file(example("data/servicenow/truth.json")));
  const Map map = example_map("servicenow.toml");
  auto input = open_input(example("data/servicenow/incident_event_log.zip"));
  ASSERT_TRUE(input.has_value()) << to_text(input.error());
  const calendar::Zone zone = utc_zone();
  const auto rows = read_rows(**input, Format::servicenow, map, zone);
  ASSERT_TRUE(rows.has_value()) << to_text(rows.error());
  EXPECT_THAT(rows->bad, IsEmpty());
  EXPECT_EQ(static_cast<std::int64_t>(rows->rows.size()), truth.at("events").as_int64());
  EXPECT_EQ(static_cast<std::int64_t>(rows->tickets.size()), truth.at("incidents").as_int64());
  std::set<std::int32_t> teams;
  for (const Row& row : rows->rows) teams.insert(row.team);
  teams.erase(Texts::kNone);
  EXPECT_EQ(static_cast<std::int64_t>(teams.size()), truth.at("assignment_groups").as_int64());

  Plan plan({*rows, map, zone, source_name(map, Format::servicenow), "log"}, {}, seeded(1));
  std::int64_t met = 0;
  std::int64_t moves = 0;
  std::int64_t unresolved = 0;
  std::int64_t with_facts = 0;
  for (auto drafts = plan.take(1000); !drafts.empty(); drafts = plan.take(1000)) {
    for (const auto& draft : drafts) {
      if (!draft.body.contains("closed")) continue;
      ++with_facts;
      EXPECT_EQ(body_text(draft, "state"), "closed") << "facts stand on the row of closure";
      met += draft.body.at("sla_met").as_bool() ? 1 : 0;
      moves += draft.body.at("reassignment_count").as_int64();
      unresolved += draft.body.contains("resolved") ? 0 : 1;
    }
  }
  EXPECT_EQ(with_facts, truth.at("incidents").as_int64());
  EXPECT_EQ(met, truth.at("made_sla_true_at_closure").as_int64());
  EXPECT_EQ(moves, truth.at("reassignment_at_closure").at("total").as_int64());
  EXPECT_EQ(unresolved, truth.at("resolved_at_missing_incidents").as_int64());
}

// The Volvo log may not be shipped; these rows are ours and have its form.
const std::string kVolvoRows =
    "case_id,seq,timestamp_utc,status,substatus,team,org_line,function,resource,resource_country,org_country,impact,"
    "product\n"
    "1-1,0,2026-01-05T14:59:42Z,Accepted,In Progress,V30,Line A,A_4,Kim,France,fr,Medium,P1\n"
    "1-1,1,2026-01-05T15:00:56Z,Accepted,Wait - User,V30,Line A,,Kim,France,fr,Medium,P1\n"
    "1-1,2,2026-01-05T15:45:48Z,Queued,Awaiting Assignment,V5 3rd,Line B,A_5,Kim,France,fr,Medium,P1\n";

std::string as_xes(const std::string& rows) {
  const std::vector<std::string> keys{"",
                                      "",
                                      "time:timestamp",
                                      "concept:name",
                                      "lifecycle:transition",
                                      "org:group",
                                      "organization involved",
                                      "org:role",
                                      "org:resource",
                                      "resource country",
                                      "organization country",
                                      "impact",
                                      "product"};
  std::string xes = "<log><trace><string key=\"concept:name\" value=\"1-1\"/>\n";
  std::istringstream lines(rows);
  std::string line;
  std::getline(lines, line);
  while (std::getline(lines, line)) {
    xes += "<event>";
    std::istringstream fields(line);
    std::string field;
    for (std::size_t i = 0; std::getline(fields, field, ','); ++i) {
      if (!keys[i].empty() && !field.empty())
        (xes += "<string key=\"").append(keys[i]).append("\" value=\"").append(field).append("\"/>");
    }
    xes += "</event>\n";
  }
  return xes + "</trace></log>\n";
}

TEST(VolvoMaps, SayTheSameOfTheFlatFileAndOfXes) {
  const Planned flat = plan_of(example_map("volvo.toml"), kVolvoRows);
  const Planned xes = plan_of(example_map("volvo-xes.toml"), as_xes(kVolvoRows), {}, Format::xes);
  const auto a = flat.of_kind("ticket.observed");
  const auto b = xes.of_kind("ticket.observed");
  ASSERT_THAT(a, SizeIs(3));
  ASSERT_THAT(b, SizeIs(3));
  for (std::size_t i = 0; i < a.size(); ++i) {
    EXPECT_EQ(a[i]->at, b[i]->at);
    for (const auto* key :
         {"source_state", "source_detail", "state", "waiting_on", "team", "party", "impact", "category"}) {
      EXPECT_EQ(body_text(*a[i], key), body_text(*b[i], key)) << key;
    }
  }
  EXPECT_EQ(body_text(*a[1], "source_state"), "Wait - User");
  EXPECT_EQ(body_text(*a[1], "source_detail"), "Accepted");
  EXPECT_EQ(body_text(*a[1], "waiting_on"), "requester");
  EXPECT_EQ(body_text(*a[2], "party"), "Line B");
  const auto teams = flat.of_kind("team.declared");
  ASSERT_THAT(teams, SizeIs(2));
  EXPECT_EQ(body_text(*teams[0], "line"), "1");
  EXPECT_EQ(body_text(*teams[1], "line"), "3");
}

}  // namespace
}  // namespace concordat::imports
