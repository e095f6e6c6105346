// SPDX-License-Identifier: Apache-2.0
#include "agreement/may.hpp"

#include "agreement/actor.hpp"
#include "agreement/decide.hpp"
#include "agreement/may_words.hpp"
#include "agreement/platform.hpp"
#include "base/limits.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <set>
#include <tuple>

namespace concordat::agreement {
namespace {

using Kind = Because::Kind;

template <typename T>
bool has(const std::vector<T>& all, const T& one) {
  return std::find(all.begin(), all.end(), one) != all.end();
}

// Duty has no say in rights.
class AlwaysOn : public Duty {
 public:
  bool on(TeamId, Instant) const override { return true; }
  std::optional<Instant> next_change(TeamId, Instant) const override { return std::nullopt; }
};

// "requester" and "approver" are who did something; rules and records may say either.
std::string_view deed(std::string_view word) {
  if (word == "requester") return "request";
  return word == "approver" ? "approve" : word;
}

// One way that leads to a yes, perhaps not yet open.
struct Path {
  How how = How::yes;
  std::optional<AskFirst> ask;
  bool open = true;
  Because because;
};

void tidy(std::vector<Because>& all) {
  std::sort(all.begin(), all.end(), [](const Because& a, const Because& b) {
    return std::tie(a.kind, a.id, a.words) < std::tie(b.kind, b.id, b.words);
  });
  const auto same = [](const Because& a, const Because& b) {
    return a.kind == b.kind && a.id == b.id && a.words == b.words;
  };
  all.erase(std::unique(all.begin(), all.end(), same), all.end());
  // By now they are sorted by kind: of each the first few.
  std::size_t of_kind = 0;
  std::optional<Kind> last;
  std::erase_if(all, [&](const Because& one) {
    of_kind = last == one.kind ? of_kind + 1 : 1;
    last = one.kind;
    return of_kind > limits::kReasonsMax;
  });
}

class Decider {
 public:
  Decider(const Rights& rights, const Request& request, const Facts& facts)
      : rights_(rights),
        rules_(*rights.rules),
        request_(request),
        subject_(request.subject),
        facts_(facts),
        at_s_(request.at.seconds()) {}

  Answer run() {
    Answer answer = decided();
    if (!answer.allow) break_glass(answer);
    tidy(answer.because);
    return answer;
  }

 private:
  Answer decided() {
    Answer answer;
    answer.failed = why_undecidable();
    if (!answer.failed.empty()) return answer;
    actor_ = actor_of(rights_, request_.who, facts_, at_s_);
    words_.emplace(rules_, actor_, request_);
    works_ = runs(rules_, actor_.parties, facts_, at_s_);
    forbids(answer);
    restrictions(answer);
    if (!answer.because.empty()) return answer;
    if (works_) {
      rows();
      responses();
      grants();
      if (request_.action == "cosign" || request_.action == "dispute") stand_for_party();
    } else {
      after_contract();
    }
    // A person of no party has no contract that could end: the organisation's own, known by name alone.
    if (works_ || actor_.parties.empty()) platform();
    return settled();
  }

  // --- what cannot be decided

  std::string why_undecidable() const {
    if (!rights_.broken.empty()) return rights_.broken;
    if (request_.at < calendar::kFirst || request_.at.floor_to_second() > calendar::kLast) {
      return "Calendars know the years 1970 to 2100, and " + format_instant(request_.at) + " is none of theirs.";
    }
    const auto within = [](auto id, std::size_t size) { return id.none() || id.at() < size; };
    if (!within(subject_.function, rules_.functions.size()) || !within(subject_.site, rules_.sites.size()) ||
        !within(subject_.party, rules_.parties.size()) || !within(request_.who.team, rules_.teams.size()) ||
        !within(request_.who.role, rules_.roles.size()) || subject_.priority < 0 ||
        subject_.priority > rules_.lowest_priority) {
      return "The question names what is not in the agreement.";
    }
    if (!is_action()) return "\"" + request_.action + "\" is no action.";
    return {};
  }

  bool is_action() const {
    const std::string& action = request_.action;
    return !rules_.activity(action).none() || platform_action(action) != nullptr || row_action(action) != nullptr ||
           rights_.is_response(action) ||
           std::any_of(facts_.grants.begin(), facts_.grants.end(),
                       [&](const Grant& one) { return has(one.actions, action); });
  }

  // --- what is forbidden

  bool meets_who(const ForbidRules& forbid) const {
    const auto any = [](const auto& named, const auto& own) {
      return std::any_of(named.begin(), named.end(), [&own](auto one) { return has(own, one); });
    };
    // A joint team is of several parties, and not everybody in it is of the one that is named.
    const bool one_party = actor_.parties.size() == 1;
    return forbid.everybody || (one_party && any(forbid.parties, actor_.parties)) || any(forbid.teams, actor_.teams) ||
           any(forbid.roles, actor_.roles) || (!actor_.id.none() && has(forbid.persons, actor_.id));
  }

  bool meets_on(const ForbidRules& forbid) const {
    if (forbid.on.empty()) return true;
    if (!subject_.class_.empty() && has(forbid.on, subject_.class_)) return true;
    return !subject_.function.none() && has(forbid.on, rules_.functions[subject_.function.at()].key);
  }

  // What this person did on the ticket that the rule keeps apart from what is asked; null where nothing.
  const Done* other_deed(const ForbidRules& forbid) const {
    if (forbid.separate.size() != 2 || !subject_.ticket || actor_.person.empty()) return nullptr;
    if (forbid.what.empty() && !meets_who(forbid)) return nullptr;
    for (std::size_t i = 0; i < 2; ++i) {
      if (deed(forbid.separate[i]) != deed(request_.action)) continue;
      for (const Done& one : subject_.ticket->done) {
        if (one.person == actor_.person && deed(one.what) == deed(forbid.separate[1 - i]) && one.at <= request_.at) {
          return &one;
        }
      }
    }
    return nullptr;
  }

  void forbids(Answer& answer) const {
    const std::string everything = kEverything;
    for (const ForbidRules& one : rights_.forbids) {
      if (!meets_on(one)) continue;
      const bool what = has(one.what, request_.action) || has(one.what, everything);
      if (what && meets_who(one)) answer.because.push_back({Kind::forbid, one.id, one.where, words_->forbidden(one)});
      if (const Done* done = other_deed(one)) {
        answer.because.push_back({Kind::forbid, one.id, one.where, words_->separated(one, done->what)});
      }
    }
  }

  // Of a joint team not everybody is of the party that is restricted.
  void restrictions(Answer& answer) const {
    if (actor_.parties.size() != 1) return;
    const PartyRules& party = rules_.parties[actor_.parties.front().at()];
    if (!contract_of(rules_, actor_.parties.front(), facts_).has(at_s_)) return;
    const std::string function = subject_.function.none() ? "" : rules_.functions[subject_.function.at()].key;
    for (const Restriction& one : facts_.restrictions) {
      if (one.party != party.key || !one.time.has(at_s_)) continue;
      if (!has(one.actions, request_.action) && !has(one.actions, std::string(kEverything))) continue;
      if (!one.functions.empty() && !has(one.functions, function)) continue;
      if (!one.classes.empty() && !has(one.classes, subject_.class_)) continue;
      answer.because.push_back({Kind::forbid, one.id, {}, restriction_words(one)});
    }
  }

  // --- what the rows give

  const CellRules& cell(ActivityId activity) const { return rules_.cell(subject_.function, activity); }

  void decide_on(ActivityId activity) {
    decide(rules_,
           {subject_.function, activity, subject_.site, subject_.priority, rules_.class_(subject_.class_), request_.at},
           AlwaysOn{}, decision_);
  }

  // The last of the exceptions that applied and set it, else what the function itself says.
  template <typename Sets>
  Because source(const std::vector<const ExceptionRules*>& list, Sets sets, const std::string& id,
                 const Where& where) const {
    for (auto one = list.rbegin(); one != list.rend(); ++one) {
      if (sets(**one) && has(decision_.exceptions, *one)) return {Kind::row, (*one)->id, (*one)->where, ""};
    }
    return {Kind::row, id, where, ""};
  }

  Because row_source(ActivityId activity) const {
    return source(
        cell(activity).who, [](const ExceptionRules& one) { return one.does.has_value(); }, decision_.row->id,
        decision_.row->where);
  }

  std::string function_id(FunctionId function, const char* part) const {
    const std::string row = words_->function_path(function);
    return *part == '\0' ? row : row + "." + part;
  }

  bool stands_behind(const Holder& holder) const {
    const bool named = holder.team.none() ? !holder.role.none() && actor_.holds(holder.role) : actor_.in(holder.team);
    return named && runs(rules_, holder, facts_, at_s_);
  }
  bool stands_behind(const Told& told) const {
    if (!told.party.none()) return actor_.of(told.party) && runs(rules_, told.party, facts_, at_s_);
    return stands_behind(Holder{told.team, told.role});
  }

  void add(Because because, std::string words) {
    because.words = std::move(words);
    paths_.push_back({How::yes, std::nullopt, true, std::move(because)});
  }

  // An authority that names an activity narrows its team's own row; a class that it does not name is as the row says.
  const PermissionRules* narrowed(TeamId team) const {
    if (team.none() || subject_.class_.empty()) return nullptr;
    for (const PermissionRules& one : rights_.permissions) {
      if (one.team == team && one.action == request_.action && one.class_ == subject_.class_) return &one;
    }
    return nullptr;
  }

  void responsible(ActivityId activity) {
    if (decision_.row == nullptr) return;
    const Because because = row_source(activity);
    for (const Assigned& one : decision_.responsible) {
      if (!stands_behind(one.holder) || narrowed(one.holder.team) != nullptr) continue;
      add(because, words_->does(one.holder, activity, *decision_.row));
    }
  }

  void accountable(ActivityId activity) {
    if (decision_.accountable.none() || !stands_behind(Holder{{}, decision_.accountable})) return;
    add(source(
            cell(activity).what, [](const ExceptionRules& one) { return one.accountable.has_value(); },
            function_id(subject_.function, "accountable"), rights_.places[subject_.function.at()].accountable),
        words_->accountable(decision_.accountable));
  }

  void owner(ActivityId activity) {
    if (decision_.owner.none() || !stands_behind(Holder{decision_.owner, {}})) return;
    const bool own = rules_.functions[subject_.function.at()].owner_is_own;
    const FunctionId said = own || rules_.everything_else.none() ? subject_.function : rules_.everything_else;
    add(source(
            cell(activity).what, [](const ExceptionRules& one) { return one.owner.has_value(); },
            function_id(said, "owner"), rights_.places[said.at()].owner),
        words_->owns(decision_.owner));
  }

  void told(ActivityId activity, bool consulted) {
    if (decision_.row == nullptr) return;
    const FunctionId row = decision_.row->function;
    const FunctionPlaces& places = rights_.places[row.at()];
    const Because because = source(
        cell(activity).who,
        [consulted](const ExceptionRules& one) {
          return consulted ? one.consulted.has_value() : one.informed.has_value();
        },
        function_id(row, consulted ? "consulted" : "informed"), consulted ? places.consulted : places.informed);
    for (const Told& one : consulted ? decision_.consulted : decision_.informed) {
      if (stands_behind(one)) add(because, words_->told(one, row, consulted));
    }
  }

  // What comes with a letter in whatever row of the function that work can reach.
  void row_action_of(std::string_view word) {
    const bool reads = word == "read";
    const bool comments = reads || word == "comment";
    const bool updates = comments || word == "update";
    const bool directs = comments || word == "reassign" || word == "propose";
    for (std::size_t i = 0; i < rules_.activities.size(); ++i) {
      const ActivityId activity{static_cast<std::int32_t>(i)};
      if (!cell(activity).reachable) continue;
      decide_on(activity);
      if (updates) responsible(activity);
      if (updates) owner(activity);
      if (directs) accountable(activity);
      if (comments) told(activity, true);
      if (reads) told(activity, false);
    }
  }

  void rows() {
    if (subject_.function.none()) return;
    if (row_action(request_.action) != nullptr) return row_action_of(request_.action);
    if (platform_action(request_.action) != nullptr) return;
    const ActivityId activity = rules_.activity(request_.action);
    if (activity.none()) return;
    decide_on(activity);
    responsible(activity);
    if (request_.action == "approve") accountable(activity);
  }

  // --- what authorities give

  void responses() {
    if (platform_action(request_.action) != nullptr || row_action(request_.action) != nullptr) return;
    for (const PermissionRules& one : rights_.permissions) {
      if (one.action != request_.action || subject_.class_.empty() || one.class_ != subject_.class_) continue;
      if (one.how == How::no || !stands_behind(Holder{one.team, {}})) continue;
      Path path{one.how, std::nullopt, one.how != How::ask, {Kind::row, one.id, one.where, words_->permitted(one)}};
      if (one.how == How::ask) {
        path.ask = AskFirst{one.ask, one.act_after_s};
        path.open = answered(one);
      }
      paths_.push_back(std::move(path));
    }
  }

  bool concerns(const Asked& asked, const PermissionRules& permission) const {
    const std::string ticket = subject_.ticket ? subject_.ticket->name : std::string{};
    if (asked.team != rules_.teams[permission.team.at()].key || asked.action != permission.action ||
        asked.class_ != permission.class_ || asked.ticket != ticket || asked.at > request_.at ||
        (asked.withdrawn && *asked.withdrawn <= request_.at)) {
      return false;
    }
    if (ticket.empty()) return at_s_ < asked.at.seconds() + kAskedWithoutTicket_s;
    return open_since(asked.at.seconds());
  }

  // Whoever answers holds the role that is asked, or deputises for it, and their contract runs.
  bool is_reply(const Asked& asked, const PermissionRules& permission) const {
    if (!asked.reply || asked.reply->at < asked.at || asked.reply->at > request_.at) return false;
    const std::int64_t when_s = asked.reply->at.seconds();
    const Actor by = actor_of(rights_, {asked.reply->by, {}, {}}, facts_, when_s);
    return by.holds(permission.ask) && runs(rules_, by.parties, facts_, when_s) &&
           runs(rules_, Holder{{}, permission.ask}, facts_, when_s);
  }

  // The last answer counts, and a no is not undone by asking again. Without any, waiting long enough is enough.
  bool answered(const PermissionRules& permission) const {
    const Asked::Reply* last = nullptr;
    bool waited = false;
    for (const Asked& one : facts_.asked) {
      if (!concerns(one, permission)) continue;
      if (is_reply(one, permission)) {
        const bool later = last == nullptr || one.reply->at > last->at;
        // Two answers in one instant: the no.
        if (later || (one.reply->at == last->at && !one.reply->yes)) last = &*one.reply;
      } else if (permission.act_after_s && one.at.seconds() + *permission.act_after_s <= at_s_) {
        waited = true;
      }
    }
    return last == nullptr ? waited : last->yes;
  }

  // --- what is given besides

  bool open_since(std::int64_t from_s) const {
    return subject_.ticket && std::any_of(subject_.ticket->open.begin(), subject_.ticket->open.end(),
                                          [&](const Span& one) { return one.has(from_s) && one.has(at_s_); });
  }

  bool covers(const Grant& grant) const {
    if (grant.person != actor_.person || actor_.person.empty() || !has(grant.actions, request_.action)) return false;
    const std::string function = subject_.function.none() ? "" : rules_.functions[subject_.function.at()].key;
    if (!grant.functions.empty() && !has(grant.functions, function)) return false;
    if (!grant.classes.empty() && !has(grant.classes, subject_.class_)) return false;
    return grant.ticket.empty() || (subject_.ticket && subject_.ticket->name == grant.ticket);
  }

  void grants() {
    if (platform_action(request_.action) != nullptr) return;
    for (const Grant& one : facts_.grants) {
      if (!covers(one)) continue;
      const bool open = one.time.has(at_s_) && (one.ticket.empty() || open_since(one.time.from_s));
      Because because{Kind::grant, one.id, {}, words_->granted(one, open)};
      if (open) {
        paths_.push_back({How::yes, std::nullopt, true, std::move(because)});
      } else {
        obstacles_.push_back(std::move(because));
      }
    }
  }

  void stand_for_party() {
    for (const PartyId party : actor_.parties) represent(party, Instant{request_.at.us + 1}, Instant{});
  }

  void represent(PartyId party, Instant before, Instant ended) {
    const Standing standing = standing_of(rights_, actor_, party, facts_, before);
    if (standing.none()) return;
    Because because{Kind::grant, standing.named == nullptr ? "" : standing.named->id, {}, ""};
    if (standing.named == nullptr) {
      because = {Kind::row, words_->role_path(standing.role), rules_.roles[standing.role.at()].where, ""};
    }
    add(because, words_->represents(party, standing.role, ended));
  }

  // For ninety days a party's two may read, export, cosign and dispute what was shared with it, and nothing else.
  void after_contract() {
    static constexpr std::array<std::string_view, 4> kLeft = {"read", "export", "cosign", "dispute"};
    for (const PartyId party : actor_.parties) {
      const Span contract = contract_of(rules_, party, facts_);
      obstacles_.push_back({Kind::row, words_->party_path(party), rules_.parties[party.at()].where,
                            words_->contract(party, contract, at_s_)});
      if (at_s_ < contract.to_s || contract.to_s <= contract.from_s) continue;
      if (at_s_ >= exit_ends_s(rules_, contract)) continue;
      if (std::find(kLeft.begin(), kLeft.end(), request_.action) == kLeft.end()) continue;
      if (!subject_.function.none() && !is_named_in(rules_, subject_.function, party)) continue;
      const Instant end = Instant::from_seconds(contract.to_s);
      if (subject_.entry_at && *subject_.entry_at >= end) continue;
      represent(party, end, end);
    }
  }

  // --- what is the owner's

  bool owns(const std::string& person) const {
    return !person.empty() && std::any_of(facts_.owners.begin(), facts_.owners.end(), [&](const Owner& one) {
      return one.person == person && one.time.has(at_s_);
    });
  }

  void platform() {
    const PlatformAction* action = platform_action(request_.action);
    if (action == nullptr || actor_.person.empty()) return;
    const Because because{Kind::platform, "platform." + request_.action, {}, ""};
    if (owns(actor_.person)) add(because, words_->owner_of(*action));
    for (const Delegation& one : facts_.delegations) {
      if (one.person != actor_.person || one.action != request_.action || !one.time.has(at_s_)) continue;
      if (owns(one.by)) add({Kind::grant, one.id, {}, ""}, words_->delegated(*action, one));
    }
    if (!action->own_people || subject_.party.none() || !actor_.of(subject_.party)) return;
    for (const Administrator& one : facts_.administrators) {
      const bool own = one.person == actor_.person && one.party == rules_.parties[subject_.party.at()].key;
      if (own && one.time.has(at_s_)) add(because, words_->administers(*action, subject_.party));
    }
  }

  // --- the answer

  Answer settled() {
    Answer answer;
    const bool open = std::any_of(paths_.begin(), paths_.end(), [](const Path& one) { return one.open; });
    const Path* best = nullptr;
    const auto wait_s = [](const Path& path) {
      const auto none = std::numeric_limits<std::int64_t>::max();
      return path.ask ? path.ask->act_after_s.value_or(none) : 0;
    };
    const auto rank = [&](const Path& path) { return std::tuple(path.how, wait_s(path), path.because.id); };
    for (const Path& one : paths_) {
      if (one.open != open) continue;
      answer.because.push_back(one.because);
      if (best == nullptr || rank(one) < rank(*best)) best = &one;
    }
    answer.allow = open;
    if (best != nullptr) {
      answer.how = best->how;
      answer.ask = best->ask;
      return answer;
    }
    if (works_ || actor_.parties.empty()) obstacles();
    answer.because = std::move(obstacles_);
    return answer;
  }

  // Why nothing allows it: who may instead, and what was nearest.
  void obstacles() {
    if (const PlatformAction* action = platform_action(request_.action)) {
      obstacles_.push_back({Kind::platform, "platform." + request_.action, {}, words_->not_owner(*action)});
      return;
    }
    other_authorities();
    if (subject_.function.none()) return;
    const FunctionRules& function = rules_.functions[subject_.function.at()];
    Because because{Kind::row, function_id(subject_.function, ""), function.where, ""};
    const ActivityId activity = rules_.activity(request_.action);
    if (activity.none()) {
      if (row_action(request_.action) == nullptr) return;
      because.words = words_->in_no_row();
    } else {
      decide_on(activity);
      if (decision_.row != nullptr) because = row_source(activity);
      because.words = words_->done_by(decision_, activity);
    }
    obstacles_.push_back(std::move(because));
  }

  // What the authorities say instead: no to this class, yes to others, or yes to other teams.
  void other_authorities() {
    const auto is_own = [this](const PermissionRules& one) {
      return one.action == request_.action && actor_.in(one.team) && one.class_ == subject_.class_;
    };
    const bool named = std::any_of(rights_.permissions.begin(), rights_.permissions.end(), is_own);
    for (const PermissionRules& one : rights_.permissions) {
      if (one.action != request_.action) continue;
      const bool own = actor_.in(one.team);
      const bool here = subject_.class_.empty() || one.class_ == subject_.class_;
      if (is_own(one) && one.how == How::no) {
        obstacles_.push_back({Kind::row, one.id, one.where, words_->refused(one)});
      } else if (own ? !named : here && one.how != How::no) {
        obstacles_.push_back({Kind::row, one.id, one.where, words_->others(one, own)});
      }
    }
  }

  void break_glass(Answer& answer) const {
    const std::string& person = request_.who.person;
    if (person.empty() || !request_.who.team.none() || !request_.who.role.none()) return;
    for (const BrokenGlass& one : facts_.broken_glass) {
      const bool holds = one.time.has(at_s_) && one.time.from_s > at_s_ - kBrokenGlassMax_s;
      if (one.person != person || !holds || !is_insider(person)) continue;
      // What was forbidden stays in sight; what merely was not allowed does not.
      std::erase_if(answer.because, [](const Because& other) { return other.kind != Kind::forbid; });
      answer.allow = true;
      answer.how = How::yes;
      answer.ask.reset();
      answer.because.push_back({Kind::break_glass, one.id, {}, broken_glass_words(one)});
      return;
    }
  }

  // Known to be the organisation's own. It asks nothing that could fail: this is the way in when all else is wrong.
  bool is_insider(const std::string& person) const {
    const Actor actor = actor_of(rights_, {person, {}, {}}, facts_, at_s_);
    return std::any_of(actor.parties.begin(), actor.parties.end(),
                       [this](PartyId party) { return rules_.parties[party.at()].kind == PartyKind::internal; });
  }

  const Rights& rights_;
  const Rules& rules_;
  const Request& request_;
  const Subject& subject_;
  const Facts& facts_;
  std::int64_t at_s_;
  Actor actor_;
  std::optional<MayWords> words_;
  bool works_ = false;
  Decision decision_;
  std::vector<Path> paths_;
  std::vector<Because> obstacles_;
};

}  // namespace

Answer may(const Rights& rights, const Request& request, const Facts& facts) {
  return Decider(rights, request, facts).run();
}

std::vector<std::string> known_people(const Rights& rights, const Facts& facts) {
  std::set<std::string> all(rights.rules->persons.begin(), rights.rules->persons.end());
  for (const Owner& one : facts.owners) all.insert(one.person);
  for (const Delegation& one : facts.delegations) all.insert(one.person);
  for (const Administrator& one : facts.administrators) all.insert(one.person);
  for (const Member& one : facts.members) all.insert(one.person);
  for (const Grant& one : facts.grants) all.insert(one.person);
  for (const BrokenGlass& one : facts.broken_glass) all.insert(one.person);
  for (const Representative& one : facts.representatives) all.insert(one.person);
  all.erase(std::string{});
  return {all.begin(), all.end()};
}

WhoMay who_may(const Rights& rights, const std::string& action, const Subject& subject, Instant at,
               const Facts& facts) {
  const Rules& rules = *rights.rules;
  WhoMay found;
  for (const std::string& person : known_people(rights, facts)) {
    Answer answer = may(rights, {{person, {}, {}}, action, subject, at}, facts);
    if (!answer.allow) continue;
    const Actor actor = actor_of(rights, {person, {}, {}}, facts, at.seconds());
    found.people.push_back({person, actor.parties.empty() ? PartyId{} : actor.parties.front(), std::move(answer)});
  }
  for (std::size_t i = 0; i < rules.teams.size(); ++i) {
    const TeamId team{static_cast<std::int32_t>(i)};
    const bool named = std::any_of(facts.members.begin(), facts.members.end(), [&](const Member& one) {
      return one.team == rules.teams[i].key && one.time.has(at.seconds());
    });
    if (named || !rules.teams[i].members.empty()) continue;
    Answer answer = may(rights, {{"", team, {}}, action, subject, at}, facts);
    if (answer.allow) found.teams.push_back({team, std::move(answer)});
  }
  return found;
}

}  // namespace concordat::agreement
