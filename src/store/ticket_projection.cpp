// SPDX-License-Identifier: Apache-2.0
// Every ticket as it stands: the fold of its entries (ticket/ticket.hpp).
#include "store/projection.hpp"

#include "base/json.hpp"
#include "store/ticket_rank.hpp"
#include "ticket/custody.hpp"
#include "ticket/story.hpp"
#include "ticket/ticket.hpp"

#include <limits>
#include <map>

namespace concordat::store {
namespace {

constexpr ProjectedTable kTicketTables[] = {
    {"ticket", "delete from ticket where org_id = :org",
     "select ticket, type, state, bearer, party, team, person, priority, level, category, requester, owner_team, "
     "offered_to, subject, is_open, rank, opened_us, updated_us, ticket_json from ticket where org_id = :org order by "
     "ticket",
     "ttttttttntttttnnnnt"},
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
    }
    touched_.clear();
  }

 private:
  struct Touched {
    ticket::Ticket ticket;
    bool stale = false;
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
            "insert into ticket (org_id, ticket, type, state, bearer, party, team, person, priority, level, category, "
            "requester, owner_team, offered_to, subject, is_open, rank, opened_us, updated_us, ticket_json) values "
            "(:org, :ticket, :type, :state, :bearer, :party, :team, :person, :priority, :level, :category, :requester, "
            ":owner, :offered, :subject, :open, :rank, :opened, :updated, :json) on conflict (org_id, ticket) do "
            "update set type = excluded.type, state = excluded.state, bearer = excluded.bearer, party = "
            "excluded.party, team = excluded.team, person = excluded.person, priority = excluded.priority, level = "
            "excluded.level, category = excluded.category, requester = excluded.requester, owner_team = "
            "excluded.owner_team, offered_to = excluded.offered_to, subject = excluded.subject, is_open = "
            "excluded.is_open, rank = excluded.rank, opened_us = excluded.opened_us, updated_us = "
            "excluded.updated_us, ticket_json = excluded.ticket_json",
            "nttttttttntttttnnnnt")
        .run(ticket.id, ticket.type ? ticket::to_word(*ticket.type) : std::string_view(),
             ticket.state ? ticket::to_word(*ticket.state) : std::string_view(), bearer, ticket.holder.party,
             ticket.holder.team, ticket.holder.person, ticket.priority, level, ticket.category, ticket.requester,
             ticket.owner_team, ticket.offer ? ticket.offer->to.party : std::string(),
             ticket.subject ? ticket.subject->id : std::string(), std::int64_t{is_open ? 1 : 0},
             ticket_rank(level, ticket.opened()), ticket.opened().us, ticket.last.us,
             write_json(ticket::to_json(ticket)));
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
    found->second.ticket = std::move(*ticket);
    return found->second;
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
