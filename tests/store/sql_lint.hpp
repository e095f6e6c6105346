// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

// Holds the SQL against the rules that let it run on SQLite and PostgreSQL alike and be distributed by organisation
// (docs/decisions/0005): every tenant's table, key, index and statement begins with its organisation; a few types;
// nothing that only one engine has. INVARIANT: a finding names the statement it is about.
namespace concordat::store::testing {

struct Schema {
  std::set<std::string> tenant_tables;
  std::set<std::string> reference_tables;  // marked by a comment `-- reference: why` before them
};

// Findings in one migration; what it makes is added to `schema`.
std::vector<std::string> lint_migration(std::string_view sql, Schema& schema);

// Findings in one statement of the program.
std::vector<std::string> lint_statement(std::string_view sql, const Schema& schema);

// The string literals of a C++ source that are SQL statements, adjacent literals put together.
std::vector<std::string> sql_literals(std::string_view source);

}  // namespace concordat::store::testing
