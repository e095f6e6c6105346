// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ticket/clock.hpp"

#include <boost/json/object.hpp>

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// A ticket's life as a list: each entry that tells of it and each happening on its clocks, in order of time. Of several
// in one second entries come first, in the order of the record.
namespace concordat::ticket {

struct TimelineLine {
  std::int64_t at_s = 0;
  std::string kind;  // of the entry; or "clock.warned"
  std::string words;
  // Of an entry:
  std::int64_t sequence = -1;
  Instant recorded;
  std::string actor;
  std::string party;
  // Of a clock:
  std::string target;
  bool is_clock() const { return !target.empty(); }
};

struct Timeline {
  std::string ticket;
  std::vector<TimelineLine> lines;
};

// `person`: what somebody with this id is called; the id where it answers nothing.
using PersonName = std::function<std::string(std::string_view id)>;

// `entries`: all of the ticket, and of those merged into it, in order of sequence. `clocks` and `story` may be null:
// then no agreement is asked. Nothing after `asked_s` is told.
Timeline timeline(std::string_view ticket, std::span<const record::Entry> entries, const Clocks* clocks,
                  const Story* story, std::int64_t asked_s, const PersonName& person);

// {"ticket","zone","lines":[…]}: of an entry {"at","kind","words","sequence","recorded","actor","party"}, of a clock
// {"at","kind","words","target"}.
boost::json::object to_json(const Timeline& timeline, const calendar::Zone& zone);
// A line each, in the zone's wall time with its offset.
std::string to_text(const Timeline& timeline, const calendar::Zone& zone);

}  // namespace concordat::ticket
