// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "operate/api/api.hpp"
#include "operate/desk/ticket_rows.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

// What a list is asked for in the query of an address: tab, filters, order, limit and cursor.
namespace concordat::operate {

struct ListQuery {
  TicketFilter filter;
  TicketPage page;
  std::string list;  // filters and order as they were asked for: which list it is, for cursors and saved views
  // What no column of a ticket answers; empty where it is not asked for.
  std::string subject;   // words that it is to have
  std::string function;  // that takes it
  std::string watcher;   // a person
  bool counted = false;
  std::vector<std::string> cursor;  // key, organisation, ticket; empty where none came
};

// Of the value of a parameter; nullopt where it is not all digits.
std::optional<std::int64_t> whole_number(std::string_view text);

using QueryParts = std::vector<std::pair<std::string, std::string>>;

// `member`: whose party and person "us" and "me" are. Refusal bad-query with a pointer to each parameter that is wrong;
// bad-cursor.
Outcome<ListQuery> read_list_query(const QueryParts& query, const Member& member);
std::vector<QueryParameter> list_parameters();

}  // namespace concordat::operate
