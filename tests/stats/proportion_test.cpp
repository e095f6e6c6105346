// SPDX-License-Identifier: Apache-2.0
#include "stats/proportion.hpp"

#include <gtest/gtest.h>

namespace concordat::stats {
namespace {

// Newcombe, Statistics in Medicine 17 (1998), table I, method 3.
TEST(Wilson, GivesNewcombesTable) {
  struct Row {
    std::int64_t successes, trials;
    double low, high;
  };
  for (const Row& row :
       {Row{81, 263, .2553, .3662}, Row{15, 148, .0624, .1605}, Row{0, 20, 0, .1611}, Row{1, 29, .0061, .1718}}) {
    const auto found = wilson(row.successes, row.trials);
    ASSERT_TRUE(found);
    EXPECT_NEAR(found->low, row.low, 5e-5);
    EXPECT_NEAR(found->high, row.high, 5e-5);
  }
}

TEST(Wilson, IsTheSameFromTheOtherSide) {
  const auto met = wilson(37, 41);
  const auto missed = wilson(4, 41);
  EXPECT_NEAR(met->low, 1 - missed->high, 1e-15);
  EXPECT_NEAR(met->high, 1 - missed->low, 1e-15);
}

TEST(Wilson, SaysNothingOfNothing) { EXPECT_FALSE(wilson(0, 0)); }

}  // namespace
}  // namespace concordat::stats
