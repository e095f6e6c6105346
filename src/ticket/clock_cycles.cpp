// SPDX-License-Identifier: Apache-2.0
#include "ticket/clock_parts.hpp"

#include <algorithm>

namespace concordat::ticket {
namespace {

using agreement::ClockRules;
using agreement::Metric;
using agreement::OnReopen;
using agreement::TargetKind;
using agreement::TargetRules;
using calendar::Calendar;

Instant at(std::int64_t s) { return Instant::from_seconds(s); }

class Cycles {
 public:
  Cycles(const InForce& version, const ClockWords& words, const Story& story, const Window& window)
      : rules_(version.rules->targets[window.target.at()]),
        clock_(*rules_.clock),
        calendar_(version.rules->calendars[clock_.calendar.at()]),
        words_(words),
        story_(story),
        window_(window) {}

  std::vector<Cycle> run(const std::optional<Predecessor>& before) {
    start_s_ = window_.from_s;
    if (window_.begin == Window::Begin::retroactive || window_.begin == Window::Begin::retroactive_ignore_pauses) {
      start_s_ = story_.opened_s();
    }
    const bool fresh = start_s_ > story_.opened_s();
    if (fresh && one_shot() && happened_before()) return {};
    // A ticket that was raised and resolved within a second had its clock, and it was met.
    const Beat* first = fresh ? beat_at(story_, start_s_) : story_.beats.data();
    if (first == nullptr) return {};
    if (clock_.metric != Metric::approval && clock_.metric != Metric::handoff_accept && first->phase == Phase::open) {
      begin(start_s_, before);
    }
    auto beat = static_cast<std::size_t>(first - story_.beats.data());
    if (!fresh) {
      // Of several happenings in the first second, each is looked at.
      beat = 0;
      happen(story_.beats[0]);
    }
    std::int64_t from_s = start_s_;
    for (;; ++beat) {
      const Beat& now = story_.beats[beat];
      const bool last = beat + 1 == story_.beats.size() || story_.beats[beat + 1].at_s > window_.to_s;
      const std::int64_t to_s = last ? window_.to_s : story_.beats[beat + 1].at_s;
      count(now, from_s, std::max(from_s, to_s));
      if (last) break;
      from_s = std::max(from_s, to_s);
      happen(story_.beats[beat + 1]);
    }
    finish();
    return std::move(cycles_);
  }

 private:
  // Something that happens once in a ticket's life.
  bool one_shot() const { return clock_.metric == Metric::acknowledge || clock_.metric == Metric::first_response; }

  bool happened_before() const {
    return std::any_of(story_.beats.begin(), story_.beats.end(), [&](const Beat& beat) {
      return beat.at_s < start_s_ && stops(beat) && beat.phase == Phase::open;
    });
  }

  bool obligor_has(const Beat& beat) const {
    // What a supplier underpins is counted while it is waited for; a team's own part is not.
    const bool works = beat.with == Custodian::Kind::team ||
                       (rules_.kind == TargetKind::uc && beat.with == Custodian::Kind::third_party);
    return works && !rules_.obligor.none() && words_.party_of(beat.party) == rules_.obligor;
  }

  // An OLA or underpinning contract counts only what its party had in hand; an SLA counts whoever had it. Whoever is
  // asked to accept or to approve has the question in hand, whoever has the ticket.
  bool counts_holder(const Beat& beat) const {
    const bool asked = clock_.metric == Metric::handoff_accept || clock_.metric == Metric::approval;
    if (rules_.kind == TargetKind::sla || asked) return true;
    return obligor_has(beat);
  }

  bool stops(const Beat& beat) const {
    if (beat.phase != Phase::open) return true;
    switch (clock_.metric) {
      case Metric::acknowledge: return beat.acknowledged && counts_holder(beat);
      case Metric::first_response:
      case Metric::update: return beat.replied && counts_holder(beat);
      case Metric::approval: return beat.approval_given;
      case Metric::handoff_accept: return beat.offer_answered;
      default: return false;
    }
  }

  bool starts(const Beat& beat) const {
    if (beat.phase != Phase::open) return false;
    switch (clock_.metric) {
      case Metric::update: return beat.replied && counts_holder(beat);
      case Metric::approval: return beat.approval_asked;
      case Metric::handoff_accept:
        return beat.offered_team >= 0 && words_.party_of(beat.offered_party) == rules_.obligor;
      default: return false;
    }
  }

  void begin(std::int64_t start_s, const std::optional<Predecessor>& before = std::nullopt) {
    Cycle cycle;
    cycle.start_s = start_s;
    const Duration& within = clock_.within;
    cycle.within_s = within.working_days == 0 ? within.seconds : due_of_days(start_s).transform_or(calendar_, start_s);
    if (before && window_.begin == Window::Begin::carry) cycle.carried_s = before->counted_s;
    if (before && window_.begin == Window::Begin::fraction && before->within_s > 0) {
      cycle.carried_s = before->counted_s * cycle.within_s / before->within_s;
    }
    cycle.counted_s = cycle.carried_s;
    cycles_.push_back(std::move(cycle));
    live_ = true;
  }

  struct DueOfDays {
    std::optional<Instant> at;
    // The open time until then; nothing where it never comes.
    std::int64_t transform_or(const Calendar& calendar, std::int64_t start_s) const {
      return at ? calendar.elapsed_s(Instant::from_seconds(start_s), *at) : 0;
    }
  };
  DueOfDays due_of_days(std::int64_t start_s) const {
    return {calendar_.add_working_days(at(start_s), clock_.within.working_days).at};
  }

  // Order within one instant: stop, then pause, then start.
  void happen(const Beat& beat) {
    if (live_ && stops(beat)) {
      cycles_.back().stop_s = beat.at_s;
      live_ = false;
    } else if (!live_ && !cycles_.empty() && beat.phase == Phase::open && stopped_by_end_) {
      reopen(beat);
    }
    if (beat.phase != Phase::open) {
      stopped_by_end_ = stopped_by_end_ || (!cycles_.empty() && cycles_.back().stop_s == beat.at_s);
    } else {
      stopped_by_end_ = false;
    }
    if (!live_ && starts(beat)) begin(beat.at_s);
  }

  void reopen(const Beat& beat) {
    Cycle& cycle = cycles_.back();
    switch (clock_.metric) {
      case Metric::acknowledge:
      case Metric::first_response: return;  // it was answered by then
      case Metric::update: return begin(beat.at_s);
      case Metric::resolution: break;
      default: return;
    }
    if (clock_.on_reopen == OnReopen::first_only) return;
    cycle.reopened = true;
    if (clock_.on_reopen == OnReopen::new_cycle) return begin(beat.at_s);
    if (clock_.on_reopen == OnReopen::continuous) {
      add({*cycle.stop_s, beat.at_s, 0, {Custodian::Kind::resolved, Names::kNone, Names::kNone}});
    }
    cycle.stop_s.reset();
    live_ = true;
  }

  void count(const Beat& beat, std::int64_t from_s, std::int64_t to_s) {
    if (!live_) return;
    Cycle& cycle = cycles_.back();
    const bool ignore = window_.begin == Window::Begin::retroactive_ignore_pauses && from_s < window_.from_s;
    const bool waits = beat.waiting_on && clock_.pauses(*beat.waiting_on) && !ignore;
    cycle.paused = waits || !counts_holder(beat);
    if (cycle.paused || from_s >= to_s) return;
    // Pauses are ignored only until the target began to hold.
    add({from_s, to_s, 0, share_of(beat)});
  }

  void add(Leg leg) {
    Cycle& cycle = cycles_.back();
    leg.counted_s = calendar_.elapsed_s(at(leg.from_s), at(leg.to_s));
    cycle.counted_s += leg.counted_s;
    Leg* last = cycle.legs.empty() ? nullptr : &cycle.legs.back();
    if (last != nullptr && last->to_s == leg.from_s && last->share == leg.share) {
      last->to_s = leg.to_s;
      last->counted_s += leg.counted_s;
    } else {
      cycle.legs.push_back(leg);
    }
  }

  void finish() {
    // What had stopped when the target began to hold was never this clock's.
    if (window_.begin != Window::Begin::opening) {
      std::erase_if(cycles_, [&](const Cycle& cycle) { return cycle.stop_s && *cycle.stop_s <= window_.from_s; });
    }
    for (Cycle& cycle : cycles_) finish(cycle);
  }

  void finish(Cycle& cycle) {
    const bool open_ended = !cycle.stop_s && !window_.closed;
    if (clock_.within.working_days == 0) {
      cycle.due_s = reaches(cycle, cycle.within_s, calendar_, false);
      cycle.reached = cycle.due_s.has_value();
      if (!cycle.reached && open_ended) cycle.due_s = projected(cycle);
    } else {
      cycle.due_s = due_of_days(cycle);
      cycle.reached = cycle.due_s && *cycle.due_s <= cycle.stop_s.value_or(window_.to_s) && !cycle.paused;
      if (!cycle.reached && !open_ended) cycle.due_s.reset();
    }
    if (!cycle.reached) return;
    const std::int64_t end_s = cycle.stop_s.value_or(window_.to_s);
    cycle.breached = end_s > *cycle.due_s;
    if (!cycle.breached) return;
    cycle.breached_at_attach = window_.begin != Window::Begin::opening && *cycle.due_s <= window_.from_s;
    for (const Leg& leg : cycle.legs) {
      const std::int64_t from_s = std::max(leg.from_s, *cycle.due_s);
      if (from_s < leg.to_s) cycle.overrun_s += calendar_.elapsed_s(at(from_s), at(leg.to_s));
    }
    if (const Beat* beat = beat_at(story_, *cycle.due_s)) cycle.at_breach = share_of(*beat);
  }

  // As if a present pause ended at the instant asked.
  std::optional<std::int64_t> projected(const Cycle& cycle) const {
    const auto due = calendar_.add(at(std::max(window_.to_s, cycle.start_s)), cycle.within_s - cycle.counted_s).at;
    return due ? std::optional(due->seconds()) : std::nullopt;
  }

  // Working days end at the same wall time; what was open while the clock stood still is added.
  std::optional<std::int64_t> due_of_days(const Cycle& cycle) const {
    auto due = calendar_.add_working_days(at(cycle.start_s), clock_.within.working_days).at;
    std::int64_t from_s = cycle.start_s;
    const auto stood_still = [&](std::int64_t to_s) {
      if (!due || from_s >= to_s || at(from_s) >= *due) return;
      due = calendar_.add(*due, calendar_.elapsed_s(at(from_s), at(to_s))).at;
    };
    for (const Leg& leg : cycle.legs) {
      stood_still(leg.from_s);
      from_s = leg.to_s;
    }
    stood_still(cycle.stop_s.value_or(window_.to_s));
    return due ? std::optional(due->seconds()) : std::nullopt;
  }

  const TargetRules& rules_;
  const ClockRules& clock_;
  const Calendar& calendar_;
  const ClockWords& words_;
  const Story& story_;
  const Window& window_;
  std::int64_t start_s_ = 0;
  std::vector<Cycle> cycles_;
  bool live_ = false;
  bool stopped_by_end_ = false;  // the last cycle stopped because the ticket was resolved or closed
};

}  // namespace

Share share_of(const Beat& beat) {
  if (beat.with == Custodian::Kind::team) return {beat.with, beat.party, beat.team};
  if (beat.with == Custodian::Kind::third_party) return {beat.with, beat.party, Names::kNone};
  return {beat.with, Names::kNone, Names::kNone};
}

const Beat* beat_at(const Story& story, std::int64_t at_s) {
  const auto after =
      std::partition_point(story.beats.begin(), story.beats.end(), [&](const Beat& beat) { return beat.at_s <= at_s; });
  return after == story.beats.begin() ? nullptr : &*(after - 1);
}

std::optional<std::int64_t> reaches(const Cycle& cycle, std::int64_t counted_s, const Calendar& calendar,
                                    bool project) {
  if (counted_s <= cycle.carried_s) return cycle.start_s;
  std::int64_t left_s = counted_s - cycle.carried_s;
  std::int64_t last_s = cycle.start_s;
  for (const Leg& leg : cycle.legs) {
    if (left_s <= leg.counted_s) {
      const auto reached = calendar.add(at(leg.from_s), left_s).at;
      return reached ? std::optional(reached->seconds()) : std::nullopt;
    }
    left_s -= leg.counted_s;
    last_s = leg.to_s;
  }
  if (!project || cycle.stop_s) return std::nullopt;
  const auto reached = calendar.add(at(last_s), left_s).at;
  return reached ? std::optional(reached->seconds()) : std::nullopt;
}

std::optional<Clock> clock_of(const InForce& version, const ClockWords& words, const Story& story, const Window& window,
                              const std::optional<Predecessor>& predecessor) {
  const TargetRules& rules = version.rules->targets[window.target.at()];
  if (rules.clock->calendar.none()) return std::nullopt;
  Clock clock;
  clock.version = window.version;
  clock.target = window.target;
  clock.attached_s = window.from_s;
  if (window.closed) clock.cancelled_s = window.to_s;
  clock.taken_over = window.taken_over;
  clock.cycles = Cycles(version, words, story, window).run(predecessor);
  if (clock.cycles.empty()) return std::nullopt;
  return clock;
}

}  // namespace concordat::ticket
