// SPDX-License-Identifier: Apache-2.0
#include "agreement/edit.hpp"
#include "base/toml_tokens.hpp"

#include <algorithm>

namespace concordat::agreement {
namespace {

constexpr std::size_t kLinesAround = 3;

void in_order(Edits& edits) {
  std::sort(edits.begin(), edits.end(), [](const Edit& a, const Edit& b) { return a.from < b.from; });
}

// Lines with their ends; the last may have none.
std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    const std::size_t size = end == std::string_view::npos ? text.size() : end + 1;
    lines.push_back(text.substr(0, size));
    text.remove_prefix(size);
  }
  return lines;
}

// Lines [from, to) of the text become `put`.
struct LineChange {
  std::size_t from = 0;
  std::size_t to = 0;
  std::string put;
};

// The edits as changes of whole lines; those that touch the same line are one change.
std::vector<LineChange> line_changes(std::string_view text, const std::vector<std::string_view>& lines,
                                     const Edits& edits) {
  std::vector<std::size_t> starts = {0};  // of each line, and of what would follow the last
  for (const auto line : lines) starts.push_back(starts.back() + line.size());
  // Behind a last line without an end one is still in it.
  const std::size_t last_line = lines.empty() || lines.back().ends_with('\n') ? lines.size() : lines.size() - 1;
  const auto line_of = [&](std::size_t offset) {
    const auto after = std::upper_bound(starts.begin(), starts.end(), offset);
    return std::min(static_cast<std::size_t>(after - starts.begin()) - 1, last_line);
  };
  std::vector<LineChange> changes;
  std::vector<Edits> of_change;
  for (const Edit& edit : edits) {
    const std::size_t first = line_of(edit.from);
    const std::size_t last = line_of(edit.to);
    const bool whole_lines =
        edit.from == starts[first] && edit.to == starts[last] && (edit.put.empty() || edit.put.back() == '\n');
    const std::size_t end = whole_lines ? last : std::min(last + 1, lines.size());
    if (changes.empty() || first >= changes.back().to) {
      changes.push_back({first, end, {}});
      of_change.emplace_back();
    }
    changes.back().to = std::max(changes.back().to, end);
    of_change.back().push_back(edit);
  }
  for (std::size_t i = 0; i < changes.size(); ++i) {
    const std::size_t begin = starts[changes[i].from];
    for (Edit& edit : of_change[i]) {
      edit.from -= begin;
      edit.to -= begin;
    }
    changes[i].put = apply_edits(text.substr(begin, starts[changes[i].to] - begin), std::move(of_change[i]));
  }
  return changes;
}

void add_lines(std::string& diff, char sign, const std::vector<std::string_view>& lines, std::size_t from,
               std::size_t to) {
  for (std::size_t i = from; i < to; ++i) {
    diff += sign;
    diff += lines[i];
    if (!lines[i].ends_with('\n')) diff += "\n\\ No newline at end of file\n";
  }
}

// "12,3"; a range of no lines is named by the line before it.
std::string range(std::size_t from, std::size_t count) {
  return std::to_string(count == 0 ? from : from + 1) + (count == 1 ? "" : "," + std::to_string(count));
}

}  // namespace

std::string apply_edits(std::string_view text, Edits edits) {
  in_order(edits);
  std::string changed;
  std::size_t kept = 0;
  for (const Edit& edit : edits) {
    changed += text.substr(kept, edit.from - kept);
    changed += edit.put;
    kept = edit.to;
  }
  return changed += text.substr(kept);
}

std::string unified_diff(const std::string& file, std::string_view text, Edits edits) {
  std::erase_if(edits, [&](const Edit& one) { return text.substr(one.from, one.to - one.from) == one.put; });
  if (edits.empty()) return {};
  in_order(edits);
  const auto lines = lines_of(text);
  const auto changes = line_changes(text, lines, edits);
  std::string diff = "--- " + file + "\n+++ " + file + "\n";
  std::ptrdiff_t grown = 0;  // lines that the changes before have added
  for (std::size_t i = 0; i < changes.size();) {
    const std::size_t begin = changes[i].from - std::min(changes[i].from, kLinesAround);
    std::string body;
    std::size_t at = begin, added = 0, removed = 0;
    for (; i < changes.size() && changes[i].from <= at + 2 * kLinesAround; ++i) {
      add_lines(body, ' ', lines, at, changes[i].from);
      add_lines(body, '-', lines, changes[i].from, changes[i].to);
      const auto put = lines_of(changes[i].put);
      add_lines(body, '+', put, 0, put.size());
      added += put.size();
      removed += changes[i].to - changes[i].from;
      at = changes[i].to;
    }
    const std::size_t end = std::min(at + kLinesAround, lines.size());
    add_lines(body, ' ', lines, at, end);
    const std::size_t before = end - begin;
    const auto begin_after = static_cast<std::size_t>(static_cast<std::ptrdiff_t>(begin) + grown);
    diff += "@@ -" + range(begin, before) + " +" + range(begin_after, before + added - removed) + " @@\n" + body;
    grown += static_cast<std::ptrdiff_t>(added) - static_cast<std::ptrdiff_t>(removed);
  }
  return diff;
}

std::optional<std::size_t> offset_of(std::string_view text, const Where& where) {
  std::size_t at = 0;
  for (std::int64_t line = 1; line < where.line; ++line) {
    const std::size_t end = text.find('\n', at);
    if (end == std::string_view::npos) return std::nullopt;
    at = end + 1;
  }
  for (std::int64_t column = 1; column < where.column; ++column) {
    if (at >= text.size() || text[at] == '\n') return std::nullopt;
    do ++at;
    while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U);
  }
  return at;
}

std::size_t end_of_value(std::string_view text, std::size_t from) {
  if (from >= text.size()) return text.size();
  std::size_t depth = 0;
  for (std::size_t at = from; at < text.size();) {
    const Piece piece = piece_at(text, at);
    const char first = text[piece.from];
    at = piece.to;
    if (piece.token == Token::mark && (first == '[' || first == '{')) ++depth;
    if (piece.token == Token::mark && (first == ']' || first == '}') && depth > 0) --depth;
    // A number with a fraction, or an instant with one, is a word, a mark and a word.
    const bool goes_on =
        depth > 0 || (at < text.size() && text[at] == '.') || (piece.token == Token::mark && first == '.');
    if (!goes_on) return at;
  }
  return text.size();
}

Edit without_item(std::string_view text, std::size_t from) {
  Edit edit{from, end_of_value(text, from), {}};
  const auto skip = [&](std::size_t at) {
    while (at < text.size() && piece_at(text, at).token == Token::space) at = piece_at(text, at).to;
    return at;
  };
  std::size_t at = skip(edit.to);
  if (at < text.size() && text[at] == ',') {
    edit.to = skip(at + 1);
    // Alone in its line, it takes the line along.
    const std::size_t line = text.rfind('\n', from) + 1;  // 0 where there is none
    const bool first = text.substr(line, from - line).find_first_not_of(" \t") == std::string_view::npos;
    if (first && edit.to < text.size() && piece_at(text, edit.to).token == Token::line) {
      edit = {line, piece_at(text, edit.to).to, {}};
    }
    return edit;
  }
  // The last: the comma before it goes, with the blanks between.
  const std::size_t before = text.find_last_not_of(" \t\r\n", from == 0 ? 0 : from - 1);
  if (from > 0 && before != std::string_view::npos && text[before] == ',') edit.from = before;
  return edit;
}

}  // namespace concordat::agreement
