// SPDX-License-Identifier: Apache-2.0
#include "app/verify/figures.hpp"

#include "base/json.hpp"

#include <boost/json/array.hpp>

#include <algorithm>

namespace concordat::verify {
namespace {

namespace json = boost::json;

std::string pointer_token(std::string_view name) {
  std::string token;
  for (const char c : name) {
    if (c == '~') {
      token += "~0";
    } else if (c == '/') {
      token += "~1";
    } else {
      token += c;
    }
  }
  return token;
}

bool holds_more(const json::value& value) {
  return (value.is_object() && !value.get_object().empty()) || (value.is_array() && !value.get_array().empty());
}

class Comparison {
 public:
  FigureComparison result;

  // Either side may be absent. `path` is restored on return.
  void compare(const json::value* stated, const json::value* recomputed) {
    if (stated != nullptr && recomputed != nullptr) {
      if (stated->is_object() && recomputed->is_object()) return compare_objects(*stated, *recomputed);
      if (stated->is_array() && recomputed->is_array())
        return compare_arrays(stated->get_array(), recomputed->get_array());
      ++result.checked;
      // Their canonical texts, so that 5 and 5.0, which are one number, are equal.
      if (!holds_more(*stated) && !holds_more(*recomputed) && write_canonical(*stated) == write_canonical(*recomputed))
        return;
    } else {
      ++result.checked;
    }
    result.wrong.push_back(path_);
  }

 private:
  void compare_objects(const json::value& stated, const json::value& recomputed) {
    const auto& a = stated.get_object();
    const auto& b = recomputed.get_object();
    if (a.empty() && b.empty()) ++result.checked;
    for (const auto& member : b) below(member.key(), a.if_contains(member.key()), &member.value());
    for (const auto& member : a) {
      if (!b.contains(member.key())) below(member.key(), &member.value(), nullptr);
    }
  }

  void compare_arrays(const json::array& a, const json::array& b) {
    if (a.empty() && b.empty()) ++result.checked;
    for (std::size_t i = 0; i < std::max(a.size(), b.size()); ++i) {
      below(std::to_string(i), i < a.size() ? &a[i] : nullptr, i < b.size() ? &b[i] : nullptr);
    }
  }

  void below(std::string_view name, const json::value* stated, const json::value* recomputed) {
    const std::size_t length = path_.size();
    path_ += '/' + pointer_token(name);
    compare(stated, recomputed);
    path_.resize(length);
  }

  std::string path_;
};

}  // namespace

FigureComparison compare_figures(const json::object& stated, const json::object& recomputed) {
  Comparison comparison;
  const json::value a(stated);
  const json::value b(recomputed);
  comparison.compare(&a, &b);
  return std::move(comparison.result);
}

}  // namespace concordat::verify
