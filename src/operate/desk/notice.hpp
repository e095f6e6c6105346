// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "operate/api/call.hpp"

#include <boost/json/object.hpp>

#include <optional>

namespace concordat::operate {

// An entry of a ticket as it is told to programs: {"organisation","ticket","entry"}, both as the routes of the desk
// show them. nullopt where the member may not see the ticket, or not this entry.
std::optional<boost::json::object> ticket_notice(store::Session& session, const Member& member,
                                                 const record::Entry& entry, Instant now);

}  // namespace concordat::operate
