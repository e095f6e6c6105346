// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

// The marks, texts and gaps that a TOML text is made of. It knows where a text or a comment ends and nothing else, so
// it reads any text to its end, right or wrong. Only the sources of this folder include it.
namespace concordat::agreement {

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

}  // namespace concordat::agreement
