// SPDX-License-Identifier: Apache-2.0
#include "operate/agreement/access_deeds.hpp"
#include "operate/agreement/access_list.hpp"
#include "app/agreement_files.hpp"
#include "app/workspace.hpp"
#include "base/clock.hpp"
#include "base/limits.hpp"
#include "store/transaction.hpp"

#include <CLI/App.hpp>

#include <boost/json/object.hpp>

#include <algorithm>
#include <functional>
#include <memory>

// `concordat access`: owners, grants, broken glass, suspensions and the rest that decides who may, beside the texts.
namespace concordat::app {
namespace {

struct AccessQuestion {
  std::string organisation;
  std::string name;  // a person, party, team or id
  std::vector<std::string> actions;
  std::string action;
  std::string answer;
  std::string party;
  std::string team;
  std::string by;
  std::vector<std::string> functions;
  std::vector<std::string> classes;
  std::string class_;
  std::string ticket;
  std::string from;
  std::string until;
  std::string why;
  std::string at;
  bool remove = false;
};

operate::AccessOrder order_of(const AccessQuestion& asked) {
  operate::AccessOrder order;
  order.name = asked.name;
  order.actions = asked.actions;
  if (!asked.action.empty()) order.actions.push_back(asked.action);
  order.party = asked.party;
  order.team = asked.team;
  order.by = asked.by;
  order.functions = asked.functions;
  order.classes = asked.classes;
  if (!asked.class_.empty()) order.classes.push_back(asked.class_);
  order.ticket = asked.ticket;
  order.words = asked.answer;
  order.why = asked.why;
  order.yes = asked.answer == "yes";
  order.remove = asked.remove;
  return order;
}

// From and until as the command says them, in the agreement's zone.
Result<void> read_times(const operate::AccessDesk& desk, const AccessQuestion& asked, operate::AccessOrder& order) {
  if (!asked.from.empty()) {
    const auto from = read_agreement_time(desk.agreement(), "--from", asked.from);
    if (!from) return tl::unexpected(from.error());
    order.from = *from;
  }
  if (!asked.until.empty()) {
    const auto until = read_agreement_time(desk.agreement(), "--until", asked.until);
    if (!until) return tl::unexpected(until.error());
    order.until = *until;
  }
  return {};
}

Result<operate::AccessDesk> desk_of(store::Session& session, const store::OrgId& organisation) {
  operate::Presents presents;
  const auto present = presents.of(session, organisation, system_now());
  if (!present) return tl::unexpected(present.error());
  return operate::AccessDesk::open(*present);
}

Result<void> run(Context& context, const AccessQuestion& asked, operate::AccessMaker make) {
  if (asked.why.size() > limits::kReasonBytesMax) {
    return fail("bad-value", "The reason is too long.",
                "At most " + std::to_string(limits::kReasonBytesMax) + " bytes; the rest belongs in a ticket.");
  }
  auto workspace = open_workspace(context, asked.organisation);
  if (!workspace) return tl::unexpected(workspace.error());
  store::Transaction transaction(workspace->database, system_now());
  auto session = transaction.read(store::Scope(workspace->organisation));
  if (!session) return tl::unexpected(session.error());
  const auto desk = desk_of(*session, workspace->organisation);
  if (!desk) return tl::unexpected(desk.error());
  operate::AccessOrder order = order_of(asked);
  if (const auto read = read_times(*desk, asked, order); !read) return read;
  auto deed = make(*desk, order, system_now(), machine_random());
  if (!deed) return tl::unexpected(deed.error());
  for (record::Draft& draft : deed->drafts) {
    const auto done = transaction.append(workspace->organisation, std::move(draft));
    if (!done) return tl::unexpected(done.error());
  }
  const auto appended = transaction.appended(workspace->organisation);
  warn_of_clock(appended);
  transaction.commit();
  boost::json::object document{{"recorded", format_instant(appended.recorded)}, {"words", deed->words}};
  if (!deed->id.empty()) document["id"] = deed->id;
  answer(context, document, deed->words + (deed->id.empty() ? "" : "\nIts id: " + deed->id) + "\n");
  return {};
}

Result<void> list(Context& context, const AccessQuestion& asked) {
  auto workspace = open_workspace(context, asked.organisation);
  if (!workspace) return tl::unexpected(workspace.error());
  auto session = workspace->session();
  if (!session) return tl::unexpected(session.error());
  const auto desk = desk_of(*session, workspace->organisation);
  if (!desk) return tl::unexpected(desk.error());
  Instant at = system_now();
  if (!asked.at.empty()) {
    const auto read = read_agreement_time(desk->agreement(), "--at", asked.at);
    if (!read) return tl::unexpected(read.error());
    at = *read;
  }
  const auto rows = operate::access_rows(desk->access(), at);
  answer(context, to_json(rows, at), to_text(rows, at));
  return {};
}

// A subcommand that appends one entry.
CLI::App* add(CLI::App& access, Context& context, const char* name, const char* what, const char* example,
              operate::AccessMaker make, const std::shared_ptr<AccessQuestion>& asked) {
  auto* command = access.add_subcommand(name, what);
  command->footer(std::string("Example: concordat access ") + name + " " + example);
  add_org(*command, asked->organisation);
  command->callback([&context, asked, make] {
    if (const auto done = run(context, *asked, make); !done) refuse(context, done.error());
  });
  return command;
}

void why(CLI::App& command, AccessQuestion& asked, bool required) {
  command.add_option("--why", asked.why, "the reason, which all parties may read")
      ->required(required)
      ->type_name("TEXT");
}

void until(CLI::App& command, AccessQuestion& asked, bool required) {
  command.add_option("--until", asked.until, "until this time, in the agreement's zone or with an offset")
      ->required(required)
      ->type_name("T");
}

void scope(CLI::App& command, AccessQuestion& asked) {
  command.add_option("--on", asked.functions, "only in these functions")->type_name("FUNCTION");
  command.add_option("--class", asked.classes, "only for things of these classes")->type_name("K");
}

void add_people(CLI::App& access, Context& context) {
  auto one = std::make_shared<AccessQuestion>();
  auto* command = add(access, context, "own", "Names an owner of the organisation, or removes one.",
                      "ana --org Harbour", operate::own, one);
  command->add_option("PERSON", one->name, "by the agreement's key")->required();
  command->add_flag("--remove", one->remove, "is an owner no more");

  one = std::make_shared<AccessQuestion>();
  command = add(access, context, "administer", "Says who manages a party's people.",
                "nils --party northwind --org Harbour", operate::administer, one);
  command->add_option("PERSON", one->name, "one of the party's own")->required();
  command->add_option("--party", one->party, "the party")->required()->type_name("PARTY");
  command->add_flag("--remove", one->remove, "manages them no more");

  one = std::make_shared<AccessQuestion>();
  command = add(access, context, "join", "Puts a person into a party and, perhaps, one of its teams.",
                "sam --party aegis --team aegis-soc --org Harbour", operate::join_team, one);
  command->add_option("PERSON", one->name, "a name the texts do not have to know")->required();
  command->add_option("--party", one->party, "the party")->required()->type_name("PARTY");
  command->add_option("--team", one->team, "a team of it")->type_name("TEAM");
  command->add_flag("--remove", one->remove, "is in it no more");

  one = std::make_shared<AccessQuestion>();
  command = add(access, context, "represent", "A party names who stands for it, also after its contract.",
                "nils --party northwind --org Harbour", operate::represent, one);
  command->add_option("PERSON", one->name, "one of the party's own")->required();
  command->add_option("--party", one->party, "the party")->required()->type_name("PARTY");
}

void add_grants(CLI::App& access, Context& context) {
  auto one = std::make_shared<AccessQuestion>();
  auto* command = add(access, context, "delegate", "An owner lets somebody do one of the owner's actions for a while.",
                      "ben see-prices --by ana --until 2027-01-31 --org Harbour", operate::delegate, one);
  command->add_option("PERSON", one->name, "who may")->required();
  command->add_option("ACTION", one->action, "a platform action (docs/rights.md)")->required();
  command->add_option("--by", one->by, "the owner")->required()->type_name("PERSON");
  until(*command, *one, true);

  one = std::make_shared<AccessQuestion>();
  command = add(access, context, "grant", "Just in time: a person may do something for a while.",
                "nils restore --on backup --ticket INC7 --until 2027-01-31 --why \"test restore\" --org Harbour",
                operate::grant, one);
  command->add_option("PERSON", one->name, "who may")->required();
  command->add_option("ACTION", one->actions, "activities and actions")->required();
  scope(*command, *one);
  command->add_option("--ticket", one->ticket, "for this ticket, and only while it is open")->type_name("TICKET");
  command->add_option("--from", one->from, "from this time (default: now)")->type_name("T");
  until(*command, *one, true);
  why(*command, *one, true);

  one = std::make_shared<AccessQuestion>();
  command = add(access, context, "break-glass", "One of the organisation's own may do anything for four hours.",
                "ana --why \"locked out\" --org Harbour", operate::break_glass, one);
  command->add_option("PERSON", one->name, "who")->required();
  why(*command, *one, true);

  one = std::make_shared<AccessQuestion>();
  command = add(access, context, "review", "What came of broken glass.",
                "a_… --words \"restored the admin, nothing else\" --org Harbour", operate::review, one);
  command->add_option("ID", one->name, "of the broken glass")->required();
  command->add_option("--words", one->answer, "what was done and found")->required()->type_name("TEXT");

  one = std::make_shared<AccessQuestion>();
  command = add(access, context, "end", "Ends a grant, delegation, suspension or broken glass now.",
                "a_… --org Harbour", operate::end_access, one);
  command->add_option("ID", one->name, "as `access list` names it")->required();
  why(*command, *one, false);
}

void add_parties(CLI::App& access, Context& context) {
  auto one = std::make_shared<AccessQuestion>();
  auto* command = add(access, context, "suspend", "A party's people may do nothing from now on, until it is ended.",
                      "northwind --why \"their tool was breached\" --org Harbour", operate::suspend, one);
  command->add_option("PARTY", one->name, "the party")->required();
  until(*command, *one, false);
  why(*command, *one, true);

  one = std::make_shared<AccessQuestion>();
  command = add(access, context, "narrow", "A party's people may not do these things from now on.",
                "northwind restore --on backup --why \"until the audit is done\" --org Harbour", operate::narrow, one);
  command->add_option("PARTY", one->name, "the party")->required();
  command->add_option("ACTION", one->actions, "activities and actions")->required();
  scope(*command, *one);
  until(*command, *one, false);
  why(*command, *one, true);

  one = std::make_shared<AccessQuestion>();
  command = add(access, context, "ask", "A team asks the role that an authority names.",
                "aegis-soc isolate --class server --org Harbour", operate::ask_authority, one);
  command->add_option("TEAM", one->name, "who asks")->required();
  command->add_option("ACTION", one->action, "what it wants to do")->required();
  command->add_option("--class", one->class_, "to what")->required()->type_name("K");

  one = std::make_shared<AccessQuestion>();
  command = add(access, context, "answer", "The role answers.", "a_… yes --by ana --org Harbour",
                operate::answer_authority, one);
  command->add_option("ID", one->name, "of the question")->required();
  command->add_option("ANSWER", one->answer, "yes or no")->required()->check(CLI::IsMember({"yes", "no"}));
  command->add_option("--by", one->by, "who answers")->required()->type_name("PERSON");
}

}  // namespace

void add_access(CLI::App& app, Context& context) {
  auto* access =
      app.add_subcommand("access", "Owners, grants, suspensions: what decides who may, beside the agreement.");
  access->require_subcommand(1);
  access->footer("Example: concordat access suspend northwind --why \"their tool was breached\" --org Harbour");
  add_people(*access, context);
  add_grants(*access, context);
  add_parties(*access, context);
  auto asked = std::make_shared<AccessQuestion>();
  auto* command =
      access->add_subcommand("list", "All of it that holds at a time, and what is asked or to be reviewed.");
  command->footer("Example: concordat access list --org Harbour");
  add_org(*command, asked->organisation);
  command->add_option("--at", asked->at, "at this time (default: now)")->type_name("T");
  command->callback([&context, asked] {
    if (const auto done = list(context, *asked); !done) refuse(context, done.error());
  });
}

}  // namespace concordat::app
