// SPDX-License-Identifier: Apache-2.0
#include "stats/summary.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <random>

namespace concordat::stats {
namespace {

using Numbers = std::vector<std::int64_t>;

double percentile_of(Numbers numbers, int percent) {
  std::sort(numbers.begin(), numbers.end());
  return percentile(numbers, percent);
}

// The examples of numpy's own page: https://numpy.org/doc/stable/reference/generated/numpy.percentile.html
TEST(Percentile, is_as_numpy_shows) {
  EXPECT_EQ(percentile_of({10, 7, 4, 3, 2, 1}, 50), 3.5);
  EXPECT_EQ(percentile_of({10, 7, 4}, 50), 7);
  EXPECT_EQ(percentile_of({3, 2, 1}, 50), 2);
}

// The worked examples of https://en.wikipedia.org/wiki/Percentile, "linear interpolation between closest ranks",
// second variant (C = 1), which it names as numpy's and Excel's PERCENTILE.INC.
TEST(Percentile, is_as_worked_examples_have_it) {
  EXPECT_EQ(percentile_of({15, 20, 35, 40, 50}, 40), 29);
  EXPECT_EQ(percentile_of({1, 2, 3, 4}, 75), 3.25);
}

// numpy 1.24.2: numpy.percentile([3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8, 9, 7, 9, 3, 2, 3, 8, 4], p)
TEST(Percentile, is_as_numpy_computes) {
  const Numbers digits = {3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8, 9, 7, 9, 3, 2, 3, 8, 4};
  EXPECT_EQ(percentile_of(digits, 0), 1);
  EXPECT_DOUBLE_EQ(percentile_of(digits, 10), 1.9);
  EXPECT_DOUBLE_EQ(percentile_of(digits, 25), 3);
  EXPECT_DOUBLE_EQ(percentile_of(digits, 50), 4.5);
  EXPECT_DOUBLE_EQ(percentile_of(digits, 90), 9);
  EXPECT_DOUBLE_EQ(percentile_of(digits, 83), 8);
  EXPECT_EQ(percentile_of(digits, 100), 9);
}

TEST(Percentile, of_one_number_is_that_number) {
  EXPECT_EQ(percentile_of({7}, 0), 7);
  EXPECT_EQ(percentile_of({7}, 90), 7);
}

TEST(Summary, of_nothing_is_nothing) {
  Numbers none;
  EXPECT_FALSE(summarise(none).has_value());
}

// numpy 1.24.2: mean 2.5, median 2.5, percentile 90 of [1, 2, 3, 4] is 3.7
TEST(Summary, divides_by_the_unit_but_keeps_the_total) {
  Numbers numbers = {40, 10, 30, 20};
  const auto summary = summarise(numbers, 10);
  ASSERT_TRUE(summary.has_value());
  EXPECT_EQ(summary->n, 4);
  EXPECT_TRUE(summary->total == 100);
  EXPECT_EQ(summary->max, 40);
  EXPECT_EQ(summary->mean, 2.5);
  EXPECT_EQ(summary->median, 2.5);
  EXPECT_DOUBLE_EQ(summary->p90, 3.7);
}

TEST(Summary, does_not_depend_on_the_order) {
  std::mt19937_64 random(7);
  Numbers numbers(1000);
  for (auto& n : numbers) n = static_cast<std::int64_t>(random() >> 4);
  const auto sorted = summarise(numbers, 3.6e9);
  std::shuffle(numbers.begin(), numbers.end(), random);
  const auto shuffled = summarise(numbers, 3.6e9);
  EXPECT_EQ(sorted->mean, shuffled->mean);
  EXPECT_EQ(sorted->median, shuffled->median);
  EXPECT_EQ(sorted->p90, shuffled->p90);
}

TEST(Summary, holds_the_largest_numbers) {
  constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max();
  Numbers numbers = {kMax, kMax, kMax, -kMax, kMax};
  const auto summary = summarise(numbers);
  EXPECT_DOUBLE_EQ(summary->mean, 9223372036854775807.0 * 0.6);
  EXPECT_DOUBLE_EQ(summary->median, 9223372036854775807.0);
  EXPECT_DOUBLE_EQ(percentile(numbers, 10), 9223372036854775807.0 * -0.2);
}

}  // namespace
}  // namespace concordat::stats
