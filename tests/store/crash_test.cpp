// SPDX-License-Identifier: Apache-2.0
// "Said means stored": a process that appends, and says so over a pipe, is killed at random. Nothing that it said is
// missing, nothing is there by half, and no projection disagrees with the record.
#include "base/json.hpp"
#include "store/maintenance.hpp"
#include "store/support.hpp"

#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <iostream>
#include <thread>

namespace concordat::store::testing {
namespace {

// One batch: entries that say which of how many they are, names among them.
std::vector<record::Draft> batch(std::mt19937& engine, const FillRandom& fill) {
  const auto count = static_cast<int>(1 + engine() % 40);
  std::vector<record::Draft> drafts;
  for (int i = 0; i < count; ++i) {
    const std::string number = std::to_string(engine() % 20);
    auto draft = engine() % 5 == 0
                     ? named("p_" + number, "Person " + number, fill)
                     : observed("INC" + number, "Active", "Group " + std::to_string(engine() % 9),
                                Instant::from_seconds(kNow.seconds() + static_cast<int>(engine() % 1000)));
    draft.body["left"] = count - 1 - i;
    drafts.push_back(std::move(draft));
  }
  return drafts;
}

// Appends until it is killed. Says the record's size after each append that was acknowledged.
[[noreturn]] void append_for_ever(const std::filesystem::path& folder, int pipe, std::uint32_t seed) {
  try {
    Database database = open_new(folder);
    const OrgId harbour = *database.find_organisation("Harbour");
    std::mt19937 engine(seed);
    const auto fill = seeded(seed);
    for (;;) {
      if (engine() % 10 == 0) {
        // A command that is refused half way leaves nothing either.
        Transaction transaction(database, kNow);
        (void)transaction.append(harbour, observed("INC1", "Never", "Nobody"));
      } else if (engine() % 12 == 0) {
        (void)rebuild(database, harbour);
      }
      const auto appended = database.append(harbour, batch(engine, fill), kNow);
      const std::int64_t size = appended->first + appended->count;
      if (::write(pipe, &size, sizeof size) != sizeof size) ::_exit(3);
    }
  } catch (...) {
    ::_exit(2);
  }
}

struct Child {
  pid_t id = 0;
  int pipe = -1;
};

Child start(const std::filesystem::path& folder, std::uint32_t seed) {
  int ends[2] = {-1, -1};
  if (::pipe(ends) != 0) std::abort();
  const pid_t id = ::fork();
  if (id == 0) {
    ::close(ends[0]);
    append_for_ever(folder, ends[1], seed);
  }
  ::close(ends[1]);
  return {id, ends[0]};
}

void wait_for_word(int pipe) {
  pollfd ready{pipe, POLLIN, 0};
  ::poll(&ready, 1, 30'000);
}

// The last size that was said; what was written to the pipe before the kill is still in it.
std::int64_t last_said(int pipe, std::int64_t said) {
  std::int64_t size = 0;
  while (::read(pipe, &size, sizeof size) == sizeof size) said = size;
  ::close(pipe);
  return said;
}

// Answers the record's size.
std::int64_t expect_whole(const std::filesystem::path& folder, std::int64_t said) {
  Database database = *Database::open(place_of(folder), Database::Opening::existing);
  const OrgId harbour = *database.find_organisation("Harbour");
  auto session = session_of(database, harbour);
  const std::int64_t size = *session.size(harbour);
  EXPECT_GE(size, said) << "an acknowledged entry is missing";
  const auto last = record::parse_entry(**session.line(harbour, size - 1));
  EXPECT_TRUE(size == 1 || last->body.at("left") == 0) << "a batch is there by half";
  const auto report = check(database, harbour);
  EXPECT_TRUE(report->ok()) << report->first_bad->sequence << ": " << report->first_bad->reason;
  const auto digest = *projection_digest(database, harbour);
  EXPECT_TRUE(rebuild(database, harbour));
  EXPECT_EQ(*projection_digest(database, harbour), digest) << "a projection disagrees with the record";
  return size;
}

TEST(Crash, LosesNothingThatWasAcknowledged) {
  const bool thorough = std::getenv("CONCORDAT_LONG") != nullptr;
  // On a server, whose own recovery is not ours to prove, fewer.
  const int rounds = !thorough ? 20 : on_server() ? 100 : 500;
  const char* given = std::getenv("CONCORDAT_SEED");
  const auto seed = given != nullptr ? static_cast<std::uint32_t>(std::stoul(given)) : std::random_device{}();
  std::cout << "CONCORDAT_SEED=" << seed << '\n';
  std::mt19937 engine(seed);
  std::unique_ptr<TempFolder> temp;
  std::int64_t said = 0;
  std::int64_t acknowledged = 0;
  for (int round = 0; round < rounds && !::testing::Test::HasFailure(); ++round) {
    SCOPED_TRACE("round " + std::to_string(round) + " of seed " + std::to_string(seed));
    if (round % 10 == 0) {  // a crashed folder is used again, but not so long that checking it takes all the time
      temp = std::make_unique<TempFolder>();
      Database database = open_new(*temp / "data");
      make_organisation(database, "Harbour");
      said = 1;
    }
    const std::int64_t before = said;
    const Child child = start(*temp / "data", static_cast<std::uint32_t>(engine()));
    if (round % 2 == 1) wait_for_word(child.pipe);  // else it may die before it has done anything
    std::this_thread::sleep_for(std::chrono::microseconds(engine() % 150'000));
    ASSERT_EQ(::kill(child.id, SIGKILL), 0);
    int status = 0;
    ASSERT_EQ(::waitpid(child.id, &status, 0), child.id);
    ASSERT_TRUE(WIFSIGNALED(status)) << "the process ended by itself with " << WEXITSTATUS(status);
    said = last_said(child.pipe, said);
    acknowledged += said - before;
    said = expect_whole(*temp / "data", said);
  }
  EXPECT_GT(acknowledged, 0) << "no round got as far as one entry";
}

}  // namespace
}  // namespace concordat::store::testing
