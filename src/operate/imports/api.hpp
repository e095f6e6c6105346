// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "operate/api/api.hpp"

#include <functional>
#include <string>

namespace concordat::operate {

// Another desk's log through the API: looked at at once, taken in by the Importer. The same file twice adds nothing.
void add_import_routes(Api& api);

// Puts the text of an agreement in force, within the change.
using PutInForce = std::function<Outcome<void>(Changing& changing, const std::string& text)>;
// A log and an agreement to look around in, for a desk with nothing in it.
void add_sample_route(Api& api, PutInForce put_in_force);

}  // namespace concordat::operate
