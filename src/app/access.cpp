// SPDX-License-Identifier: Apache-2.0
#include "agreement/access.hpp"

#include "app/access_desk.hpp"
#include "app/access_list.hpp"
#include "app/agreement_files.hpp"
#include "base/clock.hpp"
#include "base/limits.hpp"
#include "store/transaction.hpp"

#include <CLI/App.hpp>

#include <algorithm>
#include <functional>
#include <memory>

// `concordat access`: owners, grants, broken glass, suspensions and the rest that decides who may, beside the texts.
namespace concordat::app {
namespace {

using namespace agreement;

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

struct Deed {
  record::Draft draft;
  std::string id;     // of what came to be; empty where it has none
  std::string words;  // a sentence
};
using Make = std::function<Result<Deed>(const AccessDesk&, const AccessQuestion&, Instant now)>;

Result<void> run(Context& context, const AccessQuestion& asked, const Make& make) {
  if (asked.why.size() > limits::kReasonBytesMax) {
    return fail("bad-value", "The reason is too long.",
                "At most " + std::to_string(limits::kReasonBytesMax) + " bytes; the rest belongs in a ticket.");
  }
  auto workspace = open_workspace(context, asked.organisation);
  if (!workspace) return tl::unexpected(workspace.error());
  store::Transaction transaction(workspace->database, system_now());
  auto session = transaction.read(store::Scope(workspace->organisation));
  if (!session) return tl::unexpected(session.error());
  const auto desk = AccessDesk::open(*workspace, *session);
  if (!desk) return tl::unexpected(desk.error());
  auto deed = make(**desk, asked, system_now());
  if (!deed) return tl::unexpected(deed.error());
  const auto done = transaction.append(workspace->organisation, std::move(deed->draft));
  if (!done) return tl::unexpected(done.error());
  const auto appended = transaction.appended(workspace->organisation);
  warn_of_clock(appended);
  transaction.commit();
  boost::json::object document{{"recorded", format_instant(appended.recorded)}, {"words", deed->words}};
  if (!deed->id.empty()) document["id"] = deed->id;
  answer(context, document, deed->words + (deed->id.empty() ? "" : "\nIts id: " + deed->id) + "\n");
  return {};
}

AccessAct act_of(const AccessDesk& desk, const AccessQuestion& asked) {
  AccessAct act;
  act.by = desk.own();
  act.why = asked.why;
  return act;
}

std::string new_id() { return random_id('a', machine_random()); }

Result<void> first_problem(std::initializer_list<Result<void>> all) {
  for (const auto& one : all) {
    if (!one) return one;
  }
  return {};
}

// From and until as the command says them, in the agreement's zone.
Result<Span> span_of(const AccessDesk& desk, const AccessQuestion& asked, Instant now) {
  Span time{now.seconds(), kForEver.to_s};
  if (!asked.from.empty()) {
    const auto from = read_agreement_time(desk.agreement(), "--from", asked.from);
    if (!from) return tl::unexpected(from.error());
    if (from->seconds() < time.from_s) return fail("bad-time", "--from is over: no right begins in the past.");
    time.from_s = from->seconds();
  }
  if (!asked.until.empty()) {
    const auto until = read_agreement_time(desk.agreement(), "--until", asked.until);
    if (!until) return tl::unexpected(until.error());
    if (until->seconds() <= time.from_s) return fail("bad-time", "--until is not after its beginning.");
    time.to_s = until->seconds();
  }
  return time;
}

std::string until_words(const Span& time) {
  return time.to_s >= kForEver.to_s ? "" : " until " + format_instant(Instant::from_seconds(time.to_s));
}

Result<Deed> own(const AccessDesk& desk, const AccessQuestion& asked, Instant now) {
  if (const auto known = desk.person(asked.name); !known) return tl::unexpected(known.error());
  const bool owner = desk.is_owner(asked.name, now);
  if (owner != asked.remove) {
    return fail("already", asked.name + (owner ? " is an owner already." : " is no owner."));
  }
  if (asked.remove) {
    const auto others = std::any_of(desk.facts().owners.begin(), desk.facts().owners.end(), [&](const Owner& one) {
      return one.person != asked.name && one.time.has(now.seconds());
    });
    if (!others) return fail("last-owner", asked.name + " is the only owner.", "Name another first.");
  } else if (!desk.is_internal(desk.party_of(asked.name, now))) {
    return fail("not-own", asked.name + " is not of the organisation, and only its own people own it.");
  }
  AccessAct act = act_of(desk, asked);
  act.audience = record::Audience::only({desk.own()});
  return Deed{owner_named(act, asked.name, !asked.remove), "",
              asked.name + (asked.remove ? " is an owner no more." : " is an owner.")};
}

Result<Deed> administer(const AccessDesk& desk, const AccessQuestion& asked, Instant now) {
  const auto known = first_problem({desk.person(asked.name), desk.party(asked.party)});
  if (!known) return tl::unexpected(known.error());
  if (desk.party_of(asked.name, now) != asked.party) {
    return fail("not-own", asked.name + " is not of " + asked.party + ", whose people they would manage.");
  }
  return Deed{administrator_named(act_of(desk, asked), asked.name, asked.party, !asked.remove), "",
              asked.name + (asked.remove ? " no longer manages" : " manages") + " the people of " + asked.party + "."};
}

Result<Deed> join(const AccessDesk& desk, const AccessQuestion& asked, Instant now) {
  const auto known =
      first_problem({desk.party(asked.party), asked.team.empty() ? Result<void>{} : desk.team(asked.team)});
  if (!known) return tl::unexpected(known.error());
  const std::string present = desk.party_of(asked.name, now);
  if (!present.empty() && present != asked.party) {
    return fail("not-own", asked.name + " is of " + present + ", and a person is of one party.");
  }
  if (asked.name.empty() || asked.name.size() > limits::kNameBytesMax)
    return fail("bad-value", "A person has a name of 1 to 200 bytes.");
  const std::string where = asked.team.empty() ? asked.party : asked.team + " of " + asked.party;
  return Deed{member_joined(act_of(desk, asked), asked.name, asked.party, asked.team, !asked.remove), "",
              asked.name + (asked.remove ? " has left " : " is in ") + where + "."};
}

Result<Deed> delegate(const AccessDesk& desk, const AccessQuestion& asked, Instant now) {
  const auto known = first_problem({desk.person(asked.name), desk.platform(asked.action), desk.person(asked.by)});
  if (!known) return tl::unexpected(known.error());
  if (!desk.is_owner(asked.by, now)) {
    return fail("not-owner", asked.by + " is no owner, and can give nothing of the owner's away.");
  }
  const auto time = span_of(desk, asked, now);
  if (!time) return tl::unexpected(time.error());
  AccessAct act = act_of(desk, asked);
  act.audience = record::Audience::only({desk.own()});
  const std::string id = new_id();
  return Deed{delegated(act, {id, asked.name, asked.action, asked.by, *time}), id,
              asked.name + " may " + asked.action + until_words(*time) + "."};
}

Result<Deed> grant(const AccessDesk& desk, const AccessQuestion& asked, Instant now) {
  const auto known = first_problem({desk.person(asked.name), desk.working_actions(asked.actions, false),
                                    desk.functions(asked.functions), desk.classes(asked.classes)});
  if (!known) return tl::unexpected(known.error());
  const auto time = span_of(desk, asked, now);
  if (!time) return tl::unexpected(time.error());
  const std::string id = new_id();
  const Grant given{id, asked.name, asked.actions, asked.functions, asked.classes, asked.ticket, *time};
  return Deed{granted(act_of(desk, asked), given), id,
              asked.name + " is granted " + listed(asked.actions) + until_words(*time) +
                  (asked.ticket.empty() ? "" : ", for " + asked.ticket) + "."};
}

Result<Deed> represent(const AccessDesk& desk, const AccessQuestion& asked, Instant now) {
  const auto known = first_problem({desk.person(asked.name), desk.party(asked.party)});
  if (!known) return tl::unexpected(known.error());
  if (desk.party_of(asked.name, now) != asked.party) {
    return fail("not-own", asked.name + " is not of " + asked.party + ".");
  }
  AccessAct act = act_of(desk, asked);
  act.by = asked.party;
  const std::string id = new_id();
  return Deed{represented(act, id, asked.name, asked.party), id,
              asked.name + " stands for " + asked.party + ": of those it named, the last two count."};
}

Result<Deed> break_glass(const AccessDesk& desk, const AccessQuestion& asked, Instant now) {
  if (const auto known = desk.person(asked.name); !known) return tl::unexpected(known.error());
  if (!desk.is_internal(desk.party_of(asked.name, now))) {
    return fail("not-own", asked.name + " is not of the organisation: this way in is its own people's alone.");
  }
  const std::string id = new_id();
  return Deed{glass_broken(act_of(desk, asked), id, asked.name), id,
              asked.name +
                  " has broken the glass: for four hours nothing is forbidden to them. All parties are told, "
                  "and it has to be reviewed: concordat access review " +
                  id};
}

Result<Deed> review(const AccessDesk& desk, const AccessQuestion& asked, Instant) {
  const auto& all = desk.facts().broken_glass;
  if (std::none_of(all.begin(), all.end(), [&](const BrokenGlass& one) { return one.id == asked.name; })) {
    return fail("unknown-id", "No glass was broken under \"" + asked.name + "\".",
                "`concordat access list` has the ids.");
  }
  return Deed{glass_reviewed(act_of(desk, asked), asked.name, asked.answer), "", "It is reviewed."};
}

Result<Deed> restrict_party(const AccessDesk& desk, const AccessQuestion& asked, Instant now,
                            std::vector<std::string> actions) {
  const auto known = first_problem({desk.other_party(asked.name), desk.working_actions(actions, true),
                                    desk.functions(asked.functions), desk.classes(asked.classes)});
  if (!known) return tl::unexpected(known.error());
  const auto time = span_of(desk, asked, now);
  if (!time) return tl::unexpected(time.error());
  const std::string id = new_id();
  const Restriction one{id, asked.name, std::move(actions), asked.functions, asked.classes, asked.why, *time};
  const std::string words = one.suspends()
                                ? asked.name + " is suspended" + until_words(*time) +
                                      ": its people may do nothing here, and work goes to whoever is next in the row."
                                : asked.name + " is kept from " + listed(one.actions) + until_words(*time) + ".";
  return Deed{restricted(act_of(desk, asked), one), id, words};
}

Result<Deed> suspend(const AccessDesk& desk, const AccessQuestion& asked, Instant now) {
  return restrict_party(desk, asked, now, {"*"});
}

Result<Deed> narrow(const AccessDesk& desk, const AccessQuestion& asked, Instant now) {
  return restrict_party(desk, asked, now, asked.actions);
}

Result<Deed> end(const AccessDesk& desk, const AccessQuestion& asked, Instant) {
  if (!desk.access().knows(asked.name)) {
    return fail("unknown-id", "There is nothing under \"" + asked.name + "\" to end.",
                "`concordat access list` has the ids of grants, delegations, suspensions and broken glass.");
  }
  return Deed{access_ended(act_of(desk, asked), asked.name), "", "It is ended from now on."};
}

Result<Deed> ask(const AccessDesk& desk, const AccessQuestion& asked, Instant) {
  const auto known =
      first_problem({desk.team(asked.name), desk.working_actions({asked.action}, false), desk.classes({asked.class_})});
  if (!known) return tl::unexpected(known.error());
  const std::string id = new_id();
  const Asked question{asked.name, asked.action, asked.class_, asked.ticket, {}, std::nullopt};
  return Deed{agreement::asked(act_of(desk, asked), id, question), id,
              asked.name + " asks whether it may " + asked.action + " " + asked.class_ + "."};
}

Result<Deed> reply(const AccessDesk& desk, const AccessQuestion& asked, Instant) {
  const Asked* question = desk.access().question(asked.name);
  if (question == nullptr) {
    return fail("unknown-id", "Nothing was asked under \"" + asked.name + "\".",
                "`concordat access list` has the ids.");
  }
  if (const auto known = desk.person(asked.by); !known) return tl::unexpected(known.error());
  if (const auto holds = desk.may_answer(asked.by, *question); !holds) return tl::unexpected(holds.error());
  const bool yes = asked.answer == "yes";
  return Deed{answered(act_of(desk, asked), asked.name, {asked.by, yes, {}}), "",
              asked.by + " says " + asked.answer + "."};
}

Result<void> list(Context& context, const AccessQuestion& asked) {
  auto workspace = open_workspace(context, asked.organisation);
  if (!workspace) return tl::unexpected(workspace.error());
  auto session = workspace->session();
  if (!session) return tl::unexpected(session.error());
  const auto desk = AccessDesk::open(*workspace, *session);
  if (!desk) return tl::unexpected(desk.error());
  Instant at = system_now();
  if (!asked.at.empty()) {
    const auto read = read_agreement_time((*desk)->agreement(), "--at", asked.at);
    if (!read) return tl::unexpected(read.error());
    at = *read;
  }
  const auto rows = access_rows((*desk)->access(), at);
  answer(context, to_json(rows, at), to_text(rows, at));
  return {};
}

// A subcommand that appends one entry.
CLI::App* add(CLI::App& access, Context& context, const char* name, const char* what, const char* example, Make make,
              const std::shared_ptr<AccessQuestion>& asked) {
  auto* command = access.add_subcommand(name, what);
  command->footer(std::string("Example: concordat access ") + name + " " + example);
  add_org(*command, asked->organisation);
  command->callback([&context, asked, make = std::move(make)] {
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
  auto* command =
      add(access, context, "own", "Names an owner of the organisation, or removes one.", "ana --org Harbour", own, one);
  command->add_option("PERSON", one->name, "by the agreement's key")->required();
  command->add_flag("--remove", one->remove, "is an owner no more");

  one = std::make_shared<AccessQuestion>();
  command = add(access, context, "administer", "Says who manages a party's people.",
                "nils --party northwind --org Harbour", administer, one);
  command->add_option("PERSON", one->name, "one of the party's own")->required();
  command->add_option("--party", one->party, "the party")->required()->type_name("PARTY");
  command->add_flag("--remove", one->remove, "manages them no more");

  one = std::make_shared<AccessQuestion>();
  command = add(access, context, "join", "Puts a person into a party and, perhaps, one of its teams.",
                "sam --party aegis --team aegis-soc --org Harbour", join, one);
  command->add_option("PERSON", one->name, "a name the texts do not have to know")->required();
  command->add_option("--party", one->party, "the party")->required()->type_name("PARTY");
  command->add_option("--team", one->team, "a team of it")->type_name("TEAM");
  command->add_flag("--remove", one->remove, "is in it no more");

  one = std::make_shared<AccessQuestion>();
  command = add(access, context, "represent", "A party names who stands for it, also after its contract.",
                "nils --party northwind --org Harbour", represent, one);
  command->add_option("PERSON", one->name, "one of the party's own")->required();
  command->add_option("--party", one->party, "the party")->required()->type_name("PARTY");
}

void add_grants(CLI::App& access, Context& context) {
  auto one = std::make_shared<AccessQuestion>();
  auto* command = add(access, context, "delegate", "An owner lets somebody do one of the owner's actions for a while.",
                      "ben see-prices --by ana --until 2027-01-31 --org Harbour", delegate, one);
  command->add_option("PERSON", one->name, "who may")->required();
  command->add_option("ACTION", one->action, "a platform action (docs/rights.md)")->required();
  command->add_option("--by", one->by, "the owner")->required()->type_name("PERSON");
  until(*command, *one, true);

  one = std::make_shared<AccessQuestion>();
  command =
      add(access, context, "grant", "Just in time: a person may do something for a while.",
          "nils restore --on backup --ticket INC7 --until 2027-01-31 --why \"test restore\" --org Harbour", grant, one);
  command->add_option("PERSON", one->name, "who may")->required();
  command->add_option("ACTION", one->actions, "activities and actions")->required();
  scope(*command, *one);
  command->add_option("--ticket", one->ticket, "for this ticket, and only while it is open")->type_name("TICKET");
  command->add_option("--from", one->from, "from this time (default: now)")->type_name("T");
  until(*command, *one, true);
  why(*command, *one, true);

  one = std::make_shared<AccessQuestion>();
  command = add(access, context, "break-glass", "One of the organisation's own may do anything for four hours.",
                "ana --why \"locked out\" --org Harbour", break_glass, one);
  command->add_option("PERSON", one->name, "who")->required();
  why(*command, *one, true);

  one = std::make_shared<AccessQuestion>();
  command = add(access, context, "review", "What came of broken glass.",
                "a_… --words \"restored the admin, nothing else\" --org Harbour", review, one);
  command->add_option("ID", one->name, "of the broken glass")->required();
  command->add_option("--words", one->answer, "what was done and found")->required()->type_name("TEXT");

  one = std::make_shared<AccessQuestion>();
  command = add(access, context, "end", "Ends a grant, delegation, suspension or broken glass now.",
                "a_… --org Harbour", end, one);
  command->add_option("ID", one->name, "as `access list` names it")->required();
  why(*command, *one, false);
}

void add_parties(CLI::App& access, Context& context) {
  auto one = std::make_shared<AccessQuestion>();
  auto* command = add(access, context, "suspend", "A party's people may do nothing from now on, until it is ended.",
                      "northwind --why \"their tool was breached\" --org Harbour", suspend, one);
  command->add_option("PARTY", one->name, "the party")->required();
  until(*command, *one, false);
  why(*command, *one, true);

  one = std::make_shared<AccessQuestion>();
  command = add(access, context, "narrow", "A party's people may not do these things from now on.",
                "northwind restore --on backup --why \"until the audit is done\" --org Harbour", narrow, one);
  command->add_option("PARTY", one->name, "the party")->required();
  command->add_option("ACTION", one->actions, "activities and actions")->required();
  scope(*command, *one);
  until(*command, *one, false);
  why(*command, *one, true);

  one = std::make_shared<AccessQuestion>();
  command = add(access, context, "ask", "A team asks the role that an authority names.",
                "aegis-soc isolate --class server --org Harbour", ask, one);
  command->add_option("TEAM", one->name, "who asks")->required();
  command->add_option("ACTION", one->action, "what it wants to do")->required();
  command->add_option("--class", one->class_, "to what")->required()->type_name("K");
  command->add_option("--ticket", one->ticket, "for this ticket")->type_name("TICKET");

  one = std::make_shared<AccessQuestion>();
  command = add(access, context, "answer", "The role answers.", "a_… yes --by ana --org Harbour", reply, one);
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
