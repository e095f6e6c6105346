// SPDX-License-Identifier: Apache-2.0
#include "store/support.hpp"

#include "store/maintenance.hpp"

#include <grp.h>
#include <sys/wait.h>
#include <unistd.h>

#include <iostream>

// A data folder that may only be read answers questions, and answers them from all that was acknowledged.
namespace concordat::store::testing {
namespace {

namespace fs = std::filesystem;

constexpr unsigned kNobody = 65534;

void give_to_nobody(const fs::path& path) {
  if (::geteuid() == 0) {
    ASSERT_EQ(::chown(path.c_str(), kNobody, kNobody), 0);
  }
}

// The rights of a folder and of all that is in it; made nobody's, because they say nothing to root.
void give_away(const fs::path& folder, fs::perms of_folder, fs::perms of_files) {
  for (const auto& file : fs::directory_iterator(folder)) {
    give_to_nobody(file.path());
    fs::permissions(file.path(), of_files);
  }
  give_to_nobody(folder);
  fs::permissions(folder, of_folder);
  fs::permissions(folder.parent_path(), fs::perms(0755));
}

// Runs `promise` as a user who is not root, in a process of its own.
template <typename Promise>
void as_nobody(Promise promise) {
  std::cout.flush();
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    const bool dropped =
        ::geteuid() != 0 || (::setgroups(0, nullptr) == 0 && ::setgid(kNobody) == 0 && ::setuid(kNobody) == 0);
    EXPECT_TRUE(dropped);
    const std::string failed = failure_code([&] { promise(); });
    EXPECT_EQ(failed, "");
    std::cout.flush();
    ::_exit(::testing::Test::HasFailure() ? 1 : 0);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << "see above";
}

class ReadOnly : public ::testing::Test {
 protected:
  // `in_log`: entries that are only in the log of writes, as after a crash.
  void make(bool in_log) {
    {
      Database database = open_new(temp_ / "original");
      harbour_ = make_organisation(database, "Harbour");
      append_some(database, harbour_, 20);
      if (in_log) fs::copy(temp_ / "original", temp_ / "data");
    }
    if (!in_log) fs::copy(temp_ / "original", temp_ / "data");
  }
  std::int64_t size_of(Database& database) { return *session_of(database, harbour_).size(harbour_); }

  const TempFolder temp_;
  OrgId harbour_;
};

constexpr auto kSealed = fs::perms(0555);
constexpr auto kReadable = fs::perms(0444);

TEST_F(ReadOnly, AClosedFolderIsReadAndLeftAsItIs) {
  make(false);
  give_away(temp_ / "data", kSealed, kReadable);
  as_nobody([&] {
    Database database = *Database::open(temp_ / "data", Database::Opening::existing);
    EXPECT_TRUE(database.is_read_only());
    EXPECT_EQ(size_of(database), 21);
    EXPECT_TRUE(check(database, harbour_)->ok());
    EXPECT_EQ(std::distance(fs::directory_iterator(temp_ / "data"), fs::directory_iterator()), 1);
  });
}

TEST_F(ReadOnly, WhatWouldWriteIsRefused) {
  make(false);
  give_away(temp_ / "data", kSealed, kReadable);
  as_nobody([&] {
    Database database = *Database::open(temp_ / "data", Database::Opening::existing);
    EXPECT_EQ(failure_code([&] { append_some(database, harbour_, 1); }), "read-only");
    EXPECT_EQ(failure_code([&] { make_organisation(database, "Other"); }), "read-only");
    EXPECT_EQ(size_of(database), 21);
  });
}

TEST_F(ReadOnly, WritesThatAreOnlyInTheLogAreReadToo) {
  make(true);
  ASSERT_GT(fs::file_size(temp_ / "data/concordat.db-wal"), 0U);
  give_away(temp_ / "data", kSealed, kReadable);
  as_nobody([&] {
    Database database = *Database::open(temp_ / "data", Database::Opening::existing);
    EXPECT_EQ(size_of(database), 21);
    EXPECT_TRUE(check(database, harbour_)->ok());
  });
}

TEST_F(ReadOnly, ALogThatCannotBeReadIsSaidAndNotPassedOver) {
  make(true);
  fs::remove(temp_ / "data/concordat.db-shm");
  give_away(temp_ / "data", kSealed, kReadable);
  as_nobody([&] {
    try {
      (void)Database::open(temp_ / "data", Database::Opening::existing);
      ADD_FAILURE() << "opened";
    } catch (const Failure& failure) {
      EXPECT_EQ(failure.problem().code, "read-only");
      EXPECT_NE(failure.problem().hint.find("Copy the whole folder"), std::string::npos);
    }
  });
}

// The owner of the folder goes on working while somebody reads who may not write.
TEST_F(ReadOnly, AnAnswerFromAFileThatChangesMeanwhileIsNone) {
  make(false);
  give_away(temp_ / "data", kSealed, fs::perms(0644));
  as_nobody([&] {
    Database reader = *Database::open(temp_ / "data", Database::Opening::existing);
    EXPECT_EQ(size_of(reader), 21);
    fs::permissions(temp_ / "data", fs::perms(0755));
    ::usleep(20'000);  // file times step by some milliseconds
    {
      Database writer = *Database::open(temp_ / "data", Database::Opening::existing);
      append_some(writer, harbour_, 500);
    }
    EXPECT_EQ(failure_code([&] { size_of(reader); }), "busy");
    Database again = *Database::open(temp_ / "data", Database::Opening::existing);
    EXPECT_EQ(size_of(again), 521);
  });
}

TEST_F(ReadOnly, AFolderOfOnesOwnIsOpenedForWritingAsEver) {
  make(false);
  give_away(temp_ / "data", fs::perms(0700), fs::perms(0600));
  as_nobody([&] {
    Database database = *Database::open(temp_ / "data", Database::Opening::existing);
    EXPECT_FALSE(database.is_read_only());
    append_some(database, harbour_, 1);
    EXPECT_EQ(size_of(database), 22);
  });
}

}  // namespace
}  // namespace concordat::store::testing
