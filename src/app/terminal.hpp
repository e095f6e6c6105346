// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

namespace concordat::app {

// How wide a page for people may be: the terminal's width within reason, and a fixed one for a file or a pipe.
std::size_t terminal_columns();

}  // namespace concordat::app
