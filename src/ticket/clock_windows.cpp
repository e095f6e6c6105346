// SPDX-License-Identifier: Apache-2.0
#include "ticket/clock_parts.hpp"

#include <algorithm>
#include <tuple>

namespace concordat::ticket {
namespace {

using agreement::ActivityId;
using agreement::ClockRules;
using agreement::FunctionId;
using agreement::OnPriorityChange;
using agreement::Rules;
using agreement::TargetId;
using agreement::TargetRules;

// What work of this type needs (agreement README, "What work reaches").
std::span<const std::string_view> needs(Type type) {
  static constexpr std::string_view kIncident[] = {"triage", "resolve"};
  static constexpr std::string_view kRequest[] = {"triage", "fulfil", "approve"};
  static constexpr std::string_view kChange[] = {"triage", "change", "approve"};
  switch (type) {
    case Type::request: return kRequest;
    case Type::change: return kChange;
    default: return kIncident;
  }
}

// What decides which targets hold.
struct Facts {
  std::optional<std::size_t> version;
  FunctionId function;
  Type type = Type::incident;
  std::int32_t priority = 0;
  friend bool operator==(const Facts&, const Facts&) = default;
};

bool same_calendar(const Rules& a, agreement::CalendarId x, const Rules& b, agreement::CalendarId y) {
  if (x.none() || y.none()) return x.none() == y.none();
  const auto one = a.calendars[x.at()].intervals();
  const auto other = b.calendars[y.at()].intervals();
  return std::equal(one.begin(), one.end(), other.begin(), other.end());
}

// Whether the new version's target promises the same, so that its clock just goes on.
bool same_promise(const Rules& a, const TargetRules& x, const Rules& b, const TargetRules& y) {
  const ClockRules& one = *x.clock;
  const ClockRules& other = *y.clock;
  const auto party = [](const Rules& rules, agreement::PartyId id) {
    return id.none() ? std::string_view{} : std::string_view(rules.parties[id.at()].key);
  };
  return x.kind == y.kind && party(a, x.obligor) == party(b, y.obligor) && one.metric == other.metric &&
         one.within == other.within && one.pause == other.pause && one.on_reopen == other.on_reopen &&
         same_calendar(a, one.calendar, b, other.calendar);
}

Window::Begin begin_of(OnPriorityChange policy) {
  switch (policy) {
    case OnPriorityChange::retroactive: return Window::Begin::retroactive;
    case OnPriorityChange::retroactive_ignore_pauses: return Window::Begin::retroactive_ignore_pauses;
    case OnPriorityChange::fresh: return Window::Begin::fresh;
    case OnPriorityChange::fraction: return Window::Begin::fraction;
    default: return Window::Begin::carry;
  }
}

class Windows {
 public:
  Windows(const std::vector<InForce>& versions, const std::vector<ClockWords>& words, const Story& story,
          std::int64_t asked_s)
      : versions_(versions), words_(words), story_(story), asked_s_(asked_s) {}

  std::vector<Window> run() {
    std::size_t version = 0;
    for (std::size_t i = 0; i < story_.beats.size(); ++i) {
      const Beat& beat = story_.beats[i];
      if (beat.at_s > asked_s_) break;
      const std::int64_t next_s = i + 1 < story_.beats.size() ? story_.beats[i + 1].at_s : asked_s_;
      look(beat, beat.at_s, i == 0);
      // Versions that come into force while nothing happens.
      while (version < versions_.size() && versions_[version].from_s <= beat.at_s) ++version;
      for (; version < versions_.size() && versions_[version].from_s < std::min(next_s, asked_s_); ++version) {
        look(beat, versions_[version].from_s, false);
      }
    }
    for (Window& one : all_) {
      if (!one.closed) one.to_s = asked_s_;
    }
    return std::move(all_);
  }

 private:
  std::optional<std::size_t> version_at(std::int64_t at_s) const {
    const auto after = std::partition_point(versions_.begin(), versions_.end(),
                                            [&](const InForce& one) { return one.from_s <= at_s; });
    if (after == versions_.begin()) return std::nullopt;
    return static_cast<std::size_t>(after - versions_.begin()) - 1;
  }

  void look(const Beat& beat, std::int64_t at_s, bool opening) {
    if (beat.phase == Phase::cancelled) {
      for (const std::size_t one : open_) close(one, at_s, false);
      open_.clear();
      facts_.reset();
      return;
    }
    // What is done is done: what a closed ticket is relabelled as starts and ends nothing.
    if (beat.phase != Phase::open && facts_) return;
    Facts facts;
    facts.version = version_at(at_s);
    if (facts.version) facts.function = words_[*facts.version].function_of(beat);
    facts.type = beat.type;
    facts.priority = beat.priority;
    if (facts_ && facts == *facts_) return;
    change(facts, at_s, opening);
    facts_ = facts;
  }

  std::vector<TargetId> holding(const Facts& facts) const {
    std::vector<TargetId> all;
    if (!facts.version || facts.function.none()) return all;
    const Rules& rules = *versions_[*facts.version].rules;
    for (const auto need : needs(facts.type)) {
      const ActivityId activity = rules.activity(need);
      for (const TargetId target : rules.cell(facts.function, activity).targets) {
        if (rules.targets[target.at()].filter.admits(facts.priority, {}, {})) all.push_back(target);
      }
    }
    std::sort(all.begin(), all.end());
    all.erase(std::unique(all.begin(), all.end()), all.end());
    return all;
  }

  void close(std::size_t index, std::int64_t at_s, bool taken_over) {
    all_[index].closed = true;
    all_[index].to_s = at_s;
    all_[index].taken_over = taken_over;
  }

  void change(const Facts& facts, std::int64_t at_s, bool opening) {
    auto begin = holding(facts);
    std::vector<std::size_t> going;
    std::vector<std::size_t> ended;
    for (const std::size_t index : open_) {
      const Window& one = all_[index];
      const auto goes_on = std::find_if(begin.begin(), begin.end(), [&](TargetId target) {
        const Rules& now = *versions_[*facts.version].rules;
        const Rules& then = *versions_[one.version].rules;
        const TargetRules& new_rules = now.targets[target.at()];
        const TargetRules& old_rules = then.targets[one.target.at()];
        return new_rules.key == old_rules.key && (&now == &then || same_promise(then, old_rules, now, new_rules));
      });
      if (goes_on == begin.end()) {
        ended.push_back(index);
      } else {
        begin.erase(goes_on);
        going.push_back(index);
      }
    }
    for (const std::size_t index : ended) close(index, at_s, false);
    const bool by_version = facts_ && facts_->version != facts.version;
    for (const TargetId target : begin) {
      Window window;
      window.version = *facts.version;
      window.target = target;
      window.from_s = at_s;
      const TargetRules& rules = versions_[window.version].rules->targets[target.at()];
      window.after = predecessor(rules, ended, by_version);
      if (window.after) all_[*window.after].taken_over = true;
      if (opening) {
        window.begin = Window::Begin::opening;
      } else if (by_version || !facts_) {
        // What a new version changes counts from then on; what was counted before it stays counted.
        window.begin = window.after ? Window::Begin::carry : Window::Begin::fresh;
        if (!facts_ && !by_version) window.begin = Window::Begin::retroactive;  // after it was cancelled and reopened
      } else {
        window.begin = begin_of(rules.clock->on_priority_change);
      }
      going.push_back(all_.size());
      all_.push_back(window);
    }
    open_ = std::move(going);
  }

  // The window that ended here and timed the same thing for the same party: by a version, under the same key.
  std::optional<std::size_t> predecessor(const TargetRules& rules, const std::vector<std::size_t>& ended,
                                         bool by_version) const {
    for (const std::size_t index : ended) {
      const TargetRules& old = versions_[all_[index].version].rules->targets[all_[index].target.at()];
      const auto& old_party = old.obligor;
      const bool same_key = old.key == rules.key;
      const bool same_thing = old.kind == rules.kind && old.clock->metric == rules.clock->metric &&
                              (by_version || old_party == rules.obligor);
      if (by_version ? same_key : same_thing) return index;
    }
    return std::nullopt;
  }

  const std::vector<InForce>& versions_;
  const std::vector<ClockWords>& words_;
  const Story& story_;
  std::int64_t asked_s_;
  std::optional<Facts> facts_;
  std::vector<Window> all_;
  std::vector<std::size_t> open_;
};

}  // namespace

std::vector<Window> windows(const std::vector<InForce>& versions, const std::vector<ClockWords>& words,
                            const Story& story, std::int64_t asked_s) {
  return Windows(versions, words, story, asked_s).run();
}

}  // namespace concordat::ticket
