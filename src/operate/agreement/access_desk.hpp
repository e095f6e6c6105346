// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agreement/access.hpp"
#include "operate/present/present.hpp"

#include <memory>
#include <string>
#include <vector>

namespace concordat::operate {

// A name that the agreement does not know, with the nearest that it does. Code "unknown-name".
Problem unknown_name(const std::string& what, const std::string& name, const std::vector<std::string>& known);

// What the names of a deed about access are held against: the version in force now, and what the record says of access.
// Each check is a problem with the nearest name where the name is not known.
class AccessDesk {
 public:
  // Problem "no-version" where no agreement is in force: then nobody is known.
  static Result<AccessDesk> open(std::shared_ptr<const Present> present);

  const Present& present() const { return *present_; }
  const std::string& own() const { return present_->own; }  // the organisation's own party
  // By the keys of the texts.
  const agreement::Facts& facts() const { return present_->facts; }
  const agreement::AccessLog& access() const { return present_->recorded.access; }
  const agreement::Agreement& agreement() const { return present_->agreement; }

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
  explicit AccessDesk(std::shared_ptr<const Present> present) : present_(std::move(present)) {}

  std::shared_ptr<const Present> present_;
};

}  // namespace concordat::operate
