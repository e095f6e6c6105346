// SPDX-License-Identifier: Apache-2.0
#include "app/terminal.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>

namespace concordat::app {

std::size_t terminal_columns() {
  constexpr std::size_t kUnknown = 100;
  constexpr std::size_t kWidest = 120;  // longer lines are hard to read, however wide the window
  winsize size{};
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return kUnknown;
  return std::clamp<std::size_t>(size.ws_col, 40, kWidest);
}

}  // namespace concordat::app
