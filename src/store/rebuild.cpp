// SPDX-License-Identifier: Apache-2.0
#include "store/connection.hpp"
#include "store/maintenance.hpp"
#include "store/projection.hpp"
#include "store/search_index.hpp"

#include "record/sha256.hpp"

namespace concordat::store {
namespace {

constexpr std::int64_t kIndexedAtOnce = 10'000;

void fold_all(Session& session, const OrgId& organisation, Projections& projections, std::int64_t entries) {
  const auto read = session.for_each_line(organisation, 0, entries, [&](std::int64_t, std::string_view line) {
    const auto entry = record::parse_entry(line);
    if (!entry) throw Failure(entry.error());
    for (const auto& projection : projections) projection->step(*entry);
  });
  if (!read) throw Failure(read.error());
  for (const auto& projection : projections) projection->flush();
}

class WriteLock {
 public:
  explicit WriteLock(Connection& connection) : connection_(connection) { connection_.engine().begin_writing(); }
  ~WriteLock() { connection_.roll_back(); }
  WriteLock(const WriteLock&) = delete;
  WriteLock& operator=(const WriteLock&) = delete;

 private:
  Connection& connection_;
};

}  // namespace

Result<std::int64_t> rebuild(Database& database, const OrgId& organisation) {
  Connection& connection = database.connection();
  auto session = database.open_session(Scope(organisation));
  if (!session) return tl::unexpected(session.error());
  const auto tenant = connection.find(organisation);
  const WriteLock lock(connection);
  const auto report = check(database, organisation);
  if (!report) return tl::unexpected(report.error());
  if (!report->ok()) return tl::unexpected(damaged_record({organisation, {}}, *report->first_bad));
  auto projections = all_projections(connection, *tenant);
  for (const auto& projection : projections) {
    for (const auto& table : projection->tables()) connection.tenant(*tenant, table.clear).run();
  }
  fold_all(*session, organisation, projections, report->entries);
  SearchIndex index(connection, *tenant);
  index.clear();
  while (index.catch_up(kIndexedAtOnce).more) {
  }
  connection.engine().commit(false);
  return report->entries;
}

Result<std::string> projection_digest(Database& database, const OrgId& organisation) {
  Connection& connection = database.connection();
  auto session = database.open_session(Scope(organisation));
  if (!session) return tl::unexpected(session.error());
  const auto tenant = connection.find(organisation);
  const Snapshot snapshot(connection);
  record::Sha256Stream digest;
  // Each value with its length before it, so that no two contents read alike.
  const auto add = [&](std::string_view value) {
    digest.update(std::to_string(value.size()) + ":");
    digest.update(value);
  };
  for (const auto& projection : all_projections(connection, *tenant)) {
    for (const auto& table : projection->tables()) {
      add(table.name);
      auto& rows = connection.tenant(*tenant, table.read, "n", table.types).stream();
      while (rows.next()) {
        for (std::size_t i = 0; i < table.types.size(); ++i) {
          add(table.types[i] == 't' ? rows.text(i) : std::to_string(rows.number(i)));
        }
      }
    }
  }
  return record::to_hex(digest.finish());
}

}  // namespace concordat::store
