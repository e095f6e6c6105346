// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ticket/ticket.hpp"

#include <boost/json/object.hpp>

#include <optional>
#include <string_view>

// What the body of an entry says under a name, whatever somebody wrote there. Only the sources of this folder include
// it.
namespace concordat::ticket {

// A member that is missing or of another kind is empty.
std::string_view text_member(const boost::json::object& body, std::string_view key);
std::optional<std::int64_t> number_member(const boost::json::object& body, std::string_view key);
std::optional<bool> flag_member(const boost::json::object& body, std::string_view key);
std::optional<Instant> instant_member(const boost::json::object& body, std::string_view key);
std::optional<TextReference> text_reference(const boost::json::object& body, std::string_view key);

}  // namespace concordat::ticket
