// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agreement/rules.hpp"
#include "operate/agreement/bodies.hpp"

// A week of the agreement: who has each activity of each function, hour by hour, by its rows. What a grid shows.
namespace concordat::operate {

inline constexpr std::int64_t kWeek_s = 7 * 86'400;
// Of all rows together: forty functions whose teams change every hour have a tenth of it, and a draft is anybody's.
inline constexpr std::size_t kWeekStretchesMax = 50'000;

// From `from` for seven days, of work whose priority, site and class are not known: an exception that asks for one of
// them does not hold. A row stands under the function that names it. Its stretches abut and fill the week; in one
// without a team nobody is on duty. Problem "too-much" where it has more of them than may be.
Result<WeekView> week_of(const agreement::Rules& rules, Instant from);

}  // namespace concordat::operate
