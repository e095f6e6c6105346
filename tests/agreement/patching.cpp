// SPDX-License-Identifier: Apache-2.0
#include "agreement/patching.hpp"

#include <algorithm>
#include <cstdio>
#include <stdexcept>
#include <vector>

namespace concordat::agreement {
namespace {

// Lines with their ends, where they have one.
std::vector<std::string> lines(const std::string& text) {
  std::vector<std::string> all;
  for (std::size_t from = 0; from < text.size();) {
    const std::size_t end = std::min(text.find('\n', from), text.size() - 1) + 1;
    all.push_back(text.substr(from, end - from));
    from = end;
  }
  return all;
}

}  // namespace

std::string patched(const std::string& text, const std::string& diff) {
  const auto before = lines(text);
  auto commands = lines(diff);
  std::vector<std::string> after;
  std::size_t at = 0;
  for (std::size_t i = 0; i < commands.size(); ++i) {
    const std::string& line = commands[i];
    if (line.starts_with("--- ") || line.starts_with("+++ ") || line.starts_with("\\")) continue;
    if (line.starts_with("@@ ")) {
      unsigned long start = 0, count = 1, to = 0, to_count = 1;
      if (std::sscanf(line.c_str(), "@@ -%lu,%lu", &start, &count) < 1) throw std::runtime_error("no hunk: " + line);
      if (std::sscanf(line.c_str() + line.find('+'), "+%lu,%lu", &to, &to_count) < 1)
        throw std::runtime_error("no hunk: " + line);
      const std::size_t first = count == 0 ? start : start - 1;
      while (at < first) after.push_back(before.at(at++));
      if (after.size() != (to_count == 0 ? to : to - 1)) throw std::runtime_error("hunk at the wrong line: " + line);
      continue;
    }
    std::string words = line.substr(1);
    if (i + 1 < commands.size() && commands[i + 1].starts_with("\\")) words.pop_back();
    if (line[0] != '+' && before.at(at++) != words) throw std::runtime_error("not in the text: " + words);
    if (line[0] != '-') after.push_back(words);
  }
  while (at < before.size()) after.push_back(before[at++]);
  std::string whole;
  for (const std::string& line : after) whole += line;
  return whole;
}

std::string without_blanks(const std::string& text) {
  std::string rest;
  std::copy_if(text.begin(), text.end(), std::back_inserter(rest),
               [](char c) { return c != ' ' && c != '\t' && c != '\n' && c != '\r'; });
  return rest;
}

}  // namespace concordat::agreement
