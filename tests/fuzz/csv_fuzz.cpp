// SPDX-License-Identifier: Apache-2.0
#include "base/text.hpp"
#include "operate/imports/csv.hpp"

#include <cstdlib>

// Whatever the bytes are, reading ends, lines only go forward, and what it gives out is UTF-8 that, written again,
// reads as the same fields.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace concordat;
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  const auto input = imports::memory_input(text);
  imports::CsvReader reader(*input);
  std::int64_t last_line = 0;
  for (auto more = reader.next(); more && *more; more = reader.next()) {
    if (reader.line() <= last_line) std::abort();
    last_line = reader.line();
    if (reader.flaw()) continue;
    std::string again;
    for (const std::string_view field : reader.fields()) {
      if (first_invalid_utf8(field)) std::abort();
      imports::append_csv_field(again, field, reader.delimiter());
      again += reader.delimiter();
    }
    again += "end\n";
    // A mark at the very beginning would be read as one.
    if (again.starts_with("\xEF\xBB\xBF")) continue;
    const auto copy = imports::memory_input(again);
    imports::CsvReader second(*copy, reader.delimiter());
    const auto read = second.next();
    if (!read || !*read || second.flaw() || second.fields().size() != reader.fields().size() + 1) std::abort();
    for (std::size_t i = 0; i < reader.fields().size(); ++i) {
      if (second.fields()[i] != reader.fields()[i]) std::abort();
    }
  }
  return 0;
}
