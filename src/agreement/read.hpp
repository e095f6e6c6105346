// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agreement/finding.hpp"
#include "agreement/model.hpp"
#include "calendar/parse.hpp"

#include <span>
#include <string>

// Reads the texts of one version: an agreement, annexes, a private text, in any order. All problems are found at once;
// a syntax error in one table does not hide the others. What could be read is in the agreement, whatever was found.
namespace concordat::agreement {

struct SourceText {
  std::string file;  // as the findings name it
  std::string bytes;
};

struct Reading {
  Agreement agreement;
  Findings findings;  // rules: syntax, unknown-key, unknown-name, bad-value, missing-key, not-monotone, template-left,
                      // overlap (of texts: a key that two of them declare)
  bool ok() const { return !has_error(findings); }
};

// `sources` answers what the texts point at: zones, and holiday lists that are not built in.
Reading read(std::span<const SourceText> texts, const calendar::Sources& sources);

}  // namespace concordat::agreement
