// SPDX-License-Identifier: Apache-2.0
// The index of words as SQLite keeps it: FTS5. The one source whose statements are that engine's alone.
#include "store/search_index.hpp"

#include "base/text.hpp"
#include "record/references.hpp"
#include "ticket/ticket.hpp"

#include <algorithm>
#include <limits>

namespace concordat::store {
namespace {

constexpr std::int64_t kRowsPerOrganisation = 1LL << 40;
constexpr char kMarkOpen = '\x02';
constexpr char kMarkClose = '\x03';
constexpr std::int64_t kNoLimit = std::numeric_limits<std::int64_t>::max();

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

std::string quoted(const SearchTerm& term) {
  std::string out = "\"";
  for (const char c : term.words) out += c == '"' ? ' ' : c;
  return out + (term.begins ? "\" *" : "\"");
}

std::string joined(const std::vector<std::string>& all, const char* between) {
  std::string out;
  for (const std::string& one : all) out += (out.empty() ? "" : between) + one;
  return "(" + out + ")";
}

std::string audience_match(const SearchAsker& asker) {
  std::vector<std::string> tokens{kForRequesters};
  if (!asker.parties.empty()) tokens.emplace_back(kForParties);
  for (const std::string& party : asker.parties) tokens.push_back(token('p', party));
  return "scope : " + joined(tokens, " OR ");
}

std::string scope_match(const SearchAsker& asker, std::string_view ticket) {
  std::string match = audience_match(asker);
  if (!ticket.empty()) return match + " AND scope : " + token('k', ticket);
  std::vector<std::string> tokens;
  for (const std::string& category : asker.categories) tokens.push_back(token('c', category));
  if (!asker.requester.empty()) tokens.push_back(token('q', asker.requester));
  return tokens.empty() ? match : match + " AND scope : " + joined(tokens, " OR ");
}

std::string words_match(const std::vector<SearchTerm>& terms, const char* between, bool subject_alone) {
  std::vector<std::string> all;
  for (const SearchTerm& one : terms) all.push_back(quoted(one));
  return (subject_alone ? "subject : " : "{subject text} : ") + joined(all, between);
}

// An entry that itself says what is unwanted is passed over in the index; of the ticket's others has_unwanted() tells.
std::string match_of(const SearchQuestion& question, const SearchAsker& asker, std::string_view ticket) {
  const std::string match =
      words_match(question.wanted, " AND ", question.subject_alone) + " AND " + scope_match(asker, ticket);
  if (question.unwanted.empty()) return match;
  return "(" + match + ") NOT " + words_match(question.unwanted, " OR ", question.subject_alone);
}

MarkedText marked(const std::string& text) {
  MarkedText out;
  std::int64_t at = 0;
  for (const char c : text) {
    if (c == kMarkOpen) {
      out.marks.push_back({at, at});
    } else if (c == kMarkClose && !out.marks.empty()) {
      out.marks.back().to = at;
    } else {
      if ((static_cast<unsigned char>(c) & 0xC0) != 0x80) ++at;
      out.text += c;
    }
  }
  return out;
}

std::string without_marks(std::string text) {
  std::replace_if(
      text.begin(), text.end(), [](char c) { return c == kMarkOpen || c == kMarkClose; }, ' ');
  return text;
}

// What else stands in every document of a ticket changes with these.
bool renames(std::string_view kind) { return kind == "ticket.classified" || kind == "ticket.observed"; }

}  // namespace

void SearchIndex::prepare(Connection& connection) {
  connection.execute(
      "create virtual table if not exists search using fts5(subject, text, scope, prefix = '3', tokenize = 'unicode61 "
      "remove_diacritics 2')");
}

std::int64_t SearchIndex::row(std::int64_t sequence) const {
  return tenant_.number() * kRowsPerOrganisation + sequence;
}

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
  if (!is_there(connection_)) return false;
  auto& row =
      connection_.tenant(tenant_, "select coalesce(max(sequence), -1) from entry where org_id = :org", "n", "n");
  row.one();
  return row.number(0) + 1 > done();
}

bool SearchIndex::catch_up(std::int64_t most) {
  if (!is_there(connection_)) return false;
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
    if (!rows.text(1).starts_with("ticket:")) continue;
    if (!renames(rows.text(2)) && rows.text(3).find("\"text\":") == std::string::npos) continue;
    auto entry = record::parse_entry(rows.text(3));
    if (!entry) throw Failure(entry.error());
    entries.push_back(std::move(*entry));
  }
  for (const record::Entry& entry : entries) {
    put(entry);
    if (renames(entry.kind)) rename(std::string(ticket::ticket_of(entry)));
  }
  if (to != from) set_done(to);
  return to != from;
}

std::string SearchIndex::text_of(std::string_view id) {
  auto& row = connection_.tenant(
      tenant_, "select text from vault_text where org_id = :org and id = :id and state = 'present'", "nt", "t");
  return row.one(id) ? without_marks(row.text(0)) : std::string();
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

std::optional<SearchIndex::Document> SearchIndex::document_of(const record::Entry& entry) {
  const std::string name(ticket::ticket_of(entry));
  const auto tokens = ticket_tokens(name);
  if (!tokens) return std::nullopt;
  Document document;
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
  const auto document = document_of(entry);
  if (!document) return;
  connection_
      .directory("insert into search (rowid, subject, text, scope) values (:row, :subject, :text, :scope)", "nttt")
      .run(row(entry.sequence), document->subject, document->text, document->scope);
}

// Every document of a ticket says its subject, category and requester as they are now.
void SearchIndex::rename(const std::string& name) {
  const auto tokens = ticket_tokens(name);
  if (!tokens) return;
  make_anew(rows_of("scope : " + token('k', name) + " NOT scope : " + joined(*tokens, " AND "), kNoLimit, kNoLimit));
}

void SearchIndex::remove(std::int64_t sequence) {
  connection_.directory("delete from search where rowid = :row", "n").run(row(sequence));
}

void SearchIndex::make_anew(const std::vector<std::int64_t>& sequences) {
  for (const std::int64_t sequence : sequences) {
    auto& found =
        connection_.tenant(tenant_, "select line from entry where org_id = :org and sequence = :sequence", "nn", "t");
    if (!found.one(sequence)) continue;
    const auto entry = record::parse_entry(found.text(0));
    if (!entry) throw Failure(entry.error());
    remove(sequence);
    put(*entry);
  }
}

void SearchIndex::clear() {
  if (!is_there(connection_)) return;
  connection_.directory("delete from search where rowid >= :from and rowid < :to", "nn")
      .run(row(0), row(0) + kRowsPerOrganisation);
  connection_.tenant(tenant_, "delete from searched where org_id = :org").run();
}

void SearchIndex::forget(std::string_view text_id) {
  if (!is_there(connection_)) return;
  const auto found = rows_of("scope : " + token('x', text_id), kNoLimit, kNoLimit);
  if (found.empty()) return;
  make_anew(found);
  // Words of what was deleted stand in the index until its parts are made one.
  connection_.execute("insert into search (search) values ('optimize')");
}

std::vector<std::int64_t> SearchIndex::rows_of(const std::string& match, std::int64_t before, std::int64_t most) {
  std::vector<std::int64_t> all;
  const std::int64_t below = std::min(before, kRowsPerOrganisation);
  auto& rows = connection_
                   .directory(
                       "select rowid from search where search match :match and rowid >= :from and rowid < :below order "
                       "by rowid desc limit :most",
                       "tnnn", "n")
                   .start(match, row(0), row(below), most);
  while (rows.next()) all.push_back(rows.number(0) - row(0));
  return all;
}

std::vector<FoundEntry> SearchIndex::find(const SearchQuestion& question, const SearchAsker& asker, std::int64_t before,
                                          std::int64_t most) {
  std::vector<FoundEntry> all;
  if (question.wanted.empty()) return all;
  const std::string open(1, kMarkOpen);
  const std::string close(1, kMarkClose);
  const std::int64_t below = std::min(before, kRowsPerOrganisation);
  // What is shown of a row comes with it: to find it again would cost as much as to find all of them.
  auto& rows = connection_
                   .directory(
                       "select rowid, highlight(search, 0, :open, :close), snippet(search, 1, :open2, :close2, '…', "
                       "24) from search where search match :match and rowid >= :from and rowid < :below order by rowid "
                       "desc limit :most",
                       "tttttnnn", "ntt")
                   .start(open, close, open, close, match_of(question, asker, ""), row(0), row(below), most);
  while (rows.next()) all.push_back({rows.number(0) - row(0), marked(rows.text(1)), marked(rows.text(2))});
  return all;
}

std::int64_t SearchIndex::last_of(const SearchQuestion& question, const SearchAsker& asker, std::string_view ticket) {
  const auto found = rows_of(match_of(question, asker, ticket), kNoLimit, 1);
  return found.empty() ? -1 : found.front();
}

bool SearchIndex::has_unwanted(const SearchQuestion& question, const SearchAsker& asker, std::string_view ticket) {
  if (question.unwanted.empty()) return false;
  const std::string match =
      words_match(question.unwanted, " OR ", question.subject_alone) + " AND " + scope_match(asker, ticket);
  return !rows_of(match, kNoLimit, 1).empty();
}

}  // namespace concordat::store
