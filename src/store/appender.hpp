// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/instant.hpp"
#include "base/result.hpp"
#include "store/database.hpp"
#include "store/transaction.hpp"

#include <condition_variable>
#include <deque>
#include <filesystem>
#include <functional>
#include <future>
#include <mutex>
#include <thread>

// The one that appends for everybody. Commands from any thread wait in a queue; one thread takes all that wait, decides
// each inside one transaction, commits once, and then answers all. INVARIANT: a command sees everything that was
// decided before it, and its future is set only when its entries are on disk.
namespace concordat::store {

// Decides on what is stored, and appends. A problem undoes this command's changes alone.
using Command = std::function<Result<void>(Transaction& transaction)>;

class Appender {
 public:
  static constexpr std::size_t kQueueMax = 10'000;  // commands that wait; beyond it submit() waits too
  static constexpr std::size_t kBatchMax = 500;     // commands in one transaction, so that none waits long

  // `now` is asked once for each transaction, by the appender's thread; `committed` is called there after each that was
  // committed, before anybody is answered.
  Appender(Database database, std::function<Instant()> now, std::function<void()> committed = nullptr);
  ~Appender();  // everything that was submitted is still done
  Appender(const Appender&) = delete;
  Appender& operator=(const Appender&) = delete;

  // What was appended to `organisation` (none: a command on the cabinet alone), or the problem. A Failure (disk full)
  // is thrown by get().
  std::future<Result<Appended>> submit(OrgId organisation, Command command);

 private:
  struct Waiting {
    OrgId organisation;
    Command command;
    std::promise<Result<Appended>> promise;
  };
  void work();
  void run(std::deque<Waiting> batch);

  Database database_;
  std::function<Instant()> now_;
  std::function<void()> committed_;
  std::mutex mutex_;
  std::condition_variable arrived_;
  std::condition_variable left_;
  std::deque<Waiting> queue_;
  bool closing_ = false;
  std::thread thread_;  // last: it uses all of the above
};

}  // namespace concordat::store
