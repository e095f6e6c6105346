// SPDX-License-Identifier: Apache-2.0
#include "support/places.hpp"

namespace concordat {

std::string source_dir() { return CONCORDAT_SOURCE_DIR; }
std::string program_path() { return CONCORDAT_PROGRAM; }
std::string verify_program_path() { return CONCORDAT_VERIFY_PROGRAM; }

}  // namespace concordat
