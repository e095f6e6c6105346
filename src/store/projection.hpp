// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "record/entry.hpp"
#include "store/connection.hpp"

#include <memory>
#include <span>
#include <string_view>
#include <vector>

// A projection is what is known from the entries so far, kept in tables of its own so that it need not be folded again
// for every question. INVARIANT: its tables are a function of the entries alone: dropped and folded again they have the
// same content, however the entries came in. A new one is a migration, a file with a class, and a line in
// all_projections().
namespace concordat::store {

struct ProjectedTable {
  std::string_view name;
  std::string_view clear;  // deletes the organisation's rows
  std::string_view read;   // all columns of the organisation's rows, by key
  std::string_view types;  // of these columns
};

class Projection {
 public:
  virtual ~Projection() = default;
  virtual std::span<const ProjectedTable> tables() const = 0;
  // Takes in the next entry, in memory. The entry and those before it are in the database already.
  virtual void step(const record::Entry& entry) = 0;
  // Writes what steps have changed since the last flush, each row once.
  virtual void flush() = 0;
};

using Projections = std::vector<std::unique_ptr<Projection>>;

// All of them, for one organisation, within one transaction. The order is that of the tables in the digest.
Projections all_projections(Connection& connection, const Tenant& tenant);

// Each in a file of its own. The connection and the tenant outlive the projection.
std::unique_ptr<Projection> make_people_projection(Connection& connection, const Tenant& tenant);
std::unique_ptr<Projection> make_history_projection(Connection& connection, const Tenant& tenant);
std::unique_ptr<Projection> make_ticket_projection(Connection& connection, const Tenant& tenant);
std::unique_ptr<Projection> make_landmark_projection(Connection& connection, const Tenant& tenant);

}  // namespace concordat::store
