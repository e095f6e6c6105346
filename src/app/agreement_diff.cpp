// SPDX-License-Identifier: Apache-2.0
#include "agreement/diff.hpp"

#include "agreement/decide.hpp"
#include "app/agreement_files.hpp"
#include "app/workspace.hpp"
#include "operate/present/recorded_agreement.hpp"
#include "base/clock.hpp"
#include "base/json.hpp"
#include "ticket/clock.hpp"
#include "ticket/ticket.hpp"

#include <CLI/App.hpp>

#include <memory>

// `concordat agreement diff`: what a new version changes, also for the tickets that are open.
namespace concordat::app {
namespace {

using namespace agreement;

struct DiffQuestion {
  std::vector<std::string> before;
  std::vector<std::string> after;
  std::string organisation;
};

std::string_view activity_of(const ticket::Ticket& ticket) {
  if (ticket.type == ticket::Type::request) return "fulfil";
  return ticket.type == ticket::Type::change ? "change" : "resolve";
}

std::optional<std::string> due_of(const ticket::Clock& clock) {
  const auto& due_s = clock.cycles.back().due_s;
  return due_s ? std::optional(format_instant(Instant::from_seconds(*due_s))) : std::nullopt;
}

// Open tickets under the old rules alone, and as they go on when the new version takes effect.
class Moves {
 public:
  Moves(const Agreement& before, const Agreement& after, Instant now)
      : old_(compile(before)), new_(compile(after)), now_(now) {
    effective_s_ = std::max(new_.effective.seconds(), now.seconds());
  }

  std::optional<TicketMove> of(const std::string& name, std::span<const record::Entry> entries) const {
    const ticket::Ticket ticket = ticket::rebuild(name, entries);
    if (!ticket.is_open()) return std::nullopt;
    TicketMove move;
    move.ticket = name;
    move.holder_from = ticket.holder.team;
    move.holder_to = holder_to(ticket);
    clocks(name, entries, move);
    if (move.holder_from == move.holder_to && move.clocks.empty()) return std::nullopt;
    return move;
  }

 private:
  // A team that the new row names keeps what it has; else the first on duty takes it.
  std::string holder_to(const ticket::Ticket& ticket) const {
    const FunctionId function = new_.takes(ticket.category);
    if (function.none()) return ticket.holder.team;
    Question question;
    question.function = function;
    question.activity = new_.activity(activity_of(ticket));
    question.priority = ticket::priority_level(ticket.priority);
    question.at = Instant::from_seconds(effective_s_);
    Decision decision;
    const CalendarDuty duty(new_);
    decide(new_, question, duty, decision);
    for (const Assigned& one : decision.responsible) {
      if (new_.key(one.holder) == ticket.holder.team) return ticket.holder.team;
    }
    const Holder taker = takes_at(new_, decision, question.at, duty).holder;
    return taker.none() ? std::string{} : std::string(new_.key(taker));
  }

  void clocks(const std::string& name, std::span<const record::Entry> entries, TicketMove& move) const {
    ticket::Names names;
    const auto story = ticket::story_of(name, entries, names);
    const std::int64_t asked_s = effective_s_ + 1;
    const ticket::Clocks then({{kFirstInstant.seconds(), &old_, "old", true}}, names);
    const ticket::Clocks now({{kFirstInstant.seconds(), &old_, "old", true}, {effective_s_, &new_, "new", true}},
                             names);
    std::map<std::string, std::pair<std::optional<std::string>, std::optional<std::string>>> dues;
    std::map<std::string, bool> here;
    for (const auto& clock : then.of(story, asked_s)) {
      if (!clock.cancelled_s && !clock.cycles.back().stop_s) dues[then.target(clock).key].first = due_of(clock);
    }
    for (const auto& clock : now.of(story, asked_s)) {
      if (!clock.cancelled_s && !clock.cycles.back().stop_s) dues[now.target(clock).key].second = due_of(clock);
    }
    for (const auto& [target, due] : dues) {
      if (due.first != due.second) move.clocks.push_back({target, due.first, due.second});
    }
  }

  Rules old_;
  Rules new_;
  Instant now_;
  std::int64_t effective_s_ = 0;
};

Result<void> open_tickets(const Context& context, const DiffQuestion& asked, const Agreement& before,
                          const Agreement& after, Diff& diff, Quantities& quantities) {
  auto workspace = open_workspace(context, asked.organisation);
  if (!workspace) return tl::unexpected(workspace.error());
  auto session = workspace->session();
  if (!session) return tl::unexpected(session.error());
  const auto recorded = operate::read_recorded(*session, workspace->organisation);
  if (!recorded) return tl::unexpected(recorded.error());
  const Instant now = system_now();
  const Date today = calendar::wall_time(after.zone, now).date;
  for (const auto& series : recorded->quantities.names()) {
    if (const auto value = recorded->quantities.at(series, today)) {
      quantities[series] = static_cast<double>(value->value);
    }
  }
  const auto names = session->ticket_names(workspace->organisation);
  if (!names) return tl::unexpected(names.error());
  const Moves moves(before, after, now);
  for (const auto& name : *names) {
    const auto json = session->ticket_json(workspace->organisation, name);
    if (!json || !*json) continue;
    // Most tickets are over: they are told by their row, without folding them again.
    const auto value = parse_json(**json);
    const auto ticket = value ? ticket::ticket_from_json(*value) : tl::unexpected(value.error());
    if (!ticket || !ticket->is_open()) continue;
    const auto entries = session->entries_of(workspace->organisation, "ticket:" + name);
    if (!entries) return tl::unexpected(entries.error());
    if (auto move = moves.of(name, *entries)) diff.tickets.push_back(std::move(*move));
  }
  return {};
}

Result<void> answer_diff(Context& context, const DiffQuestion& asked) {
  store::ZoneSource zones;
  const auto before = whole_agreement(zones, asked.before);
  if (!before) return tl::unexpected(before.error());
  const auto after = whole_agreement(zones, asked.after);
  if (!after) return tl::unexpected(after.error());
  Diff tickets;
  Quantities quantities;
  if (!asked.organisation.empty()) {
    const auto done = open_tickets(context, asked, *before, *after, tickets, quantities);
    if (!done) return done;
  }
  Diff result = diff(&*before, *after, quantities);
  result.tickets = std::move(tickets.tickets);
  answer(context, to_json(result), to_text(result));
  return {};
}

}  // namespace

void add_agreement_diff(CLI::App& agreement, Context& context) {
  auto* command = agreement.add_subcommand("diff", "What a new version changes: hands, rights, promises, prices.");
  command->footer(
      "Example: concordat agreement diff --old harbour.toml --new harbour-2027.toml --org Harbour\n"
      "(--org adds what becomes of open tickets and, with known quantities, of the monthly price)");
  auto asked = std::make_shared<DiffQuestion>();
  command->add_option("--old", asked->before, "the texts of the old version")->required()->type_name("FILE");
  command->add_option("--new", asked->after, "the texts of the new version")->required()->type_name("FILE");
  command->add_option("--org", asked->organisation, "the organisation whose open tickets are looked at")
      ->type_name("NAME");
  command->callback([&context, asked] {
    if (const auto done = answer_diff(context, *asked); !done) refuse(context, done.error());
  });
}

}  // namespace concordat::app
