// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

// Where the project and the programs of this build lie. Only one source knows it, so that a compiler's cache serves
// every checkout.
namespace concordat {

std::string source_dir();
std::string program_path();         // concordat
std::string verify_program_path();  // concordat-verify

}  // namespace concordat
