// SPDX-License-Identifier: Apache-2.0
#include "store/turnstile.hpp"

#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>
#include <thread>
#include <unistd.h>

namespace concordat::store {

Turnstile::~Turnstile() {
  if (folder_lock_ >= 0) ::close(folder_lock_);
}

bool Turnstile::take(std::chrono::milliseconds patience) {
  constexpr auto kLook = std::chrono::milliseconds(1);
  if (folder_lock_ < 0) folder_lock_ = ::open(folder_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder_lock_ < 0) return false;
  const auto until = std::chrono::steady_clock::now() + patience;
  while (::flock(folder_lock_, LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK && errno != EINTR) return false;
    if (std::chrono::steady_clock::now() >= until) return false;
    std::this_thread::sleep_for(kLook);
  }
  return true;
}

void Turnstile::pass(std::chrono::milliseconds patience, const std::function<void()>& enter) {
  struct Leave {
    int lock;
    ~Leave() {
      if (lock >= 0) ::flock(lock, LOCK_UN);
    }
  };
  const Leave leave{take(patience) ? folder_lock_ : -1};
  enter();
}

}  // namespace concordat::store
