// SPDX-License-Identifier: Apache-2.0
#include "support/places.hpp"
#include "support/program.hpp"

#include <gtest/gtest.h>

#include <cstdio>
#include <string>

// The real service beside a provider's own ticket system.
namespace concordat::test {
namespace {

TEST(WebhookRecipe, AnOfferMakesATicketThereAndItsWorkComesBack) {
  const std::string source = source_dir();
  const std::string command = "timeout 120 python3 " + quoted(source + "/tests/behaviour/psa.py") + " " +
                              quoted(program_path()) + " " + quoted(source + "/docs/webhooks.md") + " 2>&1";
  std::string said;
  FILE* pipe = ::popen(command.c_str(), "r");
  ASSERT_NE(pipe, nullptr);
  char block[4096];
  while (const std::size_t count = std::fread(block, 1, sizeof block, pipe)) said.append(block, count);
  ::pclose(pipe);
  EXPECT_EQ(said, "ok\n");
}

}  // namespace
}  // namespace concordat::test
