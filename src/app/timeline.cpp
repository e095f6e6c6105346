// SPDX-License-Identifier: Apache-2.0
#include "ticket/timeline.hpp"

#include "app/in_force.hpp"
#include "app/workspace.hpp"
#include "base/clock.hpp"

#include <CLI/App.hpp>

#include <algorithm>
#include <memory>

// `concordat ticket timeline`: a ticket's entries and what its clocks did, in order of time.
namespace concordat::app {
namespace {

struct TimelineQuestion {
  std::string ticket;
  std::string organisation;
  VersionChoice versions;
  std::string at;
};

// An import's story knows what its map says of teams; one that was made here is in its entries.
ticket::Story story_of(const std::string& name, std::span<const record::Entry> entries, ticket::Log& log) {
  const auto words = team_words(log);
  const auto imported = std::find_if(log.tickets.begin(), log.tickets.end(),
                                     [&name](const ticket::History& one) { return one.ticket == name; });
  if (imported != log.tickets.end()) return ticket::story_of(*imported, log.names, words);
  return ticket::story_of(name, entries, log.names);
}

Result<void> answer_timeline(Context& context, const TimelineQuestion& asked) {
  auto workspace = open_workspace(context, asked.organisation);
  if (!workspace) return tl::unexpected(workspace.error());
  auto session = workspace->session();
  if (!session) return tl::unexpected(session.error());
  const auto entries = entries_of_ticket(*session, workspace->organisation, asked.ticket);
  if (!entries) return tl::unexpected(entries.error());
  auto log = session->load_log(workspace->organisation);
  if (!log) return tl::unexpected(log.error());
  const auto zones = read_zones(*session, workspace->organisation, *log);
  if (!zones) return tl::unexpected(zones.error());

  const auto in_force = versions_in_force(asked.versions, *session, workspace->organisation);
  // Without an agreement there are no clocks, and the entries are still there.
  if (!in_force && (in_force.error().code != "no-version" || asked.versions.is_as_if())) {
    return tl::unexpected(in_force.error());
  }
  const calendar::Zone& zone = in_force ? in_force->versions.back().rules->zone : local_zone(*zones, *log);
  Instant at = system_now();
  if (!asked.at.empty()) {
    const auto read = read_time(zone, "--at", asked.at);
    if (!read) return tl::unexpected(read.error());
    at = *read;
  }
  const auto names = person_names(*session, workspace->organisation);
  if (!names) return tl::unexpected(names.error());
  const auto person = [&names](std::string_view id) {
    const auto found = names->find(std::string(id));
    return found == names->end() || found->second.empty() ? std::string(id) : found->second;
  };

  const ticket::Story story = story_of(asked.ticket, *entries, *log);
  std::optional<ticket::Clocks> clocks;
  if (in_force) clocks.emplace(in_force->versions, log->names);
  const auto timeline =
      ticket::timeline(asked.ticket, *entries, clocks ? &*clocks : nullptr, &story, at.seconds(), person);
  answer(context, ticket::to_json(timeline, zone), ticket::to_text(timeline, zone));
  if (!in_force) remark(in_force.error().message + " " + in_force.error().hint);
  return {};
}

}  // namespace

void add_ticket(CLI::App& app, Context& context) {
  auto* ticket = app.add_subcommand("ticket", "A ticket, as its record tells it.");
  ticket->require_subcommand(1);
  ticket->footer("Example: concordat ticket timeline INC0000045 --org Harbour");
  auto* command = ticket->add_subcommand("timeline", "Its entries and what its clocks did, in order of time.");
  command->footer(
      "Example: concordat ticket timeline INC0000045 --org Desk --agreement examples/servicenow/agreement.toml");
  auto asked = std::make_shared<TimelineQuestion>();
  command->add_option("TICKET", asked->ticket, "the ticket's name")->required();
  add_org(*command, asked->organisation);
  add_version_choice(*command, asked->versions);
  command->add_option("--at", asked->at, "as it was at this time (default: now)")->type_name("T");
  command->callback([&context, asked] {
    if (const auto done = answer_timeline(context, *asked); !done) refuse(context, done.error());
  });
}

}  // namespace concordat::app
