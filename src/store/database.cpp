// SPDX-License-Identifier: Apache-2.0
#include "store/database.hpp"

#include "base/limits.hpp"
#include "base/text.hpp"
#include "store/connection.hpp"
#include "store/files.hpp"
#include "store/maintenance.hpp"
#include "store/migrate.hpp"
#include "store/search_index.hpp"
#include "store/session.hpp"
#include "store/transaction.hpp"

namespace concordat::store {
namespace {

namespace fs = std::filesystem;

Problem no_data(const fs::path& folder) {
  return {"no-data", "There is no data folder of Concordat here.", Where{folder.string()},
          "Name it with --data DIR, or make one with `concordat import`."};
}

// A migration that changes a projection's tables leaves them empty and says so. What was begun and not finished is done
// again: the reason goes away last.
Result<void> refresh_projections(Database& database) {
  Connection& connection = database.connection();
  auto& stale = connection.directory("select count(*) from stale_projection", "", "n");
  if (!stale.one() || stale.number(0) == 0 || database.is_read_only()) return {};
  for (const Organisation& one : database.organisations()) {
    if (const auto done = rebuild(database, one.id); !done) return tl::unexpected(done.error());
  }
  connection.execute("delete from stale_projection");
  return {};
}

}  // namespace

Database::Database(Place place, std::unique_ptr<Connection> connection)
    : place_(std::move(place)), connection_(std::move(connection)) {}
Database::~Database() = default;
Database::Database(Database&&) noexcept = default;
Database& Database::operator=(Database&&) noexcept = default;

Result<Database> Database::open_server(const Place& place) {
  auto connection = std::make_unique<Connection>(open_postgresql(place.url()));
  if (const auto fit = connection->engine().check_role(); !fit) return tl::unexpected(fit.error());
  if (const auto current = check_schema(*connection, migrations()); !current) return tl::unexpected(current.error());
  Database database(place, std::move(connection));
  if (const auto fresh = refresh_projections(database); !fresh) return tl::unexpected(fresh.error());
  return database;
}

Result<void> Database::prepare(const Place& place, std::string_view server_role) {
  if (!place.is_server()) {
    const auto made = open(place, Opening::create);
    return made ? Result<void>() : tl::unexpected(made.error());
  }
  auto connection = std::make_unique<Connection>(open_postgresql(place.url()));
  if (const auto migrated = migrate(*connection, migrations()); !migrated) return tl::unexpected(migrated.error());
  SearchIndex::prepare(*connection);
  if (const auto admitted = connection->engine().admit(server_role); !admitted) return admitted;
  Database database(place, std::move(connection));
  return refresh_projections(database);
}

Result<Database> Database::open(const Place& place, Opening opening) {
  if (place.is_server()) return open_server(place);
  const fs::path& folder = place.folder();
  const fs::path file = folder / kDatabaseFile;
  std::error_code error;
  if (opening == Opening::existing) {
    if (!fs::exists(file, error)) return tl::unexpected(no_data(folder));
  } else if (const auto made = make_private_folder(folder); !made) {
    return tl::unexpected(made.error());
  }
  const PrivateFiles own;
  auto connection = std::make_unique<Connection>(
      file, opening == Opening::create ? Connection::Mode::create : Connection::Mode::write);
  const auto migrated = migrate(*connection, migrations());
  if (!migrated) return tl::unexpected(migrated.error());
  if (!connection->is_read_only()) SearchIndex::prepare(*connection);
  Database database(place, std::move(connection));
  if (const auto fresh = refresh_projections(database); !fresh) return tl::unexpected(fresh.error());
  return database;
}

bool Database::is_read_only() const { return connection_->is_read_only(); }

std::vector<Organisation> Database::organisations() {
  std::vector<Organisation> all;
  auto& rows = connection_->directory("select id, name from organisation order by name", "", "tt").start();
  while (rows.next()) all.push_back({OrgId{rows.text(0)}, rows.text(1)});
  return all;
}

Result<OrgId> Database::find_organisation(std::string_view name) {
  auto& row = connection_->directory("select id from organisation where name = :name", "t", "t");
  if (row.one(name)) return OrgId{row.text(0)};
  std::vector<std::string> names;
  for (auto& organisation : organisations()) names.push_back(std::move(organisation.name));
  std::string hint = names.empty() ? "No organisation is here yet; `concordat import` makes the first." : "";
  if (const auto nearest = nearest_name(name, names)) {
    hint = "Did you mean '" + *nearest + "'?";
  } else if (!names.empty()) {
    hint = "Known here: '" + names.front() + "'" + (names.size() > 1 ? " and others." : ".");
  }
  return fail("unknown-organisation", "There is no organisation '" + std::string(name) + "'.", hint);
}

Result<OrgId> Database::create_organisation(std::string_view name, Instant now, const FillRandom& fill) {
  Transaction transaction(*this, now);
  auto id = transaction.create_organisation(name, fill);
  if (id) transaction.commit();
  return id;
}

Result<Session> Database::open_session(const Scope& scope) { return Session::open(*connection_, scope); }

Result<Appended> Database::append(const OrgId& organisation, std::span<const record::Draft> drafts, Instant now) {
  if (drafts.size() > limits::kAppendBatchMax) {
    return fail("too-many-entries", "More than " + std::to_string(limits::kAppendBatchMax) + " entries at once.");
  }
  Transaction transaction(*this, now);
  for (const auto& draft : drafts) {
    const auto sequence = transaction.append(organisation, draft);
    if (!sequence) return tl::unexpected(sequence.error());
  }
  transaction.commit();
  return transaction.appended(organisation);
}

}  // namespace concordat::store
