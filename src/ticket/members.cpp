// SPDX-License-Identifier: Apache-2.0
#include "ticket/members.hpp"

#include <boost/json/value.hpp>
#include <boost/system/error_code.hpp>

namespace concordat::ticket {

using boost::json::object;

std::string_view text_member(const object& body, std::string_view key) {
  const auto* value = body.if_contains(key);
  const auto* found = value == nullptr ? nullptr : value->if_string();
  return found == nullptr ? std::string_view{} : std::string_view(found->data(), found->size());
}

std::optional<std::int64_t> number_member(const object& body, std::string_view key) {
  const auto* value = body.if_contains(key);
  if (value == nullptr) return std::nullopt;
  boost::system::error_code error;
  const auto found = value->to_number<std::int64_t>(error);
  if (error) return std::nullopt;
  return found;
}

std::optional<bool> flag_member(const object& body, std::string_view key) {
  const auto* value = body.if_contains(key);
  const auto* found = value == nullptr ? nullptr : value->if_bool();
  return found == nullptr ? std::nullopt : std::optional(*found);
}

std::optional<Instant> instant_member(const object& body, std::string_view key) {
  const auto found = text_member(body, key);
  return found.empty() ? std::nullopt : parse_instant(found);
}

std::optional<TextReference> text_reference(const object& body, std::string_view key) {
  const auto* value = body.if_contains(key);
  const auto* found = value == nullptr ? nullptr : value->if_object();
  if (found == nullptr) return std::nullopt;
  TextReference reference{std::string(text_member(*found, "text")), std::string(text_member(*found, "digest"))};
  if (reference.id.empty() || reference.digest.empty()) return std::nullopt;
  return reference;
}

}  // namespace concordat::ticket
