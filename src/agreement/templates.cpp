// SPDX-License-Identifier: Apache-2.0
#include "agreement/templates.hpp"

#include "base/embedded.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <span>

namespace concordat {
std::span<const Embedded> embedded_templates();
std::span<const Embedded> embedded_schema();
}  // namespace concordat

namespace concordat::agreement {
namespace {

constexpr std::string_view kEnding = ".toml";
constexpr int kContractYears = 2;

std::string_view stem(std::string_view file) { return file.substr(0, file.size() - kEnding.size()); }

// Its first line, which is a comment.
std::string title_of(std::string_view text) {
  const std::string_view line = text.substr(0, text.find('\n'));
  return std::string(line.substr(line.find_first_not_of("# ")));
}

void replace_all(std::string& text, std::string_view marker, const std::string& put) {
  for (std::size_t at = text.find(marker); at != std::string::npos; at = text.find(marker, at + put.size())) {
    text.replace(at, marker.size(), put);
  }
}

Result<std::string> in_quotes(const std::string& what, const std::string& value) {
  const bool odd =
      std::any_of(value.begin(), value.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
  if (value.empty() || value.size() > limits::kNameBytesMax || odd || first_invalid_utf8(value)) {
    return fail("bad-value", "The " + what + " is no name of at most " + std::to_string(limits::kNameBytesMax) +
                                 " bytes, without control characters.");
  }
  std::string text;
  for (const char c : value) text += c == '"' || c == '\\' ? std::string("\\") + c : std::string(1, c);
  return text;
}

// The last day of a contract that begins on `first`.
Date last_day(Date first) {
  const YearMonthDay day = split_date(first);
  const auto anniversary = make_date(day.year + kContractYears, day.month, day.day);
  // A 29 February has none.
  return anniversary ? Date{anniversary->days - 1} : *make_date(day.year + kContractYears, day.month, day.day - 1);
}

}  // namespace

std::vector<TemplateTitle> templates() {
  std::vector<TemplateTitle> all;
  for (const Embedded& file : embedded_templates()) all.push_back({std::string(stem(file.name)), title_of(file.bytes)});
  return all;
}

Result<std::string> fill_template(std::string_view name, const TemplateGaps& gaps) {
  const auto files = embedded_templates();
  const auto found =
      std::find_if(files.begin(), files.end(), [&](const Embedded& one) { return stem(one.name) == name; });
  if (found == files.end()) {
    std::vector<std::string> known;
    for (const TemplateTitle& one : templates()) known.push_back(one.name);
    std::string all;
    for (const auto& one : known) all += (all.empty() ? "" : ", ") + one;
    const auto near = nearest_name(name, known);
    return fail("unknown-name", "There is no template \"" + std::string(name) + "\".",
                near ? "Did you mean \"" + *near + "\"?" : "There are: " + all + ".");
  }
  std::string text(found->bytes);
  const std::pair<std::string, const std::string&> named[] = {
      {"organisation", gaps.organisation}, {"provider", gaps.provider}, {"zone", gaps.zone}};
  for (const auto& [what, value] : named) {
    const auto put = in_quotes(what, value);
    if (!put) return tl::unexpected(put.error());
    replace_all(text, "{{" + what + "}}", *put);
  }
  replace_all(text, "\"{{effective}}\"", format_date(gaps.effective));
  replace_all(text, "\"{{through}}\"", format_date(last_day(gaps.effective)));
  return text;
}

std::string_view schema() { return embedded_schema().front().bytes; }

}  // namespace concordat::agreement
