// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agreement/may.hpp"

#include <boost/json/object.hpp>

#include <string>

// An answer about rights, for programs and for people.
namespace concordat::agreement {

std::string_view to_word(Because::Kind kind);  // "row", "grant", "forbid", "break-glass", "platform"

// {"allow","how","ask","because":[{"kind","id","file","line","words"}]}, as contracts of the command line fix it; with
// "failed" where it could not be decided. File and line are null for what stands in no text.
boost::json::object to_json(const Rules& rules, const Answer& answer);
// {"people":[{"person","party","because"}],"teams":[{"team","party","because"}]}
boost::json::object to_json(const Rules& rules, const WhoMay& found);

// One sentence that answers, then a line for each reason, with its place.
std::string to_text(const Rights& rights, const Request& request, const Answer& answer);
std::string to_text(const Rights& rights, const std::string& action, const Subject& subject, Instant at,
                    const WhoMay& found);

}  // namespace concordat::agreement
