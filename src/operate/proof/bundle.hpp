// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "record/continuation.hpp"
#include "record/key.hpp"
#include "store/session.hpp"

#include <string>

// A bundle made from the store: what a party may see of a record, under the host's signature.
namespace concordat::operate {

struct BundleMade {
  std::int64_t entries = 0;
  std::int64_t withheld = 0;
  std::int64_t size = 0;
  record::Digest root{};
};

// Problem "unknown-party", with the nearest there is.
Result<void> known_party(store::Session& session, const store::OrgId& organisation, const std::string& party);

// `party` must be one that the record knows; `host` is the key that signed `checkpoint`, of which all entries go in.
// Entries outside the party's audience go in as leaf hashes, and the figures are those that the party can make again
// from the rest. A record that does not hold is the problem "damaged-record".
Result<BundleMade> make_bundle(store::Session& session, const store::OrgId& organisation,
                               const record::VerifierKey& host, const store::StoredCheckpoint& checkpoint,
                               const std::string& party, const record::BundleWriter::Sink& sink);

// What the record gained after its first `since` entries, likewise; the figures are left out, which whoever has the
// rest makes again. Where there are fewer entries than that, it has none, and the checkpoint says so.
Result<void> make_continuation(store::Session& session, const store::OrgId& organisation,
                               const record::VerifierKey& host, const store::StoredCheckpoint& checkpoint,
                               const std::string& party, std::int64_t since, const record::BundleWriter::Sink& sink);

}  // namespace concordat::operate
