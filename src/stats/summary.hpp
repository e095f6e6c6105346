// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

// What a set of whole numbers (microseconds, counts) comes to. INVARIANT: sums are exact and divided once, at the end,
// so that the order of the numbers never shows.
namespace concordat::stats {

__extension__ typedef __int128 Int128;  // the sum of any 2^64 int64 fits

struct Summary {
  std::int64_t n = 0;
  Int128 total = 0;
  std::int64_t max = 0;  // total and max in the numbers' own unit, the rest in the unit that was asked for
  double mean = 0;
  double median = 0;
  double p90 = 0;
};

// The value below which `percent` of the numbers lie, by linear interpolation between the two nearest ranks: R's type 7
// (Hyndman and Fan 1996), which is the default of numpy.percentile. `sorted` is ascending and not empty; 0 to 100.
double percentile(std::span<const std::int64_t> sorted, int percent);

// Mean, median and 90th percentile of `values`, each divided by `unit`; nullopt where there are none. Sorts `values`.
std::optional<Summary> summarise(std::vector<std::int64_t>& values, double unit = 1);

}  // namespace concordat::stats
