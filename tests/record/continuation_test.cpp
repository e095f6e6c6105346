// SPDX-License-Identifier: Apache-2.0
#include "record/continuation.hpp"

#include "record/bundle_world.hpp"

#include <gtest/gtest.h>

// What is new in a record, as one party is told of it: what is written is read again, and nothing less is taken for
// whole.
namespace concordat::record::testing {
namespace {

std::vector<std::string> written(std::int64_t since) {
  const World world = small_world();
  const auto size = static_cast<std::int64_t>(world.entries.size());
  std::vector<std::string> lines;
  ContinuationWriter writer({{kOrganisation, "northwind", size, {host_vkey().text()}}, since},
                            [&lines](std::string_view line) { lines.emplace_back(line.substr(0, line.size() - 1)); });
  for (std::int64_t i = since; i < size; ++i) {
    const auto& entry = world.entries[static_cast<std::size_t>(i)];
    entry.audience.includes("northwind") ? writer.entry(world.line(i)) : writer.withheld(i, leaf_hash(world.line(i)));
  }
  writer.text(world.texts[2]);
  writer.earlier_checkpoint(world.note(4, host_key(), kStart));
  writer.finish(world.note(size, host_key()), world.tree().consistency(since, size));
  return lines;
}

Result<Continuation> read(const std::vector<std::string>& lines) {
  ContinuationReader reader;
  for (const std::string& line : lines) reader.line(line);
  return std::move(reader).finish();
}

TEST(Continuation, IsReadAsItWasWritten) {
  const World world = small_world();
  const auto all = read(written(3));
  ASSERT_TRUE(all) << all.error().message;
  EXPECT_EQ(all->since, 3);
  EXPECT_EQ(all->header.entries, 10);
  ASSERT_EQ(all->items.size(), 7U);
  EXPECT_EQ(all->items[0].line, world.line(3));
  EXPECT_FALSE(all->items[3].line) << "entry 6 is Eastgate's";
  EXPECT_EQ(all->items[3].leaf, leaf_hash(world.line(6)));
  ASSERT_EQ(all->texts.size(), 1U);
  EXPECT_EQ(all->texts[0].text, world.texts[2].text);
  EXPECT_EQ(all->earlier, (std::vector<std::string>{world.note(4, host_key(), kStart)}));
  EXPECT_TRUE(verify_consistency(3, 10, world.tree().root(3), world.tree().root(), all->consistency));
}

TEST(Continuation, OfWhichAnyLineIsMissingIsNotTaken) {
  const auto whole = written(3);
  for (std::size_t missing = 0; missing < whole.size(); ++missing) {
    if (whole[missing].starts_with("{\"salt\"") || whole[missing].starts_with("{\"earlier\"")) continue;  // any number
    auto lines = whole;
    lines.erase(lines.begin() + static_cast<std::ptrdiff_t>(missing));
    const auto all = read(lines);
    ASSERT_FALSE(all) << whole[missing];
    EXPECT_EQ(all.error().code, "damaged-bundle");
  }
  auto more = whole;
  more.push_back(whole.back());
  EXPECT_FALSE(read(more));
}

}  // namespace
}  // namespace concordat::record::testing
