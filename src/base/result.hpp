// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/json/object.hpp>

#include <cstdlib>
#include <optional>
#include <string>
#include <tl/expected.hpp>

// What a function answers when a user can cause it to fail: a value, or a Problem that says what was wrong, where, and
// what to do. Exceptions are for what ends the whole command (a lost database, a full disk) and are caught in app/.
namespace concordat {

struct Where {
  std::string file;
  std::int64_t line = 0;    // from 1; 0 where there is none
  std::int64_t column = 0;  // from 1; 0 where there is none
};

struct Problem {
  std::string code;     // a stable word that programs may test: "unknown-calendar"
  std::string message;  // one sentence for people, with what was read
  std::optional<Where> where;
  std::string hint;  // what to do about it; may be empty
};

template <typename T>
using Result = tl::expected<T, Problem>;

inline tl::unexpected<Problem> fail(std::string code, std::string message, std::string hint = {}) {
  return tl::unexpected<Problem>(Problem{std::move(code), std::move(message), std::nullopt, std::move(hint)});
}

inline tl::unexpected<Problem> fail_at(Where where, std::string code, std::string message, std::string hint = {}) {
  return tl::unexpected<Problem>(Problem{std::move(code), std::move(message), std::move(where), std::move(hint)});
}

// What only a slip of our own could make false: ends the program rather than go on with a wrong record.
inline void demand(bool condition) {
  if (!condition) std::abort();
}

// {"error":{"code","message","where"?,"hint"}}, as contracts of the command line fix it.
boost::json::object to_json(const Problem& problem);
// "FILE:LINE:COLUMN: MESSAGE" and, on a line of its own, the hint.
std::string to_text(const Problem& problem);

// Ends the command: the machine failed us (disk full, database gone), not the user's input.
class Failure : public std::exception {
 public:
  explicit Failure(Problem problem) : problem_(std::move(problem)) {}
  const Problem& problem() const { return problem_; }
  const char* what() const noexcept override { return problem_.message.c_str(); }

 private:
  Problem problem_;
};

}  // namespace concordat
