// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "operate/api/call.hpp"

#include <functional>
#include <string>

// What rules do when nobody does anything: routing, time-outs, warnings, breaches, steps of ladders. Each happens once,
// as an entry, at its computed instant or, where nobody was there to see, late and saying so.
namespace concordat::operate {

// Told of a ticket whose rules could not be done: what its organisation, the ticket and the reason are.
using RulesFailed = std::function<void(const std::string& words)>;

// What is due in every organisation by now; called again and again. INVARIANT: it decides by the record alone, inside
// the appender, so that what one call has done the next does not do again, on whichever server it runs;
// and a ticket whose rules fail holds up no other: it is told of, put off by kPutOff_s, and tried again.
inline constexpr std::int64_t kPutOff_s = 600;
Result<void> run_timers(House& house, const RulesFailed& failed);

}  // namespace concordat::operate
