// SPDX-License-Identifier: Apache-2.0
#include "operate/agreement/access_deeds.hpp"

#include "agreement/version.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <initializer_list>

namespace concordat::operate {
namespace {

using namespace agreement;
using Known = Result<void>;

AccessAct act_of(const AccessDesk& desk, const AccessOrder& order) {
  AccessAct act;
  act.actor = order.actor;
  act.by = order.acts_for.empty() ? desk.own() : order.acts_for;
  act.why = order.why;
  return act;
}

// What is the organisation's own affair alone.
AccessAct own_act_of(const AccessDesk& desk, const AccessOrder& order) {
  AccessAct act = act_of(desk, order);
  act.audience = record::Audience::only({desk.own()});
  return act;
}

std::string new_id(const FillRandom& random) { return random_id('a', random); }

std::string key_of(const AccessDesk& desk, const std::string& person) { return desk.present().key_of(person); }
Known person(const AccessDesk& desk, const std::string& name) { return desk.person(key_of(desk, name)); }

Known first_problem(std::initializer_list<Known> all) {
  for (const auto& one : all) {
    if (!one) return one;
  }
  return {};
}

Result<Span> span_of(const AccessOrder& order, Instant now) {
  Span time{now.seconds(), kForEver.to_s};
  if (order.from) {
    if (order.from->seconds() < time.from_s) return fail("bad-time", "--from is over: no right begins in the past.");
    time.from_s = order.from->seconds();
  }
  if (order.until) {
    if (order.until->seconds() <= time.from_s) return fail("bad-time", "--until is not after its beginning.");
    time.to_s = order.until->seconds();
  }
  return time;
}

std::string until_words(const Span& time) {
  return time.to_s >= kForEver.to_s ? "" : " until " + format_instant(Instant::from_seconds(time.to_s));
}

// The names under which the record has what somebody is said to be no more: an entry may have said their id or key.
template <typename T, typename Meant>
std::vector<std::string> recorded_names(const AccessDesk& desk, const std::vector<T>& recorded, const std::string& key,
                                        Instant now, Meant meant) {
  std::vector<std::string> names;
  for (const T& one : recorded) {
    if (key_of(desk, one.person) == key && one.time.has(now.seconds()) && meant(one)) names.push_back(one.person);
  }
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

bool has_another_owner(const AccessDesk& desk, const std::string& key, Instant now) {
  const auto& owners = desk.facts().owners;
  return std::any_of(owners.begin(), owners.end(),
                     [&](const Owner& one) { return one.person != key && one.time.has(now.seconds()); });
}

// Anything but the rights of an owner, on some functions and classes, for a while.
Known scope(const AccessDesk& desk, const AccessOrder& order, bool everything) {
  if (order.actions.empty()) return fail("bad-value", "No action is named.", "Say what is given or taken.");
  return first_problem(
      {desk.working_actions(order.actions, everything), desk.functions(order.functions), desk.classes(order.classes)});
}

Result<Grant> grant_of(const AccessDesk& desk, const AccessOrder& order, Instant now, const FillRandom& random) {
  const auto known = first_problem({person(desk, order.name), scope(desk, order, false)});
  if (!known) return tl::unexpected(known.error());
  const auto time = span_of(order, now);
  if (!time) return tl::unexpected(time.error());
  return Grant{new_id(random), order.name, order.actions, order.functions, order.classes, order.ticket, *time};
}

// A request for a grant that nobody has answered.
Result<const GrantRequest*> open_request(const AccessDesk& desk, const std::string& id) {
  const GrantRequest* request = desk.access().request(id);
  if (request == nullptr) {
    return fail("unknown-id", "No grant was asked for under \"" + id + "\".", "`concordat access list` has the ids.");
  }
  if (request->answered) return fail("already", "It was answered already.", "Who still wants it asks again.");
  return request;
}

Result<Deed> restrict_party(const AccessDesk& desk, const AccessOrder& order, Instant now, const FillRandom& random,
                            std::vector<std::string> actions) {
  AccessOrder whole = order;
  whole.actions = std::move(actions);
  const auto known = first_problem({desk.other_party(order.name), scope(desk, whole, true)});
  if (!known) return tl::unexpected(known.error());
  const auto time = span_of(order, now);
  if (!time) return tl::unexpected(time.error());
  const std::string id = new_id(random);
  const Restriction one{id, order.name, whole.actions, order.functions, order.classes, order.why, *time};
  const std::string words = one.suspends()
                                ? order.name + " is suspended" + until_words(*time) +
                                      ": its people may do nothing here, and work goes to whoever is next in the row."
                                : order.name + " is kept from " + listed(one.actions) + until_words(*time) + ".";
  return Deed{{restricted(act_of(desk, order), one)}, id, words};
}

}  // namespace

Result<Deed> own(const AccessDesk& desk, const AccessOrder& order, Instant now, const FillRandom& /*random*/) {
  if (const auto known = person(desk, order.name); !known) return tl::unexpected(known.error());
  const std::string key = key_of(desk, order.name);
  const bool owner = desk.is_owner(key, now);
  if (owner != order.remove) return fail("already", key + (owner ? " is an owner already." : " is no owner."));
  if (order.remove && !has_another_owner(desk, key, now)) {
    return fail("last-owner", key + " is the only owner.", "Name another first.");
  }
  if (!order.remove && !desk.is_internal(desk.party_of(key, now))) {
    return fail("not-own", key + " is not of the organisation, and only its own people own it.");
  }
  Deed deed{{}, "", key + (order.remove ? " is an owner no more." : " is an owner.")};
  const AccessAct act = own_act_of(desk, order);
  if (!order.remove) deed.drafts.push_back(owner_named(act, order.name, true));
  if (order.remove) {
    const auto names = recorded_names(desk, desk.access().facts().owners, key, now, [](const Owner&) { return true; });
    for (const auto& name : names) deed.drafts.push_back(owner_named(act, name, false));
  }
  return deed;
}

Result<Deed> administer(const AccessDesk& desk, const AccessOrder& order, Instant now, const FillRandom& /*random*/) {
  const auto known = first_problem({person(desk, order.name), desk.party(order.party)});
  if (!known) return tl::unexpected(known.error());
  const std::string key = key_of(desk, order.name);
  if (!order.remove && desk.party_of(key, now) != order.party) {
    return fail("not-own", key + " is not of " + order.party + ", whose people they would manage.");
  }
  Deed deed{{}, "", key + (order.remove ? " no longer manages" : " manages") + " the people of " + order.party + "."};
  const AccessAct act = act_of(desk, order);
  if (!order.remove) deed.drafts.push_back(administrator_named(act, order.name, order.party, true));
  if (order.remove) {
    const auto names = recorded_names(desk, desk.access().facts().administrators, key, now,
                                      [&](const Administrator& one) { return one.party == order.party; });
    if (names.empty()) return fail("already", key + " does not manage the people of " + order.party + ".");
    for (const auto& name : names) deed.drafts.push_back(administrator_named(act, name, order.party, false));
  }
  return deed;
}

Result<Deed> join_team(const AccessDesk& desk, const AccessOrder& order, Instant now, const FillRandom& /*random*/) {
  const auto known = first_problem({desk.party(order.party), order.team.empty() ? Known{} : desk.team(order.team)});
  if (!known) return tl::unexpected(known.error());
  if (order.name.empty() || order.name.size() > limits::kNameBytesMax) {
    return fail("bad-value", "A person has a name of 1 to 200 bytes.");
  }
  const std::string key = key_of(desk, order.name);
  const std::string present = desk.party_of(key, now);
  if (!present.empty() && present != order.party) {
    return fail("not-own", key + " is of " + present + ", and a person is of one party.");
  }
  const std::string where = order.team.empty() ? order.party : order.team + " of " + order.party;
  Deed deed{{}, "", key + (order.remove ? " has left " : " is in ") + where + "."};
  const AccessAct act = act_of(desk, order);
  if (!order.remove) deed.drafts.push_back(member_joined(act, order.name, order.party, order.team, true));
  if (order.remove) {
    auto names = recorded_names(desk, desk.access().facts().members, key, now, [&](const agreement::Member& one) {
      return one.party == order.party && (order.team.empty() || one.team == order.team);
    });
    if (names.empty()) names.push_back(order.name);
    for (const auto& name : names) deed.drafts.push_back(member_joined(act, name, order.party, order.team, false));
  }
  return deed;
}

Result<Deed> represent(const AccessDesk& desk, const AccessOrder& order, Instant now, const FillRandom& random) {
  const auto known = first_problem({person(desk, order.name), desk.party(order.party)});
  if (!known) return tl::unexpected(known.error());
  const std::string key = key_of(desk, order.name);
  if (desk.party_of(key, now) != order.party) return fail("not-own", key + " is not of " + order.party + ".");
  AccessAct act = act_of(desk, order);
  act.by = order.party;
  const std::string id = new_id(random);
  return Deed{{represented(act, id, order.name, order.party)},
              id,
              key + " stands for " + order.party + ": of those it named, the last two count."};
}

Result<Deed> delegate(const AccessDesk& desk, const AccessOrder& order, Instant now, const FillRandom& random) {
  const std::string action = order.actions.empty() ? std::string() : order.actions.front();
  const auto known = first_problem({person(desk, order.name), desk.platform(action), person(desk, order.by)});
  if (!known) return tl::unexpected(known.error());
  if (!desk.is_owner(key_of(desk, order.by), now)) {
    return fail("not-owner", key_of(desk, order.by) + " is no owner, and can give nothing of the owner's away.");
  }
  const auto time = span_of(order, now);
  if (!time) return tl::unexpected(time.error());
  const std::string id = new_id(random);
  return Deed{{delegated(own_act_of(desk, order), {id, order.name, action, order.by, *time})},
              id,
              key_of(desk, order.name) + " may " + action + until_words(*time) + "."};
}

Result<Deed> ask_grant(const AccessDesk& desk, const AccessOrder& order, Instant now, const FillRandom& random) {
  const auto wanted = grant_of(desk, order, now, random);
  if (!wanted) return tl::unexpected(wanted.error());
  return Deed{{grant_asked(act_of(desk, order), *wanted)},
              wanted->id,
              key_of(desk, order.name) + " asks for " + listed(order.actions) + until_words(wanted->time) +
                  (order.ticket.empty() ? "" : ", for " + order.ticket) + "."};
}

Result<Deed> grant(const AccessDesk& desk, const AccessOrder& order, Instant now, const FillRandom& random) {
  AccessOrder whole = order;
  if (!order.asked.empty()) {
    // As it was asked for: whoever wants to give something else grants that, and refuses this.
    const auto request = open_request(desk, order.asked);
    if (!request) return tl::unexpected(request.error());
    const Grant& wanted = (*request)->wanted;
    whole.name = wanted.person;
    whole.actions = wanted.actions;
    whole.functions = wanted.functions;
    whole.classes = wanted.classes;
    whole.ticket = wanted.ticket;
    if (wanted.time.from_s > now.seconds()) whole.from = Instant::from_seconds(wanted.time.from_s);
    whole.until = Instant::from_seconds(wanted.time.to_s);
    if (whole.why.empty()) whole.why = (*request)->why;
  }
  const auto given = grant_of(desk, whole, now, random);
  if (!given) return tl::unexpected(given.error());
  return Deed{{granted(act_of(desk, whole), *given, order.asked)},
              given->id,
              key_of(desk, whole.name) + " is granted " + listed(whole.actions) + until_words(given->time) +
                  (whole.ticket.empty() ? "" : ", for " + whole.ticket) + "."};
}

Result<Deed> refuse_grant(const AccessDesk& desk, const AccessOrder& order, Instant /*now*/, const FillRandom&) {
  const auto request = open_request(desk, order.asked);
  if (!request) return tl::unexpected(request.error());
  return Deed{{grant_refused(act_of(desk, order), order.asked)}, "", "It is refused."};
}

Result<Deed> break_glass(const AccessDesk& desk, const AccessOrder& order, Instant now, const FillRandom& random) {
  if (const auto known = person(desk, order.name); !known) return tl::unexpected(known.error());
  const std::string key = key_of(desk, order.name);
  if (!desk.is_internal(desk.party_of(key, now))) {
    return fail("not-own", key + " is not of the organisation: this way in is its own people's alone.");
  }
  const std::string id = new_id(random);
  return Deed{{glass_broken(act_of(desk, order), id, order.name)},
              id,
              key +
                  " has broken the glass: for four hours nothing is forbidden to them. All parties are told, "
                  "and it has to be reviewed: concordat access review " +
                  id};
}

Result<Deed> review(const AccessDesk& desk, const AccessOrder& order, Instant /*now*/, const FillRandom&) {
  const auto& all = desk.facts().broken_glass;
  if (std::none_of(all.begin(), all.end(), [&](const BrokenGlass& one) { return one.id == order.name; })) {
    return fail("unknown-id", "No glass was broken under \"" + order.name + "\".",
                "`concordat access list` has the ids.");
  }
  return Deed{{glass_reviewed(act_of(desk, order), order.name, order.words)}, "", "It is reviewed."};
}

Result<Deed> suspend(const AccessDesk& desk, const AccessOrder& order, Instant now, const FillRandom& random) {
  return restrict_party(desk, order, now, random, {"*"});
}

Result<Deed> narrow(const AccessDesk& desk, const AccessOrder& order, Instant now, const FillRandom& random) {
  return restrict_party(desk, order, now, random, order.actions);
}

Result<Deed> dismiss(const AccessDesk& desk, const AccessOrder& order, Instant /*now*/, const FillRandom&) {
  if (const auto known = desk.other_party(order.name); !known) return tl::unexpected(known.error());
  const auto& all = desk.facts().dismissals;
  if (std::any_of(all.begin(), all.end(), [&](const Dismissal& one) { return one.party == order.name; })) {
    return fail("already", order.name + " was dismissed already.");
  }
  record::Draft draft = dismissed(order.name, desk.own(), order.why);
  draft.actor = order.actor;
  return Deed{{std::move(draft)},
              "",
              order.name +
                  " is dismissed: its people may do nothing here any more, save read, export, cosign and dispute what "
                  "was shared with them, for 90 days."};
}

Result<Deed> end_access(const AccessDesk& desk, const AccessOrder& order, Instant /*now*/, const FillRandom&) {
  if (!desk.access().knows(order.name)) {
    return fail("unknown-id", "There is nothing under \"" + order.name + "\" to end.",
                "`concordat access list` has the ids of grants, delegations, suspensions and broken glass.");
  }
  return Deed{{access_ended(act_of(desk, order), order.name)}, "", "It is ended from now on."};
}

Result<Deed> ask_authority(const AccessDesk& desk, const AccessOrder& order, Instant /*now*/,
                           const FillRandom& random) {
  const std::string action = order.actions.empty() ? std::string() : order.actions.front();
  const std::string class_ = order.classes.empty() ? std::string() : order.classes.front();
  const auto known =
      first_problem({desk.team(order.name), desk.working_actions({action}, false), desk.classes({class_})});
  if (!known) return tl::unexpected(known.error());
  const std::string id = new_id(random);
  const Asked question{order.name, action, class_, {}, {}, std::nullopt};
  return Deed{{asked(act_of(desk, order), id, question)},
              id,
              order.name + " asks whether it may " + action + " " + class_ + "."};
}

Result<Deed> answer_authority(const AccessDesk& desk, const AccessOrder& order, Instant /*now*/, const FillRandom&) {
  const Asked* question = desk.access().question(order.name);
  if (question == nullptr) {
    return fail("unknown-id", "Nothing was asked under \"" + order.name + "\".",
                "`concordat access list` has the ids.");
  }
  // Such a question is the ticket's too, and its clock counts until the ticket has the answer.
  if (!question->ticket.empty()) {
    return fail(
        "not-possible", "It was asked on " + question->ticket + ", and is answered there.",
        "POST …/tickets/" + question->ticket + "/approvals/N/approve or …/refuse; the ticket's `approvals` have N.");
  }
  if (const auto known = person(desk, order.by); !known) return tl::unexpected(known.error());
  const std::string by = key_of(desk, order.by);
  if (const auto holds = desk.may_answer(by, *question); !holds) return tl::unexpected(holds.error());
  return Deed{{answered(act_of(desk, order), order.name, {order.by, order.yes, {}})},
              "",
              by + " says " + (order.yes ? "yes." : "no.")};
}

}  // namespace concordat::operate
