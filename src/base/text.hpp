// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// Small things that are done to text and bytes everywhere. No domain.
namespace concordat {

// The offset of the first byte that is not well-formed UTF-8 (overlong forms and surrogates included), or nullopt.
std::optional<std::size_t> first_invalid_utf8(std::string_view text);

// The text with U+FFFD in the place of every byte that is not UTF-8.
std::string as_utf8(std::string_view text);

std::string to_hex(std::span<const std::uint8_t> bytes);
std::optional<std::vector<std::uint8_t>> from_hex(std::string_view text);
// Base64 of RFC 4648 section 4, with padding; decoding is strict (no spaces, padding required, no stray bits).
std::string to_base64(std::span<const std::uint8_t> bytes);
std::optional<std::vector<std::uint8_t>> from_base64(std::string_view text);

inline std::span<const std::uint8_t> as_bytes(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

// The name of `known` that is nearest to `read` by edit distance, where it is near enough to be what was meant.
std::optional<std::string> nearest_name(std::string_view read, std::span<const std::string> known);

// 1234567 as "1,234,567": for people, never for programs.
// "a, b, c", up to a dozen, then an ellipsis.
std::string listed(const std::vector<std::string>& names);

std::string with_thousands(std::int64_t number);

}  // namespace concordat
