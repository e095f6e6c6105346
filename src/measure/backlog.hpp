// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/instant.hpp"
#include "calendar/zone.hpp"

#include <optional>
#include <vector>

// The backlog: how many tickets were open at the end of each day, from the day of the first opening to that of the
// last. A ticket is open at the end of a day if opened <= 23:59:59 < closed, in the wall time of its source's zone.
namespace concordat::measure {

struct Backlog {
  std::int64_t max = 0;
  Date max_on;  // the first day that reaches it
  double mean = 0;
};

struct OpenSpan {
  Instant opened;
  std::optional<Instant> closed;  // absent: still open
  const calendar::Zone* zone = nullptr;
};

std::optional<Backlog> backlog(const std::vector<OpenSpan>& spans);  // nullopt where there are none

}  // namespace concordat::measure
