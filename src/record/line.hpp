// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"

#include <boost/json/object.hpp>

#include <string_view>

// A line of the record or of a bundle: one JSON object in RFC 8785's one and only form. INVARIANT: what parse_line
// accepts, write_canonical prints (its numbers are finite, and integers beyond 2^53 have become the doubles that every
// reader of RFC 8785 takes them for).
namespace concordat::record {

// Does not compare the bytes: where the caller prints the object anyway, it compares what it printed.
Result<boost::json::object> parse_line(std::string_view line, const Where& where = {});
// And refuses what is not the canonical form of itself.
Result<boost::json::object> parse_canonical_line(std::string_view line, const Where& where = {});

}  // namespace concordat::record
