// SPDX-License-Identifier: Apache-2.0
#include "agreement/recorded.hpp"

#include "base/json.hpp"
#include "record/sha256.hpp"

#include <boost/json/array.hpp>

namespace concordat::agreement {
namespace {

namespace json = boost::json;

constexpr std::int64_t kOffsetMax_s = 26 * 3'600;  // beyond any zone there has been
constexpr std::string_view kZoneSubject = "zone:";
constexpr std::string_view kHolidaysSubject = "holidays:";

std::optional<std::int32_t> offset_from(const json::value* value) {
  const auto* offset = value == nullptr ? nullptr : value->if_int64();
  if (offset == nullptr || *offset > kOffsetMax_s || *offset < -kOffsetMax_s) return std::nullopt;
  return static_cast<std::int32_t>(*offset);
}

}  // namespace

json::object zone_body(const calendar::Zone& zone) {
  json::array transitions;
  transitions.reserve(zone.transitions.size());
  for (const auto& one : zone.transitions) transitions.push_back(json::array{one.at_s, one.offset_s});
  return {{"version", zone.version}, {"first_offset_s", zone.first_offset_s}, {"transitions", std::move(transitions)}};
}

std::optional<calendar::Zone> zone_from(const record::Entry& entry) {
  if (entry.kind != kZoneCompiled || !entry.subject.starts_with(kZoneSubject)) return std::nullopt;
  calendar::Zone zone;
  zone.name = entry.subject.substr(kZoneSubject.size());
  const auto* version = entry.body.if_contains("version");
  if (version != nullptr && version->is_string()) zone.version = version->get_string();
  const auto first = offset_from(entry.body.if_contains("first_offset_s"));
  const auto* transitions = entry.body.if_contains("transitions");
  if (!first || transitions == nullptr || !transitions->is_array()) return std::nullopt;
  zone.first_offset_s = *first;
  for (const auto& item : transitions->get_array()) {
    const auto* pair = item.if_array();
    if (pair == nullptr || pair->size() != 2 || !(*pair)[0].is_int64()) return std::nullopt;
    const auto offset = offset_from(&(*pair)[1]);
    const std::int64_t at_s = (*pair)[0].get_int64();
    if (!offset || (!zone.transitions.empty() && zone.transitions.back().at_s >= at_s)) return std::nullopt;
    zone.transitions.push_back({at_s, *offset});
  }
  return zone;
}

json::object holidays_body(const calendar::Holidays& holidays) {
  json::object dates;
  for (const auto& one : holidays) {
    const std::string date = format_date(one.date);
    auto& names = dates[date];
    names = names.is_string() ? std::string(names.as_string()) + "; " + one.name : one.name;
  }
  return {{"dates", std::move(dates)}};
}

std::string body_digest(const json::object& body) {
  return record::to_hex(record::sha256(write_canonical(json::value(body))));
}

void Recorded::step(const record::Entry& entry) {
  if (auto zone = zone_from(entry)) {
    const auto key = std::pair(zone->name, body_digest(entry.body));
    zones_.insert_or_assign(key, std::move(*zone));
  } else if (entry.kind == kHolidaysCompiled && entry.subject.starts_with(kHolidaysSubject)) {
    const auto* dates = entry.body.if_contains("dates");
    if (dates == nullptr || !dates->is_object()) return;
    holidays_.insert_or_assign({entry.subject.substr(kHolidaysSubject.size()), body_digest(entry.body)},
                               write_json(*dates));
  }
}

const calendar::Zone* Recorded::zone(const std::string& name, const std::string& digest) const {
  const auto found = zones_.find({name, digest});
  return found == zones_.end() ? nullptr : &found->second;
}

const std::string* Recorded::holidays(const std::string& name, const std::string& digest) const {
  const auto found = holidays_.find({name, digest});
  return found == holidays_.end() ? nullptr : &found->second;
}

calendar::Sources Recorded::sources(const Pins& zones, const Pins& holidays) const {
  calendar::Sources sources;
  sources.zone = [this, zones](const std::string& name) -> Result<const calendar::Zone*> {
    const auto pin = zones.find(name);
    const auto* zone = pin == zones.end() ? nullptr : this->zone(name, pin->second);
    if (zone == nullptr) return fail("unknown-zone", "The record does not hold the zone \"" + name + "\".");
    return zone;
  };
  sources.file = [](const std::string& path) -> Result<std::string> {
    return fail("cannot-read", "The record does not hold the list \"" + path + "\".");
  };
  sources.recorded = [this, holidays](const std::string& name) -> std::optional<std::string> {
    const auto pin = holidays.find(name);
    const auto* list = pin == holidays.end() ? nullptr : this->holidays(name, pin->second);
    return list == nullptr ? std::nullopt : std::optional(*list);
  };
  return sources;
}

}  // namespace concordat::agreement
