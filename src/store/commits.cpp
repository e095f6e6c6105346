// SPDX-License-Identifier: Apache-2.0
#include "store/commits.hpp"

namespace concordat::store {

void Commits::happened() {
  {
    const std::lock_guard lock(mutex_);
    ++count_;
  }
  changed_.notify_all();
}

std::uint64_t Commits::count() const {
  const std::lock_guard lock(mutex_);
  return count_;
}

std::uint64_t Commits::wait(std::uint64_t seen, std::chrono::milliseconds most) {
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, most, [&] { return count_ > seen; });
  return count_;
}

}  // namespace concordat::store
