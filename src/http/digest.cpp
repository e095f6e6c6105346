// SPDX-License-Identifier: Apache-2.0
#include "http/digest.hpp"

#include "base/result.hpp"
#include "base/text.hpp"

#include <openssl/evp.h>

#include <array>

namespace concordat::http {

std::string sha256_hex(std::string_view bytes) {
  std::array<std::uint8_t, 32> digest{};
  demand(EVP_Digest(bytes.data(), bytes.size(), digest.data(), nullptr, EVP_sha256(), nullptr) == 1);
  return to_hex(digest);
}

}  // namespace concordat::http
