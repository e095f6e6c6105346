// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agreement/model.hpp"
#include "agreement/table.hpp"

// The tables of a text, kind by kind: each takes the top of the text and fills its part of the agreement. Only the
// sources of this folder include it.
namespace concordat::agreement {

// Puts `value` under its key; a key that another text has declared already is a finding.
template <typename T>
void declare(Table& table, std::map<std::string, T>& all, const std::string& key, T value) {
  if (!all.emplace(key, std::move(value)).second) {
    table.add("overlap", "", table.where(), "[" + table.path() + "] is declared in another text already.");
  }
}

// read_people.cpp
void read_parties(Table& top, Agreement& agreement);
void read_sites(Table& top, Agreement& agreement);
void read_roles(Table& top, Agreement& agreement);
void read_persons(Table& top, Agreement& agreement);
void read_teams(Table& top, Agreement& agreement);
// Persons that are named only in teams and roles.
void add_implied_persons(Agreement& agreement);

// read_functions.cpp
void read_priorities(Table& top, Agreement& agreement);
void read_activities(Table& top, Agreement& agreement);
void read_functions(Table& top, Agreement& agreement);
void read_hand_offs(Table& top, Agreement& agreement);
void read_closing(Table& top, Agreement& agreement);

// read_targets.cpp: `annex` is the provider whose annex the text is, else empty.
void read_targets(Table& top, Agreement& agreement, const std::string& annex);
void read_ladders(Table& top, Agreement& agreement, const std::string& annex);

// read_rights.cpp
void read_authorities(Table& top, Agreement& agreement);
void read_forbids(Table& top, Agreement& agreement);
void read_decisions(Table& top, Agreement& agreement);
void read_review(Table& top, Agreement& agreement);

// read_prices.cpp
void read_prices(Table& top, Agreement& agreement, const std::string& annex);
void read_drivers(Table& top, Agreement& agreement);

// names.cpp: every name points at something that is declared.
void check_names(const Agreement& agreement, Findings& findings);

}  // namespace concordat::agreement
