// SPDX-License-Identifier: Apache-2.0
#include "store/connection.hpp"

#include <cstdlib>

namespace concordat::store {

Statement::Statement(Engine& engine, std::string_view sql, std::string_view in, std::string_view out)
    : engine_(engine), prepared_(engine.prepare(sql, in, out)) {}

void Statement::ready(std::size_t given) {
  if (given != prepared_->parameters()) std::abort();  // a parameter would keep its value of the last time
  engine_.enter(organisation_);
}

Connection::Connection(std::unique_ptr<Engine> engine) : engine_(std::move(engine)) {}
Connection::Connection(const std::filesystem::path& file, Mode mode) : Connection(open_sqlite(file, mode)) {}

Statement& Connection::directory(std::string_view sql, std::string_view in, std::string_view out) {
  auto& kept = statements_[sql];
  if (!kept) kept = std::make_unique<Statement>(*engine_, sql, in, out);
  return *kept;
}

Statement& Connection::tenant(const Tenant& tenant, std::string_view sql, std::string_view in, std::string_view out) {
  Statement& statement = directory(sql, in, out);
  statement.organisation_ = tenant.number();
  statement.prepared_->set(0, tenant.number());
  return statement;
}

std::optional<Tenant> Connection::find(const OrgId& id) {
  auto& statement = directory("select org_id from organisation where id = :id", "t", "n");
  if (!statement.one(id.value)) return std::nullopt;
  return Tenant(statement.number(0), id);
}

Snapshot::Snapshot(Connection& connection) : connection_(connection), mine_(!connection.in_transaction()) {
  if (mine_) connection_.engine().begin_reading();
}

Snapshot::~Snapshot() {
  if (mine_) connection_.engine().roll_back();
}

}  // namespace concordat::store
