// SPDX-License-Identifier: Apache-2.0
#include "agreement/toml_tokens.hpp"

#include <algorithm>
#include <string>

namespace concordat::agreement {
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

}  // namespace concordat::agreement
