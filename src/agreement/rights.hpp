// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agreement/rules.hpp"

#include <optional>
#include <string>
#include <vector>

// The tables of an agreement that say who may do what, made ready for may(): who stands behind every team and role,
// every authority, every prohibition, and where each of them is written.
namespace concordat::agreement {

using How = Permission::How;
std::string_view to_word(How how);

// One answer of an authority: "authority.aegis-soc.isolate.server".
struct PermissionRules {
  std::string action;
  std::string class_;
  TeamId team;
  How how = How::no;
  RoleId ask;
  std::optional<std::int64_t> act_after_s;
  std::string id;
  Where where;
};

inline constexpr const char* kEverything = "*";  // in `what`: whatever it is

struct ForbidRules {
  std::string id;  // "forbid.four-eyes"
  Where where;
  std::string why;
  bool everybody = false;  // names nobody in particular
  std::vector<PartyId> parties;
  std::vector<TeamId> teams;
  std::vector<RoleId> roles;
  std::vector<PersonId> persons;
  std::vector<std::string> what;      // actions, or kEverything
  std::vector<std::string> on;        // functions or classes; empty: everywhere
  std::vector<std::string> separate;  // none, or two that must be different persons on one ticket
};

// Where the parts of a function that are no row of their own are written.
struct FunctionPlaces {
  Where accountable;
  Where owner;
  Where consulted;
  Where informed;
};

struct Rights {
  const Rules* rules = nullptr;
  // Why these rights cannot be trusted: a name in them points nowhere. Then every answer is no, but break-glass's.
  std::string broken;
  std::vector<std::vector<TeamId>> teams_of;  // by person
  std::vector<std::vector<RoleId>> roles_of;  // by person: held or deputised
  std::vector<PermissionRules> permissions;   // by (action, class, team)
  std::vector<ForbidRules> forbids;           // by key
  std::vector<FunctionPlaces> places;         // by function

  // Everything that may be asked for, and every class that a text names; each sorted.
  std::vector<std::string> actions() const;
  std::vector<std::string> classes;
  bool is_response(std::string_view action) const;  // an action of some authority, or of a prohibition alone
};

// `rules` were compiled from `agreement` and must outlive the rights.
Rights compile_rights(const Agreement& agreement, const Rules& rules);

}  // namespace concordat::agreement
