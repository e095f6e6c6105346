// SPDX-License-Identifier: Apache-2.0
#include "base/clock.hpp"

#include <chrono>
#include <cstdlib>

namespace concordat {

Instant system_now() {
  // Behaviour tests set the clock of the real program from outside, as `faketime` would, but without another library.
  if (const char* fixed = std::getenv("CONCORDAT_TEST_NOW"); fixed != nullptr) {
    if (const auto instant = parse_instant(fixed)) return *instant;
  }
  const auto since_epoch = std::chrono::system_clock::now().time_since_epoch();
  return Instant{std::chrono::duration_cast<std::chrono::microseconds>(since_epoch).count()};
}

}  // namespace concordat
