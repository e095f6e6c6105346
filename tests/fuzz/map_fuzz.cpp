// SPDX-License-Identifier: Apache-2.0
#include "operate/imports/map.hpp"

#include <cstdlib>

// Whatever the text is, it is a map or a problem with its place; a map names a ticket, and its time format reads or
// refuses any text.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace concordat::imports;
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  const auto map = parse_map(text);
  if (!map) {
    if (!map.error().where || map.error().message.empty()) std::abort();
    return 0;
  }
  if (!map->names(Role::ticket)) std::abort();
  const auto time = map->time_format.parse(text.substr(0, 100));
  if (!time && time.error().empty()) std::abort();
  if (time && (time->wall.second_of_day < 0 || time->wall.second_of_day > 86'399)) std::abort();
  return 0;
}
