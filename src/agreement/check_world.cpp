// SPDX-License-Identifier: Apache-2.0
#include "agreement/check_world.hpp"

#include "agreement/table.hpp"
#include "base/json.hpp"
#include "base/limits.hpp"

#include <algorithm>
#include <cmath>

namespace concordat::agreement {
namespace {

constexpr std::int64_t kDay_s = 86'400;
constexpr double kHour_s = 3'600.0;

// Midnights that begin a Monday, from the first in the period to the last.
std::vector<std::int64_t> mondays(const calendar::Zone& zone, Span period) {
  std::vector<std::int64_t> all;
  Date date = calendar::wall_time(zone, Instant::from_seconds(period.from_s)).date;
  while (weekday(date) != Weekday::mon) ++date.days;
  for (; all.size() < limits::kWeeksMax; date.days += 7) {
    const std::int64_t at_s = calendar::instant_of(zone, {date, 0, 0}).seconds();
    if (at_s > period.to_s) break;
    if (at_s >= period.from_s) all.push_back(at_s);
  }
  return all;
}

// What is not there because of the finding: of a key or name that is none, what was meant by it; where that is not
// known, anything of the table.
std::string broken_id(const Finding& finding, const std::string& id) {
  if (finding.rule != "unknown-key" && !finding.instead) return id;
  const std::string read = finding.instead ? path_step(finding.instead->read) : "";
  if (!read.empty() && id.ends_with("." + read)) {
    return id.substr(0, id.size() - read.size()) + path_step(finding.instead->meant);
  }
  return finding.rule == "unknown-key" ? id.substr(0, id.rfind('.')) : id;
}

}  // namespace

CheckWorld::CheckWorld(const Agreement& text, const Rules& compiled, Span looked_at, const Findings& read,
                       Findings& findings)
    : agreement(text), rules(compiled), period(looked_at), findings_(findings) {
  whole_ = {{period.from_s, period.to_s}};
  open_.resize(rules.calendars.size());
  opened_.resize(rules.calendars.size());
  mondays_s_ = mondays(rules.zone, period);
  for (const Finding& finding : read) {
    if (finding.rule == "syntax") broken_syntax_ = true;
    for (const Row& row : finding.rows) broken_.insert(broken_id(finding, row.id));
  }
}

const Intervals& CheckWorld::open(CalendarId calendar) {
  if (calendar.none()) return whole_;
  if (!opened_[calendar.at()]) {
    const auto all = rules.calendars[calendar.at()].intervals();
    auto first =
        std::partition_point(all.begin(), all.end(), [&](const Interval& one) { return one.to_s <= period.from_s; });
    Intervals& within = open_[calendar.at()];
    for (; first != all.end() && first->from_s < period.to_s; ++first) {
      within.push_back({std::max(first->from_s, period.from_s), std::min(first->to_s, period.to_s)});
    }
    opened_[calendar.at()] = true;
  }
  return open_[calendar.at()];
}

const Intervals& CheckWorld::held(CalendarId during, CalendarId outside) {
  const auto key = std::pair(during, outside);
  if (const auto found = held_.find(key); found != held_.end()) return found->second;
  const Intervals& inside = open(during);
  return held_.emplace(key, outside.none() ? inside : calendar::subtract(inside, open(outside))).first->second;
}

Intervals CheckWorld::contract(PartyId party, Contracts contracts) const {
  if (party.none()) return whole_;
  const Span& span = rules.parties[party.at()].contract;
  const std::int64_t from_s = std::max(span.from_s, period.from_s);
  const std::int64_t to_s = contracts == Contracts::begun ? period.to_s : std::min(span.to_s, period.to_s);
  return from_s < to_s ? Intervals{{from_s, to_s}} : Intervals{};
}

Intervals CheckWorld::contract(const Holder& holder, Contracts contracts) const {
  if (holder.team.none()) {
    return holder.role.none() ? Intervals{} : contract(rules.roles[holder.role.at()].party, contracts);
  }
  const TeamRules& team = rules.teams[holder.team.at()];
  if (team.parties.empty()) return whole_;
  Intervals all;
  for (const PartyId party : team.parties) all = calendar::unite(all, contract(party, contracts));
  return all;
}

const Intervals& CheckWorld::present(const Holder& holder, Contracts contracts) {
  const auto key = std::pair(holder, contracts);
  if (const auto found = present_.find(key); found != present_.end()) return found->second;
  Intervals time = contract(holder, contracts);
  if (!holder.team.none()) time = calendar::intersect(open(rules.teams[holder.team.at()].duty), time);
  return present_.emplace(key, std::move(time)).first->second;
}

double CheckWorld::hours_per_week(const Intervals& time) const {
  if (mondays_s_.size() >= 2) {
    std::vector<std::int64_t> weeks_s(mondays_s_.size() - 1, 0);
    for (const Interval& one : time) {
      auto week = std::upper_bound(mondays_s_.begin(), mondays_s_.end(), one.from_s) - mondays_s_.begin() - 1;
      for (week = std::max<std::ptrdiff_t>(week, 0); week + 1 < std::ssize(mondays_s_); ++week) {
        const auto at = static_cast<std::size_t>(week);
        const std::int64_t from_s = std::max(one.from_s, mondays_s_[at]);
        const std::int64_t to_s = std::min(one.to_s, mondays_s_[at + 1]);
        if (from_s >= one.to_s) break;
        weeks_s[at] += std::max<std::int64_t>(to_s - from_s, 0);
      }
    }
    const auto middle = weeks_s.begin() + std::ssize(weeks_s) / 2;
    std::nth_element(weeks_s.begin(), middle, weeks_s.end());
    if (*middle > 0) return static_cast<double>(*middle) / kHour_s;
  }
  const double weeks = static_cast<double>(period.to_s - period.from_s) / static_cast<double>(7 * kDay_s);
  return static_cast<double>(calendar::length_s(time)) / kHour_s / weeks;
}

std::string CheckWorld::local(std::int64_t at_s) const {
  std::string text = format_instant(as_utc(calendar::wall_time(rules.zone, Instant::from_seconds(at_s))));
  text.pop_back();
  return text.ends_with(":00") ? text.substr(0, text.size() - 3) : text;
}

Example CheckWorld::example(std::int64_t at_s) const {
  Example example;
  example.at = Instant::from_seconds(at_s);
  example.at_local = local(at_s);
  return example;
}

bool CheckWorld::broken_at(const std::string& id) const { return broken_.contains(id); }

bool CheckWorld::broken_in(const std::string& id) const {
  if (broken_.contains(id)) return true;
  const auto below = broken_.lower_bound(id + ".");
  return below != broken_.end() && below->starts_with(id + ".");
}

bool CheckWorld::broken(std::string_view kind, std::string_view key) const {
  return broken_in(std::string(kind) + "." + step(key));
}

bool CheckWorld::broken(const FunctionRules& function) const {
  const std::string id = "function." + step(function.key);
  return broken_at(id) || broken_at(id + ".does") || broken_in(id + ".takes") || broken_in(id + ".except");
}

bool CheckWorld::broken_row(FunctionId function, ActivityId activity) const {
  const FunctionRules& rules_of = rules.functions[function.at()];
  return broken(rules_of) ||
         broken_in("function." + step(rules_of.key) + ".does." + step(rules.activities[activity.at()]));
}

bool CheckWorld::broken_accountable(const FunctionRules& function) const {
  return broken(function) || broken_in("function." + step(function.key) + ".accountable");
}

std::string CheckWorld::step(std::string_view key) { return path_step(key); }

PartyId CheckWorld::party_of(const Holder& holder) const {
  if (holder.team.none()) return holder.role.none() ? PartyId{} : rules.roles[holder.role.at()].party;
  const auto& parties = rules.teams[holder.team.at()].parties;
  return parties.size() == 1 ? parties.front() : PartyId{};
}

Finding& CheckWorld::add(std::string_view rule, Severity severity, std::string message, std::vector<Row> rows) {
  Finding finding;
  finding.rule = rule;
  finding.severity = severity;
  finding.message = std::move(message);
  finding.rows = std::move(rows);
  return findings_.emplace_back(std::move(finding));
}

std::string words_of(double hours) { return format_number(std::round(hours * 100) / 100); }

std::string list_of(const std::vector<std::string>& words) {
  std::string text;
  for (std::size_t i = 0; i < words.size(); ++i) {
    text += (i == 0 ? "" : i + 1 == words.size() ? " and " : ", ") + words[i];
  }
  return text;
}

}  // namespace concordat::agreement
