// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>

// Randomness is a parameter: app/ hands in the machine's own, tests and simulations a seeded one.
namespace concordat {

using FillRandom = std::function<void(std::span<std::uint8_t>)>;

// A fresh name for a person, text or organisation: `prefix` and 16 lower-case characters (80 bits).
std::string random_id(char prefix, const FillRandom& fill);

}  // namespace concordat
