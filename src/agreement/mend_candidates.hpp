// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agreement/edit.hpp"
#include "agreement/finding.hpp"
#include "agreement/model.hpp"

#include <string>
#include <vector>

// Changes that may mend a finding, the likeliest first; nothing is known yet of what else they do. Only the sources of
// this folder include it.
namespace concordat::agreement {

struct MendCandidate {
  std::string file;
  Edits edits;
  std::string words;
};

std::vector<MendCandidate> mend_candidates(const Agreement& agreement, const Finding& finding);

}  // namespace concordat::agreement
