// SPDX-License-Identifier: Apache-2.0
#include "operate/desk/subject_filter.hpp"

#include <set>
#include <utility>

namespace concordat::operate {
namespace {

constexpr std::int64_t kAskedAtOnce = 500;  // rows of a walk: each is a question to the index

}  // namespace

Reach of_subject(const std::shared_ptr<store::SearchIndex>& index, const store::SearchQuestion& question, Reach reach,
                 std::int64_t gathered_max) {
  const auto may_see = [everything = reach.everything, sees = reach.sees](const TicketRow& row) {
    return everything || sees(row);
  };
  reach.everything = false;
  const auto few = index->tickets_named(question, gathered_max);
  if (!few) {
    reach.window = kAskedAtOnce;
    reach.sees = [index, question, may_see](const TicketRow& row) {
      return may_see(row) && index->is_named(question, row.ticket);
    };
    return reach;
  }
  reach.strands.clear();
  for (const std::string& name : *few) reach.strands.push_back({TicketSource::ticket, name});
  // No ticket has no name: where none is found, none is looked for.
  if (few->empty()) reach.strands.push_back({TicketSource::ticket, ""});
  auto names = std::make_shared<std::set<std::string>>(few->begin(), few->end());
  reach.sees = [names = std::move(names), may_see](const TicketRow& row) {
    return names->contains(row.ticket) && may_see(row);
  };
  return reach;
}

}  // namespace concordat::operate
