// SPDX-License-Identifier: Apache-2.0
#include "base/text.hpp"

#include <gtest/gtest.h>

namespace concordat {
namespace {

std::string text_of(const std::optional<std::vector<std::uint8_t>>& bytes) {
  return bytes ? std::string(bytes->begin(), bytes->end()) : "refused";
}

// RFC 4648, section 10.
TEST(Text, Base64AndHexAreThoseOfRfc4648) {
  for (const auto& [text, base64, hex] :
       std::vector<std::array<std::string, 3>>{{"", "", ""},
                                               {"f", "Zg==", "66"},
                                               {"fo", "Zm8=", "666f"},
                                               {"foo", "Zm9v", "666f6f"},
                                               {"foob", "Zm9vYg==", "666f6f62"},
                                               {"fooba", "Zm9vYmE=", "666f6f6261"},
                                               {"foobar", "Zm9vYmFy", "666f6f626172"}}) {
    EXPECT_EQ(to_base64(as_bytes(text)), base64);
    EXPECT_EQ(text_of(from_base64(base64)), text);
    EXPECT_EQ(to_hex(as_bytes(text)), hex);
    EXPECT_EQ(text_of(from_hex(hex)), text);
  }
}

TEST(Text, Base64IsReadStrictly) {
  for (const char* bad : {"Z", "Zg", "Zg=", "Zg===", "Zh==", "Zm9=", "Zm8", "=Zg=", "Z=g=", "Zg==Zg==", "Zm 9",
                          "Zm9v\n", "Zm9-", "====", "A===", "\xff\xff\xff\xff"}) {
    EXPECT_FALSE(from_base64(bad)) << bad;
  }
}

TEST(Text, HexIsReadInPairsOfDigits) {
  EXPECT_EQ(text_of(from_hex("4A4b")), "JK");
  for (const char* bad : {"4", "4g", "0x", " 4", "4 "}) EXPECT_FALSE(from_hex(bad)) << bad;
}

TEST(Text, EveryByteGoesThroughBase64AndHex) {
  std::vector<std::uint8_t> bytes;
  for (int i = 0; i < 256; ++i) {
    bytes.push_back(static_cast<std::uint8_t>(i));
    EXPECT_EQ(from_base64(to_base64(bytes)), bytes);
    EXPECT_EQ(from_hex(to_hex(bytes)), bytes);
  }
}

// The Unicode Standard, table 3-7 (well-formed UTF-8), at both ends of every row.
TEST(Text, Utf8IsCheckedByTheTableOfTheUnicodeStandard) {
  for (const char* good :
       {"", "a\x7f", "\xc2\x80", "\xdf\xbf", "\xe0\xa0\x80", "\xe0\xbf\xbf", "\xe1\x80\x80", "\xec\xbf\xbf",
        "\xed\x80\x80", "\xed\x9f\xbf", "\xee\x80\x80", "\xef\xbf\xbf", "\xf0\x90\x80\x80", "\xf0\xbf\xbf\xbf",
        "\xf1\x80\x80\x80", "\xf3\xbf\xbf\xbf", "\xf4\x80\x80\x80", "\xf4\x8f\xbf\xbf"}) {
    EXPECT_FALSE(first_invalid_utf8(good)) << good;
  }
  for (const char* bad : {"\x80", "\xbf", "\xc0\x80", "\xc1\xbf", "\xc2", "\xc2\x7f", "\xc2\xc0", "\xe0\x9f\xbf",
                          "\xe0\xa0", "\xed\xa0\x80", "\xed\xbf\xbf", "\xf0\x8f\xbf\xbf", "\xf4\x90\x80\x80",
                          "\xf5\x80\x80\x80", "\xff", "\xf0\x90\x80"}) {
    EXPECT_EQ(first_invalid_utf8(std::string("ok ") + bad), 3U) << bad;
  }
}

TEST(Text, TheNearestNameIsOfferedWhereItIsNearEnough) {
  const std::vector<std::string> known{"northwind", "harbour", "eastgate"};
  EXPECT_EQ(nearest_name("nortwind", known), "northwind");
  EXPECT_EQ(nearest_name("harbor", known), "harbour");
  EXPECT_EQ(nearest_name("taem", std::vector<std::string>{"team"}), "team") << "two letters swapped";
  EXPECT_FALSE(nearest_name("xyz", known));
  EXPECT_FALSE(nearest_name(std::string(1'000, 'h'), known));
}

TEST(Text, LargeNumbersAreGroupedForPeople) {
  EXPECT_EQ(with_thousands(0), "0");
  EXPECT_EQ(with_thousands(999), "999");
  EXPECT_EQ(with_thousands(1'000), "1,000");
  EXPECT_EQ(with_thousands(-123'456), "-123,456");
  EXPECT_EQ(with_thousands(1'234'567), "1,234,567");
}

}  // namespace
}  // namespace concordat
