// SPDX-License-Identifier: Apache-2.0
#include "agreement/diff.hpp"

#include "app/agreement_files.hpp"
#include "app/workspace.hpp"
#include "operate/present/recorded_agreement.hpp"
#include "base/clock.hpp"
#include "base/json.hpp"
#include "ticket/moves.hpp"
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
  const ticket::Moves moves(before, after, now);
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
