// SPDX-License-Identifier: Apache-2.0
#include "measure/text_page.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <cmath>

namespace concordat::measure {
namespace {

constexpr std::size_t kColumnsMin = 48;   // the widest table of figures fits
constexpr std::size_t kColumnsMax = 100;  // beyond that a bar says no more
constexpr std::size_t kLabelMin = 10;
constexpr std::size_t kBarMin = 8;
constexpr std::size_t kBarMax = 36;
constexpr std::string_view kMargin = "  ";
constexpr std::string_view kGap = "  ";
// A full block, and what is left over in eighths.
constexpr std::string_view kFull = "█";
constexpr std::string_view kEighths[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};

bool begins_character(char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }

std::size_t width(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), begins_character));
}

std::string cut(std::string_view text, std::size_t columns) {
  if (width(text) <= columns) return std::string(text);
  std::size_t characters = 0;
  std::size_t end = 0;
  while (end < text.size() && (characters += begins_character(text[end]) ? 1U : 0U) < columns) ++end;
  return std::string(text.substr(0, end)) + "…";
}

std::string left(std::string_view text, std::size_t columns) {
  std::string set = cut(text, columns);
  return set.append(columns - width(set), ' ');
}

std::string right(std::string_view text, std::size_t columns) {
  const std::string set = cut(text, columns);
  return std::string(columns - width(set), ' ') + set;
}

std::string bar(double share, std::size_t columns) {
  const auto eighths =
      static_cast<std::size_t>(std::llround(std::clamp(share, 0.0, 1.0) * static_cast<double>(columns) * 8));
  std::string drawn;
  for (std::size_t i = 0; i < eighths / 8; ++i) drawn += kFull;
  drawn += kEighths[eighths % 8];
  return drawn.empty() && share > 0 ? std::string(kEighths[1]) : drawn;  // little is not nothing
}

}  // namespace

std::string decimal(double value) {
  const auto tenths = std::llround(value * 10);
  return with_thousands(tenths / 10) + "." + std::to_string(std::abs(tenths % 10));
}

std::string percent(double share) { return decimal(share * 100) + " %"; }

TextPage::TextPage(std::size_t columns) : columns_(std::clamp(columns, kColumnsMin, kColumnsMax)) {}

void TextPage::line(std::string_view words) {
  const auto end = words.find_last_not_of(' ');
  out_ += words.substr(0, end == std::string_view::npos ? 0 : end + 1);
  out_ += '\n';
}

void TextPage::title(std::string_view words) {
  line(cut(words, columns_));
  line("");
}

void TextPage::heading(std::string_view words) {
  line("");
  line(cut(words, columns_));
}

void TextPage::text(std::string_view words) {
  const std::size_t room = columns_ - kMargin.size();
  std::string set;
  while (!words.empty()) {
    const std::size_t end = std::min(words.find(' '), words.size());
    const std::string word = cut(words.substr(0, end), room);
    words.remove_prefix(std::min(end + 1, words.size()));
    if (!set.empty() && width(set) + 1 + width(word) > room) {
      line(std::string(kMargin) + set);
      set = std::string(kGap);  // what is wrapped is set in
      if (width(set) + width(word) > room) set.clear();
      set += word;
    } else {
      set += (set.empty() ? "" : " ") + word;
    }
  }
  line(std::string(kMargin) + set);
}

void TextPage::table(std::string_view words, const std::vector<std::string>& heads, const std::vector<Row>& rows,
                     std::size_t more) {
  if (rows.empty()) return;
  heading(words);
  std::vector<std::size_t> widths(std::max(heads.size(), rows.front().cells.size()), 0);
  for (std::size_t i = 0; i < heads.size(); ++i) widths[i] = width(heads[i]);
  std::size_t label = 0;
  for (const Row& row : rows) {
    label = std::max(label, width(row.label));
    for (std::size_t i = 0; i < row.cells.size(); ++i) widths[i] = std::max(widths[i], width(row.cells[i]));
  }
  const bool bars = rows.front().bar.has_value();
  std::size_t taken = kMargin.size() + (bars ? kGap.size() + kBarMin : 0);
  for (const std::size_t column : widths) taken += kGap.size() + column;
  label = std::min(label, taken + kLabelMin < columns_ ? columns_ - taken : kLabelMin);
  const std::size_t bar_room = std::min(kBarMax, kBarMin + columns_ - std::min(columns_, taken + label));

  const auto write = [&](std::string_view name, const std::vector<std::string>& cells, std::optional<double> share) {
    std::string set = std::string(kMargin) + left(name, label);
    for (std::size_t i = 0; i < cells.size(); ++i) set += std::string(kGap) + right(cells[i], widths[i]);
    if (share) set += std::string(kGap) + bar(*share, bar_room);
    line(cut(set, columns_));
  };
  if (std::any_of(heads.begin(), heads.end(), [](const auto& name) { return !name.empty(); })) {
    write("", heads, std::nullopt);
  }
  for (const Row& row : rows) write(row.label, row.cells, row.bar);
  if (more > 0) line(std::string(kMargin) + "and " + with_thousands(static_cast<std::int64_t>(more)) + " more");
}

}  // namespace concordat::measure
