// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/command.hpp"

// `concordat key pair`: which key speaks for a party, in an organisation's record.
namespace concordat::app {

void add_key_pair(CLI::App& key, Context& context);

}  // namespace concordat::app
