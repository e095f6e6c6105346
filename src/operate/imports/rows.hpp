// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/instant.hpp"
#include "base/result.hpp"
#include "calendar/zone.hpp"
#include "operate/imports/map.hpp"
#include "operate/imports/texts.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// The rows of a source after the map has been put to them: what was true of which ticket, from when on. INVARIANT: rows
// stand in the order of the file, and every instant, number and word in them is valid; what was not is a bad row.
namespace concordat::imports {

struct BadRow {
  std::int64_t line = 0;
  std::int64_t column = 0;  // number of the field from 1 in a CSV, of the character in XES; 0 for the whole row
  std::string reason;
};

// What the source says of a ticket as a whole, on any of its rows.
struct Facts {
  std::optional<Instant> opened;
  std::optional<Instant> resolved;
  std::optional<Instant> closed;
  std::optional<std::int64_t> reopen_count;
  std::optional<std::int64_t> reassignment_count;
  std::optional<bool> sla_met;
};

// Numbers are of Rows::texts, `ticket` of Rows::tickets.
struct Row {
  Instant at;
  std::int32_t ticket = 0;
  std::int32_t state = Texts::kNone;   // the column that state_from names
  std::int32_t detail = Texts::kNone;  // the other one
  std::int32_t team = Texts::kNone;
  std::int32_t party = Texts::kNone;
  std::int32_t person = Texts::kNone;
  std::int32_t priority = Texts::kNone;
  std::int32_t impact = Texts::kNone;
  std::int32_t urgency = Texts::kNone;
  std::int32_t category = Texts::kNone;
  std::int32_t subject = Texts::kNone;
};

// Of a row per ticket: its instants, which become observations of their own.
struct Moments {
  std::optional<Instant> at;
  std::optional<Instant> responded;
};

struct Rows {
  Texts texts;
  Texts tickets;
  std::vector<Row> rows;
  std::vector<Facts> facts;      // shape update: per ticket, as its last row says; shape ticket: per row
  std::vector<Moments> moments;  // shape ticket: per row; else empty
  std::vector<BadRow> bad;       // the first limits::kBadRowsListed
  std::size_t bad_count = 0;
};

struct ReadOptions {
  // Gets FILE.rejected.csv piece by piece, from the first bad row on.
  std::function<void(std::string_view)> rejected;
  // Told now and then how many rows have been read.
  std::function<void(std::size_t)> progress;
};

// What a source says in one row, by role; empty where it says nothing.
using Values = PerRole<std::string_view>;

// Makes rows out of values. Holds no file: the readers of the formats feed it.
class RowMaker {
 public:
  struct Flaw {
    std::optional<Role> role;  // whose value it is; none: the row as a whole
    std::string reason;
  };

  // Both must outlive it.
  RowMaker(const Map& map, const calendar::Zone& zone);

  // `values` are as the source has them. A flaw means that the row was not taken.
  std::optional<Flaw> add(const Values& values);
  std::size_t size() const { return rows_.rows.size(); }
  Rows finish() && { return std::move(rows_); }

 private:
  struct LastTime {
    std::string text;
    std::optional<Instant> instant;
  };

  std::optional<Flaw> read_time(Role role, std::string_view text, std::optional<Instant>& into);
  std::optional<Flaw> read_facts(const Values& values, Facts& facts, Moments& moments);
  std::optional<Flaw> check_names(const Values& values) const;
  std::int32_t intern(Role role, std::string_view text);
  bool is_missing(std::string_view value) const;
  void keep(const Values& values, const Facts& facts, const Moments& moments);

  const Map& map_;
  const calendar::Zone& zone_;
  bool is_utc_;
  Rows rows_;
  PerRole<LastTime> last_time_;
  PerRole<std::int32_t> last_text_;
};

}  // namespace concordat::imports
