// SPDX-License-Identifier: Apache-2.0
#include "measure/flow.hpp"

#include "base/json.hpp"
#include "measure/twin.hpp"
#include "support/folder.hpp"

#include <boost/json/array.hpp>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <random>
#include <sstream>

// Property: for any log, however odd, the program and its slow twin count the same.
namespace concordat::measure {
namespace {

namespace json = boost::json;

constexpr std::int64_t kStartUs = 1'456'700'000'000'000;  // end of February 2016: summer time begins within logs
constexpr std::int64_t kHourUs = 3'600'000'000;

// A random log, as the twin reads it: {"sources","teams","rows","from"?,"to"?}.
class RandomLog {
 public:
  explicit RandomLog(std::uint64_t seed) : random_(seed) {}

  json::object make() {
    json::object log;
    json::array sources;
    const std::size_t count = chance(20) ? 2 : 1;
    for (std::size_t i = 0; i < count; ++i) sources.push_back(source());
    json::object teams;
    for (const char* team : {"Desk", "Network", "3rd line", "Zoë's"}) {
      if (chance(80)) {
        const char* party = pick<const char*>({"", "us", "them"});
        teams[team] = {{"party", party}, {"line", pick<const char*>({"1", "2", "3", ""})}};
      }
    }
    log["rows"] = rows(sources);
    log["sources"] = std::move(sources);
    log["teams"] = std::move(teams);
    if (chance(20)) log["from"] = bound(log, 400);
    if (chance(20)) log["to"] = bound(log, 2'000);
    return log;
  }

 private:
  std::int64_t below(std::int64_t end) {
    return static_cast<std::int64_t>(random_() % static_cast<std::uint64_t>(end));
  }
  bool chance(std::int64_t percent) { return below(100) < percent; }
  template <typename T>
  T pick(const std::vector<T>& from) {
    return from[static_cast<std::size_t>(below(static_cast<std::int64_t>(from.size())))];
  }

  // Of a cut: often exactly an update's instant.
  std::int64_t bound(const json::object& log, std::int64_t hours_max) {
    const auto& rows = log.at("rows").get_array();
    if (rows.empty() || chance(50)) return kStartUs + below(hours_max) * kHourUs;
    return rows[static_cast<std::size_t>(below(static_cast<std::int64_t>(rows.size())))].at("at").get_int64();
  }

  // Often exactly the last second of a day in UTC, or half a second later.
  std::int64_t near(std::int64_t at_us) {
    if (chance(70)) return at_us;
    return (at_us / (24 * kHourUs) + 1) * 24 * kHourUs - 1'000'000 + below(2) * 500'000;
  }

  json::object source() {
    json::array columns = {"at", "ticket"};
    const bool all = chance(40);
    for (const char* key : {"state", "team", "party", "person", "priority", "opened", "resolved", "closed",
                            "reopen_count", "reassignment_count", "sla_met"}) {
      if (all || chance(60)) columns.emplace_back(key);
    }
    json::object states;
    if (chance(70)) {
      states = {{"Neu", "new"}, {"Active", "in_progress"}, {"Wait", "on_hold"}};
      states["Done"] = "resolved";
      states["Closed"] = "closed";
      if (chance(50)) states["Dropped"] = "cancelled";
    }
    json::array waits;
    if (chance(70)) waits = {"Wait"};
    if (chance(20)) waits.emplace_back("Dropped");
    return {{"shape", chance(90) ? "update" : "ticket"},
            {"columns", columns},
            {"zone", pick<const char*>({"UTC", "Europe/London", "America/New_York", "Australia/Lord_Howe"})},
            {"states", states},
            {"waits", waits},
            {"has_lines", chance(70)}};
  }

  json::array rows(const json::array& sources) {
    json::array rows;
    const std::int64_t tickets = chance(5) ? 0 : 1 + below(12);
    std::vector<std::int64_t> at_us(static_cast<std::size_t>(tickets), 0);
    std::vector<std::int64_t> source_of(static_cast<std::size_t>(tickets), 0);
    for (auto& source : source_of) source = below(static_cast<std::int64_t>(sources.size()));
    std::vector<std::int64_t> order;  // tickets, interleaved or not
    for (std::int64_t ticket = 0; ticket < tickets; ++ticket) {
      order.insert(order.end(), pick<std::size_t>({1, 2, 5, 20}), ticket);
    }
    if (chance(60)) std::shuffle(order.begin(), order.end(), random_);
    const bool fractions = chance(30);
    for (std::size_t i = 0; i < order.size(); ++i) {
      const auto ticket = static_cast<std::size_t>(order[i]);
      const auto rest = order.begin() + static_cast<std::ptrdiff_t>(i) + 1;
      const bool last = std::find(rest, order.end(), order[i]) == order.end();
      at_us[ticket] = next_time(at_us[ticket], fractions);
      rows.push_back(row(source_of[ticket], sources, order[i], at_us[ticket], last || chance(5)));
    }
    return rows;
  }

  std::int64_t next_time(std::int64_t before_us, bool fractions) {
    if (before_us == 0) return kStartUs + below(1'000) * kHourUs;
    if (chance(10)) return before_us;
    const std::int64_t unit_us = fractions ? 1 : 1'000'000;
    const std::int64_t step_us = below((chance(20) ? 300 : 5) * kHourUs / unit_us) * unit_us;
    return chance(5) ? before_us - step_us : before_us + step_us;
  }

  json::object row(std::int64_t source, const json::array& sources, std::int64_t ticket, std::int64_t at_us,
                   bool facts) {
    const auto& columns = sources[static_cast<std::size_t>(source)].at("columns").get_array();
    const auto named = [&](const char* key) {
      return std::find(columns.begin(), columns.end(), json::value(key)) != columns.end();
    };
    json::object row = {{"source", source}, {"ticket", std::to_string(ticket)}, {"at", at_us}};
    const auto word = [&](const char* key, const std::vector<const char*>& words) {
      row[key] = named(key) && chance(85) ? json::value(pick(words)) : json::value();
    };
    word("state", {"Neu", "Active", "Wait", "Done", "Closed", "Dropped", "-100"});
    word("team", {"Desk", "Network", "3rd line", "Zoë's", "unheard of"});
    word("party", {"us", "them"});
    word("person", {"p_1", "p_2", "p_3", "p_4"});
    word("priority", {"1 - Critical", "2 - High", "3 - Moderate"});
    const auto fact = [&](const char* key, json::value value) {
      row[key] = facts && named(key) && chance(85) ? std::move(value) : json::value();
    };
    fact("opened", near(at_us - below(300) * kHourUs));
    fact("resolved", at_us - below(20) * kHourUs);
    fact("closed", near(at_us + below(20) * kHourUs));
    fact("reopen_count", below(3));
    fact("reassignment_count", below(6));
    fact("sla_met", chance(50));
    return row;
  }

  std::mt19937_64 random_;
};

std::string source_name(const json::value& index) { return std::to_string(index.to_number<std::int64_t>()); }

// The same log as entries of a record.
std::vector<record::Entry> entries(const json::object& log) {
  std::vector<record::Entry> made;
  std::int64_t index = 0;
  for (const auto& source : log.at("sources").get_array()) {
    json::object body = source.get_object();
    body["source"] = source_name(index);
    body["waits_for_requester"] = body.at("waits");
    made.push_back(test::entry("import.begun", "import:" + source_name(index), body));
    ++index;
  }
  for (const auto& [team, said] : log.at("teams").get_object()) {
    made.push_back(test::entry("team.declared", "team:" + std::string(team), said.get_object()));
  }
  for (const auto& item : log.at("rows").get_array()) {
    const auto& row = item.get_object();
    json::object body;
    for (const auto& [key, value] : row) {
      if (value.is_null() || key == "ticket" || key == "at") continue;
      const bool instant = key == "opened" || key == "resolved" || key == "closed";
      body[key == "state" ? "source_state" : key] =
          instant ? json::value(format_instant({value.get_int64()})) : value;
    }
    body["source"] = source_name(row.at("source"));
    made.push_back(test::entry("ticket.observed", "ticket:" + std::string(row.at("ticket").get_string()), body,
                               {row.at("at").get_int64()}));
  }
  return made;
}

std::optional<Instant> bound(const json::object& log, const char* key) {
  const auto* value = log.if_contains(key);
  return value != nullptr ? std::optional(Instant{value->get_int64()}) : std::nullopt;
}

TEST(FlowTwin, agrees_on_random_logs) {
  const std::uint64_t logs = std::getenv("CONCORDAT_LONG") != nullptr ? 5'000 : 200;
  const concordat::test::Folder folder;
  std::vector<json::object> ours;
  {
    std::ofstream file(folder.path() / "logs");
    for (std::uint64_t seed = 0; seed < logs; ++seed) {
      const json::object log = RandomLog(seed).make();
      file << write_json(log) << '\n';
      const ticket::Log folded = test::fold(entries(log));
      ours.push_back(flow_json(flow_figures(
          folded, {.from = bound(log, "from"), .to = bound(log, "to"), .zone = test::zone, .person_name = {}})));
    }
  }
  std::istringstream theirs(test::run_twin({"batch", folder.file("logs")}));
  std::string line;
  std::size_t seed = 0;
  for (; std::getline(theirs, line) && seed < ours.size(); ++seed) {
    const auto different = test::differences(ours[seed], parse_json(line).value());
    ASSERT_TRUE(different.empty()) << "log " << seed << ", ours and then the twin's: " << different.front();
  }
  EXPECT_EQ(seed, logs);
}

}  // namespace
}  // namespace concordat::measure
