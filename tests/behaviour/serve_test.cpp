// SPDX-License-Identifier: Apache-2.0
#include "support/program.hpp"
#include "support/places.hpp"

#include <gtest/gtest.h>

#include <cstdio>
#include <fstream>
#include <sstream>
#include <string>

// The real service, from an empty folder to a ticket that outlives a kill.
namespace concordat::test {
namespace {

std::string output_of(const std::string& command) {
  std::string out;
  FILE* pipe = ::popen(command.c_str(), "r");
  if (pipe == nullptr) return "no pipe";
  char block[4096];
  while (const std::size_t count = std::fread(block, 1, sizeof block, pipe)) out.append(block, count);
  ::pclose(pipe);
  return out;
}

TEST(Service, FromAnEmptyFolderToATicketThatOutlivesAKill) {
  const std::string source = source_dir();
  const std::string said =
      output_of("timeout 120 python3 '" + source + "/tests/behaviour/serve.py' '" + program_path() + "' '" + source +
                "/examples/agreement/harbour/harbour.toml' 2>&1");
  EXPECT_EQ(said, "ok\n");
}

// What docs/service.md shows as a script, run as it stands but for its port.
TEST(Service, ThePageThatShowsItIsTrue) {
  const std::string source = source_dir();
  const std::string script = "set -euo pipefail; cd $(mktemp -d); ln -s '" + source +
                             "/examples' examples; "
                             "mkdir bin; ln -s '" +
                             program_path() +
                             "' bin/concordat; PATH=$PWD/bin:$PATH; "
                             "page=$(sed -n '/^```sh$/,/^```$/p' '" +
                             source +
                             "/docs/service.md' | grep -v '^```' | "
                             "sed \"s/8420/$((20000 + $$ % 20000))/g\"); "
                             "trap 'kill %1; wait' EXIT; eval \"$page\"";
  const std::string said = output_of("timeout 60 bash -c " + quoted(script) + " 2>&1");
  EXPECT_NE(said.find("\"subject\":\"The printer is on fire\""), std::string::npos) << said;
  EXPECT_NE(said.find("\"token\":\"ci_o_"), std::string::npos) << said;
  EXPECT_EQ(said.find("\"code\":"), std::string::npos) << "a refusal: " << said;
}

// Clients are made from the committed description: it is what the program prints.
TEST(Service, TheCommittedDescriptionOfTheApiIsTrue) {
  std::ifstream in(source_dir() + "/docs/openapi.json");
  std::stringstream committed;
  committed << in.rdbuf();
  EXPECT_EQ(committed.str(), output_of("'" + program_path() + "' openapi")) << "concordat openapi > docs/openapi.json";
}

}  // namespace
}  // namespace concordat::test
