// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// What differs between SQLite and PostgreSQL, behind one connection: how a statement is prepared and run, how writers
// wait for one another, how an organisation's rows are fenced, and what a failure means. Everything above it is the
// same SQL on both. What goes wrong is thrown as a Failure whose code says what whoever reads it can do: "busy",
// "disk-full", "database-lost", "damaged", "read-only", …
namespace concordat::store {

// A statement that was prepared once. The types of parameters and columns are given in order: 'n' a number, 't' a text.
class EngineStatement {
 public:
  virtual ~EngineStatement() = default;
  // Parameters keep their values from one execution to the next. A wrong index or type ends the program.
  virtual void set(std::size_t index, std::int64_t value) = 0;
  virtual void set(std::size_t index, std::string_view value) = 0;
  virtual std::size_t parameters() const = 0;
  virtual void execute() = 0;  // forgets the rows of the time before
  // For more rows than one would hold at once: no other statement is run until they are read.
  virtual void stream() { execute(); }
  virtual bool next() = 0;
  virtual void finish() = 0;  // lets go of the rows that were not read; the last one stays readable
  virtual std::int64_t number(std::size_t column) const = 0;
  virtual const std::string& text(std::size_t column) const = 0;
};

struct EngineTable {
  std::string name;
  std::vector<std::string> columns;
  std::string types;  // of the columns
  bool tenants() const { return !columns.empty() && columns.front() == "org_id" && name != "organisation"; }
};

class Engine {
 public:
  virtual ~Engine() = default;

  virtual std::unique_ptr<EngineStatement> prepare(std::string_view sql, std::string_view in, std::string_view out) = 0;
  // SQL without parameters or rows; several statements are fine.
  virtual void execute(std::string_view sql) = 0;

  // Whose rows the statements from here on may see; nullopt: of no organisation. A fence behind the statements' own
  // `org_id = :org`, where the engine has one.
  virtual void enter(std::optional<std::int64_t> /*organisation*/) {}

  // Waits until no other connection, of any process, is between these and its commit.
  virtual void begin_writing() = 0;
  // What is read from here on is of one instant.
  virtual void begin_reading() = 0;
  // On disk when it returns. `erased`: something was deleted of which no byte should stay.
  virtual void commit(bool erased) = 0;
  virtual void roll_back() noexcept = 0;  // where a transaction is open
  virtual bool in_transaction() const = 0;
  // A point within a transaction that one can go back to, once.
  void set_mark() { execute("savepoint mark"); }
  void forget_mark() { execute("release mark"); }
  virtual void back_to_mark() = 0;

  virtual bool is_read_only() const = 0;
  // Whether several servers share it. Then its tables are its owner's, who makes and changes them with
  // Database::prepare, and those who serve may do neither.
  virtual bool is_shared() const { return false; }
  // The SQL of a migration, within a transaction.
  virtual void run_migration(std::string_view sql) = 0;
  // Lets a role use the tables, so far as a server must.
  virtual Result<void> admit(std::string_view /*role*/) { return {}; }
  // Problem "role-too-strong" where this connection's role could see past the fence between organisations.
  virtual Result<void> check_role() { return {}; }
  virtual bool has_table(std::string_view name) = 0;
  virtual std::vector<EngineTable> tables() = 0;  // by name, but for the one that says which migrations ran

  // For people, and for the `where` of problems: a file, or a server and its database without user and password.
  virtual const std::string& name() const = 0;
};

enum class OpenMode : std::uint8_t { create, write, read };

// What may only be read is opened for that alone, and the first statement that writes is the Failure "read-only".
std::unique_ptr<Engine> open_sqlite(const std::filesystem::path& file, OpenMode mode);
// A connection that is lost is made again where no transaction is open; a transaction ends with its connection, with
// the Failure "database-lost".
std::unique_ptr<Engine> open_postgresql(const std::string& url);

}  // namespace concordat::store
