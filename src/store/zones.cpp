// SPDX-License-Identifier: Apache-2.0
#include "store/zones.hpp"

#include "base/text.hpp"
#include "calendar/horizon.hpp"

#include <absl/time/time.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <optional>
#include <sstream>

namespace concordat::store {
namespace {

constexpr const char* kFolder = "/usr/share/zoneinfo";

// tzdata.zi is the compact source that every tzdata package ships: "# version 2025b", "Z NAME …" for a zone,
// "L TARGET NAME" for a link to one, and lines of rules, which are not looked at.
void read_list(const std::string& path, std::string& version, std::vector<std::string>& names) {
  std::ifstream in(path);
  constexpr std::string_view kVersion = "# version ";
  for (std::string line; std::getline(in, line);) {
    if (version.empty() && line.starts_with(kVersion)) version = line.substr(kVersion.size());
    std::istringstream words(line);
    std::string kind;
    std::string name;
    words >> kind >> name;
    if (kind == "L") words >> name;
    if (kind == "Z" || kind == "L") names.push_back(name);
  }
  std::sort(names.begin(), names.end());
}

// A name is a path below the zone folder, so nothing may stand in it that would lead out of there. Where there is no
// list of names, this is the only fence; "right/…" counts leap seconds and "posixrules" is no place.
bool may_be_zone(const std::string& name) {
  const bool letters = std::all_of(name.begin(), name.end(), [](unsigned char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '/' || c == '_' ||
           c == '-' || c == '+';
  });
  return letters && !name.empty() && name.front() != '/' && name != "localtime" && name != "posixrules" &&
         !name.starts_with("right/") && !name.starts_with("posix/") && !name.starts_with("Fixed/");
}

calendar::Zone read_zone(const std::string& name, const std::string& version, const absl::TimeZone& source) {
  const absl::CivilSecond epoch(1970, 1, 1, 0, 0, 0);
  absl::Time at = absl::FromUnixSeconds(calendar::kFirst.seconds());
  calendar::Zone zone{name, version, source.At(at).offset, {}};
  std::int64_t offset_s = zone.first_offset_s;
  absl::TimeZone::CivilTransition change;
  while (source.NextTransition(at, &change)) {
    const std::int64_t at_s = (change.from - epoch) - offset_s;
    if (at_s >= calendar::kHorizon.seconds()) break;
    at = absl::FromUnixSeconds(at_s);
    offset_s += change.to - change.from;
    if (change.to != change.from) zone.transitions.push_back({at_s, static_cast<std::int32_t>(offset_s)});
  }
  return zone;
}

std::string last_part(const std::string& name) { return name.substr(name.rfind('/') + 1); }

}  // namespace

ZoneSource::ZoneSource() {
  const char* folder = std::getenv("TZDIR");
  read_list(std::string(folder == nullptr ? kFolder : folder) + "/tzdata.zi", version_, names_);
}

Result<const calendar::Zone*> ZoneSource::find(const std::string& name) {
  const auto known = zones_.find(name);
  if (known != zones_.end()) return &known->second;
  const bool listed = names_.empty() || std::binary_search(names_.begin(), names_.end(), name);
  absl::TimeZone source;
  if (!listed || !may_be_zone(name) || !absl::LoadTimeZone(name, &source)) return tl::unexpected(unknown(name));
  return &zones_.emplace(name, read_zone(name, version_, source)).first->second;
}

Problem ZoneSource::unknown(const std::string& name) const {
  Problem problem{"unknown-zone", "There is no time zone \"" + name + "\".", std::nullopt,
                  "Zones have IANA names, such as \"Europe/London\"."};
  if (names_.empty()) problem.hint += " This machine has no list of them: install tzdata.";
  auto nearest = nearest_name(name, names_);
  // "Londn" is nearest to Europe/London by its place alone.
  std::vector<std::string> places;
  for (const std::string& known : names_) places.push_back(last_part(known));
  if (!nearest) {
    const auto place = nearest_name(last_part(name), places);
    const auto at = place ? std::find(places.begin(), places.end(), *place) : places.end();
    if (at != places.end()) nearest = names_[static_cast<std::size_t>(at - places.begin())];
  }
  if (nearest) problem.hint = "Did you mean \"" + *nearest + "\"?";
  return problem;
}

}  // namespace concordat::store
