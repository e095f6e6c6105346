// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/instant.hpp"
#include "base/json.hpp"

#include <boost/describe.hpp>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/mp11/algorithm.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

// One codec between JSON and described structs. Reading is strict: members that are not known are refused, and every
// problem is found and carries a JSON pointer (RFC 6901). What is optional, a list or a bool may be left out.
namespace concordat {

// A member that is wrong, and where it stands.
struct Pointed {
  std::string pointer;
  std::string detail;
};

// A text of at most `max` bytes. A plain std::string has the limit below.
template <std::size_t max>
struct Limited {
  static constexpr std::size_t kMax = max;
  std::string text;
};
using NameText = Limited<200>;
using Prose = Limited<65'536>;

inline constexpr std::size_t kTextBytesMax = 4'000;
inline constexpr std::size_t kItemsMax = 1'000;  // of one list

namespace codec {

template <typename T>
struct Optional : std::false_type {};
template <typename T>
struct Optional<std::optional<T>> : std::true_type {};
template <typename T>
struct List : std::false_type {};
template <typename T>
struct List<std::vector<T>> : std::true_type {};
template <typename T>
struct Map : std::false_type {};
template <typename T>
struct Map<std::map<std::string, T>> : std::true_type {};
template <typename T>
struct Text : std::false_type {};
template <std::size_t max>
struct Text<Limited<max>> : std::true_type {};

template <typename T>
inline constexpr bool kMayBeAbsent = Optional<T>::value || List<T>::value || Map<T>::value || std::is_same_v<T, bool>;

// A word or member as it stands in JSON: `new_` is there because `new` is C++'s.
inline std::string_view word(std::string_view name) {
  return name.ends_with('_') ? name.substr(0, name.size() - 1) : name;
}

std::string escaped(std::string_view member);  // as RFC 6901 writes it in a pointer
std::string_view kind_name(const boost::json::value& value);

}  // namespace codec

template <typename T>
std::vector<std::string> words_of() {
  std::vector<std::string> words;
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<T>>(
      [&](auto one) { words.emplace_back(codec::word(one.name)); });
  return words;
}

template <typename T>
std::string_view word_of(T value) {
  std::string_view word;
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<T>>([&](auto one) {
    if (one.value == value) word = codec::word(one.name);
  });
  return word;
}

// Reads values into described structs and collects what is wrong with them.
class JsonReader {
 public:
  std::vector<Pointed> wrong;

  template <typename T>
  void read(const boost::json::value& value, T& out, const std::string& at) {
    if constexpr (codec::Optional<T>::value) {
      if (!value.is_null()) read(value, out.emplace(), at);
    } else if constexpr (std::is_same_v<T, boost::json::object>) {
      if (value.is_object()) {
        out = value.get_object();
      } else {
        expected("an object", value, at);
      }
    } else if constexpr (codec::List<T>::value) {
      read_list(value, out, at);
    } else if constexpr (codec::Map<T>::value) {
      read_map(value, out, at);
    } else if constexpr (codec::Text<T>::value) {
      read_text(value, out.text, T::kMax, at);
    } else if constexpr (std::is_same_v<T, std::string>) {
      read_text(value, out, kTextBytesMax, at);
    } else if constexpr (std::is_same_v<T, bool>) {
      if (value.is_bool()) {
        out = value.get_bool();
      } else {
        expected("true or false", value, at);
      }
    } else if constexpr (std::is_same_v<T, std::int64_t>) {
      read_number(value, out, at);
    } else if constexpr (std::is_same_v<T, double>) {
      boost::system::error_code error;
      out = value.to_number<double>(error);
      if (error) expected("a number", value, at);
    } else if constexpr (std::is_same_v<T, Instant>) {
      read_instant(value, out, at);
    } else if constexpr (std::is_enum_v<T>) {
      read_word(value, out, at);
    } else {
      read_struct(value, out, at);
    }
  }

 private:
  void expected(std::string_view what, const boost::json::value& value, const std::string& at);
  void read_text(const boost::json::value& value, std::string& out, std::size_t max, const std::string& at);
  void read_number(const boost::json::value& value, std::int64_t& out, const std::string& at);
  void read_instant(const boost::json::value& value, Instant& out, const std::string& at);
  void unknown(std::string_view member, const std::vector<std::string>& known, const std::string& at);
  void missing(std::string_view member, const std::string& at);
  void no_word(const boost::json::value& value, const std::vector<std::string>& words, const std::string& at);

  template <typename T>
  void read_list(const boost::json::value& value, std::vector<T>& out, const std::string& at) {
    const auto* list = value.if_array();
    if (list == nullptr) return expected("a list", value, at);
    if (list->size() > kItemsMax) {
      wrong.push_back({at, "At most " + std::to_string(kItemsMax) + " items."});
      return;
    }
    for (std::size_t i = 0; i < list->size(); ++i) read((*list)[i], out.emplace_back(), at + "/" + std::to_string(i));
  }

  template <typename T>
  void read_map(const boost::json::value& value, std::map<std::string, T>& out, const std::string& at) {
    const auto* object = value.if_object();
    if (object == nullptr) return expected("an object", value, at);
    if (object->size() > kItemsMax) {
      wrong.push_back({at, "At most " + std::to_string(kItemsMax) + " members."});
      return;
    }
    for (const auto& [key, one] : *object) read(one, out[std::string(key)], at + "/" + codec::escaped(key));
  }

  template <typename T>
  void read_word(const boost::json::value& value, T& out, const std::string& at) {
    bool found = false;
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<T>>([&](auto one) {
      if (value.is_string() && std::string_view(value.get_string()) == codec::word(one.name)) {
        out = one.value;
        found = true;
      }
    });
    if (!found) no_word(value, words_of<T>(), at);
  }

  template <typename T>
  void read_struct(const boost::json::value& value, T& out, const std::string& at) {
    const auto* object = value.if_object();
    if (object == nullptr) return expected("an object", value, at);
    std::vector<std::string> known;
    boost::mp11::mp_for_each<boost::describe::describe_members<T, boost::describe::mod_public>>([&](auto member) {
      const std::string name(codec::word(member.name));
      known.push_back(name);
      auto& place = out.*member.pointer;
      using Member = std::remove_reference_t<decltype(place)>;
      const auto* found = object->if_contains(name);
      if (found != nullptr) {
        read(*found, place, at + "/" + name);
      } else if (!codec::kMayBeAbsent<Member>) {
        missing(name, at);
      }
    });
    for (const auto& [name, one] : *object) unknown(name, known, at);
  }
};

// The value as JSON, members in their order; what is optional and absent is left out.
template <typename T>
boost::json::value encode(const T& value) {
  if constexpr (std::is_same_v<T, boost::json::object> || std::is_same_v<T, boost::json::value>) {
    return value;
  } else if constexpr (codec::Optional<T>::value) {
    return value ? encode(*value) : boost::json::value(nullptr);
  } else if constexpr (codec::List<T>::value) {
    boost::json::array list;
    for (const auto& one : value) list.push_back(encode(one));
    return list;
  } else if constexpr (codec::Map<T>::value) {
    boost::json::object object;
    for (const auto& [key, one] : value) object[key] = encode(one);
    return object;
  } else if constexpr (codec::Text<T>::value) {
    return boost::json::string(value.text);
  } else if constexpr (std::is_same_v<T, std::string>) {
    return boost::json::string(value);
  } else if constexpr (std::is_same_v<T, bool> || std::is_same_v<T, std::int64_t> || std::is_same_v<T, double>) {
    return value;
  } else if constexpr (std::is_same_v<T, Instant>) {
    return boost::json::string(format_instant(value));
  } else if constexpr (std::is_enum_v<T>) {
    return boost::json::string(word_of(value));
  } else {
    boost::json::object object;
    boost::mp11::mp_for_each<boost::describe::describe_members<T, boost::describe::mod_public>>([&](auto member) {
      const auto& place = value.*member.pointer;
      if constexpr (codec::Optional<std::remove_cvref_t<decltype(place)>>::value) {
        if (!place) return;
      }
      object[codec::word(member.name)] = encode(place);
    });
    return object;
  }
}

}  // namespace concordat
