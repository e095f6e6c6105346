// SPDX-License-Identifier: Apache-2.0
// Promise: long work shows how far it is, to a terminal only, and leaves nothing of it behind.
#include "support/program.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace concordat::test {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr const char* kCleared = "\r\033[K";  // to the line's beginning, and nothing to its end

class Progress : public testing::Test {
 protected:
  // With what is behind it as its controlling terminal; script(1) is on every Debian.
  std::string on_a_terminal(const std::string& command) {
    const auto done = shell("script -qec " + quoted(command) + " typed.txt", folder_.path());
    EXPECT_EQ(done.exit_code, 0) << done.out << done.err;
    return done.out;
  }
  std::string import(const std::string& more = "") {
    return concordat_.command({"import", "servicenow", example("data/servicenow/incident_event_log.zip"), "--org",
                               "Own", "--map", example("servicenow.toml")}) +
           more;
  }

  Folder folder_;
  Program concordat_{folder_};
};

TEST_F(Progress, AnImportCountsOnATerminalAndCleansUp) {
  const auto seen = on_a_terminal(import(" >answer.txt"));
  EXPECT_THAT(seen, HasSubstr(std::string(kCleared)));
  EXPECT_THAT(seen, HasSubstr("rows read"));
  EXPECT_THAT(seen, HasSubstr("entries recorded"));
  const auto last = seen.rfind(kCleared);
  EXPECT_EQ(seen.substr(last), kCleared) << "what is left is an empty line";
  EXPECT_THAT(folder_.read("answer.txt"), Not(HasSubstr("\033"))) << "the answer goes to a file, and has none of it";
}

TEST_F(Progress, AFileSeesNoneOfIt) {
  const auto done = shell(import(), folder_.path());
  EXPECT_EQ(done.exit_code, 0) << done.err;
  EXPECT_THAT(done.out + done.err, Not(HasSubstr("\033")));
  EXPECT_THAT(done.out + done.err, Not(HasSubstr("rows read")));
}

}  // namespace
}  // namespace concordat::test
