// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/command.hpp"

#include <string>

namespace concordat::app {

// The options and the work of `concordat verify`, which is also the program `concordat-verify`. `called` is how the
// user calls it, for the example.
void describe_verify(CLI::App& command, Context& context, const std::string& called);

}  // namespace concordat::app
