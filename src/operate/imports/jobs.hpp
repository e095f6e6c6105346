// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/codec.hpp"
#include "base/instant.hpp"
#include "store/connection.hpp"

#include <boost/describe.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

// Imports that are under way or were, as the cabinet keeps them. INVARIANT: what is taken in is kept until all of it is
// in the record or it has failed, so that whatever ends a server, another goes on where it was.
namespace concordat::operate {

enum class ImportState : std::uint8_t { running, done, failed };
BOOST_DESCRIBE_ENUM(ImportState, running, done, failed)

struct ImportJob {
  std::string id;
  std::string person;
  std::string format;
  std::string file;
  std::string map;
  ImportState state = ImportState::running;
  std::int64_t tickets = 0;
  std::int64_t rows = 0;    // new to the record when it began
  std::int64_t stored = 0;  // of them, in the record
  std::string problem;
  std::string leased_by;
  Instant leased_until;
  Instant begun;
  Instant ended;
};

void add_import(store::Connection& connection, const store::Tenant& tenant, const ImportJob& job,
                const std::string& content);
// As it is now; with its end its content goes.
void keep_import(store::Connection& connection, const store::Tenant& tenant, const ImportJob& job);
std::optional<ImportJob> find_import(store::Connection& connection, const store::Tenant& tenant, const std::string& id);
// Of those that run the one that began first: the others wait for it.
std::optional<ImportJob> first_running_import(store::Connection& connection, const store::Tenant& tenant);
std::int64_t running_imports(store::Connection& connection, const store::Tenant& tenant);
// The last ones, the youngest first.
std::vector<ImportJob> last_imports(store::Connection& connection, const store::Tenant& tenant, std::int64_t most);
std::string import_content(store::Connection& connection, const store::Tenant& tenant, const std::string& id);
// Those that ended before.
void forget_imports(store::Connection& connection, const store::Tenant& tenant, Instant before);

// Whether somebody has begun another import since the record had so many entries.
bool imported_since(store::Connection& connection, const store::Tenant& tenant, std::int64_t entries);

}  // namespace concordat::operate
