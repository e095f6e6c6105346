// SPDX-License-Identifier: Apache-2.0
#include "agreement/explain.hpp"

#include "app/agreement_files.hpp"
#include "app/agreement_ticket.hpp"
#include "app/workspace.hpp"
#include "operate/agreement/access_desk.hpp"
#include "operate/agreement/asking.hpp"
#include "operate/present/recorded_agreement.hpp"

#include <CLI/App.hpp>

#include <algorithm>
#include <memory>

// `concordat agreement explain`: who may do what, when, and by which row.
namespace concordat::app {
namespace {

using namespace agreement;

struct ExplainQuestion {
  std::vector<std::string> files;
  std::string organisation;
  std::string who;
  std::string action;
  std::string who_may;
  std::string on;
  std::string class_;
  std::string site;
  int priority = 0;
  std::string at;
  std::string asked_at;
  std::vector<std::string> owners;
};

// What the organisation's record knows, and what the command says beside it.
Result<Facts> facts_of(const Context& context, const ExplainQuestion& asked) {
  Facts facts;
  if (!asked.organisation.empty()) {
    auto workspace = open_workspace(context, asked.organisation);
    if (!workspace) return tl::unexpected(workspace.error());
    auto session = workspace->session();
    if (!session) return tl::unexpected(session.error());
    const auto recorded = operate::read_recorded(*session, workspace->organisation);
    if (!recorded) return tl::unexpected(recorded.error());
    facts = by_keys(recorded->access.facts(), recorded->access.keys(), "");
  }
  for (const std::string& owner : asked.owners) facts.owners.push_back({owner, kForEver});
  return facts;
}

Result<Subject> subject_on(const Context& context, const Agreement& agreement, const Rules& rules,
                           const ExplainQuestion& asked, const std::string& action, Instant at) {
  Subject subject;
  if (asked.on.empty()) {
    if (!operate::needs_function(action)) return subject;
    return fail("usage", "--on is missing: \"" + action + "\" is asked of a function or a ticket.",
                "--on FUNCTION, or --org NAME --on TICKET.");
  }
  subject.function = rules.function(asked.on);
  if (!subject.function.none()) return subject;
  auto known = keys_of(rules.functions);
  if (!operate::needs_function(action)) {
    subject.party = rules.party(asked.on);
    if (!subject.party.none() || asked.on == rules.organisation) return subject;
    for (const PartyRules& party : rules.parties) known.push_back(party.key);
    known.push_back(rules.organisation);
  }
  if (!asked.organisation.empty()) {
    return subject_of_ticket(context, asked.organisation, asked.on, agreement, rules, at, std::move(known));
  }
  Problem problem = operate::unknown_name("function", asked.on, known);
  problem.hint += " A ticket is known with --org.";
  return tl::unexpected(std::move(problem));
}

Result<Subject> subject_of(const Context& context, const Agreement& agreement, const Rights& rights,
                           const ExplainQuestion& asked, const std::string& action, Instant at) {
  const Rules& rules = *rights.rules;
  auto subject = subject_on(context, agreement, rules, asked, action, at);
  if (!subject) return subject;
  const auto narrowed = operate::narrow_subject(*subject, rights, asked.class_, asked.site, asked.priority);
  if (!narrowed) return tl::unexpected(narrowed.error());
  return subject;
}

// --asked: that every team which must ask before it acts did so then, and nobody has answered.
Result<void> add_asked(Facts& facts, const Agreement& agreement, const Rights& rights, const ExplainQuestion& asked,
                       const std::string& action, const Subject& subject) {
  if (asked.asked_at.empty()) return {};
  const auto at = read_agreement_time(agreement, "--asked", asked.asked_at);
  if (!at) return tl::unexpected(at.error());
  for (const PermissionRules& one : rights.permissions) {
    if (one.action != action || one.how != How::ask) continue;
    facts.asked.push_back({rights.rules->teams[one.team.at()].key, action, one.class_,
                           subject.ticket ? subject.ticket->name : std::string{}, *at, std::nullopt});
  }
  return {};
}

void note_as_if(const Rules& rules, Instant at) {
  if (at < rules.effective) remark("This version takes effect later; the answer is as if it held already.");
}

Result<void> answer_explain(Context& context, const ExplainQuestion& asked) {
  const bool reverse = !asked.who_may.empty();
  if (reverse ? !asked.who.empty() || !asked.action.empty() : asked.who.empty() || asked.action.empty()) {
    return fail("usage", "Ask either --who P --may ACTION, or --who-may ACTION.", "See --help.");
  }
  store::ZoneSource zones;
  const auto agreement = whole_agreement(zones, asked.files);
  if (!agreement) return tl::unexpected(agreement.error());
  const Rules rules = compile(*agreement);
  const Rights rights = compile_rights(*agreement, rules);
  auto known_facts = facts_of(context, asked);
  if (!known_facts) return tl::unexpected(known_facts.error());
  Facts facts = std::move(*known_facts);
  const auto at = read_agreement_time(*agreement, "--at", asked.at);
  if (!at) return tl::unexpected(at.error());
  const auto action = operate::action_of(rights, reverse ? asked.who_may : asked.action);
  if (!action) return tl::unexpected(action.error());
  const auto subject = subject_of(context, *agreement, rights, asked, *action, *at);
  if (!subject) return tl::unexpected(subject.error());
  if (const auto added = add_asked(facts, *agreement, rights, asked, *action, *subject); !added) return added;
  if (reverse) {
    const WhoMay found = who_may(rights, *action, *subject, *at, facts);
    answer(context, to_json(rules, found), to_text(rights, *action, *subject, *at, found));
  } else {
    const auto who = operate::who_of(rights, facts, asked.who);
    if (!who) return tl::unexpected(who.error());
    const Request request{*who, *action, *subject, *at};
    const Answer found = may(rights, request, facts);
    answer(context, to_json(rules, found), to_text(rights, request, found));
  }
  if (!context.json) note_as_if(rules, *at);
  return {};
}

}  // namespace

void add_agreement_explain(CLI::App& agreement, Context& context) {
  auto* command = agreement.add_subcommand("explain", "Who may do what, when, and by which row.");
  command->footer(
      "Example: concordat agreement explain examples/agreement/harbour/harbour.toml --who aegis-soc --may isolate\n"
      "         --on cybersecurity --class server --at 2026-05-02T03:00\n"
      "         concordat agreement explain examples/agreement/harbour/harbour.toml --who-may approve --on cloud\n"
      "         --at 2026-05-02T03:00");
  auto asked = std::make_shared<ExplainQuestion>();
  add_agreement_files(*command, asked->files);
  command->add_option("--who", asked->who, "a person; or a team or role, for whoever is in it")->type_name("P");
  command->add_option("--may", asked->action, "an activity, an action of an authority, or a platform action")
      ->type_name("ACTION");
  command->add_option("--who-may", asked->who_may, "the other way round: everybody who may")->type_name("ACTION");
  command->add_option("--on", asked->on, "a function; with --org, a ticket; of a platform action, a party or nothing")
      ->type_name("FUNCTION|TICKET");
  command->add_option("--class", asked->class_, "the class of thing it is about")->type_name("K");
  command->add_option("--site", asked->site, "the site, by its key")->type_name("S");
  command->add_option("--priority", asked->priority, "the level, 1 first")->type_name("N");
  command->add_option("--at", asked->at, "the instant: 2026-05-02T03:00 in the agreement's zone, or with an offset")
      ->required()
      ->type_name("T");
  command
      ->add_option("--org", asked->organisation,
                   "the organisation: whose tickets --on may name, with its owners, grants and dismissals")
      ->type_name("NAME");
  command->add_option("--owner", asked->owners, "a person who owns the organisation; may be given several times")
      ->type_name("P")
      ->allow_extra_args(false);
  command
      ->add_option("--asked", asked->asked_at, "when the role that must be asked was asked, without an answer so far")
      ->type_name("T");
  command->callback([&context, asked] {
    if (const auto done = answer_explain(context, *asked); !done) refuse(context, done.error());
  });
}

}  // namespace concordat::app
