// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/workspace.hpp"
#include "operate/present/recorded_agreement.hpp"
#include "ticket/in_force.hpp"

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

// The one agreement that --as-if is about: the files', else the record's own.
struct AsIf {
  agreement::Agreement agreement;
  std::string version;
};
Result<AsIf> as_if(const VersionChoice& choice, store::Session& session, const store::OrgId& organisation);

// "no-version" where there is none.
Result<ticket::VersionsInForce> versions_in_force(const VersionChoice& choice, store::Session& session,
                                                  const store::OrgId& organisation);

}  // namespace concordat::app
