// SPDX-License-Identifier: Apache-2.0
// Every ticket as it stands: the fold of its entries (ticket/ticket.hpp); and beside it when it ended and who watches
// it.
#include "store/projection.hpp"

#include "base/json.hpp"
#include "store/ticket_rank.hpp"
#include "ticket/custody.hpp"
#include "ticket/story.hpp"
#include "ticket/ticket.hpp"

#include <algorithm>
#include <limits>
#include <map>

namespace concordat::store {
namespace {

constexpr ProjectedTable kTicketTables[] = {
    {"ticket", "delete from ticket where org_id = :org",
     "select ticket, type, state, bearer, party, team, person, impact, urgency, priority, level, category, requester, "
     "owner_team, offered_to, waiting_on, waiting_party, subject, is_open, rank, opened_us, updated_us, resolved_us, "
     "closed_us, ticket_json from ticket where org_id = :org order by ticket",
     "ttttttttttntttttttnnnnnnt"},
    {"ticket_end", "delete from ticket_end where org_id = :org",
     "select ticket, resolved_us, closed_us from ticket_end where org_id = :org order by ticket", "tnn"},
    {"ticket_watcher", "delete from ticket_watcher where org_id = :org",
     "select ticket, person from ticket_watcher where org_id = :org order by ticket, person", "tt"},
};

class TicketProjection final : public Projection {
 public:
  TicketProjection(Connection& connection, const Tenant& tenant) : connection_(connection), tenant_(tenant) {}

  std::span<const ProjectedTable> tables() const override { return kTicketTables; }

  void step(const record::Entry& entry) override {
    const std::string_view name = ticket::ticket_of(entry);
    if (name.empty()) return;
    Touched& seen = touch(name);
    // One that tells of the past changes what came after it. The ticket is then folded anew, but once for all such
    // entries: an import may have thousands.
    seen.stale = seen.stale || ticket::tells_of_the_past(seen.ticket, entry);
    if (!seen.stale) ticket::apply(seen.ticket, entry);
  }

  void flush() override {
    for (auto& [name, seen] : touched_) {
      if (seen.stale) {
        seen.ticket = ticket::rebuild(
            name, entries_before(connection_, tenant_, "ticket:" + name, std::numeric_limits<std::int64_t>::max()));
      }
      const ticket::Ticket& ticket = seen.ticket;
      if (ticket.id.empty()) continue;  // its entries so far are of kinds that make no ticket
      write(ticket);
      if (ticket.resolved != seen.resolved || ticket.closed != seen.closed) write_end(ticket);
      if (ticket.watchers != seen.watchers) write_watchers(ticket, seen.watchers);
    }
    touched_.clear();
  }

 private:
  struct Touched {
    ticket::Ticket ticket;
    bool stale = false;
    // As the tables have it: most entries change none of it.
    std::optional<Instant> resolved;
    std::optional<Instant> closed;
    std::vector<std::string> watchers;
  };

  void write(const ticket::Ticket& ticket) {
    const auto custodian = ticket::custodian_of(ticket);
    const auto bearer = custodian ? ticket::to_word(custodian->kind) : std::string_view();
    const std::int32_t given = ticket::priority_level(ticket.priority);
    const std::int64_t level = given == 0 ? kNoLevel : given;
    const bool is_open = custodian && custodian->kind != ticket::Custodian::Kind::resolved;
    connection_
        .tenant(
            tenant_,
            "insert into ticket (org_id, ticket, type, state, bearer, party, team, person, impact, urgency, priority, "
            "level, category, requester, owner_team, offered_to, waiting_on, waiting_party, subject, is_open, rank, "
            "opened_us, updated_us, resolved_us, closed_us, ticket_json) values (:org, :ticket, :type, :state, "
            ":bearer, :party, :team, :person, :impact, :urgency, :priority, :level, :category, :requester, :owner, "
            ":offered, :waiting, :whom, :subject, :open, :rank, :opened, :updated, :resolved, :closed, :json) on "
            "conflict (org_id, ticket) do update set type = excluded.type, state = excluded.state, bearer = "
            "excluded.bearer, party = excluded.party, team = excluded.team, person = excluded.person, impact = "
            "excluded.impact, urgency = excluded.urgency, priority = excluded.priority, level = excluded.level, "
            "category = excluded.category, requester = excluded.requester, owner_team = excluded.owner_team, "
            "offered_to = excluded.offered_to, waiting_on = excluded.waiting_on, waiting_party = "
            "excluded.waiting_party, subject = excluded.subject, is_open = excluded.is_open, rank = excluded.rank, "
            "opened_us = excluded.opened_us, updated_us = excluded.updated_us, resolved_us = excluded.resolved_us, "
            "closed_us = excluded.closed_us, ticket_json = excluded.ticket_json",
            "nttttttttttntttttttnnnnnnt")
        .run(ticket.id, ticket.type ? ticket::to_word(*ticket.type) : std::string_view(),
             ticket.state ? ticket::to_word(*ticket.state) : std::string_view(), bearer, ticket.holder.party,
             ticket.holder.team, ticket.holder.person, ticket.impact, ticket.urgency, ticket.priority, level,
             ticket.category, ticket.requester, ticket.owner_team,
             ticket.offer ? ticket.offer->to.party : std::string(),
             ticket.waiting_on ? ticket::to_word(*ticket.waiting_on) : std::string_view(), ticket.waiting_on_party,
             ticket.subject ? ticket.subject->id : std::string(), std::int64_t{is_open ? 1 : 0},
             ticket_rank(level, ticket.opened()), ticket.opened().us, ticket.last.us, or_never(ticket.resolved),
             or_never(ticket.closed), write_json(ticket::to_json(ticket)));
  }

  static std::int64_t or_never(const std::optional<Instant>& at) { return at ? at->us : kNever_us; }

  void write_end(const ticket::Ticket& ticket) {
    if (!ticket.resolved && !ticket.closed) {
      connection_.tenant(tenant_, "delete from ticket_end where org_id = :org and ticket = :ticket", "nt")
          .run(ticket.id);
      return;
    }
    connection_
        .tenant(tenant_,
                "insert into ticket_end (org_id, ticket, resolved_us, closed_us) values (:org, :ticket, :resolved, "
                ":closed) on conflict (org_id, ticket) do update set resolved_us = excluded.resolved_us, closed_us = "
                "excluded.closed_us",
                "ntnn")
        .run(ticket.id, or_never(ticket.resolved), or_never(ticket.closed));
  }

  void write_watchers(const ticket::Ticket& ticket, const std::vector<std::string>& before) {
    const auto has = [](const std::vector<std::string>& all, const std::string& person) {
      return std::binary_search(all.begin(), all.end(), person);
    };
    for (const std::string& person : before) {
      if (has(ticket.watchers, person)) continue;
      connection_
          .tenant(tenant_, "delete from ticket_watcher where org_id = :org and ticket = :ticket and person = :person",
                  "ntt")
          .run(ticket.id, person);
    }
    for (const std::string& person : ticket.watchers) {
      if (has(before, person)) continue;
      connection_
          .tenant(tenant_, "insert into ticket_watcher (org_id, ticket, person) values (:org, :ticket, :person)", "ntt")
          .run(ticket.id, person);
    }
  }

  Touched& touch(std::string_view name) {
    const auto [found, added] = touched_.try_emplace(std::string(name));
    if (!added) return found->second;
    auto& row = connection_.tenant(tenant_, "select ticket_json from ticket where org_id = :org and ticket = :ticket",
                                   "nt", "t");
    if (!row.one(name)) return found->second;
    const auto value = parse_json(row.text(0));
    auto ticket = value ? ticket::ticket_from_json(*value) : Result<ticket::Ticket>(tl::unexpected(value.error()));
    if (!ticket) {
      throw Failure({"damaged-projection", "The stored ticket '" + found->first + "' cannot be read.", std::nullopt,
                     "Run `concordat rebuild`: it makes the tables again from the record."});
    }
    Touched& seen = found->second;
    seen.ticket = std::move(*ticket);
    seen.resolved = seen.ticket.resolved;
    seen.closed = seen.ticket.closed;
    seen.watchers = seen.ticket.watchers;
    return seen;
  }

  Connection& connection_;
  const Tenant& tenant_;
  std::map<std::string, Touched> touched_;
};

}  // namespace

std::unique_ptr<Projection> make_ticket_projection(Connection& connection, const Tenant& tenant) {
  return std::make_unique<TicketProjection>(connection, tenant);
}

}  // namespace concordat::store
