// SPDX-License-Identifier: Apache-2.0
// A full disk ends a command with words that help, and leaves the record as it was before it.
#include "store/maintenance.hpp"
#include "store/support.hpp"

#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <functional>
#include <iostream>

namespace concordat::store::testing {
namespace {

struct Outcome {
  std::int64_t acknowledged = 0;
  char code[32] = {};
  char hint[96] = {};
};

// In a process of its own: makes the disk small, then appends until it fails, and tells how.
Outcome append_until_it_fails(const std::filesystem::path& folder, const OrgId& organisation,
                              const std::function<bool()>& make_small) {
  int ends[2] = {-1, -1};
  if (::pipe(ends) != 0) std::abort();
  const pid_t child = ::fork();
  if (child == 0) {
    Outcome outcome;
    try {
      if (!make_small()) ::_exit(2);
      Database database = open_new(folder);
      for (;;) outcome.acknowledged = append_some(database, organisation, 200);
    } catch (const Failure& failure) {
      failure.problem().code.copy(outcome.code, sizeof outcome.code - 1);
      failure.problem().hint.copy(outcome.hint, sizeof outcome.hint - 1);
    } catch (...) {
      ::_exit(3);
    }
    if (::write(ends[1], &outcome, sizeof outcome) != sizeof outcome) ::_exit(4);
    ::_exit(0);
  }
  ::close(ends[1]);
  Outcome outcome;
  EXPECT_EQ(::read(ends[0], &outcome, sizeof outcome), static_cast<ssize_t>(sizeof outcome));
  ::close(ends[0]);
  int status = 0;
  EXPECT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << status;
  return outcome;
}

void expect_told_and_whole(const std::filesystem::path& folder, const OrgId& organisation, const Outcome& outcome) {
  EXPECT_STREQ(outcome.code, "disk-full");
  EXPECT_NE(std::string(outcome.hint).find("Make room"), std::string::npos) << outcome.hint;
  Database database = *Database::open(folder, Database::Opening::existing);
  EXPECT_EQ(*session_of(database, organisation).size(organisation), outcome.acknowledged);
  EXPECT_TRUE(check(database, organisation)->ok());
}

TEST(FullDisk, ALimitOnTheFilesSizeLosesNothing) {
  const TempFolder temp;
  OrgId harbour;
  std::int64_t size = 0;
  {
    Database database = open_new(temp / "data");
    harbour = make_organisation(database, "Harbour");
    size = append_some(database, harbour, 100);
  }
  const auto outcome = append_until_it_fails(temp / "data", harbour, [] {
    ::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{2'000'000, 2'000'000};
    return ::setrlimit(RLIMIT_FSIZE, &limit) == 0;
  });
  EXPECT_GT(outcome.acknowledged, size);
  expect_told_and_whole(temp / "data", harbour, outcome);
  // With room again it goes on.
  Database database = *Database::open(temp / "data", Database::Opening::existing);
  EXPECT_EQ(append_some(database, harbour, 10), outcome.acknowledged + 10);
  EXPECT_TRUE(check(database, harbour)->ok());
}

// A real full disk, where we may mount one.
TEST(FullDisk, AFullFileSystemLosesNothing) {
  const TempFolder temp;
  const auto disk = temp / "disk";
  std::filesystem::create_directory(disk);
  if (::mount("tmpfs", disk.c_str(), "tmpfs", 0, "size=3m") != 0) {
    std::cout << "not run: no right to mount a small disk; the limit on a file's size stands for it\n";
    return;
  }
  OrgId harbour;
  {
    Database database = open_new(disk / "data");
    harbour = make_organisation(database, "Harbour");
    append_some(database, harbour, 100);
  }
  const auto outcome = append_until_it_fails(disk / "data", harbour, [] { return true; });
  expect_told_and_whole(disk / "data", harbour, outcome);
  ASSERT_EQ(::mount("tmpfs", disk.c_str(), "tmpfs", MS_REMOUNT, "size=30m"), 0);
  {
    Database database = *Database::open(disk / "data", Database::Opening::existing);
    EXPECT_EQ(append_some(database, harbour, 10), outcome.acknowledged + 10);
    EXPECT_TRUE(check(database, harbour)->ok());
  }
  EXPECT_EQ(::umount(disk.c_str()), 0);
}

}  // namespace
}  // namespace concordat::store::testing
