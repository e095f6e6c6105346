// SPDX-License-Identifier: Apache-2.0
#include "ticket/custody.hpp"

#include "app/workspace.hpp"
#include "base/clock.hpp"

#include <CLI/App.hpp>

// `concordat custody TICKET`: gathers the entries of a ticket and of those merged into it.
namespace concordat::app {
namespace {

struct CustodyQuestion {
  std::string ticket;
  std::string organisation;
  std::string at;
};

// --at: now where it is not given, and in the zone of the newest import where it is local.
Result<Instant> read_at(store::Session& session, const store::OrgId& organisation, const std::string& text) {
  if (text.empty()) return system_now();
  if (const auto instant = parse_instant(text)) return *instant;
  const auto log = session.load_log(organisation);
  if (!log) return tl::unexpected(log.error());
  const auto zones = read_zones(session, organisation, *log);
  if (!zones) return tl::unexpected(zones.error());
  return read_time(local_zone(*zones, *log), "--at", text);
}

Result<void> answer_custody(Context& context, const CustodyQuestion& question) {
  auto workspace = open_workspace(context, question.organisation);
  if (!workspace) return tl::unexpected(workspace.error());
  auto session = workspace->session();
  if (!session) return tl::unexpected(session.error());

  const auto entries = entries_of_ticket(*session, workspace->organisation, question.ticket);
  if (!entries) return tl::unexpected(entries.error());
  const auto asked = read_at(*session, workspace->organisation, question.at);
  if (!asked) return tl::unexpected(asked.error());
  auto custody = ticket::custody(question.ticket, *entries, *asked);
  const auto names = person_names(*session, workspace->organisation);
  if (!names) return tl::unexpected(names.error());
  for (auto& interval : custody.intervals) {
    auto& person = interval.holder.who.person;
    if (const auto found = names->find(person); found != names->end() && !found->second.empty()) person = found->second;
  }
  answer(context, ticket::to_json(custody), ticket::to_text(custody));
  return {};
}

}  // namespace

void add_custody(CLI::App& app, Context& context) {
  auto* command = app.add_subcommand("custody", "Who had a ticket, second by second, and what that adds up to.");
  command->footer("Example: concordat custody INC0000045 --org Harbour --at 2016-03-05T12:00:00Z");
  auto question = std::make_shared<CustodyQuestion>();
  command->add_option("TICKET", question->ticket, "the ticket's name")->required();
  add_org(*command, question->organisation);
  command->add_option("--at", question->at, "as it was at this time (default: now)")->type_name("T");
  command->callback([&context, question] {
    if (const auto done = answer_custody(context, *question); !done) refuse(context, done.error());
  });
}

}  // namespace concordat::app
