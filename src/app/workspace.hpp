// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/command.hpp"
#include "base/random.hpp"
#include "store/database.hpp"
#include "store/session.hpp"

#include <string>

// What the commands that work on a data folder open first.
namespace concordat::app {

// The operating system's randomness.
FillRandom machine_random();

struct Workspace {
  store::Database database;
  store::OrgId organisation;
  Result<store::Session> session() { return database.open_session(store::Scope(organisation)); }
};

// The data folder and the organisation of that name in it; a problem where either is not there.
Result<Workspace> open_workspace(const Context& context, const std::string& organisation);

// --org NAME, required.
void add_org(CLI::App& command, std::string& organisation);

// For people, where the clock of this machine was behind the last entry; nothing where it was not.
void warn_of_clock(const store::Appended& appended);

}  // namespace concordat::app
