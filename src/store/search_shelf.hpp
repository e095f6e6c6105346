// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "store/search_index.hpp"

#include <memory>

// Where the documents of the index stand, and are found by their words: what differs by engine about search. What is a
// word, what matches and what is marked is FTS5's to say on both: a server of PostgreSQL names those that may match,
// and FTS5, in memory, looks at them (docs/decisions/0020).
namespace concordat::store {

struct ShelfDocument {
  std::int64_t sequence = 0;
  std::string subject;
  std::string text;
  std::string scope;  // words of letters and digits, with blanks between
};

struct ShelfMatch {
  std::vector<SearchTerm> terms;
  bool every = true;                            // of the terms; else any
  std::vector<SearchTerm> without;              // none of them
  bool subject_alone = false;                   // where the terms are looked for
  std::vector<std::vector<std::string>> scope;  // of each group at least one word
  std::vector<std::string> not_all;             // nothing whose scope has all of these
};

class SearchShelf {
 public:
  virtual ~SearchShelf() = default;
  virtual void put(const ShelfDocument& document) = 0;
  virtual void remove(const std::vector<std::int64_t>& sequences) = 0;
  virtual void clear() = 0;
  virtual void let_go() {}  // of what was removed, to the last byte
  // Those below `before`, the last first.
  virtual std::vector<FoundEntry> find(const ShelfMatch& match, std::int64_t before, std::int64_t most) = 0;
  virtual std::vector<std::int64_t> sequences(const ShelfMatch& match, std::int64_t before, std::int64_t most) = 0;
};

// A database of SQLite that is gone with its connection.
std::unique_ptr<Engine> open_sqlite_in_memory();
void make_fts_shelf(Connection& connection);     // the table
void make_server_shelf(Connection& connection);  // as its owner
// The shelf of one organisation; connection and tenant outlive it.
std::unique_ptr<SearchShelf> fts_shelf(Connection& connection, const Tenant& tenant);
std::unique_ptr<SearchShelf> server_shelf(Connection& connection, const Tenant& tenant);

}  // namespace concordat::store
