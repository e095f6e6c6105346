// SPDX-License-Identifier: Apache-2.0
#include "measure/flow_view.hpp"

#include <algorithm>

namespace concordat::measure {

using ticket::History;
using ticket::Names;
using ticket::Source;
using ticket::Update;

FlowView::FlowView(const ticket::Log& log, std::span<const History> tickets) : tickets_(tickets), names_(log.names) {
  words_.resize(log.sources.size());
  for (const History& history : tickets_) words_[static_cast<std::size_t>(history.source)].in_use = true;
  for (std::size_t i = 0; i < words_.size(); ++i) {
    Words& words = words_[i];
    words.source = &log.sources[i];
    if (!words.in_use) continue;
    in_use_.push_back(words.source);
    for (const auto& [name, state] : words.source->states) words.states.emplace_back(names_.find(name), state);
    for (const auto& name : words.source->waits_for_requester) words.waits.push_back(names_.find(name));
    std::sort(words.states.begin(), words.states.end());
    std::sort(words.waits.begin(), words.waits.end());
  }
  party_of_team_.assign(log.names.size(), Names::kNone);
  line_of_team_.assign(log.names.size(), Names::kNone);
  for (std::size_t name = 0; name < log.names.size(); ++name) {
    const auto team = log.teams.find(log.names.name(static_cast<std::int32_t>(name)));
    if (team == log.teams.end()) continue;
    party_of_team_[name] = names_.intern(team->second.party);
    line_of_team_[name] = names_.intern(team->second.line);
  }
}

std::int32_t FlowView::party(const Update& update) const {
  if (update.party != Names::kNone || update.team == Names::kNone) return update.party;
  return party_of_team_[static_cast<std::size_t>(update.team)];
}

std::int32_t FlowView::line(const Update& update) const {
  return update.team == Names::kNone ? Names::kNone : line_of_team_[static_cast<std::size_t>(update.team)];
}

std::optional<ticket::State> FlowView::state(const History& history, const Update& update) const {
  const auto& states = words(history).states;
  if (update.state == Names::kNone) return std::nullopt;
  const auto known = std::lower_bound(states.begin(), states.end(), update.state,
                                      [](const auto& state, std::int32_t name) { return state.first < name; });
  return known != states.end() && known->first == update.state ? std::optional(known->second) : std::nullopt;
}

bool FlowView::waits_for_requester(const History& history, const Update& update) const {
  const auto& waits = words(history).waits;
  return update.state != Names::kNone && std::binary_search(waits.begin(), waits.end(), update.state);
}

std::optional<ticket::State> FlowView::state_named(std::int32_t name) const {
  for (const Words& words : words_) {
    if (!words.in_use) continue;
    for (const auto& [state, ours] : words.states) {
      if (state == name) return ours;
    }
  }
  return std::nullopt;
}

bool names_column(const Source& source, std::string_view key) {
  return std::binary_search(source.columns.begin(), source.columns.end(), key);
}

bool names_state(const Source& source) { return names_column(source, "state") || names_column(source, "substate"); }

std::int64_t held_us(const History& history, std::size_t update) {
  if (update + 1 >= history.updates.size()) return 0;
  return std::max<std::int64_t>(0, history.updates[update + 1].at.us - history.updates[update].at.us);
}

std::vector<History> cut(std::span<const History> tickets, std::optional<Instant> from, std::optional<Instant> to) {
  const auto inside = [&](const Update& update) { return (!from || *from <= update.at) && (!to || update.at < *to); };
  std::vector<History> kept;
  for (const History& history : tickets) {
    if (history.updates.empty()) continue;
    History part;
    std::copy_if(history.updates.begin(), history.updates.end(), std::back_inserter(part.updates), inside);
    if (part.updates.empty()) continue;
    part.ticket = history.ticket;
    part.source = history.source;
    if (inside(history.updates.back())) {
      part.opened = history.opened;
      part.resolved = history.resolved;
      part.closed = history.closed;
      part.reopen_count = history.reopen_count;
      part.reassignment_count = history.reassignment_count;
      part.sla_met = history.sla_met;
    }
    kept.push_back(std::move(part));
  }
  return kept;
}

}  // namespace concordat::measure
