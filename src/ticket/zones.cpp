// SPDX-License-Identifier: Apache-2.0
#include "ticket/zones.hpp"

namespace concordat::ticket {

void Zones::step(const record::Entry& entry) {
  if (auto zone = agreement::zone_from(entry)) zones_.insert_or_assign(zone->name, std::move(*zone));
}

const calendar::Zone& Zones::find(const std::string& name) const {
  const auto found = zones_.find(name);
  return found == zones_.end() ? zones_.at("UTC") : found->second;
}

}  // namespace concordat::ticket
