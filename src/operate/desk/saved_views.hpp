// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "operate/api/api.hpp"

// Lists that are kept by a name: one's own, a team's, or shared with everybody. INVARIANT: a view holds a question and
// no right: whoever opens it sees what they may see. Only who it belongs to changes it: its owner, for a team's whoever
// is in the team, for a shared one the organisation's owners too.
namespace concordat::operate {

void add_saved_views(Api& api);

}  // namespace concordat::operate
