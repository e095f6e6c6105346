// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

// Agreements drawn at random: as plain data, which the twins judge, and as the text, which the program reads. Nothing
// here knows the program's own model.
namespace concordat::agreement::random {

using Random = std::mt19937_64;

// Local minutes of a day; a window whose end is not after its beginning runs over midnight.
struct Window {
  int from = 0;
  int to = 0;
};

struct Calendar {
  std::string key;
  std::string zone;
  std::map<int, std::vector<Window>> open;  // by weekday, 0 a Monday
  std::set<std::int64_t> closed;            // days since 1970-01-01
};

struct Party {
  std::string key;
  std::optional<std::pair<std::int64_t, std::int64_t>> contract;  // first and last day
};

struct Team {
  std::string key;
  std::string party;
  std::string duty;
};

struct Role {
  std::string key;
  std::string party;
};

struct Doer {
  std::string name;  // of a team or a role
  bool is_role = false;
};

struct When {
  std::optional<std::string> activity;
  std::set<int> priorities;
  std::set<std::string> sites;
  std::set<std::string> classes;
  std::optional<std::string> during;
  std::optional<std::string> outside;
};

struct Exception {
  When when;
  std::optional<std::vector<Doer>> does;
  std::optional<std::string> accountable;
  std::optional<std::string> owner;
  std::optional<std::vector<std::string>> consulted, informed;  // roles, teams, parties
  std::optional<std::string> ladder;
};

struct Function {
  std::string key;
  bool everything_else = false;
  std::optional<std::string> accountable;
  std::optional<std::string> owner;
  std::map<std::string, std::vector<Doer>> does;
  std::vector<std::string> consulted, informed;
  std::vector<Exception> exceptions;
};

struct Target {
  std::string key;
  std::string obligor;
  std::set<std::string> functions;
  std::set<std::string> activities;
  std::set<int> priorities;
  std::set<std::string> sites;
  std::set<std::string> classes;
  std::string metric;
  std::string calendar;
  std::optional<std::string> ladder;
};

struct Agreement {
  std::string zone;
  std::int64_t effective = 0;  // a day
  std::vector<Party> parties;
  std::vector<Calendar> calendars;
  std::vector<std::string> sites;
  std::vector<std::string> classes;
  std::vector<Role> roles;
  std::vector<Team> teams;
  std::vector<Function> functions;
  std::vector<Target> targets;
  std::vector<std::string> ladders;
};

inline const std::vector<std::string> kReachedByAll = {"triage", "resolve", "fulfil", "change", "approve"};

Agreement draw(Random& random);
// Its tables as text, each a piece of its own, in the order of the data.
std::vector<std::string> pieces(const Agreement& agreement);
std::string to_toml(const Agreement& agreement);

std::string date_text(std::int64_t day);

}  // namespace concordat::agreement::random
