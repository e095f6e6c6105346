// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agreement/model.hpp"
#include "agreement/rules.hpp"

#include <set>
#include <string>

// Which targets have to be worked out anew when one agreement takes the place of another. INVARIANT: what is not named
// has the same figures under both.
namespace concordat::measure {

struct AgreementSide {
  const agreement::Agreement& agreement;
  const agreement::Rules& rules;  // of it
};

// By key, of either side. What a target says and the hours of its calendar touch it, and with it all that time the same
// (they take over from each other, and overrun each other's). Prices, rights, ladders and thresholds touch none;
// everything else that an agreement may say touches all.
std::set<std::string> touched_targets(const AgreementSide& before, const AgreementSide& after);

}  // namespace concordat::measure
