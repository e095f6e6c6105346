// SPDX-License-Identifier: Apache-2.0
#include "measure/kept.hpp"

#include <algorithm>
#include <optional>
#include <vector>

namespace concordat::measure {

KeptFold::KeptFold(const ticket::Clocks& clocks, std::int64_t from_s, std::int64_t to_s)
    : clocks_(clocks), from_s_(from_s), to_s_(to_s) {
  for (const ticket::InForce& version : clocks.versions()) {
    for (const agreement::TargetRules& target : version.rules->targets) {
      if (target.clock) kept_[target.key];
    }
  }
}

void KeptFold::step(const ticket::Story& story) {
  if (story.beats.empty() || story.opened_s() >= to_s_) return;
  struct Ticket {
    std::optional<std::int64_t> missed_s;
    std::optional<std::int64_t> stopped_s;
    bool running = false;
  };
  std::map<std::string, Ticket> tickets;
  for (const ticket::Clock& clock : clocks_.of(story, to_s_ - 1)) {
    Ticket& one = tickets[clocks_.target(clock).key];
    for (const ticket::Cycle& cycle : clock.cycles) {
      // An OLA or underpinning contract is about nothing where its party never had the ticket.
      if (clocks_.target(clock).kind != agreement::TargetKind::sla && cycle.legs.empty()) continue;
      if (cycle.breached) {
        const std::int64_t at_s = std::max(*cycle.due_s, clock.attached_s);
        one.missed_s = std::min(one.missed_s.value_or(at_s), at_s);
      }
      if (cycle.stop_s) one.stopped_s = std::max(one.stopped_s.value_or(*cycle.stop_s), *cycle.stop_s);
      one.running = one.running || (!cycle.stop_s && !clock.cancelled_s);
    }
  }
  for (const auto& [key, one] : tickets) {
    if (one.missed_s) {
      if (*one.missed_s >= from_s_) ++kept_[key].missed;
    } else if (one.stopped_s && !one.running && *one.stopped_s >= from_s_) {
      ++kept_[key].met;
    }
  }
}

}  // namespace concordat::measure
