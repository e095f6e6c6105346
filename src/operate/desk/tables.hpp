// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/instant.hpp"
#include "store/session.hpp"
#include "ticket/ticket.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

// The desk's tables in the cabinet: numbers of tickets, and when rules have something to do next.
namespace concordat::operate {

// Those on which time was logged, and that changed since `from`: time is logged no earlier than it was worked.
std::vector<ticket::Ticket> tickets_with_time(store::Connection& connection, const store::Tenant& tenant, Instant from);

// Those that have a plan, and those that have a known error, as the last said it; open or not.
std::vector<ticket::Ticket> planned_tickets(store::Connection& connection, const store::Tenant& tenant);
std::vector<ticket::Ticket> known_errors(store::Connection& connection, const store::Tenant& tenant);

// The next number for a ticket that is made here.
std::int64_t next_number(store::Connection& connection, const store::Tenant& tenant);

struct Timer {
  Instant fires;               // when rules have something to do, or it is to be looked at again
  std::optional<Instant> due;  // of the clock that runs out next
  std::string target;
};
void put_timer(store::Connection& connection, const store::Tenant& tenant, const std::string& ticket,
               const std::optional<Timer>& timer);
// It fires later; what else is known of it stays.
void put_off_timer(store::Connection& connection, const store::Tenant& tenant, const std::string& ticket,
                   Instant until);
std::vector<std::string> timers_that_fire(store::Connection& connection, const store::Tenant& tenant, Instant now,
                                          std::int64_t most);
// The landmark by which the timers of all tickets were made; -1: by none yet.
std::int64_t timers_landmark(store::Connection& connection, const store::Tenant& tenant);
void set_timers_landmark(store::Connection& connection, const store::Tenant& tenant, std::int64_t landmark);

}  // namespace concordat::operate
