// SPDX-License-Identifier: Apache-2.0
#include "operate/desk/function_filter.hpp"

namespace concordat::operate {

Reach of_function(const agreement::Rules& rules, const std::string& function, Reach reach) {
  const agreement::FunctionId id = rules.function(function);
  reach.takes = [&rules, id](const std::string& category) { return !id.none() && rules.takes(category) == id; };
  std::vector<Strand> categories;
  if (id.none()) {
    reach.everything = false;
    reach.sees = [](const TicketRow&) { return false; };
    categories.push_back({TicketSource::ticket, ""});  // no ticket has no name
  } else if (id != rules.everything_else) {
    for (const std::string& word : rules.functions[id.at()].takes) {
      if (rules.takes(word) == id) categories.push_back({TicketSource::category, word});
    }
    if (categories.empty()) categories.push_back({TicketSource::ticket, ""});
  }
  if (!categories.empty()) reach.ways.push_back(std::move(categories));
  return reach;
}

}  // namespace concordat::operate
