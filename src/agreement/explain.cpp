// SPDX-License-Identifier: Apache-2.0
#include "agreement/explain.hpp"

#include "base/text.hpp"

#include <boost/json/array.hpp>

#include <array>

namespace concordat::agreement {
namespace {

using boost::json::array;
using boost::json::object;
using boost::json::value;

array to_json(const std::vector<Because>& all) {
  array reasons;
  for (const Because& one : all) {
    const bool placed = !one.where.file.empty();
    reasons.emplace_back(object{{"kind", to_word(one.kind)},
                                {"id", as_utf8(one.id)},
                                {"file", placed ? value(as_utf8(one.where.file)) : value()},
                                {"line", placed ? value(one.where.line) : value()},
                                {"words", as_utf8(one.words)}});
  }
  return reasons;
}

value party_key(const Rules& rules, PartyId party) {
  return party.none() ? value() : value(as_utf8(rules.parties[party.at()].key));
}

// Of a joint team there is no one party.
PartyId party_of(const TeamRules& team) { return team.parties.size() == 1 ? team.parties.front() : PartyId{}; }

std::string lines_of(const std::vector<Because>& all, const std::string& indent) {
  std::string text;
  for (const Because& one : all) {
    text += indent + one.words + "\n" + indent + "    ";
    if (one.where.file.empty()) {
      text += std::string(to_word(one.kind)) + (one.id.empty() ? "" : " " + one.id) + "\n";
    } else {
      text += one.where.file + ":" + std::to_string(one.where.line) + ": " + one.id + "\n";
    }
  }
  return text;
}

std::string name_of(const Rules& rules, const Who& who) {
  if (!who.team.none()) return rules.teams[who.team.at()].key;
  return who.role.none() ? who.person : rules.roles[who.role.at()].key;
}

// " resolve on INC7 of cybersecurity (server)"
std::string deed_of(const Rules& rules, const std::string& action, const Subject& subject) {
  std::string words = " " + action;
  const std::string function = subject.function.none() ? "" : rules.functions[subject.function.at()].key;
  if (subject.ticket) words += " on " + subject.ticket->name;
  if (!function.empty()) words += (subject.ticket ? " of " : " on ") + function;
  if (!subject.class_.empty()) words += " (" + subject.class_ + ")";
  if (!subject.party.none()) words += " for " + rules.parties[subject.party.at()].key;
  return words;
}

// " at 2026-05-02 03:00:00 (Europe/London)"
std::string when(const Rules& rules, Instant at) {
  std::string local = format_instant(as_utc(calendar::wall_time(rules.zone, at.floor_to_second())));
  local.pop_back();
  local[local.find('T')] = ' ';
  return " at " + local + " (" + rules.zone.name + ")";
}

// "Yes: ana may …", "No: …", "Not yet: …".
std::string verdict(const Rules& rules, const Request& request, const Answer& answer) {
  const std::string who = name_of(rules, request.who);
  const std::string deed = deed_of(rules, request.action, request.subject) + when(rules, request.at);
  if (!answer.failed.empty()) return "No, because it could not be decided: " + answer.failed;
  if (!answer.allow && answer.how == How::ask && answer.ask) {
    std::string words = "Not yet: " + who + " asks " + rules.roles[answer.ask->role.at()].key + " before they" + deed;
    if (answer.ask->act_after_s) {
      words += ", and may act when nobody has answered for " + format_duration(*answer.ask->act_after_s);
    }
    return words + ".";
  }
  if (!answer.allow) return "No: " + who + " may not" + deed + ".";
  const std::string then = answer.how == How::inform ? ", and says so."
                           : answer.how == How::ask  ? ", having asked."
                                                     : ".";
  return "Yes: " + who + " may" + deed + then;
}

}  // namespace

std::string_view to_word(Because::Kind kind) {
  constexpr std::array<std::string_view, 5> kWords = {"row", "grant", "forbid", "break-glass", "platform"};
  return kWords[static_cast<std::size_t>(kind)];
}

object to_json(const Rules& rules, const Answer& answer) {
  value ask;
  if (answer.ask) {
    ask = object{{"role", as_utf8(rules.roles[answer.ask->role.at()].key)},
                 {"act_after_s", answer.ask->act_after_s ? value(*answer.ask->act_after_s) : value()}};
  }
  object document{{"allow", answer.allow},
                  {"how", to_word(answer.how)},
                  {"ask", std::move(ask)},
                  {"because", to_json(answer.because)}};
  if (!answer.failed.empty()) document["failed"] = as_utf8(answer.failed);
  return document;
}

object to_json(const Rules& rules, const WhoMay& found) {
  array people;
  for (const auto& one : found.people) {
    people.emplace_back(object{{"person", as_utf8(one.person)},
                               {"party", party_key(rules, one.party)},
                               {"because", to_json(one.answer.because)}});
  }
  array teams;
  for (const auto& one : found.teams) {
    const TeamRules& team = rules.teams[one.team.at()];
    teams.emplace_back(object{{"team", as_utf8(team.key)},
                              {"party", party_key(rules, party_of(team))},
                              {"because", to_json(one.answer.because)}});
  }
  return {{"people", std::move(people)}, {"teams", std::move(teams)}};
}

std::string to_text(const Rights& rights, const Request& request, const Answer& answer) {
  const Rules& rules = *rights.rules;
  return verdict(rules, request, answer) + "\n" + lines_of(answer.because, "  ");
}

std::string to_text(const Rights& rights, const std::string& action, const Subject& subject, Instant at,
                    const WhoMay& found) {
  const Rules& rules = *rights.rules;
  std::string text = "Who may" + deed_of(rules, action, subject) + when(rules, at) + "?\n";
  for (const auto& one : found.people) {
    const std::string party = one.party.none() ? "" : ", " + rules.parties[one.party.at()].key;
    text += "  " + one.person + party + "\n" + lines_of(one.answer.because, "      ");
  }
  for (const auto& one : found.teams) {
    text += "  whoever is in " + rules.teams[one.team.at()].key + "\n" + lines_of(one.answer.because, "      ");
  }
  if (found.people.empty() && found.teams.empty()) text += "  Nobody.\n";
  return text;
}

}  // namespace concordat::agreement
