// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/codec.hpp"
#include "base/limits.hpp"
#include "operate/imports/jobs.hpp"
#include "operate/imports/rows.hpp"

#include <boost/describe.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

// What the route of imports reads and writes.
namespace concordat::imports {
BOOST_DESCRIBE_ENUM(Format, servicenow, xes, csv)
}  // namespace concordat::imports

namespace concordat::operate {

// Held in memory while it is read; a larger log is for `concordat import`.
inline constexpr std::size_t kImportContentBytesMax = 16 << 20;

struct ImportBody {
  imports::Format format = imports::Format::csv;
  NameText file;                      // its name, for the record
  Limited<limits::kMapBytesMax> map;  // what its columns mean (TOML)
  Limited<kImportContentBytesMax> content;
  bool dry_run = false;   // say what would happen, and store nothing
  bool skip_bad = false;  // take the good rows
};
BOOST_DESCRIBE_STRUCT(ImportBody, (), (format, file, map, content, dry_run, skip_bad))

struct BadRowView {
  std::int64_t line = 0;
  std::int64_t column = 0;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(BadRowView, (), (line, column, reason))
struct ImportReport {
  std::int64_t tickets = 0;  // that the good rows speak of
  std::int64_t updates = 0;  // good rows
  std::int64_t fresh = 0;    // of them, new to the record
  std::int64_t already = 0;  // of them, in the record already
  bool stored = false;
  std::int64_t bad_count = 0;
  std::vector<BadRowView> bad;    // the first of them
  std::optional<std::string> id;  // of the import that has begun and is under way
};
BOOST_DESCRIBE_STRUCT(ImportReport, (), (tickets, updates, fresh, already, stored, bad_count, bad, id))

// An import that is under way or was.
struct ImportView {
  std::string id;
  std::string file;
  std::string person;
  ImportState state = ImportState::running;
  std::int64_t tickets = 0;
  std::int64_t rows = 0;    // that were new when it began
  std::int64_t stored = 0;  // of them, in the record
  std::string problem;      // why it failed
  Instant begun;
  std::optional<Instant> ended;
};
BOOST_DESCRIBE_STRUCT(ImportView, (), (id, file, person, state, tickets, rows, stored, problem, begun, ended))
struct ImportList {
  std::vector<ImportView> imports;  // the youngest first
};
BOOST_DESCRIBE_STRUCT(ImportList, (), (imports))

}  // namespace concordat::operate
