// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "operate/api/api.hpp"

// The agreement and what is beside it, over HTTP: versions, who has what work and why, who may what, grants.
namespace concordat::operate {

void add_agreement_routes(Api& api);

// Puts one text in force by the organisation alone, with whatever the checker finds in it; for whoever may propose and
// apply.
Outcome<void> put_in_force(Changing& changing, const std::string& text);

}  // namespace concordat::operate
