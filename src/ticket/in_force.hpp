// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agreement/access.hpp"
#include "ticket/clock.hpp"

#include <deque>
#include <string>
#include <vector>

namespace concordat::ticket {

// The versions that clocks run under, compiled, in the order in which they came into force.
struct VersionsInForce {
  std::deque<agreement::Rules> rules;  // `versions` point into it
  std::vector<InForce> versions;
  std::vector<std::string> not_agreed_by;  // each party once

  // `missing`: the parties that have not agreed to it. `facts`: whom the organisation dismissed or suspended.
  void add(const agreement::Agreement& agreement, std::int64_t from_s, const std::string& id,
           const std::vector<std::string>& missing, const agreement::Facts& facts = {});
};

}  // namespace concordat::ticket
