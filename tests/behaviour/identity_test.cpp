// SPDX-License-Identifier: Apache-2.0
#include "support/places.hpp"
#include "support/program.hpp"

#include <gtest/gtest.h>

#include <cstdio>
#include <iostream>
#include <string>

// Signing in with a provider of identity that is certified for OpenID Connect: npm's oidc-provider.
namespace concordat::test {
namespace {

std::string said_by(const std::string& command) {
  std::string said;
  FILE* pipe = ::popen(command.c_str(), "r");
  if (pipe == nullptr) return "no pipe";
  char block[4096];
  while (const std::size_t count = std::fread(block, 1, sizeof block, pipe)) said.append(block, count);
  ::pclose(pipe);
  return said;
}

TEST(IdentityProvider, ABrowserSignsInWithACertifiedOne) {
  const std::string source = source_dir() + "/tests/behaviour/oidc";
  const std::string folder = ::testing::TempDir() + "concordat-oidc";
  // What the lock file names, once for this machine; where there is no node, or no way to get it, that is said.
  const std::string ready =
      said_by("command -v node >/dev/null && command -v npm >/dev/null && mkdir -p " + quoted(folder) + " && cp " +
              quoted(source) + "/* " + quoted(folder) + " && cd " + quoted(folder) +
              " && { [ node_modules/.package-lock.json -nt package-lock.json ] || timeout 120 npm "
              "ci --no-audit --no-fund >/dev/null 2>&1; } && echo ready");
  if (ready != "ready\n") {
    std::cout << "[  NOT RUN ] IdentityProvider.ABrowserSignsInWithACertifiedOne: node with npm's oidc-provider\n";
    return;
  }
  EXPECT_EQ(said_by("timeout 60 python3 " + quoted(source + "/sign_in.py") + " " + quoted(program_path()) + " " +
                    quoted(folder) + " 2>&1"),
            "ok\n");
}

}  // namespace
}  // namespace concordat::test
