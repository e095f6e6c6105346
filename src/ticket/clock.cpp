// SPDX-License-Identifier: Apache-2.0
#include "ticket/clock.hpp"

#include "agreement/decide.hpp"
#include "ticket/clock_parts.hpp"

#include <algorithm>
#include <set>

namespace concordat::ticket {

using agreement::FunctionId;
using agreement::PartyId;
using agreement::Rules;

ClockWords::ClockWords(const Rules& rules, const Names& names) : rules_(&rules) {
  for (std::size_t i = 0; i < names.size(); ++i) {
    const std::string& name = names.name(static_cast<std::int32_t>(i));
    by_category_.push_back(rules.takes(name));
    functions_.push_back(rules.function(name));
    parties_.push_back(rules.party(name));
  }
}

FunctionId ClockWords::function_of(const Beat& beat) const {
  const auto known = [](std::int32_t name, const std::vector<FunctionId>& all) {
    return name < 0 || static_cast<std::size_t>(name) >= all.size() ? FunctionId{}
                                                                    : all[static_cast<std::size_t>(name)];
  };
  const FunctionId by_category = known(beat.category, by_category_);
  if (!by_category.none() && by_category != rules_->everything_else) return by_category;
  const FunctionId by_team = known(beat.function, functions_);
  return by_team.none() ? rules_->everything_else : by_team;
}

Clocks::Clocks(std::vector<InForce> versions, const Names& names) : versions_(std::move(versions)) {
  for (const InForce& one : versions_) words_.emplace_back(*one.rules, names);
}

const calendar::Calendar& Clocks::calendar(const Clock& clock) const {
  return versions_[clock.version].rules->calendars[target(clock).clock->calendar.at()];
}

std::vector<Clock> Clocks::of(const Story& story, std::int64_t asked_s) const { return of(story, asked_s, {}); }

std::vector<Clock> Clocks::of(const Story& story, std::int64_t asked_s, std::string_view only) const {
  std::vector<Clock> all;
  const auto every = windows(versions_, words_, story, asked_s);
  // A window may carry on from one before it, so all of that chain are worked out, whichever is asked for.
  std::vector<std::optional<Predecessor>> known(every.size());
  const auto needed = [&](std::size_t index) {
    return std::any_of(every.begin(), every.end(), [&](const Window& one) { return one.after == index; });
  };
  for (std::size_t i = 0; i < every.size(); ++i) {
    const Window& window = every[i];
    const InForce& version = versions_[window.version];
    const bool wanted = only.empty() || version.rules->targets[window.target.at()].key == only;
    if (!wanted && !needed(i)) continue;
    const auto before = window.after ? known[*window.after] : std::nullopt;
    auto clock = clock_of(version, words_[window.version], story, window, before);
    if (!clock) continue;
    const Cycle& last = clock->cycles.back();
    known[i] = Predecessor{last.counted_s, last.within_s, last.start_s};
    if (wanted) all.push_back(std::move(*clock));
  }
  std::stable_sort(all.begin(), all.end(), [](const Clock& a, const Clock& b) {
    return std::pair(a.attached_s, a.target) < std::pair(b.attached_s, b.target);
  });
  return all;
}

std::map<Share, std::int64_t> shares(const Cycle& cycle) {
  std::map<Share, std::int64_t> all;
  for (const Leg& leg : cycle.legs) all[leg.share] += leg.counted_s;
  return all;
}

namespace {

class Events {
 public:
  Events(const Clocks& clocks, const Clock& clock, const Story& story, std::int64_t asked_s)
      : clocks_(clocks), clock_(clock), story_(story), asked_s_(asked_s), rules_(clocks.target(clock)) {}

  std::vector<ClockEvent> run() {
    add({ClockEvent::Kind::attached, clock_.attached_s, 0, 0, {}, 0});
    for (std::size_t i = 0; i < clock_.cycles.size(); ++i) cycle(i);
    if (clock_.cancelled_s && !clock_.cycles.back().stop_s) {
      add({ClockEvent::Kind::cancelled, *clock_.cancelled_s, clock_.cycles.size() - 1, 0, {}, 0});
    }
    std::stable_sort(all_.begin(), all_.end(),
                     [](const ClockEvent& a, const ClockEvent& b) { return a.at_s < b.at_s; });
    return std::move(all_);
  }

 private:
  void add(ClockEvent event) {
    if (event.at_s <= asked_s_) all_.push_back(event);
  }

  // Where the cycle was still going, at the instant at which it had counted so much.
  std::optional<std::int64_t> when(const Cycle& cycle, std::int64_t counted_s) const {
    const auto at_s = reaches(cycle, counted_s, clocks_.calendar(clock_), false);
    if (!at_s || (cycle.stop_s && *at_s >= *cycle.stop_s)) return std::nullopt;
    if (clock_.cancelled_s && *at_s >= *clock_.cancelled_s) return std::nullopt;
    return std::max(*at_s, clock_.attached_s);
  }

  static std::int64_t share_s(std::int64_t within_s, int per_cent) { return (within_s * per_cent + 99) / 100; }

  void cycle(std::size_t index) {
    const Cycle& cycle = clock_.cycles[index];
    for (const int per_cent : rules_.clock->warn) {
      const auto at_s = when(cycle, share_s(cycle.within_s, per_cent));
      if (at_s) add({ClockEvent::Kind::warned, *at_s, index, per_cent, {}, 0});
    }
    if (cycle.breached) {
      add({ClockEvent::Kind::breached, std::max(*cycle.due_s, clock_.attached_s), index, 0, {}, 0});
    }
    pauses(index, cycle);
    ladders(index, cycle);
    if (cycle.stop_s) add({ClockEvent::Kind::stopped, *cycle.stop_s, index, 0, {}, 0});
  }

  // What stood still before the clock attached is no news of it: it is paused from there, if it still is.
  void pause(std::size_t index, std::int64_t from_s, std::int64_t to_s, bool runs_again) {
    if (to_s <= clock_.attached_s) return;
    add({ClockEvent::Kind::paused, std::max(from_s, clock_.attached_s), index, 0, {}, 0});
    if (runs_again) add({ClockEvent::Kind::resumed, to_s, index, 0, {}, 0});
  }

  void pauses(std::size_t index, const Cycle& cycle) {
    std::int64_t counted_to_s = cycle.start_s;
    for (const Leg& leg : cycle.legs) {
      if (leg.from_s > counted_to_s) pause(index, counted_to_s, leg.from_s, true);
      counted_to_s = leg.to_s;
    }
    const std::int64_t end_s = cycle.stop_s ? *cycle.stop_s : clock_.cancelled_s.value_or(asked_s_);
    if (counted_to_s < end_s) pause(index, counted_to_s, end_s, false);
  }

  const Rules& version() const { return *clocks_.versions()[clock_.version].rules; }

  // The target's own, and those of exceptions of functions that it holds for: which of them is climbed is asked at each
  // step's instant.
  void ladders(std::size_t index, const Cycle& cycle) {
    std::set<agreement::LadderId> all = {rules_.clock->ladder};
    for (std::size_t f = 0; f < version().functions.size(); ++f) {
      if (!rules_.of_function(FunctionId{static_cast<std::int32_t>(f)})) continue;
      for (const auto& exception : version().functions[f].exceptions) {
        if (exception.ladder) all.insert(*exception.ladder);
      }
    }
    for (const agreement::LadderId ladder : all) {
      if (!ladder.none()) steps(index, cycle, ladder);
    }
  }

  agreement::LadderId ladder_at(std::int64_t at_s) const {
    const Beat* beat = beat_at(story_, at_s);
    agreement::Question question;
    if (beat != nullptr) question.function = clocks_.words(clock_).function_of(*beat);
    if (question.function.none() || rules_.activities.empty()) return rules_.clock->ladder;
    question.activity = rules_.activities.front();
    question.priority = beat->priority;
    question.at = Instant::from_seconds(at_s);
    return ladder_by_exception(version(), question).value_or(rules_.clock->ladder);
  }

  void steps(std::size_t index, const Cycle& cycle, agreement::LadderId ladder) {
    const Rules& rules = version();
    const auto& steps = rules.ladders[ladder.at()].steps;
    for (std::size_t i = 0; i < steps.size(); ++i) {
      const agreement::StepRules& step = steps[i];
      std::int64_t counted_s = share_s(cycle.within_s, step.at_per_cent);
      if (step.after) {
        counted_s = step.after->seconds;
        if (step.after->working_days != 0) {
          const auto& calendar = clocks_.calendar(clock_);
          const Instant start = Instant::from_seconds(cycle.start_s);
          const auto due = calendar.add_working_days(start, step.after->working_days).at;
          if (!due) continue;
          counted_s = calendar.elapsed_s(start, *due);
        }
      }
      const auto at_s = when(cycle, counted_s);
      if (!at_s || answered(step.until, cycle, *at_s)) continue;
      if (!step.during.none() && !rules.calendars[step.during.at()].open(Instant::from_seconds(*at_s)).open) continue;
      if (ladder_at(*at_s) == ladder) add({ClockEvent::Kind::told, *at_s, index, 0, ladder, i});
    }
  }

  bool answered(const std::string& until, const Cycle& cycle, std::int64_t at_s) const {
    if (until != "acknowledged" && until != "accepted") return false;
    return std::any_of(story_.beats.begin(), story_.beats.end(), [&](const Beat& beat) {
      return beat.acknowledged && beat.at_s >= cycle.start_s && beat.at_s <= at_s;
    });
  }

  const Clocks& clocks_;
  const Clock& clock_;
  const Story& story_;
  std::int64_t asked_s_;
  const agreement::TargetRules& rules_;
  std::vector<ClockEvent> all_;
};

}  // namespace

std::string_view to_word(ClockEvent::Kind kind) {
  constexpr std::string_view kWords[] = {"attached", "paused",   "resumed", "warned",
                                         "told",     "breached", "stopped", "cancelled"};
  return kWords[static_cast<std::size_t>(kind)];
}

std::vector<ClockEvent> events(const Clocks& clocks, const Clock& clock, const Story& story, std::int64_t asked_s) {
  return Events(clocks, clock, story, asked_s).run();
}

}  // namespace concordat::ticket
