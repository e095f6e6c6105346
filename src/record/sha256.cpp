// SPDX-License-Identifier: Apache-2.0
// OpenSSL's own low-level functions: EVP's set-up costs more than hashing a tree node does (24 ms against 12 ms for
// 141,712 nodes), and libsodium's SHA-256 does not use the processor's instructions for it. They are deprecated, not
// removed.
#define OPENSSL_SUPPRESS_DEPRECATED
#include "record/sha256.hpp"

#include <openssl/sha.h>

#include <algorithm>
#include <bit>
#include <cstring>

namespace concordat::record {
namespace {

static_assert(std::endian::native == std::endian::little, "store_big_endian swaps bytes");
static_assert(sizeof(SHA256_CTX) == 112, "Sha256Stream keeps one");

constexpr std::array<SHA_LONG, 8> kInitialState{0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                                0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};

Digest digest_of(const SHA256_CTX& context) {
  Digest digest;
  // Two words at a time: the digest is often read back at once, and wide reads of narrow writes stall.
  for (std::size_t i = 0; i < 8; i += 2) {
    const std::uint64_t words =
        std::uint64_t{__builtin_bswap32(context.h[i + 1])} << 32 | __builtin_bswap32(context.h[i]);
    std::memcpy(digest.data() + 4 * i, &words, sizeof words);
  }
  return digest;
}

// A message that is padded already, `size` a multiple of the block: compressions and nothing else.
Digest compress(const std::uint8_t* blocks, std::size_t size) {
  SHA256_CTX context;
  std::memcpy(context.h, kInitialState.data(), sizeof context.h);
  context.Nl = 0;
  context.Nh = 0;
  context.num = 0;
  context.md_len = SHA256_DIGEST_LENGTH;
  SHA256_Update(&context, blocks, size);
  return digest_of(context);
}

}  // namespace

Digest sha256(std::initializer_list<std::string_view> parts) {
  SHA256_CTX context;
  SHA256_Init(&context);
  for (const std::string_view part : parts) SHA256_Update(&context, part.data(), part.size());
  Digest digest;
  SHA256_Final(digest.data(), &context);
  return digest;
}

Digest sha256_prefixed(std::uint8_t prefix, std::string_view message) {
  constexpr std::size_t kBlock = 64;
  constexpr std::size_t kShort = 1024;        // the usual entry with room to spare; longer ones are rare
  constexpr std::size_t kPaddingMin = 1 + 8;  // FIPS 180-4 section 5.1.1: the bit 1, then the length in bits
  const std::size_t size = 1 + message.size();
  if (size + kPaddingMin > kShort)
    return sha256({std::string_view(reinterpret_cast<const char*>(&prefix), 1), message});

  const std::size_t padded = (size + kPaddingMin + kBlock - 1) / kBlock * kBlock;
  std::array<std::uint8_t, kShort> buffer;
  buffer[0] = prefix;
  std::memcpy(buffer.data() + 1, message.data(), message.size());
  std::memset(buffer.data() + size, 0, padded - size);
  buffer[size] = 0x80;
  const std::uint64_t bits = __builtin_bswap64(std::uint64_t{size} * 8);
  std::memcpy(buffer.data() + padded - sizeof bits, &bits, sizeof bits);
  return compress(buffer.data(), padded);
}

Digest sha256_prefixed(std::uint8_t prefix, const Digest& left, const Digest& right) {
  std::array<std::uint8_t, 128> blocks{};
  blocks[0] = prefix;
  std::memcpy(blocks.data() + 1, left.data(), left.size());
  std::memcpy(blocks.data() + 33, right.data(), right.size());
  blocks[65] = 0x80;
  blocks[126] = 65 * 8 >> 8;
  blocks[127] = 65 * 8 & 0xFF;
  return compress(blocks.data(), blocks.size());
}

Sha256Stream::Sha256Stream() : state_{} {
  SHA256_CTX context;
  SHA256_Init(&context);
  std::memcpy(state_.data(), &context, sizeof context);
}

void Sha256Stream::update(std::string_view bytes) {
  SHA256_CTX context;
  std::memcpy(&context, state_.data(), sizeof context);
  SHA256_Update(&context, bytes.data(), bytes.size());
  std::memcpy(state_.data(), &context, sizeof context);
}

Digest Sha256Stream::finish() const {
  SHA256_CTX context;
  std::memcpy(&context, state_.data(), sizeof context);
  Digest digest;
  SHA256_Final(digest.data(), &context);
  return digest;
}

std::optional<Digest> digest_from_bytes(std::span<const std::uint8_t> bytes) {
  Digest digest;
  if (bytes.size() != digest.size()) return std::nullopt;
  std::copy(bytes.begin(), bytes.end(), digest.begin());
  return digest;
}

std::optional<Digest> digest_from_hex(std::string_view text) {
  if (std::any_of(text.begin(), text.end(), [](char c) { return c >= 'A' && c <= 'F'; })) return std::nullopt;
  const auto bytes = from_hex(text);
  return bytes ? digest_from_bytes(*bytes) : std::nullopt;
}

std::optional<Digest> digest_from_base64(std::string_view text) {
  const auto bytes = from_base64(text);
  return bytes ? digest_from_bytes(*bytes) : std::nullopt;
}

}  // namespace concordat::record
