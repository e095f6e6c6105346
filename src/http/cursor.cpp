// SPDX-License-Identifier: Apache-2.0
#include "http/cursor.hpp"

#include "base/json.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "http/digest.hpp"

#include <boost/json/array.hpp>

#include <algorithm>

namespace concordat::http {
namespace {

constexpr std::size_t kListBytes = 16;  // of the digest that says which list

tl::unexpected<Problem> bad_cursor() {
  return fail("bad-cursor", "The cursor is none of this list.",
              "Take the one of the page before, with the same filters and order, or begin without one.");
}

std::string which(std::string_view list) { return sha256_hex(list).substr(0, kListBytes); }

// RFC 4648 section 5, without padding.
std::string to_base64url(std::string_view bytes) {
  std::string text = to_base64(as_bytes(bytes));
  text.erase(text.find_last_not_of('=') + 1);
  std::replace(text.begin(), text.end(), '+', '-');
  std::replace(text.begin(), text.end(), '/', '_');
  return text;
}

std::optional<std::string> from_base64url(std::string_view text) {
  if (text.find_first_of("+/=") != std::string_view::npos) return std::nullopt;
  std::string plain(text);
  std::replace(plain.begin(), plain.end(), '-', '+');
  std::replace(plain.begin(), plain.end(), '_', '/');
  plain.append((4 - plain.size() % 4) % 4, '=');
  const auto bytes = from_base64(plain);
  if (!bytes) return std::nullopt;
  return std::string(bytes->begin(), bytes->end());
}

}  // namespace

std::string write_cursor(std::string_view list, const std::vector<std::string>& position) {
  boost::json::array all{which(list)};
  for (const std::string& one : position) all.emplace_back(one);
  return to_base64url(write_json(all));
}

Result<std::vector<std::string>> read_cursor(std::string_view cursor, std::string_view list,
                                             std::optional<std::size_t> parts) {
  if (cursor.size() > limits::kCursorBytesMax) return bad_cursor();
  const auto text = from_base64url(cursor);
  if (!text) return bad_cursor();
  const auto value = parse_json(*text);
  if (!value || !value->is_array() || value->as_array().empty()) return bad_cursor();
  if (parts && value->as_array().size() != *parts + 1) return bad_cursor();
  std::vector<std::string> position;
  for (const auto& one : value->as_array()) {
    if (!one.is_string()) return bad_cursor();
    position.emplace_back(one.as_string());
  }
  if (position.front() != which(list)) return bad_cursor();
  position.erase(position.begin());
  return position;
}

}  // namespace concordat::http
