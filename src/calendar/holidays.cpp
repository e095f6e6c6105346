// SPDX-License-Identifier: Apache-2.0
#include "calendar/holidays.hpp"

#include "base/embedded.hpp"
#include "base/json.hpp"

#include <algorithm>
#include <span>

namespace concordat {
std::span<const Embedded> embedded_holidays();
}

namespace concordat::calendar {
namespace {

constexpr std::string_view kJsonEnding = ".json";

std::string_view stem(std::string_view name) {
  if (name.ends_with(kJsonEnding)) name.remove_suffix(kJsonEnding.size());
  return name;
}

bool ends_in_ics(std::string_view file) {
  constexpr std::string_view kEnding = ".ics";
  if (file.size() < kEnding.size()) return false;
  const std::string_view ending = file.substr(file.size() - kEnding.size());
  return std::equal(ending.begin(), ending.end(), kEnding.begin(),
                    [](char a, char b) { return (a >= 'A' && a <= 'Z' ? static_cast<char>(a + 32) : a) == b; });
}

// "A; B" is the holiday A, the holiday B, and may be named as it stands too.
void add_names(Holidays& holidays, Date date, std::string_view names) {
  constexpr std::string_view kBetween = "; ";
  holidays.push_back({date, std::string(names)});
  std::size_t end = names.find(kBetween);
  if (end == std::string_view::npos) return;
  for (; end != std::string_view::npos; end = names.find(kBetween)) {
    holidays.push_back({date, std::string(names.substr(0, end))});
    names.remove_prefix(end + kBetween.size());
  }
  holidays.push_back({date, std::string(names)});
}

}  // namespace

Result<Holidays> parse_holidays(std::string_view bytes, const std::string& file) {
  return ends_in_ics(file) ? parse_holidays_ical(bytes, file) : parse_holidays_json(bytes, file);
}

Result<Holidays> parse_holidays_json(std::string_view bytes, const std::string& file) {
  constexpr const char* kForm = "A list of holidays is one JSON object: {\"2026-12-25\": \"Christmas Day\"}.";
  const auto document = parse_json(bytes, file);
  if (!document) return tl::unexpected(document.error());
  if (!document->is_object()) return fail_at({file}, "bad-value", "The file is no list of holidays.", kForm);
  Holidays holidays;
  for (const auto& member : document->as_object()) {
    const std::string key(member.key());
    const auto date = parse_date(key);
    if (!date) return fail_at({file}, "bad-value", "\"" + key + "\" is no date.", kForm);
    const auto& value = member.value();
    if (!value.is_string()) return fail_at({file}, "bad-value", "The name at \"" + key + "\" is no text.", kForm);
    const auto& name = value.as_string();
    add_names(holidays, *date, std::string_view(name.data(), name.size()));
  }
  std::sort(holidays.begin(), holidays.end());
  holidays.erase(std::unique(holidays.begin(), holidays.end()), holidays.end());
  return holidays;
}

std::optional<std::string_view> built_in_holidays(std::string_view name) {
  for (const Embedded& file : embedded_holidays()) {
    if (stem(file.name) == stem(name)) return file.bytes;
  }
  return std::nullopt;
}

std::vector<std::string> built_in_holiday_lists() {
  std::vector<std::string> names;
  for (const Embedded& file : embedded_holidays()) names.emplace_back(stem(file.name));
  return names;
}

}  // namespace concordat::calendar
