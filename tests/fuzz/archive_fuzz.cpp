// SPDX-License-Identifier: Apache-2.0
#include "base/limits.hpp"
#include "operate/imports/input.hpp"
#include "support/folder.hpp"

#include <array>
#include <cstdlib>
#include <fstream>

// Whatever the bytes are, they unpack within the limits or are refused.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace concordat;
  static const test::Folder folder;
  static const std::string path = folder.file("input");
  std::ofstream(path, std::ios::binary).write(reinterpret_cast<const char*>(bytes), static_cast<std::streamsize>(size));
  const auto input = imports::open_input(path);
  if (!input) return 0;
  std::array<char, 4096> chunk{};
  std::size_t total = 0;
  for (auto got = (*input)->read(chunk); got && *got > 0; got = (*input)->read(chunk)) total += *got;
  if (total > (size + 1) * limits::kArchiveRatioMax + chunk.size()) std::abort();
  return 0;
}
