// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agreement/access.hpp"
#include "agreement/quantity.hpp"
#include "agreement/read.hpp"
#include "agreement/version.hpp"
#include "store/session.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

// The agreement as a record holds it: versions, their texts, and the zones and holidays that they were put in force
// with.
namespace concordat::operate {

struct RecordedAgreement {
  agreement::Versions versions;
  agreement::Recorded recorded;
  agreement::QuantitySeries quantities;
  agreement::AccessLog access;
  std::int64_t rules_landmark = -1;  // the last entry by which rules may do something else; who may what is not theirs
};

Result<RecordedAgreement> read_recorded(store::Session& session, const store::OrgId& organisation);

// The texts of a version that this copy of the record holds; one that was erased is a problem.
Result<std::vector<agreement::SourceText>> version_texts(store::Session& session, const store::OrgId& organisation,
                                                         const agreement::Version& version);
// Read from the record alone: neither zone files nor built-in lists of holidays are asked.
Result<agreement::Agreement> read_version(store::Session& session, const store::OrgId& organisation,
                                          const RecordedAgreement& recorded, const agreement::Version& version);

// The entries about parties that pairings and rotations of keys are among, in order of sequence.
Result<std::vector<record::Entry>> entries_about_keys(store::Session& session, const store::OrgId& organisation);

// How the state of a version is said: "agreed", "withdrawn", or "not agreed by northwind, aegis".
std::string state_of(const agreement::Version& version);

}  // namespace concordat::operate
