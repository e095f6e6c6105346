// SPDX-License-Identifier: Apache-2.0
#include "agreement/decide_words.hpp"
#include "agreement/explain.hpp"
#include "operate/agreement/access_desk.hpp"
#include "operate/agreement/asking.hpp"
#include "operate/agreement/reading.hpp"
#include "operate/agreement/week.hpp"
#include "operate/present/ticket_subject.hpp"
#include "ticket/custody.hpp"

#include <algorithm>
#include <charconv>

// Questions to the agreement over HTTP: who has a piece of work and by which row, who may do what, and why.
namespace concordat::operate {
namespace {

using namespace agreement;

tl::unexpected<Refusal> no_agreement() {
  return refuse("no-agreement", "No agreement is in force at that time.", "GET …/agreement/versions lists them.");
}

// Nullptr where none is in force at that time.
const ticket::InForce* version_at(const Member& member, Instant at) {
  const ticket::InForce* version = nullptr;
  for (const auto& one : member.present->in_force.versions) {
    if (one.from_s <= at.seconds()) version = &one;
  }
  return version;
}

// A ticket that somebody asks about, if they may read it.
struct AskedTicket {
  ticket::Ticket ticket;
  Subject subject;
};
Outcome<AskedTicket> ticket_asked(Reading& reading, const std::string& name) {
  const Member& member = reading.member;
  const Instant now = reading.call.now;
  const auto entries = ticket::entries_with_merged(
      name, [&](const std::string& one) { return reading.session.entries_of(member.organisation, "ticket:" + one); });
  if (!entries) return refuse(entries.error());
  if (entries->empty()) return not_found();
  AskedTicket asked;
  asked.ticket = ticket::rebuild(name, *entries);
  asked.subject = ticket_subject(asked.ticket, *entries, member.present->rules, now,
                                 [&](const std::string& id) { return member.present->key_of(id); });
  Subject as_now = asked.subject;
  as_now.entry_at = now;
  const bool reads = !asked.subject.function.none() && member.may("read", as_now, now);
  const bool own = member.party == member.present->own && member.may("export", {}, now);
  if (!reads && !own) return not_found();
  return asked;
}

Outcome<std::optional<int>> priority_in(const Call& call) {
  const std::string text = text_in_query(call, "priority");
  if (text.empty()) return std::optional<int>{};
  int level = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), level);
  if (error != std::errc{} || end != text.data() + text.size()) {
    return refuse("bad-query", "priority: expected a number, 1 first.");
  }
  return std::optional(level);
}

// What stands in a text that the member may not read is left out of the answer.
void leave_out_hidden(const Rules& rules, const Member& member, Instant now, Decision& decision) {
  const auto hidden = hidden_files(member, now);
  const bool sees_prices = member.party == member.present->own && member.may("see-prices", {}, now);
  const auto in_hidden = [&](const Where& where) {
    return std::find(hidden.begin(), hidden.end(), where.file) != hidden.end();
  };
  std::erase_if(decision.targets, [&](TargetId id) { return in_hidden(rules.targets[id.at()].where); });
  std::erase_if(decision.prices, [&](PriceId id) {
    const PartyId party = rules.prices[id.at()].party;
    return !sees_prices && (party.none() || rules.parties[party.at()].key != member.party);
  });
  if (!decision.ladder.none() && in_hidden(rules.ladders[decision.ladder.at()].where)) decision.ladder = {};
}

Outcome<Answer> decide_work(Reading& reading) {
  const Member& member = reading.member;
  const Call& call = reading.call;
  if (!works_here(member, call.now)) return not_found();
  const auto at = instant_in(call, "at");
  if (!at) return tl::unexpected(at.error());
  const ticket::InForce* version = version_at(member, *at);
  if (version == nullptr) return no_agreement();
  const Rules& rules = *version->rules;
  auto priority = priority_in(call);
  if (!priority) return tl::unexpected(std::move(priority.error()));
  WorkOrder order{text_in_query(call, "function"), text_in_query(call, "activity"), text_in_query(call, "site"),
                  *priority, text_in_query(call, "class")};
  std::optional<AskedTicket> asked;
  if (const std::string name = text_in_query(call, "ticket"); !name.empty()) {
    auto found = ticket_asked(reading, name);
    if (!found) return tl::unexpected(std::move(found.error()));
    asked = std::move(*found);
    const FunctionId function = rules.takes(asked->ticket.category);
    if (order.function.empty() && !function.none()) order.function = rules.functions[function.at()].key;
    if (order.activity.empty()) order.activity = resolving(asked->ticket);
    if (!order.priority && asked->subject.priority > 0) order.priority = asked->subject.priority;
  }
  const auto question = question_of(rules, order, *at);
  if (!question) return refuse(question.error());
  const CalendarDuty duty(rules);
  Decision decision;
  decide(rules, *question, duty, decision);
  leave_out_hidden(rules, member, call.now, decision);
  const Outlook ahead = outlook(rules, *question, duty);
  auto document = to_json(rules, *question, decision, ahead);
  if (asked && !asked->ticket.holder.team.empty()) document["with"] = asked->ticket.holder.team;
  document["version"] = version->version;
  document["words"] = to_text(rules, *question, decision, ahead);
  Answer answer;
  answer.body = without_nulls(document);
  return answer;
}

Outcome<Answer> show_week(Reading& reading) {
  const Member& member = reading.member;
  if (!works_here(member, reading.call.now)) return not_found();
  const auto at = instant_in(reading.call, "at");
  if (!at) return tl::unexpected(at.error());
  const ticket::InForce* version = version_at(member, *at);
  // In its first days an agreement came into force within the week that one looks at.
  if (version == nullptr && !member.present->in_force.versions.empty()) {
    version = &member.present->in_force.versions.front();
    if (version->from_s > at->seconds() + kWeek_s) version = nullptr;
  }
  if (version == nullptr) return no_agreement();
  auto week = week_of(*version->rules, *at);
  if (!week) return refuse(week.error());
  week->version = version->version;
  Answer answer;
  answer.body = encode(*week);
  return answer;
}

// What is asked about: a function, a ticket, a party or the organisation itself.
Outcome<Subject> subject_in(Reading& reading, const std::string& action) {
  const Present& present = *reading.member.present;
  const std::string on = text_in_query(reading.call, "on");
  const std::string name = text_in_query(reading.call, "ticket");
  Subject subject;
  if (!name.empty()) {
    auto asked = ticket_asked(reading, name);
    if (!asked) return tl::unexpected(std::move(asked.error()));
    subject = std::move(asked->subject);
  } else if (!on.empty()) {
    subject.function = present.rules.function(on);
    if (subject.function.none() && !needs_function(action)) subject.party = present.rules.party(on);
    if (subject.function.none() && subject.party.none()) {
      return refuse(unknown_name("function", on, keys_of(present.rules.functions)));
    }
  } else if (needs_function(action)) {
    return refuse("bad-query", "on: \"" + action + "\" is asked of a function or a ticket.",
                  "?on=FUNCTION, ?ticket=T1");
  }
  auto priority = priority_in(reading.call);
  if (!priority) return tl::unexpected(std::move(priority.error()));
  const auto narrowed = narrow_subject(subject, present.rights, text_in_query(reading.call, "class"),
                                       text_in_query(reading.call, "site"), priority->value_or(0));
  if (!narrowed) return refuse(narrowed.error());
  return subject;
}

// About oneself anybody asks, and about people of the same party; the organisation's own people about everybody.
bool may_ask_about(const Member& member, const std::string& person, Instant now) {
  if (member.party == member.present->own || member.present->key_of(member.person) == person) return true;
  return member.present->party_of(person, now) == member.party;
}

// Which right is asked about, on what and at which instant; of whom is yet to be said.
Outcome<Request> right_asked(Reading& reading) {
  const Call& call = reading.call;
  if (!works_here(reading.member, call.now)) return not_found();
  const Present& present = *reading.member.present;
  if (present.version == nullptr) return no_agreement();
  const auto action = action_of(present.rights, text_in_query(call, "may"));
  if (!action) return refuse(action.error());
  const auto at = instant_in(call, "at");
  if (!at) return tl::unexpected(at.error());
  auto subject = subject_in(reading, *action);
  if (!subject) return tl::unexpected(std::move(subject.error()));
  return Request{{}, *action, std::move(*subject), *at};
}

Outcome<Answer> explain_right(Reading& reading) {
  auto request = right_asked(reading);
  if (!request) return tl::unexpected(std::move(request.error()));
  const Member& member = reading.member;
  const Call& call = reading.call;
  const Present& present = *member.present;
  std::string who = text_in_query(call, "who");
  if (who.empty()) who = member.person;
  const auto meant = who_of(present.rights, present.facts, present.key_of(who));
  if (!meant) return refuse(meant.error());
  if (!meant->person.empty() && !may_ask_about(member, meant->person, call.now)) {
    return refuse("not-allowed", "Ask about yourself and your own party's people.");
  }
  request->who = *meant;
  const agreement::Answer found = may(present.rights, *request, present.facts);
  auto document = to_json(present.rules, found);
  document["words"] = to_text(present.rights, *request, found);
  Answer answer;
  answer.body = without_nulls(document);
  return answer;
}

Outcome<Answer> list_who_may(Reading& reading) {
  auto request = right_asked(reading);
  if (!request) return tl::unexpected(std::move(request.error()));
  const Member& member = reading.member;
  const Call& call = reading.call;
  const Present& present = *member.present;
  WhoMay found = who_may(present.rights, request->action, request->subject, request->at, present.facts);
  std::erase_if(found.people, [&](const WhoMay::Person& one) { return !may_ask_about(member, one.person, call.now); });
  found.teams.clear();
  auto document = to_json(present.rules, found);
  document.erase("teams");
  Answer answer;
  answer.body = without_nulls(document);
  return answer;
}

std::vector<QueryParameter> thing_parameters(std::vector<QueryParameter> first) {
  const std::vector<QueryParameter> rest{{"ticket", "a ticket, instead of its function and priority"},
                                         {"class", "the class of thing it is about"},
                                         {"site", "the site, by its key"},
                                         {"priority", "the level, 1 first"},
                                         {"at", "an instant; now where it is left out"}};
  first.insert(first.end(), rest.begin(), rest.end());
  return first;
}

}  // namespace

void add_question_routes(Api& api) {
  const auto reading = [&api](Operation operation, auto out, Outcome<Answer> (*handler)(Reading&)) {
    api.act<Nothing, decltype(out)>(operation,
                                    [&api, handler](Call& call, Nothing&) { return api.reading(call, handler); });
  };
  reading(of_agreement("decideWork", "GET", "/agreement/decide", "",
                       "Who has a piece of work at an instant, by which row, and who comes next; or why a ticket is "
                       "with whom it is.",
                       thing_parameters({{"function", "by its key"}, {"activity", "triage, resolve, fulfil, …"}})),
          DecisionView{}, decide_work);
  reading(of_agreement("showWeek", "GET", "/agreement/week", "",
                       "Who has each activity of each function over seven days, by the rows of the version in force.",
                       {{"at", "an instant, where the week begins; now where it is left out"}}),
          WeekView{}, show_week);
  reading(of_agreement("explainRight", "GET", "/agreement/explain", "",
                       "Whether somebody may do something, and the rows, grants or prohibitions that say so.",
                       thing_parameters({{"who", "a person, team or role; yourself where it is left out"},
                                         {"may", "an activity or action"},
                                         {"on", "a function; of a platform action, a party or nothing"}})),
          RightView{}, explain_right);
  reading(of_agreement("whoMay", "GET", "/agreement/who-may", "", "Everybody who may do something, and why.",
                       thing_parameters({{"may", "an activity or action"},
                                         {"on", "a function; of a platform action, a party or nothing"}})),
          WhoMayView{}, list_who_may);
}

}  // namespace concordat::operate
