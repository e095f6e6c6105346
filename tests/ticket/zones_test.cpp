// SPDX-License-Identifier: Apache-2.0
#include "ticket/zones.hpp"

#include <gtest/gtest.h>

namespace concordat::ticket {
namespace {

record::Entry entry_of(const calendar::Zone& zone) {
  record::Entry entry;
  entry.kind = kZoneCompiled;
  entry.subject = "zone:" + zone.name;
  entry.body = zone_body(zone);
  return entry;
}

// London in 2026, as the zone database has it: summer time from 29 March to 25 October, changing at 01:00 UTC.
const calendar::Zone kLondon{"Europe/London", "2026a", 0, {{1774746000, 3600}, {1792890000, 0}}};

TEST(Zones, AZoneComesBackFromItsEntry) {
  Zones zones;
  zones.step(entry_of(kLondon));
  EXPECT_EQ(zones.find("Europe/London"), kLondon);
}

TEST(Zones, TheLastEntryOfAZoneWinsAndAnUnknownOneIsUtc) {
  Zones zones;
  zones.step(entry_of(kLondon));
  calendar::Zone later = kLondon;
  later.version = "2027a";
  zones.step(entry_of(later));
  EXPECT_EQ(zones.find("Europe/London").version, "2027a");
  EXPECT_EQ(zones.find("Mars/Olympus"), calendar::utc());
}

TEST(Zones, ABodyThatIsNoZoneIsPassedOver) {
  Zones zones;
  record::Entry backwards = entry_of(kLondon);
  backwards.body["transitions"] = boost::json::array{boost::json::array{20, 0}, boost::json::array{10, 0}};
  zones.step(backwards);
  record::Entry odd = entry_of(kLondon);
  odd.body["first_offset_s"] = 1'000'000;
  zones.step(odd);
  record::Entry none = entry_of(kLondon);
  none.body.erase("transitions");
  zones.step(none);
  EXPECT_EQ(zones.find("Europe/London"), calendar::utc());
}

}  // namespace
}  // namespace concordat::ticket
