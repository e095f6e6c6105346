// SPDX-License-Identifier: Apache-2.0
#include "base/json.hpp"

#include "base/limits.hpp"
#include "base/text.hpp"

#include <boost/container/small_vector.hpp>
#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/value_stack.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <vector>

namespace concordat {
namespace {

namespace json = boost::json;

constexpr std::int64_t kMaxSafeInteger = (std::int64_t{1} << 53) - 1;

// Line and column of `offset` in a text that begins on `first_line`.
Where locate(std::string_view text, std::size_t offset, std::string_view file, std::int64_t first_line) {
  offset = std::min(offset, text.size());
  const std::string_view before = text.substr(0, offset);
  const auto newline = before.rfind('\n');
  const std::size_t line_start = newline == std::string_view::npos ? 0 : newline + 1;
  return {std::string(file), first_line + std::count(before.begin(), before.end(), '\n'),
          static_cast<std::int64_t>(offset - line_start + 1)};
}

// Builds the value as Boost's own parser does, with two differences. Numbers are read by std::from_chars, because
// Boost 1.81 rounds wrongly (one in nine ratios such as 0.8333333333333334 comes back as its neighbour). And members
// are counted, because Boost keeps the last of two members with one name and says nothing, where a second reader may
// keep the first.
struct Builder {
  static constexpr std::size_t max_object_size = json::object::max_size();
  static constexpr std::size_t max_array_size = json::array::max_size();
  static constexpr std::size_t max_key_size = json::string::max_size();
  static constexpr std::size_t max_string_size = json::string::max_size();

  json::value_stack stack;
  std::size_t members = 0;

  Builder(unsigned char* buffer, std::size_t size) : stack({}, buffer, size) {}

  static bool on_document_begin(json::error_code&) { return true; }
  static bool on_document_end(json::error_code&) { return true; }
  static bool on_object_begin(json::error_code&) { return true; }
  static bool on_array_begin(json::error_code&) { return true; }
  static bool on_number_part(json::string_view, json::error_code&) { return true; }
  static bool on_comment_part(json::string_view, json::error_code&) { return true; }
  static bool on_comment(json::string_view, json::error_code&) { return true; }

  bool on_object_end(std::size_t count, json::error_code&) { return stack.push_object(count), true; }
  bool on_array_end(std::size_t count, json::error_code&) { return stack.push_array(count), true; }
  bool on_key_part(json::string_view part, std::size_t, json::error_code&) { return stack.push_chars(part), true; }
  bool on_key(json::string_view rest, std::size_t, json::error_code&) {
    ++members;
    return stack.push_key(rest), true;
  }
  bool on_string_part(json::string_view part, std::size_t, json::error_code&) { return stack.push_chars(part), true; }
  bool on_string(json::string_view rest, std::size_t, json::error_code&) { return stack.push_string(rest), true; }
  bool on_int64(std::int64_t i, json::string_view, json::error_code&) { return stack.push_int64(i), true; }
  bool on_uint64(std::uint64_t u, json::string_view, json::error_code&) { return stack.push_uint64(u), true; }
  bool on_bool(bool b, json::error_code&) { return stack.push_bool(b), true; }
  bool on_null(json::error_code&) { return stack.push_null(), true; }
  bool on_double(double near, json::string_view text, json::error_code& error) {
    double exact = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), exact);
    // Out of range is too large, which JSON text can say and a number cannot, or so small that it is 0.
    if (failed == std::errc::result_out_of_range && !std::isfinite(near)) {
      error = json::error::exponent_overflow;
      return false;
    }
    return stack.push_double(failed == std::errc{} ? exact : 0.0), true;
  }
};

std::size_t kept_members(const json::value& value) {
  std::size_t members = 0;
  if (const auto* object = value.if_object()) {
    members += object->size();
    for (const auto& member : *object) members += kept_members(member.value());
  } else if (const auto* array = value.if_array()) {
    for (const auto& item : *array) members += kept_members(item);
  }
  return members;
}

void append_number(std::string& out, double value) {
  if (!std::isfinite(value)) std::abort();  // JSON has no such number; the caller must have written null
  if (value == 0) {
    out += '0';  // also for -0, as ECMAScript does
    return;
  }
  std::array<char, 40> buffer{};
  const auto [end, error] =
      std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, std::chars_format::scientific);
  if (error != std::errc{}) std::abort();
  std::string_view text(buffer.data(), static_cast<std::size_t>(end - buffer.data()));
  if (text.front() == '-') {
    out += '-';
    text.remove_prefix(1);
  }
  const std::size_t e = text.find('e');
  int exponent = 0;
  const std::string_view exponent_text = text.substr(text[e + 1] == '+' ? e + 2 : e + 1);
  std::from_chars(exponent_text.data(), exponent_text.data() + exponent_text.size(), exponent);
  std::string digits(text.substr(0, 1));
  if (e > 1) digits += text.substr(2, e - 2);

  // k digits, and n such that the value is 0.digits x 10^n (the names of ECMA-262, Number::toString).
  const int k = static_cast<int>(digits.size());
  const int n = exponent + 1;
  if (k <= n && n <= 21) {
    out += digits;
    out.append(static_cast<std::size_t>(n - k), '0');
  } else if (0 < n && n <= 21) {
    out.append(digits, 0, static_cast<std::size_t>(n));
    out += '.';
    out.append(digits, static_cast<std::size_t>(n));
  } else if (-6 < n && n <= 0) {
    out += "0.";
    out.append(static_cast<std::size_t>(-n), '0');
    out += digits;
  } else {
    out += digits[0];
    if (k > 1) {
      out += '.';
      out.append(digits, 1);
    }
    out += n - 1 < 0 ? "e-" : "e+";
    out += std::to_string(std::abs(n - 1));
  }
}

// UTF-16 code unit order of two UTF-8 texts: as byte order, save that characters above U+FFFF (lead byte 0xF0 and up)
// are surrogates there and so come before U+E000 to U+FFFF (lead bytes 0xEE and 0xEF).
bool utf16_less(std::string_view a, std::string_view b) {
  const std::size_t common = std::min(a.size(), b.size());
  for (std::size_t i = 0; i < common; ++i) {
    const auto x = static_cast<unsigned char>(a[i]);
    const auto y = static_cast<unsigned char>(b[i]);
    if (x == y) continue;
    const bool x_surrogate = x >= 0xF0;
    const bool y_surrogate = y >= 0xF0;
    if (x_surrogate != y_surrogate && x >= 0xEE && y >= 0xEE) return x_surrogate;
    return x < y;
  }
  return a.size() < b.size();
}

void append_scalar(std::string& out, const json::value& value) {
  switch (value.kind()) {
    case json::kind::null: out += "null"; break;
    case json::kind::bool_: out += value.get_bool() ? "true" : "false"; break;
    case json::kind::int64: out += std::to_string(value.get_int64()); break;
    case json::kind::uint64: out += std::to_string(value.get_uint64()); break;
    case json::kind::double_: append_number(out, value.get_double()); break;
    case json::kind::string: append_quoted(out, value.get_string()); break;
    default: std::abort();
  }
}

void check_safe_integer(const json::value& value) {
  const bool safe = value.is_int64()    ? value.get_int64() <= kMaxSafeInteger && value.get_int64() >= -kMaxSafeInteger
                    : value.is_uint64() ? value.get_uint64() <= static_cast<std::uint64_t>(kMaxSafeInteger)
                                        : true;
  if (!safe) std::abort();
}

class Writer {
 public:
  Writer(std::string& out, int indent) : out_(out), indent_(indent) {}

  void write(const json::value& value, int depth) {
    if (const auto* object = value.if_object()) {
      write_object(*object, depth);
    } else if (const auto* array = value.if_array()) {
      write_array(*array, depth);
    } else {
      append_scalar(out_, value);
    }
  }

 private:
  void write_object(const json::object& object, int depth) {
    out_ += '{';
    bool first = true;
    for (const auto& member : object) {
      separate(first, depth + 1);
      append_quoted(out_, member.key());
      out_ += indent_ > 0 ? ": " : ":";
      write(member.value(), depth + 1);
    }
    if (!first) new_line(depth);
    out_ += '}';
  }

  void write_array(const json::array& array, int depth) {
    out_ += '[';
    bool first = true;
    for (const auto& item : array) {
      separate(first, depth + 1);
      write(item, depth + 1);
    }
    if (!first) new_line(depth);
    out_ += ']';
  }

  void separate(bool& first, int depth) {
    if (!first) out_ += ',';
    first = false;
    new_line(depth);
  }

  void new_line(int depth) {
    if (indent_ == 0) return;
    out_ += '\n';
    out_.append(static_cast<std::size_t>(indent_ * depth), ' ');
  }

  std::string& out_;
  int indent_;
};

}  // namespace

Result<json::value> parse_json(std::string_view text, std::string_view file, std::int64_t first_line,
                               json::storage_ptr storage) {
  json::parse_options options;
  options.max_depth = limits::kJsonDepthMax;
  std::array<unsigned char, 4096> buffer;  // enough for an entry, so that the parser itself allocates nothing
  json::basic_parser<Builder> parser(options, buffer.data(), buffer.size());
  Builder& builder = parser.handler();
  builder.stack.reset(std::move(storage));
  json::error_code error;
  const std::size_t read = parser.write_some(false, text.data(), text.size(), error);
  if (!error && read < text.size()) error = json::error::extra_data;
  if (error) {
    return fail_at(locate(text, read, file, first_line), "not-json", "This is not JSON: " + error.message() + ".");
  }
  json::value value = builder.stack.release();
  if (kept_members(value) != builder.members) {
    return fail_at(locate(text, 0, file, first_line), "duplicate-key", "A name stands twice in one JSON object.",
                   "Remove one of the two; readers disagree about which one counts.");
  }
  return value;
}

std::string write_json(const json::value& value, int indent) {
  std::string out;
  Writer(out, indent).write(value, 0);
  return out;
}

void append_canonical(std::string& out, const json::object& object) {
  using Member = const json::key_value_pair*;
  boost::container::small_vector<Member, 24> members;
  for (const auto& member : object) members.push_back(&member);
  std::sort(members.begin(), members.end(), [](Member a, Member b) { return utf16_less(a->key(), b->key()); });
  out += '{';
  for (std::size_t i = 0; i < members.size(); ++i) {
    if (i > 0) out += ',';
    append_quoted(out, members[i]->key());
    out += ':';
    append_canonical(out, members[i]->value());
  }
  out += '}';
}

void append_canonical(std::string& out, const json::value& value) {
  if (const auto* object = value.if_object()) {
    append_canonical(out, *object);
  } else if (const auto* array = value.if_array()) {
    out += '[';
    for (std::size_t i = 0; i < array->size(); ++i) {
      if (i > 0) out += ',';
      append_canonical(out, (*array)[i]);
    }
    out += ']';
  } else {
    check_safe_integer(value);
    append_scalar(out, value);
  }
}

std::string write_canonical(const json::value& value) {
  std::string out;
  append_canonical(out, value);
  return out;
}

std::string format_number(double value) {
  std::string out;
  append_number(out, value);
  return out;
}

void append_quoted(std::string& out, std::string_view text) {
  constexpr std::string_view kHex = "0123456789abcdef";
  out += '"';
  std::size_t copied = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto c = static_cast<unsigned char>(text[i]);
    if (c >= 0x20 && c != '"' && c != '\\') continue;
    out.append(text.substr(copied, i - copied));
    copied = i + 1;
    switch (c) {
      case '"': out += "\\\""; break;
      case '\\': out += "\\\\"; break;
      case '\b': out += "\\b"; break;
      case '\t': out += "\\t"; break;
      case '\n': out += "\\n"; break;
      case '\f': out += "\\f"; break;
      case '\r': out += "\\r"; break;
      default:
        out += "\\u00";
        out += kHex[c >> 4];
        out += kHex[c & 15];
    }
  }
  out.append(text.substr(copied));
  out += '"';
}

}  // namespace concordat
