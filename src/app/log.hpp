// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/json/object.hpp>

#include <string_view>

// The service's log: a line of JSON for each thing that happened, to standard error. INVARIANT: no body, no cookie, no
// token and no text of a ticket is ever in it.
namespace concordat::app {

enum class Level { info, warning, error };

// {"time","level","event", …}: `event` is a stable word that docs/operating.md explains.
void log(Level level, std::string_view event, boost::json::object members = {});

}  // namespace concordat::app
