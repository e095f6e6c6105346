// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

namespace concordat::http {

// A file that is the body of an answer, sent a block at a time whatever its size. It may have no name any more.
class BodyFile {
 public:
  BodyFile(int descriptor, std::uint64_t size) : descriptor_(descriptor), size_(size) {}
  ~BodyFile();
  BodyFile(const BodyFile&) = delete;
  BodyFile& operator=(const BodyFile&) = delete;

  std::uint64_t size() const { return size_; }
  // At most `most` bytes from there on; fewer than there should be, or none, where the file cannot be read.
  std::string read(std::uint64_t from, std::size_t most) const;

 private:
  int descriptor_;
  std::uint64_t size_;
};

}  // namespace concordat::http
