// SPDX-License-Identifier: Apache-2.0
#include "operate/desk/ticket_rows.hpp"

#include "operate/desk/ticket_statements.hpp"
#include "store/connection.hpp"
#include "store/ticket_rank.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <tuple>

namespace concordat::operate {
namespace {

constexpr std::int64_t kPageWindowsMax = 4;    // of one page
constexpr std::int64_t kCountWindowsMax = 10;  // of one count
constexpr std::size_t kBatchMax = 4'096;       // rows of one statement
constexpr std::int64_t kBeginning_us = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t kNoClock_us = std::numeric_limits<std::int64_t>::max();
constexpr const char* kAfterAllTickets = "\xF4\x8F\xBF\xBF";  // U+10FFFF: after every name

// The part of an order that is still to be read, both ends as positions: after `from`, up to and with `to`.
struct Stretch {
  TicketPosition from;
  TicketPosition to;
};

Within keys_of(const TicketFilter& filter, TicketOrder order) {
  if (order == TicketOrder::updated) return filter.updated;
  if (order == TicketOrder::opened) return filter.opened;
  if (order == TicketOrder::due) return filter.due;
  if (order == TicketOrder::resolved) return filter.resolved;
  if (order == TicketOrder::closed) return filter.closed;
  return {store::first_rank(filter.level_from), store::first_rank(filter.level_to + 1) - 1};
}

Stretch stretch_asked(const TicketFilter& filter, const TicketPage& page) {
  const Within keys = keys_of(filter, page.order);
  Stretch stretch;
  if (page.descending) {
    stretch.from = {keys.to_us, kAfterAllTickets};
    stretch.to = {keys.from_us, ""};
    if (page.after && std::tie(page.after->key, page.after->ticket) < std::tie(stretch.from.key, stretch.from.ticket)) {
      stretch.from = *page.after;
    }
  } else {
    stretch.from = keys.from_us == kBeginning_us ? TicketPosition{kBeginning_us, ""}
                                                 : TicketPosition{keys.from_us - 1, kAfterAllTickets};
    stretch.to = {keys.to_us, kAfterAllTickets};
    if (page.after && std::tie(page.after->key, page.after->ticket) > std::tie(stretch.from.key, stretch.from.ticket)) {
      stretch.from = *page.after;
    }
  }
  return stretch;
}

// Whether anything is asked for besides what is open, and the stretch of the order.
bool narrows(const TicketFilter& f) {
  const std::array<const std::string*, 17> words = {
      &f.bearer, &f.party,    &f.not_party, &f.team,       &f.person,          &f.state,
      &f.type,   &f.category, &f.requester, &f.owner_team, &f.offered_to,      &f.ticket,
      &f.target, &f.impact,   &f.urgency,   &f.waiting_on, &f.waiting_on_party};
  const std::array<const Within*, 5> times = {&f.opened, &f.updated, &f.due, &f.resolved, &f.closed};
  return std::any_of(words.begin(), words.end(), [](const std::string* one) { return !one->empty(); }) ||
         std::any_of(times.begin(), times.end(), [](const Within* one) { return one->is_asked(); }) ||
         f.level_from > 0 || f.level_to < store::kNoLevel;
}

constexpr std::size_t kCategoryColumn = 8;
constexpr std::size_t kKeyColumn = 23;

TicketRow row_of(const store::Statement& rows) {
  const auto at = [&](std::size_t column, std::int64_t none) {
    return rows.number(column) == none ? std::nullopt : std::optional(Instant{rows.number(column)});
  };
  return {rows.text(0),
          rows.text(1),
          rows.text(2),
          rows.text(3),
          rows.text(4),
          rows.text(5),
          rows.text(6),
          rows.text(7),
          rows.text(kCategoryColumn),
          rows.text(9),
          rows.text(10),
          rows.text(11),
          rows.text(12),
          rows.text(13),
          rows.text(14),
          rows.text(15),
          rows.text(16),
          Instant{rows.number(17)},
          Instant{rows.number(18)},
          at(19, store::kNever_us),
          at(20, store::kNever_us),
          at(21, kNoClock_us),
          rows.text(22),
          rows.number(kKeyColumn)};
}

class Finder {
 public:
  Finder(store::Connection& connection, const store::Tenant& tenant, const TicketFilter& filter, const Reach& reach)
      : connection_(connection), tenant_(tenant), filter_(filter), reach_(reach), strands_(choose()) {}

  FoundTickets page(const TicketPage& page) {
    FoundTickets found;
    for (const Strand& strand : strands_) collect(strand, page, found);
    auto& rows = found.rows;
    std::sort(rows.begin(), rows.end(), [&](const TicketRow& a, const TicketRow& b) {
      const auto left = std::tie(a.key, a.ticket);
      const auto right = std::tie(b.key, b.ticket);
      return page.descending ? right < left : left < right;
    });
    const auto same = [](const TicketRow& a, const TicketRow& b) { return a.ticket == b.ticket; };
    rows.erase(std::unique(rows.begin(), rows.end(), same), rows.end());
    if (rows.size() > page.most) {
      rows.resize(page.most);
      found.next = TicketPosition{rows.back().key, rows.back().ticket};
    }
    return found;
  }

  CountedTickets count() {
    if (const auto only = only_strands(); !only.empty()) {
      const std::int64_t size = size_of(only, kCountedMax);
      return {std::min(size, kCountedMax), size <= kCountedMax};
    }
    // In the order of what is asked for, where that is an order.
    TicketPage page;
    if (filter_.closed.is_asked()) page.order = TicketOrder::closed;
    if (filter_.resolved.is_asked()) page.order = TicketOrder::resolved;
    CountedTickets counted;
    std::set<std::string> seen;  // where strands may overlap
    for (const Strand& strand : strands_) {
      Stretch rest = stretch_asked(filter_, page);
      for (std::int64_t windows = 0;; ++windows) {
        if (windows == kCountWindowsMax) {
          counted.exact = false;
          return counted;
        }
        const auto edge = edge_of(strand, page, rest);
        auto& rows = start(TicketWhat::names, strand, page, {rest.from, edge.value_or(rest.to)}, kCountedMax + 1);
        while (rows.next()) {
          TicketRow row;
          row.ticket = rows.text(0);
          row.category = rows.text(1);
          row.priority = rows.text(2);
          row.requester = rows.text(3);
          row.updated = Instant{rows.number(4)};
          row.target = rows.text(5);
          if (!takes(row.category) || !sees(row) || (strands_.size() > 1 && !seen.insert(row.ticket).second)) continue;
          if (counted.tickets == kCountedMax) {
            rows.finish();
            counted.exact = false;
            return counted;
          }
          ++counted.tickets;
        }
        if (!edge) break;
        rest.from = *edge;
      }
    }
    return counted;
  }

 private:
  bool takes(const std::string& category) const { return !reach_.takes || reach_.takes(category); }
  bool sees(const TicketRow& row) const { return reach_.everything || reach_.sees(row); }

  // A walk in which rows may be passed over. The others find what they look for at each step.
  bool has_windows(const Strand& strand) const {
    if (strand.source != TicketSource::all && strand.source != TicketSource::open) return false;
    return !reach_.everything || reach_.takes || narrows(filter_);
  }

  // How many tickets are of these, up to one more than so many.
  std::int64_t size_of(const std::vector<Strand>& strands, std::int64_t most) {
    std::int64_t all = 0;
    for (const Strand& one : strands) {
      if ((all += size_of(one, most)) > most) break;
    }
    return all;
  }
  std::int64_t size_of(const Strand& strand, std::int64_t most) {
    if (strand.source == TicketSource::ticket) return 1;
    const std::string_view sql = ticket_size_statement(strand.source);
    if (strand.source == TicketSource::resolved || strand.source == TicketSource::closed) {
      const Within& when = strand.source == TicketSource::resolved ? filter_.resolved : filter_.closed;
      auto& row = connection_.tenant(tenant_, sql, "nnnn", "n");
      row.one(when.from_us, when.to_us, most + 1);
      return row.number(0);
    }
    auto& row = connection_.tenant(tenant_, sql, "ntn", "n");
    row.one(strand.value, most + 1);
    return row.number(0);
  }

  // What is asked for that has an index of its own.
  std::vector<Strand> named_strands() const {
    std::vector<Strand> all;
    const auto add = [&](TicketSource source, const std::string& value) {
      if (!value.empty()) all.push_back({source, value});
    };
    add(TicketSource::ticket, filter_.ticket);
    add(TicketSource::person, filter_.person);
    add(TicketSource::requester, filter_.requester);
    add(TicketSource::team, filter_.team);
    add(TicketSource::category, filter_.category);
    if (filter_.resolved.is_asked()) all.push_back({TicketSource::resolved, ""});
    if (filter_.closed.is_asked()) all.push_back({TicketSource::closed, ""});
    return all;
  }

  // Where one of these is all that is asked for, by somebody who sees everything: its index says how many there are.
  // So do those of the categories of a function, none of which is in two.
  std::vector<Strand> only_strands() const {
    TicketFilter rest = filter_;
    rest.person = rest.requester = rest.team = rest.category = "";
    rest.resolved = rest.closed = {};
    if (!reach_.everything || rest.is_open || narrows(rest)) return {};
    auto named = named_strands();
    if (!reach_.takes && named.size() == 1) return named;
    return reach_.takes && named.empty() && !reach_.ways.empty() ? reach_.ways.front() : std::vector<Strand>();
  }

  // Whichever gathers least, where that is few.
  std::vector<Strand> choose() {
    // What is open has not ended.
    if (filter_.is_open && (filter_.resolved.is_asked() || filter_.closed.is_asked())) {
      return {{TicketSource::ticket, ""}};
    }
    std::vector<std::vector<Strand>> ways = reach_.ways;
    for (Strand& one : named_strands()) ways.push_back({std::move(one)});
    if (!reach_.strands.empty()) ways.push_back(reach_.strands);
    std::vector<Strand> best = {Strand{filter_.is_open ? TicketSource::open : TicketSource::all, ""}};
    std::int64_t least = reach_.gathered + 1;
    for (std::vector<Strand>& one : ways) {
      const std::int64_t size = size_of(one, least - 1);
      if (size >= least) continue;
      least = size;
      best = std::move(one);
    }
    return best;
  }

  store::Statement& start(TicketWhat what, const Strand& strand, const TicketPage& page, const Stretch& stretch,
                          std::int64_t most) {
    const TicketStatement& statement = ticket_statement(what, strand.source, page.order, page.descending);
    const TicketFilter& f = filter_;
    return connection_.tenant(tenant_, statement.sql, statement.in, statement.out)
        .start(strand.value, stretch.from.key, stretch.from.ticket, stretch.to.key, stretch.to.ticket, f.bearer,
               f.bearer, f.party, f.party, f.not_party, f.not_party, f.team, f.team, f.person, f.person, f.state,
               f.state, f.type, f.type, f.category, f.category, f.requester, f.requester, f.owner_team, f.owner_team,
               f.offered_to, f.offered_to, f.ticket, f.ticket, f.target, f.target, f.impact, f.impact, f.urgency,
               f.urgency, f.waiting_on, f.waiting_on, f.waiting_on_party, f.waiting_on_party, f.level_from, f.level_to,
               std::int64_t{f.is_open ? 1 : 0}, f.opened.from_us, f.opened.to_us, f.updated.from_us, f.updated.to_us,
               f.due.from_us, f.due.to_us, f.resolved.from_us, f.resolved.to_us, f.closed.from_us, f.closed.to_us,
               most);
  }

  // Where the next window of a walk ends; nullopt: what is left is no longer than one.
  std::optional<TicketPosition> edge_of(const Strand& strand, const TicketPage& page, const Stretch& rest) {
    if (!has_windows(strand)) return std::nullopt;
    const TicketStatement& statement = ticket_statement(TicketWhat::edge, strand.source, page.order, page.descending);
    auto& row = connection_.tenant(tenant_, statement.sql, statement.in, statement.out);
    const bool found =
        row.one(strand.value, rest.from.key, rest.from.ticket, rest.to.key, rest.to.ticket, reach_.window - 1);
    if (!found) return std::nullopt;
    return TicketPosition{row.number(0), row.text(1)};
  }

  // The first rows of a strand that the reader sees, and one more where there are more.
  void collect(const Strand& strand, const TicketPage& page, FoundTickets& found) {
    Stretch rest = stretch_asked(filter_, page);
    const std::size_t enough = found.rows.size() + page.most + 1;
    for (std::int64_t windows = 0; windows < kPageWindowsMax; ++windows) {
      const std::optional<TicketPosition> edge = edge_of(strand, page, rest);
      if (!take(strand, page, {rest.from, edge.value_or(rest.to)}, enough, found.rows)) return;
      if (!edge) return;
      rest.from = *edge;
    }
    found.next = rest.from;
  }

  // Reads a stretch to its end; false where enough was found before.
  bool take(const Strand& strand, const TicketPage& page, Stretch rest, std::size_t enough,
            std::vector<TicketRow>& rows) {
    for (std::size_t batch = page.most + 1;; batch = std::min(4 * batch, kBatchMax)) {
      auto& read = start(TicketWhat::rows, strand, page, rest, static_cast<std::int64_t>(batch));
      std::size_t count = 0;
      while (read.next()) {
        ++count;
        // A cursor of its own, also where the row is passed over.
        rest.from = {read.number(kKeyColumn), read.text(0)};
        if (!takes(read.text(kCategoryColumn))) continue;
        TicketRow row = row_of(read);
        if (!sees(row)) continue;
        rows.push_back(std::move(row));
        if (rows.size() < enough) continue;
        read.finish();
        return false;
      }
      if (count < batch) return true;
    }
  }

  store::Connection& connection_;
  const store::Tenant& tenant_;
  const TicketFilter& filter_;
  const Reach& reach_;
  std::vector<Strand> strands_;
};

}  // namespace

FoundTickets find_tickets(store::Connection& connection, const store::Tenant& tenant, const TicketFilter& filter,
                          const TicketPage& page, const Reach& reach) {
  return Finder(connection, tenant, filter, reach).page(page);
}

std::optional<TicketRow> find_ticket(store::Connection& connection, const store::Tenant& tenant,
                                     const std::string& ticket) {
  const TicketStatement& statement = ticket_by_name_statement();
  auto& row = connection.tenant(tenant, statement.sql, statement.in, statement.out);
  return row.one(ticket) ? std::optional(row_of(row)) : std::nullopt;
}

CountedTickets count_tickets(store::Connection& connection, const store::Tenant& tenant, const TicketFilter& filter,
                             const Reach& reach) {
  return Finder(connection, tenant, filter, reach).count();
}

std::vector<OpenCount> open_counts(store::Connection& connection, const store::Tenant& tenant) {
  std::vector<OpenCount> all;
  auto& rows = connection
                   .tenant(tenant,
                           "select bearer, party, category, priority, count(*) from ticket where org_id = :org and "
                           "bearer > '' and bearer <> 'resolved' group by bearer, party, category, priority order by "
                           "bearer, party, category, priority",
                           "n", "ttttn")
                   .start();
  while (rows.next()) all.push_back({rows.text(0), rows.text(1), rows.text(2), rows.text(3), rows.number(4)});
  return all;
}

std::vector<OpenCount> open_counts_of(store::Connection& connection, const store::Tenant& tenant,
                                      const std::string& requester) {
  std::vector<OpenCount> all;
  auto& rows = connection
                   .tenant(tenant,
                           "select bearer, party, category, priority, count(*) from ticket where org_id = :org and "
                           "requester = :requester and is_open = 1 group by bearer, party, category, priority order by "
                           "bearer, party, category, priority",
                           "nt", "ttttn")
                   .start(requester);
  while (rows.next()) all.push_back({rows.text(0), rows.text(1), rows.text(2), rows.text(3), rows.number(4)});
  return all;
}

}  // namespace concordat::operate
