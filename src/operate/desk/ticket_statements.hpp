// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "operate/desk/ticket_rows.hpp"

#include <string>

// The statements of lists: each order, direction and place to look at has its own, put together once from parts, so
// that each is prepared once and goes by its own index. Parameters: :org, the strand's value, the stretch (two keys
// with their tickets), then (but for `edge`) what is asked for in the order of TicketFilter, then how many.
namespace concordat::operate {

enum class TicketWhat : std::uint8_t {
  rows,   // TicketRow, in the order
  names,  // ticket, category, priority, requester, updated; for counting
  edge,   // the key and ticket that stand so many rows further on
};
inline constexpr std::size_t kTicketWhats = 3;

struct TicketStatement {
  std::string sql;
  std::string in;
  std::string out;
  std::string index;  // that it is to go by
};
const TicketStatement& ticket_statement(TicketWhat what, TicketSource source, TicketOrder order, bool descending);

// TicketRow of one: :org, the ticket.
const TicketStatement& ticket_by_name_statement();

// How many tickets there are of a person, team, …, up to so many: :org, the value, :most; of those that ended when it
// is asked for, the first and the last instant stand for the value.
std::string_view ticket_size_statement(TicketSource source);

}  // namespace concordat::operate
