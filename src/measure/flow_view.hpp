// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ticket/history.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// A log made ready for counting: every name a number, every source's words looked up once. INVARIANT: `tickets` have at
// least one update each.
namespace concordat::measure {

class FlowView {
 public:
  FlowView(const ticket::Log& log, std::span<const ticket::History> tickets);

  std::span<const ticket::History> tickets() const { return tickets_; }
  const ticket::Names& names() const { return names_; }  // the log's, and behind them those of teams' parties and lines

  const ticket::Source& source(const ticket::History& history) const { return *words(history).source; }
  // The update's own party, else that of its team.
  std::int32_t party(const ticket::Update& update) const;
  std::int32_t line(const ticket::Update& update) const;
  std::optional<ticket::State> state(const ticket::History& history, const ticket::Update& update) const;
  bool waits_for_requester(const ticket::History& history, const ticket::Update& update) const;
  std::optional<ticket::State> state_named(std::int32_t name) const;  // of the first source in use that maps it

  // Sources that have a ticket here, in the order of the log.
  const std::vector<const ticket::Source*>& sources_in_use() const { return in_use_; }

 private:
  struct Words {
    const ticket::Source* source = nullptr;
    std::vector<std::pair<std::int32_t, ticket::State>> states;  // sorted
    std::vector<std::int32_t> waits;                             // sorted
    bool in_use = false;
  };
  const Words& words(const ticket::History& history) const {
    return words_[static_cast<std::size_t>(history.source)];
  }

  std::span<const ticket::History> tickets_;
  ticket::Names names_;
  std::vector<Words> words_;                    // by source
  std::vector<std::int32_t> party_of_team_;     // by the team's name
  std::vector<std::int32_t> line_of_team_;      // likewise
  std::vector<const ticket::Source*> in_use_;
};

bool names_column(const ticket::Source& source, std::string_view key);
bool names_state(const ticket::Source& source);  // the column `state` or `substate`

// What passes until the next update; 0 after the last one, and where the time steps back.
std::int64_t held_us(const ticket::History& history, std::size_t update);

// The histories cut to the updates with from <= at < to.
std::vector<ticket::History> cut(std::span<const ticket::History> tickets, std::optional<Instant> from,
                                 std::optional<Instant> to);

}  // namespace concordat::measure
