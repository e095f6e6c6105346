// SPDX-License-Identifier: Apache-2.0
#include "operate/imports/read.hpp"

#include <cstdlib>

// Whatever the bytes are, an XES file gives rows, bad rows or a problem with its place.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace concordat;
  static const imports::Map map =
      imports::parse_map("[columns]\nticket = \"case:concept:name\"\nat = \"time:timestamp\"\nteam = \"org:group\"\n")
          .value();
  const calendar::Zone zone{"UTC", "", 0, {}};
  const auto input = imports::memory_input({reinterpret_cast<const char*>(bytes), size});
  const auto rows = imports::read_rows(*input, imports::Format::xes, map, zone);
  if (!rows && (!rows.error().where || rows.error().message.empty())) std::abort();
  if (rows && rows->bad_count < rows->bad.size()) std::abort();
  return 0;
}
