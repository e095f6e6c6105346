// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/command.hpp"
#include "base/random.hpp"
#include "store/database.hpp"
#include "store/session.hpp"
#include "ticket/zones.hpp"

#include <string>
#include <unordered_map>

// What the commands that work on a data folder open first.
namespace concordat::app {

// The operating system's randomness.
FillRandom machine_random();

// Where the database is that the command line names; a problem where it is no address.
Result<store::Place> place_of(const Context& context);
// That database.
Result<store::Database> open_database(const Context& context, store::Database::Opening opening);

struct Workspace {
  store::Database database;
  store::OrgId organisation;
  Result<store::Session> session() { return database.open_session(store::Scope(organisation)); }
};

// The data folder and the organisation of that name in it; a problem where either is not there.
Result<Workspace> open_workspace(const Context& context, const std::string& organisation);

// The entries of a ticket and of those merged into it, in order of sequence; none where there is no such ticket.
Result<std::vector<record::Entry>> entries_with_merged(store::Session& session, const store::OrgId& organisation,
                                                       const std::string& ticket);

// The same for a ticket that somebody asked for: where there is none, a problem with the nearest name.
Result<std::vector<record::Entry>> entries_of_ticket(store::Session& session, const store::OrgId& organisation,
                                                     const std::string& ticket);

// --org NAME, required.
void add_org(CLI::App& command, std::string& organisation);

// What people are called, by id; empty where the vault no longer has the name.
Result<std::unordered_map<std::string, std::string>> person_names(store::Session& session,
                                                                  const store::OrgId& organisation);
// The zones that the record's imports were read in, as the record keeps them.
Result<ticket::Zones> read_zones(store::Session& session, const store::OrgId& organisation, const ticket::Log& log);
// Local times on the command line, and days, are those of the newest import.
const calendar::Zone& local_zone(const ticket::Zones& zones, const ticket::Log& log);
// RFC 3339 with an offset, or local. `option` is for the problem.
Result<Instant> read_time(const calendar::Zone& local, std::string_view option, const std::string& text);

// For people, where the clock of this machine was behind the last entry; nothing where it was not.
void warn_of_clock(const store::Appended& appended);

}  // namespace concordat::app
