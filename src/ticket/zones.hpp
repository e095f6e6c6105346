// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agreement/recorded.hpp"
#include "calendar/zone.hpp"
#include "record/entry.hpp"

#include <map>
#include <string>

// Zones as the record keeps them, in entries `zone.compiled`: whoever recomputes a figure reads the zone that the
// figure was made with, not the zone files of its own machine.
namespace concordat::ticket {

using agreement::kZoneCompiled;
using agreement::zone_body;

// The zones of a record by name, the last entry of each winning. UTC is always there.
class Zones {
 public:
  Zones() { zones_.emplace("UTC", calendar::utc()); }
  // Takes an entry `zone.compiled`; others, and bodies that are no zone, are passed over.
  void step(const record::Entry& entry);
  // UTC for a name that the record does not have.
  const calendar::Zone& find(const std::string& name) const;

 private:
  std::map<std::string, calendar::Zone> zones_;
};

}  // namespace concordat::ticket
