// SPDX-License-Identifier: Apache-2.0
#include "operate/present/ticket_subject.hpp"

#include "ticket/custody.hpp"

#include <charconv>

namespace concordat::operate {
namespace {

using agreement::Rules;
using agreement::Span;

std::vector<Span> open_stretches(const std::string& name, std::span<const record::Entry> entries, Instant at) {
  std::vector<Span> open;
  const auto custody = ticket::custody(name, entries, Instant::from_seconds(at.seconds() + 1));
  for (const ticket::Interval& one : custody.intervals) {
    const Span span{one.from.seconds(), one.to.seconds()};
    if (!open.empty() && open.back().to_s == span.from_s) {
      open.back().to_s = span.to_s;
    } else {
      open.push_back(span);
    }
  }
  return open;
}

}  // namespace

int agreed_level(const std::string& priority, const Rules& rules) {
  int level = 0;
  const char* end = priority.data() + priority.size();
  const auto [read, error] = std::from_chars(priority.data(), end, level);
  const bool good = error == std::errc{} && read == end && level >= 1 && level <= rules.lowest_priority;
  return good ? level : 0;  // a source's own words say nothing to the agreement
}

std::string resolving(const ticket::Ticket& ticket) {
  if (ticket.type == ticket::Type::request) return "fulfil";
  return ticket.type == ticket::Type::change ? "change" : "resolve";
}

agreement::Subject ticket_subject(const ticket::Ticket& ticket, std::span<const record::Entry> entries,
                                  const Rules& rules, Instant at, const PersonKey& key_of) {
  agreement::Subject subject;
  subject.function = rules.takes(ticket.category);
  subject.priority = agreed_level(ticket.priority, rules);
  agreement::TicketFacts facts{ticket.id, open_stretches(ticket.id, entries, at), {}};
  if (!ticket.requester.empty()) {
    facts.done.push_back({key_of(ticket.requester), "requester", ticket.opened()});
  }
  for (const ticket::Happening& one : ticket::in_order(ticket.id, entries)) {
    const bool approved = one.entry->kind == "ticket.approved";
    if (!approved && one.entry->kind != "ticket.resolved") continue;
    facts.done.push_back({key_of(one.entry->actor), approved ? "approve" : resolving(ticket), one.at});
  }
  subject.ticket = std::move(facts);
  return subject;
}

}  // namespace concordat::operate
