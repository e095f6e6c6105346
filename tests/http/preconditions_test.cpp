// SPDX-License-Identifier: Apache-2.0
// Conditions, keys of commands, cursors and rates, by hand and from RFC 9110.
#include "http/preconditions.hpp"

#include "http/cursor.hpp"
#include "http/digest.hpp"
#include "http/rate.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <random>

namespace concordat::http {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

Headers with(const std::vector<std::pair<std::string, std::string>>& fields) {
  Headers headers;
  for (const auto& [name, value] : fields) headers.add(name, value);
  return headers;
}

TEST(EntityTagList, IsReadExactly) {
  const auto tags = parse_entity_tags(R"("xyzzy", W/"r2d2xxxx" ,, "", "a,b")");
  ASSERT_TRUE(tags);
  EXPECT_FALSE(tags->any);
  std::vector<std::string> read;
  for (const EntityTag& tag : tags->tags) read.push_back((tag.weak ? "weak " : "") + tag.value);
  EXPECT_THAT(read, ElementsAre("xyzzy", "weak r2d2xxxx", "", "a,b"));
  EXPECT_TRUE(parse_entity_tags(" * ")->any);
  std::string many;
  for (int i = 0; i < 65; ++i) many += "\"a\",";
  for (const std::string& bad : {std::string(), std::string("abc"), std::string("\"a"), std::string("w/\"a\""),
                                 std::string("W/ \"a\""), std::string("\"a\" \"b\""), std::string("*, \"a\""),
                                 std::string("\"a b\""), std::string("\"a\x7f\""), std::string(","), many}) {
    ASSERT_FALSE(parse_entity_tags(bad)) << bad;
    EXPECT_EQ(parse_entity_tags(bad).error().code, "bad-etag");
  }
}

// RFC 9110 8.8.3.2, its table of comparisons: W/"1" W/"1"; W/"1" W/"2"; W/"1" "1"; "1" "1".
TEST(Preconditions, CompareAsTheStandardSays) {
  const auto strong = [](const std::string& sent, const std::string& current) {
    return if_match(with({{"If-Match", sent}}), current) == Precondition::holds;
  };
  const auto weak = [](const std::string& sent, const std::string& current) {
    return if_none_match(with({{"If-None-Match", sent}}), current) == Precondition::fails;
  };
  EXPECT_FALSE(strong(R"(W/"1")", R"(W/"1")"));
  EXPECT_FALSE(strong(R"(W/"1")", R"(W/"2")"));
  EXPECT_FALSE(strong(R"(W/"1")", R"("1")"));
  EXPECT_FALSE(strong(R"("1")", R"(W/"1")"));
  EXPECT_TRUE(strong(R"("1")", R"("1")"));
  EXPECT_TRUE(weak(R"(W/"1")", R"(W/"1")"));
  EXPECT_FALSE(weak(R"(W/"1")", R"(W/"2")"));
  EXPECT_TRUE(weak(R"(W/"1")", R"("1")"));
  EXPECT_TRUE(weak(R"("1")", R"("1")"));
}

TEST(Preconditions, MayBeAbsentOrForNothing) {
  EXPECT_EQ(if_match({}, "\"1\""), Precondition::absent);
  EXPECT_EQ(if_none_match({}, "\"1\""), Precondition::absent);
  EXPECT_EQ(if_match(with({{"If-Match", "*"}}), "\"1\""), Precondition::holds);
  EXPECT_EQ(if_match(with({{"If-Match", "*"}}), ""), Precondition::fails) << "there is no such thing";
  EXPECT_EQ(if_none_match(with({{"If-None-Match", "*"}}), ""), Precondition::holds) << "create it, and replace nothing";
  EXPECT_EQ(if_none_match(with({{"If-None-Match", "*"}}), "\"1\""), Precondition::fails);
  EXPECT_EQ(if_match(with({{"If-Match", "\"2\""}, {"if-match", "\"1\""}}), "\"1\""), Precondition::holds)
      << "two fields are one list";
  EXPECT_EQ(if_match(with({{"If-Match", "1"}}), "\"1\"").error().code, "bad-etag");
}

TEST(Idempotency, AKeyIsOneWord) {
  EXPECT_EQ(idempotency_key({})->has_value(), false);
  EXPECT_EQ(**idempotency_key(with({{"Idempotency-Key", "\"8e03978e-40d5-43dd-bc93-6894a57f9324\""}})),
            "8e03978e-40d5-43dd-bc93-6894a57f9324");
  EXPECT_EQ(**idempotency_key(with({{"idempotency-key", "8e03978e"}})), "8e03978e");
  EXPECT_TRUE(idempotency_key(with({{"Idempotency-Key", std::string(200, 'a')}})));
  for (const std::string& bad : {std::string(), std::string("\"\""), std::string("a b"), std::string("\"a"),
                                 std::string("\xC3\xBC"), std::string(201, 'a')}) {
    EXPECT_FALSE(idempotency_key(with({{"Idempotency-Key", bad}}))) << bad;
  }
  EXPECT_FALSE(idempotency_key(with({{"Idempotency-Key", "a"}, {"Idempotency-Key", "a"}})));
}

TEST(Idempotency, AFingerprintTellsCommandsApart) {
  const auto of = [](const std::string& method, const std::string& target, const std::string& body) {
    Request request;
    request.method = method;
    request.target = parse_target(target).value();
    request.body = body;
    return fingerprint(request);
  };
  const std::string one = of("POST", "/tickets?a=1", "{}");
  EXPECT_EQ(one, of("POST", "/%74ickets?%61=1", "{}")) << "the same, written otherwise";
  const std::vector<std::string> others = {of("PUT", "/tickets?a=1", "{}"),    of("POST", "/tickets/a?1", "{}"),
                                           of("POST", "/tickets?a=1", "{ }"),  of("POST", "/tickets?a1=", "{}"),
                                           of("POST", "/tickets?a=1&=", "{}"), of("POST", "/tickets", "a=1{}")};
  for (const std::string& other : others) EXPECT_NE(one, other);
  // FIPS 180-2's example of three letters.
  EXPECT_EQ(sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(Cursor, ComesBackForItsOwnListAlone) {
  const std::string cursor = write_cursor("tickets?with=us&sort=due", {"2026-03-01T09:00:00Z", "INC \"7\" ü"});
  EXPECT_EQ(cursor.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"),
            std::string::npos)
      << "fit for a query as it stands";
  const auto read = read_cursor(cursor, "tickets?with=us&sort=due", 2);
  ASSERT_TRUE(read);
  EXPECT_THAT(*read, ElementsAre("2026-03-01T09:00:00Z", "INC \"7\" ü"));
  EXPECT_EQ(read_cursor(cursor, "tickets?with=them&sort=due", 2).error().code, "bad-cursor");
  EXPECT_FALSE(read_cursor(cursor, "tickets?with=us&sort=due", 1));
  for (const std::string& bad : {std::string(), std::string("x"), cursor + "=", cursor.substr(1),
                                 std::string(5'000, 'A'), std::string("W10"), std::string("bnVsbA")}) {
    EXPECT_FALSE(read_cursor(bad, "tickets?with=us&sort=due", 2)) << bad;
  }
  EXPECT_THAT(*read_cursor(write_cursor("a", {}), "a", 0), ElementsAre());
}

Instant at(double seconds) { return Instant{static_cast<std::int64_t>(seconds * 1'000'000)}; }

// Six requests in twelve seconds: one comes back every two.
TEST(Rate, ABucketEmptiesAndFills) {
  RateLimiter limiter({"token", 6, 12}, 100);
  for (std::uint32_t left : {5U, 4U, 3U, 2U, 1U, 0U}) {
    const RateAnswer answer = limiter.take("a", at(100));
    EXPECT_TRUE(answer.allowed);
    EXPECT_EQ(answer.remaining, left);
    EXPECT_EQ(answer.full_s, 2 * (6 - left));
  }
  RateAnswer refused = limiter.take("a", at(100));
  EXPECT_FALSE(refused.allowed);
  EXPECT_EQ(refused.wait_s, 2U);
  EXPECT_EQ(limiter.take("a", at(101.5)).wait_s, 1U) << "half a second, rounded up; asking does not put it off";
  EXPECT_TRUE(limiter.take("b", at(100)).allowed) << "another's bucket";
  EXPECT_TRUE(limiter.take("a", at(102)).allowed);
  EXPECT_FALSE(limiter.take("a", at(103.9)).allowed);
  EXPECT_TRUE(limiter.take("a", at(104)).allowed);
  EXPECT_EQ(limiter.take("a", at(500)).remaining, 5U) << "full again";
}

TEST(Rate, AClockThatIsPutBackLocksNobodyOut) {
  RateLimiter limiter({"token", 2, 2}, 100);
  limiter.take("a", at(10'000));
  limiter.take("a", at(10'000));
  EXPECT_FALSE(limiter.take("a", at(100)).allowed);
  EXPECT_TRUE(limiter.take("a", at(101)).allowed);
}

TEST(Rate, BucketsAreBounded) {
  RateLimiter limiter({"address", 10, 10}, 50);
  for (int i = 0; i < 10; ++i) limiter.take("greedy", at(0));
  for (int i = 0; i < 1'000; ++i) limiter.take("a" + std::to_string(i), at(0.1));
  EXPECT_EQ(limiter.size(), 50U);
  EXPECT_FALSE(limiter.take("greedy", at(0.2)).allowed) << "the emptiest is the last to be forgotten";
  limiter.take("x", at(1'000));
  EXPECT_EQ(limiter.size(), 1U) << "full buckets are not kept";
}

// Against a bucket that is filled drop by drop, in fractions: tenths of a second, two requests in each on average.
TEST(Rate, AgreesWithABucketOfDrops) {
  const char* given = std::getenv("CONCORDAT_SEED");
  const auto seed = given == nullptr ? std::random_device{}() : std::strtoul(given, nullptr, 10);
  std::cout << "buckets: CONCORDAT_SEED=" << seed << "\n";
  std::mt19937_64 random(seed);
  const int rounds = std::getenv("CONCORDAT_LONG") == nullptr ? 50 : 5'000;
  for (int round = 0; round < rounds; ++round) {
    const auto requests = static_cast<std::uint32_t>(1 + random() % 20);
    const auto seconds = static_cast<std::uint32_t>(1 + random() % 20);
    const std::int64_t each = std::int64_t{seconds} * 1'000'000 / requests;
    RateLimiter limiter({"r", requests, seconds}, 10);
    std::int64_t drops = each * requests;  // one per microsecond; a request takes `each`
    std::int64_t now = 0;
    for (int i = 0; i < 300; ++i) {
      const std::int64_t step =
          static_cast<std::int64_t>(random() % 3) * static_cast<std::int64_t>(random() % 2'000'000);
      now += step;
      drops = std::min(each * requests, drops + step);
      const bool expected = drops >= each;
      if (expected) drops -= each;
      const RateAnswer answer = limiter.take("k", Instant{now});
      ASSERT_EQ(answer.allowed, expected) << "round " << round << " request " << i;
      ASSERT_EQ(answer.remaining, drops / each);
    }
  }
}

TEST(Rate, IsSaidInFields) {
  const RateRule rule{"token", 600, 60};
  Response response;
  add_rate_fields(response, rule, {true, 599, 0, 1});
  EXPECT_EQ(response.headers.get("RateLimit-Policy"), "\"token\";q=600;w=60");
  EXPECT_EQ(response.headers.get("RateLimit"), "\"token\";r=599;t=1");
  EXPECT_EQ(response.headers.count("Retry-After"), 0U);
  const Response refused = too_many_response(rule, {false, 0, 3, 60});
  EXPECT_EQ(refused.status, 429);
  EXPECT_EQ(refused.headers.get("Retry-After"), "3");
  EXPECT_THAT(refused.body, HasSubstr("too-many-requests"));
}

}  // namespace
}  // namespace concordat::http
