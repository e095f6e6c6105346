// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "operate/api/api.hpp"

namespace concordat::operate {

// Lists of tickets, and how many there are where.
void add_lists(Api& api);

}  // namespace concordat::operate
