// SPDX-License-Identifier: Apache-2.0
#include "store/appender.hpp"
#include "store/maintenance.hpp"
#include "store/support.hpp"

#include <atomic>
#include <set>

namespace concordat::store::testing {
namespace {

// Appends an entry that says how large the record was when it was decided.
Command say_size(const OrgId& organisation, const std::string& ticket) {
  return [organisation, ticket](Transaction& transaction) -> Result<void> {
    auto session = transaction.read(Scope(organisation));
    if (!session) return tl::unexpected(session.error());
    const auto size = session->size(organisation);
    auto draft = observed(ticket, "New", "Group 1");
    draft.body["priority"] = std::to_string(*size);
    const auto appended = transaction.append(organisation, std::move(draft));
    if (!appended) return tl::unexpected(appended.error());
    return {};
  };
}

TEST(Appender, DecidesEachCommandOnAllBeforeIt) {
  const TempFolder temp;
  Database database = open_new(temp / "data");
  const OrgId harbour = make_organisation(database, "Harbour");
  constexpr int kThreads = 4;
  constexpr int kCommands = 40;
  std::atomic<int> refused = 0;
  std::mutex mutex;
  std::set<std::int64_t> sequences;
  {
    Appender appender(open_new(temp / "data"), [] { return kNow; });
    std::vector<std::thread> threads;
    for (int t = 0; t < kThreads; ++t) {
      threads.emplace_back([&, t] {
        for (int i = 0; i < kCommands; ++i) {
          const std::string ticket = "INC" + std::to_string(t) + "-" + std::to_string(i);
          if (i % 10 == 9) {
            auto future = appender.submit(harbour, [&](Transaction& transaction) -> Result<void> {
              (void)transaction.append(harbour, observed(ticket, "Gone", "Nobody"));
              return fail("refused", "by the rules");
            });
            if (!future.get()) ++refused;
            continue;
          }
          const auto appended = appender.submit(harbour, say_size(harbour, ticket)).get();
          const std::lock_guard lock(mutex);
          ASSERT_TRUE(appended);
          EXPECT_EQ(appended->count, 1);
          EXPECT_TRUE(sequences.insert(appended->first).second);
        }
      });
    }
    for (auto& thread : threads) thread.join();
  }
  EXPECT_EQ(refused, kThreads * kCommands / 10);
  EXPECT_EQ(sequences.size(), static_cast<std::size_t>(kThreads * kCommands * 9 / 10));
  auto session = session_of(database, harbour);
  EXPECT_EQ(*session.size(harbour), 1 + static_cast<std::int64_t>(sequences.size()));
  ASSERT_TRUE(session.for_each_line(harbour, 1, 1'000, [](std::int64_t sequence, std::string_view line) {
    EXPECT_EQ(record::parse_entry(line)->body.at("priority").as_string(), std::to_string(sequence));
  }));
  EXPECT_TRUE(check(database, harbour)->ok());
  const auto digest = *projection_digest(database, harbour);
  ASSERT_TRUE(rebuild(database, harbour));
  EXPECT_EQ(*projection_digest(database, harbour), digest);
}

TEST(Appender, TakesAllThatWaitIntoOneTransaction) {
  const TempFolder temp;
  Database database = open_new(temp / "data");
  const OrgId harbour = make_organisation(database, "Harbour");
  std::atomic<int> transactions = 0;
  Appender appender(open_new(temp / "data"), [&] {
    ++transactions;
    return kNow;
  });
  std::promise<void> begun;
  std::promise<void> go;
  auto first = appender.submit(harbour, [&](Transaction&) -> Result<void> {
    begun.set_value();
    go.get_future().wait();
    return {};
  });
  begun.get_future().wait();
  std::vector<std::future<Result<Appended>>> rest;
  for (int i = 0; i < 50; ++i) rest.push_back(appender.submit(harbour, say_size(harbour, "INC" + std::to_string(i))));
  go.set_value();
  EXPECT_EQ(first.get()->count, 0);
  for (auto& one : rest) EXPECT_TRUE(one.get());
  EXPECT_EQ(transactions, 2);
}

TEST(Appender, ACommandThatThrowsFailsAlone) {
  const TempFolder temp;
  Database database = open_new(temp / "data");
  const OrgId harbour = make_organisation(database, "Harbour");
  Appender appender(open_new(temp / "data"), [] { return kNow; });
  auto bad = appender.submit(harbour, [&](Transaction& transaction) -> Result<void> {
    (void)transaction.append(harbour, observed("INC1", "Gone", "Nobody"));
    throw std::runtime_error("a fault of the command");
  });
  auto good = appender.submit(harbour, say_size(harbour, "INC2"));
  EXPECT_THROW((void)bad.get(), std::runtime_error);
  EXPECT_EQ(good.get()->first, 1);
}

TEST(Appender, DoesWhatWasSubmittedBeforeItEnds) {
  const TempFolder temp;
  Database database = open_new(temp / "data");
  const OrgId harbour = make_organisation(database, "Harbour");
  std::vector<std::future<Result<Appended>>> all;
  {
    Appender appender(open_new(temp / "data"), [] { return kNow; });
    for (int i = 0; i < 30; ++i) all.push_back(appender.submit(harbour, say_size(harbour, "INC1")));
  }
  for (auto& one : all) EXPECT_TRUE(one.get());
  EXPECT_EQ(*session_of(database, harbour).size(harbour), 31);
}

// As when `concordat setup` is run while the server makes its index: SQLite alone would let the busy one go on and on.
TEST(Appender, WhoWritesWithoutAPauseKeepsNobodyOutside) {
  const TempFolder temp;
  Database busy = open_new(temp / "data");
  Database other = open_new(temp / "data");
  std::atomic<int> transactions = 0;
  std::atomic<bool> over = false;
  std::thread writer([&] {
    while (!over) {
      Transaction transaction(busy, kNow);
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
      ++transactions;
      transaction.commit();
    }
  });
  while (transactions < 5) std::this_thread::yield();
  for (int turn = 0; turn < 10; ++turn) {
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
    const int before = transactions;
    Transaction transaction(other, kNow);
    EXPECT_LE(transactions - before, 3);  // the one under way, and its neighbours; SQLite alone lets by thousands
    transaction.commit();
  }
  over = true;
  writer.join();
}

}  // namespace
}  // namespace concordat::store::testing
