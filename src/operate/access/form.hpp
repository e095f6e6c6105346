// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

// Texts as they stand in the query of an address or in a form (RFC 3986 sections 2.3 and 3.4).
namespace concordat::operate {

std::string form_encoded(std::string_view text);
std::string form_of(const std::vector<std::pair<std::string, std::string>>& fields);  // "a=1&b=2"

}  // namespace concordat::operate
