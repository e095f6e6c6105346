// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "stats/proportion.hpp"
#include "stats/summary.hpp"
#include "ticket/clock.hpp"

#include <boost/json/object.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

// Whether promises were kept, target by target. Three figures say whose time it was, and never one blame: the shares of
// the counted time, who had the ball when the target was missed, and by how much a party overran what it had promised
// to the others. INVARIANT: for each target the seconds of by_party_s add up to what its clocks counted.
namespace concordat::measure {

struct TargetFigures {
  std::string key;
  std::string name;
  std::string kind;    // "SLA", "OLA", "UC"
  std::string metric;  // or the measure of an outcome
  bool outcome = false;

  std::int64_t tickets = 0;  // with a clock of the target that was not cancelled, or missed before it was
  std::int64_t met = 0;
  std::int64_t breached = 0;
  std::int64_t running = 0;
  std::int64_t cancelled = 0;                  // the target stopped holding, unmissed
  std::int64_t provisional = 0;                // met, reopened since
  std::int64_t breached_at_attach = 0;         // over already when the target began to hold
  std::optional<stats::Proportion> share_met;  // of those that ended
  std::optional<stats::Summary> counted_s;     // of cycles that stopped
  std::int64_t counted_total_s = 0;
  std::map<std::string, std::int64_t> by_party_s;     // by a party's key, or requester, third_party, nobody, resolved
  std::map<std::string, std::int64_t> at_breach;      // tickets, by the same
  std::map<std::string, std::int64_t> ola_overrun_s;  // by the party that promised an OLA or UC for the same tickets
};

// Pauses for the requester, by the party that had the ticket: what may be used to stop a clock.
struct PauseFigures {
  std::int64_t pauses = 0;
  std::int64_t waiting_s = 0;                   // elapsed
  std::int64_t started_near_due = 0;            // within 15 minutes before a clock would have been due
  std::optional<std::int64_t> without_message;  // no word to the requester in the 10 minutes before; imports cannot say
};

struct SlaFigures {
  bool as_if = false;
  Instant asked;
  std::vector<std::string> not_agreed_by;  // parties, of a version that counted
  std::vector<TargetFigures> targets;      // by key
  std::map<std::string, PauseFigures> pauses;
  std::int64_t elapsed_s = 0;  // of all lives, to which waiting is compared
};

// Folds stories one by one; the same figures whatever their order, save for the order of ties.
class SlaFold {
 public:
  // `only`: these targets alone, by key, and no pauses.
  SlaFold(const ticket::Clocks& clocks, const ticket::Names& names, Instant asked,
          std::optional<std::set<std::string>> only = std::nullopt);
  void step(const ticket::Story& story);
  SlaFigures finish() &&;

 private:
  std::vector<ticket::Clock> clocks_of(const ticket::Story& story) const;
  void target(TargetFigures& figures, const std::vector<const ticket::Clock*>& clocks);
  void overruns(const std::vector<ticket::Clock>& clocks);
  void pauses(const ticket::Story& story, const std::vector<ticket::Clock>& clocks);
  std::string word(const ticket::Share& share) const;

  const ticket::Clocks& clocks_;
  const ticket::Names& names_;
  std::int64_t asked_s_;
  std::optional<std::set<std::string>> only_;
  std::map<std::string, TargetFigures> targets_;
  std::map<std::string, std::vector<std::int64_t>> counted_s_;
  SlaFigures figures_;
};

// The same tickets under two agreements, both as if: what a change would have done.
struct SlaComparison {
  SlaFigures before;
  SlaFigures after;
  std::set<std::string> worked_out_anew;  // targets; the figures of all others are those of before
};

// `after` has the figures of what is worked out anew alone; the rest comes from before, where `targets` (those of the
// new agreement) name it.
SlaComparison compared(SlaFigures before, SlaFigures after, const std::set<std::string>& anew,
                       const std::set<std::string>& targets);

boost::json::object sla_json(const SlaFigures& figures);
std::string sla_text(const SlaFigures& figures, std::size_t columns);
boost::json::object sla_json(const SlaComparison& comparison);
std::string sla_text(const SlaComparison& comparison, std::size_t columns);

}  // namespace concordat::measure
