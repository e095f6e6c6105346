// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ticket/members.hpp"
#include "ticket/ticket.hpp"

#include <boost/json/object.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

// How a ticket takes in what leaves the ball and the state where they are. Only the sources of this folder include it.
namespace concordat::ticket {

void insert_sorted(std::vector<std::string>& names, std::string_view name);  // once; an empty one never

// Nobody answers questions about what is over.
void withdraw_questions(Ticket& ticket, Instant at);

namespace side {

void approval_asked(Ticket& ticket, const record::Entry& entry, Instant at);
void approved(Ticket& ticket, const record::Entry& entry, Instant at);
void refused(Ticket& ticket, const record::Entry& entry, Instant at);
void approval_withdrawn(Ticket& ticket, const record::Entry& entry, Instant at);
void rated(Ticket& ticket, const record::Entry& entry, Instant at);
void time_logged(Ticket& ticket, const record::Entry& entry, Instant at);
// major_incident.cpp
void major_proposed(Ticket& ticket, const record::Entry& entry, Instant at);
void major_accepted(Ticket& ticket, const record::Entry& entry, Instant at);
void major_rejected(Ticket& ticket, const record::Entry& entry, Instant at);
void major_roles(Ticket& ticket, const record::Entry& entry, Instant at);
void major_updated(Ticket& ticket, const record::Entry& entry, Instant at);
void major_missed(Ticket& ticket, const record::Entry& entry, Instant at);
void major_reviewed(Ticket& ticket, const record::Entry& entry, Instant at);
// changes.cpp
void known_error(Ticket& ticket, const record::Entry& entry, Instant at);
void planned(Ticket& ticket, const record::Entry& entry, Instant at);
void ordered(Ticket& ticket, const record::Entry& entry, Instant at);
void attached(Ticket& ticket, const record::Entry& entry, Instant at);
void detached(Ticket& ticket, const record::Entry& entry, Instant at);
void watched(Ticket& ticket, const record::Entry& entry, Instant at);
void unwatched(Ticket& ticket, const record::Entry& entry, Instant at);

}  // namespace side

}  // namespace concordat::ticket
