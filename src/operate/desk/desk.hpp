// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "operate/api/api.hpp"

// The routes of the desk: tickets, what is done to them, and lists of them.
namespace concordat::operate {

void add_desk_routes(Api& api);

}  // namespace concordat::operate
