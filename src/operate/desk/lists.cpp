// SPDX-License-Identifier: Apache-2.0
#include "operate/desk/lists.hpp"

#include "http/cursor.hpp"
#include "operate/desk/all_desks.hpp"
#include "operate/desk/function_filter.hpp"
#include "operate/desk/list_csv.hpp"
#include "operate/desk/list_query.hpp"
#include "operate/desk/readable.hpp"
#include "operate/desk/subject_filter.hpp"
#include "operate/desk/views.hpp"
#include "operate/desk/watcher_filter.hpp"
#include "store/connection.hpp"
#include "store/search_index.hpp"

#include <algorithm>
#include <tuple>

namespace concordat::operate {
namespace {

constexpr std::int64_t kCsvRowsMax = 10'000;
constexpr const char* kLastName = "\xF4\x8F\xBF\xBF";

TicketLine line_of(const Desk& desk, const TicketRow& row) {
  return line_of(desk.session, desk.member, desk.name, row);
}

TicketCounts counts_of(const Desk& desk, Instant now) {
  Readable readable(desk.session, desk.member, now);
  TicketCounts counts;
  const auto add = [&](const OpenCount& one) {
    counts.open += one.tickets;
    if (one.bearer == "team") (one.party == desk.member.party ? counts.with_us : counts.with_them) += one.tickets;
    if (one.bearer == "nobody") counts.with_nobody += one.tickets;
    if (one.bearer == "requester") counts.waiting_for_requester += one.tickets;
  };
  auto& connection = desk.session.connection();
  for (const OpenCount& one : open_counts(connection, tenant_of(desk))) {
    if (readable.kind(one.category, one.priority)) add(one);
  }
  if (readable.everything()) return counts;
  for (const OpenCount& one : open_counts_of(connection, tenant_of(desk), desk.member.person)) {
    if (!readable.kind(one.category, one.priority)) add(one);
  }
  for (const std::string& name : readable.lent()) {
    const auto row = find_ticket(connection, tenant_of(desk), name);
    const bool is_open = row && !row->bearer.empty() && row->bearer != "resolved";
    if (!is_open || row->requester == desk.member.person || readable.kind(row->category, row->priority)) continue;
    if (readable.as_party(*row)) add({row->bearer, row->party, row->category, row->priority, 1});
  }
  return counts;
}

// What the member may see, and of that what the list asks for that no column of a ticket answers.
class Sought {
 public:
  Sought(const Desk& desk, const ListQuery& asked, Instant now)
      : desk_(desk), readable_(desk.session, desk.member, now), reach_(readable_.reach()) {
    auto& connection = desk.session.connection();
    if (!asked.function.empty()) {
      reach_ = of_function(desk.member.present->rules, asked.function, std::move(reach_));
    }
    if (!asked.watcher.empty()) {
      // A requester is not told who else watches.
      if (asked.watcher != desk.member.person) {
        reach_.sees = [this](const TicketRow& row) { return readable_.as_party(row); };
      }
      reach_ = of_watcher(connection, tenant_of(desk), asked.watcher, std::move(reach_));
    }
    if (asked.filter.due.is_asked() || !asked.filter.target.empty()) of_told_clocks();
    if (asked.subject.empty()) return;
    const auto index = std::make_shared<store::SearchIndex>(connection, tenant_of(desk));
    reach_ = of_subject(index, store::read_question(asked.subject), std::move(reach_));
  }
  Sought(const Sought&) = delete;
  Sought& operator=(const Sought&) = delete;
  const Reach& reach() const { return reach_; }

  // Of each the clock that runs out next only where it is theirs to see. The order goes by it all the same, so that
  // nothing is missing from a queue.
  FoundTickets find(const ListQuery& asked) {
    auto found = find_tickets(desk_.session.connection(), tenant_of(desk_), asked.filter, asked.page, reach_);
    for (TicketRow& row : found.rows) readable_.cover_clock(row);
    return found;
  }

 private:
  // Who asks for clocks learns nothing of those that they are not told of.
  void of_told_clocks() {
    reach_.sees = [this, everything = reach_.everything, sees = reach_.sees](const TicketRow& row) {
      return (everything || sees(row)) && readable_.tells_clock(row);
    };
    reach_.everything = false;
  }

  const Desk& desk_;
  Readable readable_;
  Reach reach_;
};

// --- of one organisation

struct Page {
  ListQuery asked;
  FoundTickets found;
};

Outcome<Page> page_of(const Desk& desk, const QueryParts& query, Instant now, std::optional<std::size_t> most) {
  auto asked = read_list_query(query, desk.member);
  if (!asked) return tl::unexpected(std::move(asked.error()));
  if (most) asked->page.most = *most;
  auto found = Sought(desk, *asked, now).find(*asked);
  return Page{std::move(*asked), std::move(found)};
}

std::optional<std::string> next_of(const Page& page, const std::string& organisation) {
  if (!page.found.next) return std::nullopt;
  return http::write_cursor(page.asked.list,
                            {std::to_string(page.found.next->key), organisation, page.found.next->ticket});
}

Outcome<TicketLines> list_tickets(Reading& reading) {
  const Desk desk{reading.session, reading.member, organisation_name(reading.session, reading.member.organisation)};
  auto page = page_of(desk, reading.call.request.target.query, reading.call.now, std::nullopt);
  if (!page) return tl::unexpected(std::move(page.error()));
  TicketLines lines;
  for (const TicketRow& row : page->found.rows) lines.tickets.push_back(line_of(desk, row));
  lines.next = next_of(*page, desk.member.organisation.value);
  if (page->asked.counted) {
    const Sought sought(desk, page->asked, reading.call.now);
    const auto counted = count_tickets(desk.session.connection(), tenant_of(desk), page->asked.filter, sought.reach());
    lines.count = TicketCount{counted.tickets, counted.exact};
  }
  return lines;
}

Outcome<Answer> export_tickets(Reading& reading) {
  const Desk desk{reading.session, reading.member, organisation_name(reading.session, reading.member.organisation)};
  auto page = page_of(desk, reading.call.request.target.query, reading.call.now, kCsvRowsMax);
  if (!page) return tl::unexpected(std::move(page.error()));
  CsvOfTickets csv;
  for (const TicketRow& row : page->found.rows) csv.add(line_of(desk, row));
  http::Response response;
  response.headers.add("Content-Type", "text/csv; charset=utf-8; header=present");
  response.headers.add("Content-Disposition", "attachment; filename=\"tickets.csv\"");
  if (const auto next = next_of(*page, desk.member.organisation.value)) {
    response.headers.add("Link", "<?cursor=" + *next + ">; rel=\"next\"");
  }
  response.body = csv.take();
  Answer answer;
  answer.whole = std::move(response);
  return answer;
}

// --- of all of one's organisations

// The order over all organisations is key, organisation, ticket: of rows with the cursor's key those of organisations
// that come after its own are still to be read, whichever way the list goes.
TicketPosition position_in(const std::string& organisation, const ListQuery& asked) {
  TicketPosition after = *asked.page.after;
  if (organisation != asked.cursor[1]) after.ticket = organisation > asked.cursor[1] ? "" : kLastName;
  return after;
}

struct PlacedRow {
  const Desk* desk;
  TicketRow row;
};

class Merge {
 public:
  explicit Merge(bool descending) : descending_(descending) {}

  void add(const Desk& desk, FoundTickets found) {
    for (TicketRow& row : found.rows) rows_.push_back({&desk, std::move(row)});
    // What one organisation has not looked at yet holds up the others: nothing that comes after it is shown.
    if (!found.next) return;
    Place place{found.next->key, desk.member.organisation.value, found.next->ticket};
    if (!edge_ || before(place, *edge_)) edge_ = std::move(place);
  }

  // The first rows, in order; and where the next page begins.
  std::vector<PlacedRow> take(std::size_t most) {
    std::sort(rows_.begin(), rows_.end(),
              [&](const PlacedRow& a, const PlacedRow& b) { return before(place_of(a), place_of(b)); });
    if (edge_) std::erase_if(rows_, [&](const PlacedRow& one) { return before(*edge_, place_of(one)); });
    if (rows_.size() > most) {
      rows_.resize(most);
      edge_ = place_of(rows_.back());
    }
    return std::move(rows_);
  }
  std::optional<std::vector<std::string>> next() const {
    if (!edge_) return std::nullopt;
    return std::vector<std::string>{std::to_string(std::get<0>(*edge_)), std::get<1>(*edge_), std::get<2>(*edge_)};
  }

 private:
  using Place = std::tuple<std::int64_t, std::string, std::string>;
  bool before(const Place& a, const Place& b) const { return descending_ ? b < a : a < b; }
  static Place place_of(const PlacedRow& one) {
    return {one.row.key, one.desk->member.organisation.value, one.row.ticket};
  }

  bool descending_;
  std::vector<PlacedRow> rows_;
  std::optional<Place> edge_;
};

Outcome<TicketLines> list_all(const Call& call, const Desks& all) {
  TicketLines lines;
  lines.left_out = all.left_out;
  std::optional<Merge> merge;
  std::string list;
  std::size_t most = 0;
  TicketCount count;
  for (const Desk& desk : all.desks) {
    auto asked = read_list_query(call.request.target.query, desk.member);
    if (!asked) return tl::unexpected(std::move(asked.error()));
    if (!merge) merge.emplace(asked->page.descending);
    list = asked->list;
    most = asked->page.most;
    if (asked->page.after) asked->page.after = position_in(desk.member.organisation.value, *asked);
    Sought sought(desk, *asked, call.now);
    merge->add(desk, sought.find(*asked));
    if (!asked->counted) continue;
    const auto counted = count_tickets(desk.session.connection(), tenant_of(desk), asked->filter, sought.reach());
    count = {count.tickets + counted.tickets, count.exact && counted.exact};
    lines.count = count;
  }
  if (!merge) return lines;
  for (const PlacedRow& one : merge->take(most)) lines.tickets.push_back(line_of(*one.desk, one.row));
  if (const auto next = merge->next()) lines.next = http::write_cursor(list, *next);
  return lines;
}

AllCounts count_all(const Call& call, const Desks& all) {
  AllCounts counts;
  counts.left_out = all.left_out;
  for (const Desk& desk : all.desks) {
    const TicketCounts one = counts_of(desk, call.now);
    counts.all.with_us += one.with_us;
    counts.all.with_them += one.with_them;
    counts.all.with_nobody += one.with_nobody;
    counts.all.waiting_for_requester += one.waiting_for_requester;
    counts.all.open += one.open;
    counts.organisations.push_back({desk.member.organisation.value, desk.name, one});
  }
  return counts;
}

Operation listing(std::string id, std::string path, Door door, std::string summary, std::vector<QueryParameter> query) {
  return {std::move(id), "GET", std::move(path), door, "", "desk", std::move(summary), std::move(query), 0};
}

}  // namespace

void add_lists(Api& api) {
  api.read<TicketLines>(listing("listTickets", "/api/v1/organisations/{organisation}/tickets", Door::member,
                                "Tickets that you may read, a page at a time.", list_parameters()),
                        list_tickets);
  auto exporting =
      listing("exportTickets", "/api/v1/organisations/{organisation}/tickets.csv", Door::member,
              "The same list as CSV (RFC 4180), at most 10,000 rows; where there are more, Link says what follows.",
              list_parameters());
  exporting.answers_with = "text/csv";
  api.act<Nothing, Nothing>(exporting, [&api](Call& call, Nothing&) { return api.reading(call, export_tickets); });
  api.read<TicketCounts>(listing("countTickets", "/api/v1/organisations/{organisation}/ticket-counts", Door::member,
                                 "How many open tickets are with whom, of those that you may read.", {}),
                         [](Reading& reading) -> Outcome<TicketCounts> {
                           return counts_of({reading.session, reading.member, ""}, reading.call.now);
                         });
  api.act<Nothing, TicketLines>(
      listing("listAllTickets", "/api/v1/me/tickets", Door::signed_in,
              "The list over all organisations that you are of, each by your rights there.", list_parameters()),
      [&api](Call& call, Nothing&) {
        return over_all(api, call, [&](const Desks& all) -> Outcome<Answer> {
          auto lines = list_all(call, all);
          if (!lines) return tl::unexpected(std::move(lines.error()));
          return Api::answer_of(*lines);
        });
      });
  api.act<Nothing, AllCounts>(
      listing("countAllTickets", "/api/v1/me/ticket-counts", Door::signed_in,
              "How many open tickets are with whom, in each of your organisations and in all of them.", {}),
      [&api](Call& call, Nothing&) {
        return over_all(api, call,
                        [&](const Desks& all) -> Outcome<Answer> { return Api::answer_of(count_all(call, all)); });
      });
}

}  // namespace concordat::operate
