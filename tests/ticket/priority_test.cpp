// SPDX-License-Identifier: Apache-2.0
#include "ticket/priority.hpp"

#include <gtest/gtest.h>

// Vectors: docs of ServiceNow's default matrix (impact + urgency - 1), and a table that rewards less impact.
namespace concordat::ticket {
namespace {

TEST(Priority, DefaultIsServiceNows) {
  const auto& table = default_priorities();
  EXPECT_TRUE(check(table));
  EXPECT_EQ(*priority_of(table, 2, 1), 2);
  EXPECT_EQ(*priority_of(table, 3, 3), 5);
  for (int impact = 1; impact <= 3; ++impact) {
    for (int urgency = 1; urgency <= 3; ++urgency) {
      EXPECT_EQ(*priority_of(table, impact, urgency), impact + urgency - 1);
    }
  }
  EXPECT_EQ(lowest_priority(table), 5);
}

TEST(Priority, TableMustBeMonotone) {
  const auto refused = check({"", {{2, 1}}});  // f(1,1) = 2 but f(1,2) = 1
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "not-monotone");
  EXPECT_EQ(refused.error().message,
            "the priorities are not monotone: impact 1 with urgency 1 gives 2, but impact 1 with urgency 2 gives 1");
  EXPECT_EQ(check({"", {{1, 2}, {2, 1}}}).error().code, "not-monotone");
  EXPECT_EQ(check({"", {{2, 2}, {1, 3}}}).error().code, "not-monotone");
  EXPECT_TRUE(check({"", {{1, 1}, {1, 1}}}));
  EXPECT_TRUE(check({"7", {{1, 2, 2, 4}, {1, 3, 3, 4}}}));
}

TEST(Priority, TableMustBeARectangleOfLevels) {
  EXPECT_EQ(check({"", {}}).error().code, "bad-value");
  EXPECT_EQ(check({"", {{}}}).error().code, "bad-value");
  EXPECT_EQ(check({"", {{1, 2}, {2}}}).error().code, "bad-value");
  EXPECT_EQ(check({"", {{0, 1}}}).error().code, "bad-value");
  EXPECT_EQ(check({"", std::vector(kPriorityLevelsMax + 1, std::vector{1})}).error().code, "bad-value");
}

TEST(Priority, LevelsOutsideTheTableAreRefused) {
  for (const auto& [impact, urgency] : {std::pair{0, 1}, {1, 0}, {4, 1}, {1, 4}, {-1, 1}}) {
    EXPECT_EQ(priority_of(default_priorities(), impact, urgency).error().code, "bad-value");
  }
  EXPECT_FALSE(priority_of({"", {}}, 1, 1));
}

}  // namespace
}  // namespace concordat::ticket
