// SPDX-License-Identifier: Apache-2.0
// Where the few entries are that whole questions begin with.
#include "agreement/access.hpp"
#include "agreement/quantity.hpp"
#include "agreement/version.hpp"
#include "record/pairing.hpp"
#include "store/projection.hpp"

#include <algorithm>

namespace concordat::store {
namespace {

constexpr ProjectedTable kLandmarkTables[] = {
    {"landmark", "delete from landmark where org_id = :org",
     "select sequence from landmark where org_id = :org order by sequence", "n"},
};

constexpr std::string_view kKinds[] = {
    agreement::kTextAdded,        agreement::kProposed,    agreement::kApproved, agreement::kApplied,
    agreement::kZoneCompiled,     agreement::kQuantitySet, record::kPartyPaired, record::kPartyPairedAnew,
    agreement::kHolidaysCompiled, record::kKeyRotated,     agreement::kRejected, agreement::kWithdrawn,
};

template <typename All>
bool among(const All& all, std::string_view kind) {
  return std::find(std::begin(all), std::end(all), kind) != std::end(all);
}

class LandmarkProjection final : public Projection {
 public:
  LandmarkProjection(Connection& connection, const Tenant& tenant) : connection_(connection), tenant_(tenant) {}

  std::span<const ProjectedTable> tables() const override { return kLandmarkTables; }

  void step(const record::Entry& entry) override {
    if (among(kKinds, entry.kind) || among(agreement::access_kinds(), entry.kind)) found_.push_back(entry.sequence);
  }

  void flush() override {
    for (const std::int64_t sequence : found_) {
      connection_.tenant(tenant_, "insert into landmark (org_id, sequence) values (:org, :sequence)", "nn")
          .run(sequence);
    }
    found_.clear();
  }

 private:
  Connection& connection_;
  const Tenant& tenant_;
  std::vector<std::int64_t> found_;
};

}  // namespace

std::unique_ptr<Projection> make_landmark_projection(Connection& connection, const Tenant& tenant) {
  return std::make_unique<LandmarkProjection>(connection, tenant);
}

}  // namespace concordat::store
