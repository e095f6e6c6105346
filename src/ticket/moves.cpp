// SPDX-License-Identifier: Apache-2.0
#include "ticket/moves.hpp"

#include "agreement/decide.hpp"
#include "ticket/clock.hpp"
#include "ticket/priority.hpp"
#include "ticket/ticket.hpp"

#include <algorithm>
#include <map>

namespace concordat::ticket {
namespace {

using namespace agreement;

std::string_view activity_that_ends(const Ticket& ticket) {
  if (ticket.type == Type::request) return "fulfil";
  return ticket.type == Type::change ? "change" : "resolve";
}

std::optional<std::string> last_due_of(const Clock& clock) {
  const auto& due_s = clock.cycles.back().due_s;
  return due_s ? std::optional(format_instant(Instant::from_seconds(*due_s))) : std::nullopt;
}

}  // namespace

Moves::Moves(const Agreement& before, const Agreement& after, Instant now)
    : old_(compile(before)), new_(compile(after)) {
  effective_s_ = std::max(new_.effective.seconds(), now.seconds());
}

std::optional<TicketMove> Moves::of(const std::string& name, std::span<const record::Entry> entries) const {
  const Ticket ticket = rebuild(name, entries);
  if (!ticket.is_open()) return std::nullopt;
  TicketMove move;
  move.ticket = name;
  move.holder_from = ticket.holder.team;
  move.holder_to = holder_to(ticket);
  clocks(name, entries, move);
  if (move.holder_from == move.holder_to && move.clocks.empty()) return std::nullopt;
  return move;
}

// A team that the new row names keeps what it has; else the first on duty takes it.
std::string Moves::holder_to(const Ticket& ticket) const {
  const FunctionId function = new_.takes(ticket.category);
  if (function.none()) return ticket.holder.team;
  Question question;
  question.function = function;
  question.activity = new_.activity(activity_that_ends(ticket));
  question.priority = priority_level(ticket.priority);
  question.at = Instant::from_seconds(effective_s_);
  Decision decision;
  const CalendarDuty duty(new_);
  decide(new_, question, duty, decision);
  for (const Assigned& one : decision.responsible) {
    if (new_.key(one.holder) == ticket.holder.team) return ticket.holder.team;
  }
  const agreement::Holder taker = takes_at(new_, decision, question.at, duty).holder;
  return taker.none() ? std::string{} : std::string(new_.key(taker));
}

void Moves::clocks(const std::string& name, std::span<const record::Entry> entries, TicketMove& move) const {
  Names names;
  const auto story = story_of(name, entries, names);
  const std::int64_t asked_s = effective_s_ + 1;
  const Clocks then({{kFirstInstant.seconds(), &old_, "old", true}}, names);
  const Clocks now({{kFirstInstant.seconds(), &old_, "old", true}, {effective_s_, &new_, "new", true}}, names);
  std::map<std::string, std::pair<std::optional<std::string>, std::optional<std::string>>> dues;
  for (const auto& clock : then.of(story, asked_s)) {
    if (!clock.cancelled_s && !clock.cycles.back().stop_s) dues[then.target(clock).key].first = last_due_of(clock);
  }
  for (const auto& clock : now.of(story, asked_s)) {
    if (!clock.cancelled_s && !clock.cycles.back().stop_s) dues[now.target(clock).key].second = last_due_of(clock);
  }
  for (const auto& [target, due] : dues) {
    if (due.first != due.second) move.clocks.push_back({target, due.first, due.second});
  }
}

}  // namespace concordat::ticket
