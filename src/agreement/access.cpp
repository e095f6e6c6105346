// SPDX-License-Identifier: Apache-2.0
#include "agreement/access.hpp"

#include "agreement/version.hpp"
#include "base/limits.hpp"

#include <boost/json/array.hpp>

#include <algorithm>

namespace concordat::agreement {
namespace {

namespace json = boost::json;
using record::Draft;
using record::Entry;

constexpr std::string_view kPersonSubject = "person:";
constexpr std::string_view kPartySubject = "party:";
constexpr std::string_view kAccessSubject = "access:";

std::string member(const json::object& body, std::string_view key) {
  const auto* value = body.if_contains(key);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string{};
}

std::vector<std::string> members(const json::object& body, std::string_view key) {
  std::vector<std::string> all;
  const auto* value = body.if_contains(key);
  if (value == nullptr || !value->is_array()) return all;
  for (const auto& one : value->get_array()) {
    if (one.is_string() && all.size() < limits::kListMax) all.emplace_back(one.get_string());
  }
  return all;
}

std::optional<std::int64_t> second(const json::object& body, std::string_view key) {
  const auto* value = body.if_contains(key);
  return value != nullptr && value->is_int64() ? std::optional(value->get_int64()) : std::nullopt;
}

std::string after(std::string_view prefix, std::string_view subject) {
  return subject.starts_with(prefix) ? std::string(subject.substr(prefix.size())) : std::string{};
}

// From when the entry says, but never before it was recorded.
Span span_of(const Entry& entry) {
  const std::int64_t recorded_s = entry.recorded.seconds();
  return {std::max(second(entry.body, "from_s").value_or(recorded_s), recorded_s),
          second(entry.body, "until_s").value_or(kForEver.to_s)};
}

void end(Span& time, std::int64_t at_s) { time.to_s = std::min(time.to_s, std::max(at_s, time.from_s)); }

// Ends each of `all` that runs at that second and is meant.
template <typename T, typename Meant>
void end_where(std::vector<T>& all, std::int64_t at_s, Meant meant) {
  for (T& one : all) {
    if (meant(one)) end(one.time, at_s);
  }
}

json::array list(const std::vector<std::string>& all) {
  json::array array;
  for (const auto& one : all) array.emplace_back(one);
  return array;
}

Draft draft(const AccessAct& act, std::string_view prefix, const std::string& subject, std::string_view kind) {
  Draft draft;
  draft.actor = act.actor;
  draft.party = act.by;
  draft.audience = act.audience;
  draft.subject = std::string(prefix) + subject;
  draft.kind = kind;
  if (!act.why.empty()) draft.body["why"] = act.why;
  return draft;
}

void put(json::object& body, std::string_view key, const std::string& text) {
  if (!text.empty()) body[key] = text;
}

void put(json::object& body, std::string_view key, const std::vector<std::string>& all) {
  if (!all.empty()) body[key] = list(all);
}

void put(json::object& body, const Span& time) {
  if (time.from_s > kForEver.from_s) body["from_s"] = time.from_s;
  if (time.to_s < kForEver.to_s) body["until_s"] = time.to_s;
}

void put(json::object& body, const Grant& grant) {
  put(body, "person", grant.person);
  put(body, "actions", grant.actions);
  put(body, "functions", grant.functions);
  put(body, "classes", grant.classes);
  put(body, "ticket", grant.ticket);
  put(body, grant.time);
}

}  // namespace

const std::vector<std::string_view>& access_kinds() {
  static const std::vector<std::string_view> kKinds = {
      kOwnerNamed,       kOwnerRemoved,   kAdministratorNamed, kAdministratorRemoved, kMemberJoined,
      kMemberLeft,       kKnownAs,        kDelegated,          kGrantAsked,           kGrantRefused,
      kGranted,          kGlassBroken,    kGlassReviewed,      kAccessEnded,          kPartyRestricted,
      kPartyRepresented, kAuthorityAsked, kAuthorityAnswered,  kPartyDismissed};
  return kKinds;
}

const AccessNote* AccessLog::note(std::string_view id) const {
  const auto found = notes_.find(id);
  return found == notes_.end() ? nullptr : &found->second;
}

const GrantRequest* AccessLog::request(std::string_view id) const {
  const auto found = requests_.find(id);
  return found == requests_.end() ? nullptr : &found->second;
}

std::optional<Instant> AccessLog::rights_changed(std::string_view person) const {
  const auto found = changed_.find(person);
  return found == changed_.end() ? std::nullopt : std::optional(found->second);
}

bool AccessLog::knows(std::string_view id) const { return notes_.contains(id); }

const Asked* AccessLog::question(std::string_view id) const {
  const auto found = questions_.find(id);
  return found == questions_.end() ? nullptr : &facts_.asked[found->second];
}

std::map<std::string, const Asked*> AccessLog::questions() const {
  std::map<std::string, const Asked*> all;
  for (const auto& [id, index] : questions_) all.emplace(id, &facts_.asked[index]);
  return all;
}

void AccessLog::step(const Entry& entry) {
  if (entry.kind == kPartyDismissed) {
    const std::string party = after(kPartySubject, entry.subject);
    if (!party.empty()) facts_.dismissals.push_back({party, entry.recorded});
  } else if (entry.kind == kPartyRestricted) {
    restricted(entry);
  } else if (entry.kind == kPartyRepresented) {
    // A party's own word: nobody else names who stands for it.
    const std::string party = after(kPartySubject, entry.subject);
    const std::string person = member(entry.body, "person");
    if (party.empty() || person.empty() || entry.party != party) return;
    facts_.representatives.push_back({member(entry.body, "id"), person, party, entry.recorded});
    changed_[person] = entry.recorded;
  } else if (entry.kind == kAuthorityAsked || entry.kind == kAuthorityAnswered) {
    asked(entry);
  } else if (entry.kind == kAccessEnded) {
    ended(entry);
  } else if (entry.subject.starts_with(kPersonSubject)) {
    people(entry);
  } else if (entry.subject.starts_with(kAccessSubject)) {
    granted(entry);
  }
}

void AccessLog::people(const Entry& entry) {
  const std::string person = after(kPersonSubject, entry.subject);
  const std::string party = member(entry.body, "party");
  const std::string team = member(entry.body, "team");
  const Span time{entry.recorded.seconds(), kForEver.to_s};
  const std::int64_t now_s = time.from_s;
  if (person.empty()) return;
  const auto& kinds = access_kinds();
  if (std::find(kinds.begin(), kinds.end(), entry.kind) != kinds.end()) changed_[person] = entry.recorded;
  if (entry.kind == kOwnerNamed) {
    facts_.owners.push_back({person, time});
  } else if (entry.kind == kOwnerRemoved) {
    end_where(facts_.owners, now_s, [&](const Owner& one) { return one.person == person; });
  } else if (entry.kind == kAdministratorNamed) {
    facts_.administrators.push_back({person, party, time});
  } else if (entry.kind == kAdministratorRemoved) {
    end_where(facts_.administrators, now_s,
              [&](const Administrator& one) { return one.person == person && one.party == party; });
  } else if (entry.kind == kKnownAs) {
    keys_[person] = member(entry.body, "key");
  } else if (entry.kind == kMemberJoined) {
    facts_.members.push_back({person, party, team, time});
  } else if (entry.kind == kMemberLeft) {
    // Without a team: out of the party.
    end_where(facts_.members, now_s, [&](const Member& one) {
      return one.person == person && one.party == party && (team.empty() || one.team == team);
    });
  }
}

void AccessLog::granted(const Entry& entry) {
  const std::string id = after(kAccessSubject, entry.subject);
  const json::object& body = entry.body;
  const std::string person = member(body, "person");
  if (id.empty()) return;
  if (entry.kind == kGlassReviewed) {
    const auto found = notes_.find(id);
    if (found == notes_.end()) return;
    found->second.reviewed = entry.recorded;
    found->second.review = member(body, "words");
    return;
  }
  if (entry.kind == kGrantRefused) return answer_request(entry, id, false);
  if (knows(id) || person.empty()) return;
  if (entry.kind == kGrantAsked) return grant_asked(entry, id, person);
  if (entry.kind == kGranted) {
    answer_request(entry, member(body, "request"), true);
    facts_.grants.push_back({id, person, members(body, "actions"), members(body, "functions"), members(body, "classes"),
                             member(body, "ticket"), span_of(entry)});
  } else if (entry.kind == kDelegated) {
    facts_.delegations.push_back({id, person, member(body, "action"), member(body, "by"), span_of(entry)});
  } else if (entry.kind == kGlassBroken) {
    const std::int64_t now_s = entry.recorded.seconds();
    facts_.broken_glass.push_back({id, person, {now_s, now_s + kBrokenGlassMax_s}});
  } else {
    return;
  }
  changed_[person] = entry.recorded;
  notes_.emplace(id, AccessNote{member(body, "why"), entry.sequence, std::nullopt, ""});
}

void AccessLog::grant_asked(const Entry& entry, const std::string& id, const std::string& person) {
  const json::object& body = entry.body;
  GrantRequest request{{id, person, members(body, "actions"), members(body, "functions"), members(body, "classes"),
                        member(body, "ticket"), span_of(entry)},
                       member(body, "why"),
                       entry.recorded,
                       std::nullopt,
                       false};
  requests_.emplace(id, std::move(request));
}

// The first answer counts.
void AccessLog::answer_request(const Entry& entry, const std::string& id, bool granted) {
  const auto found = requests_.find(id);
  if (found == requests_.end() || found->second.answered) return;
  found->second.answered = entry.recorded;
  found->second.granted = granted;
}

void AccessLog::restricted(const Entry& entry) {
  const std::string id = member(entry.body, "id");
  const std::string party = after(kPartySubject, entry.subject);
  const auto actions = members(entry.body, "actions");
  if (id.empty() || knows(id) || party.empty() || actions.empty()) return;
  facts_.restrictions.push_back({id, party, actions, members(entry.body, "functions"), members(entry.body, "classes"),
                                 member(entry.body, "why"), span_of(entry)});
  notes_.emplace(id, AccessNote{member(entry.body, "why"), entry.sequence, std::nullopt, ""});
}

void AccessLog::ended(const Entry& entry) {
  const std::string id = after(kAccessSubject, entry.subject);
  const std::int64_t now_s = entry.recorded.seconds();
  const auto meant = [&id](const auto& one) { return one.id == id; };
  const auto note_persons = [&](const auto& all) {
    for (const auto& one : all) {
      if (meant(one)) changed_[one.person] = entry.recorded;
    }
  };
  note_persons(facts_.grants);
  note_persons(facts_.delegations);
  note_persons(facts_.broken_glass);
  end_where(facts_.grants, now_s, meant);
  end_where(facts_.delegations, now_s, meant);
  end_where(facts_.broken_glass, now_s, meant);
  end_where(facts_.restrictions, now_s, meant);
  const auto question = questions_.find(id);
  if (question == questions_.end()) return;
  Asked& one = facts_.asked[question->second];
  if (!one.reply && !one.withdrawn) one.withdrawn = entry.recorded;
}

void AccessLog::asked(const Entry& entry) {
  const std::string id = after(kAccessSubject, entry.subject);
  const json::object& body = entry.body;
  if (entry.kind == kAuthorityAsked) {
    if (id.empty() || knows(id)) return;
    questions_.emplace(id, facts_.asked.size());
    notes_.emplace(id, AccessNote{member(body, "why"), entry.sequence, std::nullopt, ""});
    facts_.asked.push_back({member(body, "team"), member(body, "action"), member(body, "class"), member(body, "ticket"),
                            entry.recorded, std::nullopt, std::nullopt});
    return;
  }
  const auto found = questions_.find(id);
  const auto* yes = body.if_contains("yes");
  if (found == questions_.end() || yes == nullptr || !yes->is_bool()) return;
  // The last answer counts: another is another asking, so that the first stays as it was.
  Asked& question = facts_.asked[found->second];
  const Asked::Reply reply{member(body, "by"), yes->get_bool(), entry.recorded};
  if (!question.reply) {
    question.reply = reply;
  } else {
    Asked again = question;
    again.reply = reply;
    facts_.asked.push_back(std::move(again));
  }
}

Draft owner_named(const AccessAct& act, const std::string& person, bool named) {
  return draft(act, kPersonSubject, person, named ? kOwnerNamed : kOwnerRemoved);
}

Draft administrator_named(const AccessAct& act, const std::string& person, const std::string& party, bool named) {
  Draft one = draft(act, kPersonSubject, person, named ? kAdministratorNamed : kAdministratorRemoved);
  one.body["party"] = party;
  return one;
}

Draft member_joined(const AccessAct& act, const std::string& person, const std::string& party, const std::string& team,
                    bool joined) {
  Draft one = draft(act, kPersonSubject, person, joined ? kMemberJoined : kMemberLeft);
  one.body["party"] = party;
  put(one.body, "team", team);
  return one;
}

Draft known_as(const AccessAct& act, const std::string& person, const std::string& key) {
  Draft one = draft(act, kPersonSubject, person, kKnownAs);
  one.body["key"] = key;
  return one;
}

Draft delegated(const AccessAct& act, const Delegation& delegation) {
  Draft one = draft(act, kAccessSubject, delegation.id, kDelegated);
  put(one.body, "person", delegation.person);
  put(one.body, "action", delegation.action);
  put(one.body, "by", delegation.by);
  put(one.body, delegation.time);
  return one;
}

Draft grant_asked(const AccessAct& act, const Grant& wanted) {
  Draft one = draft(act, kAccessSubject, wanted.id, kGrantAsked);
  put(one.body, wanted);
  return one;
}

Draft grant_refused(const AccessAct& act, const std::string& request) {
  return draft(act, kAccessSubject, request, kGrantRefused);
}

Draft granted(const AccessAct& act, const Grant& grant, const std::string& request) {
  Draft one = draft(act, kAccessSubject, grant.id, kGranted);
  put(one.body, grant);
  put(one.body, "request", request);
  return one;
}

Draft access_used(const AccessAct& act, const std::string& id, const std::string& action, const std::string& route,
                  const std::string& ticket) {
  Draft one = draft(act, kAccessSubject, id, kAccessUsed);
  put(one.body, "action", action);
  put(one.body, "route", route);
  put(one.body, "ticket", ticket);
  return one;
}

Draft glass_broken(const AccessAct& act, const std::string& id, const std::string& person) {
  Draft one = draft(act, kAccessSubject, id, kGlassBroken);
  put(one.body, "person", person);
  return one;
}

Draft glass_reviewed(const AccessAct& act, const std::string& id, const std::string& words) {
  Draft one = draft(act, kAccessSubject, id, kGlassReviewed);
  put(one.body, "words", words);
  return one;
}

Draft access_ended(const AccessAct& act, const std::string& id) { return draft(act, kAccessSubject, id, kAccessEnded); }

Draft restricted(const AccessAct& act, const Restriction& restriction) {
  Draft one = draft(act, kPartySubject, restriction.party, kPartyRestricted);
  put(one.body, "id", restriction.id);
  put(one.body, "actions", restriction.actions);
  put(one.body, "functions", restriction.functions);
  put(one.body, "classes", restriction.classes);
  put(one.body, restriction.time);
  return one;
}

Draft represented(const AccessAct& act, const std::string& id, const std::string& person, const std::string& party) {
  Draft one = draft(act, kPartySubject, party, kPartyRepresented);
  put(one.body, "id", id);
  put(one.body, "person", person);
  return one;
}

Draft asked(const AccessAct& act, const std::string& id, const Asked& asked) {
  Draft one = draft(act, kAccessSubject, id, kAuthorityAsked);
  put(one.body, "team", asked.team);
  put(one.body, "action", asked.action);
  put(one.body, "class", asked.class_);
  put(one.body, "ticket", asked.ticket);
  return one;
}

Draft answered(const AccessAct& act, const std::string& id, const Asked::Reply& reply) {
  Draft one = draft(act, kAccessSubject, id, kAuthorityAnswered);
  put(one.body, "by", reply.by);
  one.body["yes"] = reply.yes;
  return one;
}

Facts by_keys(Facts facts, const std::map<std::string, std::string>& keys, const std::string& own_party) {
  const auto name = [&keys](std::string& person) {
    const auto found = keys.find(person);
    if (found != keys.end() && !found->second.empty()) person = found->second;
  };
  const auto own = [&own_party](std::string& party) {
    if (party == kOwnParty && !own_party.empty()) party = own_party;
  };
  for (Owner& one : facts.owners) name(one.person);
  for (Delegation& one : facts.delegations) name(one.person), name(one.by);
  for (Administrator& one : facts.administrators) name(one.person), own(one.party);
  for (Member& one : facts.members) name(one.person), own(one.party);
  for (Grant& one : facts.grants) name(one.person);
  for (BrokenGlass& one : facts.broken_glass) name(one.person);
  for (Representative& one : facts.representatives) name(one.person), own(one.party);
  for (Asked& one : facts.asked) {
    if (one.reply) name(one.reply->by);
  }
  return facts;
}

void cut_short(Rules& rules, const Facts& facts) {
  for (PartyRules& party : rules.parties) {
    for (const Dismissal& one : facts.dismissals) {
      if (one.party != party.key) continue;
      party.contract.to_s = std::min(party.contract.to_s, one.at.seconds());
      party.has_contract = true;
    }
    for (const Restriction& one : facts.restrictions) {
      if (one.party == party.key && one.suspends()) party.suspended.push_back(one.time);
    }
  }
}

}  // namespace concordat::agreement
