// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/json/value.hpp>

#include "base/result.hpp"

#include <string>
#include <string_view>

// JSON in and out. Writing is our own, because two things must hold that libraries do not promise: numbers in the
// shortest form that reads back the same, as ECMAScript prints them, and, for the record, RFC 8785's one and only form.
namespace concordat {

// Strict JSON: UTF-8 checked, no comments, no duplicate keys, nesting within limits::kJsonDepthMax.
// `file` and `first_line` are where the text stands, for the problem.
Result<boost::json::value> parse_json(std::string_view text, std::string_view file = "input",
                                      std::int64_t first_line = 1, boost::json::storage_ptr storage = {});

// Members in the order in which they were put in. Numbers must be finite. `indent` 0 writes one line.
std::string write_json(const boost::json::value& value, int indent = 0);

// RFC 8785 (JCS): members sorted by UTF-16 code units, no white space. Numbers must be finite, and integers within
// +-2^53, or the same bytes would not come back from another reader; a larger one is our own mistake and aborts.
std::string write_canonical(const boost::json::value& value);
void append_canonical(std::string& out, const boost::json::value& value);
void append_canonical(std::string& out, const boost::json::object& object);  // without making a value of it first

// The number as ECMAScript's Number.prototype.toString prints it (RFC 8785 section 3.2.2.3). Must be finite.
std::string format_number(double value);

// A text as RFC 8785 section 3.2.2.2 quotes it, quotation marks included.
void append_quoted(std::string& out, std::string_view text);

}  // namespace concordat
