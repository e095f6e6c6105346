// SPDX-License-Identifier: Apache-2.0
#include "operate/imports/rows.hpp"

#include "base/limits.hpp"
#include "operate/imports/shown.hpp"

#include <algorithm>
#include <charconv>

namespace concordat::imports {
namespace {

constexpr std::array kNameRoles{Role::ticket, Role::state,    Role::substate, Role::team,    Role::party,
                                Role::person, Role::priority, Role::impact,   Role::urgency, Role::category};

// No desk has kept tickets before there was Unix; what is written so is a slip, or a date that stands for none.
constexpr Instant kFirstPlausible{0};
constexpr Instant kFirstPastPlausible{4'133'980'800'000'000};  // date -ud 2101-01-01 +%s

std::string_view trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

std::optional<std::int64_t> read_count(std::string_view text) {
  text = trim(text);
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  // Beyond 2^53 a number does not come back from JSON; no ticket is reopened so often.
  constexpr std::int64_t kMax = 1'000'000'000;
  if (error != std::errc{} || end != text.data() + text.size() || value < 0 || value > kMax) return std::nullopt;
  return value;
}

// The words by which sources say that a promise was kept or broken.
std::optional<bool> read_met(std::string_view text) {
  constexpr std::array<std::string_view, 8> kMet{"true", "yes", "y", "1", "met", "achieved", "within sla", "within"};
  constexpr std::array<std::string_view, 9> kMissed{"false",    "no",           "n",      "0", "missed", "breached",
                                                    "violated", "sla violated", "overdue"};
  text = trim(text);
  std::string word(text.substr(0, std::min<std::size_t>(text.size(), 20)));
  std::transform(word.begin(), word.end(), word.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; });
  if (std::find(kMet.begin(), kMet.end(), word) != kMet.end()) return true;
  if (std::find(kMissed.begin(), kMissed.end(), word) != kMissed.end()) return false;
  return std::nullopt;
}

}  // namespace

RowMaker::RowMaker(const Map& map, const calendar::Zone& zone)
    : map_(map), zone_(zone), is_utc_(zone.transitions.empty() && zone.first_offset_s == 0) {
  last_text_.fill(Texts::kNone);
}

bool RowMaker::is_missing(std::string_view value) const {
  if (value.empty() || (value.front() == ' ' && trim(value).empty())) return true;
  return std::any_of(map_.missing.begin(), map_.missing.end(), [&](const std::string& word) { return word == value; });
}

std::optional<RowMaker::Flaw> RowMaker::read_time(Role role, std::string_view text, std::optional<Instant>& into) {
  into.reset();
  if (text.empty()) return std::nullopt;
  // The rows of a ticket repeat its instants.
  LastTime& last = last_time_[index_of(role)];
  if (last.instant && last.text == text) {
    into = last.instant;
    return std::nullopt;
  }
  const auto read = map_.time_format.parse(text);
  if (!read) return Flaw{role, std::string(to_word(role)) + " " + read.error()};
  Instant instant = as_utc(read->wall);
  if (read->offset_s)
    instant.us -= std::int64_t{*read->offset_s} * 1'000'000;
  else if (!is_utc_)
    instant = calendar::instant_of(zone_, read->wall);
  if (instant < kFirstPlausible || instant >= kFirstPastPlausible) {
    return Flaw{role, std::string(to_word(role)) + " " + shown(text) + " is outside the years 1970 to 2100"};
  }
  last = {std::string(text), instant};
  into = instant;
  return std::nullopt;
}

std::optional<RowMaker::Flaw> RowMaker::check_names(const Values& values) const {
  if (values[index_of(Role::ticket)].empty()) return Flaw{Role::ticket, "no ticket"};
  for (const Role role : kNameRoles) {
    const std::string_view value = values[index_of(role)];
    if (value.size() > limits::kNameBytesMax) {
      return Flaw{role, std::string(to_word(role)) + " " + shown(value) + " is longer than " +
                            std::to_string(limits::kNameBytesMax) + " bytes"};
    }
  }
  const std::string_view state = values[index_of(map_.state_from)];
  if (map_.has_states && !state.empty() && !map_.state(state)) {
    return Flaw{map_.state_from, "state " + shown(state) + " is not in the map's [states]"};
  }
  return std::nullopt;
}

std::optional<RowMaker::Flaw> RowMaker::read_facts(const Values& values, Facts& facts, Moments& moments) {
  const std::array<std::pair<Role, std::optional<Instant>*>, 5> times{{{Role::at, &moments.at},
                                                                       {Role::opened, &facts.opened},
                                                                       {Role::responded, &moments.responded},
                                                                       {Role::resolved, &facts.resolved},
                                                                       {Role::closed, &facts.closed}}};
  for (const auto& [role, into] : times) {
    if (auto flaw = read_time(role, values[index_of(role)], *into)) return flaw;
  }
  const std::array<std::pair<Role, std::optional<std::int64_t>*>, 2> counts{
      {{Role::reopen_count, &facts.reopen_count}, {Role::reassignment_count, &facts.reassignment_count}}};
  for (const auto& [role, into] : counts) {
    const std::string_view value = values[index_of(role)];
    if (value.empty()) continue;
    *into = read_count(value);
    if (!*into) return Flaw{role, std::string(to_word(role)) + " " + shown(value) + " is not a whole number"};
  }
  if (const std::string_view value = values[index_of(Role::sla_met)]; !value.empty()) {
    facts.sla_met = read_met(value);
    if (!facts.sla_met) return Flaw{Role::sla_met, "sla_met " + shown(value) + " is neither true nor false"};
  }
  return std::nullopt;
}

std::optional<RowMaker::Flaw> RowMaker::add(const Values& raw) {
  Values values;
  for (std::size_t role = 0; role < kRoleCount; ++role)
    values[role] = is_missing(raw[role]) ? std::string_view() : raw[role];
  if (auto flaw = check_names(values)) return flaw;
  Facts facts;
  Moments moments;
  if (auto flaw = read_facts(values, facts, moments)) return flaw;
  const bool by_ticket = map_.shape == ticket::Shape::ticket;
  if (!moments.at && !(by_ticket && facts.opened)) {
    const Role role = by_ticket && map_.names(Role::opened) ? Role::opened : Role::at;
    return Flaw{role, "no time (" + std::string(to_word(role)) + " is missing)"};
  }
  if (rows_.rows.size() == limits::kImportRowsMax) {
    return Flaw{std::nullopt, "more than " + std::to_string(limits::kImportRowsMax) + " rows in one import"};
  }
  keep(values, facts, moments);
  return std::nullopt;
}

std::int32_t RowMaker::intern(Role role, std::string_view text) {
  std::int32_t& last = last_text_[index_of(role)];
  if (text.empty() || rows_.texts.view(last) != text) last = rows_.texts.intern(text);
  return last;
}

void RowMaker::keep(const Values& values, const Facts& facts, const Moments& moments) {
  const auto text = [&](Role role) { return intern(role, values[index_of(role)]); };
  const Role other = map_.state_from == Role::state ? Role::substate : Role::state;
  const bool by_ticket = map_.shape == ticket::Shape::ticket;
  Row row;
  row.at = by_ticket && facts.opened ? *facts.opened : *moments.at;
  row.ticket = rows_.tickets.intern(values[index_of(Role::ticket)]);
  row.state = text(map_.state_from);
  row.detail = text(other);
  row.team = text(Role::team);
  row.party = intern(Role::party, map_.party(values[index_of(Role::party)]));
  row.person = text(Role::person);
  row.priority = intern(Role::priority, map_.priority(values[index_of(Role::priority)]));
  row.impact = text(Role::impact);
  row.urgency = text(Role::urgency);
  row.category = text(Role::category);
  row.subject = text(Role::subject);
  rows_.rows.push_back(row);
  if (by_ticket) {
    rows_.facts.push_back(facts);
    // A ticket that is open has not ended: an old time of resolution is of a life before it was reopened.
    const auto ours = map_.state(rows_.texts.view(row.state));
    if (ours && !ticket::is_ended(*ours)) {
      rows_.facts.back().resolved.reset();
      rows_.facts.back().closed.reset();
    }
    rows_.moments.push_back(moments);
    return;
  }
  if (rows_.facts.size() < rows_.tickets.size()) rows_.facts.emplace_back();
  rows_.facts[static_cast<std::size_t>(row.ticket)] = facts;
}

}  // namespace concordat::imports
