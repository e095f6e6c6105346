// SPDX-License-Identifier: Apache-2.0
// All rows of a database into another, of whichever engines: what a backup of a server's database is made by.
#include "store/connection.hpp"
#include "store/maintenance.hpp"

namespace concordat::store {
namespace {

std::string listed_columns(const EngineTable& table, std::string_view before) {
  std::string all;
  for (const auto& column : table.columns) all.append(all.empty() ? "" : ", ").append(before).append(column);
  return all;
}

// The rows of one organisation, or of a table that belongs to none.
void copy_rows(Engine& from, Engine& to, const EngineTable& table, std::optional<std::int64_t> organisation) {
  const std::string columns = listed_columns(table, "");
  const auto rows =
      from.prepare("select " + columns + " from " + table.name + (organisation ? " where org_id = :o" : ""),
                   organisation ? "n" : "", table.types);
  const auto row = to.prepare(
      "insert into " + table.name + " (" + columns + ") values (" + listed_columns(table, ":") + ")", table.types, "");
  if (organisation) rows->set(0, *organisation);
  from.enter(organisation);
  to.enter(organisation);
  for (rows->stream(); rows->next();) {
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
      if (table.types[i] == 't') {
        row->set(i, rows->text(i));
      } else {
        row->set(i, rows->number(i));
      }
    }
    row->execute();
    row->finish();
  }
}

std::vector<std::int64_t> organisation_numbers(Engine& engine) {
  const auto rows = engine.prepare("select org_id from organisation order by org_id", "", "n");
  std::vector<std::int64_t> all;
  engine.enter(std::nullopt);
  for (rows->execute(); rows->next();) all.push_back(rows->number(0));
  return all;
}

}  // namespace

void copy_all(Connection& source, Connection& target) {
  Engine& from = source.engine();
  Engine& to = target.engine();
  const Snapshot snapshot(source);
  const auto tables = from.tables();
  to.begin_writing();
  try {
    to.enter(std::nullopt);
    for (const EngineTable& table : tables) {
      if (!table.tenants()) to.execute("delete from " + table.name);
    }
    for (const EngineTable& table : tables) {
      if (table.name == "organisation") copy_rows(from, to, table, std::nullopt);
    }
    for (const EngineTable& table : tables) {
      if (!table.tenants() && table.name != "organisation") copy_rows(from, to, table, std::nullopt);
    }
    for (const std::int64_t organisation : organisation_numbers(from)) {
      for (const EngineTable& table : tables) {
        if (table.tenants()) copy_rows(from, to, table, organisation);
      }
    }
    to.commit(false);
  } catch (...) {
    to.roll_back();
    throw;
  }
}

}  // namespace concordat::store
