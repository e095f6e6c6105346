// SPDX-License-Identifier: Apache-2.0
#include "agreement/rights_sketch.hpp"

#include "agreement/platform.hpp"

namespace concordat::agreement {
namespace {

using Strings = std::vector<std::string>;

const Strings kParties = {"hq", "north", "aegis"};
const Strings kRoles = {"lead", "boss", "manager"};
const Strings kTeams = {"desk", "noc", "soc", "both"};  // the last is joint
const Strings kPeople = {"ana", "ben", "cat", "dan", "eve", "fay"};
const Strings kOutsiders = {"xen", "yan"};
const Strings kFunctions = {"any", "cloud", "safety"};
const Strings kActivities = {"triage", "resolve", "fulfil", "approve", "change", "restore", "clean"};
const Strings kResponses = {"isolate", "restore"};  // the latter is an activity, too
const Strings kClasses = {"server", "user", "vault"};
const Strings kTickets = {"T1", "T2"};
const Strings kZones = {"Europe/London", "America/New_York", "Pacific/Auckland"};

Strings joined(Strings a, const Strings& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

}  // namespace

Strings RightsSketch::some(Strings of, std::size_t at_most) {
  shuffle(of);
  of.resize(std::min(of.size(), pick(at_most + 1)));
  return of;
}

std::string RightsSketch::list(const Strings& words) {
  std::string text = "[";
  for (const auto& one : words) text += (text.size() > 1 ? ", \"" : "\"") + one + "\"";
  return text + "]";
}

std::string RightsSketch::date() {
  const std::string month = std::to_string(1 + pick(9));
  return "2026-0" + month + "-" + std::to_string(10 + pick(19));
}

std::string RightsSketch::does() {
  std::string text = "[";
  for (const auto& one : some(joined(kTeams, kRoles), 3)) {
    const bool later = chance(3);
    text += (text.size() > 1 ? ", " : "") + (later ? "{ team = \"" + one + "\", after = \"30m\" }" : "\"" + one + "\"");
  }
  return text + "]";
}

// With so many conditions; exceptions of one function have different numbers, so that the narrowest is one.
std::string RightsSketch::exception(const std::string& function, std::size_t conditions) {
  Strings when = {"priorities = [1, 2]", "sites = [\"yard\"]", "classes = [\"" + any(kClasses) + "\"]",
                  (chance(5) ? "during" : "outside") + std::string(" = \"office\"")};
  shuffle(when);
  const bool of_activity = chance(7);
  if (of_activity) when.insert(when.begin(), "activity = \"" + any(kActivities) + "\"");
  when.resize(conditions);
  std::string text = "[[function." + function + ".except]]\nwhen = { ";
  for (const auto& one : when) text += (&one == &when.front() ? "" : ", ") + one;
  text += " }\n";
  if (of_activity && chance(6)) text += "does = " + does() + "\n";
  if (chance(4)) text += "accountable = \"" + any(kRoles) + "\"\n";
  if (chance(3)) text += "owner = \"" + any(kTeams) + "\"\n";
  if (chance(4)) text += "consulted = " + list(some(joined(kParties, kTeams), 2)) + "\n";
  return text + "informed = " + list(some(joined(kRoles, kTeams), 2)) + "\n";
}

std::string RightsSketch::function(const std::string& key) {
  std::string text = "[function." + key + "]\ntakes = [\"" + (key == "any" ? "*" : key) + "\"]\n";
  if (chance(8)) text += "accountable = \"" + any(kRoles) + "\"\n";
  if (chance(5)) text += "owner = \"" + any(kTeams) + "\"\n";
  if (chance(4)) text += "consulted = " + list(some(joined(kParties, kRoles), 2)) + "\n";
  if (chance(4)) text += "informed = " + list(some(joined(kParties, kTeams), 2)) + "\n";
  for (const auto& activity : kActivities) {
    if (chance(key == "any" ? 7 : 4)) text += "does." + activity + " = " + does() + "\n";
  }
  for (std::size_t conditions = 1; conditions <= 3; ++conditions) {
    if (chance(4)) text += exception(key, conditions);
  }
  return text;
}

std::string RightsSketch::authority(const std::string& team) {
  std::string text = "[authority." + team + "]\n";
  for (const auto& action : some(kResponses, 2)) {
    text += action + " = { ";
    bool first = true;
    for (const auto& class_ : some(kClasses, 3)) {
      static const Strings kHows = {"\"yes\"", "\"inform\"", "\"no\""};
      const std::string ask = "{ ask = \"" + any(kRoles) + "\"" + (chance(6) ? ", act_after = \"15m\" }" : " }");
      answers_.push_back({team, action, class_, "", {}, std::nullopt});
      text += (first ? "" : ", ") + class_ + " = " + (chance(5) ? ask : any(kHows));
      first = false;
    }
    text += " }\n";
  }
  return text;
}

std::string RightsSketch::forbid(const std::string& key) {
  std::string text = "[forbid." + key + "]\n";
  const Strings everybody = joined(joined(kParties, kTeams), joined(kRoles, {"ana", "ben", "cat", "dan"}));
  if (chance(5)) {
    static const Strings kPairs = {"[\"requester\", \"approver\"]", "[\"change\", \"approve\"]",
                                   "[\"approve\", \"restore\"]"};
    text += "separate = " + any(kPairs) + "\n";
    if (chance(2)) text += "who = \"" + any(everybody) + "\"\n";
  } else {
    const Strings what = joined(joined(kActivities, kResponses), {"read", "export", "import", "*"});
    text += "who = [\"" + any(everybody) + "\"]\nwhat = [\"" + any(what) + "\"]\n";
  }
  if (chance(6)) text += "on = \"" + any(joined(kFunctions, kClasses)) + "\"\n";
  return text;
}

std::string RightsSketch::people() {
  std::string text;
  for (const auto& person : kPeople) {
    // Members of a joint team must be declared; the last two never are in one.
    if (person < "eve" || chance(5)) text += "[person." + person + "]\nparty = \"" + any(kParties) + "\"\n";
  }
  return text;
}

Strings RightsSketch::tables() {
  Strings all = {"format = 1\norganisation = \"harbour\"\nzone = \"" + any(kZones) + "\"\neffective = 2026-01-01\n"};
  for (const auto& party : kParties) {
    std::string text = "[party." + party + "]\nkind = \"" + (party == "hq" ? "internal" : "provider") + "\"\n";
    if (chance(party == "hq" ? 2 : 9)) {
      std::string from = date();
      std::string through = date();
      if (through < from) std::swap(from, through);
      text += "contract = { from = " + from + ", through = " + through + " }\n";
    }
    all.push_back(text);
  }
  all.emplace_back(
      "[calendar.office]\nopen = { mon-fri = [\"09:00-17:00\"] }\n[calendar.always]\nopen = { mon-sun = "
      "[\"00:00-24:00\"] }\n[site.yard]\n[activity.clean]\n");
  all.push_back(people());
  for (const auto& role : kRoles) {
    const Strings two = some(kPeople, kPeople.size());
    std::string text = "[role." + role + "]\nparty = \"" + any(kParties) + "\"\n";
    text += "person = \"" + (two.empty() ? "ana" : two[0]) + "\"\n";
    if (two.size() > 1) text += "deputy = \"" + two[1] + "\"\n";
    all.push_back(text);
  }
  for (const auto& team : kTeams) {
    const bool joint = team == "both";
    Strings members = some(kPeople, 3);
    if (joint) std::erase_if(members, [](const std::string& one) { return one >= "eve"; });
    all.push_back("[team." + team + "]\nparty = \"" + (joint ? "joint" : any(kParties)) + "\"\nduty = \"office\"\n" +
                  "members = " + list(members) + "\n");
    if (chance(6)) all.push_back(authority(team));
  }
  for (const auto& one : kFunctions) all.push_back(function(one));
  for (const char* key : {"first", "second"}) {
    if (chance(5)) all.push_back(forbid(key));
  }
  return all;
}

// On a grid of days and half hours, with a second to either side: so that edges are met.
Instant RightsSketch::instant() {
  const Date first = *make_date(2026, 1, 1);
  const Date day{first.days + static_cast<std::int32_t>(pick(12) * 31)};
  const std::int64_t half_hour_s = 1'800;
  const std::int64_t slot = static_cast<std::int64_t>(pick(6)) + 18;
  return Instant::from_seconds(as_utc({day, 0, 0}).seconds() + slot * half_hour_s + static_cast<std::int64_t>(pick(3)) -
                               1);
}

Span RightsSketch::span() {
  const std::int64_t from_s = instant().seconds();
  static const std::vector<std::int64_t> kLengths = {1'800, 5'400, 86'400, 40 * 86'400};
  return chance(3) ? kForEver : Span{from_s, from_s + any(kLengths)};
}

Facts RightsSketch::facts() {
  Facts facts;
  const Strings people = joined(kPeople, kOutsiders);
  const auto platform = [this] { return std::string(platform_actions()[pick(platform_actions().size())].word); };
  const Strings actions = joined(joined(kActivities, kResponses), {"read", "update"});
  if (chance(8)) facts.owners.push_back({any(people), span()});
  for (std::size_t i = pick(3); i > 0; --i) {
    const std::string by = facts.owners.empty() || chance(3) ? any(people) : facts.owners[0].person;
    facts.delegations.push_back({"d" + std::to_string(i), any(people), platform(), by, span()});
  }
  if (chance(6)) facts.administrators.push_back({any(people), any(kParties), span()});
  for (const auto& outsider : kOutsiders) {
    const std::string party = any(kParties);
    for (std::size_t i = pick(3); i > 0; --i) facts.members.push_back({outsider, party, any(kTeams), span()});
  }
  if (chance(3)) facts.members.push_back({any(kPeople), any(kParties), any(kTeams), span()});
  for (std::size_t i = pick(4); i > 0; --i) {
    facts.grants.push_back({"g" + std::to_string(i), any(people), some(actions, 4), some(kFunctions, 2),
                            some(kClasses, 1), chance(5) ? any(kTickets) : "", span()});
  }
  if (chance(4)) facts.broken_glass.push_back({"b1", any(people), {instant().seconds(), kForEver.to_s}});
  if (chance(2)) facts.dismissals.push_back({any(kParties), instant()});
  if (chance(3)) {
    static const std::vector<Strings> kScopes = {{"*"}, {"resolve", "read"}, {"isolate"}, {"export", "invite"}};
    facts.restrictions.push_back({"r1", any(kParties), any(kScopes), chance(5) ? some(kFunctions, 2) : Strings{},
                                  chance(3) ? some(kClasses, 1) : Strings{}, "", span()});
  }
  for (std::size_t i = chance(3) ? pick(4) : 0; i > 0; --i) {
    facts.representatives.push_back({"n" + std::to_string(i), any(kPeople), any(kParties), instant()});
  }
  for (std::size_t i = pick(4); i > 0; --i) {
    Asked asked = answers_.empty() ? Asked{"soc", "isolate", "server", "", {}, std::nullopt} : any(answers_);
    if (chance(5)) asked.ticket = any(kTickets);
    asked.at = instant();
    if (chance(5)) asked.reply = {any(people), chance(5), Instant::from_seconds(asked.at.seconds() + 900)};
    facts.asked.push_back(asked);
  }
  return facts;
}

Asking RightsSketch::asking(const Facts& facts) {
  Asking one;
  const std::size_t who = pick(10);
  if (who == 0) one.team = any(kTeams);
  if (who == 1) one.role = any(kRoles);
  if (who > 1) one.person = any(joined(joined(kPeople, kPeople), kOutsiders));
  Strings actions = joined(joined(kActivities, kResponses), {"isolate", "isolate", "approve"});
  for (const RowAction& action : row_actions()) actions.emplace_back(action.word);
  for (const char* action : {"export", "invite", "import", "propose", "manage-people"}) actions.emplace_back(action);
  one.action = any(actions);
  if (chance(9)) one.function = any(kFunctions);
  if (chance(6)) one.class_ = any(kClasses);
  if (chance(3)) one.site = "yard";
  if (chance(3)) one.party = any(kParties);
  one.priority = static_cast<int>(pick(4));
  one.at = instant();
  if (chance(3)) one.entry_at = instant();
  if (chance(6)) {
    one.ticket = TicketFacts{any(kTickets), {span()}, {}};
    for (std::size_t i = pick(3); i > 0; --i) {
      static const Strings kDone = {"requester", "change", "approve", "restore"};
      one.ticket->done.push_back({any(kPeople), any(kDone), instant()});
    }
  }
  if (!answers_.empty() && chance(3)) {
    const Asked& said = any(answers_);
    one.action = said.action;
    one.class_ = said.class_;
  }
  if (!facts.asked.empty() && chance(4)) aim(one, any(facts.asked));
  if (!facts.grants.empty() && chance(2)) aim(one, any(facts.grants));
  if (!facts.broken_glass.empty() && chance(2)) {
    const BrokenGlass& glass = facts.broken_glass.front();
    one.person = glass.person;
    one.team = one.role = "";
    one.at = Instant::from_seconds(glass.time.from_s + static_cast<std::int64_t>(pick(2)) * (kBrokenGlassMax_s - 1) +
                                   static_cast<std::int64_t>(pick(2)));
  }
  return one;
}

// At a question to a role, near the second at which waiting was long enough.
void RightsSketch::aim(Asking& one, const Asked& asked) {
  if (chance(5)) {
    one.team = asked.team;
    one.person = one.role = "";
  }
  one.action = asked.action;
  one.class_ = asked.class_;
  one.at = Instant::from_seconds(asked.at.seconds() + 899 + static_cast<std::int64_t>(pick(3)));
  one.ticket.reset();
  if (!asked.ticket.empty()) one.ticket = TicketFacts{asked.ticket, {chance(5) ? kForEver : span()}, {}};
}

// At a grant, near its last second.
void RightsSketch::aim(Asking& one, const Grant& grant) {
  one.person = grant.person;
  one.team = one.role = "";
  if (!grant.actions.empty()) one.action = any(grant.actions);
  if (!grant.functions.empty()) one.function = any(grant.functions);
  if (!grant.classes.empty()) one.class_ = any(grant.classes);
  if (grant.time != kForEver) one.at = Instant::from_seconds(grant.time.to_s - static_cast<std::int64_t>(pick(2)));
  one.ticket.reset();
  if (!grant.ticket.empty()) one.ticket = TicketFacts{grant.ticket, {chance(5) ? kForEver : span()}, {}};
}

std::string text_of(const Strings& tables) {
  std::string text;
  for (const auto& one : tables) text += one + "\n";
  return text;
}

Request request_of(const Rules& rules, const Asking& asking) {
  Request request;
  request.who = {asking.person, rules.team(asking.team), rules.role(asking.role)};
  request.action = asking.action;
  request.at = asking.at;
  request.subject = {rules.function(asking.function), asking.class_, rules.site(asking.site), asking.priority,
                     rules.party(asking.party),       asking.ticket, asking.entry_at};
  return request;
}

std::string words_of(const Asking& asking) {
  std::string text = asking.person + asking.team + asking.role + " " + asking.action + " on " + asking.function +
                     " class " + asking.class_ + " site " + asking.site + " party " + asking.party + " priority " +
                     std::to_string(asking.priority) + " at " + format_instant(asking.at);
  if (asking.ticket) text += " ticket " + asking.ticket->name;
  if (asking.entry_at) text += " entry " + format_instant(*asking.entry_at);
  return text;
}

}  // namespace concordat::agreement
