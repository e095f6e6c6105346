// SPDX-License-Identifier: Apache-2.0
#include "store/search_index.hpp"

#include "base/text.hpp"
#include "record/references.hpp"
#include "store/search_shelf.hpp"
#include "ticket/ticket.hpp"

#include <limits>
#include <set>

namespace concordat::store {
namespace {

constexpr std::int64_t kNoLimit = std::numeric_limits<std::int64_t>::max();
constexpr std::string_view kTicketSubject = "ticket:";

// A word of the scope: a letter that says of what, and the name in hex, so that no name means anything to the index.
std::string token(char what, std::string_view name) { return what + to_hex(as_bytes(name)); }

constexpr const char* kForRequesters = "ar";
constexpr const char* kForParties = "as";

std::string audience_tokens(const record::Audience& audience) {
  if (audience.kind == record::Audience::Kind::requester) return kForRequesters;
  if (audience.kind == record::Audience::Kind::shared) return kForParties;
  std::string all;
  for (const std::string& party : audience.parties) all += token('p', party) + " ";
  return all;
}

// The audiences that the asker is of, and what of the organisation's tickets they may find.
std::vector<std::vector<std::string>> scope_of(const SearchAsker& asker, std::string_view ticket) {
  std::vector<std::string> audiences{kForRequesters};
  if (!asker.parties.empty()) audiences.emplace_back(kForParties);
  for (const std::string& party : asker.parties) audiences.push_back(token('p', party));
  std::vector<std::string> tickets;
  if (!ticket.empty()) {
    tickets.push_back(token('k', ticket));
  } else {
    for (const std::string& category : asker.categories) tickets.push_back(token('c', category));
    for (const std::string& name : asker.tickets) tickets.push_back(token('k', name));
    if (!asker.requester.empty()) tickets.push_back(token('q', asker.requester));
  }
  std::vector<std::vector<std::string>> scope{std::move(audiences)};
  if (!tickets.empty()) scope.push_back(std::move(tickets));
  return scope;
}

// An entry that itself says what is unwanted is passed over in the index; of the ticket's others has_unwanted() tells.
ShelfMatch match_of(const SearchQuestion& question, const SearchAsker& asker, std::string_view ticket) {
  return {question.wanted, true, question.unwanted, question.subject_alone, scope_of(asker, ticket), {}};
}

ShelfMatch with_word(std::string word) { return {{}, true, {}, false, {{std::move(word)}}, {}}; }

// What else stands in every document of a ticket changes with these.
bool renames(std::string_view kind) { return kind == "ticket.classified" || kind == "ticket.observed"; }

}  // namespace

void SearchIndex::prepare(Connection& connection) {
  connection.engine().is_shared() ? make_server_shelf(connection) : make_fts_shelf(connection);
}

bool SearchIndex::is_there(Connection& connection) { return connection.engine().has_table("search"); }

SearchIndex::SearchIndex(Connection& connection, const Tenant& tenant)
    : connection_(connection),
      tenant_(tenant),
      shelf_(connection.engine().is_shared() ? server_shelf(connection, tenant) : fts_shelf(connection, tenant)) {}
SearchIndex::~SearchIndex() = default;

std::int64_t SearchIndex::done() {
  auto& row = connection_.tenant(tenant_, "select entries from searched where org_id = :org", "n", "n");
  return row.one() ? row.number(0) : 0;
}

void SearchIndex::set_done(std::int64_t entries) {
  connection_
      .tenant(tenant_,
              "insert into searched (org_id, entries) values (:org, :entries) on conflict (org_id) do update set "
              "entries = excluded.entries",
              "nn")
      .run(entries);
}

bool SearchIndex::is_behind() {
  auto& row =
      connection_.tenant(tenant_, "select coalesce(max(sequence), -1) from entry where org_id = :org", "n", "n");
  row.one();
  return row.number(0) + 1 > done();
}

SearchIndex::CaughtUp SearchIndex::catch_up(std::int64_t most) {
  CaughtUp caught_up;
  const std::int64_t from = done();
  std::int64_t to = from;
  std::vector<record::Entry> entries;
  auto& rows =
      connection_
          .tenant(tenant_,
                  "select sequence, subject, kind, line from entry where org_id = :org and sequence >= :from order "
                  "by sequence limit :most",
                  "nnn", "nttt")
          .start(from, most);
  while (rows.next()) {
    to = rows.number(0) + 1;
    if (!rows.text(1).starts_with(kTicketSubject)) continue;
    if (!renames(rows.text(2)) && rows.text(3).find("\"text\":") == std::string::npos) continue;
    auto entry = record::parse_entry(rows.text(3));
    if (entry) {
      entries.push_back(std::move(*entry));
    } else {
      caught_up.unreadable.push_back(rows.number(0));
    }
  }
  for (const record::Entry& entry : entries) {
    put(entry);
    if (renames(entry.kind)) rename(std::string(ticket::ticket_of(entry)));
  }
  if (to != from) set_done(to);
  caught_up.more = to != from;
  return caught_up;
}

std::string SearchIndex::text_of(std::string_view id) {
  auto& row = connection_.tenant(
      tenant_, "select text from vault_text where org_id = :org and id = :id and state = 'present'", "nt", "t");
  return row.one(id) ? row.text(0) : std::string();
}

// Its category, its requester and the text that is its subject; nullopt where there is no such ticket.
std::optional<std::vector<std::string>> SearchIndex::ticket_tokens(const std::string& name) {
  auto& row = connection_.tenant(
      tenant_, "select category, requester, subject from ticket where org_id = :org and ticket = :ticket", "nt", "ttt");
  if (!row.one(name)) return std::nullopt;
  return std::vector<std::string>{token('c', row.text(0)), token('q', row.text(1)), token('x', row.text(2))};
}

std::string SearchIndex::subject_of(const std::string& name) {
  auto& row =
      connection_.tenant(tenant_, "select subject from ticket where org_id = :org and ticket = :ticket", "nt", "t");
  return row.one(name) ? row.text(0) : std::string();
}

std::optional<ShelfDocument> SearchIndex::document_of(const record::Entry& entry) {
  const std::string name(ticket::ticket_of(entry));
  const auto tokens = ticket_tokens(name);
  if (!tokens) return std::nullopt;
  ShelfDocument document;
  document.sequence = entry.sequence;
  document.scope = token('k', name) + " " + audience_tokens(entry.audience);
  for (const std::string& one : *tokens) document.scope += " " + one;
  const std::string subject = subject_of(name);
  bool has_texts = false;
  record::each_text_reference(entry.body, [&](std::string_view id, std::string_view) {
    has_texts = true;
    if (id == subject) return;
    document.scope += " " + token('x', id);
    document.text += (document.text.empty() ? "" : "\n") + text_of(id);
  });
  if (!has_texts) return std::nullopt;
  document.subject = text_of(subject);
  return document;
}

void SearchIndex::put(const record::Entry& entry) {
  if (const auto document = document_of(entry)) shelf_->put(*document);
}

// Every document of a ticket says its subject, category and requester as they are now.
void SearchIndex::rename(const std::string& name) {
  const auto tokens = ticket_tokens(name);
  if (!tokens) return;
  ShelfMatch stale = with_word(token('k', name));
  stale.not_all = *tokens;
  make_anew(shelf_->sequences(stale, kNoLimit, kNoLimit));
}

void SearchIndex::make_anew(const std::vector<std::int64_t>& sequences) {
  shelf_->remove(sequences);
  for (const std::int64_t sequence : sequences) {
    auto& found =
        connection_.tenant(tenant_, "select line from entry where org_id = :org and sequence = :sequence", "nn", "t");
    if (!found.one(sequence)) continue;
    if (const auto entry = record::parse_entry(found.text(0))) put(*entry);
  }
}

void SearchIndex::clear() {
  shelf_->clear();
  connection_.tenant(tenant_, "delete from searched where org_id = :org").run();
}

void SearchIndex::forget(std::string_view text_id) {
  const auto found = shelf_->sequences(with_word(token('x', text_id)), kNoLimit, kNoLimit);
  if (found.empty()) return;
  make_anew(found);
  shelf_->let_go();
}

std::vector<FoundEntry> SearchIndex::find(const SearchQuestion& question, const SearchAsker& asker, std::int64_t before,
                                          std::int64_t most) {
  if (question.wanted.empty()) return {};
  return shelf_->find(match_of(question, asker, ""), before, most);
}

std::int64_t SearchIndex::last_of(const SearchQuestion& question, const SearchAsker& asker, std::string_view ticket) {
  const auto found = shelf_->sequences(match_of(question, asker, ticket), kNoLimit, 1);
  return found.empty() ? -1 : found.front();
}

bool SearchIndex::has_unwanted(const SearchQuestion& question, const SearchAsker& asker, std::string_view ticket) {
  if (question.unwanted.empty()) return false;
  const ShelfMatch match{question.unwanted, false, {}, question.subject_alone, scope_of(asker, ticket), {}};
  return !shelf_->sequences(match, kNoLimit, 1).empty();
}

std::optional<std::vector<std::string>> SearchIndex::tickets_named(const SearchQuestion& question, std::int64_t most) {
  const ShelfMatch match{question.wanted, true, question.unwanted, true, {}, {}};
  const auto found = shelf_->sequences(match, kNoLimit, most + 1);
  if (static_cast<std::int64_t>(found.size()) > most) return std::nullopt;
  std::set<std::string> names;
  for (const std::int64_t sequence : found) {
    auto& row = connection_.tenant(tenant_, "select subject from entry where org_id = :org and sequence = :sequence",
                                   "nn", "t");
    if (row.one(sequence)) names.insert(row.text(0).substr(kTicketSubject.size()));
  }
  return std::vector<std::string>(names.begin(), names.end());
}

bool SearchIndex::is_named(const SearchQuestion& question, std::string_view ticket) {
  const ShelfMatch match{question.wanted, true, question.unwanted, true, {{token('k', ticket)}}, {}};
  return !shelf_->sequences(match, kNoLimit, 1).empty();
}

}  // namespace concordat::store
