// SPDX-License-Identifier: Apache-2.0
#include "record/entry.hpp"

#include "base/json.hpp"
#include "base/limits.hpp"
#include "record/sha256.hpp"

#include <gtest/gtest.h>

namespace concordat::record {
namespace {

Entry sample() {
  Entry entry;
  entry.organisation = "o_0123456789abcdef";
  entry.sequence = 7;
  entry.recorded = *parse_instant("2026-03-06T16:00:00.25Z");
  entry.at = *parse_instant("2026-03-06T15:59:00Z");
  entry.actor = "p_0123456789abcdef";
  entry.party = "northwind";
  entry.audience = Audience::only({"northwind", "harbour", "northwind"});
  entry.subject = "ticket:INC0000045";
  entry.kind = "ticket.observed";
  entry.agreement = "3";
  entry.body = {{"z", 1}, {"a", "Bücher \"und\" €"}, {"list", {1, 2.5, nullptr, true}}};
  return entry;
}

// Written by hand from RFC 8785 section 3.2 and docs/record.md.
const std::string kLine =
    "{\"actor\":\"p_0123456789abcdef\",\"agreement\":\"3\",\"at\":\"2026-03-06T15:59:00Z\",\"audience\":[\"harbour\","
    "\"northwind\"],"
    "\"body\":{\"a\":\"Bücher \\\"und\\\" €\",\"list\":[1,2.5,null,true],\"z\":1},\"kind\":\"ticket.observed\","
    "\"organisation\":\"o_0123456789abcdef\",\"party\":\"northwind\",\"recorded\":\"2026-03-06T16:00:00.25Z\","
    "\"sequence\":7,"
    "\"subject\":\"ticket:INC0000045\"}";

TEST(Entry, IsOneLineOfCanonicalJson) { EXPECT_EQ(to_line(sample()), kLine); }

TEST(Entry, LeavesOutWhatIsEmptyOrEqual) {
  Entry entry = sample();
  entry.at = entry.recorded;
  entry.party.clear();
  entry.agreement.clear();
  entry.audience = Audience::shared();
  entry.body.clear();
  EXPECT_EQ(to_line(entry),
            "{\"actor\":\"p_0123456789abcdef\",\"audience\":\"shared\",\"body\":{},\"kind\":\"ticket.observed\","
            "\"organisation\":\"o_0123456789abcdef\",\"recorded\":\"2026-03-06T16:00:00.25Z\",\"sequence\":7,"
            "\"subject\":\"ticket:INC0000045\"}");
  const auto read = parse_entry(to_line(entry));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->at, entry.recorded);
}

TEST(Entry, ComesBackAsItWasWritten) {
  const auto read = parse_entry(kLine);
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->organisation, "o_0123456789abcdef");
  EXPECT_EQ(read->sequence, 7);
  EXPECT_EQ(read->recorded, sample().recorded);
  EXPECT_EQ(read->at, sample().at);
  EXPECT_EQ(read->actor, "p_0123456789abcdef");
  EXPECT_EQ(read->party, "northwind");
  EXPECT_EQ(read->audience, sample().audience);
  EXPECT_EQ(read->subject, "ticket:INC0000045");
  EXPECT_EQ(read->kind, "ticket.observed");
  EXPECT_EQ(read->agreement, "3");
  EXPECT_EQ(to_line(*read), kLine);
}

std::string with(std::string_view from, std::string_view to) {
  std::string line = kLine;
  const std::size_t at = line.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return line.replace(at, from.size(), to);
}

TEST(Entry, WhatIsNotTheCanonicalFormOfItselfIsRefused) {
  for (const auto& [from, to] :
       std::vector<std::pair<std::string, std::string>>{{"\"sequence\":7", "\"sequence\": 7"},
                                                        {"\"sequence\":7", "\"sequence\":7.0"},
                                                        {"\"sequence\":7", "\"sequence\":07"},
                                                        {"\"sequence\":7", "\"sequence\":-7"},
                                                        {"\"sequence\":7", "\"sequence\":\"7\""},
                                                        {"2.5", "2.50"},
                                                        {"2.5", "25e-1"},
                                                        {"[1,", "[1e0,"},
                                                        {"Bücher", "B\\u00fccher"},
                                                        {"€", "\\u20ac"},
                                                        {"16:00:00.25Z", "16:00:00.250Z"},
                                                        {"16:00:00.25Z", "17:00:00.25+01:00"},
                                                        {"15:59:00Z", "15:59:00z"},
                                                        {"15:59:00Z", "16:00:00.25Z"},
                                                        {"[\"harbour\",\"northwind\"]", "[\"northwind\",\"harbour\"]"},
                                                        {"[\"harbour\",\"northwind\"]", "[\"harbour\",\"harbour\"]"},
                                                        {"[\"harbour\",\"northwind\"]", "[]"},
                                                        {"[\"harbour\",\"northwind\"]", "[\"\"]"},
                                                        {"[\"harbour\",\"northwind\"]", "\"all\""},
                                                        {"\"party\":\"northwind\"", "\"party\":\"\""},
                                                        {"\"kind\"", "\"kin\""},
                                                        {"\"z\":1", "\"z\":1,\"z\":1"},
                                                        {"\"z\":1", "\"Z\":1"},
                                                        {"\"agreement\":\"3\"", "\"agreement\":3"},
                                                        {"\"actor\":\"p_0123456789abcdef\",", ""},
                                                        {"{\"actor\"", "{\"aa\":1,\"actor\""}}) {
    EXPECT_FALSE(parse_entry(with(from, to))) << from << " -> " << to;
  }
  EXPECT_FALSE(parse_entry(kLine + "\n"));
  EXPECT_FALSE(parse_entry(" " + kLine));
  EXPECT_FALSE(parse_entry(kLine.substr(1)));
  EXPECT_FALSE(parse_entry("[]"));
  EXPECT_FALSE(parse_entry("{}"));
  EXPECT_FALSE(parse_entry(""));
}

// RFC 8785 section 3.2.2.3: a number is a double, however it is written. 2^53 + 1 is no double, 2^53 + 2 is.
TEST(Entry, NumbersBeyondWhatADoubleHoldsAreRefusedAndNeverChanged) {
  EXPECT_FALSE(parse_entry(with("\"z\":1", "\"z\":9007199254740993")));
  EXPECT_FALSE(parse_entry(with("\"z\":1", "\"z\":18446744073709551615")));
  EXPECT_FALSE(parse_entry(with("\"z\":1", "\"z\":1e400")));
  EXPECT_FALSE(parse_entry(with("\"z\":1", "\"z\":-9223372036854775808")));
  EXPECT_TRUE(parse_entry(with("\"z\":1", "\"z\":9007199254740994")));
  EXPECT_TRUE(parse_entry(with("\"z\":1", "\"z\":295147905179352830000")));
  EXPECT_TRUE(parse_entry(with("\"z\":1", "\"z\":0.8333333333333334")));
}

TEST(Entry, OfMoreThanTheLimitIsRefused) {
  EXPECT_FALSE(parse_entry(with("ticket:INC", "ticket:" + std::string(limits::kEntryBytesMax, 'x'))));
}

TEST(Entry, OneFlippedBitNeverGivesTheSameEntry) {
  for (std::size_t i = 0; i < kLine.size(); ++i) {
    for (int bit = 0; bit < 8; ++bit) {
      std::string line = kLine;
      line[i] = static_cast<char>(line[i] ^ (1 << bit));
      const auto read = parse_entry(line);
      if (read) {
        ASSERT_EQ(to_line(*read), line);
      }
    }
  }
}

TEST(Audience, SaysWhoMayRead) {
  EXPECT_TRUE(Audience::shared().includes("northwind"));
  EXPECT_TRUE(Audience::requester().includes("northwind"));
  const Audience some = Audience::only({"northwind", "harbour"});
  EXPECT_TRUE(some.includes("harbour"));
  EXPECT_FALSE(some.includes("eastgate"));
  EXPECT_FALSE(some.includes(""));
}

// SHA-256("abc") of FIPS 180-2, cut in two: the salt is "ab", as hex, and the text "c".
TEST(Text, IsCommittedToByItsSaltedDigest) {
  EXPECT_EQ(text_digest("6162", "c"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(write_canonical(text_reference({"t_1", "6162", "c"})),
            "{\"digest\":\"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\",\"text\":\"t_1\"}");
}

}  // namespace
}  // namespace concordat::record
