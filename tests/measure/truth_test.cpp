// SPDX-License-Identifier: Apache-2.0
#include "base/json.hpp"
#include "measure/flow.hpp"
#include "measure/twin.hpp"
#include "operate/imports/plan.hpp"
#include "operate/imports/read.hpp"
#include "support/places.hpp"

#include <boost/json/array.hpp>
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <random>
#include <sstream>

// Two public logs, against figures that independent programs counted: truth.json beside each log, and the twin.
// ServiceNow: DOI 10.24432/C57S4H; Volvo: DOI 10.4121/500573e6-accc-4b0c-9576-aa5468b10cee.
// A log that is not on this machine is told as NOT RUN.
namespace concordat::measure {
namespace {

namespace json = boost::json;

std::string read(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

// A file of the test data (or the example that ships with the program), or nullopt with a line that says so.
std::optional<std::string> data_file(const std::string& name, const std::string& example = {}) {
  const char* set = std::getenv("CONCORDAT_TEST_DATA");
  const std::string home = source_dir();
  for (const auto& path : {(set != nullptr ? set : home + "/../shared/data") + "/" + name, home + "/" + example}) {
    if (std::filesystem::is_regular_file(path)) return path;
  }
  const auto* test = testing::UnitTest::GetInstance()->current_test_info();
  std::cout << "[  NOT RUN ] " << test->test_suite_name() << "." << test->name() << ": $CONCORDAT_TEST_DATA/" << name
            << " is not on this machine\n";
  return std::nullopt;
}

void seeded(std::span<std::uint8_t> bytes) {
  static std::mt19937_64 random(2016);
  for (auto& byte : bytes) byte = static_cast<std::uint8_t>(random());
}

struct Imported {
  ticket::Log log;
  std::map<std::string, std::string> people;  // name by id
};

Imported import(const std::string& path, imports::Format format, const std::string& map_name) {
  const auto map = imports::parse_map(read(test::own_file(map_name))).value();
  const calendar::Zone& zone = test::zone(map.zone);
  const auto input = imports::open_input(path).value();
  const imports::Rows rows = imports::read_rows(*input, format, map, zone).value();
  EXPECT_EQ(rows.bad_count, 0U);
  imports::Plan plan({.rows = rows, .map = map, .zone = zone, .source = "log", .file = "log"}, {}, seeded);
  Imported imported;
  ticket::LogBuilder builder;
  for (auto drafts = plan.take(10'000); !drafts.empty(); drafts = plan.take(10'000)) {
    for (auto& draft : drafts) {
      const auto entry = test::entry(draft.kind, draft.subject, draft.body, draft.at.value_or(Instant{}));
      builder.step(entry);
      if (draft.kind == "person.named") imported.people[draft.subject.substr(7)] = draft.texts.at(0).text;
    }
  }
  imported.log = std::move(builder).finish();
  return imported;
}

json::object measure(const Imported& imported) {
  const auto figures = flow_figures(
      imported.log,
      {.from = std::nullopt, .to = std::nullopt, .zone = test::zone, .person_name = [&](const std::string& id) {
         return imported.people.at(id);
       }});
  return flow_json(figures);
}

// The value under "by.team.values", as a double.
double at(const json::object& document, const std::string& path) {
  const json::value* value = nullptr;
  const json::object* object = &document;
  std::istringstream keys(path);
  for (std::string key; std::getline(keys, key, '.');) {
    if (value != nullptr) object = &value->as_object();
    value = &object->at(key);
  }
  return value->to_number<double>();
}

// Each of our figures against one of truth.json, to as many digits as stand there.
void expect_truth(const json::object& figures, const json::object& truth,
                  const std::vector<std::pair<const char*, const char*>>& pairs, double tolerance = 5e-5) {
  for (const auto& [ours, theirs] : pairs) {
    const double expected = at(truth, theirs);
    EXPECT_NEAR(at(figures, ours), expected, expected == std::floor(expected) ? 0 : tolerance) << ours;
  }
}

void expect_twin(const json::object& figures, const std::vector<std::string>& words) {
  const auto different = test::differences(figures, parse_json(test::run_twin(words)).value());
  EXPECT_TRUE(different.empty()) << different.size() << " differences, ours and then the twin's: " << different.front();
}

json::object truth_of(const std::string& path) { return parse_json(read(path)).value().as_object(); }

TEST(Truth, of_the_servicenow_log) {
  const auto log =
      data_file("servicenow-uci498/incident_event_log.zip", "examples/data/servicenow/incident_event_log.zip");
  const auto truth = data_file("servicenow-uci498/truth.json", "examples/data/servicenow/truth.json");
  if (!log || !truth) return;
  const json::object figures = measure(import(*log, imports::Format::servicenow, "servicenow_map.toml"));
  expect_truth(figures, truth_of(*truth),
               {{"tickets", "incidents"},
                {"updates", "events"},
                {"source_sla.met", "made_sla_true_at_closure"},
                {"source_sla.share", "made_sla_share_at_closure"},
                {"reopened.tickets", "reopened_incidents"},
                {"reopened.share", "reopen_rate"},
                {"reopened.times", "reopen_total"},
                {"reassignments.mean", "reassignment_at_closure.mean"},
                {"reassignments.median", "reassignment_at_closure.median"},
                {"reassignments.p90", "reassignment_at_closure.p90_linear"},
                {"reassignments.max", "reassignment_at_closure.max"},
                {"reassignments.none", "reassignment_at_closure.zero"},
                {"reassignments.total", "reassignment_at_closure.total"},
                {"by.team.values", "assignment_groups"},
                {"by.team.tickets_with_several", "multi_group_incidents"},
                {"by.team.share_with_several", "multi_group_share"},
                {"by.team.handoffs", "group_handoffs_total"},
                {"by.team.ping_pong_tickets", "ping_pong_incidents"},
                {"by.team.ping_pong_share", "ping_pong_share"},
                {"by.team.returns", "ping_pong_returns_total"},
                {"by.team.immediate_return_tickets", "ping_pong_aba_incidents"},
                {"resolved_h.n", "resolution_hours.n"},
                {"resolved_h.mean", "resolution_hours.mean"},
                {"resolved_h.median", "resolution_hours.median"}});
  expect_twin(figures, {"csv", *log, test::own_file("servicenow_map.toml")});
}

void expect_volvo(const json::object& figures, const json::object& truth) {
  expect_truth(figures, truth,
               {{"tickets", "cases"},
                {"updates", "events"},
                {"by.team.values", "teams"},
                {"by.party.values", "org_lines"},
                {"highest_line.1", "max_line_reached.1"},
                {"highest_line.2", "max_line_reached.2"},
                {"highest_line.3", "max_line_reached.3"},
                {"first_line_only.tickets", "push_to_front_cases"},
                {"first_line_only.share", "push_to_front_share"},
                {"by.team.handoffs", "handoffs_team.total"},
                {"by.team.tickets_with_handoff", "handoffs_team.cases_with"},
                {"by.team.tickets_with_several", "handoffs_team.distinct_gt1"},
                {"by.team.ping_pong_tickets", "ping_pong_team.cases"},
                {"by.team.ping_pong_share", "ping_pong_team.share"},
                {"by.team.returns", "ping_pong_team.returns"},
                {"by.team.immediate_return_tickets", "ping_pong_team.aba_cases"},
                {"by.team.immediate_returns", "ping_pong_team.aba"},
                {"by.party.handoffs", "handoffs_org_line.total"},
                {"by.party.tickets_with_handoff", "handoffs_org_line.cases_with"},
                {"by.party.ping_pong_tickets", "ping_pong_org_line.cases"},
                {"by.party.returns", "ping_pong_org_line.returns"},
                {"by.party.immediate_return_tickets", "ping_pong_org_line.aba_cases"},
                {"by.party.immediate_returns", "ping_pong_org_line.aba"},
                {"waiting_on_requester.updates", "wait_user.events"},
                {"waiting_on_requester.tickets", "wait_user.cases"},
                {"waiting_on_requester.share_tickets", "wait_user.cases_share"},
                {"waiting_on_requester.share_of_elapsed", "wait_user.share_of_all_elapsed"}});
  expect_truth(figures, truth, {{"waiting_on_requester.hours", "wait_user.hours"}}, 5e-4);
  EXPECT_EQ(parse_instant(figures.at("first").as_string()), parse_instant(truth.at("first_event").as_string()));
  EXPECT_EQ(parse_instant(figures.at("last").as_string()), parse_instant(truth.at("last_event").as_string()));
}

TEST(Truth, of_the_volvo_log_as_csv) {
  const auto log = data_file("volvo-bpic13/incidents.csv.gz");
  const auto truth = data_file("volvo-bpic13/truth.json");
  if (!log || !truth) return;
  const json::object figures = measure(import(*log, imports::Format::csv, "volvo_csv_map.toml"));
  expect_volvo(figures, truth_of(*truth));
  expect_twin(figures, {"csv", *log, test::own_file("volvo_csv_map.toml")});
}

TEST(Truth, of_the_volvo_log_as_xes) {
  const auto log = data_file("volvo-bpic13/incidents.xes.gz");
  const auto truth = data_file("volvo-bpic13/truth.json");
  if (!log || !truth) return;
  const json::object figures = measure(import(*log, imports::Format::xes, "volvo_xes_map.toml"));
  expect_volvo(figures, truth_of(*truth));
  expect_twin(figures, {"xes", *log, test::own_file("volvo_xes_map.toml")});
}

}  // namespace
}  // namespace concordat::measure
