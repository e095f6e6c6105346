// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>

namespace concordat::store {

// That something was committed, for whoever waits for it: one wake-up for however many commits there were meanwhile.
// The appender says so after each; any thread may wait.
class Commits {
 public:
  void happened();
  std::uint64_t count() const;
  // Until there were more than `seen`, or the time is over; answers how many there were.
  std::uint64_t wait(std::uint64_t seen, std::chrono::milliseconds most);

 private:
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::uint64_t count_ = 0;
};

}  // namespace concordat::store
