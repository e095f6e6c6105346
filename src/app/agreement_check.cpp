// SPDX-License-Identifier: Apache-2.0
#include "agreement/check.hpp"

#include "app/agreement_files.hpp"

#include <CLI/App.hpp>

#include <memory>

// `concordat agreement check`: gaps, overlaps and everything else that a machine can know to be wrong.
namespace concordat::app {
namespace {

using namespace agreement;

struct Asked {
  std::vector<std::string> files;
  std::string from;
  std::string through;
};

Result<std::optional<Span>> period_of(const Agreement& agreement, const Rules& rules, const Asked& asked) {
  if (asked.from.empty() && asked.through.empty()) return std::optional<Span>{};
  Span period = effective_period(rules);
  const auto day = [](const std::string& option, const std::string& text) -> Result<Date> {
    const auto date = parse_date(text);
    if (!date || *date < calendar::kFirstDate || *date > calendar::kLastDate) {
      return fail("bad-time", option + " is no date from 1970 to 2100: \"" + text + "\".", "Write 2026-04-01.");
    }
    return *date;
  };
  if (!asked.from.empty()) {
    const auto date = day("--from", asked.from);
    if (!date) return tl::unexpected(date.error());
    period.from_s = calendar::instant_of(agreement.zone, {*date, 0, 0}).seconds();
  }
  if (!asked.through.empty()) {
    const auto date = day("--through", asked.through);
    if (!date) return tl::unexpected(date.error());
    period.to_s = calendar::instant_of(agreement.zone, {Date{date->days + 1}, 0, 0}).seconds();
  }
  if (period.to_s <= period.from_s) {
    return fail("bad-time", "The period ends before it begins.", "--from is the first day, --through the last.");
  }
  return std::optional<Span>(period);
}

Result<void> answer_check(Context& context, const Asked& asked) {
  store::ZoneSource zones;
  const auto reading = read_agreement_files(zones, asked.files);
  if (!reading) return tl::unexpected(reading.error());
  const Rules rules = compile(reading->agreement);
  const auto period = period_of(reading->agreement, rules, asked);
  if (!period) return tl::unexpected(period.error());
  const Findings findings = check(reading->agreement, rules, reading->findings, *period);
  answer(context, to_json(findings), to_text(findings));
  if (has_error(findings)) context.exit_code = 1;
  return {};
}

}  // namespace

void add_agreement_check(CLI::App& agreement, Context& context) {
  auto* command = agreement.add_subcommand("check", "Gaps, overlaps, and everything else a machine can know is wrong.");
  command->footer(
      "Exit code 1 where a finding is an error.\n"
      "Example: concordat agreement check harbour.toml annex-northwind.toml private.toml");
  auto asked = std::make_shared<Asked>();
  add_agreement_files(*command, asked->files);
  command->add_option("--from", asked->from, "first day to look at (default: the day it takes effect)")->type_name("D");
  command->add_option("--through", asked->through, "last day (default: the last contract's, else three years)")
      ->type_name("D");
  command->callback([&context, asked] {
    if (const auto done = answer_check(context, *asked); !done) refuse(context, done.error());
  });
}

}  // namespace concordat::app
