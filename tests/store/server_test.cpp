// SPDX-License-Identifier: Apache-2.0
// What is a PostgreSQL server's own: who may open its database, the fence between organisations, several servers, and a
// database that goes away and comes back.
#include "store/appender.hpp"
#include "store/connection.hpp"
#include "store/maintenance.hpp"
#include "store/support.hpp"

#include <gmock/gmock.h>

#include <atomic>
#include <thread>

namespace concordat::store::testing {
namespace {

using concordat::testing::Cluster;
using concordat::testing::database_of;
using ::testing::HasSubstr;
using ::testing::Not;

class Server : public ::testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(on_server()) << "CONCORDAT_TEST_ENGINE=postgresql"; }

  Database open() {
    auto database = Database::open(place_of(folder_), Database::Opening::existing);
    if (!database) throw Failure(database.error());
    return std::move(*database);
  }
  std::string code_of_opening(const std::string& url) {
    const auto opened = Database::open(Place::server(url), Database::Opening::existing);
    return opened ? "opened" : opened.error().code;
  }
  std::string sql(const std::string& statements) { return cluster_.sql(database_of(folder_), statements); }

  Cluster& cluster_ = Cluster::shared();
  const TempFolder temp_;
  const std::filesystem::path folder_ = temp_ / "data";
};

class ServerRoles : public Server {};

TEST_F(ServerRoles, OnlyOneThatTheFenceHoldsMayServe) {
  const std::string name = database_of(folder_);
  EXPECT_EQ(code_of_opening(cluster_.server_url(name)), "opened");
  EXPECT_EQ(code_of_opening(cluster_.owner_url(name)), "role-too-strong");
  EXPECT_EQ(code_of_opening(cluster_.url("postgres", name)), "role-too-strong");
  sql("drop role if exists strong; create role strong login bypassrls");
  EXPECT_EQ(code_of_opening(cluster_.url("strong", name)), "role-too-strong");
  const auto owner = Place::server(cluster_.owner_url(name));
  EXPECT_EQ(Database::prepare(owner, "strong").error().code, "role-too-strong");
  EXPECT_EQ(Database::prepare(owner, Cluster::kOwner).error().code, "role-too-strong");
  EXPECT_EQ(Database::prepare(owner, "nobody_knows").error().code, "unknown-role");
  EXPECT_TRUE(Database::prepare(owner, Cluster::kServer)) << "once more changes nothing";
}

TEST_F(ServerRoles, ARoleThatWasNotAdmittedReadsNothing) {
  sql("drop role if exists stranger; create role stranger login");
  EXPECT_EQ(failure_code([&] { (void)code_of_opening(cluster_.url("stranger", database_of(folder_))); }), "no-right");
}

TEST_F(ServerRoles, TheServersRoleChangesNothingOfTheRecordAndNoTable) {
  Database database = open();
  const OrgId harbour = make_organisation(database, "Harbour");
  const Tenant tenant = *database.connection().find(harbour);
  const auto refused = [&](std::string_view statement) {
    return failure_code([&] { database.connection().tenant(tenant, statement, "n").run(); });
  };
  EXPECT_EQ(refused("update entry set line = '' where org_id = :org"), "no-right");
  EXPECT_EQ(refused("delete from entry where org_id = :org"), "no-right");
  for (const char* statement : {"alter table entry disable row level security", "drop policy tenant on entry",
                                "create table mine (x bigint)", "delete from migration", "set role concordat_owner"}) {
    EXPECT_EQ(failure_code([&] { database.connection().execute(statement); }), "no-right") << statement;
  }
}

class ServerSchema : public Server {};

TEST_F(ServerSchema, AServerThatRunsWritesNothingIntoALaterOne) {
  Database database = open();
  const OrgId harbour = make_organisation(database, "Harbour");
  sql("insert into migration (name, checksum) values ('9999-later.sql', 'x')");
  EXPECT_EQ(failure_code([&] { append_some(database, harbour, 1); }), "newer-database");
  EXPECT_EQ(*session_of(database, harbour).size(harbour), 1);
}

TEST_F(ServerSchema, IsItsOwnersToMake) {
  cluster_.create("unprepared");
  EXPECT_EQ(code_of_opening(cluster_.server_url("unprepared")), "no-data");
  cluster_.drop("unprepared");
  EXPECT_EQ(failure_code([&] { (void)code_of_opening(cluster_.server_url("not_there")); }), "database-lost");
}

TEST_F(ServerSchema, ALaterAnEarlierAndAnotherOneAreRefused) {
  const std::string url = cluster_.server_url(database_of(folder_));
  sql("drop table search");
  EXPECT_EQ(code_of_opening(url), "older-database") << "it had no index of words";
  sql("insert into migration (name, checksum) values ('9999-later.sql', 'x')");
  EXPECT_EQ(code_of_opening(url), "newer-database");
  sql("delete from migration where name >= '0005'");
  EXPECT_EQ(code_of_opening(url), "older-database");
  sql("update migration set checksum = 'x' where name like '0001%'");
  EXPECT_EQ(code_of_opening(url), "changed-migration");
}

TEST_F(ServerSchema, TextsAreInTheOrderOfTheirBytes) {
  Database database = open();
  for (const char* name : {"b", "B", "a", "Ä", "_"})
    make_organisation(database, name, static_cast<std::uint32_t>(*name));
  std::string order;
  for (const auto& one : database.organisations()) order += one.name;
  EXPECT_EQ(order, "B_abÄ");
}

class ServerFence : public Server {};

// Of the two that belong to no organisation but name one, the first says which there are, and the other is asked before
// any is entered.
TEST_F(ServerFence, StandsAroundEveryTableOfAnOrganisations) {
  EXPECT_EQ(sql("select c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'org_id' "
                "where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace and not (c.relrowsecurity and "
                "c.relforcerowsecurity and exists (select 1 from pg_policy p where p.polrelid = c.oid)) order by 1"),
            "membership\norganisation");
  EXPECT_EQ(sql("select count(*) > 12 from pg_policy"), "t");
}

TEST_F(ServerFence, AStatementWithoutAnOrganisationOrWithAnotherSeesNothing) {
  Database database = open();
  const OrgId harbour = make_organisation(database, "Harbour", 1);
  const OrgId quay = make_organisation(database, "Quay", 2);
  append_some(database, harbour, 7);
  Connection& connection = database.connection();
  const Tenant own = *connection.find(harbour);
  const Tenant other = *connection.find(quay);
  // What nobody may write, and the linter finds: the organisation is not asked for.
  constexpr std::string_view kAll = "select count(*) from entry where org_id >= 0 or org_id = :org";
  const auto seen = [](Statement& statement) { return statement.one() ? statement.number(0) : -1; };
  EXPECT_EQ(seen(connection.tenant(own, kAll, "n", "n")), 8);
  EXPECT_EQ(seen(connection.tenant(other, kAll, "n", "n")), 1);
  EXPECT_EQ(seen(connection.directory("select count(*) from entry", "", "n")), 0);
  EXPECT_EQ(seen(connection.directory("select count(*) from ticket", "", "n")), 0);
  {
    // Also after what undoes a setting.
    Transaction transaction(database, kNow);
    (void)transaction.attempt([&](Transaction&) -> Result<void> {
      EXPECT_EQ(seen(connection.tenant(own, kAll, "n", "n")), 8);
      return fail("no", "no");
    });
    EXPECT_EQ(seen(connection.directory("select count(*) from entry", "", "n")), 0);
    EXPECT_EQ(seen(connection.tenant(other, kAll, "n", "n")), 1);
  }
  EXPECT_EQ(seen(connection.tenant(own, kAll, "n", "n")), 8);
  // Nor does it write for another.
  const std::string insert = "insert into landmark (org_id, sequence) select " + std::to_string(other.number()) +
                             ", 5 from organisation where org_id = :org";
  EXPECT_EQ(failure_code([&] { connection.tenant(own, insert, "n").run(); }), "no-right");
}

class ServerSeveral : public Server {};

// Two servers, as two appenders with connections of their own: one after the other, whoever is asked.
TEST_F(ServerSeveral, DecideEachCommandOnAllBeforeIt) {
  Database database = open();
  const OrgId harbour = make_organisation(database, "Harbour");
  constexpr int kEach = 60;
  {
    Appender first(open(), [] { return kNow; });
    Appender second(open(), [] { return kNow; });
    std::vector<std::thread> threads;
    for (Appender* appender : {&first, &second, &first, &second}) {
      threads.emplace_back([&, appender] {
        for (int i = 0; i < kEach; ++i) {
          const auto done = appender
                                ->submit(harbour,
                                         [&](Transaction& transaction) -> Result<void> {
                                           auto session = transaction.read(Scope(harbour));
                                           auto draft = observed("INC1", "New", "Group 1");
                                           draft.body["priority"] = std::to_string(*session->size(harbour));
                                           const auto put = transaction.append(harbour, std::move(draft));
                                           return put ? Result<void>() : tl::unexpected(put.error());
                                         })
                                .get();
          EXPECT_TRUE(done);
        }
      });
    }
    for (auto& thread : threads) thread.join();
  }
  auto session = session_of(database, harbour);
  EXPECT_EQ(*session.size(harbour), 1 + 4 * kEach);
  ASSERT_TRUE(session.for_each_line(harbour, 1, 1'000, [](std::int64_t sequence, std::string_view line) {
    EXPECT_EQ(record::parse_entry(line)->body.at("priority").as_string(), std::to_string(sequence));
  }));
  EXPECT_TRUE(check(database, harbour)->ok());
}

class ServerLost : public Server {
 protected:
  void lose() { sql("select pg_terminate_backend(pid) from pg_stat_activity where usename = 'concordat_server'"); }
};

TEST_F(ServerLost, AQuestionIsAskedAgainAndATransactionIsNot) {
  Database database = open();
  const OrgId harbour = make_organisation(database, "Harbour");
  append_some(database, harbour, 3);
  lose();
  EXPECT_EQ(*session_of(database, harbour).size(harbour), 4);
  {
    Transaction transaction(database, kNow);
    ASSERT_TRUE(transaction.append(harbour, observed("INC1", "Half", "Nobody")));
    lose();
    EXPECT_EQ(failure_code([&] { (void)transaction.append(harbour, observed("INC1", "Other half", "Nobody")); }),
              "database-lost");
    EXPECT_EQ(failure_code([&] { (void)transaction.append(harbour, observed("INC1", "Other half", "Nobody")); }),
              "database-lost");
    EXPECT_EQ(failure_code([&] { transaction.commit(); }), "database-lost");
  }
  EXPECT_EQ(append_some(database, harbour, 2), 6);
  EXPECT_TRUE(check(database, harbour)->ok());
}

TEST_F(ServerLost, WhoeverIsAskedMeanwhileIsToldAndGoesOnAfterwards) {
  Database database = open();
  const OrgId harbour = make_organisation(database, "Harbour");
  Appender appender(open(), [] { return kNow; });
  const Command command = [&](Transaction& transaction) -> Result<void> {
    const auto put = transaction.append(harbour, observed("INC1", "New", "A"));
    return put ? Result<void>() : tl::unexpected(put.error());
  };
  ASSERT_TRUE(appender.submit(harbour, command).get());
  cluster_.stop();
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(failure_code([&] { (void)appender.submit(harbour, command).get(); }), "database-lost");
    EXPECT_EQ(failure_code([&] { (void)database.organisations(); }), "database-lost");
  }
  cluster_.start();
  EXPECT_EQ(database.organisations().size(), 1U);
  EXPECT_EQ(appender.submit(harbour, command).get()->first, 2);
  EXPECT_TRUE(check(database, harbour)->ok());
}

class ServerPassword : public Server {};

TEST_F(ServerPassword, IsInNoProblem) {
  const std::string secret = "s3cr3tw0rd";
  for (const std::string& url :
       {"postgresql://me:" + secret + "@/nothing?host=/nowhere/at/all",
        "postgresql://me:" + secret + "@localhost:1/db?connect_timeout=2",
        "postgresql://me:" + secret + "@no.such.host.invalid/db?connect_timeout=2",
        "postgresql://me:p@" + secret + "@localhost:1/db?connect_timeout=2",
        "postgresql://me:" + secret + "@localhost:port/db",
        "postgresql://me@localhost:1/db?connect_timeout=2&nonsense=" + secret, "postgresql://me:" + secret + "@[::1/db",
        "postgresql://me@localhost:1/db?connect_timeout=2&password=" + secret}) {
    try {
      (void)Database::open(Place::server(url), Database::Opening::existing);
      ADD_FAILURE() << "opened";
    } catch (const Failure& failure) {
      EXPECT_THAT(to_text(failure.problem()), Not(HasSubstr(secret)));
      EXPECT_TRUE(failure.problem().code == "database-lost" || failure.problem().code == "bad-database");
    }
  }
}

class ServerBackup : public Server {};

TEST_F(ServerBackup, GoesFromEitherEngineToEither) {
  Database database = open();
  const OrgId harbour = make_organisation(database, "Harbour", 1);
  const OrgId quay = make_organisation(database, "Quay", 2);
  append_some(database, harbour, 300);
  append_some(database, quay, 20);
  ASSERT_TRUE(
      database.append(harbour, std::vector<record::Draft>{named("p_1", std::string("A\0da", 4), seeded(3))}, kNow));
  ASSERT_TRUE(backup(database, temp_ / "of-server"));

  ASSERT_TRUE(restore(temp_ / "of-server", Place(temp_ / "folder")));
  Database folder = *Database::open(Place(temp_ / "folder"), Database::Opening::existing);
  ASSERT_TRUE(backup(folder, temp_ / "of-folder"));
  ASSERT_TRUE(restore(temp_ / "of-folder", place_of(temp_ / "again")));
  Database again = *Database::open(place_of(temp_ / "again"), Database::Opening::existing);
  for (const OrgId& one : {harbour, quay}) {
    const auto report = check(database, one);
    for (Database* other : {&folder, &again}) {
      EXPECT_EQ(check(*other, one)->root, report->root);
      EXPECT_EQ(*projection_digest(*other, one), *projection_digest(database, one));
    }
  }
  EXPECT_EQ(session_of(again, harbour).persons(harbour)->front().name, std::string("A\0da", 4));
}

}  // namespace
}  // namespace concordat::store::testing
