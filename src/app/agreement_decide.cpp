// SPDX-License-Identifier: Apache-2.0
#include "agreement/decide.hpp"

#include "app/agreement_files.hpp"

#include <CLI/App.hpp>

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>

#include <memory>

// `concordat agreement decide`: who has a piece of work at an instant, and by which row.
namespace concordat::app {
namespace {

using namespace agreement;

struct DecideQuestion {
  std::vector<std::string> files;
  std::string function;
  std::string activity;
  std::string at;
  std::string site;
  std::optional<int> priority;
  std::string class_;
};

boost::json::value or_null(const std::optional<Instant>& at) {
  return at ? boost::json::value(format_instant(*at)) : boost::json::value();
}

template <typename Id>
Result<Id> known(Id id, const std::string& what, const std::string& name, const std::vector<std::string>& names) {
  if (!id.none()) return id;
  return tl::unexpected(unknown_name(what, name, names));
}

Result<Question> question_of(const Agreement& agreement, const Rules& rules, const DecideQuestion& asked) {
  Question question;
  auto function = known(rules.function(asked.function), "function", asked.function, keys_of(rules.functions));
  if (!function) return tl::unexpected(function.error());
  auto activity = known(rules.activity(asked.activity), "activity", asked.activity, rules.activities);
  if (!activity) return tl::unexpected(activity.error());
  question.function = *function;
  question.activity = *activity;
  if (!asked.site.empty()) {
    auto site = known(rules.site(asked.site), "site", asked.site, rules.sites);
    if (!site) return tl::unexpected(site.error());
    question.site = *site;
  }
  if (asked.priority) {
    if (*asked.priority < 1 || *asked.priority > rules.lowest_priority) {
      return fail("bad-value", "There is no priority " + std::to_string(*asked.priority) + ".",
                  "The matrix gives 1 to " + std::to_string(rules.lowest_priority) + ".");
    }
    question.priority = *asked.priority;
  }
  // A class that no text names meets no condition; it is a word of the desk's, not a mistake.
  question.class_ = rules.class_(asked.class_);
  const auto at = read_agreement_time(agreement, "--at", asked.at);
  if (!at) return tl::unexpected(at.error());
  question.at = at->floor_to_second();
  return question;
}

boost::json::array told(const Rules& rules, const std::vector<Told>& all) {
  boost::json::array names;
  for (const Told& one : all) names.emplace_back(rules.key(one));
  return names;
}

boost::json::object to_json(const Rules& rules, const DecideQuestion& asked, const Question& question,
                            const Decision& decision, const Outlook& outlook) {
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
                               {"until", holder.team.none() ? boost::json::value() : or_null(outlook.until)}};
  };
  const auto next = [&]() -> boost::json::value {
    if (outlook.next.none()) return nullptr;
    return boost::json::object{{"team", rules.key(outlook.next)}, {"from", or_null(outlook.next_from)}};
  };
  return {{"at", format_instant(question.at)},
          {"function", asked.function},
          {"activity", asked.activity},
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

std::string local(const Rules& rules, Instant at) {
  const CivilTime wall = calendar::wall_time(rules.zone, at);
  std::string text = format_instant(as_utc(wall));
  text.pop_back();
  text[text.find('T')] = ' ';
  return text;
}

std::string listed(const boost::json::array& names) {
  std::string text;
  for (const auto& one : names) text += (text.empty() ? "" : ", ") + std::string(one.as_string());
  return text.empty() ? "nobody" : text;
}

std::string to_text(const Rules& rules, const Question& question, const boost::json::object& answer,
                    const Decision& decision, const Outlook& outlook) {
  std::string text = rules.functions[question.function.at()].name + ", " + rules.activities[question.activity.at()] +
                     ", " + local(rules, question.at) + " (" + rules.zone.name + ")\n";
  const auto line = [&text](const std::string& what, const std::string& value) {
    if (!value.empty()) text += "  " + what + std::string(14 - what.size(), ' ') + value + "\n";
  };
  const Holder holder = decision.on_duty_holder();
  if (holder.none()) {
    line("on duty", "nobody" + (outlook.next.none() ? std::string{}
                                                    : "; " + std::string(rules.key(outlook.next)) + " from " +
                                                          local(rules, *outlook.next_from)));
  } else {
    line("on duty",
         std::string(rules.key(holder)) + (outlook.until ? " until " + local(rules, *outlook.until) : std::string{}) +
             (outlook.next.none()
                  ? std::string{}
                  : "; then " + std::string(rules.key(outlook.next)) + " from " + local(rules, *outlook.next_from)));
  }
  line("responsible", listed(answer.at("responsible").as_array()));
  line("accountable",
       answer.at("accountable").is_null() ? "nobody" : std::string(answer.at("accountable").as_string()));
  line("owner", answer.at("owner").is_null() ? "nobody" : std::string(answer.at("owner").as_string()));
  if (!decision.consulted.empty()) line("consulted", listed(answer.at("consulted").as_array()));
  if (!decision.informed.empty()) line("informed", listed(answer.at("informed").as_array()));
  if (!decision.targets.empty()) line("targets", listed(answer.at("targets").as_array()));
  if (!decision.ladder.none()) line("ladder", rules.ladders[decision.ladder.at()].key);
  if (!decision.prices.empty()) line("price", listed(answer.at("price").as_array()));
  line("because", decision.row == nullptr ? "no row names anybody for it"
                                          : decision.row->id + " (" + decision.row->where.file + ":" +
                                                std::to_string(decision.row->where.line) + ")");
  for (const auto* one : decision.exceptions) {
    line("", one->id + " (" + one->where.file + ":" + std::to_string(one->where.line) + ")");
  }
  return text;
}

Result<void> answer_decide(Context& context, const DecideQuestion& asked) {
  store::ZoneSource zones;
  const auto agreement = whole_agreement(zones, asked.files);
  if (!agreement) return tl::unexpected(agreement.error());
  const Rules rules = compile(*agreement);
  const auto question = question_of(*agreement, rules, asked);
  if (!question) return tl::unexpected(question.error());
  const CalendarDuty duty(rules);
  Decision decision;
  decide(rules, *question, duty, decision);
  const Outlook ahead = outlook(rules, *question, duty);
  const auto document = to_json(rules, asked, *question, decision, ahead);
  answer(context, document, to_text(rules, *question, document, decision, ahead));
  return {};
}

}  // namespace

void add_agreement_decide(CLI::App& agreement, Context& context) {
  auto* command = agreement.add_subcommand("decide", "Who has a piece of work at an instant, and by which row.");
  command->footer(
      "Example: concordat agreement decide examples/agreement/harbour/harbour.toml --function service-desk\n"
      "         --activity resolve --at 2026-05-02T03:00 --priority 1");
  auto asked = std::make_shared<DecideQuestion>();
  add_agreement_files(*command, asked->files);
  command->add_option("--function", asked->function, "the function, by its key")->required()->type_name("F");
  command->add_option("--activity", asked->activity, "triage, resolve, fulfil, approve, change, monitor, …")
      ->required()
      ->type_name("A");
  command->add_option("--at", asked->at, "the instant: 2026-05-02T03:00 in the agreement's zone, or with an offset")
      ->required()
      ->type_name("T");
  command->add_option("--site", asked->site, "the site, by its key")->type_name("S");
  command->add_option("--priority", asked->priority, "the level, 1 first")->type_name("N");
  command->add_option("--class", asked->class_, "the class of thing it is about")->type_name("C");
  command->callback([&context, asked] {
    if (const auto done = answer_decide(context, *asked); !done) refuse(context, done.error());
  });
}

}  // namespace concordat::app
