// SPDX-License-Identifier: Apache-2.0
// The index of words on a PostgreSQL server beside FTS5: it finds the same, keeps no word that no document has, and
// looks for words by an index although the fence stands before its tables.
#include "store/search_shelf.hpp"
#include "store/support.hpp"

#include <gmock/gmock.h>

#include <random>

namespace concordat::store::testing {
namespace {

using concordat::testing::Cluster;
using concordat::testing::database_of;
using ::testing::HasSubstr;

constexpr std::int64_t kBlock = 4096;

class ServerSearch : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(on_server()) << "CONCORDAT_TEST_ENGINE=postgresql";
    auto opened = Database::open(place_of(folder_), Database::Opening::existing);
    ASSERT_TRUE(opened) << opened.error().message;
    database_.emplace(std::move(*opened));
    tenant_.emplace(*connection().find(make_organisation(*database_, "Harbour")));
    make_fts_shelf(memory_);
    twin_ = fts_shelf(memory_, *tenant_);
    shelf_ = server_shelf(connection(), *tenant_);
  }
  Connection& connection() { return database_->connection(); }
  template <typename Fn>
  void write(const Fn& fn) {
    connection().engine().begin_writing();
    fn();
    connection().engine().commit(false);
  }
  std::string sql(const std::string& statements) { return Cluster::shared().sql(database_of(folder_), statements); }

  std::string words(std::size_t most) {
    std::string out;
    for (std::size_t i = 0, n = pick(most); i < n; ++i) out += (out.empty() ? "" : " ") + word();
    return out;
  }
  // Frequent ones and rare ones; quotes, a comma and a backslash between words, and letters of two bytes.
  std::string word() {
    static constexpr const char* kFrequent[] = {"printer", "mail", "disk", "o'hara", "a,b", "c\\d", "büro", "printed"};
    if (pick(4) > 1) return kFrequent[pick(std::size(kFrequent)) - 1];
    return "rare" + std::to_string(pick(400));
  }
  std::size_t pick(std::size_t most) { return std::uniform_int_distribution<std::size_t>(1, most)(random_); }
  std::string ticket() { return "k" + std::to_string(pick(40)); }

  ShelfDocument document(std::int64_t sequence) {
    return {sequence, words(4), words(12), ticket() + " ar c" + std::to_string(pick(3))};
  }
  ShelfMatch match() {
    ShelfMatch match;
    match.every = pick(3) > 1;
    match.subject_alone = pick(4) == 1;
    for (std::size_t i = 0, n = pick(3); i < n; ++i) match.terms.push_back(term());
    if (pick(3) == 1) match.without.push_back(term());
    match.scope.push_back({"ar", "as"});
    if (pick(3) == 1 || !match.every) match.scope.push_back({ticket(), "c1"});
    if (pick(5) == 1) match.not_all = {"ar", "c2"};
    return match;
  }
  SearchTerm term() {
    switch (pick(4)) {
      case 1: return {word() + " " + word(), false};
      case 2: return {word().substr(0, 3 + pick(3)), true};
      default: return {word(), false};
    }
  }

  const TempFolder temp_;
  const std::filesystem::path folder_ = temp_ / "data";
  std::optional<Database> database_;
  std::optional<Tenant> tenant_;
  Connection memory_{open_sqlite_in_memory()};
  std::unique_ptr<SearchShelf> twin_;
  std::unique_ptr<SearchShelf> shelf_;
  std::mt19937 random_{7};
};

TEST_F(ServerSearch, FindsWhatFts5Finds) {
  std::vector<std::int64_t> sequences;
  for (std::int64_t i = 0; i < 300; ++i) sequences.push_back(i * 401 + static_cast<std::int64_t>(pick(400)));
  write([&] {
    for (const std::int64_t one : sequences) {
      const auto made = document(one);
      shelf_->put(made);
      twin_->put(made);
    }
  });
  std::size_t found = 0;
  for (int round = 0; round < 300; ++round) {
    if (round == 150) {
      std::vector<std::int64_t> gone;
      for (const std::int64_t one : sequences) {
        if (pick(3) == 1) gone.push_back(one);
      }
      twin_->remove(gone);
      write([&] { shelf_->remove(gone); });
    }
    const auto asked = match();
    const std::int64_t before = pick(2) == 1 ? sequences[pick(sequences.size()) - 1] : std::int64_t{1} << 39;
    const auto most = static_cast<std::int64_t>(pick(60));
    const auto expected = twin_->sequences(asked, before, most);
    ASSERT_EQ(shelf_->sequences(asked, before, most), expected) << "round " << round;
    found += expected.size();
  }
  EXPECT_GT(found, 500U) << "else the questions are no questions";
}

TEST_F(ServerSearch, AWordStandsWithABlockExactlyWhileADocumentHasIt) {
  const auto held = [&] {
    return sql(
        "select string_agg(word || ':' || block, ' ' order by word, block) from search_word where word like 'w%'");
  };
  write([&] {
    shelf_->put({5, "", "alpha beta", "k1 ar"});
    shelf_->put({6, "", "beta", "k2 ar"});
    shelf_->put({kBlock, "", "alpha", "k3 ar"});
  });
  EXPECT_EQ(held(), "walpha:0 walpha:1 wbeta:0");
  write([&] { shelf_->remove({5}); });
  EXPECT_EQ(held(), "walpha:1 wbeta:0");
  write([&] { shelf_->clear(); });
  EXPECT_EQ(held(), "");
}

// The fence stands first in a plan; a comparison that is leakproof may use an index all the same.
TEST_F(ServerSearch, WordsAreLookedForByAnIndexBehindTheFence) {
  const std::string number = std::to_string(tenant_->number());
  sql("insert into search_word select " + number +
      ", 'w' || i, i % 100 from generate_series(1, 20000) as i; analyze search_word");
  const std::string plan = "set role " + std::string(Cluster::kServer) + "; set concordat.org = '" + number +
                           "'; explain (costs off) select distinct block from search_word where org_id = " + number;
  EXPECT_THAT(sql(plan + " and word = any(cast('{w7,w8}' as text[])) and block >= 0 and block < 4"),
              HasSubstr("(word = ANY ('{w7,w8}'::text[])) AND (block >= 0) AND (block < 4)"));
  EXPECT_THAT(sql(plan + " and word >= 'w77' and word < 'w78' and block >= 0 and block < 4"),
              HasSubstr("(word >= 'w77'::text) AND (word < 'w78'::text) AND (block >= 0)"));
}

}  // namespace
}  // namespace concordat::store::testing
