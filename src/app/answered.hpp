// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "http/message.hpp"

namespace concordat::app {

// What a service refused, out of its RFC 9457 answer; something general where it is none.
Problem problem_of(const http::Response& response);

}  // namespace concordat::app
