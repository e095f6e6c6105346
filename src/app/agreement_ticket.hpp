// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agreement/may.hpp"
#include "app/command.hpp"

#include <string>
#include <vector>

namespace concordat::app {

// A ticket of the record as a question about rights. A problem where there is no such ticket, or where no function
// takes its category. `known`: more names that would have been understood.
Result<agreement::Subject> subject_of_ticket(const Context& context, const std::string& organisation,
                                             const std::string& ticket, const agreement::Agreement& agreement,
                                             const agreement::Rules& rules, Instant at, std::vector<std::string> known);

}  // namespace concordat::app
