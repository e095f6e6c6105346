// SPDX-License-Identifier: Apache-2.0
#include "store/migrate.hpp"
#include "store/sql_lint.hpp"
#include "store/support.hpp"
#include "support/places.hpp"

#include <gmock/gmock.h>

namespace concordat::store::testing {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

Schema our_schema() {
  Schema schema;
  for (const auto& file : migrations()) lint_migration(file.bytes, schema);
  return schema;
}

TEST(SqlLint, OurMigrationsKeepTheRules) {
  Schema schema;
  for (const auto& file : migrations()) EXPECT_THAT(lint_migration(file.bytes, schema), IsEmpty()) << file.name;
  // What is of no organisation: each is a decision, and stands in the cabinet.
  EXPECT_THAT(schema.reference_tables,
              ::testing::ElementsAre("account", "credential", "done_command", "membership", "organisation",
                                     "recovery_code", "session_rotation", "setup_token", "stale_projection"));
  EXPECT_TRUE(schema.tenant_tables.contains("entry"));
  EXPECT_TRUE(schema.tenant_tables.contains("ticket_history"));
}

TEST(SqlLint, EveryStatementOfTheStoreNamesItsOrganisation) {
  const Schema schema = our_schema();
  std::size_t statements = 0;
  const auto source = std::filesystem::path(source_dir()) / "src";
  for (const auto& file : std::filesystem::recursive_directory_iterator(source)) {
    const bool of_store = file.path().parent_path().filename() == "store";
    const bool of_engine = file.path().filename().string().rfind("engine_", 0) == 0;  // what differs by engine
    if (of_engine || file.path().extension() != ".cpp" ||
        (!of_store && file.path().parent_path().parent_path().filename() != "operate")) {
      continue;
    }
    for (const auto& sql : sql_literals(read_all(file.path()))) {
      if (sql.rfind("create table if not exists migration ", 0) == 0) continue;  // keeps what ran; no tenant's
      EXPECT_THAT(lint_statement(sql, schema), IsEmpty()) << file.path().filename();
      ++statements;
    }
  }
  EXPECT_GT(statements, 40U) << "the literals were not found";
}

TEST(SqlLint, AMigrationMakesAnewWhatItDrops) {
  Schema schema = our_schema();
  EXPECT_THAT(lint_migration("drop table ticket;", schema), Contains(HasSubstr("not made again")));
  schema = our_schema();
  EXPECT_THAT(lint_migration("drop table nothing;", schema), Contains(HasSubstr("makes tables")));
  EXPECT_THAT(lint_migration("insert into entry (org_id) values (1);", schema), Contains(HasSubstr("makes tables")));
}

TEST(SqlLint, FindsWhatIsWrongInATable) {
  const std::vector<std::pair<std::string, std::string>> samples = {
      {"create table t (id bigint not null, org_id bigint not null, primary key (org_id, id));", "begins with `org_id"},
      {"create table t (org_id bigint not null, id bigint not null, primary key (id));", "begins with org_id"},
      {"create table t (org_id bigint not null, id bigint not null primary key);", "begins with org_id"},
      {"create table t (org_id bigint not null, id integer not null, primary key (org_id, id));", "'integer'"},
      {"create table t (org_id bigint not null, id text, primary key (org_id, id));", "not null (id text)"},
      {"create table t (org_id bigint not null, id text not null unique, primary key (org_id, id));",
       "a constraint begins"},
      {"create table t (org_id bigint not null, id text not null, unique (id), primary key (org_id, id));",
       "a constraint"},
      {"create table t (org_id bigint not null, at timestamp not null, primary key (org_id, at));", "'timestamp'"},
      {"create table t (org_id bigint not null, n bigint not null references u (n), primary key (org_id, n));",
       "foreign key"},
      {"create table t (org_id bigint not null, id bigserial not null, primary key (org_id, id));", "'bigserial'"},
      {"create table t (org_id bigint not null, id text not null, primary key (org_id, id)) without rowid;",
       "SQLite's alone"},
      {"create table t (org_id bigint not null, b blob not null, primary key (org_id, b));", "'blob'"},
      {"create table t (id text not null primary key);", "begins with `org_id"},
      {"create trigger x after insert on t begin select 1; end;", "'trigger'"},
      {"drop table entry;", "makes tables and indexes"},
  };
  for (const auto& [sql, finding] : samples) {
    Schema schema;
    EXPECT_THAT(lint_migration(sql, schema), Contains(HasSubstr(finding))) << sql;
  }
}

TEST(SqlLint, FindsWhatIsWrongInAnIndex) {
  Schema schema = our_schema();
  EXPECT_THAT(lint_migration("create unique index i on ticket (ticket);", schema),
              Contains(HasSubstr("begins with org_id")));
  EXPECT_THAT(lint_migration("create index i on ticket (state, org_id);", schema),
              Contains(HasSubstr("begins with org_id")));
  EXPECT_THAT(lint_migration("create index i on nothing (org_id);", schema), Contains(HasSubstr("on no table")));
  EXPECT_THAT(lint_migration("create index i on ticket (org_id, state);", schema), IsEmpty());
}

TEST(SqlLint, FindsAStatementWithoutItsOrganisation) {
  const Schema schema = our_schema();
  const std::vector<std::pair<std::string, std::string>> samples = {
      {"select line from entry where sequence = :sequence", "says `org_id = :org`"},
      {"select line from entry", "first parameter"},
      {"select line from entry where sequence = :sequence and org_id = :org", "first parameter"},
      {"delete from ticket", "says `org_id = :org`"},
      {"update ticket set state = :state where org_id = :org", "first parameter"},
      {"insert into name (idx, name) values (:idx, :name)", "begins with org_id and :org"},
      {"insert into name (org_id, idx, name) values (1, :org, :name)", "begins with org_id and :org"},
      {"select e.line from entry e join source s on s.described_by = e.sequence where e.org_id = :org",
       "a join carries org_id"},
      {"select e.line from entry e where e.org_id = :org and 1 = (select count(*) from ticket)", "without a join"},
      {"select now() from entry where org_id = :org", "'now('"},
      {"insert or replace into name (org_id, idx, name) values (:org, :idx, :name)", "SQLite's alone"},
      {"select line::text from entry where org_id = :org", "PostgreSQL's alone"},
      {"select x from tabel where org_id = :org", "no migration makes: tabel"},
  };
  for (const auto& [sql, finding] : samples) {
    EXPECT_THAT(lint_statement(sql, schema), Contains(HasSubstr(finding))) << sql;
  }
  EXPECT_THAT(lint_statement("select line from entry where org_id = :org and kind = 'now() integer'", schema),
              IsEmpty());
}

TEST(SqlLint, FindsLiteralsInASource) {
  const std::string source = R"(f("select a " // b "c"
      "from b"); g("no sql", 'x', '"', "delete from \"x\""); // "update y")";
  EXPECT_THAT(sql_literals(source), ::testing::ElementsAre("select a from b", "delete from \"x\""));
}

}  // namespace
}  // namespace concordat::store::testing
