// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "store/connection.hpp"
#include "store/database.hpp"
#include "support/postgres.hpp"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <string_view>

// The same tests on either engine: what a test calls a folder is a folder of SQLite, or a database of this process's
// own PostgreSQL.
namespace concordat::testing {

// Which engine the tests of this run are on: CONCORDAT_TEST_ENGINE=postgresql, else SQLite.
inline bool on_server() {
  const char* engine = std::getenv("CONCORDAT_TEST_ENGINE");
  return engine != nullptr && std::string_view(engine) == "postgresql";
}

// The databases that stand for folders, by the folder.
inline std::map<std::string, std::string>& server_databases() {
  static std::map<std::string, std::string> all;
  return all;
}

// A prepared database that others are copied from.
inline const std::string& prepared_template() {
  static const std::string name = [] {
    auto& cluster = Cluster::shared();
    cluster.create("prepared");
    const auto made = store::Database::prepare(store::Place::server(cluster.owner_url("prepared")), Cluster::kServer);
    if (!made) throw Failure(made.error());
    return std::string("prepared");
  }();
  return name;
}

// A folder's database: the folder itself, or one of its own at the server.
inline std::string database_of(const std::filesystem::path& folder, const std::string& from = prepared_template()) {
  auto& name = server_databases()[folder.string()];
  if (name.empty()) {
    static int number = 0;
    name = "d" + std::to_string(++number);
    Cluster::shared().create(name, from);
  }
  return name;
}
inline store::Place place_of(const std::filesystem::path& folder) {
  if (!on_server()) return folder;
  return store::Place::server(Cluster::shared().server_url(database_of(folder)));
}
inline void forget_places(const std::filesystem::path& folder) {
  std::erase_if(server_databases(), [&](const auto& one) {
    const bool within = one.first.starts_with(folder.string() + "/");
    if (within) Cluster::shared().drop(one.second);
    return within;
  });
}
// A copy of a database that nobody has open.
inline void copy_place(const std::filesystem::path& from, const std::filesystem::path& to) {
  if (on_server()) {
    database_of(to, database_of(from));
  } else {
    std::filesystem::create_directory(to);
    std::filesystem::copy_file(from / store::kDatabaseFile, to / store::kDatabaseFile);
  }
}
// Everything that is stored, as a thief of a copy would have it.
inline std::string stored_bytes(const std::filesystem::path& folder) {
  if (on_server()) {
    return Cluster::shared().sql(
        database_of(folder),
        "select query_to_xml('select * from ' || quote_ident(tablename), true, false, '')::text "
        "from pg_tables where schemaname = 'public'");
  }
  std::string all;
  for (const auto& file : std::filesystem::directory_iterator(folder)) {
    std::ifstream in(file.path(), std::ios::binary);
    all.append(std::istreambuf_iterator<char>(in), {});
  }
  return all;
}
// What no statement of ours does: as somebody whom nothing holds back.
inline void tamper(const std::filesystem::path& folder, const std::string& sql) {
  if (on_server()) {
    Cluster::shared().sql(database_of(folder), sql);
  } else {
    store::Connection(folder / store::kDatabaseFile, store::Connection::Mode::write).execute(sql);
  }
}

}  // namespace concordat::testing
