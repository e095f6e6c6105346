// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>

// A file that was built into the program (cmake/Embed.cmake).
namespace concordat {

struct Embedded {
  std::string_view name;  // the file's base name
  std::string_view bytes;
};

}  // namespace concordat
