// SPDX-License-Identifier: Apache-2.0
#include "operate/present/open_tickets.hpp"

#include "store/connection.hpp"

namespace concordat::operate {

std::vector<std::string> open_tickets(store::Connection& connection, const store::Tenant& tenant) {
  std::vector<std::string> all;
  auto& rows =
      connection
          .tenant(tenant, "select ticket from ticket where org_id = :org and bearer > '' order by ticket", "n", "t")
          .start();
  while (rows.next()) all.push_back(rows.text(0));
  return all;
}

}  // namespace concordat::operate
