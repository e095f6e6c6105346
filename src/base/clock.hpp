// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/instant.hpp"

// The one place that asks the machine for the time. Everything else takes an Instant as a parameter.
namespace concordat {

Instant system_now();

}  // namespace concordat
