// SPDX-License-Identifier: Apache-2.0
#include "stats/summary.hpp"

#include <algorithm>

namespace concordat::stats {

double percentile(std::span<const std::int64_t> sorted, int percent) {
  const std::size_t rank_hundredths = (sorted.size() - 1) * static_cast<std::size_t>(percent);
  const std::size_t low = rank_hundredths / 100;
  const auto beyond = static_cast<std::int64_t>(rank_hundredths % 100);
  if (beyond == 0) return static_cast<double>(sorted[low]);
  const Int128 hundredfold = Int128{sorted[low]} * (100 - beyond) + Int128{sorted[low + 1]} * beyond;
  return static_cast<double>(hundredfold) / 100;
}

std::optional<Summary> summarise(std::vector<std::int64_t>& values, double unit) {
  if (values.empty()) return std::nullopt;
  std::sort(values.begin(), values.end());
  Summary summary;
  summary.n = static_cast<std::int64_t>(values.size());
  for (const std::int64_t value : values) summary.total += value;
  summary.max = values.back();
  summary.mean = static_cast<double>(summary.total) / (static_cast<double>(summary.n) * unit);
  summary.median = percentile(values, 50) / unit;
  summary.p90 = percentile(values, 90) / unit;
  return summary;
}

}  // namespace concordat::stats
