// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/json/value.hpp>

#include <functional>
#include <string_view>

namespace concordat::store {

// Calls `fn` for every text that a body refers to: every object {"digest","text"}, however deep.
void each_text_reference(const boost::json::value& body,
                         const std::function<void(std::string_view id, std::string_view digest)>& fn);

}  // namespace concordat::store
