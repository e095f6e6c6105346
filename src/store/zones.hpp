// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "calendar/zone.hpp"

#include <map>
#include <string>
#include <vector>

// The machine's time zones as plain data: the only place that reads zone files. A zone has every transition from 1970
// to the calendars' horizon, the years past the file's own list by its closing rule.
namespace concordat::store {

// Not for several threads at once. What find() points to lives as long as the source.
class ZoneSource {
 public:
  // Reads $TZDIR, else /usr/share/zoneinfo.
  ZoneSource();

  // By IANA name, links such as "US/Eastern" included. An unknown one is a problem that hints at the nearest.
  Result<const calendar::Zone*> find(const std::string& name);

  // "2025b"; empty where the machine's zone files do not say.
  const std::string& version() const { return version_; }

 private:
  Problem unknown(const std::string& name) const;

  std::string version_;
  std::vector<std::string> names_;  // sorted; empty where the machine has no list of them
  std::map<std::string, calendar::Zone> zones_;
};

}  // namespace concordat::store
