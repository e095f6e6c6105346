// SPDX-License-Identifier: Apache-2.0
#include "record/line.hpp"

#include "base/json.hpp"

namespace concordat::record {
namespace {

namespace json = boost::json;

// Numbers of RFC 8785 are IEEE 754 doubles, whatever their text looks like.
void make_safe_integers(json::value& value) {
  constexpr std::int64_t kMaxSafe = (std::int64_t{1} << 53) - 1;
  if (auto* object = value.if_object()) {
    for (auto& member : *object) make_safe_integers(member.value());
  } else if (auto* array = value.if_array()) {
    for (auto& item : *array) make_safe_integers(item);
  } else if (value.is_uint64()) {
    value = static_cast<double>(value.get_uint64());  // Boost uses it only beyond 2^63
  } else if (value.is_int64() && (value.get_int64() > kMaxSafe || value.get_int64() < -kMaxSafe)) {
    value = static_cast<double>(value.get_int64());
  }
}

}  // namespace

Result<json::object> parse_line(std::string_view line, const Where& where) {
  auto value = parse_json(line, where.file, where.line);
  if (!value) return tl::unexpected(std::move(value.error()));
  if (!value->is_object()) return fail_at(where, "not-an-object", "The line is not a JSON object.");
  make_safe_integers(*value);
  return std::move(value->get_object());
}

Result<json::object> parse_canonical_line(std::string_view line, const Where& where) {
  auto object = parse_line(line, where);
  if (!object) return object;
  std::string canonical;
  canonical.reserve(line.size());
  append_canonical(canonical, *object);
  if (canonical != line) {
    return fail_at(where, "not-canonical", "The line is not in its canonical form (RFC 8785).");
  }
  return object;
}

}  // namespace concordat::record
