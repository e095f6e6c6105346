// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "operate/api/api.hpp"

// Tickets found by their words.
namespace concordat::operate {

void add_search(Api& api);

// Takes what is new in the record into the index of words; a moment's work at a time, so that nobody's command waits.
Result<void> index_new_entries(House& house);

}  // namespace concordat::operate
