// SPDX-License-Identifier: Apache-2.0
#include "stats/proportion.hpp"

#include <algorithm>
#include <cmath>

namespace concordat::stats {

std::optional<Proportion> wilson(std::int64_t successes, std::int64_t trials) {
  constexpr double kZ = 1.959963984540054;  // the normal distribution's 97.5 % point
  if (trials <= 0) return std::nullopt;
  const double n = static_cast<double>(trials);
  const double share = static_cast<double>(successes) / n;
  const double z2 = kZ * kZ;
  const double middle = (share + z2 / (2 * n)) / (1 + z2 / n);
  const double half = kZ * std::sqrt(share * (1 - share) / n + z2 / (4 * n * n)) / (1 + z2 / n);
  Proportion result;
  result.value = share;
  result.low = successes == 0 ? 0.0 : std::max(0.0, middle - half);
  result.high = successes == trials ? 1.0 : std::min(1.0, middle + half);
  return result;
}

}  // namespace concordat::stats
