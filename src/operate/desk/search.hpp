// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "operate/api/api.hpp"

#include <functional>
#include <string>

// Tickets found by their words.
namespace concordat::operate {

void add_search(Api& api);

// Takes what is new in the record into the index of words; a moment's work at a time, so that nobody's command waits.
// `told`: of each entry that cannot be read, once; the others are found all the same.
Result<void> index_new_entries(House& house, const std::function<void(const std::string& what)>& told);

}  // namespace concordat::operate
