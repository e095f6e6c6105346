// SPDX-License-Identifier: Apache-2.0
#include "operate/imports/time_format.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace concordat::imports {
namespace {

using testing::HasSubstr;

// What the text means, as UTC where it has an offset and as a bare wall time otherwise; or "!" and why not.
std::string read(const TimeFormat& format, std::string_view text) {
  const auto time = format.parse(text);
  if (!time) return std::string(1, '!').append(time.error());
  const Instant wall = as_utc(time->wall);
  if (!time->offset_s) {
    std::string out = format_instant(wall);
    out.pop_back();
    return out;
  }
  return format_instant(Instant{wall.us - std::int64_t{*time->offset_s} * 1'000'000});
}

std::string read(std::string_view pattern, std::string_view text) {
  const auto format = TimeFormat::compile(pattern);
  return format ? read(*format, text) : std::string(1, '?').append(format.error().message);
}

TEST(TimeFormat, IsoIsTheDefault) {
  const TimeFormat iso;
  EXPECT_EQ(read(iso, "2016-02-29T01:16:05Z"), "2016-02-29T01:16:05Z");
  EXPECT_EQ(read(iso, "2010-03-31T16:59:42.000+02:00"), "2010-03-31T14:59:42Z");
  EXPECT_EQ(read(iso, "2016-02-29 01:16:05.25+0100"), "2016-02-29T00:16:05.25Z");
  EXPECT_EQ(read(iso, " 2016-02-29 01:16 "), "2016-02-29T01:16:00") << "spaces around it are no part of it";
  EXPECT_EQ(read(iso, "2016-02-29"), "2016-02-29T00:00:00");
  EXPECT_THAT(read(iso, "2015-02-29T01:16"), HasSubstr("not a date that exists"));
  EXPECT_THAT(read(iso, "29/02/2016"), HasSubstr("not an ISO 8601 time"));
  EXPECT_THAT(read(iso, "2016-02-29T25:00"), HasSubstr("!"));
}

TEST(TimeFormat, LeadingZerosMayBeLeftOut) {
  EXPECT_EQ(read("%d/%m/%Y %H:%M", "29/2/2016 01:16"), "2016-02-29T01:16:00");
  EXPECT_EQ(read("%d/%m/%Y %H:%M", "5/3/2016 9:05"), "2016-03-05T09:05:00");
  EXPECT_EQ(read("%d/%m/%Y %H:%M", "05/03/2016   09:05"), "2016-03-05T09:05:00");
}

TEST(TimeFormat, ImpossibleTimesAreRefused) {
  EXPECT_THAT(read("%d/%m/%Y %H:%M", "31/2/2016 10:00"), HasSubstr("not a date that exists"));
  EXPECT_THAT(read("%d/%m/%Y %H:%M", "29/2/1900 10:00"), HasSubstr("not a date that exists"))
      << "1900 was no leap year";
  EXPECT_THAT(read("%d/%m/%Y %H:%M", "1/13/2016 10:00"), HasSubstr("not a date that exists"));
  EXPECT_THAT(read("%d/%m/%Y %H:%M", "1/3/2016 24:00"), HasSubstr("not a time of day that exists"));
  EXPECT_THAT(read("%d/%m/%Y %H:%M", "1/3/2016 10:60"), HasSubstr("not a time of day that exists"));
  EXPECT_THAT(read("%d/%m/%Y %I:%M %p", "1/3/2016 13:00 PM"), HasSubstr("not a time of day that exists"));
  EXPECT_THAT(read("%d/%m/%Y %H:%M", "1/3/2016"), HasSubstr("is not written as %d/%m/%Y %H:%M"));
  EXPECT_THAT(read("%d/%m/%Y", "1/3/2016 10:00"), HasSubstr("goes on after"));
  EXPECT_THAT(read("%d/%m/%Y", "1/3/26"), HasSubstr("is not written as %d/%m/%Y")) << "%Y has four digits, %y two";
  EXPECT_THAT(read("%Y-%m-%d", "926-03-01"), HasSubstr("is not written as"));
}

TEST(TimeFormat, DirectivesMeanWhatStrptimeMeans) {
  // Each expected value was printed by Python's datetime.strptime with the same pattern and text.
  EXPECT_EQ(read("%d/%b/%y %I:%M %p", "12/Jan/26 8:14 AM"), "2026-01-12T08:14:00");
  EXPECT_EQ(read("%d/%b/%y %I:%M %p", "12/Jan/26 12:05 AM"), "2026-01-12T00:05:00");
  EXPECT_EQ(read("%d/%b/%y %I:%M %p", "12/Jan/26 12:05 PM"), "2026-01-12T12:05:00");
  EXPECT_EQ(read("%A, %d %B %Y %H.%M", "Thursday, 29 February 2024 07.30"), "2024-02-29T07:30:00");
  EXPECT_EQ(read("%m/%d/%y", "12/31/69"), "1969-12-31T00:00:00");
  EXPECT_EQ(read("%m/%d/%y", "12/31/68"), "2068-12-31T00:00:00");
  EXPECT_EQ(read("%Y%m%dT%H%M%S%z", "20260306T160000+0530"), "2026-03-06T10:30:00Z");
  EXPECT_EQ(read("%Y-%m-%d %H:%M:%S.%f %z", "2026-03-06 16:00:00.123456 -08:00"), "2026-03-07T00:00:00.123456Z");
  EXPECT_EQ(read("%d.%m.%Y, %H:%M Uhr", "06.03.2026, 16:00 Uhr"), "2026-03-06T16:00:00");
}

TEST(TimeFormat, UnknownDirectivesAreNamed) {
  EXPECT_THAT(read("%d/%m/%Y %H:%M %Z", ""), HasSubstr("\"%Z\""));
  EXPECT_THAT(read("%d/%m/%Y %", ""), HasSubstr("\"%\""));
  EXPECT_THAT(read("%H:%M", ""), HasSubstr("names no day"));
}

}  // namespace
}  // namespace concordat::imports
