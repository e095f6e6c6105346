// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/command.hpp"

namespace concordat::app {

// `concordat measure charges`
void add_measure_charges(CLI::App& measure, Context& context);

}  // namespace concordat::app
