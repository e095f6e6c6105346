// SPDX-License-Identifier: Apache-2.0
#include "agreement/mend.hpp"
#include "app/agreement_files.hpp"
#include "app/text_file.hpp"

#include <CLI/App.hpp>

#include <algorithm>
#include <memory>

// `concordat agreement check`: gaps, overlaps and everything else that a machine can know to be wrong.
namespace concordat::app {
namespace {

using namespace agreement;

struct CheckQuestion {
  std::vector<std::string> files;
  std::string from;
  std::string through;
  bool fix = false;
};

Result<Span> period_of(const Agreement& agreement, const Rules& rules, const CheckQuestion& asked) {
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
  return period;
}

// One mend after the other, each looked for in what the one before left; then the files are written. Mends take no more
// away than they mend, so this ends.
Result<void> mend(const CheckQuestion& asked, AgreementFiles& files, const std::optional<Span>& period) {
  std::vector<bool> changed(files.texts.size(), false);
  for (;;) {
    const Findings findings = check_with_mends(files.texts, files.sources, period, 1);
    const auto found =
        std::find_if(findings.begin(), findings.end(), [](const Finding& one) { return one.fix.has_value(); });
    if (found == findings.end()) break;
    const Fix& fix = *found->fix;
    for (std::size_t i = 0; i < files.texts.size(); ++i) {
      if (files.texts[i].file != fix.file) continue;
      files.texts[i].bytes = apply_edits(files.texts[i].bytes, fix.edits);
      changed[i] = true;
    }
    remark(fix.file + ": " + found->rule + ": " + fix.words);
  }
  for (std::size_t i = 0; i < files.texts.size(); ++i) {
    if (!changed[i]) continue;
    if (auto written = replace_text_file(asked.files[i], files.texts[i].bytes); !written) return written;
  }
  return {};
}

Result<void> answer_check(Context& context, const CheckQuestion& asked) {
  store::ZoneSource zones;
  auto files = open_agreement_files(zones, asked.files);
  if (!files) return tl::unexpected(files.error());
  std::optional<Span> period;
  if (!asked.from.empty() || !asked.through.empty()) {
    const Agreement agreement = read(files->texts, files->sources).agreement;
    const auto given = period_of(agreement, compile(agreement), asked);
    if (!given) return tl::unexpected(given.error());
    period = *given;
  }
  if (asked.fix) {
    if (auto mended = mend(asked, *files, period); !mended) return mended;
  }
  const Findings findings = check_with_mends(files->texts, files->sources, period);
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
  auto asked = std::make_shared<CheckQuestion>();
  add_agreement_files(*command, asked->files);
  command->add_option("--from", asked->from, "first day to look at (default: the day it takes effect)")->type_name("D");
  command->add_option("--through", asked->through, "last day (default: the last contract's, else three years)")
      ->type_name("D");
  command->add_flag("--fix", asked->fix, "mend what has a mend, in the files, and check again");
  command->callback([&context, asked] {
    if (const auto done = answer_check(context, *asked); !done) refuse(context, done.error());
  });
}

}  // namespace concordat::app
