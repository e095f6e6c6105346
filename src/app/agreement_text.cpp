// SPDX-License-Identifier: Apache-2.0
#include "agreement/document.hpp"
#include "agreement/format.hpp"
#include "agreement/templates.hpp"
#include "app/agreement_files.hpp"
#include "app/command.hpp"
#include "app/text_file.hpp"
#include "base/clock.hpp"
#include "base/json.hpp"
#include "base/limits.hpp"
#include "calendar/horizon.hpp"
#include "store/zones.hpp"

#include <CLI/App.hpp>
#include <boost/json/array.hpp>

#include <memory>

// `concordat agreement new | format | schema`: the texts as texts.
namespace concordat::app {
namespace {

struct New {
  std::string name;
  bool list = false;
  std::string organisation = "Acme";
  std::string provider = "Northwind";
  std::string zone = "Europe/London";
  std::string effective;
  std::string output;
};

// The first day of the next month: a date that somebody has time to agree on.
Date next_month(const calendar::Zone& zone) {
  const YearMonthDay today = split_date(calendar::wall_time(zone, system_now()).date);
  return *make_date(today.month == 12 ? today.year + 1 : today.year, today.month % 12 + 1, 1);
}

Result<void> list_templates(Context& context) {
  boost::json::array names;
  std::string text;
  constexpr std::size_t kColumn = 23;
  for (const auto& one : agreement::templates()) {
    names.push_back(boost::json::object{{"name", one.name}, {"title", one.title}});
    text += one.name + std::string(kColumn - one.name.size(), ' ') + one.title + "\n";
  }
  answer(context, boost::json::object{{"templates", std::move(names)}},
         text + "\n`concordat agreement new --template NAME` writes one.\n");
  return {};
}

Result<void> answer_new(Context& context, const New& asked) {
  if (asked.list) return list_templates(context);
  if (asked.name.empty()) return fail("usage", "Which template? --template NAME", "--list says which there are.");
  store::ZoneSource zones;
  const auto zone = zones.find(asked.zone);
  if (!zone) return tl::unexpected(zone.error());
  agreement::TemplateGaps gaps{asked.organisation, asked.provider, asked.zone, next_month(**zone)};
  if (!asked.effective.empty()) {
    const auto date = parse_date(asked.effective);
    if (!date || *date < calendar::kFirstDate || date->days > calendar::kLastDate.days - 800) {
      return fail("bad-time", "--effective is no date of this century: \"" + asked.effective + "\".",
                  "Write 2027-01-01.");
    }
    gaps.effective = *date;
  }
  const auto text = agreement::fill_template(asked.name, gaps);
  if (!text) return tl::unexpected(text.error());
  if (asked.output.empty()) {
    answer(context, boost::json::object{{"template", asked.name}, {"text", *text}}, *text);
    return {};
  }
  if (auto written = write_new_file(asked.output, *text); !written) return written;
  answer(context, boost::json::object{{"template", asked.name}, {"file", asked.output}},
         "The agreement is in " + asked.output + ". `concordat agreement check " + asked.output +
             "` says what is missing.\n");
  return {};
}

void add_new(CLI::App& agreement, Context& context) {
  auto* command = agreement.add_subcommand("new", "An agreement to begin with, from a template.");
  command->footer(
      "Example: concordat agreement new --template hybrid --organisation Acme --provider Northwind -o agreement.toml");
  auto asked = std::make_shared<New>();
  command->add_option("--template", asked->name, "which one; --list says which there are")->type_name("NAME");
  command->add_flag("--list", asked->list, "what templates there are");
  command->add_option("--organisation", asked->organisation, "whose agreement it is")->capture_default_str();
  command->add_option("--provider", asked->provider, "the provider's name")->capture_default_str();
  command->add_option("--zone", asked->zone, "the zone of its days and times")->capture_default_str();
  command->add_option("--effective", asked->effective, "its first day (default: the next first of a month)")
      ->type_name("D");
  command->add_option("-o,--output", asked->output, "a new file (default: standard output)")->type_name("FILE");
  command->callback([&context, asked] {
    if (const auto done = answer_new(context, *asked); !done) refuse(context, done.error());
  });
}

struct Format {
  std::vector<std::string> files;
  bool check = false;
  bool diff = false;
};

Result<void> answer_format(Context& context, const Format& asked) {
  boost::json::array files;
  std::string text;
  std::vector<std::pair<std::string, std::string>> changed;
  for (const std::string& file : asked.files) {
    auto bytes = read_file(file, limits::kAgreementBytesMax);
    if (!bytes) return tl::unexpected(bytes.error());
    const auto document = agreement::read_document(*bytes, file);
    if (!document.findings.empty()) {
      const auto& finding = document.findings.front();
      return tl::unexpected(
          Problem{finding.rule, finding.message, finding.rows.front().where, "What is not TOML is not formatted."});
    }
    const auto edits = agreement::format(*bytes);
    const std::string patch = agreement::unified_diff(file, *bytes, edits);
    files.push_back(boost::json::object{{"file", file}, {"formatted", edits.empty()}, {"patch", patch}});
    if (edits.empty()) continue;
    text += asked.diff ? patch : file + "\n";
    changed.emplace_back(file, agreement::apply_edits(*bytes, edits));
  }
  if (!asked.check && !asked.diff) {
    for (const auto& [file, bytes] : changed) {
      if (auto written = replace_text_file(file, bytes); !written) return written;
    }
  }
  answer(context, boost::json::object{{"files", std::move(files)}}, text);
  return {};
}

void add_format(CLI::App& agreement, Context& context) {
  auto* command = agreement.add_subcommand("format", "Makes the spacing of texts even; words and order stay.");
  command->footer(
      "Prints the names of the files that change (or would).\n"
      "Example: concordat agreement format --diff agreement.toml");
  auto asked = std::make_shared<Format>();
  add_agreement_files(*command, asked->files);
  command->add_flag("--check", asked->check, "change nothing");
  command->add_flag("--diff", asked->diff, "change nothing, and print what would");
  command->callback([&context, asked] {
    if (const auto done = answer_format(context, *asked); !done) refuse(context, done.error());
  });
}

void add_schema(CLI::App& agreement, Context& context) {
  auto* command = agreement.add_subcommand("schema", "JSON Schema of the texts, by which editors check and complete.");
  command->footer("Example: concordat agreement schema > agreement.schema.json");
  command->callback([&context] {
    const std::string_view schema = agreement::schema();
    answer(context, *parse_json(schema), schema);
  });
}

}  // namespace

void add_agreement_text(CLI::App& agreement, Context& context) {
  add_new(agreement, context);
  add_format(agreement, context);
  add_schema(agreement, context);
}

}  // namespace concordat::app
