// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/instant.hpp"
#include "calendar/definition.hpp"
#include "calendar/horizon.hpp"
#include "calendar/intervals.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

// A calendar ready to be asked: every second at which it is open, as sorted intervals with running sums. An instant is
// open exactly if its wall time lies in a window, so what the clock shows twice is open twice and what it skips is not.
// INVARIANT: answers are exact for instants from kFirst to kLast. Fractions of a second are cut off. No question
// allocates memory, except those about working days.
namespace concordat::calendar {

// `at` is empty where it is never reached, or, if `beyond_horizon`, not before kHorizon.
struct Due {
  std::optional<Instant> at;
  bool beyond_horizon = false;
  friend bool operator==(const Due&, const Due&) = default;
};

struct OpenState {
  bool open = false;
  std::optional<Instant> until;  // the next change; empty if it never changes again
  friend bool operator==(const OpenState&, const OpenState&) = default;
};

class Calendar {
 public:
  // `open` is normalised and covers kFirst to kHorizon. What is open there from kLast on stays open for ever.
  Calendar(Intervals open, Zone zone);

  // Open seconds from `from` until before `to`; negative where `to` is the earlier.
  std::int64_t elapsed_s(Instant from, Instant to) const { return open_s_before(to) - open_s_before(from); }

  // The earliest instant at which the open time since `from` reaches `open_s` (not negative): exactly at closing is at
  // closing, and 0 is `from`.
  Due add(Instant from, std::int64_t open_s) const;
  // The same wall time on the `days`-th date after `from` that has any open time. It need not be open itself.
  Due add_working_days(Instant from, std::int32_t days) const;
  Due add(Instant from, Duration duration) const;

  OpenState open(Instant at) const;

  const Zone& zone() const { return zone_; }
  std::span<const Interval> intervals() const { return open_; }

 private:
  std::int64_t open_s_before(Instant instant) const;
  std::size_t first_after(std::int64_t at_s) const;  // the first interval that begins after it
  bool opens_on(Date date) const;

  Intervals open_;
  std::vector<std::int64_t> before_s_;  // open seconds before each interval
  std::vector<std::uint32_t> starts_;   // for each stretch of time, how many intervals begin before it
  Zone zone_;
  bool changes_beyond_ = false;  // it opens and closes again and again until the horizon, and so beyond it
};

// `key` is in `definitions`, of which check_references() found nothing wrong.
Calendar compile(const Definitions& definitions, const std::string& key);

}  // namespace concordat::calendar
