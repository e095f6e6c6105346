// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"

#include <cstddef>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>

// An input is the bytes of one file that is to be imported, unpacked where it was packed. What it is, a zip, a gzip or
// plain, is told by its first bytes and never by its name. INVARIANT: it gives no more than limits::kImportBytesMax
// bytes, and no more than limits::kArchiveRatioMax times what was packed; past either it is a problem and not a short
// file.
namespace concordat::imports {

class Input {
 public:
  Input() = default;
  Input(const Input&) = delete;
  Input& operator=(const Input&) = delete;
  virtual ~Input() = default;

  // Fills `into` from its beginning and answers how many bytes there are; 0 only at the end.
  virtual Result<std::size_t> read(std::span<char> into) = 0;
  // What problems call it: the path as it was given.
  virtual const std::string& name() const = 0;
};

// `entry` names the file of a zip that holds several; empty takes the only one that can be a log.
Result<std::unique_ptr<Input>> open_input(const std::filesystem::path& path, std::string_view entry = {});

// Bytes that are in memory already; they must outlive it.
std::unique_ptr<Input> memory_input(std::string_view bytes, std::string name = "input");

}  // namespace concordat::imports
