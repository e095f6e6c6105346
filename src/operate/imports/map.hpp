// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "operate/imports/time_format.hpp"
#include "ticket/history.hpp"
#include "ticket/state.hpp"

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// A map says what the columns of a source mean to us. It is written by the person who imports (TOML), and read here
// once. INVARIANT: a Map names a column for the ticket and one for a time, and every word of ours in it is one that we
// know.
namespace concordat::imports {

enum class Format : std::uint8_t { servicenow, xes, csv };
std::optional<Format> parse_format(std::string_view word);
std::string_view to_word(Format format);

// What a column may be for us.
enum class Role : std::uint8_t {
  ticket,
  at,
  state,
  substate,
  team,
  party,
  person,
  priority,
  impact,
  urgency,
  category,
  subject,
  opened,
  responded,
  resolved,
  closed,
  reopen_count,
  reassignment_count,
  sla_met,
};
inline constexpr std::size_t kRoleCount = 19;
std::string_view to_word(Role role);

template <typename T>
using PerRole = std::array<T, kRoleCount>;
constexpr std::size_t index_of(Role role) { return static_cast<std::size_t>(role); }

struct PartyWords {
  std::string name;  // what people see
  std::string kind;  // internal, provider, supplier
  friend bool operator==(const PartyWords&, const PartyWords&) = default;
};

struct LineRule {
  std::string line;      // "3"
  std::string contains;  // text in the team's name
};

struct Map {
  std::string source;  // what the record calls this source; empty: the format's name
  ticket::Shape shape = ticket::Shape::update;
  std::string zone = "UTC";
  TimeFormat time_format;
  char delimiter = 0;                // of a CSV; 0: told by its first line
  std::vector<std::string> missing;  // values that say nothing; the empty one always does
  PerRole<std::string> columns;      // the source's column or attribute key; empty where there is none
  Role state_from = Role::state;
  bool has_states = false;
  std::vector<std::pair<std::string, ticket::State>> states;  // sorted
  std::vector<std::string> waits_for_requester;               // sorted
  std::vector<std::string> waits_for_third_party;             // sorted
  std::map<std::string, ticket::Team, std::less<>> teams;     // by the source's name
  std::vector<LineRule> lines;                                // highest line first
  std::string line_else;
  std::map<std::string, PartyWords, std::less<>> parties;
  std::map<std::string, std::string, std::less<>> party_of;     // the source's word for a row's party, to our key
  std::string party_else;                                       // of words that it does not list; empty: as they are
  std::map<std::string, std::string, std::less<>> priority_of;  // the source's word for a priority, to our level

  bool names(Role role) const { return !columns[index_of(role)].empty(); }
  bool has_lines() const;
  // With the line that the team's own table or [lines] gives.
  ticket::Team team(std::string_view name) const;
  std::optional<ticket::State> state(std::string_view source_state) const;
  // The word that the record gets; the source's own where the map has no other.
  std::string_view party(std::string_view source_party) const;
  std::string_view priority(std::string_view source_priority) const;
};

// `file` is for problems. Unknown keys are refused, with the nearest known one.
Result<Map> parse_map(std::string_view text, std::string_view file = "map");

}  // namespace concordat::imports
