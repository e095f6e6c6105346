// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace concordat::http {

// SHA-256 in 64 small digits: names a content, where only its equality matters.
std::string sha256_hex(std::string_view bytes);

}  // namespace concordat::http
