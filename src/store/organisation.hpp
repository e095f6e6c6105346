// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <compare>
#include <span>
#include <string>
#include <vector>

// The organisation is the tenant: everything that is stored belongs to exactly one. A Scope is the set of organisations
// that the one who asks may see. INVARIANT: it is never empty, so that no question is ever asked of "all of them".
namespace concordat::store {

struct OrgId {
  std::string value;  // "o_…"
  friend auto operator<=>(const OrgId&, const OrgId&) = default;
};

struct Organisation {
  OrgId id;
  std::string name;
  friend bool operator==(const Organisation&, const Organisation&) = default;
};

class Scope {
 public:
  explicit Scope(OrgId only) : ids_{std::move(only)} {}
  Scope(OrgId first, std::span<const OrgId> others) : ids_{std::move(first)} {
    ids_.insert(ids_.end(), others.begin(), others.end());
    std::sort(ids_.begin(), ids_.end());
    ids_.erase(std::unique(ids_.begin(), ids_.end()), ids_.end());
  }

  bool contains(const OrgId& id) const { return std::binary_search(ids_.begin(), ids_.end(), id); }
  const std::vector<OrgId>& ids() const { return ids_; }

 private:
  std::vector<OrgId> ids_;  // sorted, unique
};

}  // namespace concordat::store
