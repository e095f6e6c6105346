// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <string>
#include <string_view>
#include <vector>

// A small validator of JSON Schema 2020-12: the keywords that the service's description uses. A keyword that it does
// not know is itself an error, so that nothing is passed over in silence.
namespace concordat::testing {

class JsonSchema {
 public:
  // `root` holds what "$ref": "#/…" points at.
  explicit JsonSchema(const boost::json::value& root) : root_(root) {}

  // What is wrong with the value, each with its place; empty: nothing.
  std::vector<std::string> check(const boost::json::value& value, const boost::json::value& schema) const {
    std::vector<std::string> wrong;
    check(value, schema, "", wrong);
    return wrong;
  }

 private:
  using Value = boost::json::value;
  using Wrong = std::vector<std::string>;

  static bool is_of(const Value& value, std::string_view type) {
    if (type == "object") return value.is_object();
    if (type == "array") return value.is_array();
    if (type == "string") return value.is_string();
    if (type == "boolean") return value.is_bool();
    if (type == "integer") return value.is_int64() || value.is_uint64();
    if (type == "number") return value.is_number();
    return type == "null" && value.is_null();
  }

  void check(const Value& value, const Value& schema, const std::string& at, Wrong& wrong) const {
    if (schema.is_bool()) {
      if (!schema.get_bool()) wrong.push_back(at + ": nothing may stand here");
      return;
    }
    for (const auto& [keyword, rule] : schema.as_object()) keyword_holds(keyword, rule, value, schema, at, wrong);
  }

  void keyword_holds(std::string_view keyword, const Value& rule, const Value& value, const Value& schema,
                     const std::string& at, Wrong& wrong) const {
    if (keyword == "$ref") {
      check(value, root_.at_pointer(std::string_view(rule.as_string()).substr(1)), at, wrong);
    } else if (keyword == "type") {
      if (!is_of(value, rule.as_string())) wrong.push_back(at + ": expected " + std::string(rule.as_string()));
    } else if (keyword == "enum") {
      bool found = false;
      for (const auto& one : rule.as_array()) found = found || one == value;
      if (!found) wrong.push_back(at + ": none of the words");
    } else if (keyword == "maxLength") {
      if (value.is_string() && value.get_string().size() > rule.to_number<std::size_t>()) {
        wrong.push_back(at + ": too long");
      }
    } else if (keyword == "items") {
      if (const auto* list = value.if_array()) {
        for (std::size_t i = 0; i < list->size(); ++i) check((*list)[i], rule, at + "/" + std::to_string(i), wrong);
      }
    } else if (keyword == "properties" || keyword == "additionalProperties") {
      members(keyword, rule, value, schema, at, wrong);
    } else if (keyword == "required") {
      if (!value.is_object()) return;
      for (const auto& name : rule.as_array()) {
        if (!value.get_object().contains(name.as_string())) {
          wrong.push_back(at + ": lacks " + std::string(name.as_string()));
        }
      }
    } else if (keyword != "description" && keyword != "format") {
      wrong.push_back(at + ": this validator does not know the keyword " + std::string(keyword));
    }
  }

  void members(std::string_view keyword, const Value& rule, const Value& value, const Value& schema,
               const std::string& at, Wrong& wrong) const {
    if (!value.is_object()) return;
    const auto* listed = schema.as_object().if_contains("properties");
    for (const auto& [name, one] : value.get_object()) {
      const bool known = listed != nullptr && listed->as_object().contains(name);
      if (known == (keyword == "properties")) {
        check(one, known ? rule.as_object().at(name) : rule, at + "/" + std::string(name), wrong);
      }
    }
  }

  const Value& root_;
};

}  // namespace concordat::testing
