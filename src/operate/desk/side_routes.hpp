// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "operate/api/api.hpp"

namespace concordat::operate {

// What is done beside the ball: ratings, time, watchers.
void add_side_routes(Api& api);
// Who may do what only after asking: questions, answers, and what was done.
void add_approvals(Api& api);
// Incidents that many suffer from.
void add_major_incidents(Api& api);
// Problems with known errors; changes, their calendar, and when nothing is changed.
void add_changes(Api& api);
// What can be ordered, and orders.
void add_catalogue(Api& api);
// Files on tickets.
void add_attachments(Api& api);

}  // namespace concordat::operate
