// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "operate/api/call.hpp"

// What rules do when nobody does anything: routing, time-outs, warnings, breaches, steps of ladders. Each happens once,
// as an entry, at its computed instant or, where nobody was there to see, late and saying so.
namespace concordat::operate {

// What is due in every organisation by now; called again and again. INVARIANT: it decides by the record alone, inside
// the appender, so that what one call has done the next does not do again, on whichever server it runs.
Result<void> run_timers(House& house);

}  // namespace concordat::operate
