// SPDX-License-Identifier: Apache-2.0
#include "app/agreement_ticket.hpp"

#include "app/agreement_files.hpp"
#include "app/workspace.hpp"
#include "ticket/custody.hpp"

#include <charconv>

namespace concordat::app {
namespace {

using agreement::Agreement;
using agreement::Done;
using agreement::Rules;
using agreement::Span;
using agreement::TicketFacts;

using Names = std::unordered_map<std::string, std::string>;

// The key by which the agreement knows somebody, from their random id: by key, else by what they are called. Whoever
// it does not know keeps their name.
std::string person_key(const Agreement& agreement, const Names& names, const std::string& id) {
  const auto found = names.find(id);
  const std::string name = found == names.end() || found->second.empty() ? id : found->second;
  if (agreement.persons.contains(name)) return name;
  for (const auto& [key, person] : agreement.persons) {
    if (person.name == name) return key;
  }
  return name;
}

// What resolving it is called, by its type.
std::string resolving(const ticket::Ticket& ticket) {
  if (ticket.type == ticket::Type::request) return "fulfil";
  return ticket.type == ticket::Type::change ? "change" : "resolve";
}

std::vector<Span> open_stretches(const std::string& name, const std::vector<record::Entry>& entries, Instant at) {
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

int level_of(const std::string& priority, const Rules& rules) {
  int level = 0;
  const char* end = priority.data() + priority.size();
  const auto [read, error] = std::from_chars(priority.data(), end, level);
  const bool good = error == std::errc{} && read == end && level >= 1 && level <= rules.lowest_priority;
  return good ? level : 0;  // a source's own words say nothing to the agreement
}

}  // namespace

Result<agreement::Subject> ticket_subject(const Context& context, const std::string& organisation,
                                          const std::string& ticket, const Agreement& agreement, const Rules& rules,
                                          Instant at, std::vector<std::string> known) {
  auto workspace = open_workspace(context, organisation);
  if (!workspace) return tl::unexpected(workspace.error());
  auto session = workspace->session();
  if (!session) return tl::unexpected(session.error());
  const auto entries = session->entries_of(workspace->organisation, "ticket:" + ticket);
  if (!entries) return tl::unexpected(entries.error());
  if (entries->empty()) {
    const auto tickets = session->ticket_names(workspace->organisation);
    if (tickets) known.insert(known.end(), tickets->begin(), tickets->end());
    return tl::unexpected(unknown_name("function or ticket", ticket, known));
  }
  const auto names = person_names(*session, workspace->organisation);
  if (!names) return tl::unexpected(names.error());

  const ticket::Ticket state = ticket::rebuild(ticket, *entries);
  agreement::Subject subject;
  subject.function = rules.takes(state.category);
  if (subject.function.none()) {
    return fail("no-function", "No function takes the category \"" + state.category + "\" of " + ticket + ".",
                "A function with takes = [\"*\"] takes what no other takes.");
  }
  subject.priority = level_of(state.priority, rules);
  TicketFacts facts{ticket, open_stretches(ticket, *entries, at), {}};
  if (!state.requester.empty()) {
    facts.done.push_back({person_key(agreement, *names, state.requester), "requester", state.opened()});
  }
  for (const ticket::Happening& one : ticket::in_order(ticket, *entries)) {
    if (one.entry->kind != "ticket.resolved") continue;
    facts.done.push_back({person_key(agreement, *names, one.entry->actor), resolving(state), one.at});
  }
  subject.ticket = std::move(facts);
  return subject;
}

}  // namespace concordat::app
