// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

// Where the next page of a list begins, as a word that a client sends back and does not read. It holds the position
// alone and no right: who asks again with it sees what he may see then.
namespace concordat::http {

// `list` says in full which list it is, with filters and order, so that a cursor of one is none of another; `position`
// is the sort key of the last row.
std::string write_cursor(std::string_view list, const std::vector<std::string>& position);
// Of as many parts as `parts`, or of any number. Problem: bad-cursor.
Result<std::vector<std::string>> read_cursor(std::string_view cursor, std::string_view list,
                                             std::optional<std::size_t> parts);

}  // namespace concordat::http
