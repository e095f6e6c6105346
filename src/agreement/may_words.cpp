// SPDX-License-Identifier: Apache-2.0
#include "agreement/may_words.hpp"

#include "agreement/table.hpp"

namespace concordat::agreement {
namespace {

std::string at_words(std::int64_t at_s) { return format_instant(Instant::from_seconds(at_s)); }

// "a, b and c"
std::string together(const std::vector<std::string>& names) {
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i) {
    text += (i == 0 ? "" : i + 1 == names.size() ? " and " : ", ") + names[i];
  }
  return text;
}

// "isolate workstation": the words of the text, as they stand in it.
std::string deed_of(const PermissionRules& permission) { return permission.action + " " + permission.class_; }

std::string ended_by(const std::string& why) {
  if (why.empty()) return ".";
  return ": " + why + (why.back() == '.' ? "" : ".");
}

}  // namespace

std::string MayWords::function_path(FunctionId function) const {
  return "function." + path_step(rules_.functions[function.at()].key);
}
std::string MayWords::role_path(RoleId role) const { return "role." + path_step(rules_.roles[role.at()].key); }
std::string MayWords::party_path(PartyId party) const { return "party." + path_step(rules_.parties[party.at()].key); }

const std::string& MayWords::function_name() const { return rules_.functions[request_.subject.function.at()].key; }

std::string MayWords::behind(const Holder& holder) const {
  const std::string key(rules_.key(holder));
  if (actor_.person.empty()) return key + " ";
  if (!holder.team.none()) return actor_.name + " is in " + key + ", which ";
  const bool holds = rules_.roles[holder.role.at()].person == actor_.id;
  return actor_.name + (holds ? " holds " : " deputises for ") + key + ", which ";
}

std::string MayWords::does(const Holder& holder, ActivityId activity, const RowRules& row) const {
  const std::string& name = rules_.activities[activity.at()];
  std::string words = behind(holder) + "does " + name + " for " + function_name();
  if (row.function != request_.subject.function) {
    words += ": it names nobody for it, and " + rules_.functions[row.function.at()].key + " takes everything else";
  }
  return words + ".";
}

std::string MayWords::accountable(RoleId role) const {
  return behind(Holder{{}, role}) + "is accountable for " + function_name() + ".";
}

std::string MayWords::owns(TeamId team) const {
  return behind(Holder{team, {}}) + "keeps the requesters of " + function_name() + " informed.";
}

std::string MayWords::told(const Told& told, FunctionId row, bool consulted) const {
  const std::string what = consulted ? "is consulted on " : "is informed of ";
  const std::string& of = rules_.functions[row.at()].key;
  if (told.party.none()) return behind(Holder{told.team, told.role}) + what + of + ".";
  return actor_.name + " is of " + rules_.parties[told.party.at()].key + ", which " + what + of + ".";
}

std::string MayWords::permitted(const PermissionRules& permission) const {
  std::string words = behind(Holder{permission.team, {}}) + "may " + deed_of(permission);
  if (permission.how == How::inform) return words + ", and says so.";
  if (permission.how != How::ask) return words + ".";
  words += " when " + rules_.roles[permission.ask.at()].key + " says yes";
  if (permission.act_after_s) words += ", or " + format_duration(*permission.act_after_s) + " after asking in vain";
  return words + ".";
}

std::string MayWords::granted(const Grant& grant, bool open) const {
  const std::string ticket = grant.ticket.empty() ? "" : " on " + grant.ticket;
  if (open) {
    return actor_.name + " was granted " + request_.action + ticket + " until " + at_words(grant.time.to_s) + ".";
  }
  const std::int64_t at_s = request_.at.seconds();
  if (at_s < grant.time.from_s) return "The grant" + ticket + " begins at " + at_words(grant.time.from_s) + ".";
  if (at_s >= grant.time.to_s) return "The grant" + ticket + " ended at " + at_words(grant.time.to_s) + ".";
  return "The grant" + ticket + " ended with its ticket.";
}

std::string MayWords::represents(PartyId party, RoleId role, Instant ended) const {
  const std::string& of = rules_.parties[party.at()].key;
  std::string words = actor_.name;
  if (role.none()) {
    words += " was named by " + of + " to stand for it";
  } else if (actor_.person.empty()) {
    words += " stands for " + of;
  } else {
    words += " holds " + rules_.roles[role.at()].key + ", and so stands for " + of;
  }
  if (ended == Instant{}) return words + ".";
  return words + ": for " + std::to_string(kExitDays) +
         " days after its contract, for what was shared with it before " + at_words(ended.seconds()) + ".";
}

std::string MayWords::owner_of(const PlatformAction& action) const {
  return actor_.name + " is an owner of " + rules_.organisation + ". " + std::string(action.sentence);
}

std::string MayWords::delegated(const PlatformAction& action, const Delegation& delegation) const {
  return delegation.by + ", an owner of " + rules_.organisation + ", delegated it to " + actor_.name + " until " +
         at_words(delegation.time.to_s) + ". " + std::string(action.sentence);
}

std::string MayWords::administers(const PlatformAction& action, PartyId party) const {
  return actor_.name + " administers the people of " + rules_.parties[party.at()].key + ". " +
         std::string(action.sentence);
}

std::string MayWords::forbidden(const ForbidRules& forbid) const { return "It is forbidden" + ended_by(forbid.why); }

std::string MayWords::separated(const ForbidRules& forbid, const std::string& done) const {
  const std::string first = done == "requester" ? "is the requester of " : "did " + done + " on ";
  return actor_.name + " " + first + request_.subject.ticket->name + ", and " + together(forbid.separate) +
         " must be different persons" + ended_by(forbid.why);
}

std::string MayWords::contract(PartyId party, const Span& contract, std::int64_t at_s) const {
  const PartyRules& rules = rules_.parties[party.at()];
  if (at_s < contract.from_s) return rules.key + "'s contract begins on " + local_date(contract.from_s) + ".";
  if (contract.to_s < rules.contract.to_s)
    return rules.key + "'s contract was ended at " + at_words(contract.to_s) + ".";
  return rules.key + "'s contract ended with " + local_date(contract.to_s - 1) + ".";
}

std::string MayWords::not_owner(const PlatformAction& action) const {
  return "It belongs to the owners of " + rules_.organisation + ", and nobody has delegated it to " + actor_.name +
         ". " + std::string(action.sentence);
}

std::string MayWords::refused(const PermissionRules& permission) const {
  return behind(Holder{permission.team, {}}) + "may not " + deed_of(permission) + ".";
}

std::string MayWords::others(const PermissionRules& permission, bool own) const {
  const std::string who = own ? "" : rules_.teams[permission.team.at()].key + ", and not " + actor_.name + ", ";
  const std::string how = permission.how == How::no ? "may not " : "may ";
  if (!own) return who + how + deed_of(permission) + ".";
  return behind(Holder{permission.team, {}}) + how + deed_of(permission) + "; " +
         (request_.subject.class_.empty() ? "it was asked for no class." : request_.subject.class_ + " is not named.");
}

std::string MayWords::in_no_row() const {
  return actor_.name + " stands in no row of " + function_name() + " that gives it.";
}

std::string MayWords::done_by(const Decision& decision, ActivityId activity) const {
  const std::string what = rules_.activities[activity.at()] + " for " + function_name();
  std::vector<std::string> names;
  for (const Assigned& one : decision.responsible) names.emplace_back(rules_.key(one.holder));
  if (names.empty()) return "Nobody is named for " + what + ".";
  return what + " is done by " + together(names) + ", and not by " + actor_.name + ".";
}

std::string MayWords::local_date(std::int64_t at_s) const {
  return format_date(calendar::wall_time(rules_.zone, Instant::from_seconds(at_s)).date);
}

std::string broken_glass_words(const BrokenGlass& glass) {
  return glass.person + " broke the glass at " + at_words(glass.time.from_s) +
         ": nothing forbids it, everybody is told, and it is reviewed.";
}

std::string restriction_words(const Restriction& restriction) {
  const std::string until = restriction.time.to_s >= kForEver.to_s ? "" : " until " + at_words(restriction.time.to_s);
  return restriction.party + (restriction.suspends() ? " is suspended from " : " is kept from it from ") +
         at_words(restriction.time.from_s) + until + ended_by(restriction.why);
}

}  // namespace concordat::agreement
