// SPDX-License-Identifier: Apache-2.0
#include "operate/imports/csv.hpp"

#include "base/limits.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace concordat::imports {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

using Record = std::vector<std::string>;

// What a reader says of a file: its records, each as fields or as "!LINE:COLUMN reason".
std::vector<Record> read_all(std::string_view bytes, char delimiter = 0) {
  const auto input = memory_input(bytes);
  CsvReader reader(*input, delimiter);
  std::vector<Record> records;
  for (;;) {
    const auto more = reader.next();
    EXPECT_TRUE(more.has_value());
    if (!more || !*more) return records;
    if (const auto& flaw = reader.flaw()) {
      std::string words = std::to_string(flaw->line) + ":" + std::to_string(flaw->column) + " " + flaw->reason;
      records.push_back({words.insert(0, 1, '!')});
    } else {
      records.emplace_back(reader.fields().begin(), reader.fields().end());
    }
  }
}

TEST(Csv, ReadsWhatRfc4180Allows) {
  // The examples of RFC 4180, section 2.
  EXPECT_THAT(read_all("aaa,bbb,ccc\r\nzzz,yyy,xxx\r\n"),
              ElementsAre(Record{"aaa", "bbb", "ccc"}, Record{"zzz", "yyy", "xxx"}));
  EXPECT_THAT(read_all("aaa,bbb,ccc\r\nzzz,yyy,xxx"),
              ElementsAre(Record{"aaa", "bbb", "ccc"}, Record{"zzz", "yyy", "xxx"}));
  EXPECT_THAT(read_all("\"aaa\",\"b\r\nbb\",\"ccc\"\r\nzzz,yyy,xxx"),
              ElementsAre(Record{"aaa", "b\r\nbb", "ccc"}, Record{"zzz", "yyy", "xxx"}));
  EXPECT_THAT(read_all("\"aaa\",\"b\"\"bb\",\"ccc\""), ElementsAre(Record{"aaa", "b\"bb", "ccc"}));
}

TEST(Csv, ReadsWhatSpreadsheetsWrite) {
  EXPECT_THAT(read_all("\xEF\xBB\xBF"
                       "a;b,c;d\n1;2;3\n"),
              ElementsAre(Record{"a", "b,c", "d"}, Record{"1", "2", "3"}))
      << "a byte order mark, and semicolons";
  EXPECT_THAT(read_all("a\tb\n1\t2\n"), ElementsAre(Record{"a", "b"}, Record{"1", "2"}));
  EXPECT_THAT(read_all("\"a;b;c\",d\n"), ElementsAre(Record{"a;b;c", "d"})) << "what is quoted does not vote";
  EXPECT_THAT(read_all("a,b;c;d\n", ','), ElementsAre(Record{"a", "b;c;d"})) << "the map may say it";
  EXPECT_THAT(read_all("a,b\n\n\r\n1,2\n\n"), ElementsAre(Record{"a", "b"}, Record{"1", "2"})) << "blank lines";
  EXPECT_THAT(read_all("a,5\" disk\n"), ElementsAre(Record{"a", "5\" disk"}));
  EXPECT_THAT(read_all("a,\n,\n\"\"\n"), ElementsAre(Record{"a", ""}, Record{"", ""}, Record{""}));
  EXPECT_THAT(read_all("a,b\r"), ElementsAre(Record{"a", "b"}));
  EXPECT_THAT(read_all("a,\"b\"\r"), ElementsAre(Record{"a", "b"}));
  EXPECT_THAT(read_all(""), ElementsAre());
}

TEST(Csv, AnUnclosedQuoteTakesItsLineAndNoMore) {
  EXPECT_THAT(read_all("a,b\n1,\"2\n3,4\n5,6\n"),
              ElementsAre(Record{"a", "b"}, Record{"!2:2 the quote that opens here is never closed"}, Record{"3", "4"},
                          Record{"5", "6"}));
  // The next quote closes it, and what follows shows that it was none.
  EXPECT_THAT(read_all("a,b\n1,\"2\n3,\"4\"\n5,6\n"),
              ElementsAre(Record{"a", "b"}, Record{"!2:2 text after the closing quote of a field"}, Record{"3", "4"},
                          Record{"5", "6"}));
}

TEST(Csv, LinesAreCountedInsideQuotes) {
  const std::string text = "a,b\n\"1\n1\n1\",\"x\"y\n2,\xFF\n";
  EXPECT_THAT(read_all(text), ElementsAre(Record{"a", "b"}, Record{"!4:2 text after the closing quote of a field"},
                                          Record{"!5:2 not UTF-8: byte 0xff at byte 3 of the record"}));
}

TEST(Csv, NeitherForeignBytesNorNulPass) {
  EXPECT_THAT(read_all("a,b\nGr\xFC\xDF"
                       "e,1\n"),
              ElementsAre(Record{"a", "b"}, Record{"!2:1 not UTF-8: byte 0xfc at byte 3 of the record"}));
  EXPECT_THAT(read_all(std::string_view("a,b\n1,\0\n", 8)), ElementsAre(Record{"a", "b"}, Record{"!2:2 a NUL byte"}));
  EXPECT_THAT(read_all("a,b\nGrüße,1\n"), ElementsAre(Record{"a", "b"}, Record{"Grüße", "1"}));
  const auto input =
      memory_input(std::string_view("\xFF\xFE"
                                    "a\0,\0",
                                    6));
  CsvReader reader(*input);
  const auto first = reader.next();
  ASSERT_FALSE(first.has_value());
  EXPECT_THAT(first.error().message, HasSubstr("UTF-16"));
}

TEST(Csv, AFieldOfTenMegabytesIsNamedAndNotKept) {
  const std::string large(10'000'000, 'x');
  for (const std::string& field : {large, "\"" + large + "\""}) {
    const auto records = read_all("a,b\n1," + field + "\n3,4\n");
    ASSERT_EQ(records.size(), 3U);
    EXPECT_THAT(records[1].at(0), HasSubstr("!2:2 a field of more than 1048576 bytes"));
    EXPECT_EQ(records[2], (Record{"3", "4"}));
  }
  EXPECT_THAT(
      read_all("a,b\n1,\"" + large + "\n3,4\n"),
      ElementsAre(Record{"a", "b"}, Record{"!2:2 the quote that opens here is never closed"}, Record{"3", "4"}));
  const std::string fits(limits::kFieldBytesMax, 'x');
  EXPECT_EQ(read_all("a,b\n1," + fits + "\n").at(1).at(1).size(), fits.size());
}

// Whoever writes a ticket's text decides what stands on its lines.
TEST(Csv, NoRowIsForgedInsideAFieldThatIsTooLong) {
  const std::string text = "hello\r\n3,forged\n" + std::string(limits::kFieldBytesMax, 'x') + "\n\"\"5\"\",forged\n";
  const std::string flaw = "a field of more than 1048576 bytes";
  EXPECT_THAT(read_all("a,b\n\"1\n\",\"" + text + "\"\n7,8\n\xFF,9\n"),
              ElementsAre(Record{"a", "b"}, Record{"!3:2 " + flaw}, Record{"7", "8"},
                          Record{"!9:1 not UTF-8: byte 0xff at byte 1 of the record"}))
      << "and lines are counted on";
  EXPECT_THAT(read_all("a,b,c\n1,\"" + text + "\",\"2\n3,forged,too\"\n7,8,9\n"),
              ElementsAre(Record{"a", "b", "c"}, Record{"!2:2 " + flaw}, Record{"7", "8", "9"}));
  const std::string plain(limits::kFieldBytesMax + 1, 'x');
  EXPECT_THAT(read_all("a,b\n" + plain + ",\"2\n3,forged\"\n7,8\n"),
              ElementsAre(Record{"a", "b"}, Record{"!2:1 " + flaw}, Record{"7", "8"}));
}

TEST(Csv, AQuoteWhoseEndIsTooFarAwayRefusesTheFile) {
  const std::string bytes = "a,b\n1,\"" + std::string(65 << 20, 'x') + "\"\n";
  const auto input = memory_input(bytes);
  CsvReader reader(*input);
  ASSERT_TRUE(reader.next().has_value());
  const auto second = reader.next();
  ASSERT_FALSE(second.has_value());
  EXPECT_THAT(to_text(second.error()),
              HasSubstr("input:2:2: the quote that opens field 2 is not closed within 64 MiB"));
}

TEST(Csv, TooManyFieldsAreOneFlaw) {
  const std::string wide(limits::kImportColumnsMax + 5, ',');
  const auto records = read_all("a,b\n" + wide + "\n1,2\n");
  ASSERT_EQ(records.size(), 3U);
  EXPECT_THAT(records[1].at(0), HasSubstr("more than 1000 fields"));
}

// The slow, obvious twin: one character at a time, one state, no buffer. It knows good files only.
std::vector<Record> read_slowly(std::string_view text, char delimiter) {
  std::vector<Record> records;
  Record record;
  std::string field;
  bool quoted = false;
  bool any = false;
  const auto end_record = [&] {
    record.push_back(field);
    if (any || record.size() > 1 || !field.empty()) records.push_back(record);
    record.clear();
    field.clear();
    any = false;
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quoted) {
      if (c != '"')
        field += c;
      else if (i + 1 < text.size() && text[i + 1] == '"')
        field += text[++i];
      else
        quoted = false;
    } else if (c == '"' && field.empty()) {
      quoted = true;
      any = true;
    } else if (c == delimiter) {
      record.push_back(field);
      field.clear();
    } else if (c == '\r' && i + 1 < text.size() && text[i + 1] == '\n') {
      continue;
    } else if (c == '\n') {
      end_record();
    } else {
      field += c;
    }
  }
  if (any || !record.empty() || !field.empty()) end_record();
  return records;
}

RC_GTEST_PROP(CsvProperty, WhatIsWrittenIsReadBackAsTheTwinReadsIt, ()) {
  const auto letter =
      rc::gen::element<std::string>("a", "b", ",", ";", "\"", "\"\"", "\n", "\r\n", " ", "ü", "漢", "x");
  const auto field = rc::gen::map(rc::gen::container<std::vector<std::string>>(letter), [](const auto& letters) {
    std::string text;
    for (const auto& one : letters) text += one;
    return text;
  });
  const auto columns = *rc::gen::inRange<std::size_t>(2, 6);
  const auto records = *rc::gen::container<std::vector<Record>>(rc::gen::container<Record>(columns, field));
  const char delimiter = *rc::gen::element(',', ';', '\t');
  const std::string line_end = *rc::gen::element<std::string>("\n", "\r\n");
  std::string text;
  for (const Record& record : records) {
    for (std::size_t i = 0; i < record.size(); ++i) {
      if (i > 0) text += delimiter;
      append_csv_field(text, record[i], delimiter);
    }
    text += line_end;
  }
  RC_ASSERT(read_all(text, delimiter) == records);
  RC_ASSERT(read_slowly(text, delimiter) == records);
}

// Whatever the bytes are, every line of them is accounted for and reading ends.
RC_GTEST_PROP(CsvProperty, AnyBytesAreReadToTheirEnd, (const std::string& bytes)) {
  std::string text;
  for (const char c : bytes) text += c % 3 == 0 ? '"' : c % 3 == 1 ? '\n' : c % 2 == 0 ? ',' : c;
  const auto input = memory_input(text);
  CsvReader reader(*input, ',');
  std::int64_t last_line = 0;
  for (;;) {
    const auto more = reader.next();
    RC_ASSERT(more.has_value());
    if (!*more) break;
    RC_ASSERT(reader.line() > last_line);
    last_line = reader.line();
  }
}

}  // namespace
}  // namespace concordat::imports
