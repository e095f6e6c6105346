// SPDX-License-Identifier: Apache-2.0
#include "record/sha256.hpp"

#include <gtest/gtest.h>
#include <sodium.h>

namespace concordat::record {
namespace {

// FIPS 180-2, appendix B.1 and B.2, and the well-known digest of nothing.
TEST(Sha256, GivesTheStandardsExamples) {
  EXPECT_EQ(to_hex(sha256("")), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(to_hex(sha256("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(to_hex(sha256({"abcdbcdecdefdefgefghfghighij", "hijkijkljklmklmnlmnomnopnopq"})),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

// libsodium's SHA-256 is another implementation. Every length up to beyond the short way, at every place in a block.
TEST(Sha256, OfAPrefixedMessageOfAnyLengthIsWhatLibsodiumSays) {
  std::string message;
  for (std::size_t length = 0; length < 1200; ++length) {
    for (const std::uint8_t prefix : std::array<std::uint8_t, 3>{0, 1, 255}) {
      const std::string whole = static_cast<char>(prefix) + message;
      Digest expected;
      crypto_hash_sha256(expected.data(), reinterpret_cast<const unsigned char*>(whole.data()), whole.size());
      ASSERT_EQ(to_hex(sha256_prefixed(prefix, message)), to_hex(expected)) << length;
    }
    message += static_cast<char>(length * 7);
  }
}

TEST(Sha256, OfAStreamIsThatOfTheWhole) {
  Sha256Stream stream;
  std::string whole;
  for (std::size_t i = 0; i < 300; ++i) {
    const std::string piece(i % 67, static_cast<char>(i));
    stream.update(piece);
    whole += piece;
    ASSERT_EQ(stream.finish(), sha256(whole));
  }
}

TEST(Sha256, NothingButThirtyTwoBytesBecomesADigest) {
  const std::string hex(64, 'a');
  EXPECT_TRUE(digest_from_hex(hex));
  EXPECT_FALSE(digest_from_hex(std::string(64, 'A')));
  EXPECT_FALSE(digest_from_hex(hex.substr(2)));
  EXPECT_FALSE(digest_from_hex(hex + "aa"));
  EXPECT_FALSE(digest_from_hex(""));
  EXPECT_FALSE(digest_from_base64(""));
  EXPECT_FALSE(digest_from_base64("AAAA"));
  EXPECT_TRUE(digest_from_base64(std::string(43, 'A') + "="));
  EXPECT_FALSE(digest_from_base64(std::string(44, 'A')));
  EXPECT_FALSE(digest_from_base64(std::string(42, 'A') + "B="));  // bits that no byte has
}

}  // namespace
}  // namespace concordat::record
