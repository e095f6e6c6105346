// SPDX-License-Identifier: Apache-2.0
#include "measure/sla.hpp"

#include <algorithm>

namespace concordat::measure {
namespace {

using agreement::TargetKind;
using agreement::TargetRules;
using ticket::Clock;
using ticket::Custodian;
using ticket::Cycle;
using ticket::Phase;

constexpr std::int64_t kNearDue_s = 15 * 60;
constexpr std::int64_t kMessage_s = 10 * 60;
constexpr const char* kNoParty = "no_party";  // a team of whom nobody said whose it is

bool ended(const Clock& clock) {
  return std::all_of(clock.cycles.begin(), clock.cycles.end(), [](const Cycle& one) { return one.stop_s.has_value(); });
}

const Cycle* first_breach(const Clock& clock) {
  const auto found =
      std::find_if(clock.cycles.begin(), clock.cycles.end(), [](const Cycle& one) { return one.breached; });
  return found == clock.cycles.end() ? nullptr : &*found;
}

}  // namespace

SlaFold::SlaFold(const ticket::Clocks& clocks, const ticket::Names& names, Instant asked,
                 std::optional<std::set<std::string>> only)
    : clocks_(clocks), names_(names), asked_s_(asked.seconds()), only_(std::move(only)) {
  figures_.asked = asked.floor_to_second();
  // Every target of every version has its line, also where no ticket had a clock of it.
  for (const ticket::InForce& version : clocks.versions()) {
    for (const TargetRules& target : version.rules->targets) {
      if (only_ && !only_->contains(target.key)) continue;
      TargetFigures& figures = targets_[target.key];
      figures.key = target.key;
      figures.name = target.name;
      figures.kind = agreement::to_word(target.kind);
      figures.outcome = target.outcome.has_value();
      figures.metric =
          target.outcome ? target.outcome->measure.name : std::string(agreement::to_word(target.clock->metric));
    }
  }
}

std::string SlaFold::word(const ticket::Share& share) const {
  if (share.with != Custodian::Kind::team) return std::string(ticket::to_word(share.with));
  return share.party < 0 ? kNoParty : names_.name(share.party);
}

std::vector<Clock> SlaFold::clocks_of(const ticket::Story& story) const {
  if (!only_) return clocks_.of(story, asked_s_);
  std::vector<Clock> all;
  for (const std::string& key : *only_) {
    for (Clock& one : clocks_.of(story, asked_s_, key)) all.push_back(std::move(one));
  }
  return all;
}

void SlaFold::step(const ticket::Story& story) {
  if (story.beats.empty() || story.opened_s() > asked_s_) return;
  const auto all = clocks_of(story);
  std::map<std::string, std::vector<const Clock*>> by_target;
  for (const Clock& clock : all) by_target[clocks_.target(clock).key].push_back(&clock);
  for (const auto& [key, clocks] : by_target) target(targets_.at(key), clocks);
  overruns(all);
  if (!only_) pauses(story, all);
}

void SlaFold::target(TargetFigures& figures, const std::vector<const Clock*>& clocks) {
  // An OLA or underpinning contract is about nothing where its party never had the ticket.
  const bool own_part = clocks_.target(*clocks.front()).kind != TargetKind::sla;
  const bool idle = std::all_of(clocks.begin(), clocks.end(), [](const Clock* clock) {
    return std::all_of(clock->cycles.begin(), clock->cycles.end(), [](const Cycle& one) { return one.legs.empty(); });
  });
  if (own_part && idle) return;
  const Cycle* breach = nullptr;
  bool running = false;
  bool stopped = false;
  bool provisional = false;
  for (const Clock* clock : clocks) {
    if (breach == nullptr) breach = first_breach(*clock);
    const bool over = ended(*clock);
    running = running || (!over && !clock->cancelled_s);
    stopped = stopped || (over && !clock->cycles.empty());
    for (const Cycle& cycle : clock->cycles) {
      if (cycle.reopened && cycle.stop_s) provisional = true;
      if (cycle.stop_s) counted_s_[figures.key].push_back(cycle.counted_s);
      for (const ticket::Leg& leg : cycle.legs) {
        figures.by_party_s[word(leg.share)] += leg.counted_s;
        figures.counted_total_s += leg.counted_s;
      }
    }
  }
  if (breach != nullptr) {
    ++figures.breached;
    ++figures.at_breach[word(breach->at_breach)];
    if (breach->breached_at_attach) ++figures.breached_at_attach;
  } else if (running) {
    ++figures.running;
  } else if (stopped) {
    ++figures.met;
    if (provisional) ++figures.provisional;
  } else {
    ++figures.cancelled;
    return;
  }
  ++figures.tickets;
}

// What was promised to the one who promises: for each SLA on the ticket, how far those that serve it went over.
void SlaFold::overruns(const std::vector<Clock>& all) {
  for (const Clock& clock : all) {
    const TargetRules& ola = clocks_.target(clock);
    if (ola.kind == TargetKind::sla || ola.obligor.none()) continue;
    std::int64_t over_s = 0;
    for (const Cycle& cycle : clock.cycles) over_s += cycle.overrun_s;
    if (over_s == 0) continue;
    const auto& rules = *clocks_.versions()[clock.version].rules;
    const std::string& party = rules.parties[ola.obligor.at()].key;
    targets_.at(ola.key).ola_overrun_s[party] += over_s;
    std::vector<std::string> served;
    for (const Clock& other : all) {
      const TargetRules& sla = clocks_.target(other);
      if (sla.kind != TargetKind::sla || sla.clock->metric != ola.clock->metric) continue;
      if (std::find(served.begin(), served.end(), sla.key) != served.end()) continue;
      served.push_back(sla.key);
      targets_.at(sla.key).ola_overrun_s[party] += over_s;
    }
  }
}

void SlaFold::pauses(const ticket::Story& story, const std::vector<Clock>& all) {
  bool waiting = false;
  std::int64_t replied_s = -kMessage_s - 1;
  for (std::size_t i = 0; i < story.beats.size(); ++i) {
    const ticket::Beat& beat = story.beats[i];
    if (beat.at_s > asked_s_) break;
    const bool last = i + 1 == story.beats.size();
    const std::int64_t next_s = std::min(last ? asked_s_ : story.beats[i + 1].at_s, asked_s_);
    if (beat.replied) replied_s = beat.at_s;
    if (beat.phase == Phase::open || beat.phase == Phase::resolved) figures_.elapsed_s += next_s - beat.at_s;
    const bool waits = beat.with == Custodian::Kind::requester;
    if (waits) {
      PauseFigures& figures = figures_.pauses[beat.party < 0 ? kNoParty : names_.name(beat.party)];
      figures.waiting_s += next_s - beat.at_s;
      if (!waiting) {
        ++figures.pauses;
        const bool near = std::any_of(all.begin(), all.end(), [&](const Clock& clock) {
          return std::any_of(clock.cycles.begin(), clock.cycles.end(), [&](const Cycle& cycle) {
            if (cycle.start_s > beat.at_s || (cycle.stop_s && *cycle.stop_s <= beat.at_s)) return false;
            // When it would have been due had the pause not begun.
            ticket::Cycle before = cycle;
            std::erase_if(before.legs, [&](const ticket::Leg& leg) { return leg.from_s >= beat.at_s; });
            before.stop_s.reset();
            const auto due = ticket::reaches(before, cycle.within_s, clocks_.calendar(clock), true);
            return due && *due > beat.at_s && *due - beat.at_s <= kNearDue_s;
          });
        });
        if (near) ++figures.started_near_due;
        if (!story.imported) {
          figures.without_message = figures.without_message.value_or(0);
          if (beat.at_s - replied_s > kMessage_s) ++*figures.without_message;
        }
      }
    }
    waiting = waits;
  }
}

SlaFigures SlaFold::finish() && {
  for (auto& [key, figures] : targets_) {
    figures.share_met = stats::wilson(figures.met, figures.met + figures.breached);
    figures.counted_s = stats::summarise(counted_s_[key]);
    figures_.targets.push_back(std::move(figures));
  }
  return std::move(figures_);
}

SlaComparison compared(SlaFigures before, SlaFigures after, const std::set<std::string>& anew,
                       const std::set<std::string>& targets) {
  SlaComparison all;
  for (const TargetFigures& one : before.targets) {
    if (targets.contains(one.key) && !anew.contains(one.key)) after.targets.push_back(one);
  }
  std::sort(after.targets.begin(), after.targets.end(),
            [](const TargetFigures& a, const TargetFigures& b) { return a.key < b.key; });
  all.before = std::move(before);
  all.after = std::move(after);
  all.worked_out_anew = anew;
  return all;
}

}  // namespace concordat::measure
