// SPDX-License-Identifier: Apache-2.0
#include "base/codec.hpp"

#include "base/text.hpp"

#include <algorithm>

namespace concordat {

std::string codec::escaped(std::string_view member) {
  std::string out;
  for (const char c : member) {
    if (c == '~') {
      out += "~0";
    } else if (c == '/') {
      out += "~1";
    } else {
      out += c;
    }
  }
  return out;
}

std::string_view codec::kind_name(const boost::json::value& value) {
  switch (value.kind()) {
    case boost::json::kind::null: return "null";
    case boost::json::kind::bool_: return "true or false";
    case boost::json::kind::string: return "a text";
    case boost::json::kind::array: return "a list";
    case boost::json::kind::object: return "an object";
    default: return "a number";
  }
}

void JsonReader::expected(std::string_view what, const boost::json::value& value, const std::string& at) {
  wrong.push_back({at, "Expected " + std::string(what) + ", found " + std::string(codec::kind_name(value)) + "."});
}

void JsonReader::read_text(const boost::json::value& value, std::string& out, std::size_t max, const std::string& at) {
  if (!value.is_string()) return expected("a text", value, at);
  const std::string_view text = value.get_string();
  if (text.size() > max) {
    wrong.push_back(
        {at, "At most " + std::to_string(max) + " bytes, and this has " + std::to_string(text.size()) + "."});
    return;
  }
  if (text.find('\0') != std::string_view::npos) {
    wrong.push_back({at, "A text has no character U+0000."});
    return;
  }
  out = text;
}

void JsonReader::read_number(const boost::json::value& value, std::int64_t& out, const std::string& at) {
  if (value.is_int64()) {
    out = value.get_int64();
    return;
  }
  expected("a whole number", value, at);
}

void JsonReader::read_instant(const boost::json::value& value, Instant& out, const std::string& at) {
  if (!value.is_string()) return expected("an instant such as 2026-03-06T16:00:00Z", value, at);
  const auto instant = parse_instant(std::string_view(value.get_string()));
  if (!instant) {
    wrong.push_back({at, "Expected an instant such as 2026-03-06T16:00:00Z."});
    return;
  }
  out = *instant;
}

void JsonReader::unknown(std::string_view member, const std::vector<std::string>& known, const std::string& at) {
  if (std::find(known.begin(), known.end(), member) != known.end()) return;
  const auto near = nearest_name(member, known);
  wrong.push_back({at + "/" + codec::escaped(member),
                   "There is no such member." + (near ? " Did you mean " + *near + "?" : std::string())});
}

void JsonReader::missing(std::string_view member, const std::string& at) {
  wrong.push_back({at + "/" + std::string(member), "It is required."});
}

void JsonReader::no_word(const boost::json::value& value, const std::vector<std::string>& words,
                         const std::string& at) {
  if (!value.is_string()) return expected("one of " + listed(words), value, at);
  wrong.push_back({at, "Expected one of " + listed(words) + "."});
}

}  // namespace concordat
