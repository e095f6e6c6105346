// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/embedded.hpp"
#include "base/result.hpp"

#include <span>

// Migrations bring a database's schema to what this program needs. INVARIANT: they only go forward; each runs in a
// transaction of its own, once, and its checksum is kept, so that a file that was changed after it ran is noticed.
namespace concordat::store {

class Connection;

std::span<const Embedded> migrations();  // the files of store/migrations/, in order

// For a database whose tables are made by its owner: "no-data" where there are none, "older-database" where migrations
// of ours did not run yet; and what migrate() says.
Result<void> check_schema(Connection& connection, std::span<const Embedded> files);

// "newer-database" where the database has a migration that this program does not know; "changed-migration" where one of
// ours is not the one that ran.
Result<void> migrate(Connection& connection, std::span<const Embedded> files);

}  // namespace concordat::store
