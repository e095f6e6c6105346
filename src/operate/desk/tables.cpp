// SPDX-License-Identifier: Apache-2.0
#include "operate/desk/tables.hpp"

#include "store/connection.hpp"

#include <limits>

namespace concordat::operate {
namespace {

constexpr std::int64_t kNever_us = std::numeric_limits<std::int64_t>::max();

// One statement for each order, so that each is prepared once and walks its own index. What is not asked is empty.
#define CONCORDAT_TICKET_COLUMNS                                                                                 \
  "select t.ticket, t.type, t.state, t.bearer, t.party, t.team, t.person, t.priority, t.category, t.requester, " \
  "t.owner_team, t.offered_to, t.opened_us, t.updated_us, t.ticket_json, "
#define CONCORDAT_TICKET_FILTER                                                                                      \
  " and (:bearer = '' or t.bearer = :bearer2) and (:party = '' or t.party = :party2) and (:nparty = '' or (t.party " \
  "<> :nparty2 and t.party <> '')) and (:team = '' or t.team = :team2) and (:state = '' or t.state = :state2) and "  \
  "(:type = '' or t.type = :type2) and (:category = '' or t.category = :category2) and (:requester = '' or "         \
  "t.requester = :requester2) and (:person = '' or t.person = :person2) and (:level = 0 or t.level = :level2) and "  \
  "(:open = 0 or t.bearer not in ('', 'resolved'))"

constexpr std::string_view kByUpdate = CONCORDAT_TICKET_COLUMNS
    "coalesce(c.due_us, 9223372036854775807), coalesce(c.target, '') from ticket t left join timer c on c.org_id = "
    "t.org_id and c.ticket = t.ticket where t.org_id = :org and (t.updated_us < :after or (t.updated_us = :after2 and "
    "t.ticket > :last))" CONCORDAT_TICKET_FILTER " order by t.updated_us desc, t.ticket limit :most";
constexpr std::string_view kByOpening = CONCORDAT_TICKET_COLUMNS
    "coalesce(c.due_us, 9223372036854775807), coalesce(c.target, '') from ticket t left join timer c on c.org_id = "
    "t.org_id and c.ticket = t.ticket where t.org_id = :org and (t.opened_us < :after or (t.opened_us = :after2 and "
    "t.ticket > :last))" CONCORDAT_TICKET_FILTER " order by t.opened_us desc, t.ticket limit :most";
constexpr std::string_view kByDue = CONCORDAT_TICKET_COLUMNS
    "c.due_us, c.target from timer c join ticket t on t.org_id = c.org_id and t.ticket = c.ticket where c.org_id = "
    ":org "
    "and (c.due_us > :after or (c.due_us = :after2 and t.ticket > :last))" CONCORDAT_TICKET_FILTER
    " order by c.due_us, t.ticket limit :most";

#undef CONCORDAT_TICKET_COLUMNS
#undef CONCORDAT_TICKET_FILTER

std::string_view statement_of(TicketOrder order) {
  if (order == TicketOrder::opened) return kByOpening;
  return order == TicketOrder::due ? kByDue : kByUpdate;
}

}  // namespace

void each_ticket(store::Connection& connection, const store::Tenant& tenant, const TicketFilter& filter,
                 const TicketPage& page, const std::function<bool(const TicketRow&)>& keep) {
  const bool ascending = page.order == TicketOrder::due;
  const std::int64_t start = ascending ? std::numeric_limits<std::int64_t>::min() : kNever_us;
  const std::int64_t after = page.after ? page.after->us : start;
  auto& rows =
      connection.tenant(tenant, statement_of(page.order), "nnntttttttttttttttttttnnnn", "ttttttttttttnntnt")
          .start(after, after, page.after_ticket, filter.bearer, filter.bearer, filter.party, filter.party,
                 filter.not_party, filter.not_party, filter.team, filter.team, filter.state, filter.state, filter.type,
                 filter.type, filter.category, filter.category, filter.requester, filter.requester, filter.person,
                 filter.person, filter.level, filter.level, std::int64_t{filter.open ? 1 : 0}, page.most);
  while (rows.next()) {
    TicketRow row{rows.text(0),
                  rows.text(1),
                  rows.text(2),
                  rows.text(3),
                  rows.text(4),
                  rows.text(5),
                  rows.text(6),
                  rows.text(7),
                  rows.text(8),
                  rows.text(9),
                  rows.text(10),
                  rows.text(11),
                  Instant{rows.number(12)},
                  Instant{rows.number(13)},
                  std::nullopt,
                  rows.text(16),
                  rows.text(14)};
    if (rows.number(15) != kNever_us) row.due = Instant{rows.number(15)};
    if (keep(row)) continue;
    rows.finish();
    return;
  }
}

std::vector<OpenCount> open_counts(store::Connection& connection, const store::Tenant& tenant) {
  std::vector<OpenCount> all;
  auto& rows = connection
                   .tenant(tenant,
                           "select bearer, party, category, count(*) from ticket where org_id = :org and bearer > '' "
                           "group by bearer, party, category order by bearer, party, category",
                           "n", "tttn")
                   .start();
  while (rows.next()) all.push_back({rows.text(0), rows.text(1), rows.text(2), rows.number(3)});
  return all;
}

std::vector<std::string> open_tickets(store::Connection& connection, const store::Tenant& tenant) {
  std::vector<std::string> all;
  auto& rows =
      connection
          .tenant(tenant, "select ticket from ticket where org_id = :org and bearer > '' order by ticket", "n", "t")
          .start();
  while (rows.next()) all.push_back(rows.text(0));
  return all;
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
      .run(ticket, timer->fires.us, timer->due ? timer->due->us : kNever_us, timer->target);
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
