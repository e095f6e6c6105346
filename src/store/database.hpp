// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/instant.hpp"
#include "base/random.hpp"
#include "base/result.hpp"
#include "record/entry.hpp"
#include "store/organisation.hpp"
#include "store/place.hpp"

#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// Where the records of all organisations, their vaults and all projections are: one SQLite file in a data folder, or a
// PostgreSQL database that several servers share. INVARIANT: an open Database has the schema of this program. A
// Database is one connection: it is used by one thread at a time, and two threads (or processes) open one each. What
// the machine does to us (disk full, damaged file, locked for too long) is thrown as a Failure.
namespace concordat::store {

class Connection;
class Session;

inline constexpr std::string_view kDatabaseFile = "concordat.db";  // within the data folder

struct Appended {
  std::int64_t first = 0;  // sequence of the first entry
  std::int64_t count = 0;
  Instant recorded;                  // of all of them
  std::int64_t clock_behind_us = 0;  // how far the clock was behind the entry before; then `recorded` is that entry's
};

class Database {
 public:
  enum class Opening : std::uint8_t { existing, create };

  // `existing`: a folder or database that is not there is the problem "no-data". `create` makes both, the folder for
  // its owner alone. A folder that may only be read is opened for reading, whichever is asked. Of a server's database
  // neither makes tables, and a role that could see past the fence between organisations is "role-too-strong".
  static Result<Database> open(const Place& place, Opening opening);
  // Makes the tables, or brings them to this program's version. At a server: as their owner, and for the role
  // `server_role`, which may use them from then on.
  static Result<void> prepare(const Place& place, std::string_view server_role);
  ~Database();
  Database(Database&&) noexcept;
  Database& operator=(Database&&) noexcept;

  const Place& place() const { return place_; }
  bool is_read_only() const;

  std::vector<Organisation> organisations();  // by name
  // An unknown name is the problem "unknown-organisation", with the nearest name there is.
  Result<OrgId> find_organisation(std::string_view name);
  // With the entry `organisation.created` as its sequence 0. To create one together with its first entries:
  // Transaction.
  Result<OrgId> create_organisation(std::string_view name, Instant now, const FillRandom& fill);

  // For reading. Every organisation of the scope must be there.
  Result<Session> open_session(const Scope& scope);

  // All or nothing, in one transaction, with all projections; on disk when it returns. For more than one at a time, for
  // drafts too many to hold at once, or to decide on what is stored: Transaction. From several threads: Appender.
  Result<Appended> append(const OrgId& organisation, std::span<const record::Draft> drafts, Instant now);

  Connection& connection() { return *connection_; }  // for the sources of store/

 private:
  Database(Place place, std::unique_ptr<Connection> connection);
  static Result<Database> open_server(const Place& place);

  Place place_;
  std::unique_ptr<Connection> connection_;
};

}  // namespace concordat::store
