// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/instant.hpp"
#include "http/message.hpp"

#include <string>
#include <string_view>

// Where a request begins and ends, and how an answer does: what must be exact, or two programs that share a connection
// read it in two ways and one client's bytes become another's request (RFC 9112 11.2).
namespace concordat::http {

// What is wrong with the lines of a head, the empty one at its end included; null: nothing that the parser would not
// see itself. The parser joins a folded line to the one before, where a proxy may take it for a field (RFC 9112 5.2).
const char* fault_of_lines(std::string_view head);

// What is wrong with a head that was read; null: it is clear which bytes are its body. `version` is 11 for HTTP/1.1.
const char* fault_of_framing(const Request& request, int version);

struct Framing {
  int version = 11;  // of the request
  bool keep_alive = false;
  Instant now;
  std::string_view request_id;  // may be empty
};

// The head of an answer with the empty line after it. Fields that frame the message are ours alone, and a control
// character in a field becomes a blank, so that a field that somebody else wrote stays one field.
std::string head_of(const Response& response, const Framing& framing);

// "Sun, 06 Nov 1994 08:49:37 GMT" (RFC 9110 5.6.7).
std::string http_date(Instant instant);

}  // namespace concordat::http
