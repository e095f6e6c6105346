// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "operate/imports/input.hpp"
#include "operate/imports/map.hpp"

#include <cstdint>
#include <functional>

// An event log in XES (IEEE 1849): traces of events, each with typed attributes. It is read as a stream. INVARIANT: a
// DOCTYPE is refused before anything in it is looked at, so that no entity is ever expanded; nesting has a limit.
namespace concordat::imports {

// One event: the values of the attributes that the map names, its own and (as "case:KEY") those of its trace.
struct XesEvent {
  struct Position {
    std::int64_t line = 0;
    std::int64_t column = 0;
  };
  PerRole<std::string_view> values;
  PerRole<Position> positions;  // where each value stands
  PerRole<Position> again;      // where another one of the same key stands; line 0 where there is none
  Position begin;               // where the event begins
};

// Calls `on_event` for every event, in the order of the file. A Problem has the line and column at which the file stops
// being an XES log. A key of the map that no event has is one, too.
Result<void> read_xes(Input& input, const Map& map, const std::function<void(const XesEvent&)>& on_event);

}  // namespace concordat::imports
