// SPDX-License-Identifier: Apache-2.0
#include "ticket/zones.hpp"

#include <boost/json/array.hpp>

namespace concordat::ticket {
namespace {

namespace json = boost::json;

constexpr std::int64_t kOffsetMax_s = 26 * 3'600;  // beyond any zone there has been

std::optional<std::int32_t> offset_from(const json::value* value) {
  const auto* offset = value == nullptr ? nullptr : value->if_int64();
  if (offset == nullptr || *offset > kOffsetMax_s || *offset < -kOffsetMax_s) return std::nullopt;
  return static_cast<std::int32_t>(*offset);
}

std::optional<calendar::Zone> zone_from(const record::Entry& entry) {
  constexpr std::string_view kSubject = "zone:";
  if (entry.subject.rfind(kSubject, 0) != 0) return std::nullopt;
  calendar::Zone zone;
  zone.name = entry.subject.substr(kSubject.size());
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

}  // namespace

json::object zone_body(const calendar::Zone& zone) {
  json::array transitions;
  transitions.reserve(zone.transitions.size());
  for (const auto& one : zone.transitions) transitions.push_back(json::array{one.at_s, one.offset_s});
  return {{"version", zone.version}, {"first_offset_s", zone.first_offset_s}, {"transitions", std::move(transitions)}};
}

void Zones::step(const record::Entry& entry) {
  if (entry.kind != kZoneCompiled) return;
  if (auto zone = zone_from(entry)) zones_.insert_or_assign(zone->name, std::move(*zone));
}

const calendar::Zone& Zones::find(const std::string& name) const {
  const auto found = zones_.find(name);
  return found == zones_.end() ? zones_.at("UTC") : found->second;
}

}  // namespace concordat::ticket
