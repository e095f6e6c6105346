// SPDX-License-Identifier: Apache-2.0
// Promise: a private key is its owner's alone, is never overwritten or shown, and a rotation that is interrupted is
// finished by doing it again.
#include "support/program.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace concordat::test {
namespace {

using testing::HasSubstr;
using testing::Not;

class Key : public testing::Test {
 protected:
  std::string show(const std::string& file) {
    return std::string(concordat_({"key", "show", "--key", file, "--json"}).json().at("vkey").as_string());
  }
  std::string sh(const std::string& command) {
    const auto done = shell(command, folder_.path());
    EXPECT_EQ(done.exit_code, 0) << command << done.err;
    return done.out;
  }
  // A record with one ticket, made with the host's key.
  void make_record() {
    const auto map = folder_.write("map.toml", "[columns]\nticket = \"Ticket\"\nat = \"When\"\n");
    const auto rows = folder_.write("rows.csv", "Ticket,When\nT1,2026-01-05T09:00:00Z\n");
    ASSERT_EQ(concordat_({"import", "csv", rows, "--org", "Own", "--map", map}).exit_code, 0);
    if (!std::filesystem::exists(host())) {
      ASSERT_EQ(concordat_({"key", "new", "--name", "desk.own.example"}).exit_code, 0);
    }
  }
  std::string host() const { return folder_.file("data/host.key"); }
  std::string rotations() {
    return sh("sqlite3 data/concordat.db \"select count(*) from entry where kind = 'party.key_rotated'\"");
  }

  Folder folder_;
  Program concordat_{folder_};
};

TEST_F(Key, IsItsOwnersAlone) {
  const auto file = folder_.file("keys/own.key");
  const auto made = concordat_({"key", "new", "--name", "desk.own.example", "--key", file});
  ASSERT_EQ(made.exit_code, 0) << made.err;
  EXPECT_EQ(sh("stat -c %a keys keys/own.key"), "700\n600\n");
  EXPECT_THAT(made.out + made.err, Not(HasSubstr("PRIVATE")));
  EXPECT_THAT(concordat_({"key", "show", "--key", file}).out, Not(HasSubstr("PRIVATE")));

  const auto bytes = folder_.read("keys/own.key");
  const auto again = concordat_({"key", "new", "--name", "another.example", "--key", file});
  EXPECT_EQ(again.exit_code, 2);
  EXPECT_THAT(again.err, HasSubstr("never overwritten"));
  sh("ln -s keys/elsewhere.key link.key");
  EXPECT_EQ(concordat_({"key", "new", "--name", "another.example", "--key", folder_.file("link.key")}).exit_code, 2);
  EXPECT_FALSE(std::filesystem::exists(folder_.file("keys/elsewhere.key"))) << "a link is not followed";
  EXPECT_EQ(folder_.read("keys/own.key"), bytes);
}

TEST_F(Key, IsNotUsedWhereOthersCanReadIt) {
  const auto file = folder_.file("own.key");
  ASSERT_EQ(concordat_({"key", "new", "--name", "desk.own.example", "--key", file}).exit_code, 0);
  sh("chmod 640 own.key");
  const auto shown = concordat_({"key", "show", "--key", file});
  EXPECT_EQ(shown.exit_code, 2);
  EXPECT_THAT(shown.err, HasSubstr("chmod 600"));
}

TEST_F(Key, ADamagedOneIsRefusedWithoutShowingIt) {
  const auto file = folder_.file("own.key");
  ASSERT_EQ(concordat_({"key", "new", "--name", "desk.own.example", "--key", file}).exit_code, 0);
  const auto whole = folder_.read("own.key");
  for (std::size_t size = 0; size + 1 < whole.size(); size += 7) {
    folder_.write("own.key", whole.substr(0, size));
    const auto shown = concordat_({"key", "show", "--key", file});
    EXPECT_EQ(shown.exit_code, 2) << size;
    if (size > 20) {
      EXPECT_THAT(shown.err, Not(HasSubstr(whole.substr(size - 10, 10)))) << "a problem never quotes a key";
    }
  }
}

TEST_F(Key, IsInNoBackupAndNoBundle) {
  make_record();
  ASSERT_EQ(concordat_({"export", "--org", "Own", "--as", "internal", folder_.file("own.bundle")}).exit_code, 0);
  ASSERT_EQ(concordat_({"backup", folder_.file("own.backup")}).exit_code, 0);
  const auto secret = folder_.read("data/host.key");
  // PRIVATE+KEY+name+hash+base64, in which a plus sign may be
  std::size_t plus = 0;
  for (int i = 0; i < 4; ++i) plus = secret.find('+', plus) + 1;
  const auto seed = secret.substr(plus, 40);
  ASSERT_EQ(seed.size(), 40U);
  for (const char* file : {"own.bundle", "own.backup", "data/concordat.db"}) {
    EXPECT_THAT(folder_.read(file), Not(HasSubstr(seed))) << file;
  }
}

TEST_F(Key, ARotationInterruptedBeforeItWasToldBeginsAnew) {
  make_record();
  sh("head -c 30 data/host.key > data/host.key.new && chmod 600 data/host.key.new");
  const auto refused = concordat_({"checkpoint", "--org", "Own"});
  EXPECT_EQ(refused.exit_code, 2);
  EXPECT_THAT(refused.err, HasSubstr("`concordat key rotate` finishes it"));
  ASSERT_EQ(concordat_({"key", "rotate"}).exit_code, 0);
  EXPECT_EQ(rotations(), "1\n");
  EXPECT_EQ(concordat_({"checkpoint", "--org", "Own"}).exit_code, 0);
}

TEST_F(Key, ARotationInterruptedAfterItWasToldIsFinishedAndToldOnce) {
  make_record();
  ASSERT_EQ(concordat_({"key", "rotate"}).exit_code, 0);
  const auto next = show(host());
  // As it is when the machine stops just before the last step, and just within it.
  for (const char* back : {"mv data/host.key data/host.key.new && mv data/host.key.old-* data/host.key",
                           "mv data/host.key data/host.key.new && cp -l data/host.key.old-* data/host.key"}) {
    sh(back);
    EXPECT_EQ(concordat_({"checkpoint", "--org", "Own"}).exit_code, 2);
    const auto done = concordat_({"key", "rotate"});
    ASSERT_EQ(done.exit_code, 0) << done.err;
    EXPECT_EQ(show(host()), next);
    EXPECT_EQ(rotations(), "1\n");
    EXPECT_EQ(sh("ls data/host.key*  | wc -l"), "2\n");
  }
}

}  // namespace
}  // namespace concordat::test
