// SPDX-License-Identifier: Apache-2.0
#include "store/migrate.hpp"

#include "record/sha256.hpp"
#include "store/connection.hpp"
#include "store/search_index.hpp"

#include <map>

namespace concordat {
std::span<const Embedded> embedded_migrations();
}

namespace concordat::store {
namespace {

constexpr std::string_view kMigrationTable =
    "create table if not exists migration (name text not null primary key, checksum text not null)";

std::map<std::string, std::string> applied(Connection& connection) {
  std::map<std::string, std::string> checksums;
  auto& rows = connection.directory("select name, checksum from migration order by name", "", "tt").start();
  while (rows.next()) checksums.emplace(rows.text(0), rows.text(1));
  return checksums;
}

// Whether all ran already; or the problem.
Result<bool> compare(Connection& connection, std::span<const Embedded> files) {
  const auto ran = applied(connection);
  for (const auto& file : files) {
    const auto found = ran.find(std::string(file.name));
    if (found == ran.end()) continue;
    if (found->second == record::to_hex(record::sha256(file.bytes))) continue;
    return fail_at({connection.name()}, "changed-migration",
                   "The migration " + std::string(file.name) + " is not the one that made this database.",
                   "Use the version of Concordat that the data was made with, or a later release of it.");
  }
  if (ran.size() > files.size() || (!ran.empty() && ran.rbegin()->first > files.back().name)) {
    return fail_at({connection.name()}, "newer-database",
                   "The database was made by a later version of Concordat (" + ran.rbegin()->first + ").",
                   "Install that version or a later one.");
  }
  return ran.size() == files.size();
}

}  // namespace

Result<void> check_schema(Connection& connection, std::span<const Embedded> files) {
  constexpr const char* kHint = "As the database's owner: concordat migrate (docs/service.md).";
  if (!connection.engine().has_table("migration")) {
    return fail_at({connection.name()}, "no-data", "The database has no tables of Concordat yet.", kHint);
  }
  const auto current = compare(connection, files);
  if (!current) return tl::unexpected(current.error());
  if (*current && SearchIndex::is_there(connection)) return {};
  return fail_at({connection.name()}, "older-database", "The database was made by an earlier version of Concordat.",
                 kHint);
}

std::span<const Embedded> migrations() { return embedded_migrations(); }

Result<void> migrate(Connection& connection, std::span<const Embedded> files) {
  if (connection.engine().has_table("migration")) {
    const auto current = compare(connection, files);
    if (!current) return tl::unexpected(current.error());
    if (*current) return {};
  }
  for (const auto& file : files) {
    // Another process may be at the same: whoever has the lock looks again.
    connection.engine().begin_writing();
    try {
      connection.execute(kMigrationTable);
      auto& known = connection.directory("select checksum from migration where name = :name", "t", "t");
      if (!known.one(file.name)) {
        connection.engine().run_migration(file.bytes);
        connection.directory("insert into migration (name, checksum) values (:name, :checksum)", "tt")
            .run(file.name, record::to_hex(record::sha256(file.bytes)));
      }
      connection.engine().commit(false);
    } catch (...) {
      connection.roll_back();
      throw;
    }
  }
  return {};
}

}  // namespace concordat::store
