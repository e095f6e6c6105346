// SPDX-License-Identifier: Apache-2.0
#include "ticket/in_force.hpp"

#include <algorithm>

namespace concordat::ticket {

void VersionsInForce::add(const agreement::Agreement& agreement, std::int64_t from_s, const std::string& id,
                          const std::vector<std::string>& missing, const agreement::Facts& facts) {
  rules.push_back(agreement::compile(agreement));
  agreement::cut_short(rules.back(), facts);
  versions.push_back({from_s, &rules.back(), id, missing.empty()});
  for (const auto& one : missing) {
    if (std::find(not_agreed_by.begin(), not_agreed_by.end(), one) == not_agreed_by.end()) not_agreed_by.push_back(one);
  }
}

}  // namespace concordat::ticket
