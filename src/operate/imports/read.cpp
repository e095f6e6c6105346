// SPDX-License-Identifier: Apache-2.0
#include "operate/imports/read.hpp"

#include "base/limits.hpp"
#include "base/text.hpp"
#include "operate/imports/csv.hpp"
#include "operate/imports/shown.hpp"
#include "operate/imports/xes.hpp"

#include <algorithm>

namespace concordat::imports {
namespace {

constexpr std::size_t kProgressEveryRows = 1 << 13;

// Collects bad rows, and writes them where they are wanted.
class BadRows {
 public:
  explicit BadRows(const ReadOptions& options) : options_(options) {}

  // `rest` is the row as it stood; `header` goes above the first one.
  void add(BadRow bad, char delimiter, std::string_view header, std::string_view rest) {
    if (options_.rejected) write(bad, delimiter, header, rest);
    ++count_;
    if (listed_.size() < limits::kBadRowsListed) listed_.push_back(std::move(bad));
  }

  void give(Rows& rows) && {
    rows.bad = std::move(listed_);
    rows.bad_count = count_;
  }

  std::size_t count() const { return count_; }

 private:
  void write(const BadRow& bad, char delimiter, std::string_view header, std::string_view rest) const {
    std::string out;
    if (count_ == 0) {
      out += std::string("rejected_line") + delimiter + "rejected_column" + delimiter + "rejected_reason" + delimiter;
      out += header;
      out += "\r\n";
    }
    out += std::to_string(bad.line) + delimiter + std::to_string(bad.column) + delimiter;
    append_csv_field(out, bad.reason, delimiter);
    out += delimiter;
    out += rest;
    out += "\r\n";
    options_.rejected(out);
  }

  const ReadOptions& options_;
  std::vector<BadRow> listed_;
  std::size_t count_ = 0;
};

// Which field of a record plays which role, as the header says.
class Header {
 public:
  static constexpr std::size_t kNone = SIZE_MAX;

  static Result<Header> bind(std::span<const std::string_view> fields, const Map& map, const std::string& file) {
    Header header;
    header.names_.assign(fields.begin(), fields.end());
    header.fields_.fill(kNone);
    for (std::size_t role = 0; role < kRoleCount; ++role) {
      const std::string& column = map.columns[role];
      if (column.empty()) continue;
      const auto found = std::find(fields.begin(), fields.end(), column);
      if (found == fields.end()) return header.missing(static_cast<Role>(role), column, file);
      const auto again = std::find(found + 1, fields.end(), column);
      if (again != fields.end()) {
        return fail_at(Where{file, 1, again - fields.begin() + 1}, "duplicate-column",
                       "two columns are called \"" + column + "\", which the map names as " +
                           std::string(to_word(static_cast<Role>(role))),
                       "Rename one of them in the file.");
      }
      header.fields_[role] = static_cast<std::size_t>(found - fields.begin());
    }
    return header;
  }

  std::size_t size() const { return names_.size(); }
  std::size_t field_of(Role role) const { return fields_[index_of(role)]; }

  void pick(std::span<const std::string_view> fields, PerRole<std::string_view>& values) const {
    for (std::size_t role = 0; role < kRoleCount; ++role) {
      values[role] = fields_[role] == kNone ? std::string_view() : fields[fields_[role]];
    }
  }

  // "column 10 (opened_at): …"
  std::string in_words(std::int64_t column, const std::string& reason) const {
    if (column < 1) return reason;
    const auto index = static_cast<std::size_t>(column) - 1;
    const std::string name =
        index < names_.size() ? " (" + std::string(clip(names_[index], limits::kNameBytesMax)) + ")" : "";
    return "column " + std::to_string(column) + name + ": " + reason;
  }

 private:
  tl::unexpected<Problem> missing(Role role, const std::string& column, const std::string& file) const {
    const auto nearest = nearest_name(column, names_);
    return fail_at(
        Where{file, 1, 1}, "missing-column",
        "there is no column \"" + column + "\", which the map names as " + std::string(to_word(role)),
        nearest ? "Did you mean \"" + *nearest + "\"?" : "The first line of the file must name the columns.");
  }

  std::vector<std::string> names_;
  PerRole<std::size_t> fields_{};
};

Result<Rows> read_csv(Input& input, const Map& map, const calendar::Zone& zone, const ReadOptions& options) {
  CsvReader reader(input, map.delimiter);
  auto more = reader.next();
  if (!more) return tl::unexpected(std::move(more.error()));
  if (!*more) return fail_at(Where{input.name(), 1, 1}, "empty-file", "the file is empty");
  if (const auto& flaw = reader.flaw()) {
    return fail_at(Where{input.name(), flaw->line, flaw->column}, "bad-header",
                   "the header cannot be read: " + flaw->reason);
  }
  const auto header = Header::bind(reader.fields(), map, input.name());
  if (!header) return tl::unexpected(header.error());
  const std::string header_raw(reader.raw());

  RowMaker maker(map, zone);
  BadRows bad(options);
  PerRole<std::string_view> values;
  for (std::size_t rows = 0;; ++rows) {
    more = reader.next();
    if (!more) return tl::unexpected(std::move(more.error()));
    if (!*more) break;
    if (options.progress && rows % kProgressEveryRows == 0) options.progress(rows);
    const auto reject = [&](std::int64_t line, std::int64_t column, const std::string& reason) {
      bad.add({line, column, header->in_words(column, reason)}, reader.delimiter(), header_raw, reader.raw());
    };
    if (const auto& flaw = reader.flaw()) {
      reject(flaw->line, flaw->column, flaw->reason);
      continue;
    }
    if (const std::size_t count = reader.fields().size(); count != header->size()) {
      reject(reader.line(), 0,
             std::to_string(count) + " fields where the header has " + std::to_string(header->size()));
      continue;
    }
    header->pick(reader.fields(), values);
    if (const auto flaw = maker.add(values)) {
      const std::size_t field = flaw->role ? header->field_of(*flaw->role) : Header::kNone;
      if (field == Header::kNone)
        reject(reader.line(), 0, flaw->reason);
      else
        reject(reader.line_of_field(field), static_cast<std::int64_t>(field) + 1, flaw->reason);
    }
  }
  if (maker.size() == 0 && bad.count() == 0) {
    return fail_at(Where{input.name(), 1, 1}, "no-rows", "the file has a header and no rows");
  }
  Rows rows = std::move(maker).finish();
  std::move(bad).give(rows);
  return rows;
}

Result<Rows> read_xes_rows(Input& input, const Map& map, const calendar::Zone& zone, const ReadOptions& options) {
  RowMaker maker(map, zone);
  BadRows bad(options);
  std::size_t count = 0;
  const auto take = [&](const XesEvent& event) {
    if (options.progress && count++ % kProgressEveryRows == 0) options.progress(count);
    std::optional<RowMaker::Flaw> flaw;
    XesEvent::Position again;
    for (std::size_t role = 0; role < kRoleCount && !flaw; ++role) {
      if (event.values[role].size() > limits::kFieldBytesMax) {
        flaw = {static_cast<Role>(role), "a value of more than " + std::to_string(limits::kFieldBytesMax) + " bytes"};
      } else if (event.again[role].line > 0) {
        flaw = {static_cast<Role>(role), "stands twice"};
        again = event.again[role];
      }
    }
    if (!flaw) flaw = maker.add(event.values);
    if (!flaw) return;
    const bool placed = flaw->role && event.positions[index_of(*flaw->role)].line > 0;
    const auto own = placed ? event.positions[index_of(*flaw->role)] : event.begin;
    const auto at = again.line > 0 ? again : own;
    std::string ticket;
    append_csv_field(ticket, clip(event.values[index_of(Role::ticket)], limits::kNameBytesMax), ',');
    const std::string reason =
        flaw->role ? "attribute \"" + map.columns[index_of(*flaw->role)] + "\": " + flaw->reason : flaw->reason;
    bad.add({at.line, at.column, reason}, ',', "ticket", ticket);
  };
  if (auto read = read_xes(input, map, take); !read) return tl::unexpected(std::move(read.error()));
  Rows rows = std::move(maker).finish();
  std::move(bad).give(rows);
  return rows;
}

}  // namespace

Result<Rows> read_rows(Input& input, Format format, const Map& map, const calendar::Zone& zone,
                       const ReadOptions& options) {
  return format == Format::xes ? read_xes_rows(input, map, zone, options) : read_csv(input, map, zone, options);
}

}  // namespace concordat::imports
