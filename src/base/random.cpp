// SPDX-License-Identifier: Apache-2.0
#include "base/random.hpp"

#include <array>
#include <string_view>

namespace concordat {

std::string random_id(char prefix, const FillRandom& fill) {
  // Crockford's alphabet: no letter that is read as a digit.
  constexpr std::string_view kAlphabet = "0123456789abcdefghjkmnpqrstvwxyz";
  std::array<std::uint8_t, 16> bytes{};
  fill(bytes);
  std::string id{prefix, '_'};
  for (const std::uint8_t byte : bytes) id += kAlphabet[byte & 31];
  return id;
}

}  // namespace concordat
