// SPDX-License-Identifier: Apache-2.0
#include "ticket/history.hpp"

#include <cstdlib>

// A line of the tables, however damaged, is refused or read; what was read is written as a line that reads as the same.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace concordat::ticket;
  const auto history = decode("T", {reinterpret_cast<const char*>(bytes), size}, 1000);
  if (!history) return 0;
  const auto again = decode("T", encode(*history), 1000);
  if (!again || *again != *history) std::abort();
  return 0;
}
