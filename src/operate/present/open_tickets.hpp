// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "store/session.hpp"

#include <string>
#include <vector>

namespace concordat::operate {

// Those whose life is not over: somebody or nobody has them, or they are resolved and not closed. By their names.
std::vector<std::string> open_tickets(store::Connection& connection, const store::Tenant& tenant);

}  // namespace concordat::operate
