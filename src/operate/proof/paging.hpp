// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "operate/api/outcome.hpp"

#include <cstdint>
#include <string>

// Lists by a number that falls: the last first, and a page after the other.
namespace concordat::operate {

// Below which number the page begins, by the request's cursor; beyond all where it has none.
Outcome<std::int64_t> page_below(const http::Request& request, const std::string& list);
std::string next_page(const std::string& list, std::int64_t last);

}  // namespace concordat::operate
