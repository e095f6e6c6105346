// SPDX-License-Identifier: Apache-2.0
#include "measure/sla.hpp"

#include "app/in_force.hpp"
#include "app/stories.hpp"
#include "app/terminal.hpp"
#include "base/clock.hpp"
#include "measure/touched.hpp"

#include <CLI/App.hpp>

#include <memory>
#include <set>
#include <vector>

// `concordat measure sla`: the clocks of every ticket, under the versions that were in force, or as if under one.
namespace concordat::app {
namespace {

struct SlaQuestion {
  std::string organisation;
  VersionChoice versions;
  std::vector<std::string> against;
  std::string at;
};

Result<Instant> asked_at(const SlaQuestion& asked, const calendar::Zone& zone) {
  return asked.at.empty() ? Result<Instant>(system_now()) : read_time(zone, "--at", asked.at);
}

// Two agreements over the same stories; the second works out what the change touches, and nothing else.
Result<void> answer_comparison(Context& context, const SlaQuestion& asked, store::Session& session,
                               const store::OrgId& organisation) {
  const auto old = as_if({true, asked.against}, session, organisation);
  if (!old) return tl::unexpected(old.error());
  const auto changed = as_if(asked.versions, session, organisation);
  if (!changed) return tl::unexpected(changed.error());
  const auto stories = Stories::read(session, organisation);
  if (!stories) return tl::unexpected(stories.error());
  const auto at = asked_at(asked, changed->agreement.zone);
  if (!at) return tl::unexpected(at.error());

  const auto figures = [&](const ticket::VersionsInForce& versions, std::optional<std::set<std::string>> only) {
    const ticket::Clocks clocks(versions.versions, stories->names());
    measure::SlaFold fold(clocks, stories->names(), *at, std::move(only));
    stories->each([&](const ticket::Story& story) { fold.step(story); });
    return std::move(fold).finish();
  };
  ticket::VersionsInForce before;
  before.add(old->agreement, kFirstInstant.seconds(), old->version, {});
  ticket::VersionsInForce after;
  after.add(changed->agreement, kFirstInstant.seconds(), changed->version, {});
  const auto touched =
      measure::touched_targets({old->agreement, before.rules.back()}, {changed->agreement, after.rules.back()});
  std::set<std::string> targets;
  for (const auto& [key, unused] : changed->agreement.targets) targets.insert(key);
  const auto comparison = measure::compared(figures(before, std::nullopt), figures(after, touched), touched, targets);
  answer(context, measure::sla_json(comparison), measure::sla_text(comparison, terminal_columns()));
  return {};
}

Result<void> answer_sla(Context& context, const SlaQuestion& asked) {
  auto workspace = open_workspace(context, asked.organisation);
  if (!workspace) return tl::unexpected(workspace.error());
  auto session = workspace->session();
  if (!session) return tl::unexpected(session.error());
  if (!asked.against.empty()) return answer_comparison(context, asked, *session, workspace->organisation);
  const auto in_force = versions_in_force(asked.versions, *session, workspace->organisation);
  if (!in_force) return tl::unexpected(in_force.error());
  const auto stories = Stories::read(*session, workspace->organisation);
  if (!stories) return tl::unexpected(stories.error());
  const auto at = asked_at(asked, in_force->versions.back().rules->zone);
  if (!at) return tl::unexpected(at.error());

  const ticket::Clocks clocks(in_force->versions, stories->names());
  measure::SlaFold fold(clocks, stories->names(), *at);
  stories->each([&](const ticket::Story& story) { fold.step(story); });
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
      "         concordat measure sla --org Desk --as-if --agreement examples/servicenow/agreement.toml\n"
      "         concordat measure sla --org Desk --agreement changed.toml --against "
      "examples/servicenow/agreement.toml");
  auto asked = std::make_shared<SlaQuestion>();
  add_org(*command, asked->organisation);
  add_version_choice(*command, asked->versions);
  command
      ->add_option("--against", asked->against,
                   "as if, too: the texts of another agreement, of which this one is a change; only what it touches is "
                   "worked out twice")
      ->type_name("FILE");
  command->add_option("--at", asked->at, "as it was at this time (default: now)")->type_name("T");
  command->callback([&context, asked] {
    if (const auto done = answer_sla(context, *asked); !done) refuse(context, done.error());
  });
}

}  // namespace concordat::app
