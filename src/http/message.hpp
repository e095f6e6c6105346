// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/codec.hpp"
#include "base/result.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// A request and its answer as plain values: whoever handles one knows nothing of sockets, and a test makes one by hand.
namespace concordat::http {

class BodyFile;
class EventStream;

// Header fields in the order in which they stand; names are compared without case.
class Headers {
 public:
  void add(std::string name, std::string value) { all_.emplace_back(std::move(name), std::move(value)); }
  void set(std::string_view name, std::string value);  // in the place of all of that name
  std::string_view get(std::string_view name) const;   // the first; empty where there is none
  std::string joined(std::string_view name) const;     // all of that name with commas between them (RFC 9110 5.3)
  std::size_t count(std::string_view name) const;
  const std::vector<std::pair<std::string, std::string>>& all() const { return all_; }

 private:
  std::vector<std::pair<std::string, std::string>> all_;
};

// Whether two names of header fields are the same (RFC 9110 5.1).
bool same_name(std::string_view a, std::string_view b);
// Without the blanks and tabs around it (RFC 9110 5.6.3).
std::string_view trimmed(std::string_view text);

// What a request is for: "/tickets/INC%207?page=2" taken apart and decoded.
struct Target {
  std::vector<std::string> segments;
  std::vector<std::pair<std::string, std::string>> query;  // in their order; a name may stand several times
};
// Strict, so that two programs never read it differently: it begins with "/", has no empty, "." or ".." segment, no
// fragment, whole percent escapes, and is UTF-8 without control characters once decoded. Problem: bad-target.
Result<Target> parse_target(std::string_view target);

struct Request {
  std::string id;      // for logs and problems; made by the server
  std::string method;  // "GET"
  std::string path;    // as it was sent, without the query
  Target target;
  std::vector<std::pair<std::string, std::string>> parameters;  // of the route's template, by name
  Headers headers;
  std::string body;
  std::string peer;     // the address it came from; behind a trusted proxy, the one that the proxy names
  bool secure = false;  // it came over TLS, by the server itself or by a trusted proxy's word

  std::string_view parameter(std::string_view name) const;             // empty where the template has none
  std::optional<std::string_view> query(std::string_view name) const;  // the first
};

struct Response {
  int status = 200;
  Headers headers;
  std::string body;
  std::shared_ptr<const BodyFile> file;  // instead of a body in memory
  std::shared_ptr<EventStream> events;   // instead of a body: what is pushed into it goes out as it comes
};

std::string_view reason_of(int status);  // "Not Found"

// RFC 9457: {"type","title","status","detail","code","hint"?,"errors"?}, as application/problem+json.
Response problem_response(int status, const Problem& problem, const std::vector<Pointed>& errors = {});
Response not_allowed_response(std::string_view method, const std::vector<std::string>& allowed);  // 405 with Allow
Response busy_response();                               // 503 with Retry-After
Response failed_response(std::string_view request_id);  // 500, which says nothing of what failed
Response json_response(const boost::json::object& document, int status = 200);

}  // namespace concordat::http
