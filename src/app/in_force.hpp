// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/versions.hpp"
#include "ticket/clock.hpp"
#include "ticket/history.hpp"

#include <deque>
#include <string>
#include <vector>

namespace CLI {
class App;
}

// The versions that clocks run under: those that were in force, or one as if it always had been.
namespace concordat::app {

struct VersionChoice {
  bool as_if = false;
  std::vector<std::string> files;  // instead of the record's own
  bool is_as_if() const { return as_if || !files.empty(); }
};
// --as-if, --agreement FILE…
void add_version_choice(CLI::App& command, VersionChoice& choice);

struct InForce {
  std::deque<agreement::Rules> rules;  // `versions` point into it
  std::vector<ticket::InForce> versions;
  std::vector<std::string> not_agreed_by;
};

// "no-version" where there is none.
Result<InForce> versions_in_force(const VersionChoice& choice, store::Session& session,
                                  const store::OrgId& organisation);

// What the teams of a log's maps are, by the log's number for their name. Names that only maps know get a number.
std::vector<ticket::TeamWords> team_words(ticket::Log& log);

}  // namespace concordat::app
