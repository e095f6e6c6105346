// SPDX-License-Identifier: Apache-2.0
#include "operate/desk/watcher_filter.hpp"

#include "store/connection.hpp"

#include <memory>
#include <set>

namespace concordat::operate {
namespace {

constexpr std::int64_t kWatchesAskedAtOnce = 500;  // rows of a walk: each is a question to the table

using TicketNames = std::set<std::string>;

// Nullptr where there are more than so many.
std::shared_ptr<const TicketNames> watched_by(store::Connection& connection, const store::Tenant& tenant,
                                              const std::string& person, std::int64_t most) {
  auto names = std::make_shared<TicketNames>();
  auto& rows = connection
                   .tenant(tenant,
                           "select ticket from ticket_watcher where org_id = :org and person = :person order by ticket "
                           "limit :most",
                           "ntn", "t")
                   .start(person, most + 1);
  while (rows.next()) names->insert(rows.text(0));
  if (static_cast<std::int64_t>(names->size()) > most) return nullptr;
  return names;
}

bool is_watched(store::Connection& connection, const store::Tenant& tenant, const std::string& ticket,
                const std::string& person) {
  return connection
      .tenant(tenant, "select 1 from ticket_watcher where org_id = :org and ticket = :ticket and person = :person",
              "ntt", "n")
      .one(ticket, person);
}

}  // namespace

Reach of_watcher(store::Connection& connection, const store::Tenant& tenant, const std::string& person, Reach reach,
                 std::int64_t gathered_max) {
  const auto may_see = [everything = reach.everything, sees = reach.sees](const TicketRow& row) {
    return everything || sees(row);
  };
  reach.everything = false;
  if (auto few = watched_by(connection, tenant, person, gathered_max)) {
    reach.ways.push_back({{TicketSource::watcher, person}});
    reach.sees = [few = std::move(few), may_see](const TicketRow& row) {
      return few->contains(row.ticket) && may_see(row);
    };
    return reach;
  }
  reach.window = kWatchesAskedAtOnce;
  reach.sees = [&connection, &tenant, person, may_see](const TicketRow& row) {
    return is_watched(connection, tenant, row.ticket, person) && may_see(row);
  };
  return reach;
}

}  // namespace concordat::operate
