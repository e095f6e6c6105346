// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/codec.hpp"
#include "http/message.hpp"

#include <boost/json/value.hpp>

#include <optional>
#include <string>
#include <utility>
#include <vector>

// What a route answers: a value, or a refusal that says what was wrong, where, and what to do.
namespace concordat::operate {

struct Refusal {
  int status = 422;
  Problem problem;
  std::vector<Pointed> errors;
};
template <typename T>
using Outcome = tl::expected<T, Refusal>;

// The status that goes with a problem's code; 422 where none stands for it.
int status_of(std::string_view code);

// Whether a Failure is of the machine and passes, so that the same may succeed later.
bool is_passing(std::string_view code);

inline tl::unexpected<Refusal> refuse(Problem problem) {
  const int status = status_of(problem.code);
  return tl::unexpected<Refusal>(Refusal{status, std::move(problem), {}});
}
inline tl::unexpected<Refusal> refuse(std::string code, std::string message, std::string hint = {}) {
  return refuse(Problem{std::move(code), std::move(message), std::nullopt, std::move(hint)});
}
// One answer for what is not there and for what is not to be seen, so that nobody learns which it is.
inline tl::unexpected<Refusal> not_found() {
  return refuse("not-found", "There is nothing here for you.", "Check the address, and who you are signed in as.");
}

// What goes back over the wire.
struct Answer {
  int status = 200;
  boost::json::value body;  // null: none
  std::string etag;         // with its quotation marks
  std::string location;
  bool shown_once = false;              // it holds a secret: it is not kept for a command that is sent again
  std::optional<http::Response> whole;  // instead of all that: cookies, streams, files
};

}  // namespace concordat::operate
