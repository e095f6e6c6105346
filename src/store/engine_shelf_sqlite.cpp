// SPDX-License-Identifier: Apache-2.0
// The index of words as SQLite keeps it: FTS5.
#include "store/search_shelf.hpp"

#include <algorithm>

namespace concordat::store {
namespace {

constexpr std::int64_t kRowsPerOrganisation = 1LL << 40;
constexpr char kMarkOpen = '\x02';
constexpr char kMarkClose = '\x03';

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

std::string words_match(const std::vector<SearchTerm>& terms, const char* between, bool subject_alone) {
  std::vector<std::string> all;
  for (const SearchTerm& one : terms) all.push_back(quoted(one));
  return (subject_alone ? "subject : " : "{subject text} : ") + joined(all, between);
}

std::string fts_match(const ShelfMatch& match) {
  std::vector<std::string> all;
  if (!match.terms.empty()) {
    all.push_back(words_match(match.terms, match.every ? " AND " : " OR ", match.subject_alone));
  }
  for (const auto& group : match.scope) all.push_back("scope : " + joined(group, " OR "));
  std::string out = joined(all, " AND ");
  if (!match.not_all.empty()) out += " NOT scope : " + joined(match.not_all, " AND ");
  if (!match.without.empty()) out += " NOT " + words_match(match.without, " OR ", match.subject_alone);
  return out;
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

class FtsShelf final : public SearchShelf {
 public:
  FtsShelf(Connection& connection, const Tenant& tenant)
      : connection_(connection), first_row_(tenant.number() * kRowsPerOrganisation) {}

  void put(const ShelfDocument& document) override {
    connection_
        .directory("insert into search (rowid, subject, text, scope) values (:row, :subject, :text, :scope)", "nttt")
        .run(row(document.sequence), without_marks(document.subject), without_marks(document.text), document.scope);
  }
  void remove(const std::vector<std::int64_t>& sequences) override {
    for (const std::int64_t one : sequences) {
      connection_.directory("delete from search where rowid = :row", "n").run(row(one));
    }
  }
  void clear() override {
    connection_.directory("delete from search where rowid >= :from and rowid < :to", "nn")
        .run(row(0), row(kRowsPerOrganisation));
  }
  // Words of what was deleted stand in the index until its parts are made one.
  void let_go() override { connection_.execute("insert into search (search) values ('optimize')"); }

  // What is shown of a row comes with it: to find it again would cost as much as to find all of them.
  std::vector<FoundEntry> find(const ShelfMatch& match, std::int64_t before, std::int64_t most) override {
    const std::string open(1, kMarkOpen);
    const std::string close(1, kMarkClose);
    auto& rows =
        connection_
            .directory(
                "select rowid, highlight(search, 0, :open, :close), snippet(search, 1, :open2, :close2, '…', "
                "24) from search where search match :match and rowid >= :from and rowid < :below order by rowid "
                "desc limit :most",
                "tttttnnn", "ntt")
            .start(open, close, open, close, fts_match(match), row(0), row(before), most);
    std::vector<FoundEntry> all;
    while (rows.next()) all.push_back({rows.number(0) - row(0), marked(rows.text(1)), marked(rows.text(2))});
    return all;
  }
  std::vector<std::int64_t> sequences(const ShelfMatch& match, std::int64_t before, std::int64_t most) override {
    auto& rows =
        connection_
            .directory(
                "select rowid from search where search match :match and rowid >= :from and rowid < :below order "
                "by rowid desc limit :most",
                "tnnn", "n")
            .start(fts_match(match), row(0), row(before), most);
    std::vector<std::int64_t> all;
    while (rows.next()) all.push_back(rows.number(0) - row(0));
    return all;
  }

 private:
  std::int64_t row(std::int64_t sequence) const { return first_row_ + std::min(sequence, kRowsPerOrganisation); }

  Connection& connection_;
  std::int64_t first_row_;
};

}  // namespace

void make_fts_shelf(Connection& connection) {
  connection.execute(
      "create virtual table if not exists search using fts5(subject, text, scope, prefix = '3', tokenize = 'unicode61 "
      "remove_diacritics 2')");
}

std::unique_ptr<SearchShelf> fts_shelf(Connection& connection, const Tenant& tenant) {
  return std::make_unique<FtsShelf>(connection, tenant);
}

}  // namespace concordat::store
