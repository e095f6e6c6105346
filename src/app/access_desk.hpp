// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agreement/access.hpp"
#include "agreement/rights.hpp"
#include "app/workspace.hpp"
#include "operate/present/recorded_agreement.hpp"

#include <memory>
#include <string>
#include <vector>

namespace concordat::app {

// What the names of an access command are held against: the version in force now, and what the record says of access.
// Each check is a problem with the nearest name where the name is not known.
class AccessDesk {
 public:
  static Result<std::unique_ptr<AccessDesk>> open(Workspace& workspace, store::Session& session);

  const std::string& own() const { return own_; }  // the organisation's own party
  // By the keys of the texts.
  const agreement::Facts& facts() const { return facts_; }
  const agreement::AccessLog& access() const { return access_; }
  const agreement::Agreement& agreement() const { return agreement_; }

  Result<void> person(const std::string& name) const;
  Result<void> party(const std::string& name) const;
  Result<void> other_party(const std::string& name) const;
  Result<void> team(const std::string& name) const;
  Result<void> functions(const std::vector<std::string>& names) const;
  Result<void> classes(const std::vector<std::string>& names) const;
  // What a grant may give: everything but what is the owner's; "*" where `everything`.
  Result<void> working_actions(const std::vector<std::string>& names, bool everything) const;
  Result<void> platform(const std::string& name) const;
  // Whether somebody may answer for an authority: whoever holds or deputises for the role that it asks.
  Result<void> may_answer(const std::string& person, const agreement::Asked& asked) const;

  bool is_owner(const std::string& person, Instant at) const;
  std::string party_of(const std::string& person, Instant at) const;  // empty: of none that is known
  bool is_internal(const std::string& party) const;

 private:
  AccessDesk() = default;

  agreement::Agreement agreement_;
  agreement::Rules rules_;  // holds on to agreement_'s names
  agreement::Rights rights_;
  agreement::AccessLog access_;
  agreement::Facts facts_;
  std::string own_;
};

}  // namespace concordat::app
