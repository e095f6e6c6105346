// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/workspace.hpp"
#include "operate/proof/bundle.hpp"

namespace concordat::app {

// A bundle for a party into a file, which has its name only when it is whole. A record that does not hold is the
// problem "damaged-record", which names the first entry.
Result<operate::BundleMade> write_bundle_file(Workspace& workspace, const record::SigningKey& key,
                                              const std::string& party, const std::string& file);

}  // namespace concordat::app
