// SPDX-License-Identifier: Apache-2.0
#include "store/connection.hpp"
#include "store/support.hpp"
#include "store/tiles.hpp"

namespace concordat::store::testing {
namespace {

record::Digest numbered_leaf(std::int64_t i) { return record::leaf_hash("leaf " + std::to_string(i)); }

// Appends leaves in batches of `batch` to tiles in the database, and the same to a tree that keeps all hashes.
class Tiles : public ::testing::Test {
 protected:
  void grow(std::int64_t size, std::int64_t batch) {
    Connection& connection = database_.connection();
    connection.engine().begin_writing();
    const auto put = [&](int level, std::int64_t index, const Tile& tile) {
      connection
          .tenant(tenant_,
                  "insert into tree_tile (org_id, level, idx, hashes) values (:org, :level, :idx, :hashes) "
                  "on conflict (org_id, level, idx) do update set hashes = excluded.hashes",
                  "nnnt")
          .run(level, index, encode_tile(tile));
    };
    while (tree_.size() < size) {
      TileReader reader(connection, tenant_);
      TileEdge edge(reader, tree_.size());
      for (std::int64_t i = 0; i < batch && tree_.size() < size; ++i) {
        const auto leaf = numbered_leaf(tree_.size());
        edge.append(leaf, put);
        tree_.append(leaf);
      }
      edge.each_partial(put);
    }
    connection.engine().commit(false);
  }

  void expect_same(std::int64_t size) {
    TileReader reader(database_.connection(), tenant_);
    EXPECT_EQ(record::root_at(size, reader.subtree()), tree_.root(size)) << size;
    for (const std::int64_t index : {std::int64_t{0}, size / 3, size / 2, size - 1}) {
      EXPECT_EQ(reader.leaf(index), tree_.leaf(index));
      EXPECT_EQ(record::inclusion_proof(index, size, reader.subtree()), tree_.inclusion(index, size))
          << index << '/' << size;
      EXPECT_EQ(record::consistency_proof(index + 1, size, reader.subtree()), tree_.consistency(index + 1, size));
    }
  }

  TempFolder temp_;
  Database database_ = open_new(temp_ / "data");
  Tenant tenant_ = *database_.connection().find(make_organisation(database_, "Harbour"));
  record::Tree tree_;
};

TEST_F(Tiles, GiveTheRootsAndProofsOfTheWholeTree) {
  grow(1'030, 7);
  for (std::int64_t size = 1; size <= 1'030; ++size) expect_same(size);
}

TEST_F(Tiles, OfThreeLevelsToo) {
  grow(66'100, 1'000);
  for (const std::int64_t size : {65'535, 65'536, 65'537, 65'791, 65'792, 65'793, 66'047, 66'048, 66'100})
    expect_same(size);
}

TEST(TileText, IsStrict) {
  const Tile tile{numbered_leaf(1), numbered_leaf(2)};
  const std::string text = encode_tile(tile);
  EXPECT_EQ(decode_tile(text), tile);
  EXPECT_FALSE(decode_tile(""));
  EXPECT_FALSE(decode_tile(text.substr(1)));
  std::string no_digit = text;
  no_digit[0] = 'g';
  EXPECT_FALSE(decode_tile(no_digit));
  std::string too_many;
  for (int i = 0; i < 257; ++i) too_many += record::to_hex(numbered_leaf(i));
  EXPECT_FALSE(decode_tile(too_many));
}

TEST(SessionTree, ProvesTheRecordsOwnEntries) {
  const TempFolder temp;
  Database database = open_new(temp / "data");
  const OrgId harbour = make_organisation(database, "Harbour");
  record::Tree tree;
  std::int64_t size = 1;
  for (int batch = 1; batch < 40; ++batch) size = append_some(database, harbour, batch);
  auto session = session_of(database, harbour);
  ASSERT_TRUE(session.for_each_line(
      harbour, 0, size, [&](std::int64_t, std::string_view line) { tree.append(record::leaf_hash(line)); }));
  ASSERT_EQ(tree.size(), size);
  EXPECT_EQ(*session.root(harbour, 0), record::empty_root());
  EXPECT_EQ(*session.root(harbour, size), tree.root());
  EXPECT_EQ(*session.inclusion(harbour, 300, size), tree.inclusion(300, size));
  EXPECT_EQ(*session.consistency(harbour, 300, size), tree.consistency(300, size));
  EXPECT_EQ(*session.leaf(harbour, 300), tree.leaf(300));

  EXPECT_EQ(session.root(harbour, size + 1).error().code, "no-such-size");
  EXPECT_EQ(session.root(harbour, -1).error().code, "no-such-size");
  EXPECT_EQ(session.leaf(harbour, size).error().code, "no-such-size");
  EXPECT_EQ(session.leaf(harbour, -1).error().code, "no-such-size");
  EXPECT_EQ(session.inclusion(harbour, size, size).error().code, "no-such-size");
  EXPECT_EQ(session.inclusion(harbour, -1, size).error().code, "no-such-size");
  EXPECT_EQ(session.consistency(harbour, 0, size).error().code, "no-such-size");
  EXPECT_EQ(session.consistency(harbour, size, 1).error().code, "no-such-size");
}

}  // namespace
}  // namespace concordat::store::testing
