// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "operate/api/api.hpp"

// The agreement and what is beside it, over HTTP: versions, who has what work and why, who may what, grants.
namespace concordat::operate {

void add_agreement_routes(Api& api);

}  // namespace concordat::operate
