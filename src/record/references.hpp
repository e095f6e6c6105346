// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/json/object.hpp>

#include <functional>
#include <string_view>

namespace concordat::record {

using OnTextReference = std::function<void(std::string_view id, std::string_view digest)>;

// Calls `fn` for every text that a body refers to: every object {"digest","text"}, however deep.
void each_text_reference(const boost::json::object& body, const OnTextReference& fn);

}  // namespace concordat::record
