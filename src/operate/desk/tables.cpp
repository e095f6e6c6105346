// SPDX-License-Identifier: Apache-2.0
#include "operate/desk/tables.hpp"

#include "base/json.hpp"
#include "store/connection.hpp"

#include <limits>

namespace concordat::operate {
namespace {

constexpr std::int64_t kNeverDue_us = std::numeric_limits<std::int64_t>::max();

std::vector<ticket::Ticket> read_tickets(store::Statement& rows) {
  std::vector<ticket::Ticket> all;
  while (rows.next()) {
    const auto value = parse_json(rows.text(0));
    auto one = value ? ticket::ticket_from_json(*value) : Result<ticket::Ticket>(tl::unexpected(value.error()));
    if (!one) throw Failure(one.error());
    all.push_back(std::move(*one));
  }
  return all;
}

}  // namespace

std::vector<ticket::Ticket> tickets_with_time(store::Connection& connection, const store::Tenant& tenant,
                                              Instant from) {
  return read_tickets(connection
                          .tenant(tenant,
                                  "select ticket_json from ticket where org_id = :org and updated_us >= :from and "
                                  "ticket_json like '%\"times\":[%' order by ticket",
                                  "nn", "t")
                          .start(from.us));
}

std::vector<ticket::Ticket> planned_tickets(store::Connection& connection, const store::Tenant& tenant) {
  return read_tickets(connection
                          .tenant(tenant,
                                  "select ticket_json from ticket where org_id = :org and type = 'change' and "
                                  "ticket_json like '%\"plan\":{%' order by ticket",
                                  "n", "t")
                          .start());
}

std::vector<ticket::Ticket> known_errors(store::Connection& connection, const store::Tenant& tenant) {
  return read_tickets(connection
                          .tenant(tenant,
                                  "select ticket_json from ticket where org_id = :org and type = 'problem' and "
                                  "ticket_json like '%\"known_error\":{%' order by updated_us desc, ticket",
                                  "n", "t")
                          .start());
}

std::int64_t next_number(store::Connection& connection, const store::Tenant& tenant) {
  connection
      .tenant(tenant,
              "insert into desk (org_id, last_number, landmark) values (:org, :number, :landmark) on conflict (org_id) "
              "do update set last_number = desk.last_number + 1",
              "nnn")
      .run(std::int64_t{1}, std::int64_t{-1});
  auto& row = connection.tenant(tenant, "select last_number from desk where org_id = :org", "n", "n");
  row.one();
  return row.number(0);
}

void put_timer(store::Connection& connection, const store::Tenant& tenant, const std::string& ticket,
               const std::optional<Timer>& timer) {
  if (!timer) {
    connection.tenant(tenant, "delete from timer where org_id = :org and ticket = :ticket", "nt").run(ticket);
    return;
  }
  connection
      .tenant(tenant,
              "insert into timer (org_id, ticket, fires_us, due_us, target) values (:org, :ticket, :fires, :due, "
              ":target) on conflict (org_id, ticket) do update set fires_us = excluded.fires_us, due_us = "
              "excluded.due_us, target = excluded.target",
              "ntnnt")
      .run(ticket, timer->fires.us, timer->due ? timer->due->us : kNeverDue_us, timer->target);
}

void put_off_timer(store::Connection& connection, const store::Tenant& tenant, const std::string& ticket,
                   Instant until) {
  connection
      .tenant(tenant,
              "insert into timer (org_id, ticket, fires_us, due_us, target) values (:org, :ticket, :fires, :due, '') "
              "on conflict (org_id, ticket) do update set fires_us = excluded.fires_us",
              "ntnn")
      .run(ticket, until.us, kNeverDue_us);
}

std::vector<std::string> timers_that_fire(store::Connection& connection, const store::Tenant& tenant, Instant now,
                                          std::int64_t most) {
  std::vector<std::string> all;
  auto& rows =
      connection
          .tenant(tenant,
                  "select ticket from timer where org_id = :org and fires_us <= :now order by fires_us, ticket "
                  "limit :most",
                  "nnn", "t")
          .start(now.us, most);
  while (rows.next()) all.push_back(rows.text(0));
  return all;
}

std::int64_t timers_landmark(store::Connection& connection, const store::Tenant& tenant) {
  auto& row = connection.tenant(tenant, "select landmark from desk where org_id = :org", "n", "n");
  return row.one() ? row.number(0) : -1;
}

void set_timers_landmark(store::Connection& connection, const store::Tenant& tenant, std::int64_t landmark) {
  connection
      .tenant(tenant,
              "insert into desk (org_id, last_number, landmark) values (:org, :number, :landmark) on conflict (org_id) "
              "do update set landmark = excluded.landmark",
              "nnn")
      .run(std::int64_t{0}, landmark);
}

}  // namespace concordat::operate
