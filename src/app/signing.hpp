// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/workspace.hpp"
#include "record/key.hpp"

// The host signs the record as it stands.
namespace concordat::app {

// The host's key, made where there is none yet (and said so, with its fingerprint). `option` is --key.
Result<record::SigningKey> host_key(const Context& context, const std::string& option);

// The checkpoint of all entries there are: the stored one, with its cosignatures, where it is of this size and signed
// by this key; else a new one, stored unless the data folder may only be read.
Result<store::StoredCheckpoint> sign_now(Workspace& workspace, const record::SigningKey& key);

// For people: that a party has a key now, and how to compare it.
std::string paired_words(const std::string& party, const record::VerifierKey& key);

}  // namespace concordat::app
