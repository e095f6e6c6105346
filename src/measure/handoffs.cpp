// SPDX-License-Identifier: Apache-2.0
#include "measure/handoffs.hpp"

#include <algorithm>
#include <numeric>
#include <tuple>

namespace concordat::measure {
namespace {

std::uint64_t pack(std::int32_t from, std::int32_t to) {
  return (static_cast<std::uint64_t>(static_cast<std::uint32_t>(from)) << 32) | static_cast<std::uint32_t>(to);
}

}  // namespace

HandoffCounter::OfTicket HandoffCounter::add(std::vector<std::int32_t>& values) {
  ++tickets_;
  std::erase_if(values, [](std::int32_t value) { return value < 0; });
  values.erase(std::unique(values.begin(), values.end()), values.end());

  OfTicket ticket;
  std::int64_t returns = 0;
  std::int64_t immediate = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    std::int64_t& last = last_ticket_[static_cast<std::size_t>(values[i])];
    if (last == 0) ++figures_.values;
    if (last == tickets_) ++returns;
    last = tickets_;
    if (i >= 1) handoffs_.push_back(pack(values[i - 1], values[i]));
    if (i >= 2 && values[i] == values[i - 2]) ++immediate;
  }
  ticket.handoffs = values.empty() ? 0 : static_cast<std::int64_t>(values.size()) - 1;
  ticket.ping_pong = returns > 0;

  figures_.handoffs += ticket.handoffs;
  figures_.returns += returns;
  figures_.immediate_returns += immediate;
  if (ticket.handoffs > 0) ++figures_.tickets_with_handoff;
  if (returns > 0) ++figures_.ping_pong_tickets;
  if (immediate > 0) ++figures_.immediate_return_tickets;
  return ticket;
}

HandoffFigures HandoffCounter::finish(const std::function<std::string(std::int32_t)>& name) && {
  const auto all = static_cast<double>(tickets_);
  // Neighbours of a sequence differ, so that a ticket has several values exactly if it has a hand-off.
  figures_.tickets_with_several = figures_.tickets_with_handoff;
  figures_.share_with_several = static_cast<double>(figures_.tickets_with_several) / all;
  figures_.ping_pong_share = static_cast<double>(figures_.ping_pong_tickets) / all;
  figures_.pairs = name_pairs(name);
  return std::move(figures_);
}

std::vector<HandoffPair> HandoffCounter::name_pairs(const std::function<std::string(std::int32_t)>& name) {
  std::vector<std::string> names(last_ticket_.size());
  for (std::size_t value = 0; value < names.size(); ++value) {
    if (last_ticket_[value] != 0) names[value] = name(static_cast<std::int32_t>(value));
  }
  // Pairs are sorted by name; comparing a name's rank is cheaper than comparing the name each time.
  std::vector<std::size_t> by_name(names.size());
  std::iota(by_name.begin(), by_name.end(), std::size_t{0});
  std::sort(by_name.begin(), by_name.end(),
            [&](std::size_t a, std::size_t b) { return std::tie(names[a], a) < std::tie(names[b], b); });
  std::vector<std::uint64_t> rank(names.size());
  for (std::size_t i = 0; i < by_name.size(); ++i) rank[by_name[i]] = i;

  struct Counted {
    std::int64_t count;
    std::uint64_t ranks;
  };
  for (std::uint64_t& handoff : handoffs_) handoff = rank[handoff >> 32] << 32 | rank[handoff & 0xFFFF'FFFFU];
  std::sort(handoffs_.begin(), handoffs_.end());
  std::vector<Counted> counted;
  for (const std::uint64_t ranks : handoffs_) {
    if (counted.empty() || counted.back().ranks != ranks) counted.push_back({0, ranks});
    ++counted.back().count;
  }
  std::sort(counted.begin(), counted.end(), [](const Counted& a, const Counted& b) {
    return a.count != b.count ? a.count > b.count : a.ranks < b.ranks;
  });

  std::vector<HandoffPair> pairs;
  pairs.reserve(counted.size());
  for (const Counted& pair : counted) {
    pairs.push_back({names[by_name[pair.ranks >> 32]], names[by_name[pair.ranks & 0xFFFF'FFFFU]], pair.count});
  }
  return pairs;
}

}  // namespace concordat::measure
