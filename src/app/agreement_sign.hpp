// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/command.hpp"

// `concordat agreement sign`: what a party sends to approve a version over HTTP, made where its key is.
namespace concordat::app {

void add_agreement_sign(CLI::App& agreement, Context& context);

}  // namespace concordat::app
