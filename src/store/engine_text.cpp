// SPDX-License-Identifier: Apache-2.0
#include "store/engine_text.hpp"

#include "base/text.hpp"

#include <cctype>

namespace concordat::store {
namespace {

// Behind the mark stand two letters, the halves of the byte.
constexpr char kMark = '\x01';
constexpr char kFirstLetter = 'A';

void put_marked(std::string& text, char c) {
  const auto byte = static_cast<unsigned char>(c);
  text += kMark;
  text += static_cast<char>(kFirstLetter + (byte >> 4));
  text += static_cast<char>(kFirstLetter + (byte & 15));
}

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

}  // namespace

std::string to_server_text(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const auto bad = first_invalid_utf8(text);
    for (const char c : text.substr(0, bad.value_or(text.size()))) {
      if (c == '\0' || c == kMark) {
        put_marked(out, c);
      } else {
        out += c;
      }
    }
    if (!bad) break;
    put_marked(out, text[*bad]);
    text.remove_prefix(*bad + 1);
  }
  return out;
}

std::string from_server_text(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != kMark || i + 2 >= text.size()) {
      out += text[i];
      continue;
    }
    out += static_cast<char>(((text[i + 1] - kFirstLetter) << 4) | (text[i + 2] - kFirstLetter));
    i += 2;
  }
  return out;
}

std::string with_numbered_parameters(std::string_view sql) {
  std::string out;
  bool quoted = false;
  int number = 0;
  for (std::size_t i = 0; i < sql.size(); ++i) {
    quoted = quoted != (sql[i] == '\'');
    const bool begins =
        sql[i] == ':' && !quoted && i + 1 < sql.size() && is_word(sql[i + 1]) && (i == 0 || sql[i - 1] != ':');
    if (!begins) {
      out += sql[i];
      continue;
    }
    out += "$" + std::to_string(++number);
    while (i + 1 < sql.size() && is_word(sql[i + 1])) ++i;
  }
  return out;
}

}  // namespace concordat::store
