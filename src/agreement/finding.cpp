// SPDX-License-Identifier: Apache-2.0
#include "agreement/finding.hpp"

#include "base/text.hpp"

#include <boost/json/array.hpp>

#include <algorithm>
#include <array>
#include <tuple>

namespace concordat::agreement {
namespace {

using boost::json::array;
using boost::json::object;
using boost::json::value;

value text_or_null(const std::string& text) { return text.empty() ? value() : value(as_utf8(text)); }

object to_json(const Row& row) {
  return {{"id", as_utf8(row.id)},
          {"file", as_utf8(row.where.file)},
          {"line", row.where.line},
          {"column", row.where.column}};
}

value to_json(const std::optional<Example>& example) {
  if (!example) return nullptr;
  array who;
  for (const auto& one : example->who) who.emplace_back(as_utf8(one));
  return object{{"at", example->at ? value(format_instant(*example->at)) : value()},
                {"at_local", text_or_null(example->at_local)},
                {"site", text_or_null(example->site)},
                {"priority", example->priority ? value(*example->priority) : value()},
                {"class", text_or_null(example->class_)},
                {"who", std::move(who)}};
}

value to_json(const std::optional<Fix>& fix) {
  if (!fix) return nullptr;
  return object{{"file", as_utf8(fix->file)}, {"patch", as_utf8(fix->patch)}, {"words", as_utf8(fix->words)}};
}

std::string words_of(const Example& example) {
  std::string words;
  const auto add = [&words](const std::string& part) { words += (words.empty() ? "" : ", ") + part; };
  if (!example.at_local.empty()) add(example.at_local);
  if (!example.site.empty()) add("site " + example.site);
  if (example.priority) add("priority " + std::to_string(*example.priority));
  if (!example.class_.empty()) add("class " + example.class_);
  std::string who;
  for (const auto& one : example.who) who += (who.empty() ? "" : " and ") + one;
  if (!who.empty()) add(who);
  return words;
}

std::string counted(std::size_t number, const std::string& what) {
  return std::to_string(number) + " " + what + (number == 1 ? "" : "s");
}

}  // namespace

std::string_view to_word(Severity severity) {
  constexpr std::array<std::string_view, 3> kWords = {"error", "warning", "note"};
  return kWords[static_cast<std::size_t>(severity)];
}

bool has_error(const Findings& findings) {
  return std::any_of(findings.begin(), findings.end(), [](const Finding& f) { return f.severity == Severity::error; });
}

void sort_findings(Findings& findings) {
  const auto key = [](const Finding& f) {
    const Where where = f.rows.empty() ? Where{} : f.rows.front().where;
    return std::tuple(f.severity, where.file, where.line, where.column, f.rule, f.function, f.activity, f.message);
  };
  std::stable_sort(findings.begin(), findings.end(),
                   [&key](const Finding& a, const Finding& b) { return key(a) < key(b); });
}

object to_json(const Findings& findings) {
  array all;
  for (const Finding& finding : findings) {
    array rows;
    for (const Row& row : finding.rows) rows.emplace_back(to_json(row));
    object one{{"rule", finding.rule},
               {"severity", to_word(finding.severity)},
               {"message", as_utf8(finding.message)},
               {"rows", std::move(rows)},
               {"function", text_or_null(finding.function)},
               {"activity", text_or_null(finding.activity)}};
    if (finding.hours_per_week) one["hours_per_week"] = *finding.hours_per_week;
    one["example"] = to_json(finding.example);
    one["fix"] = to_json(finding.fix);
    all.emplace_back(std::move(one));
  }
  return {{"ok", !has_error(findings)}, {"findings", std::move(all)}};
}

std::string to_text(const Findings& findings) {
  std::string text;
  std::array<std::size_t, 3> count{};
  for (const Finding& finding : findings) {
    ++count[static_cast<std::size_t>(finding.severity)];
    if (!finding.rows.empty()) {
      const Where& where = finding.rows.front().where;
      text += where.file + ":" + std::to_string(where.line) + ":" + std::to_string(where.column) + ": ";
    }
    text += std::string(to_word(finding.severity)) + " " + finding.rule + ": " + finding.message + "\n";
    if (finding.example) {
      const std::string words = words_of(*finding.example);
      if (!words.empty()) text += "    for example " + words + "\n";
    }
    if (finding.fix) text += "    to mend it: " + finding.fix->words + "\n";
  }
  if (findings.empty()) return "Nothing to say: no gap, no overlap.\n";
  return text + counted(count[0], "error") + ", " + counted(count[1], "warning") + ", " + counted(count[2], "note") +
         ".\n";
}

}  // namespace concordat::agreement
