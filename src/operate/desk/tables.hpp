// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/instant.hpp"
#include "store/session.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

// The desk's tables: tickets to be listed (a projection), and when rules have something to do next (the cabinet).
namespace concordat::operate {

struct TicketRow {
  std::string ticket;
  std::string type;
  std::string state;
  std::string bearer;
  std::string party;
  std::string team;
  std::string person;
  std::string priority;
  std::string category;
  std::string requester;
  std::string owner_team;
  std::string offered_to;
  Instant opened;
  Instant updated;
  std::optional<Instant> due;  // of the clock that runs out next
  std::string target;          // of that clock
  std::string json;
};

enum class TicketOrder : std::uint8_t { updated, opened, due };

struct TicketFilter {
  std::string bearer;     // empty: any
  std::string party;      // who has it
  std::string not_party;  // somebody else has it
  std::string team;
  std::string state;
  std::string type;
  std::string category;
  std::string requester;
  std::string person;
  std::int64_t level = 0;  // 0: any
  bool open = false;       // only those whose life goes on
};

// Rows in that order (updated and opened: the last first; due: the first first), beginning after `after_us` and
// `after`. `keep` looks at each; reading ends when it answers false, or after `most` rows.
struct TicketPage {
  TicketOrder order = TicketOrder::updated;
  std::optional<Instant> after;
  std::string after_ticket;
  std::int64_t most = 10'000;
};
void each_ticket(store::Connection& connection, const store::Tenant& tenant, const TicketFilter& filter,
                 const TicketPage& page, const std::function<bool(const TicketRow&)>& keep);

struct OpenCount {
  std::string bearer;
  std::string party;
  std::string category;
  std::int64_t tickets = 0;
};
std::vector<OpenCount> open_counts(store::Connection& connection, const store::Tenant& tenant);

std::vector<std::string> open_tickets(store::Connection& connection, const store::Tenant& tenant);

// The next number for a ticket that is made here.
std::int64_t next_number(store::Connection& connection, const store::Tenant& tenant);

struct Timer {
  Instant fires;               // when rules have something to do, or it is to be looked at again
  std::optional<Instant> due;  // of the clock that runs out next
  std::string target;
};
void put_timer(store::Connection& connection, const store::Tenant& tenant, const std::string& ticket,
               const std::optional<Timer>& timer);
std::vector<std::string> timers_that_fire(store::Connection& connection, const store::Tenant& tenant, Instant now,
                                          std::int64_t most);
// The landmark by which the timers of all tickets were made; -1: by none yet.
std::int64_t timers_landmark(store::Connection& connection, const store::Tenant& tenant);
void set_timers_landmark(store::Connection& connection, const store::Tenant& tenant, std::int64_t landmark);

}  // namespace concordat::operate
