// SPDX-License-Identifier: Apache-2.0
#include "store/connection.hpp"
#include "store/migrate.hpp"
#include "store/support.hpp"

#include <sys/stat.h>
#include <unistd.h>

namespace concordat::store::testing {
namespace {

namespace fs = std::filesystem;

TEST(DataFolder, ReadingDataThatIsNotThereIsAProblemThatNamesTheFolder) {
  const TempFolder temp;
  const auto database = Database::open(temp / "nothing", Database::Opening::existing);
  ASSERT_FALSE(database);
  EXPECT_EQ(database.error().code, "no-data");
  EXPECT_EQ(database.error().where->file, (temp / "nothing").string());
  EXPECT_FALSE(fs::exists(temp / "nothing"));
}

TEST(DataFolder, TheFolderAndItsFilesAreForTheirOwnerAlone) {
  const TempFolder temp;
  const Database database = open_new(temp / "data");
  struct stat status{};
  ASSERT_EQ(::stat((temp / "data").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0700U);
  ASSERT_EQ(::stat((temp / "data/concordat.db").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
}

TEST(DataFolder, AFolderMayHaveAnyName) {
  const TempFolder temp;
  for (const std::string name : {"with space", "with 'quote'", "with \"quotes\"", "100% a?b=c&d#e;f", "données/deep"}) {
    Database database = open_new(temp / name);
    make_organisation(database, "Harbour");
    EXPECT_TRUE(fs::exists(temp / name / "concordat.db")) << name;
    Database again = *Database::open(temp / name, Database::Opening::existing);
    EXPECT_EQ(again.organisations().size(), 1U) << name;
  }
}

TEST(DataFolder, AFileInPlaceOfTheFolderIsAProblem) {
  const TempFolder temp;
  write_all(temp / "data", "a file");
  const auto database = Database::open(temp / "data", Database::Opening::create);
  ASSERT_FALSE(database);
  EXPECT_EQ(database.error().code, "cannot-create");
}

TEST(DataFolder, WhatIsNoDatabaseIsSaid) {
  const TempFolder temp;
  fs::create_directory(temp / "data");
  write_all(temp / "data/concordat.db", std::string(8192, 'x'));
  EXPECT_EQ(failure_code([&] { (void)Database::open(temp / "data", Database::Opening::existing); }), "not-a-database");
}

TEST(Database, AnUnknownNameIsAnsweredWithTheNearest) {
  const TempFolder temp;
  Database database = open_new(temp / "data");
  const OrgId harbour = make_organisation(database, "Harbour Logistics");
  EXPECT_EQ(database.find_organisation("Harbour Logistics"), harbour);
  const auto unknown = database.find_organisation("Harbor Logistics");
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().code, "unknown-organisation");
  EXPECT_NE(unknown.error().hint.find("Harbour Logistics"), std::string::npos);
}

TEST(Database, ANameIsTakenOnce) {
  const TempFolder temp;
  Database database = open_new(temp / "data");
  make_organisation(database, "Harbour");
  EXPECT_EQ(database.create_organisation("Harbour", kNow, seeded(2)).error().code, "organisation-exists");
  EXPECT_EQ(database.create_organisation("", kNow, seeded(3)).error().code, "bad-name");
  EXPECT_EQ(database.create_organisation("\xff", kNow, seeded(3)).error().code, "bad-name");
  EXPECT_EQ(database.organisations().size(), 1U);
}

TEST(Database, AnOrganisationBeginsWithTheEntryThatCreatedIt) {
  const TempFolder temp;
  Database database = open_new(temp / "data");
  const OrgId harbour = make_organisation(database, "Harbour");
  const auto entries = session_of(database, harbour).entries_of(harbour, "organisation");
  ASSERT_EQ(entries->size(), 1U);
  EXPECT_EQ(entries->front().sequence, 0);
  EXPECT_EQ(entries->front().kind, "organisation.created");
  EXPECT_EQ(entries->front().body.at("name"), "Harbour");
  EXPECT_EQ(entries->front().organisation, harbour.value);
}

TEST(DataFolder, WritesAreSyncedAndErasureOverwrites) {
  const TempFolder temp;
  Database database = open_new(temp / "data");
  const auto pragma = [&](std::string_view sql, std::string_view type) {
    auto& row = database.connection().directory(sql, "", type);
    row.one();
    return type == "n" ? std::to_string(row.number(0)) : row.text(0);
  };
  EXPECT_EQ(pragma("pragma journal_mode", "t"), "wal");
  EXPECT_EQ(pragma("pragma synchronous", "n"), "2");  // FULL
  EXPECT_EQ(pragma("pragma foreign_keys", "n"), "1");
  EXPECT_EQ(pragma("pragma secure_delete", "n"), "1");
}

TEST(DataFolder, AStatementKeepsNoRowsOpenAfterItsAnswer) {
  const TempFolder temp;
  Database database = open_new(temp / "data");
  const OrgId harbour = make_organisation(database, "Harbour");
  append_some(database, harbour, 10);
  auto& rows = database.connection().directory("select sequence from entry where org_id > 0", "", "n").start();
  ASSERT_TRUE(rows.next());
  rows.finish();
  EXPECT_FALSE(rows.next());
  // An open row would hold this state, and the log of writes could not be emptied.
  auto& busy = database.connection().directory("pragma wal_checkpoint(truncate)", "", "nnn");
  ASSERT_TRUE(busy.one());
  EXPECT_EQ(busy.number(0), 0);
}

TEST(DataFolderMigrations, RunOnceAndRefuseWhatTheyDoNotKnow) {
  const TempFolder temp;
  Connection connection(temp / "m.db", Connection::Mode::create);
  const std::vector<Embedded> first{
      {"0001-a.sql", "create table a (x bigint not null); create table b (y text not null)"}};
  std::vector<Embedded> both = first;
  both.push_back({"0002-b.sql", "insert into a (x) values (1)"});
  ASSERT_TRUE(migrate(connection, first));
  ASSERT_TRUE(migrate(connection, first));
  ASSERT_TRUE(migrate(connection, both));
  ASSERT_TRUE(migrate(connection, both));
  auto& count = connection.directory("select count(*) from a", "", "n");
  count.one();
  EXPECT_EQ(count.number(0), 1);

  EXPECT_EQ(migrate(connection, first).error().code, "newer-database");
  const std::vector<Embedded> changed{{"0001-a.sql", "create table a (x text not null)"}, both[1]};
  EXPECT_EQ(migrate(connection, changed).error().code, "changed-migration");
}

TEST(DataFolderMigrations, OneThatFailsLeavesNothing) {
  const TempFolder temp;
  Connection connection(temp / "m.db", Connection::Mode::create);
  const std::vector<Embedded> bad{
      {"0001-a.sql", "create table a (x bigint not null); create table a (x bigint not null)"}};
  EXPECT_EQ(failure_code([&] { (void)migrate(connection, bad); }), "database");
  EXPECT_FALSE(connection.engine().has_table("a"));
}

}  // namespace
}  // namespace concordat::store::testing
