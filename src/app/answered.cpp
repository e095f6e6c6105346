// SPDX-License-Identifier: Apache-2.0
#include "app/answered.hpp"

#include "base/json.hpp"

#include <boost/json/array.hpp>

namespace concordat::app {
namespace {

std::string text_member(const boost::json::object& object, std::string_view key) {
  const auto* one = object.if_contains(key);
  return one != nullptr && one->is_string() ? std::string(one->get_string()) : std::string();
}

}  // namespace

Problem problem_of(const http::Response& response) {
  Problem problem{"failed", "It could not be done (status " + std::to_string(response.status) + ").", std::nullopt, ""};
  const auto value = parse_json(response.body);
  const auto* object = value ? value->if_object() : nullptr;
  if (object == nullptr || text_member(*object, "code").empty()) return problem;
  problem = {text_member(*object, "code"), text_member(*object, "detail"), std::nullopt, text_member(*object, "hint")};
  const auto* errors = object->if_contains("errors");
  if (errors == nullptr || !errors->is_array()) return problem;
  for (const auto& one : errors->get_array()) {
    if (!one.is_object()) continue;
    const std::string pointer = text_member(one.get_object(), "pointer");
    problem.message += " " + pointer.substr(pointer.empty() ? 0 : 1) + ": " + text_member(one.get_object(), "detail");
  }
  return problem;
}

}  // namespace concordat::app
