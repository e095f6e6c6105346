// SPDX-License-Identifier: Apache-2.0
#include "base/json.hpp"

#include "base/limits.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <limits>
#include <random>

namespace concordat {
namespace {

// RFC 8785, appendix B.
TEST(Json, NumbersArePrintedAsRfc8785Says) {
  for (const auto& [bits, expected] :
       std::vector<std::pair<std::uint64_t, const char*>>{{0x0000000000000000, "0"},
                                                          {0x8000000000000000, "0"},
                                                          {0x0000000000000001, "5e-324"},
                                                          {0x8000000000000001, "-5e-324"},
                                                          {0x7fefffffffffffff, "1.7976931348623157e+308"},
                                                          {0xffefffffffffffff, "-1.7976931348623157e+308"},
                                                          {0x4340000000000000, "9007199254740992"},
                                                          {0xc340000000000000, "-9007199254740992"},
                                                          {0x4430000000000000, "295147905179352830000"},
                                                          {0x44b52d02c7e14af5, "9.999999999999997e+22"},
                                                          {0x44b52d02c7e14af6, "1e+23"},
                                                          {0x44b52d02c7e14af7, "1.0000000000000001e+23"},
                                                          {0x444b1ae4d6e2ef4e, "999999999999999700000"},
                                                          {0x444b1ae4d6e2ef4f, "999999999999999900000"},
                                                          {0x444b1ae4d6e2ef50, "1e+21"},
                                                          {0x3eb0c6f7a0b5ed8c, "9.999999999999997e-7"},
                                                          {0x3eb0c6f7a0b5ed8d, "0.000001"},
                                                          {0x41b3de4355555553, "333333333.3333332"},
                                                          {0x41b3de4355555554, "333333333.33333325"},
                                                          {0x41b3de4355555555, "333333333.3333333"},
                                                          {0x41b3de4355555556, "333333333.3333334"},
                                                          {0x41b3de4355555557, "333333333.33333343"},
                                                          {0xbecbf647612f3696, "-0.0000033333333333333333"},
                                                          {0x43143ff3c1cb0959, "1424953923781206.2"}}) {
    EXPECT_EQ(format_number(std::bit_cast<double>(bits)), expected);
    const auto read = parse_json(expected);
    ASSERT_TRUE(read);
    EXPECT_EQ(read->to_number<double>(), std::bit_cast<double>(bits)) << expected;
  }
}

// RFC 8785, section 3.2.2.
TEST(Json, ASampleOfEverythingIsPrintedAsRfc8785Says) {
  const auto value = parse_json(R"({
    "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
    "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
    "literals": [null, true, false]
  })");
  ASSERT_TRUE(value);
  EXPECT_EQ(write_canonical(*value),
            R"({"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],)"
            R"("string":"€$\u000f\nA'B\"\\\\\"/"})");
}

// RFC 8785, section 3.2.3.
TEST(Json, MembersStandInTheOrderOfRfc8785) {
  const auto value = parse_json(R"({
    "\u20ac": "Euro Sign",
    "\r": "Carriage Return",
    "\ufb33": "Hebrew Letter Dalet With Dagesh",
    "1": "One",
    "\ud83d\ude00": "Emoji: Grinning Face",
    "\u0080": "Control",
    "\u00f6": "Latin Small Letter O With Diaeresis"
  })");
  ASSERT_TRUE(value);
  EXPECT_EQ(
      write_canonical(*value),
      "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\u0080\":\"Control\",\"ö\":\"Latin Small Letter O With Diaeresis\","
      "\"€\":\"Euro Sign\",\"😀\":\"Emoji: Grinning Face\",\"\ufb33\":\"Hebrew Letter Dalet With Dagesh\"}");
}

// The shortest text that reads back the same is what readers must read back the same. 5/6 and its kind are what figures
// are made of.
TEST(Json, EveryNumberComesBackAsItWasWritten) {
  std::mt19937_64 random(20260306);
  for (int i = 0; i < 200'000; ++i) {
    double value = std::bit_cast<double>(random());
    if (i % 2 == 0) value = static_cast<double>(random() % 100'000) / static_cast<double>(random() % 100'000 + 1);
    if (!std::isfinite(value)) continue;
    const auto read = parse_json(format_number(value));
    ASSERT_TRUE(read);
    ASSERT_EQ(read->to_number<double>(), value);
  }
}

TEST(Json, ANumberTooLargeForADoubleIsRefusedAndOneTooSmallIsZero) {
  EXPECT_FALSE(parse_json("1e400"));
  EXPECT_FALSE(parse_json("[-1e309]"));
  EXPECT_EQ(parse_json("1e-400")->to_number<double>(), 0.0);
  EXPECT_EQ(parse_json("9223372036854775807")->get_int64(), std::numeric_limits<std::int64_t>::max());
}

TEST(Json, WhatIsNotStrictlyJsonIsRefused) {
  for (const char* bad : {"",
                          " ",
                          "{",
                          "{\"a\":1,}",
                          "[1,]",
                          "[1 2]",
                          "{'a':1}",
                          "{a:1}",
                          "01",
                          "+1",
                          "1.",
                          ".5",
                          "NaN",
                          "Infinity",
                          "\"\t\"",
                          "\"\\x\"",
                          "\"\\ud800\"",
                          "\"\xff\"",
                          "\"\xc0\xaf\"",
                          "\"\xed\xa0\x80\"",
                          "// c\n1",
                          "/* c */1",
                          "1 1",
                          "tru",
                          "{\"a\":1,\"a\":1}",
                          "{\"a\":{\"b\":1,\"\\u0062\":2}}"}) {
    EXPECT_FALSE(parse_json(bad)) << bad;
  }
  EXPECT_TRUE(parse_json(" {\"a\": [1, {\"a\": 2}], \":\": \"a:b\\\"c:\"} "));
}

TEST(Json, NestingHasALimit) {
  const std::size_t most = limits::kJsonDepthMax;
  EXPECT_TRUE(parse_json(std::string(most, '[') + std::string(most, ']')));
  EXPECT_FALSE(parse_json(std::string(most + 1, '[') + std::string(most + 1, ']')));
  EXPECT_FALSE(parse_json(std::string(100'000, '[')));
}

TEST(Json, AProblemSaysWhere) {
  const auto bad = parse_json("{\n  \"a\": tru\n}", "map.json", 10);
  ASSERT_FALSE(bad);
  EXPECT_EQ(bad.error().where->file, "map.json");
  EXPECT_EQ(bad.error().where->line, 11);
}

TEST(Json, IsWrittenInTheOrderOfItsMakingAndIndentedWhereWanted) {
  const boost::json::value value{
      {"b", 1}, {"a", {{"x", boost::json::array{}}, {"y", boost::json::object{}}}}, {"c", {1, "z"}}};
  EXPECT_EQ(write_json(value), R"({"b":1,"a":{"x":[],"y":{}},"c":[1,"z"]})");
  EXPECT_EQ(write_json(value, 2),
            "{\n  \"b\": 1,\n  \"a\": {\n    \"x\": [],\n    \"y\": {}\n  },\n  \"c\": [\n    1,\n    \"z\"\n  ]\n}");
}

TEST(Json, ObjectAndValueAreWrittenAlike) {
  const boost::json::object object{{"b", {1, 2}}, {"a", nullptr}};
  std::string out;
  append_canonical(out, object);
  EXPECT_EQ(out, write_canonical(boost::json::value(object)));
}

}  // namespace
}  // namespace concordat
