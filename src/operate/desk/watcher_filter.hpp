// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "operate/desk/ticket_rows.hpp"

#include <string>

// A list of tickets by somebody who watches them. INVARIANT: who watches a ticket is known to those alone who see it as
// somebody of a party: `reach` is to be theirs, but for what one watches oneself.
namespace concordat::operate {

inline constexpr std::int64_t kWatchedGatheredMax = 10'000;

// What of `reach` the person watches. Few are gathered by name; of many each is asked as the list comes by it.
Reach of_watcher(store::Connection& connection, const store::Tenant& tenant, const std::string& person, Reach reach,
                 std::int64_t gathered_max = kWatchedGatheredMax);

}  // namespace concordat::operate
