// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "record/entry.hpp"
#include "ticket/state.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

// What was seen of every ticket, update by update, in the order of the record (which for an import is the order of its
// file). This is the state that measures fold: small, without JSON, the same whether it is read from a projection or folded
// from entries by the offline verifier.
namespace concordat::ticket {

// Names that stand in updates, each once, numbered in order of first appearance.
class Names {
 public:
  static constexpr std::int32_t kNone = -1;
  std::int32_t intern(std::string_view name);              // empty text is kNone
  std::int32_t find(std::string_view name) const;          // kNone where it is unknown
  const std::string& name(std::int32_t index) const { return names_[static_cast<std::size_t>(index)]; }
  std::size_t size() const { return names_.size(); }

 private:
  std::vector<std::string> names_;
  std::unordered_map<std::string, std::int32_t> index_;
};

// One update: what was true from `at` on. Indexes into Names; kNone where the source says nothing.
struct Update {
  Instant at;
  std::int32_t state = Names::kNone;  // the source's own name of it
  std::int32_t team = Names::kNone;
  std::int32_t party = Names::kNone;
  std::int32_t person = Names::kNone;    // a person's random id
  std::int32_t priority = Names::kNone;  // the source's own name of it
  friend bool operator==(const Update&, const Update&) = default;
};

struct History {
  std::string ticket;
  std::int32_t source = 0;  // index into Log::sources
  std::vector<Update> updates;
  // As the ticket's last update says; absent where the source does not.
  std::optional<Instant> opened;
  std::optional<Instant> resolved;
  std::optional<Instant> closed;
  std::optional<std::int64_t> reopen_count;
  std::optional<std::int64_t> reassignment_count;
  std::optional<bool> sla_met;
  friend bool operator==(const History&, const History&) = default;
};

enum class Shape : std::uint8_t { update, ticket };

// What an import's map said of its source; from the entry `import.begun`. Tickets made by commands have the source
// "concordat", which can say everything.
struct Source {
  std::string name;  // "servicenow"
  Shape shape = Shape::update;
  std::vector<std::string> columns;  // keys of [columns] that the map names, sorted
  std::string zone = "UTC";          // its days are the days of the backlog
  std::vector<std::pair<std::string, State>> states;  // source's name to ours, sorted; empty: the map had no [states]
  std::vector<std::string> waits_for_requester;       // source's names, sorted
  bool has_lines = false;                             // the map says which line a team is
  friend bool operator==(const Source&, const Source&) = default;
};

struct Team {
  std::string party;
  std::string function;
  std::string line;  // "1", "2", "3"; empty where unknown
  friend bool operator==(const Team&, const Team&) = default;
};

struct Log {
  Names names;
  std::vector<Source> sources;
  std::unordered_map<std::string, Team> teams;  // by name
  std::vector<History> tickets;                 // in order of first appearance
};

// Folds entries, in order of sequence, into a log. Entries of kinds it does not know are passed over.
class LogBuilder {
 public:
  void step(const record::Entry& entry);
  Log finish() &&;

 private:
  Log log_;
  std::unordered_map<std::string, std::size_t> ticket_index_;
};

// A history as one line of text and back: what the store keeps per ticket. Decimal numbers, separated; no names.
std::string encode(const History& history);
Result<History> decode(std::string_view ticket, std::string_view text);

}  // namespace concordat::ticket
