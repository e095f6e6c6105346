// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/instant.hpp"

// The stretch of time that calendars know. Questions are answered for instants from kFirst to kLast; zones and
// calendars are worked out nine years further, to kHorizon, so that what comes next after any of them is known: rules
// that hold in 2100 repeat every year, so what does not change between kLast and kHorizon never does.
namespace concordat::calendar {

inline constexpr Instant kFirst = Instant::from_seconds(0);              // 1970-01-01T00:00:00Z
inline constexpr Instant kLast = Instant::from_seconds(4'133'980'799);   // 2100-12-31T23:59:59Z
inline constexpr Instant kHorizon = Instant::from_seconds(4'417'977'600);  // 2110-01-01T00:00:00Z, not included
inline constexpr Date kFirstDate{0};                                     // 1970-01-01
inline constexpr Date kLastDate{47'846};                                 // 2100-12-31: the last that may be named

}  // namespace concordat::calendar
