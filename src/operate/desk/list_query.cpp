// SPDX-License-Identifier: Apache-2.0
#include "operate/desk/list_query.hpp"

#include "http/cursor.hpp"
#include "store/search_question.hpp"
#include "store/ticket_rank.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>

namespace concordat::operate {
namespace {

constexpr std::int64_t kPageMax = 200;
constexpr std::size_t kValueBytesMax = 200;
constexpr std::size_t kCursorParts = 3;

struct Words {
  std::string_view name;
  std::string TicketFilter::*member;
  std::string_view help;
  std::string_view one_of;  // with blanks around each; empty: any
};
constexpr std::array<Words, 16> kWords = {{
    {"bearer", &TicketFilter::bearer, "team, requester, third_party, nobody, resolved",
     " team requester third_party nobody resolved "},
    {"state", &TicketFilter::state, "new, in_progress, on_hold, resolved, closed, cancelled",
     " new in_progress on_hold resolved closed cancelled "},
    {"type", &TicketFilter::type, "incident, request, problem, change", " incident request problem change "},
    {"category", &TicketFilter::category, "exactly this category", ""},
    {"party", &TicketFilter::party, "who has it", ""},
    {"team", &TicketFilter::team, "which team has it", ""},
    {"person", &TicketFilter::person, "which person has it; `me`", ""},
    {"requester", &TicketFilter::requester, "whose it is; `me`", ""},
    {"owner-team", &TicketFilter::owner_team, "which team keeps the requester informed", ""},
    {"offered-to", &TicketFilter::offered_to, "the party that it is offered to", ""},
    {"ticket", &TicketFilter::ticket, "its name", ""},
    {"target", &TicketFilter::target, "whose clock runs out next", ""},
    {"impact", &TicketFilter::impact, "as it was given: a level, 1 first, or another desk's word", ""},
    {"urgency", &TicketFilter::urgency, "as it was given: a level, 1 first, or another desk's word", ""},
    {"waiting-on", &TicketFilter::waiting_on, "requester, provider, internal, third_party, change, problem, scheduled",
     " requester provider internal third_party change problem scheduled "},
    {"waiting-on-party", &TicketFilter::waiting_on_party, "the party that it waits for, where one was named", ""},
}};

// Of these no column of a ticket says yes or no.
struct OtherWords {
  std::string_view name;
  std::string ListQuery::*member;
  std::string_view help;
};
constexpr std::array<OtherWords, 2> kOtherWords = {{
    {"function", &ListQuery::function, "which function takes it, by the agreement in force"},
    {"watcher", &ListQuery::watcher, "who watches it; `me`"},
}};

struct Times {
  std::string_view name;
  Within TicketFilter::*member;
};
constexpr std::array<Times, 5> kTimes = {{{"opened", &TicketFilter::opened},
                                          {"updated", &TicketFilter::updated},
                                          {"due", &TicketFilter::due},
                                          {"resolved", &TicketFilter::resolved},
                                          {"closed", &TicketFilter::closed}}};

constexpr std::array<std::string_view, kTicketOrders> kOrders = {"updated", "opened",   "priority",
                                                                 "due",     "resolved", "closed"};

// The last first, where nobody says.
bool is_descending(TicketOrder order) { return order != TicketOrder::priority && order != TicketOrder::due; }

// What never was is before no instant.
void some_time(Within& within) { within.from_us = std::max(within.from_us, store::kNever_us + 1); }

class Reader {
 public:
  explicit Reader(const Member& member) : member_(member) {}

  Outcome<ListQuery> read(const QueryParts& query) {
    // The tab first: what is asked for besides narrows it, wherever it stands.
    std::string_view which = "open";
    for (const auto& [name, value] : query) which = name == "tab" ? std::string_view(value) : which;
    tab(which);
    for (const auto& [name, value] : query) {
      one(name, value);
      if (name != "cursor" && name != "limit" && name != "count") {
        asked_.list += (asked_.list.empty() ? "" : "&") + name + "=" + value;
      }
    }
    asked_.page.descending = descending_.value_or(is_descending(asked_.page.order));
    // A clock that runs belongs to a ticket that is open.
    if (asked_.page.order == TicketOrder::due) asked_.filter.is_open = true;
    if (asked_.page.order == TicketOrder::resolved) some_time(asked_.filter.resolved);
    if (asked_.page.order == TicketOrder::closed) some_time(asked_.filter.closed);
    if (!wrong_.empty()) {
      return tl::unexpected(Refusal{422,
                                    {"bad-query", "The list is not asked for as this route expects it.", std::nullopt,
                                     "See the pointers in `errors`, and the description of the route."},
                                    std::move(wrong_)});
    }
    if (cursor_) {
      auto position = http::read_cursor(*cursor_, asked_.list, kCursorParts);
      if (!position) return refuse(position.error());
      if (!whole_number(position->front())) return refuse("bad-cursor", "The cursor is none of this list.");
      asked_.cursor = std::move(*position);
      asked_.page.after = TicketPosition{*whole_number(asked_.cursor[0]), asked_.cursor[2]};
    }
    return std::move(asked_);
  }

 private:
  void wrong(std::string_view name, std::string what) {
    wrong_.push_back({"/query/" + std::string(name), std::move(what)});
  }

  void tab(std::string_view name) {
    TicketFilter& filter = asked_.filter;
    filter.is_open = name != "all" && name != "requested";
    if (name == "with-us" || name == "with-them") {
      filter.bearer = "team";
      (name == "with-us" ? filter.party : filter.not_party) = member_.party;
    } else if (name == "with-nobody") {
      filter.bearer = "nobody";
    } else if (name == "waiting-for-requester") {
      filter.bearer = "requester";
    } else if (name == "mine") {
      filter.person = member_.person;
    } else if (name == "requested") {
      filter.requester = member_.person;
    } else if (name == "offered") {
      filter.offered_to = member_.party;
    } else if (name != "open" && name != "all") {
      wrong("tab",
            "Expected with-us, with-them, with-nobody, waiting-for-requester, mine, offered, requested, open "
            "or all.");
    }
  }

  void one(const std::string& name, const std::string& value) {
    if (value.size() > kValueBytesMax && name != "cursor") return wrong(name, "Too long.");
    if (name == "tab") return;
    if (name == "limit") return limit(value);
    if (name == "sort") return sort(value);
    if (name == "subject") return subject(value);
    if (name == "cursor") {
      cursor_ = value;
    } else if (name == "direction") {
      if (value != "asc" && value != "desc") return wrong(name, "Expected asc or desc.");
      descending_ = value == "desc";
    } else if (name == "count") {
      if (value != "true" && value != "false") return wrong(name, "Expected true or false.");
      asked_.counted = value == "true";
    } else if (!word(name, value) && !other_word(name, value) && !level(name, value) && !time(name, value)) {
      wrong(name, "There is no such filter.");
    }
  }

  void subject(const std::string& value) {
    if (store::read_question(value).wanted.empty()) wrong("subject", "Expected words to look for.");
    asked_.subject = value;
  }

  bool word(const std::string& name, const std::string& value) {
    for (const Words& known : kWords) {
      if (known.name != name) continue;
      if (value.empty() || (!known.one_of.empty() && known.one_of.find(" " + value + " ") == std::string_view::npos)) {
        wrong(name, "Expected " + std::string(known.one_of.empty() ? "a value" : known.help) + ".");
      }
      const bool me = value == "me" && (name == "person" || name == "requester");
      asked_.filter.*known.member = me ? member_.person : value;
      return true;
    }
    return false;
  }

  bool other_word(const std::string& name, const std::string& value) {
    for (const OtherWords& known : kOtherWords) {
      if (known.name != name) continue;
      if (value.empty()) wrong(name, "Expected a value.");
      asked_.*known.member = value == "me" && name == "watcher" ? member_.person : value;
      return true;
    }
    return false;
  }

  bool level(const std::string& name, const std::string& value) {
    if (name != "priority" && name != "priority-from" && name != "priority-to") return false;
    const auto level = whole_number(value);
    if (!level || *level < 1 || *level >= store::kNoLevel) {
      wrong(name, "Expected a level, 1 first.");
      return true;
    }
    if (name != "priority-to") asked_.filter.level_from = *level;
    if (name != "priority-from") asked_.filter.level_to = *level;
    return true;
  }

  bool time(const std::string& name, const std::string& value) {
    for (const Times& known : kTimes) {
      const bool from = name == std::string(known.name) + "-from";
      if (!from && name != std::string(known.name) + "-before") continue;
      const auto instant = parse_instant(value);
      if (!instant) {
        wrong(name, "Expected an instant such as 2026-05-04T10:00:00Z.");
      } else if (from) {
        (asked_.filter.*known.member).from_us = instant->us;
      } else {
        (asked_.filter.*known.member).to_us = instant->us - 1;
        some_time(asked_.filter.*known.member);
      }
      return true;
    }
    return false;
  }

  void sort(const std::string& value) {
    const auto found = std::find(kOrders.begin(), kOrders.end(), value);
    if (found == kOrders.end()) {
      return wrong("sort", "Expected updated, opened, priority, due, resolved or closed.");
    }
    asked_.page.order = static_cast<TicketOrder>(found - kOrders.begin());
  }

  void limit(const std::string& value) {
    const auto limit = whole_number(value);
    if (!limit || *limit < 1 || *limit > kPageMax) {
      return wrong("limit", "Expected 1 to " + std::to_string(kPageMax) + ".");
    }
    asked_.page.most = static_cast<std::size_t>(*limit);
  }

  const Member& member_;
  ListQuery asked_;
  std::optional<bool> descending_;
  std::optional<std::string> cursor_;
  std::vector<Pointed> wrong_;
};

}  // namespace

std::optional<std::int64_t> whole_number(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

Outcome<ListQuery> read_list_query(const QueryParts& query, const Member& member) { return Reader(member).read(query); }

std::vector<QueryParameter> list_parameters() {
  std::vector<QueryParameter> all = {
      {"tab",
       "with-us, with-them, with-nobody, waiting-for-requester, mine, offered, requested, open (where it is "
       "left out), all"}};
  for (const Words& one : kWords) all.push_back({std::string(one.name), std::string(one.help)});
  for (const OtherWords& one : kOtherWords) all.push_back({std::string(one.name), std::string(one.help)});
  all.push_back({"subject", "words of its subject, all of them; \"a phrase\", begin*, -without"});
  all.insert(all.end(), {{"priority", "the level, 1 first"},
                         {"priority-from", "this level or less urgent"},
                         {"priority-to", "this level or more urgent"}});
  for (const Times& one : kTimes) {
    all.push_back({std::string(one.name) + "-from", "an instant: then or later"});
    all.push_back({std::string(one.name) + "-before", "an instant: earlier"});
  }
  all.insert(all.end(), {{"sort",
                          "updated (where it is left out), opened, priority, due (of open ones alone), resolved or "
                          "closed (of those alone that are)"},
                         {"direction",
                          "asc or desc; where it is left out the last updated, opened, resolved or closed, the most "
                          "urgent or the first due comes first"},
                         {"count", "true: say how many there are, exactly up to 10,000"},
                         {"limit", "1 to 200"},
                         {"cursor", "`next` of the page before"}});
  return all;
}

}  // namespace concordat::operate
