// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "operate/api/call.hpp"

#include <boost/json/object.hpp>

#include <optional>

namespace concordat::operate {

// An entry that is about no ticket as it is told to programs: {"organisation","entry"}, the entry as the record's
// timeline shows it. nullopt where the member may not see it, or only as a former party.
std::optional<boost::json::object> record_notice(store::Session& session, const Member& member,
                                                 const record::Entry& entry, Instant now);

}  // namespace concordat::operate
