// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agreement/version.hpp"
#include "operate/present/recorded_agreement.hpp"

#include <optional>
#include <string>
#include <vector>

// Which key speaks for a party, and what it approves. INVARIANT: whoever writes the record can bring another party's
// consent into it only with that party's key; a key that is replaced without its own signature is said so, loudly.
namespace concordat::operate {

// The pairing of a party with its first key; nullopt where it has this very one. Problems: "not-yours" (the key is
// another party's), "other-key" (the party has another).
Result<std::optional<record::Draft>> pairing(const record::PairedKeys& paired, const std::string& party,
                                             const record::VerifierKey& key);
// Where the old key is lost. `fingerprint` is what the party read out, so that nobody pairs what they did not compare.
Result<record::Draft> pairing_anew(const record::PairedKeys& paired, const std::string& party,
                                   const record::VerifierKey& key, const std::string& fingerprint,
                                   const std::string& why);
// A rotation that both keys of the party have signed, as `concordat key rotate` prints it.
Result<record::Draft> rotation(const record::PairedKeys& paired, const std::string& party,
                               const boost::json::object& statement);

// The approval of a version, and before it the pairing where this is the party's first key. Problems: "no-version",
// "not-asked", "already", "bad-signature", and those of pairing().
Result<std::vector<record::Draft>> approving(const RecordedAgreement& recorded, const store::OrgId& organisation,
                                             const std::string& version, const agreement::Approval& approval);

}  // namespace concordat::operate
