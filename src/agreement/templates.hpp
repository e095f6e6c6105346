// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/instant.hpp"
#include "base/result.hpp"

#include <string>
#include <string_view>
#include <vector>

// Agreements to begin with, built in: one for each engagement model, the six functions, the nine duties, and a hybrid.
// Their gaps are markers, {{organisation}}, which fill_template() fills; the reader refuses a text with one left.
namespace concordat::agreement {

struct TemplateTitle {
  std::string name;   // "hybrid"
  std::string title;  // one sentence
};
std::vector<TemplateTitle> templates();  // by name

struct TemplateGaps {
  std::string organisation;
  std::string provider;
  std::string zone;
  Date effective;  // the provider's contract runs for two years from then
};
// "unknown-name" where there is no such template; "bad-value" where a name is empty, too long, or not text.
Result<std::string> fill_template(std::string_view name, const TemplateGaps& gaps);

// JSON Schema (draft 7) of the three kinds of text, for editors.
std::string_view schema();

}  // namespace concordat::agreement
