// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agreement/may.hpp"
#include "record/entry.hpp"
#include "ticket/ticket.hpp"

#include <functional>
#include <span>
#include <string>

// A ticket of the record as a question about rights sees it.
namespace concordat::operate {

// The key by which the agreement knows a person of the record.
using PersonKey = std::function<std::string(const std::string& id)>;

// Its function (by category; none where no function takes it), its priority, when it was open, and who did what on it
// by then. `entries`: the ticket's, in order of sequence.
agreement::Subject ticket_subject(const ticket::Ticket& ticket, std::span<const record::Entry> entries,
                                  const agreement::Rules& rules, Instant at, const PersonKey& key_of);

// A priority as the agreement knows it; 0 where it is none of its levels.
int agreed_level(const std::string& priority, const agreement::Rules& rules);

// What resolving a ticket is called, by its type: the activity.
std::string resolving(const ticket::Ticket& ticket);

}  // namespace concordat::operate
