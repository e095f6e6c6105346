// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "calendar/holidays.hpp"
#include "calendar/parse.hpp"
#include "calendar/zone.hpp"
#include "record/entry.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

// Zones and lists of holidays as the record keeps them. A version of an agreement names those that it was put in force
// with by their digests, so that whoever reads it later, anywhere, gets the same calendars.
namespace concordat::agreement {

inline constexpr std::string_view kZoneCompiled = "zone.compiled";
inline constexpr std::string_view kHolidaysCompiled = "holidays.compiled";

boost::json::object zone_body(const calendar::Zone& zone);
// Of an entry `zone.compiled` about "zone:NAME"; nullopt for others, and for a body that is no zone.
std::optional<calendar::Zone> zone_from(const record::Entry& entry);
boost::json::object holidays_body(
    const calendar::Holidays& holidays);  // date to names, as a list of holidays is written

// SHA-256 of the canonical form, as hex.
std::string body_digest(const boost::json::object& body);

// By name, each with the digest that a version knows it by.
using Pins = std::map<std::string, std::string>;

class Recorded {
 public:
  // Takes `zone.compiled` and `holidays.compiled`; others are passed over.
  void step(const record::Entry& entry);
  const calendar::Zone* zone(const std::string& name, const std::string& digest) const;
  const std::string* holidays(const std::string& name, const std::string& digest) const;
  // What a text may point at, answered from the record alone. This outlives what it answers.
  calendar::Sources sources(const Pins& zones, const Pins& holidays) const;

 private:
  std::map<std::pair<std::string, std::string>, calendar::Zone> zones_;
  std::map<std::pair<std::string, std::string>, std::string> holidays_;  // as JSON
};

}  // namespace concordat::agreement
