// SPDX-License-Identifier: Apache-2.0
#include "base/json.hpp"

#include <cstdlib>

// What is read as JSON is written as JSON that reads as the same.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace concordat;
  const auto value = parse_json({reinterpret_cast<const char*>(bytes), size});
  if (!value) return 0;
  for (const int indent : {0, 2}) {
    const auto again = parse_json(write_json(*value, indent));
    if (!again || write_json(*again) != write_json(*value)) std::abort();
  }
  return 0;
}
