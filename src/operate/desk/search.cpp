// SPDX-License-Identifier: Apache-2.0
#include "operate/desk/search.hpp"

#include "http/cursor.hpp"
#include "operate/desk/list_query.hpp"
#include "operate/desk/readable.hpp"
#include "operate/desk/views.hpp"
#include "store/connection.hpp"
#include "store/search_index.hpp"

#include <limits>
#include <set>

namespace concordat::operate {
namespace {

constexpr std::int64_t kHitsMax = 50;
constexpr std::int64_t kHitsUsual = 20;
constexpr std::int64_t kSearchBatchMax = 100;
constexpr std::int64_t kLookedAtMax = 1'000;  // entries for one page
constexpr std::int64_t kIndexedAtOnce = 1'000;
constexpr std::int64_t kLast = std::numeric_limits<std::int64_t>::max();
constexpr const char* kList = "search";

struct Asked {
  std::string words;
  store::SearchQuestion question;
  std::int64_t limit = kHitsUsual;
  std::int64_t before = kLast;
  bool goes_on = false;
};

Outcome<Asked> read_search(const http::Request& request) {
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
    const auto position = http::read_cursor(cursor, kList + asked.words, 1);
    if (!position) return refuse(position.error());
    const auto before = whole_number(position->front());
    if (!before) return refuse("bad-cursor", "The cursor is none of this search.");
    asked.before = *before;
    asked.goes_on = true;
  }
  asked.question = store::read_question(asked.words);
  asked.question.subject_alone = subject_alone;
  return asked;
}

class Search {
 public:
  Search(Reading& reading, const Asked& asked)
      : reading_(reading),
        asked_(asked),
        tenant_(**reading.session.admit(reading.member.organisation)),
        index_(reading.session.connection(), tenant_),
        readable_(reading.member, reading.call.now),
        organisation_(organisation_name(reading.session, reading.member.organisation)) {
    const Reach reach = readable_.reach();
    for (const Strand& strand : reach.strands) {
      (strand.source == TicketSource::category ? party_.categories.emplace_back() : party_.requester) = strand.value;
    }
    if (party_.requester.empty() || !party_.categories.empty()) party_.parties = parties();
  }

  FoundView run() {
    FoundView found;
    found.notes = asked_.question.notes;
    std::int64_t before = asked_.before;
    std::int64_t looked_at = 0;
    // Most hits are shown: as many are asked for as a page has, and more where they were not enough.
    for (std::int64_t most = asked_.limit;; most = kSearchBatchMax) {
      const auto batch = index_.find(asked_.question, party_, before, most);
      for (const store::FoundEntry& one : batch) {
        before = one.sequence;
        ++looked_at;
        if (auto hit = hit_of(one)) found.hits.push_back(std::move(*hit));
        if (static_cast<std::int64_t>(found.hits.size()) == asked_.limit || looked_at == kLookedAtMax) {
          found.next = http::write_cursor(kList + asked_.words, {std::to_string(before)});
          return found;
        }
      }
      if (static_cast<std::int64_t>(batch.size()) < most) return found;
    }
  }

 private:
  // An entry of before there was an agreement is for "internal".
  std::vector<std::string> parties() const {
    std::vector<std::string> all{reading_.member.party};
    if (reading_.member.party == reading_.member.present->own) all.emplace_back(agreement::kOwnParty);
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
    return !asker.parties.empty() && reading_.member.present->shows(entry.audience, reading_.member.party);
  }

  std::optional<HitView> hit_of(const store::FoundEntry& one) {
    const auto line = reading_.session.line(reading_.member.organisation, one.sequence);
    if (!line || !*line) return std::nullopt;
    const auto entry = record::parse_entry(**line);
    if (!entry) return std::nullopt;
    const std::string name(ticket::ticket_of(*entry));
    if (seen_.contains(name)) return std::nullopt;
    const auto row = find_ticket(reading_.session.connection(), tenant_, name);
    if (!row) return std::nullopt;
    const auto asker = sight(*row);
    if (!asker || !shows(*asker, *entry)) return std::nullopt;
    seen_.insert(name);
    // It was on an earlier page, by an entry that is younger.
    if (asked_.goes_on && index_.last_of(asked_.question, *asker, name) != one.sequence) return std::nullopt;
    if (index_.has_unwanted(asked_.question, *asker, name)) return std::nullopt;
    return HitView{line_of(reading_.session, reading_.member, organisation_, *row), one.sequence, entry->at,
                   view_of(one.subject), view_of(one.text)};
  }

  static MarkedView view_of(const store::MarkedText& text) {
    MarkedView view{text.text, {}};
    for (const store::Mark& mark : text.marks) view.marks.push_back({mark.from, mark.to});
    return view;
  }

  Reading& reading_;
  const Asked& asked_;
  const store::Tenant& tenant_;
  store::SearchIndex index_;
  Readable readable_;
  std::string organisation_;
  store::SearchAsker party_;
  std::set<std::string> seen_;
};

}  // namespace

void add_search(Api& api) {
  api.read<FoundView>(
      {"searchTickets",
       "GET",
       "/api/v1/organisations/{organisation}/search",
       Door::member,
       "",
       "desk",
       "Tickets by their words: subject, texts and comments, so far as you may read them; the youngest entry first.",
       {{"q",
         "words, all of them; \"a phrase\", begin*, -without. Every text is a question: `notes` say what of it was "
         "left out"},
        {"in", "subject, or everything (where it is left out)"},
        {"limit", "1 to 50"},
        {"cursor", "`next` of the page before"}},
       0},
      [](Reading& reading) -> Outcome<FoundView> {
        auto asked = read_search(reading.call.request);
        if (!asked) return tl::unexpected(std::move(asked.error()));
        return Search(reading, *asked).run();
      });
}

Result<void> index_new_entries(House& house) {
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
    for (bool more = true; more;) {
      const auto step = [&](store::Transaction& transaction) -> Result<void> {
        auto session = transaction.read(store::Scope(organisation));
        if (!session) return tl::unexpected(session.error());
        more = store::SearchIndex(transaction.connection(), **session->admit(organisation)).catch_up(kIndexedAtOnce);
        return {};
      };
      if (const auto done = house.appender.submit(organisation, step).get(); !done) return tl::unexpected(done.error());
    }
  }
  return {};
}

}  // namespace concordat::operate
