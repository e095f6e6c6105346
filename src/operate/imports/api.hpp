// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "operate/api/api.hpp"

namespace concordat::operate {

// Another desk's log through the API: looked at at once, taken in by the Importer. The same file twice adds nothing.
void add_import_routes(Api& api);

}  // namespace concordat::operate
