// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agreement/check.hpp"
#include "agreement/diff.hpp"
#include "agreement/read.hpp"
#include "operate/present/recorded_agreement.hpp"
#include "store/transaction.hpp"

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

// A version of the agreement on its way into the record, whether its texts come from files or from a request.
// INVARIANT: its zones and lists of holidays go in with it, so that whoever reads the record later gets the same hours.
namespace concordat::operate {

using HolidayLists = std::map<std::string, std::string>;  // by the name that a text gives them; not those built in

// What was read of the texts, with what has to go into the record beside them.
struct Prepared {
  agreement::Agreement agreement;
  std::string own_party;  // the internal party that acts
  std::vector<calendar::Zone> zones;
  std::vector<std::pair<std::string, calendar::Holidays>> holidays;
};

// The internal party; problem "no-own-party" where there is none.
Result<std::string> own_party_of(const agreement::Agreement& agreement);

// Problem "not-whole" where the checker finds errors, unless they are to be put up with; texts that cannot be read are
// never taken. `findings` is what was found, whatever the answer.
Result<Prepared> prepare(agreement::Reading reading, const HolidayLists& lists, bool despite_errors,
                         agreement::Findings& findings);

struct PutVersion {
  std::string version;
  bool already = false;  // the record holds these very texts
};
// Puts the version into the record, as `actor` ("host", or a person's id), unless it is there.
Result<PutVersion> put_version(store::Transaction& transaction, const store::OrgId& organisation,
                               const RecordedAgreement& recorded, const Prepared& prepared, const std::string& actor,
                               const FillRandom& random);

// The version in force at that time, read from the record; nullopt where there is none.
Result<std::optional<agreement::Agreement>> agreement_at(store::Session& session, const store::OrgId& organisation,
                                                         const RecordedAgreement& recorded, Instant at);

}  // namespace concordat::operate
