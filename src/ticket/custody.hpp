// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/instant.hpp"
#include "record/entry.hpp"
#include "ticket/ticket.hpp"

#include <boost/json/object.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// Who had the ball, second by second. INVARIANT: the intervals are disjoint, in order, and add up exactly to the
// ticket's life, which runs from its opening to its last closure (or the instant asked), less the time between a
// closure and the reopening. Hours never move the ball.
namespace concordat::ticket {

struct Custodian {
  // nobody: never assigned, or handed over cold and not accepted. resolved: not yet closed or reopened.
  enum class Kind : std::uint8_t { team, requester, third_party, nobody, resolved };
  Kind kind = Kind::nobody;
  Holder who;  // of a team; of a third party its party, where it is known; else empty
  friend bool operator==(const Custodian&, const Custodian&) = default;
};

std::string_view to_word(Custodian::Kind kind);
// "team:PARTY/TEAM", "requester", "third_party", "nobody", "resolved". Different teams have different keys: in PARTY a
// "%" is written "%25" and a "/" "%2F"; TEAM stands as it is.
std::string key_of(const Custodian& custodian);

// Who has the ball as the ticket stands; nullopt where its life is over or interrupted.
std::optional<Custodian> custodian_of(const Ticket& ticket);

struct Interval {
  Instant from;  // whole seconds, `to` not included
  Instant to;
  Custodian holder;
  bool assumed = false;  // put together from a row per ticket, not seen
  friend bool operator==(const Interval&, const Interval&) = default;
};

struct Custody {
  Instant opened;
  Instant until;
  std::vector<Interval> intervals;
  std::map<std::string, std::int64_t> sum_s;  // by key_of
  std::int64_t total_s = 0;
  friend bool operator==(const Custody&, const Custody&) = default;
};

// `entries`: all of the ticket, and of the tickets merged into it, directly or not (Ticket::merged_from), in order of
// sequence. `asked` clips the answer and changes nothing before it. A ticket without entries was not open for a second.
Custody custody(std::string_view ticket, std::span<const record::Entry> entries, Instant asked);

boost::json::object to_json(const Custody& custody);  // the shape of `concordat custody`
std::string to_text(const Custody& custody);          // for people: a line per interval, then the sums

}  // namespace concordat::ticket
