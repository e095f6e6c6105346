// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "record/entry.hpp"
#include "store/connection.hpp"
#include "store/search_question.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// The words of tickets, to be found: a document for each entry that has texts, with the subject of its ticket beside
// them, and with who may read it. It is filled from the record a moment after it (catch_up), and it is a function of
// record and vault: filled anew it finds the same. An erased text is out of it with the entry that erases it.
//
// INVARIANT: nothing is found by a word that the asker may not read. Who may read an entry stands in the index, so that
// what is hidden costs nothing; whoever shows what was found asks the rights once more.
namespace concordat::store {

// Who asks. `parties`: whose audiences they are in; none: they see what requesters see.
struct SearchAsker {
  std::vector<std::string> parties;
  // Where any is given, only tickets of these categories, of these names, or that this person asked for.
  std::vector<std::string> categories;
  std::vector<std::string> tickets;
  std::string requester;
};

struct Mark {
  std::int64_t from = 0;  // in characters (code points) of the text, half-open
  std::int64_t to = 0;
  friend bool operator==(const Mark&, const Mark&) = default;
};
struct MarkedText {
  std::string text;
  std::vector<Mark> marks;
};
struct FoundEntry {
  std::int64_t sequence = 0;
  MarkedText subject;
  MarkedText text;  // a piece of what the entry says, around what was found
};

class SearchShelf;
struct ShelfDocument;

class SearchIndex {
 public:
  // Of a database that is opened for writing, once its tables are there.
  static void prepare(Connection& connection);
  static bool is_there(Connection& connection);

  // Both outlive it.
  SearchIndex(Connection& connection, const Tenant& tenant);
  ~SearchIndex();
  SearchIndex(const SearchIndex&) = delete;
  SearchIndex& operator=(const SearchIndex&) = delete;

  // Takes in the next entries, `most` at once; `more` is false once there are none. An entry that cannot be read is
  // passed over: it is found by nothing, and holds up no other.
  struct CaughtUp {
    bool more = false;
    std::vector<std::int64_t> unreadable;
  };
  CaughtUp catch_up(std::int64_t most);
  bool is_behind();
  void clear();
  void forget(std::string_view text_id);

  // Entries below `before`, the last first.
  std::vector<FoundEntry> find(const SearchQuestion& question, const SearchAsker& asker, std::int64_t before,
                               std::int64_t most);
  // The last entry of one ticket that is found; -1 where there is none.
  std::int64_t last_of(const SearchQuestion& question, const SearchAsker& asker, std::string_view ticket);
  // Whether any of the unwanted stands in what the asker may read of a ticket.
  bool has_unwanted(const SearchQuestion& question, const SearchAsker& asker, std::string_view ticket);

  // By the words of their subject alone, whoever asks: who may see a ticket sees its subject. `tickets_named`: nullopt
  // where more than `most` entries are of such tickets.
  std::optional<std::vector<std::string>> tickets_named(const SearchQuestion& question, std::int64_t most);
  bool is_named(const SearchQuestion& question, std::string_view ticket);

 private:
  std::int64_t done();
  void set_done(std::int64_t entries);
  std::string text_of(std::string_view id);
  std::optional<std::vector<std::string>> ticket_tokens(const std::string& name);
  std::string subject_of(const std::string& name);
  std::optional<ShelfDocument> document_of(const record::Entry& entry);
  void put(const record::Entry& entry);
  void rename(const std::string& name);
  void make_anew(const std::vector<std::int64_t>& sequences);

  Connection& connection_;
  const Tenant& tenant_;
  std::unique_ptr<SearchShelf> shelf_;
};

}  // namespace concordat::store
