// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/instant.hpp"
#include "store/session.hpp"

#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <vector>

// Tickets as rows of lists. INVARIANT: every question goes by an index and has a bound that does not grow with the
// number of tickets: what is few is gathered by who or what it is of, and sorted; all else is walked in the order of
// the list, window by window, so that a page that finds little ends early and says from where it goes on.
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
  std::string subject;  // the id of its text
  std::string impact;
  std::string urgency;
  std::string waiting_on;
  std::string waiting_on_party;
  Instant opened;
  Instant updated;
  std::optional<Instant> resolved;
  std::optional<Instant> closed;
  std::optional<Instant> due;  // of the clock that runs out next
  std::string target;          // of that clock
  std::int64_t key = 0;        // its place in the order that was asked for
};

// By `resolved` and `closed` go those alone that are.
enum class TicketOrder : std::uint8_t { updated, opened, priority, due, resolved, closed };
inline constexpr std::size_t kTicketOrders = 6;

// First and last instant, both included, in microseconds.
struct Within {
  std::int64_t from_us = std::numeric_limits<std::int64_t>::min();
  std::int64_t to_us = std::numeric_limits<std::int64_t>::max();
  bool is_asked() const { return *this != Within{}; }
  friend bool operator==(const Within&, const Within&) = default;
};

// What is not asked for is empty.
struct TicketFilter {
  std::string bearer;
  std::string party;      // who has it
  std::string not_party;  // somebody else has it
  std::string team;
  std::string person;
  std::string state;
  std::string type;
  std::string category;
  std::string requester;
  std::string owner_team;
  std::string offered_to;
  std::string ticket;
  std::string target;  // of the clock that runs out next
  std::string impact;
  std::string urgency;
  std::string waiting_on;
  std::string waiting_on_party;
  std::int64_t level_from = 0;
  std::int64_t level_to = 99;
  bool is_open = false;  // only those that are neither resolved nor over
  Within opened;
  Within updated;
  Within due;
  Within resolved;
  Within closed;
};

struct TicketPosition {
  std::int64_t key = 0;
  std::string ticket;
};

struct TicketPage {
  TicketOrder order = TicketOrder::updated;
  bool descending = true;
  std::optional<TicketPosition> after;
  std::size_t most = 50;
};

// Where to look. `all` and `open` are walked; the others are who or what a ticket is of, or the ticket itself, or those
// that ended when it is asked for.
enum class TicketSource : std::uint8_t {
  all,
  open,
  requester,
  person,
  team,
  category,
  ticket,
  watcher,
  resolved,
  closed
};
inline constexpr std::size_t kTicketSources = 10;
struct Strand {
  TicketSource source = TicketSource::all;
  std::string value;
};

// What a reader may see, or looks for: each row is asked of `sees`. Where the strands are not empty, all of it lies in
// them, and all of it lies in each of the other ways.
struct Reach {
  bool everything = false;  // then nothing is asked
  std::function<bool(const TicketRow&)> sees;
  std::function<bool(const std::string& category)> takes;  // asked first, before a row is put together; empty: any
  std::vector<Strand> strands;
  std::vector<std::vector<Strand>> ways;
  std::int64_t gathered = 10'000;  // rows that are few enough to be sorted for one page
  std::int64_t window = 10'000;  // rows of a walk that are passed over at once: fewer where it costs more to ask
};

struct FoundTickets {
  std::vector<TicketRow> rows;  // `most` of them, or fewer
  std::optional<TicketPosition> next;
};
FoundTickets find_tickets(store::Connection& connection, const store::Tenant& tenant, const TicketFilter& filter,
                          const TicketPage& page, const Reach& reach);

std::optional<TicketRow> find_ticket(store::Connection& connection, const store::Tenant& tenant,
                                     const std::string& ticket);

inline constexpr std::int64_t kCountedMax = 10'000;
struct CountedTickets {
  std::int64_t tickets = 0;
  bool exact = true;  // false: there are this many, and perhaps more
};
CountedTickets count_tickets(store::Connection& connection, const store::Tenant& tenant, const TicketFilter& filter,
                             const Reach& reach);

struct OpenCount {
  std::string bearer;
  std::string party;
  std::string category;
  std::string priority;
  std::int64_t tickets = 0;
};
// How many open tickets there are, by who has them and what they are; of all, and of those that somebody asked for.
std::vector<OpenCount> open_counts(store::Connection& connection, const store::Tenant& tenant);
std::vector<OpenCount> open_counts_of(store::Connection& connection, const store::Tenant& tenant,
                                      const std::string& requester);

// Every statement of this file, which are put together from parts, with the index that each is to go by. For tests.
struct PlannedStatement {
  std::string sql;
  std::string index;
  bool is_walk = false;  // in the order of its index, so that nothing is sorted
};
std::vector<PlannedStatement> ticket_statements();

}  // namespace concordat::operate
