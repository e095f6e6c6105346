// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agreement/may.hpp"
#include "app/command.hpp"

#include <string>

// A ticket of the record as a question about rights sees it.
namespace concordat::app {

// Its function (by category), its priority, when it was open, and who did what on it by then. A problem where there is
// no such ticket, or where no function takes its category. `known`: more names that would have been understood.
Result<agreement::Subject> ticket_subject(const Context& context, const std::string& organisation,
                                          const std::string& ticket, const agreement::Agreement& agreement,
                                          const agreement::Rules& rules, Instant at, std::vector<std::string> known);

}  // namespace concordat::app
