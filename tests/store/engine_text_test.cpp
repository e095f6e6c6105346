// SPDX-License-Identifier: Apache-2.0
#include "store/engine_text.hpp"

#include "base/text.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace concordat::store::testing {
namespace {

TEST(EngineText, WhatIsUsualLooksAsItIs) {
  for (const std::string text : {"", "Printer", "données 🎣", "tab\tand\nline"}) EXPECT_EQ(to_server_text(text), text);
}

TEST(EngineText, WhatTheServerCannotHoldIsMarked) {
  EXPECT_EQ(to_server_text(std::string("a\0b", 3)),
            "a\x01"
            "AAb");
  EXPECT_EQ(to_server_text("\x01"),
            "\x01"
            "AB");
  EXPECT_EQ(to_server_text("\xff!"),
            "\x01"
            "PP!");
}

RC_GTEST_PROP(EngineText, AnyBytesComeBackAndTheServerHoldsThem, (const std::string& bytes)) {
  const std::string held = to_server_text(bytes);
  RC_ASSERT(held.find('\0') == std::string::npos);
  RC_ASSERT(!first_invalid_utf8(held));
  RC_ASSERT(from_server_text(held) == bytes);
}

TEST(EngineText, ParametersAreNumberedInOrderOfAppearance) {
  EXPECT_EQ(with_numbered_parameters("select a from b where c = :org and (:d = '' or d = :d2) limit :most"),
            "select a from b where c = $1 and ($2 = '' or d = $3) limit $4");
  EXPECT_EQ(with_numbered_parameters("select ':no', a::text from b where c = :yes_1"),
            "select ':no', a::text from b where c = $1");
}

}  // namespace
}  // namespace concordat::store::testing
