// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/random.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// For what must be read back although nobody else may: second factors, secrets of webhooks and of providers of
// identity. INVARIANT: the key is in no database and no backup.
namespace concordat::operate {

// Seals and opens small texts with a key (XSalsa20-Poly1305, by libsodium).
class Sealer {
 public:
  static constexpr std::size_t kKeyBytes = 32;
  explicit Sealer(std::array<std::uint8_t, kKeyBytes> key) : key_(key) {}
  std::string seal(std::string_view plain, const FillRandom& fill) const;  // as base64
  std::optional<std::string> open(std::string_view sealed) const;          // nullopt: another key, or changed

 private:
  std::array<std::uint8_t, kKeyBytes> key_;
};

}  // namespace concordat::operate
