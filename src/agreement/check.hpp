// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agreement/finding.hpp"
#include "agreement/rules.hpp"

#include <optional>

// What is wrong with an agreement, exactly: over the whole effective period and every function, activity, site,
// priority and class that makes a difference. INVARIANT: findings are disjoint, and the order in the texts changes
// none.
namespace concordat::agreement {

// Until when the agreement is looked at: the last contract's end, else three years from `effective`.
Span effective_period(const Rules& rules);

// `read`: what the reader found of the texts; it is part of the answer, and nothing is said that only follows from it.
// `period`: instead of the effective one.
Findings check(const Agreement& agreement, const Rules& rules, const Findings& read,
               std::optional<Span> period = std::nullopt);

}  // namespace concordat::agreement
