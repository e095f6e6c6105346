// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "record/entry.hpp"
#include "store/engine.hpp"
#include "store/organisation.hpp"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

// One connection to the database, and its prepared statements: the seam behind which the engine stands. Only the
// sources of store/ use it. INVARIANT: a statement on an organisation's table is given a Tenant, and a Tenant comes
// from a session (or a transaction) that was opened for it; so no statement is ever run for everyone.
//
// Statements are SQL that SQLite and PostgreSQL read alike. Parameters are bound in order of appearance, and the first
// one of a tenant's statement is its organisation. Every column is `not null`, and read as the type it was declared
// with.
namespace concordat::store {

// An organisation as the tables know it: by a number that is the database's own. Made by Connection alone.
class Tenant {
 public:
  std::int64_t number() const { return number_; }
  const OrgId& id() const { return id_; }

 private:
  friend class Connection;
  Tenant(std::int64_t number, OrgId id) : number_(number), id_(std::move(id)) {}
  std::int64_t number_;
  OrgId id_;
};

class Statement {
 public:
  // `in` and `out` give the types in order: 'n' a number, 't' a text.
  Statement(Engine& engine, std::string_view sql, std::string_view in, std::string_view out);
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;

  // Runs a statement that answers no rows.
  template <typename... Args>
  void run(const Args&... args) {
    start(args...);
    finish();
  }
  // Begins a question; then `while (next())`. A statement that is started again forgets its earlier rows.
  template <typename... Args>
  Statement& start(const Args&... args) {
    bind(args...);
    prepared_->execute();
    return *this;
  }
  // The same for more rows than one would hold at once: no other statement is begun until they are read.
  template <typename... Args>
  Statement& stream(const Args&... args) {
    bind(args...);
    prepared_->stream();
    return *this;
  }
  bool next() { return prepared_->next(); }
  // The one row of a question that has one at most; false where it has none. Its values stay readable.
  template <typename... Args>
  bool one(const Args&... args) {
    start(args...);
    const bool found = next();
    finish();
    return found;
  }
  // Lets go of the rows that were not read.
  void finish() { prepared_->finish(); }

  std::int64_t number(std::size_t column) const { return prepared_->number(column); }
  const std::string& text(std::size_t column) const { return prepared_->text(column); }

 private:
  friend class Connection;
  template <typename... Args>
  void bind(const Args&... args) {
    std::size_t index = organisation_ ? 1 : 0;
    (prepared_->set(index++, args), ...);
    ready(index);
  }
  void ready(std::size_t given);

  Engine& engine_;
  std::unique_ptr<EngineStatement> prepared_;
  std::optional<std::int64_t> organisation_;  // of a tenant's statement: its first parameter, set already
};

class Connection {
 public:
  using Mode = OpenMode;

  explicit Connection(std::unique_ptr<Engine> engine);
  // To a file of SQLite. Failure where it cannot be opened or is not a database.
  Connection(const std::filesystem::path& file, Mode mode);
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  // Kept and prepared once; the same SQL is the same statement. `sql` must be a literal or live as long as the
  // connection.
  Statement& tenant(const Tenant& tenant, std::string_view sql, std::string_view in = "n", std::string_view out = "");
  // For tables that belong to no organisation: the directory of organisations and the cabinet's own.
  Statement& directory(std::string_view sql, std::string_view in = "", std::string_view out = "");
  // SQL without parameters or rows. Several statements are fine.
  void execute(std::string_view sql) { engine_->execute(sql); }

  // The organisation behind an id; nullopt where there is none.
  std::optional<Tenant> find(const OrgId& id);

  bool is_read_only() const { return engine_->is_read_only(); }
  bool in_transaction() const { return engine_->in_transaction(); }
  void roll_back() noexcept { engine_->roll_back(); }
  const std::string& name() const { return engine_->name(); }
  Engine& engine() { return *engine_; }

 private:
  std::unique_ptr<Engine> engine_;
  std::unordered_map<std::string_view, std::unique_ptr<Statement>> statements_;  // they go before the engine
};

// The entries about a subject before a sequence, in order. A line that cannot be read is the Failure "damaged".
std::vector<record::Entry> entries_before(Connection& connection, const Tenant& tenant, std::string_view subject,
                                          std::int64_t sequence);

// A transaction that reads: everything inside sees the same state of the database.
class Snapshot {
 public:
  explicit Snapshot(Connection& connection);
  ~Snapshot();
  Snapshot(const Snapshot&) = delete;
  Snapshot& operator=(const Snapshot&) = delete;

 private:
  Connection& connection_;
  bool mine_ = false;  // false inside a transaction that is open already
};

}  // namespace concordat::store
