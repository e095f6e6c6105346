// SPDX-License-Identifier: Apache-2.0
#include "agreement/decide_words.hpp"
#include "app/agreement_files.hpp"
#include "operate/agreement/asking.hpp"

#include <CLI/App.hpp>

#include <memory>

// `concordat agreement decide`: who has a piece of work at an instant, and by which row.
namespace concordat::app {
namespace {

using namespace agreement;

struct DecideQuestion {
  std::vector<std::string> files;
  std::string at;
  operate::WorkOrder order;
};

Result<void> answer_decide(Context& context, const DecideQuestion& asked) {
  store::ZoneSource zones;
  const auto agreement = whole_agreement(zones, asked.files);
  if (!agreement) return tl::unexpected(agreement.error());
  const Rules rules = compile(*agreement);
  const auto at = read_agreement_time(*agreement, "--at", asked.at);
  if (!at) return tl::unexpected(at.error());
  const auto question = operate::question_of(rules, asked.order, *at);
  if (!question) return tl::unexpected(question.error());
  const CalendarDuty duty(rules);
  Decision decision;
  decide(rules, *question, duty, decision);
  const Outlook ahead = outlook(rules, *question, duty);
  answer(context, to_json(rules, *question, decision, ahead), to_text(rules, *question, decision, ahead));
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
  command->add_option("--function", asked->order.function, "the function, by its key")->required()->type_name("F");
  command->add_option("--activity", asked->order.activity, "triage, resolve, fulfil, approve, change, monitor, …")
      ->required()
      ->type_name("A");
  command->add_option("--at", asked->at, "the instant: 2026-05-02T03:00 in the agreement's zone, or with an offset")
      ->required()
      ->type_name("T");
  command->add_option("--site", asked->order.site, "the site, by its key")->type_name("S");
  command->add_option("--priority", asked->order.priority, "the level, 1 first")->type_name("N");
  command->add_option("--class", asked->order.class_, "the class of thing it is about")->type_name("C");
  command->callback([&context, asked] {
    if (const auto done = answer_decide(context, *asked); !done) refuse(context, done.error());
  });
}

}  // namespace concordat::app
