// SPDX-License-Identifier: Apache-2.0
#include "support/places.hpp"
#include "support/postgres.hpp"
#include "support/program.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <string>

// The real program, twice, on one database of PostgreSQL: no acknowledged command is lost and none done twice when one
// of them is killed; what a lost database, a newer schema and every command about a database do.
namespace concordat::test {
namespace {

using concordat::testing::Cluster;

TEST(SharedDatabase, OutlivesAServerAndTheServersOutliveIt) {
  Cluster cluster;
  cluster.create("office");
  cluster.create("restored");
  const std::string source = source_dir();
  std::string command = "timeout 240 python3 " + quoted(source + "/tests/behaviour/servers.py");
  for (const std::string& word :
       {program_path(), source + "/examples/agreement/harbour/harbour.toml", cluster.owner_url("office"),
        cluster.server_url("office"), cluster.owner_url("restored"), cluster.server_url("restored"),
        cluster.url("postgres", "office"), std::to_string(cluster.process()), cluster.command()}) {
    command += " " + quoted(word);
  }
  const Outcome outcome = shell(command + " 2>&1");
  EXPECT_EQ(outcome.out, "ok\n");
}

}  // namespace
}  // namespace concordat::test
