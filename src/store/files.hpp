// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"

#include <filesystem>

// What the database leaves to us: folders, rights, and a rename that survives a power cut. Files of the store hold
// texts and names of people, so they are for their owner alone.
namespace concordat::store {

// While it lives, files are made for their owner alone. (A setting of the whole process.)
class PrivateFiles {
 public:
  PrivateFiles();
  ~PrivateFiles();
  PrivateFiles(const PrivateFiles&) = delete;
  PrivateFiles& operator=(const PrivateFiles&) = delete;

 private:
  unsigned before_;
};

// Makes the folder, and those above it, where they are missing.
Result<void> make_private_folder(const std::filesystem::path& folder);
// Puts a finished file in its place, on disk when it returns. A file of that name is the problem "file-exists".
Result<void> publish_file(const std::filesystem::path& from, const std::filesystem::path& to);
// The same over a file that may be there: whoever reads sees the old one or the new one, whole.
void replace_file(const std::filesystem::path& from, const std::filesystem::path& to);
// Removes a database that was not finished, with what the engine keeps beside it.
void discard_database(const std::filesystem::path& file) noexcept;

}  // namespace concordat::store
