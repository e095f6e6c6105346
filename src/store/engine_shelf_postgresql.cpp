// SPDX-License-Identifier: Apache-2.0
// The index of words on a server of PostgreSQL. Its documents carry the words that FTS5 sees in them as a tsvector,
// which names those that may match: it has no places, so phrases are left to FTS5, which looks at each in memory, and
// marks it. They are walked from the youngest, in the blocks of entries that have all words of the question somewhere:
// the fence keeps the engine from an index of tsvectors (decisions/0020). INVARIANT: a word stands with a block exactly
// while a document of the block has it.
#include "store/search_shelf.hpp"

#include <algorithm>
#include <iterator>
#include <limits>
#include <map>

namespace concordat::store {
namespace {

constexpr std::int64_t kLookedAtLeast = 20;
constexpr std::int64_t kLookedAtMost = 200;
constexpr std::size_t kLexemeBytesMax = 500;        // the engine refuses more than 2,046
constexpr std::size_t kDocumentBytesMax = 700'000;  // of all words; the engine refuses more than a megabyte

// A word of what is said anywhere, of the subject, and of the scope.
constexpr char kAnywhere = 'w';
constexpr char kInSubject = 's';
constexpr char kInScope = '.';

// Blocks of entries, by their sequence: few enough for a word to have few rows, few enough entries to look at each.
constexpr std::int64_t kBlockEntries = 4096;
constexpr std::int64_t kWindowBlocksLeast = 4;
constexpr std::int64_t kWindowBlocksMost = 1024;
constexpr std::int64_t kWindowGrows = 4;
constexpr std::size_t kFewBlocks = 2;  // to narrow them further would cost as much as to look at them
// Comes after everything that begins with what it is put behind.
constexpr const char* kLastCharacter = "\xF4\x8F\xBF\xBF";

bool is_long(const std::string& word) { return word.size() > kLexemeBytesMax; }

std::string lexeme(char where, const std::string& word) {
  std::size_t size = std::min(word.size(), kLexemeBytesMax);
  while (is_long(word) && size > 0 && (static_cast<unsigned char>(word[size]) & 0xC0) == 0x80) --size;
  return where + word.substr(0, size);
}

std::string quoted_lexeme(const std::string& lexeme) {
  std::string out{'\''};
  for (const char c : lexeme) {
    if (c == '\'' || c == '\\') out += c;
    out += c;
  }
  return out + "'";
}

// As the engine reads an array of texts.
std::string array_of(const std::vector<std::string>& all) {
  std::string out{'{'};
  for (const std::string& one : all) {
    out += out.size() > 1 ? ",\"" : "\"";
    for (const char c : one) {
      if (c == '"' || c == '\\') out += '\\';
      out += c;
    }
    out += '"';
  }
  return out + "}";
}

std::string array_of(const std::vector<std::int64_t>& all) {
  std::string out{'{'};
  for (const std::int64_t one : all) out += (out.size() > 1 ? "," : "") + std::to_string(one);
  return out + "}";
}

std::string all_of(const std::vector<std::string>& parts, const char* between) {
  std::string out;
  for (const std::string& one : parts) out += (out.empty() ? "" : between) + one;
  return parts.empty() ? "" : "(" + out + ")";
}

std::string scope_query(const std::vector<std::string>& words, const char* between) {
  std::vector<std::string> parts;
  for (const std::string& one : words) parts.push_back(quoted_lexeme(lexeme(kInScope, one)));
  return all_of(parts, between);
}

// One of these stands in every document that matches.
struct Need {
  std::vector<std::string> lexemes;
  bool begins = false;  // there is one, and it is the beginning of a word
};

struct ServerQuestion {
  std::string query;  // a tsquery: all that matches, and little else
  std::vector<Need> needs;
};

// FTS5 in memory: it says what the words of a text are, and which of a few documents match.
class Fts5InMemory {
 public:
  explicit Fts5InMemory(const Tenant& tenant) : connection_(open_sqlite_in_memory()) {
    make_fts_shelf(connection_);
    connection_.execute("create virtual table word using fts5vocab(search, 'instance')");
    shelf_ = fts_shelf(connection_, tenant);
  }

  // Those that stand in it from now on.
  SearchShelf& holding(const std::vector<ShelfDocument>& documents) {
    shelf_->clear();
    for (const ShelfDocument& one : documents) shelf_->put(one);
    return *shelf_;
  }

  std::vector<std::string> words_of(const std::string& text) {
    holding({{0, text, "", ""}});
    std::vector<std::string> all;
    auto& rows = connection_.directory("select term from word order by offset", "", "t").start();
    while (rows.next()) all.push_back(rows.text(0));
    return all;
  }

  std::string lexemes_of(const ShelfDocument& document) {
    holding({document});
    std::string all;
    auto& rows = connection_.directory("select distinct term, col from word", "", "tt").start();
    while (rows.next()) {
      const std::string& column = rows.text(1);
      const bool of_scope = column == "scope";
      if (!of_scope && all.size() > kDocumentBytesMax) continue;
      all += quoted_lexeme(lexeme(of_scope ? kInScope : kAnywhere, rows.text(0))) + " ";
      if (column == "subject") all += quoted_lexeme(lexeme(kInSubject, rows.text(0))) + " ";
    }
    return all;
  }

 private:
  Connection connection_;
  std::unique_ptr<SearchShelf> shelf_;
};

class ServerShelf final : public SearchShelf {
 public:
  ServerShelf(Connection& connection, const Tenant& tenant) : connection_(connection), tenant_(tenant) {}

  void put(const ShelfDocument& document) override {
    const std::string words = reader().lexemes_of(document);
    connection_
        .tenant(tenant_,
                "insert into search (org_id, sequence, subject, text, scope, words) values (:org, :sequence, :subject, "
                ":text, :scope, cast(:words as tsvector))",
                "nntttt")
        .run(document.sequence, document.subject, document.text, document.scope, words);
    connection_
        .tenant(tenant_,
                "insert into search_word (org_id, word, block) select cast(:org as bigint), word, cast(:block as "
                "bigint) from unnest(tsvector_to_array(cast(:words as tsvector))) word where word not like 's%' on "
                "conflict do nothing",
                "nnt")
        .run(document.sequence / kBlockEntries, words);
  }
  void remove(const std::vector<std::int64_t>& sequences) override {
    std::map<std::int64_t, std::vector<std::int64_t>> by_block;
    for (const std::int64_t one : sequences) by_block[one / kBlockEntries].push_back(one);
    for (const auto& [block, gone] : by_block) {
      const std::string listed = array_of(gone);
      connection_
          .tenant(tenant_,
                  "delete from search_word where org_id = :org and block = :block and word = any(array(select "
                  "unnest(tsvector_to_array(words)) from search where org_id = :org2 and sequence = any(cast(:gone as "
                  "bigint[])) except select unnest(tsvector_to_array(words)) from search where org_id = :org3 and "
                  "sequence >= :from and sequence < :below and sequence <> all(cast(:gone2 as bigint[]))))",
                  "nnntnnnt")
          .run(block, tenant_.number(), listed, tenant_.number(), block * kBlockEntries, (block + 1) * kBlockEntries,
               listed);
      connection_
          .tenant(tenant_, "delete from search where org_id = :org and sequence = any(cast(:gone as bigint[]))", "nt")
          .run(listed);
    }
  }
  void clear() override {
    connection_.tenant(tenant_, "delete from search where org_id = :org").run();
    connection_.tenant(tenant_, "delete from search_word where org_id = :org").run();
  }

  std::vector<FoundEntry> find(const ShelfMatch& match, std::int64_t before, std::int64_t most) override {
    return look<FoundEntry>(match, before, most,
                            [&](SearchShelf& held, std::int64_t missing) { return held.find(match, before, missing); });
  }
  std::vector<std::int64_t> sequences(const ShelfMatch& match, std::int64_t before, std::int64_t most) override {
    return look<std::int64_t>(match, before, most, [&](SearchShelf& held, std::int64_t missing) {
      return held.sequences(match, before, missing);
    });
  }

 private:
  Fts5InMemory& reader() {
    if (!reader_) reader_ = std::make_unique<Fts5InMemory>(tenant_);
    return *reader_;
  }

  // Blocks [from, below), from the youngest; so many at once, and more the longer nothing is found.
  template <typename Found, typename Fn>
  std::vector<Found> look(const ShelfMatch& match, std::int64_t before, std::int64_t most, const Fn& of) {
    std::vector<Found> all;
    const auto question = question_of(match);
    if (!question) return all;
    before = std::min(before, end());
    std::int64_t below = (before + kBlockEntries - 1) / kBlockEntries;
    for (std::int64_t size = kWindowBlocksLeast; below > 0; size = std::min(size * kWindowGrows, kWindowBlocksMost)) {
      const std::int64_t from = std::max<std::int64_t>(below - size, 0);
      for (const auto& [first, last] : stretches(question->needs, from, below)) {
        const std::int64_t least = first * kBlockEntries;
        const std::int64_t end = std::min(before, (last + 1) * kBlockEntries);
        if (walk(question->query, least, end, most, of, all)) return all;
      }
      below = from;
    }
    return all;
  }

  // True once there are enough.
  template <typename Found, typename Fn>
  bool walk(const std::string& query, std::int64_t least, std::int64_t before, std::int64_t most, const Fn& of,
            std::vector<Found>& all) {
    const std::int64_t at_once = std::clamp(most, kLookedAtLeast, kLookedAtMost);
    for (bool more = true; more;) {
      const auto documents = candidates(query, least, before, at_once);
      if (documents.empty()) break;
      before = documents.back().sequence;
      for (auto& one : of(reader().holding(documents), most - static_cast<std::int64_t>(all.size()))) {
        all.push_back(std::move(one));
      }
      if (static_cast<std::int64_t>(all.size()) >= most) return true;
      more = static_cast<std::int64_t>(documents.size()) == at_once;
    }
    return false;
  }

  std::int64_t end() {
    auto& row =
        connection_.tenant(tenant_, "select coalesce(max(sequence), -1) from search where org_id = :org", "n", "n");
    row.one();
    return row.number(0) + 1;
  }

  // Neighbouring blocks that have one of each need somewhere, as first and last, from the youngest.
  std::vector<std::pair<std::int64_t, std::int64_t>> stretches(const std::vector<Need>& needs, std::int64_t from,
                                                               std::int64_t below) {
    std::optional<std::vector<std::int64_t>> blocks;
    for (const Need& need : needs) {
      if (blocks && blocks->size() <= kFewBlocks) break;
      auto having = blocks_with(need, from, below);
      if (!blocks) {
        blocks = std::move(having);
        continue;
      }
      std::vector<std::int64_t> both;
      std::set_intersection(blocks->begin(), blocks->end(), having.begin(), having.end(), std::back_inserter(both),
                            std::greater<>());
      blocks = std::move(both);
    }
    if (!blocks) return {{from, below - 1}};
    std::vector<std::pair<std::int64_t, std::int64_t>> all;
    for (const std::int64_t block : *blocks) {
      if (!all.empty() && all.back().first == block + 1) {
        all.back().first = block;
      } else {
        all.emplace_back(block, block);
      }
    }
    return all;
  }

  std::vector<std::int64_t> blocks_with(const Need& need, std::int64_t from, std::int64_t below) {
    std::vector<std::int64_t> all;
    const auto read = [&](Statement& rows) {
      while (rows.next()) all.push_back(rows.number(0));
    };
    if (need.begins) {
      const std::string& first = need.lexemes.front();
      read(connection_
               .tenant(tenant_,
                       "select distinct block from search_word where org_id = :org and word >= :first and word < :last "
                       "and block >= :from and block < :below order by block desc",
                       "nttnn", "n")
               .start(first, first + kLastCharacter, from, below));
    } else {
      read(connection_
               .tenant(tenant_,
                       "select distinct block from search_word where org_id = :org and word = any(cast(:words as "
                       "text[])) and block >= :from and block < :below order by block desc",
                       "ntnn", "n")
               .start(array_of(need.lexemes), from, below));
    }
    return all;
  }

  std::vector<ShelfDocument> candidates(const std::string& query, std::int64_t least, std::int64_t before,
                                        std::int64_t most) {
    auto& rows = connection_
                     .tenant(tenant_,
                             "select sequence, subject, text, scope from search where org_id = :org and words @@ "
                             "cast(:query as tsquery) and sequence >= :least and sequence < :before order by sequence "
                             "desc limit :most",
                             "ntnnn", "nttt")
                     .start(query, least, before, most);
    std::vector<ShelfDocument> all;
    while (rows.next()) all.push_back({rows.number(0), rows.text(1), rows.text(2), rows.text(3)});
    return all;
  }

  // nullopt where nothing can match.
  std::optional<ServerQuestion> question_of(const ShelfMatch& match) {
    const char where = match.subject_alone ? kInSubject : kAnywhere;
    ServerQuestion question;
    std::vector<std::string> parts;
    if (!match.terms.empty()) {
      std::vector<std::string> terms;
      for (const SearchTerm& one : match.terms) {
        const auto words = reader().words_of(one.words);
        if (words.empty() && match.every) return std::nullopt;
        if (words.empty()) continue;
        terms.push_back(term_query(words, one.begins, where));
        if (match.every || match.terms.size() == 1) needs_of(words, one.begins, question.needs);
      }
      if (terms.empty()) return std::nullopt;
      parts.push_back(all_of(terms, match.every ? " & " : " | "));
    }
    for (const auto& group : match.scope) {
      parts.push_back(scope_query(group, " | "));
      Need need;
      for (const std::string& one : group) need.lexemes.push_back(lexeme(kInScope, one));
      question.needs.push_back(std::move(need));
    }
    if (!match.not_all.empty()) parts.push_back("!" + scope_query(match.not_all, " & "));
    for (const SearchTerm& one : match.without) {
      // What FTS5 has to look at again may not be left out here.
      const auto words = reader().words_of(one.words);
      if (words.size() == 1 && !is_long(words.front())) parts.push_back("!" + term_query(words, one.begins, where));
    }
    question.query = all_of(parts, " & ");
    // What has fewer alternatives is the rarer, as a rule.
    std::stable_sort(question.needs.begin(), question.needs.end(),
                     [](const Need& a, const Need& b) { return a.lexemes.size() < b.lexemes.size(); });
    return question;
  }

  // Blocks know words wherever they stand, not those of the subject apart.
  static void needs_of(const std::vector<std::string>& words, bool begins, std::vector<Need>& needs) {
    for (const std::string& one : words) needs.push_back({{lexeme(kAnywhere, one)}, false});
    needs.back().begins = begins;
  }

  static std::string term_query(const std::vector<std::string>& words, bool begins, char where) {
    std::vector<std::string> all;
    for (const std::string& one : words) all.push_back(quoted_lexeme(lexeme(where, one)));
    if (begins) all.back() += ":*";
    return all_of(all, " & ");
  }

  Connection& connection_;
  const Tenant& tenant_;
  std::unique_ptr<Fts5InMemory> reader_;  // made when something is looked for or put
};

}  // namespace

void make_server_shelf(Connection& connection) {
  Engine& engine = connection.engine();
  engine.begin_writing();
  try {
    if (!engine.has_table("search")) {
      engine.run_migration(
          "create table search (org_id bigint not null, sequence bigint not null, subject text not null, text text not "
          "null, scope text not null, words tsvector not null, primary key (org_id, sequence));"
          "create table search_word (org_id bigint not null, word text not null, block bigint not null, "
          "primary key (org_id, word, block))");
    }
    engine.commit(false);
  } catch (...) {
    connection.roll_back();
    throw;
  }
}

std::unique_ptr<SearchShelf> server_shelf(Connection& connection, const Tenant& tenant) {
  return std::make_unique<ServerShelf>(connection, tenant);
}

}  // namespace concordat::store
