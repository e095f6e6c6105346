// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/command.hpp"
#include "record/key.hpp"

#include <string>

// Private keys on disk: one line in a file that its owner alone may read. INVARIANT: a key file is never overwritten,
// and a key that others on this machine can read is not used.
namespace concordat::app {

// --key FILE, else $CONCORDAT_KEY; empty where neither is given.
void add_key_option(CLI::App& command, std::string& file);
// That file, else host.key in the data folder.
std::string key_path(const Context& context, const std::string& file);

Result<record::SigningKey> read_key(const std::string& path);
// Mode 0600, on disk when this returns. A file that exists is the problem "file-exists".
Result<void> write_key(const std::string& path, const record::SigningKey& key);
// Puts `key` in the old one's place, and keeps the old one beside it; answers the old one's new path. At every instant
// there is one whole key under `path`.
Result<std::string> replace_key(const std::string& path, const record::SigningKey& old_key,
                                const record::SigningKey& key);

}  // namespace concordat::app
