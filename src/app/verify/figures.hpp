// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/json/object.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace concordat::verify {

struct FigureComparison {
  std::int64_t checked = 0;        // values compared, each number, text, truth value or null for itself
  std::vector<std::string> wrong;  // JSON pointers (RFC 6901) of those that differ or stand on one side alone
};

FigureComparison compare_figures(const boost::json::object& stated, const boost::json::object& recomputed);

}  // namespace concordat::verify
