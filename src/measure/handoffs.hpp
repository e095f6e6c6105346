// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

// Hand-offs: how tickets passed from one holder to another, whatever a holder is (team, party, line, person). The
// sequence of a ticket is its values in the order of the record, with missing ones dropped and equal neighbours taken
// as one; each step of it is a hand-off. INVARIANT: shares are of all tickets, also of those with no value at all.
namespace concordat::measure {

struct HandoffPair {
  std::string from;
  std::string to;
  std::int64_t count = 0;
};

struct HandoffFigures {
  std::int64_t values = 0;  // distinct ones
  std::int64_t tickets_with_several = 0;
  double share_with_several = 0;
  std::int64_t handoffs = 0;
  std::int64_t tickets_with_handoff = 0;
  std::int64_t ping_pong_tickets = 0;  // the sequence enters a value that it had left
  double ping_pong_share = 0;
  std::int64_t returns = 0;                   // such entries
  std::int64_t immediate_returns = 0;         // A, B, A
  std::int64_t immediate_return_tickets = 0;  // tickets with one
  std::vector<HandoffPair> pairs;             // most frequent first
};

class HandoffCounter {
 public:
  // Values are numbers below `values_end`.
  explicit HandoffCounter(std::size_t values_end) : last_ticket_(values_end, 0) {}

  struct OfTicket {
    std::int64_t handoffs = 0;
    bool ping_pong = false;
  };
  // The values of one ticket's updates; negative ones are missing. Leaves the sequence in `values`.
  OfTicket add(std::vector<std::int32_t>& values);

  // Of at least one ticket. `name` is what a value is called; it is asked once per value.
  HandoffFigures finish(const std::function<std::string(std::int32_t)>& name) &&;

 private:
  std::vector<HandoffPair> name_pairs(const std::function<std::string(std::int32_t)>& name);

  HandoffFigures figures_;
  std::int64_t tickets_ = 0;
  std::vector<std::int64_t> last_ticket_;  // by value: the last ticket, counted from 1, that had it; 0 for none
  std::vector<std::uint64_t> handoffs_;    // (from, to) of each hand-off
};

}  // namespace concordat::measure
