// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/instant.hpp"
#include "record/entry.hpp"
#include "ticket/custody.hpp"
#include "ticket/history.hpp"
#include "ticket/state.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// A ticket's life as its clocks see it: what was true from each happening on, and what happened. Made from the entries
// of a ticket, or from the history of one that was imported: the same clocks run on both. INVARIANT: beats are in order
// of time; several may stand in one second.
namespace concordat::ticket {

enum class Phase : std::uint8_t {
  open,
  resolved,
  closed,
  cancelled,  // or merged into another: what it promised is promised there
};

struct Beat {
  std::int64_t at_s = 0;
  // From here on:
  Phase phase = Phase::open;
  std::optional<WaitingOn> waiting_on;
  Custodian::Kind with = Custodian::Kind::nobody;
  std::int32_t party = Names::kNone;  // whose it is, also while it waits for the requester; of a third party its name
  std::int32_t team = Names::kNone;
  std::int32_t category = Names::kNone;
  std::int32_t function = Names::kNone;  // as an import's map says of the team; the category wins
  std::int32_t priority = 0;             // the level; 0 where there is none
  Type type = Type::incident;            // an import does not say: then it is taken for one
  // At this instant:
  bool acknowledged = false;  // a team's person took it up
  bool replied = false;       // somebody but the requester wrote what the requester can read
  bool approval_asked = false;
  bool approval_given = false;                // or refused, or withdrawn: nobody is asked any more
  bool offer_answered = false;                // accepted, returned, taken back or timed out
  std::int32_t offered_party = Names::kNone;  // to whom it was offered
  std::int32_t offered_team = Names::kNone;
  std::int64_t sequence = -1;  // of the entry, where there is one
};

struct Story {
  std::string ticket;
  bool imported = false;
  std::vector<Beat> beats;
  std::int64_t opened_s() const { return beats.empty() ? 0 : beats.front().at_s; }
};

// The level that a priority stands for: "2" is 2, and so is "2 - High". 0 where the word begins with no number.
std::int32_t priority_level(std::string_view word);

// `entries`: all of the ticket, and of the tickets merged into it, in order of sequence. Entries that came late count
// as accepted or not, as everywhere (Happening).
Story story_of(std::string_view ticket, std::span<const record::Entry> entries, Names& names);

// From the log of an import. `party_of_team` and `function_of_team` answer for teams whose rows do not say.
struct TeamWords {
  std::int32_t party = Names::kNone;
  std::int32_t function = Names::kNone;
};
// What the teams of a log's maps are, by the log's number for their name. Names that only maps know get a number.
std::vector<TeamWords> team_words(Log& log);
Story story_of(const History& history, const Names& names, std::span<const TeamWords> teams);

}  // namespace concordat::ticket
