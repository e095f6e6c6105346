// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agreement/may.hpp"
#include "agreement/support.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

// Questions about rights for tests: an agreement with its rights, asked by key.
namespace concordat::agreement {

struct RightsWorld : World {
  explicit RightsWorld(const std::vector<SourceText>& texts)
      : World(texts), rights(compile_rights(reading.agreement, rules)) {}
  explicit RightsWorld(const std::string& text) : RightsWorld(std::vector<SourceText>{{"test.toml", text}}) {}

  // "2026-05-01T10:00" in the agreement's zone, or with an offset.
  Instant at(const std::string& text) const {
    if (const auto instant = parse_instant(text)) return *instant;
    return calendar::instant_of(rules.zone, parse_civil(text).value());
  }
  Span time(const std::string& from, const std::string& to) const { return {at(from).seconds(), at(to).seconds()}; }

  // A person, else a team, else a role, of that key.
  Who who(const std::string& key) const {
    if (!rules.person(key).none()) return {key, {}, {}};
    if (const TeamId team = rules.team(key); !team.none()) return {"", team, {}};
    if (const RoleId role = rules.role(key); !role.none()) return {"", {}, role};
    return {key, {}, {}};
  }
  Subject on(const std::string& function, const std::string& class_ = {}) const {
    Subject subject;
    subject.function = rules.function(function);
    subject.class_ = class_;
    return subject;
  }
  Answer ask(const std::string& who_, const std::string& action, const Subject& subject, const std::string& when,
             const Facts& facts = {}) const {
    return may(rights, {who(who_), action, subject, at(when)}, facts);
  }
  Answer ask(const std::string& who_, const std::string& action, const std::string& function, const std::string& when,
             const Facts& facts = {}) const {
    return ask(who_, action, on(function), when, facts);
  }

  Rights rights;
};

// The line, from 1, on which `part` first stands in the text.
inline std::int64_t line_of(const std::string& text, const std::string& part) {
  const std::size_t at = text.find(part);
  if (at == std::string::npos) throw std::runtime_error("not in the text: " + part);
  return 1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n');
}

inline std::vector<std::string> ids(const Answer& answer) {
  std::vector<std::string> all;
  for (const Because& one : answer.because) all.push_back(one.id);
  return all;
}

inline std::vector<std::string> people(const WhoMay& found) {
  std::vector<std::string> all;
  for (const auto& one : found.people) all.push_back(one.person);
  return all;
}

}  // namespace concordat::agreement
