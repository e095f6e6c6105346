// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "record/key.hpp"
#include "record/note.hpp"
#include "record/pairing.hpp"
#include "store/session.hpp"

#include <boost/json/array.hpp>

#include <optional>
#include <string>

// The host signs the record as it stands, and other parties' signatures come to stand beside the host's.
namespace concordat::operate {

// The checkpoint of all entries there are: the stored one, with its cosignatures, where this key signed it; else a new
// one that is not stored yet (`fresh`).
struct SignedNow {
  store::StoredCheckpoint checkpoint;
  bool fresh = false;
};
Result<SignedNow> sign_now(store::Session& session, const store::OrgId& organisation, const record::SigningKey& key,
                           Instant now);

// The keys that parties were paired with, as the record says.
Result<record::PairedKeys> paired_keys(store::Session& session, const store::OrgId& organisation);

// The entry that pairs a party with its first key; nullopt where it is paired with it already. Problems:
// "unknown-party" and those of pairing() of party_keys.hpp.
Result<std::optional<record::Draft>> pairing(store::Session& session, const store::OrgId& organisation,
                                             const std::string& party, const record::VerifierKey& key);

// The stored checkpoint that the note is of, with the note's signatures beside its own: those of paired parties, or of
// `party` alone. Problems: "other-checkpoint", "not-cosigned", and of signatures that do not hold "bad-signature".
Result<store::StoredCheckpoint> with_cosignatures(store::Session& session, const store::OrgId& organisation,
                                                  const record::Note& note, const std::optional<std::string>& party);

// Who signed a note, by the names of their keys.
std::vector<std::string> signers_of(const record::Note& note);

}  // namespace concordat::operate
