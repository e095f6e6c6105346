// SPDX-License-Identifier: Apache-2.0
#include "imports/support.hpp"

#include "base/limits.hpp"
#include "support/folder.hpp"

#include <archive.h>
#include <archive_entry.h>


namespace concordat::imports {
namespace {

using testing::AllOf;
using testing::HasSubstr;

class InputTest : public testing::Test {
 protected:
  std::string write(const std::string& name, std::string_view bytes) const {
    const std::string path = folder_.file(name);
    std::ofstream(path, std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    return path;
  }

  std::string zip(const std::string& name, const std::vector<std::pair<std::string, std::string>>& files) const {
    const std::string path = folder_.file(name);
    archive* out = archive_write_new();
    archive_write_set_format_zip(out);
    archive_write_open_filename(out, path.c_str());
    for (const auto& [file, bytes] : files) {
      archive_entry* entry = archive_entry_new();
      archive_entry_set_pathname(entry, file.c_str());
      archive_entry_set_filetype(entry, file.back() == '/' ? AE_IFDIR : AE_IFREG);
      archive_entry_set_perm(entry, 0644);
      archive_entry_set_size(entry, static_cast<la_int64_t>(bytes.size()));
      archive_write_header(out, entry);
      archive_write_data(out, bytes.data(), bytes.size());
      archive_entry_free(entry);
    }
    archive_write_free(out);
    return path;
  }

  std::string gzip(const std::string& name, const std::string& bytes) const {
    const std::string path = folder_.file(name);
    archive* out = archive_write_new();
    archive_write_add_filter_gzip(out);
    archive_write_set_format_raw(out);
    archive_write_open_filename(out, path.c_str());
    archive_entry* entry = archive_entry_new();
    archive_entry_set_filetype(entry, AE_IFREG);
    archive_write_header(out, entry);
    archive_write_data(out, bytes.data(), bytes.size());
    archive_entry_free(entry);
    archive_write_free(out);
    return path;
  }

  // The whole of the file, or "!" and what a person is told.
  static std::string read(const std::string& path, std::string_view entry = {}) {
    auto input = open_input(path, entry);
    if (!input) return std::string(1, '!').append(to_text(input.error()));
    std::string bytes;
    std::vector<char> chunk(4096);
    for (;;) {
      const auto size = (*input)->read(chunk);
      if (!size) return std::string(1, '!').append(to_text(size.error()));
      if (*size == 0) return bytes;
      bytes.append(chunk.data(), *size);
    }
  }

  test::Folder folder_;
};

const std::string kText = "a,b\n1,2\n";

TEST_F(InputTest, ContentTellsWhatAFileIsAndNamesDoNot) {
  EXPECT_EQ(read(write("log.zip", kText)), kText);
  EXPECT_EQ(read(zip("log.csv", {{"inside.csv", kText}})), kText);
  EXPECT_EQ(read(gzip("log", kText)), kText);
  EXPECT_EQ(read(write("empty", "")), "");
  EXPECT_EQ(read(gzip("empty.gz", "")), "");
  EXPECT_EQ(read(write("p", "P")), "P");
}

TEST_F(InputTest, AZipHoldsOneLogOrSaysThatItDoesNot) {
  EXPECT_EQ(
      read(zip("mac.zip",
               {{"__MACOSX/._log.csv", "x"}, {"folder/", ""}, {"folder/.DS_Store", "x"}, {"folder/log.csv", kText}})),
      kText);
  EXPECT_EQ(read(zip("read.zip", {{"README.md", "hello"}, {"log.csv", kText}})), kText) << "one of them can be a log";
  const std::string two = zip("two.zip", {{"a.csv", "x"}, {"b.csv", kText}});
  EXPECT_THAT(read(two), HasSubstr("2 files (\"a.csv\", \"b.csv\")"));
  EXPECT_EQ(read(two, "b.csv"), kText);
  EXPECT_THAT(read(two, "c.csv"), HasSubstr("no file \"c.csv\""));
  EXPECT_THAT(read(zip("none.zip", {{"folder/", ""}})), HasSubstr("holds no file"));
  std::vector<std::pair<std::string, std::string>> many;
  for (std::size_t i = 0; i <= limits::kArchiveEntriesMax; ++i) many.emplace_back(std::to_string(i), "x");
  EXPECT_THAT(read(zip("many.zip", many)), HasSubstr("more than 1000 files"));
}

TEST_F(InputTest, ABombIsRefused) {
  const std::string zeros(20'000'000, '0');
  EXPECT_THAT(read(zip("bomb.zip", {{"log.csv", zeros}})), HasSubstr("more than 400 times its size"));
  EXPECT_THAT(read(gzip("bomb.gz", zeros)), HasSubstr("more than 400 times its size"));
}

TEST_F(InputTest, AnArchiveInAnArchiveIsSaidToBeOne) {
  const std::string inner_zip = read_file(zip("inner.zip", {{"log.csv", kText}}));
  const std::string inner_gzip = read_file(gzip("inner.gz", kText));
  for (const std::string& inner : {inner_zip, inner_gzip}) {
    EXPECT_THAT(read(gzip("outer.gz", inner)), HasSubstr("in the archive is another archive"));
    EXPECT_THAT(read(zip("outer.zip", {{"inner", inner}})), HasSubstr("in the archive is another archive"));
  }
}

TEST_F(InputTest, DamageIsSaid) {
  std::string bytes;
  for (int i = 0; i < 100'000; ++i) bytes += std::to_string(i * 7919 % 100'003);
  const std::string whole = read_file(gzip("whole.gz", bytes));
  EXPECT_THAT(read(write("cut.gz", whole.substr(0, whole.size() / 2))), HasSubstr("it breaks off"));
  const std::string packed = read_file(zip("whole.zip", {{"log.csv", bytes}}));
  EXPECT_THAT(read(write("cut.zip", packed.substr(0, packed.size() / 2))), HasSubstr("cannot be unpacked"));
}

TEST_F(InputTest, AGzipIsHeldAgainstItsChecksumItsLengthAndItsEnd) {
  const std::string whole = read_file(gzip("whole.gz", kText));
  ASSERT_EQ(read(write("good.gz", whole)), kText);
  // The last eight bytes: four of the checksum, four of the length.
  for (std::size_t i = whole.size() - 8; i < whole.size(); ++i) {
    std::string flipped = whole;
    flipped[i] = static_cast<char>(flipped[i] ^ 1);
    const bool of_checksum = i < whole.size() - 4;
    const std::string where = "damaged at byte " + std::to_string(of_checksum ? whole.size() - 4 : whole.size());
    const std::string why = of_checksum ? "incorrect data check" : "incorrect length check";
    EXPECT_THAT(read(write("flipped.gz", flipped)), AllOf(HasSubstr(where), HasSubstr(why)));
  }
  for (std::size_t size = 2; size < whole.size(); ++size) {
    EXPECT_THAT(read(write("cut.gz", whole.substr(0, size))), HasSubstr("it breaks off")) << size;
  }
  for (const std::string& more : {std::string("more"), std::string(1, '\0'), std::string("\x1F\x8C"), kText}) {
    const std::string said = read(write("more.gz", whole + more));
    EXPECT_THAT(said, HasSubstr("the archive is damaged")) << more;
  }
  EXPECT_THAT(read(write("more.gz", whole + kText)), HasSubstr("behind its end stands what is no gzip"));
}

TEST_F(InputTest, GzipsBehindEachOtherAreOneFile) {
  const std::string one = read_file(gzip("one.gz", kText));
  const std::string none = read_file(gzip("none.gz", ""));
  std::string large;
  for (int i = 0; i < 200'000; ++i) large += std::to_string(i * 7919 % 100'003);
  const std::string big = read_file(gzip("big.gz", large));
  EXPECT_EQ(read(write("several.gz", one + none + big + one)), kText + large + kText);
  EXPECT_THAT(read(write("cut.gz", one + big.substr(0, big.size() - 1))), HasSubstr("it breaks off"));
}

TEST_F(InputTest, WhatIsNoFileIsSaid) {
  EXPECT_THAT(read(folder_.file("absent")), HasSubstr("there is no file"));
  EXPECT_THAT(read(folder_.path().string()), HasSubstr("is not a file"));
}

}  // namespace
}  // namespace concordat::imports
