// SPDX-License-Identifier: Apache-2.0
#include "agreement/rights_twin.hpp"

#include "calendar/calendar.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace concordat::agreement {
namespace {

using Names = std::set<std::string>;

Names names(const Words& words) {
  Names all;
  for (const Word& word : words) all.insert(word.name);
  return all;
}

std::string name(const std::optional<Word>& word) { return word ? word->name : std::string{}; }

const Names kPlatform = {"apply",   "approve-version", "back-up",        "delegate",      "end-contract",
                         "erase",   "export",          "import",         "integrations",  "invite",
                         "keys",    "manage-owners",   "manage-parties", "manage-people", "private-text",
                         "propose", "read-audit",      "restore-backup", "see-prices",    "settings"};

class Twin {
 public:
  Twin(const Agreement& agreement, const Facts& facts, const Asking& asking)
      : a_(agreement), facts_(facts), q_(asking) {
    for (const auto& [key, function] : a_.functions) {
      if (names(function.takes).contains("*")) star_ = &function;
    }
    if (a_.functions.contains(q_.function)) function_ = &a_.functions.at(q_.function);
    party_ = party_of(q_.person);
  }

  TwinAnswer answer() {
    TwinAnswer normal;
    if (!forbidden() && !restricted()) normal = permitted();
    if (!normal.allow && glass()) return {true, How::yes};
    return normal;
  }

 private:
  // --- time and contracts, by the date on the wall

  Date today(Instant at) const { return calendar::wall_time(a_.zone, at).date; }

  std::optional<Instant> dismissed(const std::string& party) const {
    std::optional<Instant> first;
    for (const Dismissal& one : facts_.dismissals) {
      if (one.party == party && (!first || one.at < *first)) first = one.at;
    }
    return first;
  }

  bool works(const std::string& party, Instant at) const {
    if (!a_.parties.contains(party)) return false;
    if (const auto gone = dismissed(party); gone && at >= *gone) return false;
    const auto& contract = a_.parties.at(party).contract;
    return !contract || (contract->from <= today(at) && today(at) <= contract->through);
  }
  bool works(const std::string& party) const { return works(party, q_.at); }

  bool team_works(const std::string& team) const {
    const Team& text = a_.teams.at(team);
    if (text.party.name != "joint") return works(text.party.name);
    return std::any_of(text.members.begin(), text.members.end(),
                       [this](const Word& member) { return works(a_.persons.at(member.name).party.name); });
  }

  bool now_in(const Span& span) const { return span.from_s <= q_.at.seconds() && q_.at.seconds() < span.to_s; }

  // --- who is who

  std::string party_of(const std::string& person) const {
    if (a_.persons.contains(person)) return a_.persons.at(person).party.name;
    for (const Member& one : facts_.members) {
      if (one.person == person && now_in(one.time)) return one.party;
    }
    return {};
  }

  bool in_team(const std::string& person, const std::string& team) const {
    if (names(a_.teams.at(team).members).contains(person)) return true;
    return std::any_of(facts_.members.begin(), facts_.members.end(),
                       [&](const Member& one) { return one.person == person && one.team == team && now_in(one.time); });
  }

  bool in_role(const std::string& person, const std::string& role) const {
    const Role& text = a_.roles.at(role);
    return !person.empty() && (text.person.name == person || name(text.deputy) == person);
  }

  // Whether whoever asks stands behind the word of a row, and may work for it.
  bool behind(const std::string& word) const {
    if (a_.teams.contains(word)) {
      const bool in = q_.team.empty() ? !q_.person.empty() && in_team(q_.person, word) : q_.team == word;
      return in && team_works(word);
    }
    if (a_.roles.contains(word)) {
      const bool in = q_.role.empty() ? in_role(q_.person, word) : q_.role == word;
      return in && works(a_.roles.at(word).party.name);
    }
    if (!a_.parties.contains(word) || !works(word)) return false;
    if (!q_.team.empty()) return parties_of_team(q_.team).contains(word);
    return q_.role.empty() ? party_ == word : a_.roles.at(q_.role).party.name == word;
  }

  Names parties_of_team(const std::string& team) const {
    const Team& text = a_.teams.at(team);
    if (text.party.name != "joint") return {text.party.name};
    Names all;
    for (const Word& member : text.members) all.insert(a_.persons.at(member.name).party.name);
    return all;
  }

  Names own_parties() const {
    if (!q_.team.empty()) return parties_of_team(q_.team);
    if (!q_.role.empty()) return {a_.roles.at(q_.role).party.name};
    return party_.empty() ? Names{} : Names{party_};
  }

  bool may_work() const {
    const Names own = own_parties();
    return std::any_of(own.begin(), own.end(), [this](const std::string& party) { return works(party); });
  }

  // --- rows

  bool open(const std::optional<Word>& calendar) const {
    return calendar::compile(a_.calendars, calendar->name).open(q_.at).open;
  }

  bool holds(const When& when, const std::string& activity) const {
    if (when.activity && when.activity->name != activity) return false;
    const auto level = [this](const Level& one) { return one.level == q_.priority; };
    if (!when.priorities.empty() && std::none_of(when.priorities.begin(), when.priorities.end(), level)) return false;
    if (!when.sites.empty() && !names(when.sites).contains(q_.site)) return false;
    if (!when.classes.empty() && !names(when.classes).contains(q_.class_)) return false;
    if (when.during && !open(when.during)) return false;
    return !when.outside || !open(when.outside);
  }

  static int conditions(const When& when) {
    return int{when.activity.has_value()} + int{!when.priorities.empty()} + int{!when.sites.empty()} +
           int{!when.classes.empty()} + int{when.during.has_value()} + int{when.outside.has_value()};
  }

  // The narrowest exception of the function that holds and sets the thing.
  template <typename Sets>
  const Exception* narrowest(const Function& function, const std::string& activity, Sets sets) const {
    const Exception* best = nullptr;
    for (const Exception& one : function.exceptions) {
      if (!sets(one) || !holds(one.when, activity)) continue;
      if (best == nullptr || conditions(one.when) > conditions(best->when)) best = &one;
    }
    return best;
  }

  static bool begins_by_itself(const std::string& activity) {
    return Names{"triage", "resolve", "fulfil", "approve", "change"}.contains(activity);
  }

  // Whose row it is: the function's own, else that of the one which takes everything else.
  const Function* row_of(const std::string& activity) const {
    if (function_->does.contains(activity)) return function_;
    return begins_by_itself(activity) && star_ != nullptr && star_->does.contains(activity) ? star_ : nullptr;
  }

  Names responsible(const std::string& activity) const {
    const Function* row = row_of(activity);
    if (row == nullptr) return {};
    const auto* other = narrowest(*row, activity, [](const Exception& one) { return one.does.has_value(); });
    Names all;
    for (const Assignee& one : (other == nullptr ? row->does.at(activity) : *other->does).assignees) {
      all.insert(one.holder.name);
    }
    return all;
  }

  std::string accountable(const std::string& activity) const {
    const auto* other =
        narrowest(*function_, activity, [](const Exception& one) { return one.accountable.has_value(); });
    return name(other == nullptr ? function_->accountable : other->accountable);
  }

  std::string owner(const std::string& activity) const {
    const auto* other = narrowest(*function_, activity, [](const Exception& one) { return one.owner.has_value(); });
    if (other != nullptr) return name(other->owner);
    return function_->owner || star_ == nullptr ? name(function_->owner) : name(star_->owner);
  }

  Names consulted(const std::string& activity) const {
    const Function* row = row_of(activity);
    if (row == nullptr) return {};
    const auto* other = narrowest(*row, activity, [](const Exception& one) { return one.consulted.has_value(); });
    return names(other == nullptr ? row->consulted : *other->consulted);
  }

  Names informed(const std::string& activity) const {
    const Function* row = row_of(activity);
    if (row == nullptr) return {};
    const auto* other = narrowest(*row, activity, [](const Exception& one) { return one.informed.has_value(); });
    return names(other == nullptr ? row->informed : *other->informed);
  }

  Names all_activities() const {
    Names all = {"triage", "resolve", "fulfil", "approve", "change", "monitor", "restore", "review", "plan"};
    for (const auto& [key, activity] : a_.activities) all.insert(key);
    return all;
  }

  bool any_behind(const Names& words) const {
    return std::any_of(words.begin(), words.end(), [this](const std::string& one) { return behind(one); });
  }

  // A letter of RACI, or O for who keeps the requester informed, in whatever activity can be reached.
  bool has_letter(const std::string& letters) const {
    for (const std::string& activity : all_activities()) {
      if (!begins_by_itself(activity) && !function_->does.contains(activity)) continue;
      for (const char letter : letters) {
        if (letter == 'R' && any_behind(responsible(activity))) return true;
        if (letter == 'A' && behind(accountable(activity))) return true;
        if (letter == 'O' && behind(owner(activity))) return true;
        if (letter == 'C' && any_behind(consulted(activity))) return true;
        if (letter == 'I' && any_behind(informed(activity))) return true;
      }
    }
    return false;
  }

  // --- permissions

  const Permission* authority(const std::string& team) const {
    const auto found = a_.authorities.find(team);
    if (found == a_.authorities.end()) return nullptr;
    const auto action = found->second.actions.find(q_.action);
    if (action == found->second.actions.end()) return nullptr;
    const auto how = action->second.find(q_.class_);
    return how == action->second.end() ? nullptr : &how->second;
  }

  bool ticket_open_since(Instant from) const {
    if (!q_.ticket) return false;
    for (const Span& one : q_.ticket->open) {
      if (now_in(one) && one.from_s <= from.seconds() && from.seconds() < one.to_s) return true;
    }
    return false;
  }

  // All answers to questions like this one, by time; and whether one of them has waited long enough.
  bool agreed(const std::string& team, const Permission& permission) const {
    std::map<std::int64_t, bool> replies;
    bool waited = false;
    for (const Asked& one : facts_.asked) {
      const std::string ticket = q_.ticket ? q_.ticket->name : "";
      if (one.team != team || one.action != q_.action || one.class_ != q_.class_ || one.ticket != ticket) continue;
      if (one.at > q_.at) continue;
      if (ticket.empty() ? q_.at.seconds() - one.at.seconds() >= 86'400 : !ticket_open_since(one.at)) continue;
      if (one.reply && one.reply->at <= q_.at && replied(*one.reply, permission.ask->name)) {
        const auto [at, fresh] = replies.emplace(one.reply->at.us, one.reply->yes);
        at->second = at->second && one.reply->yes;
      } else if (permission.act_after_s && q_.at.seconds() - one.at.seconds() >= *permission.act_after_s) {
        waited = true;
      }
    }
    return replies.empty() ? waited : replies.rbegin()->second;
  }

  bool replied(const Asked::Reply& reply, const std::string& role) const {
    return in_role(reply.by, role) && works(a_.persons.at(reply.by).party.name, reply.at) &&
           works(a_.roles.at(role).party.name, reply.at);
  }

  std::set<std::string> own_teams() const {
    Names all;
    for (const auto& [key, team] : a_.teams) {
      if (behind(key)) all.insert(key);
    }
    return all;
  }

  TwinAnswer permitted() {
    std::set<How> open;  // in the order yes, inform, ask
    bool pending = false;
    if (may_work()) {
      if (row_gives()) open.insert(How::yes);
      for (const std::string& team : kPlatform.contains(q_.action) ? Names{} : own_teams()) {
        const Permission* permission = authority(team);
        if (permission == nullptr || permission->how == How::no) continue;
        if (permission->how != How::ask || agreed(team, *permission)) {
          open.insert(permission->how);
        } else {
          pending = true;
        }
      }
      if (granted()) open.insert(How::yes);
      const bool for_party = q_.action == "cosign" || q_.action == "dispute";
      const Names own = own_parties();
      if (for_party && std::any_of(own.begin(), own.end(), [this](const std::string& party) {
            return represents(party, Instant{q_.at.us + 1});
          })) {
        open.insert(How::yes);
      }
    } else if (left_over()) {
      open.insert(How::yes);
    }
    if ((may_work() || own_parties().empty()) && platform()) open.insert(How::yes);
    if (!open.empty()) return {true, *open.begin()};
    return {false, pending ? How::ask : How::no};
  }

  bool row_gives() const {
    if (function_ == nullptr) return false;
    const std::map<std::string, std::string> letters = {
        {"read", "RACIO"}, {"comment", "RACO"}, {"update", "RO"}, {"reassign", "A"}, {"propose", "A"}};
    if (letters.contains(q_.action)) return has_letter(letters.at(q_.action));
    if (kPlatform.contains(q_.action) || !all_activities().contains(q_.action)) return false;
    if (q_.action == "approve" && behind(accountable("approve"))) return true;
    for (const std::string& word : responsible(q_.action)) {
      if (!behind(word)) continue;
      if (!a_.teams.contains(word) || authority(word) == nullptr) return true;
    }
    return false;
  }

  bool granted() const {
    return std::any_of(facts_.grants.begin(), facts_.grants.end(), [this](const Grant& one) {
      const auto among = [](const std::vector<std::string>& all, const std::string& word) {
        return all.empty() || std::find(all.begin(), all.end(), word) != all.end();
      };
      if (one.person != q_.person || one.actions.empty() || !among(one.actions, q_.action)) return false;
      if (kPlatform.contains(q_.action)) return false;
      if (!among(one.functions, q_.function) || !among(one.classes, q_.class_) || !now_in(one.time)) return false;
      if (one.ticket.empty()) return true;
      return q_.ticket && q_.ticket->name == one.ticket && ticket_open_since(Instant::from_seconds(one.time.from_s));
    });
  }

  bool is_owner(const std::string& person) const {
    return std::any_of(facts_.owners.begin(), facts_.owners.end(),
                       [&](const Owner& one) { return one.person == person && now_in(one.time); });
  }

  bool platform() const {
    if (!kPlatform.contains(q_.action) || q_.person.empty()) return false;
    if (is_owner(q_.person)) return true;
    for (const Delegation& one : facts_.delegations) {
      if (one.person == q_.person && one.action == q_.action && now_in(one.time) && is_owner(one.by)) return true;
    }
    if (q_.action != "invite" && q_.action != "manage-people") return false;
    for (const Administrator& one : facts_.administrators) {
      if (one.person == q_.person && one.party == q_.party && party_ == q_.party && now_in(one.time)) return true;
    }
    return false;
  }

  // --- after the contract

  // The last two that the party named before then; where it named none, whoever holds its roles.
  bool represents(const std::string& party, Instant before) const {
    std::vector<std::pair<std::int64_t, std::string>> named;
    for (const Representative& one : facts_.representatives) {
      if (one.party == party && one.at < before) named.emplace_back(-one.at.us, one.person);
    }
    if (named.empty()) {
      return std::any_of(a_.roles.begin(), a_.roles.end(), [&](const auto& one) {
        if (one.second.party.name != party) return false;
        return q_.role.empty() ? one.second.person.name == q_.person && party_ == party : one.first == q_.role;
      });
    }
    std::sort(named.begin(), named.end());
    std::vector<std::string> last;
    for (const auto& [when, person] : named) {
      if (std::find(last.begin(), last.end(), person) == last.end()) last.push_back(person);
    }
    last.resize(std::min<std::size_t>(last.size(), 2));
    return party_ == party && std::find(last.begin(), last.end(), q_.person) != last.end() && !q_.person.empty();
  }

  bool left_over() const {
    if (!Names{"read", "export", "cosign", "dispute"}.contains(q_.action)) return false;
    const Names own = own_parties();
    return std::any_of(own.begin(), own.end(), [this](const std::string& party) { return left_over(party); });
  }

  bool left_over(const std::string& party) const {
    const auto& contract = a_.parties.at(party).contract;
    std::optional<Instant> end = dismissed(party);
    if (contract) {
      const Instant last = calendar::instant_of(a_.zone, {Date{contract->through.days + 1}, 0, 0});
      if (!end || last < *end) end = last;
      if (*end <= calendar::instant_of(a_.zone, {contract->from, 0, 0})) return false;
    }
    if (!end || q_.at < *end) return false;
    CivilTime until = calendar::wall_time(a_.zone, *end);
    until.date.days += 90;
    if (calendar::wall_time(a_.zone, q_.at) >= until) return false;
    if (q_.entry_at && *q_.entry_at >= *end) return false;
    if (function_ != nullptr && !shared_with(party)) return false;
    return represents(party, *end);
  }

  // Whether the party is meant by any word of the function, or of the rows that it borrows.
  bool shared_with(const std::string& party) const {
    Names words = {name(function_->accountable), owner_word()};
    const auto add = [&words](const Names& more) { words.insert(more.begin(), more.end()); };
    const auto add_does = [&words](const Does& does) {
      for (const Assignee& one : does.assignees) words.insert(one.holder.name);
    };
    add(names(function_->consulted));
    add(names(function_->informed));
    for (const Exception& one : function_->exceptions) {
      if (one.when.activity && !begins_by_itself(one.when.activity->name) &&
          !function_->does.contains(one.when.activity->name)) {
        continue;  // nothing ever comes to it
      }
      words.insert(name(one.accountable));
      words.insert(name(one.owner));
    }
    for (const std::string& activity : all_activities()) {
      const Function* row = row_of(activity);
      if (row == nullptr) continue;
      add_does(row->does.at(activity));
      add(names(row->consulted));
      add(names(row->informed));
      for (const Exception& one : row->exceptions) {
        if (one.when.activity && one.when.activity->name != activity) continue;
        if (one.does) add_does(*one.does);
        if (one.consulted) add(names(*one.consulted));
        if (one.informed) add(names(*one.informed));
      }
    }
    return std::any_of(words.begin(), words.end(), [&](const std::string& word) {
      if (a_.teams.contains(word)) return parties_of_team(word).contains(party);
      if (a_.roles.contains(word)) return a_.roles.at(word).party.name == party;
      return word == party;
    });
  }

  std::string owner_word() const {
    return function_->owner || star_ == nullptr ? name(function_->owner) : name(star_->owner);
  }

  // --- prohibitions

  bool meant(const Words& who) const {
    const Names own = own_parties();
    for (const Word& word : who) {
      if (own.size() == 1 && own.contains(word.name)) return true;
      if (word.name == q_.person && !q_.person.empty()) return true;
      if (a_.teams.contains(word.name) &&
          (q_.team.empty() ? !q_.person.empty() && in_team(q_.person, word.name) : q_.team == word.name)) {
        return true;
      }
      if (a_.roles.contains(word.name) && (q_.role.empty() ? in_role(q_.person, word.name) : q_.role == word.name)) {
        return true;
      }
    }
    return who.empty();
  }

  static std::string act(const std::string& word) {
    return word == "requester" ? "request" : word == "approver" ? "approve" : word;
  }

  bool did(const std::string& what) const {
    return std::any_of(q_.ticket->done.begin(), q_.ticket->done.end(), [&](const Done& one) {
      return one.person == q_.person && act(one.what) == act(what) && one.at <= q_.at;
    });
  }

  bool forbidden() const {
    for (const auto& [key, one] : a_.forbids) {
      const Names on = names(one.on);
      if (!on.empty() && !on.contains(q_.function) && !on.contains(q_.class_)) continue;
      const Names what = names(one.what);
      if (!what.empty() && meant(one.who) && (what.contains(q_.action) || what.contains("*"))) return true;
      if (one.separate.size() != 2 || !q_.ticket || q_.person.empty()) continue;
      if (what.empty() && !meant(one.who)) continue;
      if (act(one.separate[0].name) == q_.action && did(one.separate[1].name)) return true;
      if (act(one.separate[1].name) == q_.action && did(one.separate[0].name)) return true;
    }
    return false;
  }

  bool restricted() const {
    const Names own = own_parties();
    if (own.size() != 1 || !works(*own.begin())) return false;
    return std::any_of(facts_.restrictions.begin(), facts_.restrictions.end(), [&](const Restriction& one) {
      const auto meets = [](const std::vector<std::string>& list, const std::string& word) {
        return list.empty() || std::count(list.begin(), list.end(), word) > 0;
      };
      return one.party == *own.begin() && now_in(one.time) && meets(one.functions, q_.function) &&
             meets(one.classes, q_.class_) && (meets(one.actions, q_.action) || one.actions[0] == "*");
    });
  }

  bool glass() const {
    if (party_.empty() || a_.parties.at(party_).kind != PartyKind::internal) return false;
    return std::any_of(facts_.broken_glass.begin(), facts_.broken_glass.end(), [this](const BrokenGlass& one) {
      return one.person == q_.person && now_in(one.time) && q_.at.seconds() - one.time.from_s < 4 * 3'600;
    });
  }

  const Agreement& a_;
  const Facts& facts_;
  const Asking& q_;
  const Function* star_ = nullptr;
  const Function* function_ = nullptr;
  std::string party_;
};

}  // namespace

TwinAnswer twin_may(const Agreement& agreement, const Facts& facts, const Asking& asking) {
  return Twin(agreement, facts, asking).answer();
}

}  // namespace concordat::agreement
