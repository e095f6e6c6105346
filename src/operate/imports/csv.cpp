// SPDX-License-Identifier: Apache-2.0
#include "operate/imports/csv.hpp"

#include "base/limits.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

namespace concordat::imports {
namespace {

constexpr std::size_t kChunkBytes = 1 << 18;
// How far into a record the end of a field that is too long is looked for.
constexpr std::size_t kLookBytesMax = 64 << 20;

// Is there a byte that is not plain text at first sight: outside ASCII, or NUL? Eight at a time.
bool has_unusual_byte(std::string_view text) {
  constexpr std::uint64_t kHigh = 0x8080808080808080;
  constexpr std::uint64_t kOnes = 0x0101010101010101;
  std::size_t i = 0;
  for (; i + 8 <= text.size(); i += 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, text.data() + i, 8);
    if (((word | (word - kOnes)) & kHigh) != 0) return true;
  }
  for (; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (c == 0 || c >= 0x80) return true;
  }
  return false;
}

// The first byte that is one of the two, or `last`. Eight at a time: this loop is where reading a CSV spends its time.
const char* find_either(const char* first, const char* last, char one, char other) {
  if constexpr (std::endian::native == std::endian::little) {
    constexpr std::uint64_t kOnes = 0x0101010101010101;
    constexpr std::uint64_t kHigh = 0x8080808080808080;
    const std::uint64_t ones = kOnes * static_cast<unsigned char>(one);
    const std::uint64_t others = kOnes * static_cast<unsigned char>(other);
    for (; last - first >= 8; first += 8) {
      std::uint64_t word = 0;
      std::memcpy(&word, first, 8);
      const std::uint64_t a = word ^ ones;
      const std::uint64_t b = word ^ others;
      // The lowest bit that is set stands in the first byte that is zero in either.
      const std::uint64_t zero = (((a - kOnes) & ~a) | ((b - kOnes) & ~b)) & kHigh;
      if (zero != 0) return first + (std::countr_zero(zero) >> 3);
    }
  }
  while (first != last && *first != one && *first != other) ++first;
  return first;
}

std::string hex_byte(char c) {
  const auto value = static_cast<std::uint8_t>(c);
  return "0x" + to_hex(std::span(&value, 1));
}

}  // namespace

CsvReader::CsvReader(Input& input, char delimiter) : input_(input), delimiter_(delimiter), buffer_(kChunkBytes) {}

Result<bool> CsvReader::have(std::size_t offset) {
  while (begin_ + offset >= end_) {
    if (at_end_) return false;
    if (begin_ > 0) {
      std::copy(buffer_.begin() + static_cast<std::ptrdiff_t>(begin_),
                buffer_.begin() + static_cast<std::ptrdiff_t>(end_), buffer_.begin());
      end_ -= begin_;
      begin_ = 0;
    }
    if (end_ == buffer_.size()) buffer_.resize(buffer_.size() * 2);
    const auto got = input_.read(std::span(buffer_).subspan(end_));
    if (!got) return tl::unexpected(got.error());
    if (*got == 0) at_end_ = true;
    end_ += *got;
  }
  return true;
}

Result<void> CsvReader::begin_file() {
  begun_ = true;
  const auto any = have(3);
  if (!any) return tl::unexpected(any.error());
  const std::string_view head(buffer_.data(), std::min<std::size_t>(end_, 3));
  if (head.starts_with("\xFF\xFE") || head.starts_with("\xFE\xFF")) {
    return fail_at(Where{input_.name(), 1, 1}, "not-utf8", "the file is UTF-16, not UTF-8", "Save it as UTF-8.");
  }
  if (head == "\xEF\xBB\xBF") begin_ = 3;
  // The first line decides the delimiter; it is looked at as far as a field may be long.
  for (std::size_t at = 0; delimiter_ == 0 && at < limits::kFieldBytesMax; ++at) {
    const auto more = have(at);
    if (!more) return tl::unexpected(more.error());
    if (!*more || byte(at) == '\n') break;
  }
  if (delimiter_ == 0) sniff();
  return {};
}

void CsvReader::sniff() {
  constexpr std::array<char, 4> kDelimiters{',', ';', '\t', '|'};
  std::array<std::size_t, 4> counts{};
  bool in_quotes = false;
  for (std::size_t at = 0; at < available() && (in_quotes || byte(at) != '\n'); ++at) {
    if (byte(at) == '"') in_quotes = !in_quotes;
    const auto* found = std::find(kDelimiters.begin(), kDelimiters.end(), byte(at));
    if (!in_quotes && found != kDelimiters.end()) ++counts[static_cast<std::size_t>(found - kDelimiters.begin())];
  }
  const auto* most = std::max_element(counts.begin(), counts.end());
  delimiter_ = kDelimiters[static_cast<std::size_t>(most - counts.begin())];
}

Result<bool> CsvReader::next() {
  if (!begun_) {
    if (auto begun = begin_file(); !begun) return tl::unexpected(std::move(begun.error()));
  }
  for (;;) {
    begin_ += next_;
    next_ = 0;
    spans_.clear();
    flaw_.reset();
    record_line_ = next_line_;
    const auto any = have(0);
    if (!any || !*any) return any;
    const auto read = read_record();
    if (!read) return read;
    const bool blank = !flaw_ && spans_.size() == 1 && raw_size_ == 0;
    if (blank) continue;
    finish_fields();
    return true;
  }
}

Result<bool> CsvReader::read_record() {
  std::size_t at = 0;
  for (;;) {
    read_plain_run(at);
    const auto step = read_field(at);
    if (!step) return tl::unexpected(step.error());
    if (*step == Step::field) continue;
    if (*step == Step::record) {
      next_ = at;
      next_line_ = record_line_ + 1 + lines_before(raw_size_);
    }
    return true;
  }
}

// Fields that are neither quoted, nor last, nor cut off by the end of the buffer: nearly all of them, and nothing can
// go wrong with them.
void CsvReader::read_plain_run(std::size_t& at) {
  const char* const record = buffer_.data() + begin_;
  const char* const last = buffer_.data() + end_;
  while (spans_.size() + 1 < limits::kImportColumnsMax && at < available() && record[at] != '"') {
    const char* const stop = find_either(record + at, last, delimiter_, '\n');
    const auto end = static_cast<std::size_t>(stop - record);
    if (stop == last || *stop == '\n' || end - at > limits::kFieldBytesMax) return;
    spans_.push_back({at, end, false});
    at = end + 1;
  }
}

Result<CsvReader::Step> CsvReader::read_field(std::size_t& at) {
  if (spans_.size() == limits::kImportColumnsMax) {
    return fail_field(at, "more than " + std::to_string(limits::kImportColumnsMax) + " fields");
  }
  const auto more = have(at);
  if (!more) return tl::unexpected(more.error());
  return *more && byte(at) == '"' ? read_quoted(at) : read_plain(at);
}

Result<CsvReader::Step> CsvReader::read_plain(std::size_t& at) {
  const std::size_t begin = at;
  for (;;) {
    const char* const first = buffer_.data() + begin_ + at;
    const char* const last = buffer_.data() + end_;
    const char* const p = find_either(first, last, delimiter_, '\n');
    at += static_cast<std::size_t>(p - first);
    if (at - begin > limits::kFieldBytesMax && at > kLookBytesMax) {
      return fail_field(begin, "a field of more than " + std::to_string(limits::kFieldBytesMax) + " bytes");
    }
    if (p != last) break;
    const auto more = have(at);
    if (!more) return tl::unexpected(more.error());
    if (!*more) break;
  }
  Span span{begin, at, false};
  // A carriage return belongs to the line end, also where the file ends without its line feed.
  const bool ends_line = at == available() || byte(at) == '\n';
  if (ends_line && span.end > begin && byte(span.end - 1) == '\r') --span.end;
  return end_field(at, span);
}

Result<CsvReader::Step> CsvReader::read_quoted(std::size_t& at) {
  const std::size_t quote = at;
  Span span{quote + 1, quote + 1, false};
  for (std::size_t from = quote + 1;;) {
    const void* const found =
        from < available() ? std::memchr(buffer_.data() + begin_ + from, '"', available() - from) : nullptr;
    const std::size_t stop =
        found == nullptr ? available()
                         : static_cast<std::size_t>(static_cast<const char*>(found) - (buffer_.data() + begin_));
    if (stop - span.begin > limits::kFieldBytesMax && stop > kLookBytesMax) return fail_unclosed(quote);
    const auto more = have(found == nullptr ? stop : stop + 1);
    if (!more) return tl::unexpected(more.error());
    if (found == nullptr) {
      if (!*more) return fail_field(quote, "the quote that opens here is never closed");
      from = stop;
      continue;
    }
    if (*more && byte(stop + 1) == '"') {
      span.doubled = true;
      from = stop + 2;
      continue;
    }
    span.end = stop;
    at = stop + 1;
    break;
  }
  const auto carriage = have(at + 1);
  if (!carriage) return tl::unexpected(carriage.error());
  if (at < available() && byte(at) == '\r' && (at + 1 == available() || byte(at + 1) == '\n')) ++at;
  if (at < available() && byte(at) != delimiter_ && byte(at) != '\n') {
    return fail_field(quote, "text after the closing quote of a field");
  }
  return end_field(at, span);
}

// `at` stands on what ended the field: the delimiter, a line feed, or the end of the file.
Result<CsvReader::Step> CsvReader::end_field(std::size_t& at, Span span) {
  // Reading goes on behind the field and its record, not at the next line: what stands on the lines of a long text is
  // the word of whoever wrote the ticket, and must not be taken for rows.
  if (!flaw_ && span.end - span.begin > limits::kFieldBytesMax) {
    flaw_ = CsvFlaw{record_line_ + lines_before(span.begin), static_cast<std::int64_t>(spans_.size()) + 1,
                    "a field of more than " + std::to_string(limits::kFieldBytesMax) + " bytes"};
  }
  spans_.push_back(span);
  if (at < available() && byte(at) == delimiter_) {
    ++at;
    return Step::field;
  }
  raw_size_ = at;
  if (raw_size_ > 0 && byte(raw_size_ - 1) == '\r') --raw_size_;
  if (at < available()) ++at;
  return Step::record;
}

Result<CsvReader::Step> CsvReader::fail_field(std::size_t begin, std::string reason) {
  const std::int64_t line = record_line_ + lines_before(begin);
  if (!flaw_) flaw_ = CsvFlaw{line, static_cast<std::int64_t>(spans_.size()) + 1, std::move(reason)};
  next_line_ = line + 1;
  if (auto resumed = resume_after_line_of(begin); !resumed) return tl::unexpected(std::move(resumed.error()));
  return Step::flawed;
}

// Neither is it known that the quote is never closed, nor may its text be read as rows: nothing is left but to refuse.
tl::unexpected<Problem> CsvReader::fail_unclosed(std::size_t quote) const {
  const Where at{input_.name(), record_line_ + lines_before(quote), static_cast<std::int64_t>(spans_.size()) + 1};
  return fail_at(at, "unclosed-quote",
                 "the quote that opens field " + std::to_string(at.column) + " is not closed within " +
                     std::to_string(kLookBytesMax >> 20) + " MiB",
                 "Close it, or take it away.");
}

// Everything up to the end of the line on which the field began is given up, even where a quote may say otherwise: a
// quote that was never closed would take the rest of the file with it.
Result<void> CsvReader::resume_after_line_of(std::size_t begin) {
  raw_size_ = begin;
  for (std::size_t at = begin;;) {
    const void* const found =
        at < available() ? std::memchr(buffer_.data() + begin_ + at, '\n', available() - at) : nullptr;
    const std::size_t stop =
        found == nullptr ? available()
                         : static_cast<std::size_t>(static_cast<const char*>(found) - (buffer_.data() + begin_));
    raw_size_ = std::max(raw_size_, std::min(stop, begin + limits::kFieldBytesMax));
    if (found != nullptr) {
      next_ = stop + 1;
      if (raw_size_ > 0 && byte(raw_size_ - 1) == '\r') --raw_size_;
      return {};
    }
    // What is past the limit is not kept: a line of gigabytes must not become memory.
    if (stop > begin + limits::kFieldBytesMax) end_ = begin_ + begin + limits::kFieldBytesMax;
    at = available();
    const auto more = have(at);
    if (!more) return tl::unexpected(more.error());
    if (!*more) {
      next_ = available();
      return {};
    }
  }
}

void CsvReader::finish_fields() {
  check_text();
  if (flaw_) spans_.resize(std::min(spans_.size(), static_cast<std::size_t>(flaw_->column - 1)));
  fields_.clear();
  std::size_t used = 0;
  for (const Span& span : spans_) {
    const std::string_view text(buffer_.data() + begin_ + span.begin, span.end - span.begin);
    if (!span.doubled) {
      fields_.push_back(text);
      continue;
    }
    if (used == undoubled_.size()) undoubled_.emplace_back();
    std::string& single = undoubled_[used++];
    single.clear();
    for (std::size_t i = 0; i < text.size(); ++i) {
      single += text[i];
      if (text[i] == '"') ++i;
    }
    fields_.push_back(single);
  }
}

// UTF-8 and no NUL, or the record is flawed where the first such byte stands.
void CsvReader::check_text() {
  if (flaw_ || !has_unusual_byte(raw())) return;
  const std::size_t nul = raw().find('\0');
  const auto invalid = first_invalid_utf8(raw());
  if (nul == std::string_view::npos && !invalid) return;
  const std::size_t bad = std::min(nul, invalid.value_or(std::string_view::npos));
  const auto field = std::find_if(spans_.begin(), spans_.end(), [&](const Span& span) { return bad < span.end; });
  const auto index = static_cast<std::size_t>(field - spans_.begin());
  flaw_ = CsvFlaw{
      record_line_ + lines_before(bad), static_cast<std::int64_t>(index) + 1,
      bad == nul ? std::string("a NUL byte")
                 : "not UTF-8: byte " + hex_byte(byte(bad)) + " at byte " + std::to_string(bad + 1) + " of the record"};
}

std::int64_t CsvReader::lines_before(std::size_t offset) const {
  const auto first = buffer_.begin() + static_cast<std::ptrdiff_t>(begin_);
  return std::count(first, first + static_cast<std::ptrdiff_t>(offset), '\n');
}

std::int64_t CsvReader::line_of_field(std::size_t index) const {
  return index < spans_.size() ? record_line_ + lines_before(spans_[index].begin) : record_line_;
}

std::string_view CsvReader::raw() const { return {buffer_.data() + begin_, raw_size_}; }

void append_csv_field(std::string& out, std::string_view field, char delimiter) {
  const bool plain = std::none_of(field.begin(), field.end(),
                                  [&](char c) { return c == delimiter || c == '"' || c == '\n' || c == '\r'; });
  if (plain) {
    out += field;
    return;
  }
  out += '"';
  for (const char c : field) {
    if (c == '"') out += '"';
    out += c;
  }
  out += '"';
}

}  // namespace concordat::imports
