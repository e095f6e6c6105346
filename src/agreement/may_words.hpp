// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agreement/actor.hpp"
#include "agreement/decide.hpp"
#include "agreement/platform.hpp"

#include <string>

// The sentences in which may() gives its reasons, and the paths of what they name. Only the sources of this folder
// include it.
namespace concordat::agreement {

class MayWords {
 public:
  MayWords(const Rules& rules, const Actor& actor, const Request& request)
      : rules_(rules), actor_(actor), request_(request) {}

  std::string function_path(FunctionId function) const;  // "function.service-desk"
  std::string role_path(RoleId role) const;
  std::string party_path(PartyId party) const;

  // What gives a right.
  std::string does(const Holder& holder, ActivityId activity, const RowRules& row) const;
  std::string accountable(RoleId role) const;
  std::string owns(TeamId team) const;
  std::string told(const Told& told, FunctionId row, bool consulted) const;
  std::string permitted(const PermissionRules& permission) const;
  std::string granted(const Grant& grant, bool open) const;
  std::string represents(PartyId party, RoleId role, Instant ended) const;  // ended: Instant{} while the contract runs
  std::string owner_of(const PlatformAction& action) const;
  std::string delegated(const PlatformAction& action, const Delegation& delegation) const;
  std::string administers(const PlatformAction& action, PartyId party) const;

  // What stands in the way.
  std::string forbidden(const ForbidRules& forbid) const;
  std::string separated(const ForbidRules& forbid, const std::string& done) const;
  std::string contract(PartyId party, const Span& contract, std::int64_t at_s) const;
  std::string not_owner(const PlatformAction& action) const;
  std::string refused(const PermissionRules& permission) const;
  std::string others(const PermissionRules& permission, bool own) const;
  std::string in_no_row() const;
  std::string done_by(const Decision& decision, ActivityId activity) const;

 private:
  const std::string& function_name() const;
  std::string behind(const Holder& holder) const;  // "ana is in hq-desk, which "
  std::string local_date(std::int64_t at_s) const;

  const Rules& rules_;
  const Actor& actor_;
  const Request& request_;
};

std::string broken_glass_words(const BrokenGlass& glass);
std::string restriction_words(const Restriction& restriction);

}  // namespace concordat::agreement
