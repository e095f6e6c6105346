// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

// How a value of a source stands in a reason: as much of it as a person needs to find it, and always UTF-8.
namespace concordat::imports {

inline std::string_view clip(std::string_view text, std::size_t bytes_max) {
  std::size_t size = std::min(bytes_max, text.size());
  while (size < text.size() && size > 0 && (static_cast<unsigned char>(text[size]) & 0xC0) == 0x80) --size;
  return text.substr(0, size);
}

inline std::string shown(std::string_view text) {
  constexpr std::size_t kShownBytes = 60;
  const std::string_view clipped = clip(text, kShownBytes);
  std::string out(1, '"');
  out += clipped;
  out += clipped.size() < text.size() ? "…\"" : "\"";
  return out;
}

}  // namespace concordat::imports
