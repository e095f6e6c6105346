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

// The text of a file that its owner alone may read; 1 KiB at most.
Result<std::string> read_secret(const std::string& path);
// Mode 0600, on disk when this returns. A file that exists is the problem "file-exists".
Result<void> write_secret(const std::string& path, const std::string& text);

// Refuses a key whose rotation was interrupted: the record may name the next one already.
Result<record::SigningKey> read_key(const std::string& path);
Result<void> write_key(const std::string& path, const record::SigningKey& key);

// A rotation in three steps, so that one that is interrupted between any two of them is finished by doing it again: the
// next key is on disk beside the old one, then whatever has to know is told, then it takes the old one's place.
struct Rotation {
  record::SigningKey old_key;
  record::SigningKey next;
};
// Takes up the next key that an interrupted rotation left, else makes one of the same name and writes it.
Result<Rotation> begin_rotation(const std::string& path, const FillRandom& random);
// Where the next key lies while a rotation is under way.
std::string next_key_path(const std::string& path);
bool is_rotating(const std::string& path);
// Takes away a next key that is only half written: nothing has been told of it.
Result<void> forget_next_key(const std::string& path);
// Puts the next key in the place of the old one, which is kept as `kept`; doing it again after an interruption is fine.
Result<void> replace_key(const std::string& path, const std::string& kept);
// Puts the next key in the old one's place, and keeps the old one beside it; answers the old one's new path. At every
// instant there is one whole key under `path`.
Result<std::string> finish_rotation(const std::string& path, const Rotation& rotation);

}  // namespace concordat::app
