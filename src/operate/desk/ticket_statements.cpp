// SPDX-License-Identifier: Apache-2.0
#include "operate/desk/ticket_statements.hpp"

#include <array>
#include <cstdlib>

namespace concordat::operate {
namespace {

using std::string;

constexpr const char* kSources[kTicketSources] = {"all",      "open",   "requester", "person",   "team",
                                                  "category", "ticket", "watcher",   "resolved", "closed"};
constexpr const char* kOrders[kTicketOrders] = {"update", "opening", "rank", "due", "resolution", "closing"};

bool is_walk(TicketSource source) { return source == TicketSource::all || source == TicketSource::open; }
// The clock that runs out next stands in a table of its own, which has the order.
bool walks_clocks(TicketSource source, TicketOrder order) { return order == TicketOrder::due && is_walk(source); }
// And so does when a ticket ended.
bool walks_ends(TicketSource source, TicketOrder order) {
  return is_walk(source) && (order == TicketOrder::resolved || order == TicketOrder::closed);
}

// The plus keeps an engine without statistics from walking an order where it is to gather.
string order_key(TicketSource source, TicketOrder order) {
  const string sorted = is_walk(source) ? "" : "+";
  switch (order) {
    case TicketOrder::updated: return sorted + "t.updated_us";
    case TicketOrder::opened: return sorted + "t.opened_us";
    case TicketOrder::priority: return sorted + "t.rank";
    case TicketOrder::resolved: return is_walk(source) ? "e.resolved_us" : "+t.resolved_us";
    case TicketOrder::closed: return is_walk(source) ? "e.closed_us" : "+t.closed_us";
    case TicketOrder::due: break;
  }
  return is_walk(source) ? "c.due_us" : "coalesce(c.due_us, 9223372036854775807)";
}

string name_of_row(TicketSource source, TicketOrder order) {
  if (walks_ends(source, order)) return "e.ticket";
  return walks_clocks(source, order) ? "c.ticket" : "t.ticket";
}

// Nothing, put after a name, keeps an engine without statistics from looking the other way round; so does that a name
// is something.
string from_of(TicketSource source, TicketOrder order) {
  if (walks_clocks(source, order)) {
    return " from timer c join ticket t on t.org_id = c.org_id and t.ticket = c.ticket where c.org_id = :org and :of = "
           "''";
  }
  const string clocks = " left join timer c on c.org_id = t.org_id and c.ticket = t.ticket where ";
  if (walks_ends(source, order) || source == TicketSource::resolved || source == TicketSource::closed) {
    return " from ticket_end e join ticket t on t.org_id = e.org_id and t.ticket = e.ticket || ''" + clocks +
           "e.org_id = :org and :of = ''";
  }
  if (source == TicketSource::watcher) {
    return " from ticket_watcher w join ticket t on t.org_id = w.org_id and t.ticket = w.ticket || ''" + clocks +
           "w.org_id = :org and w.person = :of and w.ticket > ''";
  }
  const string from = " from ticket t" + clocks + "t.org_id = :org";
  if (source == TicketSource::all) return from + " and :of = ''";
  if (source == TicketSource::open) return from + " and :of = '' and t.is_open = 1";
  return from + " and t." + kSources[static_cast<std::size_t>(source)] + " = :of";
}

// The same for a statement that looks at one table alone.
string bare_from_of(TicketSource source, TicketOrder order) {
  if (walks_clocks(source, order)) return " from timer c where c.org_id = :org and :of = ''";
  if (walks_ends(source, order)) return " from ticket_end e where e.org_id = :org and :of = ''";
  return string(" from ticket t where t.org_id = :org and :of = ''") +
         (source == TicketSource::open ? " and t.is_open = 1" : "");
}

string stretch_of(const string& key, const string& name, bool descending) {
  const string pair = "(" + key + ", " + name + ")";
  return " and " + pair + (descending ? " < " : " > ") + "(:after, :last) and " + pair +
         (descending ? " >= " : " <= ") + "(:until, :edge)";
}

string order_by(const string& key, const string& name, bool descending) {
  const string way = descending ? " desc" : "";
  return " order by " + key + way + ", " + name + way;
}

// What is asked for besides never chooses the index.
constexpr const char* kFilter =
    " and (:bearer = '' or t.bearer = :bearer2) and (:party = '' or t.party = :party2) and (:other = '' or (t.party <> "
    ":other2 and t.party <> '')) and (:team = '' or t.team = :team2) and (:person = '' or t.person = :person2) and "
    "(:state = '' or t.state = :state2) and (:type = '' or t.type = :type2) and (:category = '' or t.category = "
    ":category2) and (:requester = '' or t.requester = :requester2) and (:owner = '' or t.owner_team = :owner2) and "
    "(:offered = '' or t.offered_to = :offered2) and (:ticket = '' or t.ticket = :ticket2) and (:target = '' or "
    "c.target = :target2) and (:impact = '' or t.impact = :impact2) and (:urgency = '' or t.urgency = :urgency2) and "
    "(:waiting = '' or t.waiting_on = :waiting2) and (:whom = '' or t.waiting_party = :whom2) and t.level between "
    ":urgent and :idle and (:open = 0 or +t.is_open = 1) and +t.opened_us between :opened and :opened2 and "
    "+t.updated_us between :updated and :updated2 and coalesce(c.due_us, 9223372036854775807) between :due and :due2";
constexpr const char* kFilterTypes = "ttttttttttttttttttttttttttttttttttnnnnnnnnnnnnn";

// But for those that ended when it is asked for: these are found by that.
string filter_of(TicketSource source) {
  return string(kFilter) + " and " + (source == TicketSource::resolved ? "e" : "+t") +
         ".resolved_us between :resolved and :resolved2 and " + (source == TicketSource::closed ? "e" : "+t") +
         ".closed_us between :closed and :closed2";
}

constexpr const char* kColumns =
    "select t.ticket, t.type, t.state, t.bearer, t.party, t.team, t.person, t.priority, t.category, t.requester, "
    "t.owner_team, t.offered_to, t.subject, t.impact, t.urgency, t.waiting_on, t.waiting_party, t.opened_us, "
    "t.updated_us, t.resolved_us, t.closed_us, coalesce(c.due_us, 9223372036854775807), coalesce(c.target, ''), ";

constexpr const char* kRowTypes = "tttttttttttttttttnnnnntn";

string index_of(TicketSource source, TicketOrder order) {
  const string by = kOrders[static_cast<std::size_t>(order)];
  if (walks_clocks(source, order)) return "timer_by_due";
  if (walks_ends(source, order)) return "ticket_end_by_" + by;
  if (source == TicketSource::resolved) return "ticket_end_by_resolution";
  if (source == TicketSource::closed) return "ticket_end_by_closing";
  if (source == TicketSource::watcher) return "ticket_watcher_by_person";
  if (source == TicketSource::all) return "ticket_by_" + by;
  if (source == TicketSource::open) return "ticket_open_by_" + by;
  if (source == TicketSource::ticket) return "sqlite_autoindex_ticket_1";  // its primary key
  return string("ticket_by_") + kSources[static_cast<std::size_t>(source)];
}

TicketStatement put_together(TicketWhat what, TicketSource source, TicketOrder order, bool descending) {
  const string key = order_key(source, order);
  const string name = name_of_row(source, order);
  const string stretch = stretch_of(key, name, descending);
  const string ordered = order_by(key, name, descending);
  TicketStatement one;
  one.index = index_of(source, order);
  if (what == TicketWhat::edge) {
    one.sql = "select " + key + ", " + name + bare_from_of(source, order) + stretch + ordered + " limit 1 offset :far";
    one.in = "ntntntn";
    one.out = "nt";
    return one;
  }
  // Names are counted, in whatever order they come.
  const string rest =
      from_of(source, order) + stretch + filter_of(source) + (what == TicketWhat::rows ? ordered : "") + " limit :most";
  one.sql = what == TicketWhat::rows ? kColumns + key + rest
                                     : "select t.ticket, t.category, t.priority, t.requester, t.updated_us, "
                                       "coalesce(c.target, '')" +
                                           rest;
  one.in = string("ntntnt") + kFilterTypes + "n";
  one.out = what == TicketWhat::rows ? kRowTypes : "ttttnt";
  return one;
}

std::size_t place_of(TicketWhat what, TicketSource source, TicketOrder order, bool descending) {
  return ((static_cast<std::size_t>(what) * kTicketSources + static_cast<std::size_t>(source)) * kTicketOrders +
          static_cast<std::size_t>(order)) *
             2 +
         (descending ? 1 : 0);
}

using Statements = std::array<TicketStatement, kTicketWhats * kTicketSources * kTicketOrders * 2>;

Statements all_statements() {
  Statements all;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const auto what = static_cast<TicketWhat>(i / 2 / kTicketOrders / kTicketSources);
    const auto source = static_cast<TicketSource>(i / 2 / kTicketOrders % kTicketSources);
    const auto order = static_cast<TicketOrder>(i / 2 % kTicketOrders);
    // A gathered strand is short: it has no windows.
    if (what == TicketWhat::edge && !is_walk(source)) continue;
    all[place_of(what, source, order, i % 2 == 1)] = put_together(what, source, order, i % 2 == 1);
  }
  return all;
}

const Statements& statements() {
  static const Statements kAll = all_statements();
  return kAll;
}

}  // namespace

const TicketStatement& ticket_statement(TicketWhat what, TicketSource source, TicketOrder order, bool descending) {
  return statements()[place_of(what, source, order, descending)];
}

const TicketStatement& ticket_by_name_statement() {
  static const TicketStatement kOne{
      string(kColumns) +
          "t.updated_us from ticket t left join timer c on c.org_id = t.org_id and c.ticket = t.ticket "
          "where t.org_id = :org and t.ticket = :ticket",
      "nt", kRowTypes, ""};
  return kOne;
}

std::string_view ticket_size_statement(TicketSource source) {
  switch (source) {
    case TicketSource::requester:
      return "select count(*) from (select 1 from ticket where org_id = :org and requester = :of limit :most) few";
    case TicketSource::person:
      return "select count(*) from (select 1 from ticket where org_id = :org and person = :of limit :most) few";
    case TicketSource::team:
      return "select count(*) from (select 1 from ticket where org_id = :org and team = :of limit :most) few";
    case TicketSource::category:
      return "select count(*) from (select 1 from ticket where org_id = :org and category = :of limit :most) few";
    case TicketSource::watcher:
      return "select count(*) from (select 1 from ticket_watcher where org_id = :org and person = :of limit :most) few";
    case TicketSource::resolved:
      return "select count(*) from (select 1 from ticket_end where org_id = :org and resolved_us between :from and :to "
             "limit :most) few";
    case TicketSource::closed:
      return "select count(*) from (select 1 from ticket_end where org_id = :org and closed_us between :from and :to "
             "limit :most) few";
    case TicketSource::all:
    case TicketSource::open:
    case TicketSource::ticket: break;
  }
  std::abort();  // what is walked is not counted, and of one name there is one
}

std::vector<PlannedStatement> ticket_statements() {
  std::vector<PlannedStatement> all;
  for (std::size_t i = 0; i < statements().size(); ++i) {
    const TicketStatement& one = statements()[i];
    const auto source = static_cast<TicketSource>(i / 2 / kTicketOrders % kTicketSources);
    if (!one.sql.empty()) all.push_back({one.sql, one.index, is_walk(source)});
  }
  return all;
}

}  // namespace concordat::operate
