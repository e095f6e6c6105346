// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/codec.hpp"

#include <boost/core/demangle.hpp>
#include <boost/json/object.hpp>

#include <map>
#include <string>
#include <typeinfo>

// JSON Schema (2020-12, as OpenAPI 3.1 uses it) of the types that handlers read and write, from the same descriptions
// that the codec goes by.
namespace concordat::operate {

using Components = std::map<std::string, boost::json::value>;  // by name

template <typename T>
std::string type_name() {
  const std::string whole = boost::core::demangle(typeid(T).name());
  return whole.substr(whole.rfind(':') + 1);
}

template <typename T>
boost::json::value schema_of(Components& components) {
  namespace json = boost::json;
  if constexpr (std::is_same_v<T, json::object>) {
    return json::object{{"type", "object"}};
  } else if constexpr (std::is_same_v<T, json::value>) {
    return json::object{};
  } else if constexpr (codec::Optional<T>::value) {
    return schema_of<typename T::value_type>(components);
  } else if constexpr (codec::List<T>::value) {
    return json::object{{"type", "array"}, {"items", schema_of<typename T::value_type>(components)}};
  } else if constexpr (codec::Map<T>::value) {
    return json::object{{"type", "object"}, {"additionalProperties", schema_of<typename T::mapped_type>(components)}};
  } else if constexpr (codec::Text<T>::value) {
    return json::object{{"type", "string"}, {"maxLength", static_cast<std::int64_t>(T::kMax)}};
  } else if constexpr (std::is_same_v<T, std::string>) {
    return json::object{{"type", "string"}};
  } else if constexpr (std::is_same_v<T, bool>) {
    return json::object{{"type", "boolean"}};
  } else if constexpr (std::is_same_v<T, std::int64_t>) {
    return json::object{{"type", "integer"}, {"format", "int64"}};
  } else if constexpr (std::is_same_v<T, double>) {
    return json::object{{"type", "number"}};
  } else if constexpr (std::is_same_v<T, Instant>) {
    return json::object{{"type", "string"}, {"format", "date-time"}};
  } else if constexpr (std::is_enum_v<T>) {
    json::array words;
    for (const auto& word : words_of<T>()) words.emplace_back(word);
    return json::object{{"type", "string"}, {"enum", std::move(words)}};
  } else {
    const std::string name = type_name<T>();
    if (!components.contains(name)) {
      components[name] = nullptr;  // a type that holds itself ends here
      json::object properties;
      json::array required;
      boost::mp11::mp_for_each<boost::describe::describe_members<T, boost::describe::mod_public>>([&](auto member) {
        using Type = std::remove_cvref_t<decltype(std::declval<T&>().*member.pointer)>;
        const auto word = codec::word(member.name);
        properties[word] = schema_of<Type>(components);
        if (!codec::kMayBeAbsent<Type>) required.emplace_back(word);
      });
      json::object schema{{"type", "object"}, {"properties", std::move(properties)}};
      if (!required.empty()) schema["required"] = std::move(required);
      schema["additionalProperties"] = false;
      components[name] = std::move(schema);
    }
    return json::object{{"$ref", "#/components/schemas/" + name}};
  }
}

}  // namespace concordat::operate
