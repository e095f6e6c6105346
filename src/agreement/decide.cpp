// SPDX-License-Identifier: Apache-2.0
#include "agreement/decide.hpp"

#include <algorithm>

namespace concordat::agreement {
namespace {

bool holds(const Rules& rules, const ExceptionRules& one, const Question& question) {
  if (!one.filter.admits(question.priority, question.site, question.class_)) return false;
  if (!one.during.none() && !rules.calendars[one.during.at()].open(question.at).open) return false;
  if (!one.outside.none() && rules.calendars[one.outside.at()].open(question.at).open) return false;
  return true;
}

// Keeps the order in which exceptions are applied; the lists are short.
void note(std::vector<const ExceptionRules*>& all, const ExceptionRules& one) {
  if (std::find(all.begin(), all.end(), &one) == all.end()) all.push_back(&one);
}

// What stands in the row, as its exceptions change it at this instant.
struct InRow {
  const std::vector<Assigned>* assigned = nullptr;
  const std::vector<Told>* consulted = nullptr;
  const std::vector<Told>* informed = nullptr;
};

InRow who(const Rules& rules, const CellRules& cell, const Question& question,
          std::vector<const ExceptionRules*>* applied) {
  InRow who;
  if (cell.row == nullptr) return who;
  const FunctionRules& function = rules.functions[cell.row->function.at()];
  who = {&cell.row->assigned, &function.consulted, &function.informed};
  for (const ExceptionRules* one : cell.who) {
    if (!holds(rules, *one, question)) continue;
    if (one->does) who.assigned = &*one->does;
    if (one->consulted) who.consulted = &*one->consulted;
    if (one->informed) who.informed = &*one->informed;
    if (applied != nullptr) note(*applied, *one);
  }
  return who;
}

bool on_duty(const Holder& holder, Instant at, const Duty& duty) {
  return holder.team.none() || duty.on(holder.team, at);  // a role has no hours
}

// The first that is in and whose party's contract runs.
Holder first_on_duty(const Rules& rules, const CellRules& cell, const Question& question, const Duty& duty) {
  const InRow found = who(rules, cell, question, nullptr);
  if (found.assigned == nullptr) return {};
  const std::int64_t at_s = question.at.seconds();
  for (const Assigned& one : *found.assigned) {
    if (rules.under_contract(one.holder, at_s) && on_duty(one.holder, question.at, duty)) return one.holder;
  }
  return {};
}

void earlier(std::optional<Instant>& best, std::optional<Instant> other) {
  if (other && (!best || *other < *best)) best = other;
}

void contract_change(const Rules& rules, const Holder& holder, Instant at, std::optional<Instant>& best) {
  const auto add = [&](PartyId party) {
    if (party.none()) return;
    for (const std::int64_t edge : rules.parties[party.at()].edges_s()) {
      if (edge < kForEver.to_s && Instant::from_seconds(edge) > at) earlier(best, Instant::from_seconds(edge));
    }
  };
  if (!holder.team.none()) {
    for (const PartyId party : rules.teams[holder.team.at()].parties) add(party);
  } else if (!holder.role.none()) {
    add(rules.roles[holder.role.at()].party);
  }
}

// The next instant at which first_on_duty() may be another. Whoever comes after the one that is in cannot change it.
std::optional<Instant> next_edge(const Rules& rules, const CellRules& cell, const Question& question,
                                 const Holder& on_duty, const Duty& duty) {
  std::optional<Instant> best;
  const Instant at = question.at;
  const InRow found = who(rules, cell, question, nullptr);
  for (const Assigned& one : *found.assigned) {
    contract_change(rules, one.holder, at, best);
    if (!one.holder.team.none()) earlier(best, duty.next_change(one.holder.team, at));
    if (one.holder == on_duty) break;
  }
  for (const ExceptionRules* one : cell.who) {
    if (!one->does || !one->filter.admits(question.priority, question.site, question.class_)) continue;
    if (!one->during.none()) earlier(best, rules.calendars[one->during.at()].open(at).until);
    if (!one->outside.none()) earlier(best, rules.calendars[one->outside.at()].open(at).until);
  }
  return best;
}

}  // namespace

bool CalendarDuty::on(TeamId team, Instant at) const {
  const CalendarId duty = rules_.teams[team.at()].duty;
  return duty.none() || rules_.calendars[duty.at()].open(at).open;
}

std::optional<Instant> CalendarDuty::next_change(TeamId team, Instant at) const {
  const CalendarId duty = rules_.teams[team.at()].duty;
  return duty.none() ? std::nullopt : rules_.calendars[duty.at()].open(at).until;
}

EnteredDuty::EnteredDuty(const Rules& rules, std::vector<Presence> entered)
    : calendars_(rules), entered_(rules.teams.size()) {
  for (Presence& one : entered) {
    if (!one.team.none() && one.team.at() < entered_.size()) entered_[one.team.at()].push_back(one);
  }
}

bool EnteredDuty::on(TeamId team, Instant at) const {
  const auto& all = entered_[team.at()];
  for (auto one = all.rbegin(); one != all.rend(); ++one) {
    if (one->time.has(at.seconds())) return one->present;
  }
  return calendars_.on(team, at);
}

std::optional<Instant> EnteredDuty::next_change(TeamId team, Instant at) const {
  const bool now = on(team, at);
  for (;;) {
    std::optional<Instant> next = calendars_.next_change(team, at);
    for (const Presence& one : entered_[team.at()]) {
      for (const std::int64_t edge : {one.time.from_s, one.time.to_s}) {
        if (Instant::from_seconds(edge) > at) earlier(next, Instant::from_seconds(edge));
      }
    }
    if (!next || on(team, *next) != now) return next;
    at = *next;
  }
}

void decide(const Rules& rules, const Question& question, const Duty& duty, Decision& decision) {
  const CellRules& cell = rules.cell(question.function, question.activity);
  const FunctionRules& function = rules.functions[question.function.at()];
  const std::int64_t at_s = question.at.seconds();
  decision.row = cell.row;
  decision.exceptions.clear();
  decision.responsible.clear();
  decision.targets.clear();
  decision.prices.clear();
  decision.consulted.clear();
  decision.informed.clear();
  decision.on_duty = -1;

  const InRow found = who(rules, cell, question, &decision.exceptions);
  if (found.assigned != nullptr) {
    for (const Assigned& one : *found.assigned) {
      if (!rules.under_contract(one.holder, at_s)) continue;
      if (decision.on_duty < 0 && on_duty(one.holder, question.at, duty)) {
        decision.on_duty = static_cast<std::int32_t>(decision.responsible.size());
      }
      decision.responsible.push_back(one);
    }
    decision.consulted.assign(found.consulted->begin(), found.consulted->end());
    decision.informed.assign(found.informed->begin(), found.informed->end());
  }

  decision.accountable = function.accountable;
  decision.owner = function.owner;
  decision.ladder = {};
  bool ladder_set = false;
  for (const ExceptionRules* one : cell.what) {
    if (!holds(rules, *one, question)) continue;
    if (one->accountable) decision.accountable = *one->accountable;
    if (one->owner) decision.owner = *one->owner;
    if (one->ladder) decision.ladder = *one->ladder;
    ladder_set = ladder_set || one->ladder.has_value();
    note(decision.exceptions, *one);
  }
  if (!decision.accountable.none() && !rules.under_contract(Holder{{}, decision.accountable}, at_s)) {
    decision.accountable = {};
  }

  for (const TargetId target : cell.targets) {
    const TargetRules& one = rules.targets[target.at()];
    if (!one.filter.admits(question.priority, question.site, question.class_)) continue;
    decision.targets.push_back(target);
    if (!ladder_set && decision.ladder.none()) decision.ladder = one.clock->ladder;
  }
  for (std::size_t i = 0; i < rules.prices.size(); ++i) {
    const PriceRules& price = rules.prices[i];
    const bool hours =
        !price.hours_of.none() && std::any_of(decision.responsible.begin(), decision.responsible.end(),
                                              [&](const Assigned& a) { return a.holder.team == price.hours_of; });
    const bool credit = !price.target.none() && std::find(decision.targets.begin(), decision.targets.end(),
                                                          price.target) != decision.targets.end();
    if (hours || credit) decision.prices.push_back(PriceId{static_cast<std::int32_t>(i)});
  }
}

std::optional<LadderId> ladder_by_exception(const Rules& rules, const Question& question) {
  std::optional<LadderId> ladder;
  for (const ExceptionRules* one : rules.cell(question.function, question.activity).what) {
    if (one->ladder && holds(rules, *one, question)) ladder = one->ladder;
  }
  return ladder;
}

Outlook outlook(const Rules& rules, const Question& question, const Duty& duty) {
  Outlook outlook;
  const CellRules& cell = rules.cell(question.function, question.activity);
  if (cell.row == nullptr) return outlook;
  outlook.on_duty = first_on_duty(rules, cell, question, duty);
  Question later = question;
  Holder holder = outlook.on_duty;
  while (const auto edge = next_edge(rules, cell, later, holder, duty)) {
    if (*edge > calendar::kLast) break;
    later.at = *edge;
    const Holder now = first_on_duty(rules, cell, later, duty);
    if (now == holder) continue;
    if (!outlook.until) outlook.until = later.at;
    holder = now;
    if (now.none()) continue;
    outlook.next = now;
    outlook.next_from = later.at;
    break;
  }
  return outlook;
}

Taking takes_at(const Rules& rules, const Decision& decision, Instant from, const Duty& duty) {
  if (decision.responsible.empty()) return {};
  for (const Assigned& one : decision.responsible) {
    if (on_duty(one.holder, from, duty)) return {one.holder, from};
  }
  const Holder& first = decision.responsible.front().holder;
  std::optional<Instant> opens = duty.next_change(first.team, from);
  if (opens && !rules.under_contract(first, opens->seconds())) opens.reset();
  return {first, opens};
}

}  // namespace concordat::agreement
