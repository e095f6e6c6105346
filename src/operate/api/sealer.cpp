// SPDX-License-Identifier: Apache-2.0
#include "operate/api/sealer.hpp"

#include "base/text.hpp"

#include <sodium.h>

#include <vector>

namespace concordat::operate {

std::string Sealer::seal(std::string_view plain, const FillRandom& fill) const {
  std::vector<std::uint8_t> out(crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES + plain.size());
  fill(std::span(out).first(crypto_secretbox_NONCEBYTES));
  crypto_secretbox_easy(out.data() + crypto_secretbox_NONCEBYTES, as_bytes(plain).data(), plain.size(), out.data(),
                        key_.data());
  return to_base64(out);
}

std::optional<std::string> Sealer::open(std::string_view sealed) const {
  const auto bytes = from_base64(sealed);
  if (!bytes || bytes->size() < crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES) return std::nullopt;
  std::string plain(bytes->size() - crypto_secretbox_NONCEBYTES - crypto_secretbox_MACBYTES, '\0');
  const int opened = crypto_secretbox_open_easy(
      reinterpret_cast<unsigned char*>(plain.data()), bytes->data() + crypto_secretbox_NONCEBYTES,
      bytes->size() - crypto_secretbox_NONCEBYTES, bytes->data(), key_.data());
  if (opened != 0) return std::nullopt;
  return plain;
}

}  // namespace concordat::operate
