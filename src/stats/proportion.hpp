// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

// Shares of counts, with their uncertainty.
namespace concordat::stats {

struct Proportion {
  double value = 0;
  double low = 0;
  double high = 0;
  double level = 0.95;
  friend bool operator==(const Proportion&, const Proportion&) = default;
};

// Wilson's score interval at 95 %, without continuity correction (Wilson 1927; method 3 of Newcombe, Statistics in
// Medicine 17, 1998, 857-872). 0 <= successes <= trials; nullopt without trials.
std::optional<Proportion> wilson(std::int64_t successes, std::int64_t trials);

}  // namespace concordat::stats
