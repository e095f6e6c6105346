// SPDX-License-Identifier: Apache-2.0
#include "base/toml_tokens.hpp"

#include "base/limits.hpp"

#include <algorithm>
#include <string>

namespace concordat {
namespace {

constexpr std::string_view kMarks = "[]{},=.";
constexpr std::string_view kBlank = " \t";
constexpr std::string_view kEndsAWord = "[]{},=. \t\r\n#\"'";

std::size_t line_end(std::string_view text, std::size_t from) {
  std::size_t end = std::min(text.find('\n', from), text.size());
  if (end > from && text[end - 1] == '\r') --end;
  return end;
}

// A string of one line ends with its line where its quote is missing.
std::size_t end_of_text(std::string_view text, std::size_t from) {
  const char quote = text[from];
  const std::string three(3, quote);
  const bool long_one = text.substr(from, 3) == three;
  for (std::size_t at = from + (long_one ? 3 : 1); at < text.size(); ++at) {
    if (quote == '"' && text[at] == '\\') {
      ++at;
    } else if (long_one && text.substr(at, 3) == three) {
      at += 3;
      // One or two quotes may stand right before the three that end it.
      for (int more = 0; more < 2 && at < text.size() && text[at] == quote; ++more) ++at;
      return at;
    } else if (!long_one && text[at] == quote) {
      return at + 1;
    } else if (!long_one && text[at] == '\n') {
      return line_end(text, from);
    }
  }
  return text.size();
}

}  // namespace

Piece piece_at(std::string_view text, std::size_t from) {
  const char first = text[from];
  const auto up_to = [&](std::size_t end) { return std::min(end, text.size()); };
  if (first == '\n') return {Token::line, from, from + 1};
  if (first == '\r' && from + 1 < text.size() && text[from + 1] == '\n') return {Token::line, from, from + 2};
  if (kBlank.find(first) != std::string_view::npos) {
    return {Token::space, from, up_to(text.find_first_not_of(kBlank, from))};
  }
  if (first == '#') return {Token::comment, from, line_end(text, from)};
  if (first == '"' || first == '\'') return {Token::text, from, end_of_text(text, from)};
  if (kMarks.find(first) != std::string_view::npos) return {Token::mark, from, from + 1};
  return {Token::word, from, std::max(up_to(text.find_first_of(kEndsAWord, from + 1)), from + 1)};
}

Where place_of(std::string_view text, std::size_t offset, const std::string& file) {
  const std::string_view before = text.substr(0, offset);
  const std::size_t last = before.rfind('\n');
  const std::string_view line = before.substr(last == std::string_view::npos ? 0 : last + 1);
  const auto points =
      std::count_if(line.begin(), line.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; });
  return {file, 1 + std::count(before.begin(), before.end(), '\n'), 1 + points};
}

std::optional<Where> key_too_deep(std::string_view text, const std::string& file) {
  std::size_t parts = 0, begin = 0;
  for (std::size_t at = 0; at < text.size();) {
    const Piece piece = piece_at(text, at);
    at = piece.to;
    if (piece.token == Token::space) continue;
    const bool dot = piece.token == Token::mark && text[piece.from] == '.';
    if (!dot && (parts == 0 || piece.token == Token::mark || piece.token == Token::line)) {
      parts = 0;
      begin = piece.from;
    }
    if (dot && ++parts > limits::kTomlKeyPartsMax) return place_of(text, begin, file);
  }
  return std::nullopt;
}

}  // namespace concordat
