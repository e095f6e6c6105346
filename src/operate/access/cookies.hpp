// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "http/message.hpp"

#include <cstdint>
#include <string>
#include <string_view>

// Cookies that no script reads.
namespace concordat::operate {

std::string cookie(const http::Request& request, std::string_view name);  // empty where there is none
// The field's value. "Strict": sent along by our own pages alone; "Lax": also when another site leads here.
std::string set_cookie(std::string_view name, const std::string& value, bool secure, std::int64_t seconds,
                       std::string_view same_site = "Strict");

}  // namespace concordat::operate
