// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "record/entry.hpp"
#include "ticket/state.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

// What was seen of every ticket, update by update, in the order of the record (which for an import is the order of its
// file). This is the state that measures fold: small, without JSON, the same whether it is read from a projection or
// folded from entries by the offline verifier.
namespace concordat::ticket {

// Names that stand in updates, each once, numbered in order of first appearance.
class Names {
 public:
  static constexpr std::int32_t kNone = -1;
  std::int32_t intern(std::string_view name);      // empty text is kNone
  std::int32_t find(std::string_view name) const;  // kNone where it is unknown
  const std::string& name(std::int32_t index) const { return names_[static_cast<std::size_t>(index)]; }
  std::size_t size() const { return names_.size(); }

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view name) const { return std::hash<std::string_view>{}(name); }
  };

  std::vector<std::string> names_;
  std::unordered_map<std::string, std::int32_t, Hash, std::equal_to<>> index_;
};

// One update: what was true from `at` on. Indexes into Names; kNone where the source says nothing.
struct Update {
  Instant at;
  std::int32_t state = Names::kNone;  // the source's own name of it
  std::int32_t team = Names::kNone;
  std::int32_t party = Names::kNone;
  std::int32_t person = Names::kNone;    // a person's random id
  std::int32_t priority = Names::kNone;  // the source's own name of it
  std::int32_t category = Names::kNone;
  std::int32_t status = Names::kNone;  // in our words: see status_of()
  friend bool operator==(const Update&, const Update&) = default;
};

// Our state and whom the ticket waits for, as one small number; Names::kNone where the source's state means none of
// ours.
inline constexpr std::int32_t kStatusMax = 64;  // not included
std::int32_t status_of(std::optional<State> state, std::optional<WaitingOn> waiting_on);
std::optional<State> state_of(std::int32_t status);
std::optional<WaitingOn> waiting_on_of(std::int32_t status);

struct History {
  std::string ticket;
  std::int32_t source = 0;  // index into Log::sources
  std::vector<Update> updates;
  // As the latest entry says that carries any of them; absent where it does not say.
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
  std::vector<std::string> columns;                   // keys of [columns] that the map names, sorted
  std::string zone = "UTC";                           // its days are the days of the backlog
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

// The pieces that a log is folded from, also for the store, which keeps the same log as tables. A member that is
// missing or of the wrong type counts as absent, so that a hostile bundle can be folded too.
inline constexpr std::string_view kImportBegun = "import.begun";
inline constexpr std::string_view kTeamDeclared = "team.declared";
inline constexpr std::string_view kTicketObserved = "ticket.observed";

// What stands after the colon of a subject: the ticket of "ticket:INC0000045", the team of "team:Group 56".
std::string_view subject_name(const record::Entry& entry);
// The source that an `import.begun` or a `ticket.observed` belongs to; empty where it names none.
std::string_view source_name(const record::Entry& entry);
// Of an `import.begun`: `columns` and `waits_for_requester` are lists, `states` an object of source's name to our word.
Source source_from(const record::Entry& import_begun);
Team team_from(const record::Entry& team_declared);
// Appends the update of a `ticket.observed`, and takes over the closing facts if it carries any. The ticket's name and
// the index of its source are the caller's.
void step(History& history, const record::Entry& observed, Names& names);

// Folds entries, in order of sequence, into a log. Entries of kinds it does not know are passed over. A source that
// begins a second import is described as that one says.
class LogBuilder {
 public:
  void step(const record::Entry& entry);
  Log finish() &&;

 private:
  std::int32_t source_index(std::string_view name);
  History& history(std::string_view ticket);

  Log log_;
  std::unordered_map<std::string, std::size_t> ticket_index_;
  std::unordered_map<std::string, std::int32_t> source_index_;
};

inline constexpr std::size_t kNamesMax = std::size_t{1} << 31;  // an index is an int32

// A history as one line of text and back: what the store keeps per ticket. Decimal numbers, separated; no names.
std::string encode(const History& history);
// `names` is how many names there are: an update that refers beyond them is damage, as is an instant outside of
// [kFirstInstant, kLastInstant].
Result<History> decode(std::string_view ticket, std::string_view text, std::size_t names = kNamesMax);

}  // namespace concordat::ticket
