// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agreement/rules.hpp"
#include "operate/desk/ticket_rows.hpp"

#include <string>

// A list of tickets by the function that takes them. Which one does is the agreement's word on a category, so no table
// has it: a new version would change every ticket.
namespace concordat::operate {

// What of `reach` the function takes under these rules, which outlive what is answered; nothing where there is none of
// that key.
Reach of_function(const agreement::Rules& rules, const std::string& function, Reach reach);

}  // namespace concordat::operate
