// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agreement/finding.hpp"

#include <toml++/toml.h>

#include <string>
#include <string_view>
#include <vector>

// A text as TOML, as far as it is TOML: what is broken is left out up to the next table header, and named.
namespace concordat::agreement {

struct Document {
  toml::table root;
  std::string text;   // with what was broken blanked out, lines kept: what `root` was read from
  Findings findings;  // rule "syntax"
  // Lines, counted from 1, of the table headers whose bodies are not whole: what is missing there was perhaps written.
  std::vector<std::int64_t> broken_headers;
};

// `file` is as the findings name it.
Document read_document(std::string_view text, const std::string& file);

}  // namespace concordat::agreement
