// SPDX-License-Identifier: Apache-2.0
#include "http/body_file.hpp"

#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace concordat::http {

BodyFile::~BodyFile() { ::close(descriptor_); }

std::string BodyFile::read(std::uint64_t from, std::size_t most) const {
  std::string bytes(static_cast<std::size_t>(std::min<std::uint64_t>(most, size_ - std::min(from, size_))), '\0');
  std::size_t have = 0;
  while (have < bytes.size()) {
    const auto got = ::pread(descriptor_, bytes.data() + have, bytes.size() - have, static_cast<off_t>(from + have));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) break;
    have += static_cast<std::size_t>(got);
  }
  bytes.resize(have);
  return bytes;
}

}  // namespace concordat::http
