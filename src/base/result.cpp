// SPDX-License-Identifier: Apache-2.0
#include "base/result.hpp"

#include "base/text.hpp"

#include <boost/json/value.hpp>

namespace concordat {

boost::json::object to_json(const Problem& problem) {
  boost::json::object error{{"code", problem.code}, {"message", as_utf8(problem.message)}};
  if (problem.where) {
    boost::json::object where{{"file", as_utf8(problem.where->file)}};
    if (problem.where->line > 0) where["line"] = problem.where->line;
    if (problem.where->column > 0) where["column"] = problem.where->column;
    error["where"] = std::move(where);
  }
  error["hint"] = as_utf8(problem.hint);
  return {{"error", std::move(error)}};
}

std::string to_text(const Problem& problem) {
  std::string text;
  if (problem.where) {
    text += problem.where->file;
    if (problem.where->line > 0) text += ':' + std::to_string(problem.where->line);
    if (problem.where->column > 0) text += ':' + std::to_string(problem.where->column);
    text += ": ";
  }
  text += problem.message;
  if (!problem.hint.empty()) text += "\n  " + problem.hint;
  return text;
}

}  // namespace concordat
