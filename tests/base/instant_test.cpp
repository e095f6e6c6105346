// SPDX-License-Identifier: Apache-2.0
#include "base/instant.hpp"

#include <gtest/gtest.h>

#include <ctime>

namespace concordat {
namespace {

// RFC 3339, section 5.8.
TEST(Instant, TheExamplesOfRfc3339AreRead) {
  EXPECT_EQ(format_instant(*parse_instant("1985-04-12T23:20:50.52Z")), "1985-04-12T23:20:50.52Z");
  EXPECT_EQ(format_instant(*parse_instant("1996-12-19T16:39:57-08:00")), "1996-12-20T00:39:57Z");
  EXPECT_EQ(format_instant(*parse_instant("1937-01-01T12:00:27.87+00:20")), "1937-01-01T11:40:27.87Z");
  // A leap second is the second before: POSIX time has none.
  EXPECT_EQ(format_instant(*parse_instant("1990-12-31T23:59:60Z")), "1990-12-31T23:59:59Z");
  EXPECT_EQ(parse_instant("1990-12-31T15:59:60-08:00"), parse_instant("1990-12-31T23:59:59Z"));
}

// The C library's calendar is another implementation.
TEST(Instant, IsPrintedAsTheCLibraryWould) {
  for (std::int64_t day = -135'140; day < 2'932'000; day += 97) {
    const std::time_t s = day * 86'400 + day % 86'400;
    std::tm parts{};
    ::gmtime_r(&s, &parts);
    std::array<char, 64> expected{};
    std::strftime(expected.data(), expected.size(), "%Y-%m-%dT%H:%M:%SZ", &parts);
    ASSERT_EQ(format_instant(Instant::from_seconds(s)), expected.data());
    ASSERT_EQ(parse_instant(expected.data()), Instant::from_seconds(s));
    ASSERT_EQ(static_cast<int>(weekday(split_utc(Instant::from_seconds(s)).date)), (parts.tm_wday + 6) % 7);
  }
}

TEST(Instant, FractionsAreKeptToTheMicrosecond) {
  EXPECT_EQ(parse_instant("1970-01-01T00:00:00.000001Z")->us, 1);
  EXPECT_EQ(parse_instant("1970-01-01T00:00:00.1234567Z")->us, 123'456);
  EXPECT_EQ(format_instant(Instant{-1}), "1969-12-31T23:59:59.999999Z");
  EXPECT_EQ(Instant{-1}.seconds(), -1);
  EXPECT_EQ(Instant{-1'000'000}.seconds(), -1);
  EXPECT_EQ(Instant{999'999}.floor_to_second(), Instant{});
}

TEST(Instant, WhatIsNoTimeIsRefused) {
  for (const char* bad : {"",
                          "2026",
                          "2026-03-06",
                          "2026-03-06T16:00:00",
                          "2026-02-29T00:00:00Z",
                          "2026-13-01T00:00:00Z",
                          "2026-00-01T00:00:00Z",
                          "2026-03-06T24:00:00Z",
                          "2026-03-06T16:60:00Z",
                          "2026-03-06T16:00:61Z",
                          "2026-03-06T16:00:00.Z",
                          "2026-03-06T16:00:00+24:00",
                          "2026-03-06T16:00:00+01:60",
                          "2026-03-06T16:00:00Z ",
                          " 2026-03-06T16:00:00Z",
                          "0000-01-01T00:00:00Z",
                          "26-03-06T16:00:00Z",
                          "0001-01-01T00:00:00+00:01",
                          "9999-12-31T23:59:59-00:01",
                          "2026-3-06T16:00:00Z"}) {
    EXPECT_FALSE(parse_instant(bad)) << bad;
  }
  EXPECT_EQ(format_instant(kFirstInstant), "0001-01-01T00:00:00Z");
  EXPECT_EQ(format_instant(kLastInstant), "9999-12-31T23:59:59Z");
}

TEST(Date, OnlyThoseThatExist) {
  EXPECT_TRUE(make_date(2024, 2, 29));
  EXPECT_TRUE(make_date(2000, 2, 29));
  EXPECT_FALSE(make_date(1900, 2, 29));
  EXPECT_FALSE(make_date(2026, 4, 31));
  EXPECT_EQ(weekday(*make_date(1970, 1, 1)), Weekday::thu);
  EXPECT_EQ(format_date(*parse_date("2026-03-06")), "2026-03-06");
  EXPECT_FALSE(parse_date("2026-03-06T"));
}

TEST(CivilTime, IsReadWithoutAnOffset) {
  const auto time = parse_civil("2026-03-06 16:00:30.5");
  ASSERT_TRUE(time);
  EXPECT_EQ(time->second_of_day, 57'630);
  EXPECT_EQ(time->us, 500'000);
  EXPECT_EQ(split_utc(as_utc(*time)), *time);
  EXPECT_TRUE(parse_civil("2026-03-06"));
  EXPECT_TRUE(parse_civil("2026-03-06T16:00"));
  EXPECT_FALSE(parse_civil("2026-03-06T16:00Z"));
  EXPECT_FALSE(parse_civil("2026-03-06T16"));
}

TEST(Duration, IsReadAsTheContractSays) {
  EXPECT_EQ(parse_duration("1d2h30m10s"), (Duration{86'400 + 2 * 3'600 + 30 * 60 + 10, 0}));
  EXPECT_EQ(parse_duration("7wd"), (Duration{0, 7}));
  EXPECT_EQ(parse_duration("0s"), (Duration{}));
  for (const char* bad :
       {"", "1", "h", "30m1h", "1h1h", "-1h", "1.5h", "1h2wd", "wd", "1 h", "99999999999999999999s"}) {
    EXPECT_FALSE(parse_duration(bad)) << bad;
  }
  for (const std::int64_t s : {0, 1, 59, 60, 3'661, 86'399, 86'400, 1'000'000}) {
    EXPECT_EQ(parse_duration(format_duration(s)), (Duration{s, 0}));
  }
  EXPECT_EQ(format_duration(-90), "-1m30s");
}

}  // namespace
}  // namespace concordat
