// SPDX-License-Identifier: Apache-2.0
#include "measure/sla.hpp"

#include "app/in_force.hpp"
#include "app/terminal.hpp"
#include "base/clock.hpp"

#include <CLI/App.hpp>

#include <memory>
#include <unordered_set>

// `concordat measure sla`: the clocks of every ticket, under the versions that were in force, or as if under one.
namespace concordat::app {
namespace {

struct SlaQuestion {
  std::string organisation;
  VersionChoice versions;
  std::string at;
};

// Tickets that were made here, by commands: their stories are in their entries.
Result<std::vector<ticket::Story>> own_stories(store::Session& session, const store::OrgId& organisation,
                                               ticket::Log& log) {
  std::unordered_set<std::string_view> imported;
  for (const auto& history : log.tickets) imported.insert(history.ticket);
  const auto names = session.ticket_names(organisation);
  if (!names) return tl::unexpected(names.error());
  std::vector<ticket::Story> stories;
  for (const auto& name : *names) {
    if (imported.contains(name)) continue;
    const auto entries = entries_with_merged(session, organisation, name);
    if (!entries) return tl::unexpected(entries.error());
    stories.push_back(ticket::story_of(name, *entries, log.names));
  }
  return stories;
}

Result<void> answer_sla(Context& context, const SlaQuestion& asked) {
  auto workspace = open_workspace(context, asked.organisation);
  if (!workspace) return tl::unexpected(workspace.error());
  auto session = workspace->session();
  if (!session) return tl::unexpected(session.error());
  const auto in_force = versions_in_force(asked.versions, *session, workspace->organisation);
  if (!in_force) return tl::unexpected(in_force.error());
  auto log = session->load_log(workspace->organisation);
  if (!log) return tl::unexpected(log.error());
  const auto words = ticket::team_words(*log);
  const auto own = own_stories(*session, workspace->organisation, *log);
  if (!own) return tl::unexpected(own.error());
  Instant at = system_now();
  if (!asked.at.empty()) {
    const auto read = read_time(in_force->versions.back().rules->zone, "--at", asked.at);
    if (!read) return tl::unexpected(read.error());
    at = *read;
  }

  const ticket::Clocks clocks(in_force->versions, log->names);
  measure::SlaFold fold(clocks, log->names, at);
  for (const auto& history : log->tickets) fold.step(ticket::story_of(history, log->names, words));
  for (const auto& story : *own) fold.step(story);
  auto figures = std::move(fold).finish();
  figures.as_if = asked.versions.is_as_if();
  figures.not_agreed_by = in_force->not_agreed_by;
  answer(context, measure::sla_json(figures), measure::sla_text(figures, terminal_columns()));
  return {};
}

}  // namespace

void add_measure_sla(CLI::App& measure, Context& context) {
  auto* command = measure.add_subcommand("sla", "Whether promises were kept, and whose time it was.");
  command->footer(
      "Example: concordat measure sla --org Harbour\n"
      "         concordat measure sla --org Desk --as-if --agreement examples/servicenow/agreement.toml");
  auto asked = std::make_shared<SlaQuestion>();
  add_org(*command, asked->organisation);
  add_version_choice(*command, asked->versions);
  command->add_option("--at", asked->at, "as it was at this time (default: now)")->type_name("T");
  command->callback([&context, asked] {
    if (const auto done = answer_sla(context, *asked); !done) refuse(context, done.error());
  });
}

}  // namespace concordat::app
