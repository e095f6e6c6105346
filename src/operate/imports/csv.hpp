// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "operate/imports/input.hpp"

#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// A CSV file, record by record: RFC 4180, and what spreadsheets do to it (a byte order mark, bare line feeds,
// semicolons or tabs, quotes inside an unquoted field). INVARIANT: every byte of the file is in a record or in a flaw;
// after a flaw reading goes on at the next line after the one where the flawed field begins; where the field is only
// too long, behind its record.
namespace concordat::imports {

// What is wrong with one record. `line` and `column` are where the field begins: physical line and number of the field,
// both from 1; column 0 where it is the whole record.
struct CsvFlaw {
  std::int64_t line = 0;
  std::int64_t column = 0;
  std::string reason;
};

class CsvReader {
 public:
  // `delimiter` 0 takes the one of comma, semicolon, tab and bar that occurs most often in the first line.
  explicit CsvReader(Input& input, char delimiter = 0);

  // Moves to the next record; blank lines are passed over. False at the end. A Problem is the input's own (a damaged
  // archive), or that the file as a whole is no text.
  Result<bool> next();

  const std::optional<CsvFlaw>& flaw() const { return flaw_; }
  // Valid until the next `next`. Of a flawed record, the fields before the flaw.
  std::span<const std::string_view> fields() const { return fields_; }
  std::int64_t line() const { return record_line_; }    // where the record begins
  std::int64_t line_of_field(std::size_t index) const;  // where the field begins
  std::string_view raw() const;                         // its bytes, without the line end
  char delimiter() const { return delimiter_; }

 private:
  enum class Step : std::uint8_t { field, record, flawed };
  struct Span {
    std::size_t begin = 0;  // from the record's first byte
    std::size_t end = 0;
    bool doubled = false;  // holds quotes that are written twice
  };

  Result<bool> have(std::size_t offset);  // is there a byte at this offset of the record
  Result<void> begin_file();
  void sniff();
  Result<bool> read_record();
  void read_plain_run(std::size_t& at);
  Result<Step> read_field(std::size_t& at);
  Result<Step> read_quoted(std::size_t& at);
  Result<Step> read_plain(std::size_t& at);
  Result<Step> end_field(std::size_t& at, Span span);
  Result<Step> fail_field(std::size_t begin, std::string reason);
  tl::unexpected<Problem> fail_unclosed(std::size_t quote) const;
  Result<void> resume_after_line_of(std::size_t begin);
  void finish_fields();
  void check_text();
  std::int64_t lines_before(std::size_t offset) const;
  char byte(std::size_t offset) const { return buffer_[begin_ + offset]; }
  std::size_t available() const { return end_ - begin_; }

  Input& input_;
  char delimiter_;
  std::vector<char> buffer_;
  std::size_t begin_ = 0;  // the record's first byte
  std::size_t end_ = 0;    // of what has been read
  bool at_end_ = false;    // the input has no more
  bool begun_ = false;
  std::size_t next_ = 0;  // the next record's first byte, from begin_
  std::size_t raw_size_ = 0;
  std::int64_t record_line_ = 0;
  std::int64_t next_line_ = 1;
  std::vector<Span> spans_;
  std::vector<std::string_view> fields_;
  std::deque<std::string> undoubled_;
  std::optional<CsvFlaw> flaw_;
};

// Appends a field as CSV, quoted where it must be.
void append_csv_field(std::string& out, std::string_view field, char delimiter);

}  // namespace concordat::imports
