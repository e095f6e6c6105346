// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agreement/decide.hpp"

#include <boost/json/object.hpp>

#include <string>

// What the agreement says of one piece of work, for programs and for people.
namespace concordat::agreement {

// {"at","function","activity","row","exceptions","accountable","owner","responsible","on_duty","next_on_duty",
// "consulted","informed","targets","ladder","price"}, as contracts of the command line fix it.
boost::json::object to_json(const Rules& rules, const Question& question, const Decision& decision,
                            const Outlook& outlook);
std::string to_text(const Rules& rules, const Question& question, const Decision& decision, const Outlook& outlook);

}  // namespace concordat::agreement
