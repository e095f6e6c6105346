// SPDX-License-Identifier: Apache-2.0
#include "support/program.hpp"
#include "support/places.hpp"

#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
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

// A script of this folder, with the program and the example's agreement; what it said.
std::string script(const std::string& name, int seconds) {
  const std::string source = source_dir();
  return output_of("timeout " + std::to_string(seconds) + " python3 -B '" + source + "/tests/behaviour/" + name +
                   "' '" + program_path() + "' '" + source + "/examples/agreement/harbour/harbour.toml' 2>&1");
}

TEST(Service, FromAnEmptyFolderToATicketThatOutlivesAKill) { EXPECT_EQ(script("serve.py", 120), "ok\n"); }

TEST(Service, WhoListensHearsEverythingOnceOverLinesThatBreakAndNoLongerThanTheyMay) {
  EXPECT_EQ(script("events.py", 200), "ok\n");
}

TEST(Service, ABundleOverHttpIsTheCommandLinesByteForByte) { EXPECT_EQ(script("proof.py", 120), "ok\n"); }

TEST(Service, HoursLoggedOnTicketsArePricedByTheVersionInForceWhenTheDayBegan) {
  EXPECT_EQ(script("charges.py", 120), "ok\n");
}

TEST(Service, BothSidesApproveWithKeysThatTheServiceNeverHas) { EXPECT_EQ(script("approval.py", 120), "ok\n"); }

TEST(Service, TheKeyOfItsSecretsIsReplacedWhole) { EXPECT_EQ(script("cabinet.py", 120), "ok\n"); }

TEST(Service, AWitnessOfAnotherPartyWatchesOverHttp) { EXPECT_EQ(script("witness.py", 200), "ok\n"); }

TEST(Service, AKillUnderLoadLosesNothingThatWasAcknowledgedAndDoesNothingTwice) {
  EXPECT_EQ(script("crash.py", std::getenv("CONCORDAT_LONG") == nullptr ? 200 : 1'500), "ok\n");
}

TEST(Service, WhatAStrangerWillTry) { EXPECT_EQ(script("hostile.py", 200), "ok\n"); }

TEST(Service, TheSampleQuarterAndThenOnesOwnLog) { EXPECT_EQ(script("sample.py", 400), "ok\n"); }

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
