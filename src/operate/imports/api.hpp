// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "operate/api/api.hpp"

namespace concordat::operate {

// Another desk's log through the API: all of it or nothing, and the same file twice adds nothing.
void add_import_routes(Api& api);

}  // namespace concordat::operate
