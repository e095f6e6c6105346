// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// The marks, texts and gaps that a TOML text is made of. It knows where a text or a comment ends and nothing else, so
// it reads any text to its end, right or wrong.
namespace concordat {

enum class Token : std::uint8_t {
  space,    // blanks and tabs
  line,     // one line end, with its carriage return
  comment,  // up to the line end
  text,     // any of the four kinds of string, with its quotes
  mark,     // one of [ ] { } , = .
  word,     // anything else: bare keys, numbers, dates, true, false
};

struct Piece {
  Token token = Token::space;
  std::size_t from = 0;
  std::size_t to = 0;
};

// The piece that begins at `from`, which lies within the text. Each piece has at least one byte.
Piece piece_at(std::string_view text, std::size_t from);

// The place of an offset, which is at most the text's size: line and column from 1, columns in code points, as toml++
// has them.
Where place_of(std::string_view text, std::size_t offset, const std::string& file);

// The first key of more parts than anybody writes ("a.b.c…"). toml++ nests a table for each without a limit, and taking
// so deep a nest down needs more stack than there is: such a text must not be parsed.
std::optional<Where> key_too_deep(std::string_view text, const std::string& file);

}  // namespace concordat
