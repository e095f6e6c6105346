// SPDX-License-Identifier: Apache-2.0
#include "measure/sla.hpp"

#include "app/agreement_files.hpp"
#include "app/terminal.hpp"
#include "app/versions.hpp"
#include "base/clock.hpp"

#include <CLI/App.hpp>

#include <deque>
#include <memory>
#include <unordered_set>

// `concordat measure sla`: the clocks of every ticket, under the versions that were in force, or as if under one.
namespace concordat::app {
namespace {

struct Asked {
  std::string organisation;
  bool as_if = false;
  std::vector<std::string> files;  // instead of the record's own
  std::string at;
};

struct InForce {
  std::deque<agreement::Rules> rules;
  std::vector<ticket::InForce> versions;
  std::vector<std::string> not_agreed_by;
};

Result<void> add(InForce& all, const agreement::Agreement& agreement, std::int64_t from_s, const std::string& id,
                 const std::vector<std::string>& missing) {
  all.rules.push_back(agreement::compile(agreement));
  all.versions.push_back({from_s, &all.rules.back(), id, missing.empty()});
  for (const auto& one : missing) {
    if (std::find(all.not_agreed_by.begin(), all.not_agreed_by.end(), one) == all.not_agreed_by.end()) {
      all.not_agreed_by.push_back(one);
    }
  }
  return {};
}

Result<InForce> versions_of(const Asked& asked, store::Session& session, const store::OrgId& organisation) {
  InForce all;
  const std::int64_t always_s = kFirstInstant.seconds();
  if (!asked.files.empty()) {
    store::ZoneSource zones;
    const auto agreement = whole_agreement(zones, asked.files);
    if (!agreement) return tl::unexpected(agreement.error());
    if (const auto done = add(all, *agreement, always_s, asked.files.front(), {}); !done)
      return tl::unexpected(done.error());
    return all;
  }
  const auto recorded = read_recorded(session, organisation);
  if (!recorded) return tl::unexpected(recorded.error());
  if (asked.as_if) {
    const auto* version = recorded->versions.as_if();
    if (version == nullptr) version = recorded->versions.at(system_now().seconds());
    if (version == nullptr) {
      return fail("no-version", "The record has no agreement that could be applied to the past.",
                  "concordat agreement apply FILE… --org … --as-if, or name the files: --agreement FILE");
    }
    const auto agreement = read_version(session, organisation, *recorded, *version);
    if (!agreement) return tl::unexpected(agreement.error());
    if (const auto done = add(all, *agreement, always_s, version->id, {}); !done) return tl::unexpected(done.error());
    return all;
  }
  for (const auto* version : recorded->versions.in_force()) {
    const auto agreement = read_version(session, organisation, *recorded, *version);
    if (!agreement) return tl::unexpected(agreement.error());
    const auto done = add(all, *agreement, *version->in_force_from_s(), version->id, version->missing());
    if (!done) return tl::unexpected(done.error());
  }
  if (all.versions.empty()) {
    return fail("no-version", "No agreement is in force, so there is no promise to measure.",
                "concordat agreement apply FILE… --org …; with --as-if the past is looked at under it.");
  }
  return all;
}

std::vector<ticket::TeamWords> team_words(const ticket::Log& log) {
  std::vector<ticket::TeamWords> words(log.names.size());
  for (const auto& [name, team] : log.teams) {
    const auto index = log.names.find(name);
    if (index < 0) continue;
    words[static_cast<std::size_t>(index)] = {log.names.find(team.party), log.names.find(team.function)};
  }
  return words;
}

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

Result<void> answer_sla(Context& context, const Asked& asked) {
  auto workspace = open_workspace(context, asked.organisation);
  if (!workspace) return tl::unexpected(workspace.error());
  auto session = workspace->session();
  if (!session) return tl::unexpected(session.error());
  const auto in_force = versions_of(asked, *session, workspace->organisation);
  if (!in_force) return tl::unexpected(in_force.error());
  auto log = session->load_log(workspace->organisation);
  if (!log) return tl::unexpected(log.error());
  // Parties and functions that only the teams' declarations name have no number yet.
  for (const auto& [name, team] : std::map(log->teams.begin(), log->teams.end())) {
    log->names.intern(team.party);
    log->names.intern(team.function);
  }
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
  const auto words = team_words(*log);
  for (const auto& history : log->tickets) fold.step(ticket::story_of(history, log->names, words));
  for (const auto& story : *own) fold.step(story);
  auto figures = std::move(fold).finish();
  figures.as_if = asked.as_if || !asked.files.empty();
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
  auto asked = std::make_shared<Asked>();
  add_org(*command, asked->organisation);
  command->add_flag("--as-if", asked->as_if, "as if one agreement had always been in force; said so with the figures");
  command->add_option("--agreement", asked->files, "with --as-if: these texts, instead of the record's own")
      ->type_name("FILE");
  command->add_option("--at", asked->at, "as it was at this time (default: now)")->type_name("T");
  command->callback([&context, asked] {
    if (const auto done = answer_sla(context, *asked); !done) refuse(context, done.error());
  });
}

}  // namespace concordat::app
