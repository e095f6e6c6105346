// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/workspace.hpp"
#include "record/bundle.hpp"
#include "record/key.hpp"

// A bundle made from the store: what a party may see of a record, under the host's signature.
namespace concordat::app {

struct BundleMade {
  std::int64_t entries = 0;
  std::int64_t withheld = 0;
  std::int64_t size = 0;
  record::Digest root{};
};

// `party` must be one that the record knows. Entries outside its audience go in as leaf hashes, and the figures are
// those that the party can make again from the rest. A record that does not hold is the problem "damaged-record".
Result<BundleMade> make_bundle(Workspace& workspace, const record::SigningKey& key, const std::string& party,
                               const record::BundleWriter::Sink& sink);

// The same into a file, which has its name only when it is whole.
Result<BundleMade> write_bundle_file(Workspace& workspace, const record::SigningKey& key, const std::string& party,
                                     const std::string& file);

}  // namespace concordat::app
