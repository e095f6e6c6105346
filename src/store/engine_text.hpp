// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

// PostgreSQL's text holds UTF-8 without the byte zero, and ours may be any bytes. What it cannot hold is written behind
// the byte 1: so equal texts stay equal, different ones different, and what is usual looks as it is.
namespace concordat::store {

std::string to_server_text(std::string_view text);
std::string from_server_text(std::string_view text);

// `:name` of our statements as `$1`, `$2`, … in order of appearance, but for what stands in quotes.
std::string with_numbered_parameters(std::string_view sql);

}  // namespace concordat::store
