// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agreement/check.hpp"
#include "agreement/decide.hpp"
#include "agreement/read.hpp"
#include "store/zones.hpp"
#include "support/places.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <string>
#include <vector>

// Agreements for tests: the harbour example, or a text of the test's own, read with the machine's zones.
namespace concordat::agreement {

inline calendar::Sources sources() {
  static store::ZoneSource zones;
  return {[](const std::string& name) { return zones.find(name); },
          [](const std::string&) -> Result<std::string> { return fail("cannot-read", "No file lies beside it."); }};
}

inline std::string example_text(const std::string& path) {
  std::ifstream in(source_dir() + "/examples/agreement/" + path, std::ios::binary);
  std::ostringstream bytes;
  bytes << in.rdbuf();
  if (bytes.str().empty()) throw std::runtime_error("no example " + path);
  return bytes.str();
}

inline std::string harbour_text() { return example_text("harbour/harbour.toml"); }

inline std::vector<SourceText> harbour(const std::string& agreement) {
  return {{"harbour.toml", agreement},
          {"annex-northwind.toml", example_text("harbour/annex-northwind.toml")},
          {"private.toml", example_text("harbour/private.toml")}};
}

// The text with the one place where `from` stands replaced.
inline std::string with(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  if (at == std::string::npos || text.find(from, at + 1) != std::string::npos) {
    throw std::runtime_error("not exactly once in the text: " + from);
  }
  return text.replace(at, from.size(), to);
}

struct World {
  explicit World(const std::vector<SourceText>& texts)
      : reading(read(texts, sources())), rules(compile(reading.agreement)) {}
  explicit World(const std::string& text) : World(std::vector<SourceText>{{"test.toml", text}}) {}
  Findings checked() const { return check(reading.agreement, rules, reading.findings); }

  Reading reading;
  Rules rules;
};

// "error gap service-desk/resolve", to compare what was found without its words.
inline std::string title(const Finding& finding) {
  std::string text = std::string(to_word(finding.severity)) + " " + finding.rule;
  if (!finding.function.empty()) text += " " + finding.function;
  if (!finding.activity.empty()) text += "/" + finding.activity;
  return text;
}

inline std::vector<std::string> titles(const Findings& findings) {
  std::vector<std::string> all;
  for (const Finding& one : findings) all.push_back(title(one));
  return all;
}

inline std::vector<const Finding*> of_rule(const Findings& findings, const std::string& rule) {
  std::vector<const Finding*> all;
  for (const Finding& one : findings) {
    if (one.rule == rule) all.push_back(&one);
  }
  return all;
}

}  // namespace concordat::agreement
