// SPDX-License-Identifier: Apache-2.0
#include "record/entry.hpp"
#include "record/line.hpp"

#include <cstdlib>

// What is accepted as an entry is the one and only line of that entry.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace concordat::record;
  const std::string_view line(reinterpret_cast<const char*>(bytes), size);
  const auto entry = parse_entry(line);
  if (entry && to_line(*entry) != line) std::abort();
  if (entry && !parse_canonical_line(line)) std::abort();
  return 0;
}
