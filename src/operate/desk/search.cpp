// SPDX-License-Identifier: Apache-2.0
#include "operate/desk/search.hpp"

#include "http/cursor.hpp"
#include "operate/desk/all_desks.hpp"
#include "operate/desk/list_query.hpp"
#include "operate/desk/readable.hpp"
#include "operate/desk/views.hpp"
#include "store/connection.hpp"
#include "store/search_index.hpp"

#include <algorithm>
#include <limits>
#include <set>
#include <tuple>

namespace concordat::operate {
namespace {

constexpr std::int64_t kHitsMax = 50;
constexpr std::int64_t kHitsUsual = 20;
constexpr std::int64_t kSearchBatchMax = 100;
constexpr std::int64_t kLookedAtMax = 1'000;  // entries for one page
constexpr std::int64_t kIndexedAtOnce = 1'000;
constexpr std::int64_t kLast = std::numeric_limits<std::int64_t>::max();
constexpr const char* kList = "search";
constexpr const char* kListOfAll = "search all";

struct Asked {
  std::string words;
  store::SearchQuestion question;
  std::int64_t limit = kHitsUsual;
  std::vector<std::string> cursor;  // empty: none came
  bool goes_on() const { return !cursor.empty(); }
};

// `list` and `parts`: which cursors are its own, and of how many parts.
Outcome<Asked> read_search(const http::Request& request, const std::string& list, std::size_t parts) {
  Asked asked;
  std::vector<Pointed> wrong;
  bool subject_alone = false;
  std::string cursor;
  for (const auto& [name, value] : request.target.query) {
    if (name == "q") {
      asked.words = value;
    } else if (name == "in") {
      subject_alone = value == "subject";
      if (!subject_alone && value != "everything") wrong.push_back({"/query/in", "Expected subject or everything."});
    } else if (name == "limit") {
      const auto limit = whole_number(value);
      if (!limit || *limit < 1 || *limit > kHitsMax) wrong.push_back({"/query/limit", "Expected 1 to 50."});
      asked.limit = limit.value_or(kHitsUsual);
    } else if (name == "cursor") {
      cursor = value;
    } else {
      wrong.push_back({"/query/" + name, "There is no such parameter."});
    }
  }
  if (!wrong.empty()) {
    return tl::unexpected(Refusal{422,
                                  {"bad-query", "The search is not asked for as this route expects it.", std::nullopt,
                                   "See the pointers in `errors`."},
                                  std::move(wrong)});
  }
  if (!cursor.empty()) {
    auto position = http::read_cursor(cursor, list + asked.words, parts);
    if (!position) return refuse(position.error());
    if (!whole_number(position->front()) || !whole_number(position->back())) {
      return refuse("bad-cursor", "The cursor is none of this search.");
    }
    asked.cursor = std::move(*position);
  }
  asked.question = store::read_question(asked.words);
  asked.question.subject_alone = subject_alone;
  return asked;
}

// What one page of a search found in one organisation.
struct Searched {
  struct Hit {
    HitView view;
    std::int64_t recorded_us = 0;
  };
  std::vector<Hit> hits;            // the youngest entry first
  std::optional<std::int64_t> end;  // the last entry that was looked at, where there may be more before it
};

class Search {
 public:
  // All of these outlive it.
  Search(store::Session& session, const Member& member, const Asked& asked, Instant now)
      : session_(session),
        member_(member),
        asked_(asked),
        tenant_(**session.admit(member.organisation)),
        index_(session.connection(), tenant_),
        readable_(session, member, now),
        organisation_(organisation_name(session, member.organisation)) {
    const Reach reach = readable_.reach();
    for (const Strand& strand : reach.strands) {
      if (strand.source == TicketSource::requester) party_.requester = strand.value;
      if (strand.source == TicketSource::category) party_.categories.push_back(strand.value);
      if (strand.source == TicketSource::ticket) party_.tickets.push_back(strand.value);
    }
    const bool asks_alone = !party_.requester.empty() && party_.categories.empty() && party_.tickets.empty();
    if (!asks_alone) party_.parties = parties();
  }

  // Among the entries before that sequence.
  Searched run(std::int64_t before) {
    Searched found;
    std::int64_t looked_at = 0;
    // Most hits are shown: as many are asked for as a page has, and more where they were not enough.
    for (std::int64_t most = asked_.limit;; most = kSearchBatchMax) {
      const auto batch = index_.find(asked_.question, party_, before, most);
      for (const store::FoundEntry& one : batch) {
        before = one.sequence;
        ++looked_at;
        if (auto hit = hit_of(one)) found.hits.push_back(std::move(*hit));
        if (static_cast<std::int64_t>(found.hits.size()) == asked_.limit || looked_at == kLookedAtMax) {
          found.end = before;
          return found;
        }
      }
      if (static_cast<std::int64_t>(batch.size()) < most) return found;
    }
  }

 private:
  // An entry of before there was an agreement is for "internal".
  std::vector<std::string> parties() const {
    std::vector<std::string> all{member_.party};
    if (member_.party == member_.present->own) all.emplace_back(agreement::kOwnParty);
    return all;
  }

  // How far the member sees into this ticket; nullopt: not at all.
  std::optional<store::SearchAsker> sight(const TicketRow& row) {
    if (!readable_.ticket(row)) return std::nullopt;
    store::SearchAsker asker;
    if (readable_.as_party(row)) asker.parties = parties();
    return asker;
  }

  bool shows(const store::SearchAsker& asker, const record::Entry& entry) const {
    if (entry.audience.kind == record::Audience::Kind::requester) return true;
    return !asker.parties.empty() && member_.present->shows(entry.audience, member_.party);
  }

  std::optional<Searched::Hit> hit_of(const store::FoundEntry& one) {
    const auto line = session_.line(member_.organisation, one.sequence);
    if (!line || !*line) return std::nullopt;
    const auto entry = record::parse_entry(**line);
    if (!entry) return std::nullopt;
    const std::string name(ticket::ticket_of(*entry));
    if (seen_.contains(name)) return std::nullopt;
    auto row = find_ticket(session_.connection(), tenant_, name);
    if (!row) return std::nullopt;
    readable_.cover_clock(*row);
    const auto asker = sight(*row);
    if (!asker || !shows(*asker, *entry)) return std::nullopt;
    seen_.insert(name);
    // It was on an earlier page, by an entry that is younger.
    if (asked_.goes_on() && index_.last_of(asked_.question, *asker, name) != one.sequence) return std::nullopt;
    if (index_.has_unwanted(asked_.question, *asker, name)) return std::nullopt;
    return Searched::Hit{HitView{line_of(session_, member_, organisation_, *row), one.sequence, entry->at,
                                 view_of(one.subject), view_of(one.text)},
                         entry->recorded.us};
  }

  static MarkedView view_of(const store::MarkedText& text) {
    MarkedView view{text.text, {}};
    for (const store::Mark& mark : text.marks) view.marks.push_back({mark.from, mark.to});
    return view;
  }

  store::Session& session_;
  const Member& member_;
  const Asked& asked_;
  const store::Tenant& tenant_;
  store::SearchIndex index_;
  Readable readable_;
  std::string organisation_;
  store::SearchAsker party_;
  std::set<std::string> seen_;
};

Outcome<FoundView> search_one(Reading& reading) {
  auto asked = read_search(reading.call.request, kList, 1);
  if (!asked) return tl::unexpected(std::move(asked.error()));
  const std::int64_t before = asked->goes_on() ? *whole_number(asked->cursor.front()) : kLast;
  auto searched = Search(reading.session, reading.member, *asked, reading.call.now).run(before);
  FoundView found;
  found.notes = asked->question.notes;
  for (auto& hit : searched.hits) found.hits.push_back(std::move(hit.view));
  if (searched.end) found.next = http::write_cursor(kList + asked->words, {std::to_string(*searched.end)});
  return found;
}

// --- over all of one's organisations: by the time at which an entry was recorded, then organisation, then entry, each
// the last first. In a record time never goes back, so in each organisation that is the order of its entries.

using EntryPlace = std::tuple<std::int64_t, std::string, std::int64_t>;

std::int64_t recorded_us(const Desk& desk, std::int64_t sequence) {
  auto& row = desk.session.connection().tenant(
      tenant_of(desk), "select recorded_us from entry where org_id = :org and sequence = :sequence", "nn", "n");
  return row.one(sequence) ? row.number(0) : 0;
}

// The entries of an organisation that come later in the list than this place are those below the answer.
std::int64_t end_of_later(const Desk& desk, const EntryPlace& place) {
  const auto& [at_us, organisation, sequence] = place;
  if (desk.member.organisation.value == organisation) return sequence;
  // Of entries of the same time those of the organisation with the smaller id come later in the list.
  const bool takes_same_time = desk.member.organisation.value < organisation;
  auto& row = desk.session.connection().tenant(
      tenant_of(desk), "select coalesce(max(sequence), -1) from entry where org_id = :org", "n", "n");
  row.one();
  std::int64_t low = 0;
  std::int64_t high = row.number(0) + 1;
  while (low < high) {
    const std::int64_t middle = low + (high - low) / 2;
    const std::int64_t recorded = recorded_us(desk, middle);
    if (recorded < at_us || (takes_same_time && recorded == at_us)) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

class FoundInAll {
 public:
  void add(const Desk& desk, Searched searched) {
    const std::string& organisation = desk.member.organisation.value;
    for (auto& hit : searched.hits) {
      hits_.push_back({{hit.recorded_us, organisation, hit.view.sequence}, std::move(hit.view)});
    }
    // What one organisation has not looked at yet holds up the others: nothing that comes after it is shown.
    if (!searched.end) return;
    EntryPlace place{recorded_us(desk, *searched.end), organisation, *searched.end};
    if (!edge_ || place > *edge_) edge_ = std::move(place);
  }

  void put(const Asked& asked, FoundView& found) {
    std::sort(hits_.begin(), hits_.end(), [](const Placed& a, const Placed& b) { return a.place > b.place; });
    if (edge_) std::erase_if(hits_, [&](const Placed& one) { return one.place < *edge_; });
    if (hits_.size() > static_cast<std::size_t>(asked.limit)) {
      hits_.resize(static_cast<std::size_t>(asked.limit));
      edge_ = hits_.back().place;
    }
    for (Placed& one : hits_) found.hits.push_back(std::move(one.view));
    if (!edge_) return;
    const auto& [at_us, organisation, sequence] = *edge_;
    found.next =
        http::write_cursor(kListOfAll + asked.words, {std::to_string(at_us), organisation, std::to_string(sequence)});
  }

 private:
  struct Placed {
    EntryPlace place;
    HitView view;
  };
  std::vector<Placed> hits_;
  std::optional<EntryPlace> edge_;
};

Outcome<Answer> search_all(const Call& call, const Desks& all) {
  auto asked = read_search(call.request, kListOfAll, 3);
  if (!asked) return tl::unexpected(std::move(asked.error()));
  FoundInAll merged;
  for (const Desk& desk : all.desks) {
    std::int64_t before = kLast;
    if (asked->goes_on()) {
      const auto& cursor = asked->cursor;
      before = end_of_later(desk, {*whole_number(cursor[0]), cursor[1], *whole_number(cursor[2])});
    }
    merged.add(desk, Search(desk.session, desk.member, *asked, call.now).run(before));
  }
  FoundView found;
  found.notes = asked->question.notes;
  found.left_out = all.left_out;
  merged.put(*asked, found);
  return Api::answer_of(found);
}

std::vector<QueryParameter> search_parameters() {
  return {{"q",
           "words, all of them; \"a phrase\", begin*, -without. Every text is a question: `notes` say what of it was "
           "left out"},
          {"in", "subject, or everything (where it is left out)"},
          {"limit", "1 to 50"},
          {"cursor", "`next` of the page before"}};
}

}  // namespace

void add_search(Api& api) {
  api.read<FoundView>(
      {"searchTickets", "GET", "/api/v1/organisations/{organisation}/search", Door::member, "", "desk",
       "Tickets by their words: subject, texts and comments, so far as you may read them; the youngest entry first.",
       search_parameters(), 0},
      search_one);
  api.act<Nothing, FoundView>(
      {"searchAllTickets", "GET", "/api/v1/me/search", Door::signed_in, "", "desk",
       "The same over all organisations that you are of, each by your rights there.", search_parameters(), 0},
      [&api](Call& call, Nothing&) {
        return over_all(api, call, [&](const Desks& all) { return search_all(call, all); });
      });
}

Result<void> index_new_entries(House& house, const std::function<void(const std::string& what)>& told) {
  std::vector<store::OrgId> behind;
  {
    auto lease = house.readers.lend();
    if (!lease) return tl::unexpected(lease.error());
    for (const store::Organisation& one : (*lease)->organisations()) {
      const auto tenant = (*lease)->connection().find(one.id);
      if (tenant && store::SearchIndex((*lease)->connection(), *tenant).is_behind()) behind.push_back(one.id);
    }
  }
  for (const store::OrgId& organisation : behind) {
    store::SearchIndex::CaughtUp caught_up;
    do {
      const auto step = [&](store::Transaction& transaction) -> Result<void> {
        auto session = transaction.read(store::Scope(organisation));
        if (!session) return tl::unexpected(session.error());
        store::SearchIndex index(transaction.connection(), **session->admit(organisation));
        caught_up = index.catch_up(kIndexedAtOnce);
        return {};
      };
      if (const auto done = house.appender.submit(organisation, step).get(); !done) return tl::unexpected(done.error());
      for (const std::int64_t sequence : caught_up.unreadable) {
        told(organisation.value + ": entry " + std::to_string(sequence) +
             " cannot be read, so search finds it not; `concordat rebuild` says what is wrong with the record.");
      }
    } while (caught_up.more);
  }
  return {};
}

}  // namespace concordat::operate
