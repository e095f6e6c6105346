// SPDX-License-Identifier: Apache-2.0
#include "agreement/decide_words.hpp"

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>

namespace concordat::agreement {
namespace {

boost::json::value instant_or_null(const std::optional<Instant>& at) {
  return at ? boost::json::value(format_instant(*at)) : boost::json::value();
}

boost::json::array told(const Rules& rules, const std::vector<Told>& all) {
  boost::json::array names;
  for (const Told& one : all) names.emplace_back(rules.key(one));
  return names;
}

std::string local_time(const Rules& rules, Instant at) {
  const CivilTime wall = calendar::wall_time(rules.zone, at);
  std::string text = format_instant(as_utc(wall));
  text.pop_back();
  text[text.find('T')] = ' ';
  return text;
}

std::string joined(const boost::json::array& names) {
  std::string text;
  for (const auto& one : names) text += (text.empty() ? "" : ", ") + std::string(one.as_string());
  return text.empty() ? "nobody" : text;
}

}  // namespace

boost::json::object to_json(const Rules& rules, const Question& question, const Decision& decision,
                            const Outlook& outlook) {
  boost::json::array exceptions, responsible, targets, prices;
  for (const auto* one : decision.exceptions) exceptions.emplace_back(one->id);
  for (const Assigned& one : decision.responsible) responsible.emplace_back(rules.key(one.holder));
  for (const TargetId one : decision.targets) targets.emplace_back(rules.targets[one.at()].key);
  for (const PriceId one : decision.prices) prices.emplace_back(rules.prices[one.at()].key);
  const auto row = [&]() -> boost::json::value {
    if (decision.row == nullptr) return nullptr;
    return boost::json::object{
        {"id", decision.row->id}, {"file", decision.row->where.file}, {"line", decision.row->where.line}};
  };
  const auto on_duty = [&]() -> boost::json::value {
    const Holder holder = decision.on_duty_holder();
    if (holder.none()) return nullptr;
    return boost::json::object{{"team", rules.key(holder)},
                               {"until", holder.team.none() ? boost::json::value() : instant_or_null(outlook.until)}};
  };
  const auto next = [&]() -> boost::json::value {
    if (outlook.next.none()) return nullptr;
    return boost::json::object{{"team", rules.key(outlook.next)}, {"from", instant_or_null(outlook.next_from)}};
  };
  return {{"at", format_instant(question.at)},
          {"function", rules.functions[question.function.at()].key},
          {"activity", rules.activities[question.activity.at()]},
          {"row", row()},
          {"exceptions", std::move(exceptions)},
          {"accountable", decision.accountable.none() ? boost::json::value()
                                                      : boost::json::value(rules.roles[decision.accountable.at()].key)},
          {"owner",
           decision.owner.none() ? boost::json::value() : boost::json::value(rules.teams[decision.owner.at()].key)},
          {"responsible", std::move(responsible)},
          {"on_duty", on_duty()},
          {"next_on_duty", next()},
          {"consulted", told(rules, decision.consulted)},
          {"informed", told(rules, decision.informed)},
          {"targets", std::move(targets)},
          {"ladder",
           decision.ladder.none() ? boost::json::value() : boost::json::value(rules.ladders[decision.ladder.at()].key)},
          {"price", std::move(prices)}};
}

std::string to_text(const Rules& rules, const Question& question, const Decision& decision, const Outlook& outlook) {
  const boost::json::object answer = to_json(rules, question, decision, outlook);
  std::string text = rules.functions[question.function.at()].name + ", " + rules.activities[question.activity.at()] +
                     ", " + local_time(rules, question.at) + " (" + rules.zone.name + ")\n";
  const auto line = [&text](const std::string& what, const std::string& value) {
    if (!value.empty()) text += "  " + what + std::string(14 - what.size(), ' ') + value + "\n";
  };
  const Holder holder = decision.on_duty_holder();
  if (holder.none()) {
    line("on duty", "nobody" + (outlook.next.none() ? std::string{}
                                                    : "; " + std::string(rules.key(outlook.next)) + " from " +
                                                          local_time(rules, *outlook.next_from)));
  } else {
    line("on duty", std::string(rules.key(holder)) +
                        (outlook.until ? " until " + local_time(rules, *outlook.until) : std::string{}) +
                        (outlook.next.none() ? std::string{}
                                             : "; then " + std::string(rules.key(outlook.next)) + " from " +
                                                   local_time(rules, *outlook.next_from)));
  }
  line("responsible", joined(answer.at("responsible").as_array()));
  line("accountable",
       answer.at("accountable").is_null() ? "nobody" : std::string(answer.at("accountable").as_string()));
  line("owner", answer.at("owner").is_null() ? "nobody" : std::string(answer.at("owner").as_string()));
  if (!decision.consulted.empty()) line("consulted", joined(answer.at("consulted").as_array()));
  if (!decision.informed.empty()) line("informed", joined(answer.at("informed").as_array()));
  if (!decision.targets.empty()) line("targets", joined(answer.at("targets").as_array()));
  if (!decision.ladder.none()) line("ladder", rules.ladders[decision.ladder.at()].key);
  if (!decision.prices.empty()) line("price", joined(answer.at("price").as_array()));
  line("because", decision.row == nullptr ? "no row names anybody for it"
                                          : decision.row->id + " (" + decision.row->where.file + ":" +
                                                std::to_string(decision.row->where.line) + ")");
  for (const auto* one : decision.exceptions) {
    line("", one->id + " (" + one->where.file + ":" + std::to_string(one->where.line) + ")");
  }
  return text;
}

}  // namespace concordat::agreement
