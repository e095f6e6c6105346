// SPDX-License-Identifier: Apache-2.0
// Promise: a data folder that may only be read answers every question, and stays as it is.
#include "support/program.hpp"
#include "support/places.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

namespace concordat::test {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::IsEmpty;

// Harbour's data, given to somebody who may read it and no more; root may do anything, so root is not who asks.
class ReadOnly : public testing::Test {
 protected:
  void SetUp() override {
    const Program concordat(folder_);
    const auto map = example("imports/sheet.toml");
    ASSERT_EQ(concordat({"import", "csv", example("imports/sheet.csv"), "--org", "Harbour", "--map", map}).exit_code,
              0);
    const auto given = shell("cp " + quoted(program_path()) + " program && cp " + quoted(example("imports")) +
                                 "/sheet.* . && mkdir out && chmod 777 out && chmod 755 . && "
                                 "chmod 444 data/* && chmod 555 data",
                             folder_.path());
    ASSERT_EQ(given.exit_code, 0) << given.err;
  }
  void TearDown() override { shell("chmod 755 data", folder_.path()); }

  Outcome ask(const std::string& words) const {
    const std::string nobody = ::geteuid() == 0 ? "setpriv --reuid=65534 --regid=65534 --clear-groups " : "";
    return shell(nobody + "env -u CONCORDAT_KEY CONCORDAT_DATA=data ./program " + words, folder_.path());
  }

  const Folder folder_;
};

TEST_F(ReadOnly, QuestionsAreAnsweredAsEver) {
  const Program concordat(folder_);
  for (const char* words : {"measure flow --org Harbour --json", "custody 1 --org Harbour --json --at 2026-03-02"}) {
    const auto outcome = ask(words);
    EXPECT_EQ(outcome.exit_code, 0) << words << outcome.err;
    EXPECT_EQ(outcome.out, shell("CONCORDAT_DATA=data ./program " + std::string(words), folder_.path()).out) << words;
  }
}

TEST_F(ReadOnly, ItCanBeHandedOnAndBackedUp) {
  ASSERT_EQ(ask("key new --name desk.harbour.example --key out/host.key").exit_code, 0);
  const auto exported = ask("export --org Harbour --as northwind --key out/host.key out/harbour.bundle");
  EXPECT_EQ(exported.exit_code, 0) << exported.err;
  EXPECT_EQ(ask("verify out/harbour.bundle").exit_code, 0);
  const auto backed_up = ask("backup out/monday.backup");
  EXPECT_EQ(backed_up.exit_code, 0) << backed_up.err;
  EXPECT_EQ(ask("restore out/monday.backup --data out/again").exit_code, 0);
}

TEST_F(ReadOnly, WhatWouldWriteSaysSoAndChangesNothing) {
  const std::string before = folder_.read("data/concordat.db");
  for (const char* words : {"import csv sheet.csv --org Other --map sheet.toml", "rebuild --org Harbour"}) {
    const auto outcome = ask(std::string(words) + " --json");
    EXPECT_EQ(outcome.exit_code, 2) << words;
    EXPECT_EQ(outcome.json().at("error").at("code"), "read-only") << words;
  }
  const auto no_key = ask("export --org Harbour --as northwind out/harbour.bundle");
  EXPECT_EQ(no_key.exit_code, 2);
  EXPECT_THAT(no_key.err, HasSubstr("--key FILE"));
  EXPECT_EQ(folder_.read("data/concordat.db"), before);
  EXPECT_EQ(std::distance(fs::directory_iterator(folder_.path() / "data"), fs::directory_iterator()), 1);
}

}  // namespace
}  // namespace concordat::test
