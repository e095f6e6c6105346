// SPDX-License-Identifier: Apache-2.0
#include "record/key.hpp"
#include "record/note.hpp"
#include "store/connection.hpp"
#include "store/maintenance.hpp"
#include "store/signing.hpp"
#include "store/support.hpp"

namespace concordat::store::testing {
namespace {

// A record of some tiles, with a person and a checkpoint, closed so that all of it is in one file.
class Check : public ::testing::Test {
 protected:
  void SetUp() override {
    Database database = open_new(temp_ / "data");
    harbour_ = make_organisation(database, "Harbour");
    append_some(database, harbour_, 299);
    sign_now(database, harbour_);
    ASSERT_TRUE(database.append(harbour_, std::vector<record::Draft>{ada_}, kNow));
    append_some(database, harbour_, 299);
    sign_now(database, harbour_);
    append_some(database, harbour_, 50);
    ASSERT_TRUE(check(database, harbour_)->ok());
  }

  // What check says after `sql` was done to the database.
  Damage after(const std::string& sql) {
    TempFolder copy;
    copy_place(temp_ / "data", copy / "data");
    tamper(copy / "data", sql);
    Database database = *Database::open(place_of(copy / "data"), Database::Opening::existing);
    const auto report = check(database, harbour_);
    EXPECT_FALSE(report->ok()) << sql;
    return report->first_bad.value_or(Damage{-1, "nothing was found"});
  }

  TempFolder temp_;
  OrgId harbour_;
  record::Draft ada_ = named("p_1", "Ada Lovelace", seeded(3));
};

class CheckFile : public Check {};

TEST_F(Check, CountsWhatItSaw) {
  Database database = *Database::open(place_of(temp_ / "data"), Database::Opening::existing);
  const auto report = check(database, harbour_);
  EXPECT_EQ(report->entries, 650);
  EXPECT_EQ(report->root, *session_of(database, harbour_).root(harbour_, 650));
  EXPECT_EQ(report->texts_present, 1);
  EXPECT_EQ(report->texts_erased, 0);
}

TEST_F(Check, NamesTheFirstBadEntry) {
  EXPECT_EQ(after("update entry set line = replace(line, 'Group', 'Graup') where sequence in (123, 400)").sequence,
            123);
  EXPECT_EQ(after("delete from entry where sequence = 77").sequence, 77);
  EXPECT_EQ(after("delete from entry where sequence > 640").sequence, 641);
  EXPECT_EQ(after("delete from entry where sequence = 649").sequence, 649);
  EXPECT_EQ(after("update entry set kind = 'x' where sequence = 5").sequence, 5);
  EXPECT_EQ(after("update entry set subject = 'x' where sequence = 6").sequence, 6);
  EXPECT_EQ(after("update entry set recorded_us = 1 where sequence = 7").sequence, 7);
  EXPECT_EQ(after("update entry set line = (select line from entry where sequence = 9) where sequence = 8").sequence,
            8);
}

TEST_F(Check, NamesADamagedTree) {
  EXPECT_EQ(after("delete from tree_tile where level = 0 and idx = 1").sequence, 256);
  EXPECT_EQ(after("update tree_tile set hashes = '0' || substr(hashes, 2) where level = 0 and idx = 1 "
                  "and substr(hashes, 1, 1) <> '0'; update tree_tile set hashes = '1' || substr(hashes, 2) "
                  "where level = 0 and idx = 1 and substr(hashes, 1, 1) = '0'")
                .sequence,
            256);
  EXPECT_EQ(after("update tree_tile set hashes = substr(hashes, 65) where level = 1").sequence, 0);
  EXPECT_EQ(after("update tree_tile set hashes = 'x' where level = 0 and idx = 2").sequence, 512);
  EXPECT_EQ(after("insert into tree_tile select org_id, 5, 0, hashes from tree_tile where level = 1").sequence, 650);
}

TEST_F(Check, NamesADamagedOrMissingText) {
  EXPECT_EQ(after("update vault_text set text = 'Eve'").sequence, 300);
  EXPECT_EQ(after("update vault_text set salt = 'zz'").sequence, 300);
  const Damage missing = after("delete from vault_text");
  EXPECT_EQ(missing.sequence, 300);
  EXPECT_NE(missing.reason.find("missing"), std::string::npos) << missing.reason;
}

TEST_F(Check, ASignedRootTellsWhereLinesAndTreeWereBothChanged) {
  // A forger who rewrites an entry and the tree to match it: only what was signed is against it.
  Database database = open_new(temp_ / "forged");
  const OrgId forged = make_organisation(database, "Harbour");
  append_some(database, forged, 299);
  sign_now(database, forged);
  append_some(database, forged, 1, Instant::from_seconds(kNow.seconds() + 1));
  append_some(database, forged, 299);
  sign_now(database, forged);
  ASSERT_TRUE(check(database, forged)->ok());
  tamper(temp_ / "forged",
         "update checkpoint set root = (select root from checkpoint where size = 300) "
         "where size = 600");
  EXPECT_EQ(check(database, forged)->first_bad->sequence, 300) << "note and column differ";

  EXPECT_EQ(after("delete from entry where sequence >= 300; delete from tree_tile; delete from vault_text").sequence,
            0);
  const Damage unsigned_root =
      after("update checkpoint set note = replace(note, '600', '601'), size = 601 where size = 600");
  EXPECT_EQ(unsigned_root.sequence, 300);
}

TEST_F(CheckFile, FindsAnyFlippedByteOfALine) {
  const std::string good = read_all(temp_ / "data/concordat.db");
  std::mt19937 engine(20260314);
  Database original = *Database::open(place_of(temp_ / "data"), Database::Opening::existing);
  for (int round = 0; round < 40; ++round) {
    const auto sequence = static_cast<std::int64_t>(engine() % 650);
    const std::string line = **session_of(original, harbour_).line(harbour_, sequence);
    const std::size_t at = good.find(line);
    if (at == std::string::npos) continue;  // it goes on on another page
    std::string bad = good;
    bad[at + engine() % line.size()] ^= static_cast<char>(1U << (engine() % 8));
    const TempFolder copy;
    std::filesystem::create_directory(copy / "data");
    write_all(copy / "data/concordat.db", bad);
    Database database = *Database::open(place_of(copy / "data"), Database::Opening::existing);
    const auto report = check(database, harbour_);
    ASSERT_FALSE(report->ok());
    EXPECT_EQ(report->first_bad->sequence, sequence) << report->first_bad->reason;
  }
}

// Wherever a byte goes bad, it is noticed, or nothing of the record depends on it.
TEST_F(CheckFile, NoFlippedByteAnywhereGivesAnotherRecord) {
  const std::string good = read_all(temp_ / "data/concordat.db");
  Database original = *Database::open(place_of(temp_ / "data"), Database::Opening::existing);
  const auto root = check(original, harbour_)->root;
  std::mt19937 engine(20260315);
  int noticed = 0;
  for (int round = 0; round < 200; ++round) {
    std::string bad = good;
    bad[engine() % bad.size()] ^= static_cast<char>(1U << (engine() % 8));
    const TempFolder copy;
    std::filesystem::create_directory(copy / "data");
    write_all(copy / "data/concordat.db", bad);
    try {
      auto database = Database::open(place_of(copy / "data"), Database::Opening::existing);
      if (!database) {
        ++noticed;
        continue;
      }
      const auto report = check(*database, harbour_);
      if (!report || !report->ok()) {
        ++noticed;
      } else {
        EXPECT_EQ(report->root, root);
      }
    } catch (const Failure&) {
      ++noticed;
    }
  }
  EXPECT_GT(noticed, 50);
}

}  // namespace
}  // namespace concordat::store::testing
