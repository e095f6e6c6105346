// SPDX-License-Identifier: Apache-2.0
// Wall time and instants, of the machine's zones. Where nothing else is said, expectations are those of RFC 9636's
// footer rule as zoneinfo_twin.py computes it, or dates of public record.
#include "calendar/support.hpp"

#include <gmock/gmock.h>

namespace concordat::calendar {
namespace {

using testing::HasSubstr;

std::string utc_text(const std::string& zone_name, const std::string& wall) {
  return format_instant(instant_of(zone(zone_name), *parse_civil(wall)));
}

TEST(Zone, UtcHasNoTransition) {
  EXPECT_TRUE(utc().transitions.empty());
  EXPECT_EQ(offset_s_at(utc(), Instant::from_seconds(0)), 0);
  EXPECT_EQ(zone("UTC").transitions, utc().transitions);
}

// US Energy Policy Act 2005: second Sunday of March, 02:00 standard time, to first Sunday of November, 02:00 daylight
// time.
TEST(Zone, AWallTimeThatDoesNotOccurIsTheTransition) {
  EXPECT_EQ(utc_text("America/New_York", "2026-03-08T01:59:59"), "2026-03-08T06:59:59Z");
  EXPECT_EQ(utc_text("America/New_York", "2026-03-08T02:00"), "2026-03-08T07:00:00Z");
  EXPECT_EQ(utc_text("America/New_York", "2026-03-08T02:30:00.5"), "2026-03-08T07:00:00Z");
  EXPECT_EQ(utc_text("America/New_York", "2026-03-08T03:00"), "2026-03-08T07:00:00Z");
}

TEST(Zone, AWallTimeThatOccursTwiceIsTheFirst) {
  EXPECT_EQ(utc_text("America/New_York", "2026-11-01T01:00"), "2026-11-01T05:00:00Z");
  EXPECT_EQ(utc_text("America/New_York", "2026-11-01T01:59:59.25"), "2026-11-01T05:59:59.25Z");
  EXPECT_EQ(utc_text("America/New_York", "2026-11-01T02:00"), "2026-11-01T07:00:00Z");
}

// Samoa left out 30 December 2011 (tzdata, file australasia).
TEST(Zone, ADayThatASkippedDateHadIsTheTransition) {
  EXPECT_EQ(utc_text("Pacific/Apia", "2011-12-29T23:59:59"), "2011-12-30T09:59:59Z");
  EXPECT_EQ(utc_text("Pacific/Apia", "2011-12-30T00:00"), "2011-12-30T10:00:00Z");
  EXPECT_EQ(utc_text("Pacific/Apia", "2011-12-30T23:00"), "2011-12-30T10:00:00Z");
  EXPECT_EQ(utc_text("Pacific/Apia", "2011-12-31T00:00"), "2011-12-30T10:00:00Z");
}

// The rule of the European Union (Directive 2000/84/EC): last Sundays of March and October, 01:00 UTC. In 2090 these
// are 26 March and 29 October.
TEST(Zone, RulesHoldLongAfterTheFilesOwnList) {
  EXPECT_EQ(utc_text("Europe/London", "2090-03-26T00:59:59"), "2090-03-26T00:59:59Z");
  EXPECT_EQ(utc_text("Europe/London", "2090-03-26T02:00"), "2090-03-26T01:00:00Z");
  EXPECT_EQ(utc_text("Europe/London", "2100-07-01T12:00"), "2100-07-01T11:00:00Z");
  EXPECT_EQ(utc_text("Europe/London", "2100-12-01T12:00"), "2100-12-01T12:00:00Z");
}

TEST(Zone, WallTimeAndInstantAreInverse) {
  for (const char* name : {"America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "Pacific/Apia"}) {
    for (std::int64_t s = 1'300'000'000; s < 1'340'000'000; s += 1'001) {
      const Instant instant{s * 1'000'000 + 7};
      const Instant back = instant_of(zone(name), wall_time(zone(name), instant));
      // The second of two occurrences comes back as the first.
      ASSERT_EQ(wall_time(zone(name), back), wall_time(zone(name), instant)) << name << ' ' << s;
      ASSERT_LE(back, instant);
    }
  }
}

TEST(ZoneSource, TransitionsIncreaseAndEachChangesTheOffset) {
  for (const char* name :
       {"America/New_York", "Europe/London", "America/Sao_Paulo", "Africa/Casablanca", "Asia/Tehran"}) {
    const Zone& read = zone(name);
    std::int32_t offset_s = read.first_offset_s;
    std::int64_t last_s = 0;
    ASSERT_FALSE(read.transitions.empty());
    for (const Transition& transition : read.transitions) {
      ASSERT_GT(transition.at_s, last_s) << name;
      ASSERT_NE(transition.offset_s, offset_s) << name;
      last_s = transition.at_s;
      offset_s = transition.offset_s;
    }
  }
  EXPECT_EQ(zone("Europe/London").first_offset_s, 3600) << "British Standard Time, 1968 to 1971";
}

TEST(ZoneSource, SaysTheVersionOfTheZoneFiles) {
  EXPECT_THAT(zone_source().version(), testing::MatchesRegex("20[0-9][0-9][a-z]+"));
  EXPECT_EQ(zone("Europe/London").version, zone_source().version());
}

TEST(ZoneSource, AnUnknownZoneHintsAtTheNearest) {
  const auto near = zone_source().find("Europe/Londn");
  ASSERT_FALSE(near);
  EXPECT_EQ(near.error().code, "unknown-zone");
  EXPECT_THAT(near.error().hint, HasSubstr("Europe/London"));
  const auto place = zone_source().find("London");
  ASSERT_FALSE(place);
  EXPECT_THAT(place.error().hint, HasSubstr("Europe/London"));
}

TEST(ZoneSource, ANameIsNoPath) {
  for (const char* name :
       {"", "/etc/localtime", "../../etc/localtime", "Europe/../Europe/London", "localtime", "right/Europe/London",
        "posix/Europe/London", "posixrules", "Fixed/UTC+01:00:00", "tzdata.zi"}) {
    EXPECT_FALSE(zone_source().find(name)) << name;
  }
}

TEST(ZoneSource, FindsLinksAndKeepsPointers) {
  const auto first = zone_source().find("US/Eastern");
  ASSERT_TRUE(first);
  EXPECT_EQ((*first)->transitions, zone("America/New_York").transitions);
  EXPECT_EQ(*zone_source().find("US/Eastern"), *first);
}

}  // namespace
}  // namespace concordat::calendar
