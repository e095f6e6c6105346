// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agreement/check.hpp"
#include "agreement/read.hpp"

#include <cstddef>
#include <limits>
#include <optional>
#include <span>

// Mends: for a finding that a change of the text would remove, that change. INVARIANT: each has been tried, so applying
// it removes its finding and adds no error.
namespace concordat::agreement {

// What check() says of these texts, with a mend for each finding that has one, up to `mends_max` of them. Trying one
// costs a check, so at most kMendsTried are tried.
Findings check_with_mends(std::span<const SourceText> texts, const calendar::Sources& sources,
                          std::optional<Span> period = std::nullopt,
                          std::size_t mends_max = std::numeric_limits<std::size_t>::max());

}  // namespace concordat::agreement
