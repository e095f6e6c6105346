// SPDX-License-Identifier: Apache-2.0
#include "operate/desk/lists.hpp"

#include "http/cursor.hpp"
#include "operate/api/tables.hpp"
#include "operate/desk/views.hpp"
#include "store/connection.hpp"

#include <algorithm>
#include <charconv>
#include <map>

namespace concordat::operate {
namespace {

constexpr std::int64_t kPageMax = 200;
constexpr std::int64_t kPageUsual = 50;
constexpr std::int64_t kRowsLookedAtMax = 10'000;  // for one page; a cursor goes on from there

// Which categories a member may read is the same for every ticket of one: asked once for each. A former party sees
// tickets to which nothing was added since its contract ended.
class Readable {
 public:
  Readable(const Member& member, Instant now)
      : member_(member), now_(now), all_(member.party == member.present->own && member.may("export", {}, now)) {}

  bool category(const std::string& category) { return all_ || reach(category) == Reach::now; }
  bool ticket(const TicketRow& row) {
    if (all_ || row.requester == member_.person) return true;
    const Reach reached = reach(row.category);
    return reached == Reach::now || (reached == Reach::past && may_read(row.category, row.updated));
  }

 private:
  enum class Reach : std::uint8_t { nothing, past, now };
  Reach reach(const std::string& category) {
    const auto [found, fresh] = known_.try_emplace(category, Reach::nothing);
    if (fresh && may_read(category, now_)) {
      found->second = Reach::now;
    } else if (fresh && may_read(category, std::nullopt)) {
      found->second = Reach::past;
    }
    return found->second;
  }
  bool may_read(const std::string& category, std::optional<Instant> entry_at) const {
    agreement::Subject subject;
    subject.function = member_.present->rules.takes(category);
    subject.entry_at = entry_at;
    return !subject.function.none() && member_.may("read", subject, now_);
  }

  const Member& member_;
  Instant now_;
  bool all_;
  std::map<std::string, Reach> known_;
};

struct Asked {
  TicketFilter filter;
  TicketPage page;
  std::int64_t limit = kPageUsual;
  std::string list;  // which list it is, for the cursor
};

std::optional<std::int64_t> number_in(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

tl::unexpected<Refusal> bad_query(std::string name, std::string what) {
  return tl::unexpected(
      Refusal{422, {"bad-query", name + ": " + what, std::nullopt, "See the description of the route."}, {}});
}

Outcome<void> read_tab(std::string_view tab, const Member& member, TicketFilter& filter) {
  filter.open = true;
  if (tab == "with-us") {
    filter.bearer = "team";
    filter.party = member.party;
  } else if (tab == "with-them") {
    filter.bearer = "team";
    filter.not_party = member.party;
  } else if (tab == "with-nobody") {
    filter.bearer = "nobody";
  } else if (tab == "waiting-for-requester") {
    filter.bearer = "requester";
  } else if (tab == "mine") {
    filter.person = member.person;
  } else if (tab == "requested") {
    filter.requester = member.person;
    filter.open = false;
  } else if (tab == "all") {
    filter.open = false;
  } else if (tab != "open") {
    return bad_query("tab",
                     "expected with-us, with-them, with-nobody, waiting-for-requester, mine, requested, open or all");
  }
  return {};
}

Outcome<Asked> read_query(const Reading& reading) {
  const auto& request = reading.call.request;
  Asked asked;
  asked.list = "tickets";
  bool has_cursor = false;
  if (auto tab = read_tab(request.query("tab").value_or("open"), reading.member, asked.filter); !tab) {
    return tl::unexpected(std::move(tab.error()));
  }
  for (const auto& [name, value] : request.target.query) {
    if (name != "cursor" && name != "limit") asked.list += "&" + name + "=" + value;
    if (name == "tab") continue;
    if (name == "state") {
      asked.filter.state = value;
    } else if (name == "type") {
      asked.filter.type = value;
    } else if (name == "party") {
      asked.filter.party = value;
    } else if (name == "team") {
      asked.filter.team = value;
    } else if (name == "category") {
      asked.filter.category = value;
    } else if (name == "requester") {
      asked.filter.requester = value;
    } else if (name == "person") {
      asked.filter.person = value;
    } else if (name == "priority") {
      const auto level = number_in(value);
      if (!level || *level < 1 || *level > 99) return bad_query(name, "expected a level, 1 first");
      asked.filter.level = *level;
    } else if (name == "sort") {
      if (value != "updated" && value != "opened" && value != "due")
        return bad_query(name, "expected updated, opened or due");
      asked.page.order = value == "due"      ? TicketOrder::due
                         : value == "opened" ? TicketOrder::opened
                                             : TicketOrder::updated;
    } else if (name == "limit") {
      const auto limit = number_in(value);
      if (!limit || *limit < 1 || *limit > kPageMax)
        return bad_query(name, "expected 1 to " + std::to_string(kPageMax));
      asked.limit = *limit;
    } else if (name == "cursor") {
      has_cursor = true;
    } else {
      return bad_query(name, "there is no such filter");
    }
  }
  if (has_cursor) {
    const auto position = http::read_cursor(*request.query("cursor"), asked.list, 2);
    if (!position) return refuse(position.error());
    const auto at = number_in((*position)[0]);
    if (!at) return refuse("bad-cursor", "This is no cursor of this list.");
    asked.page.after = Instant{*at};
    asked.page.after_ticket = (*position)[1];
  }
  asked.page.most = kRowsLookedAtMax;
  return asked;
}

std::int64_t position_of(const TicketRow& row, TicketOrder order) {
  if (order == TicketOrder::due) return row.due ? row.due->us : std::numeric_limits<std::int64_t>::max();
  return order == TicketOrder::opened ? row.opened.us : row.updated.us;
}

std::string subject_of(Reading& reading, const TicketRow& row) {
  const auto value = parse_json(row.json);
  const auto ticket = value ? ticket::ticket_from_json(*value) : Result<ticket::Ticket>(tl::unexpected(value.error()));
  if (!ticket || !ticket->subject) return {};
  return text_of(reading.session, reading.member.organisation, ticket->subject->id);
}

TicketLine line_of(Reading& reading, const TicketRow& row) {
  return {reading.member.organisation.value,
          row.ticket,
          row.type,
          row.state,
          subject_of(reading, row),
          row.category,
          row.priority,
          row.bearer,
          row.party,
          row.team,
          row.person,
          row.offered_to,
          row.requester,
          row.opened,
          row.updated,
          row.due,
          row.target};
}

Outcome<TicketLines> list_tickets(Reading& reading) {
  auto asked = read_query(reading);
  if (!asked) return tl::unexpected(std::move(asked.error()));
  const auto tenant = reading.session.admit(reading.member.organisation);
  Readable readable(reading.member, reading.call.now);
  std::vector<TicketRow> rows;
  std::int64_t looked_at = 0;
  std::optional<TicketRow> last;
  bool more = false;
  each_ticket(reading.session.connection(), **tenant, asked->filter, asked->page, [&](const TicketRow& row) {
    if (static_cast<std::int64_t>(rows.size()) == asked->limit) {
      more = true;
      return false;
    }
    ++looked_at;
    last = row;
    if (readable.ticket(row)) rows.push_back(row);
    return true;
  });
  TicketLines lines;
  for (const TicketRow& row : rows) lines.tickets.push_back(line_of(reading, row));
  if (last && (more || looked_at == kRowsLookedAtMax)) {
    lines.next = http::write_cursor(asked->list, {std::to_string(position_of(*last, asked->page.order)), last->ticket});
  }
  return lines;
}

Outcome<TicketCounts> count_tickets(Reading& reading) {
  const auto tenant = reading.session.admit(reading.member.organisation);
  Readable readable(reading.member, reading.call.now);
  TicketCounts counts;
  for (const OpenCount& one : open_counts(reading.session.connection(), **tenant)) {
    if (one.bearer == "resolved" || !readable.category(one.category)) continue;
    counts.open += one.tickets;
    if (one.bearer == "team") (one.party == reading.member.party ? counts.with_us : counts.with_them) += one.tickets;
    if (one.bearer == "nobody") counts.with_nobody += one.tickets;
    if (one.bearer == "requester") counts.waiting_for_requester += one.tickets;
  }
  return counts;
}

}  // namespace

void add_lists(Api& api) {
  Operation listing{"listTickets",
                    "GET",
                    "/api/v1/organisations/{organisation}/tickets",
                    Door::member,
                    "",
                    "desk",
                    "Tickets that you may read, a page at a time.",
                    {{"tab", "with-us, with-them, with-nobody, waiting-for-requester, mine, requested, open, all"},
                     {"state", "new, in_progress, on_hold, resolved, closed, cancelled"},
                     {"type", "incident, request, problem, change"},
                     {"party", "who has it"},
                     {"team", "which team has it"},
                     {"person", "which person has it"},
                     {"category", "exactly this category"},
                     {"requester", "whose it is"},
                     {"priority", "the level, 1 first"},
                     {"sort", "updated (the last first), opened (the last first), due (the first first)"},
                     {"limit", "1 to 200"},
                     {"cursor", "`next` of the page before"}},
                    0};
  api.read<TicketLines>(listing, list_tickets);
  Operation counting{"countTickets",
                     "GET",
                     "/api/v1/organisations/{organisation}/ticket-counts",
                     Door::member,
                     "",
                     "desk",
                     "How many open tickets are with whom, of those that you may read.",
                     {},
                     0};
  api.read<TicketCounts>(counting, count_tickets);
}

}  // namespace concordat::operate
