// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/text.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>

// SHA-256 as the record uses it: many short messages. INVARIANT: a Digest is 32 bytes; text that does not decode to
// exactly 32 bytes never becomes one, so no function that takes a Digest has a length left to check.
namespace concordat::record {

using Digest = std::array<std::uint8_t, 32>;

// Of the parts, one after the other.
Digest sha256(std::initializer_list<std::string_view> parts);
inline Digest sha256(std::string_view bytes) { return sha256({bytes}); }

// Of one byte and then the message: the shape of a leaf (0x00) and of a node (0x01) of RFC 9162 section 2.1.1. For
// short messages it costs little more than the compressions themselves.
Digest sha256_prefixed(std::uint8_t prefix, std::string_view message);
Digest sha256_prefixed(std::uint8_t prefix, const Digest& left, const Digest& right);

// Of a message that arrives piece by piece.
class Sha256Stream {
 public:
  Sha256Stream();
  void update(std::string_view bytes);
  Digest finish() const;  // of what came so far; more may follow

 private:
  alignas(8) std::array<std::byte, 112> state_;
};

using concordat::to_base64;
using concordat::to_hex;
std::optional<Digest> digest_from_hex(std::string_view text);     // 64 lower-case digits
std::optional<Digest> digest_from_base64(std::string_view text);  // 44 characters, strict
std::optional<Digest> digest_from_bytes(std::span<const std::uint8_t> bytes);

inline std::string_view bytes_of(const Digest& digest) {
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

}  // namespace concordat::record
