// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"

#include <string>
#include <string_view>

// Texts that a person keeps: written whole or not at all.
namespace concordat::app {

// "file-exists" where there is one of that name.
Result<void> write_new_file(const std::string& file, std::string_view text);
// In the place of a file that is there, with its rights.
Result<void> replace_text_file(const std::string& file, std::string_view text);

}  // namespace concordat::app
