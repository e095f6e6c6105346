// SPDX-License-Identifier: Apache-2.0
#include "http/message.hpp"

#include "base/json.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"

#include <boost/json/array.hpp>

#include <algorithm>

namespace concordat::http {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char small = lower(c);
  return small >= 'a' && small <= 'f' ? small - 'a' + 10 : -1;
}

tl::unexpected<Problem> bad_target(std::string message) {
  return fail("bad-target", std::move(message), "Write a path such as /api/v1/tickets?with=us, percent-encoded.");
}

// Percent escapes, and "+" for a blank where `plus` (in a query).
Result<std::string> decode(std::string_view text, bool plus) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c == '%') {
      const int high = i + 1 < text.size() ? hex_digit(text[i + 1]) : -1;
      const int low = i + 2 < text.size() ? hex_digit(text[i + 2]) : -1;
      if (high < 0 || low < 0) return bad_target("A percent sign in it begins no escape.");
      c = static_cast<char>(high * 16 + low);
      i += 2;
    } else if (plus && c == '+') {
      c = ' ';
    }
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) return bad_target("It holds a control character.");
    out += c;
  }
  if (first_invalid_utf8(out)) return bad_target("It is not UTF-8.");
  return out;
}

Result<void> parse_query(std::string_view text, Target& target) {
  while (!text.empty()) {
    const std::size_t end = text.find('&');
    const std::string_view one = text.substr(0, end);
    text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
    if (one.empty()) continue;
    if (target.query.size() == limits::kQueryPartsMax) return bad_target("Its query has too many parts.");
    const std::size_t equals = one.find('=');
    auto name = decode(one.substr(0, equals), true);
    if (!name) return tl::unexpected(name.error());
    auto value = equals == std::string_view::npos ? Result<std::string>() : decode(one.substr(equals + 1), true);
    if (!value) return tl::unexpected(value.error());
    target.query.emplace_back(std::move(*name), std::move(*value));
  }
  return {};
}

}  // namespace

bool same_name(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) { return lower(x) == lower(y); });
}

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") + 1 - first);
}

void Headers::set(std::string_view name, std::string value) {
  std::erase_if(all_, [&](const auto& one) { return same_name(one.first, name); });
  add(std::string(name), std::move(value));
}

std::string_view Headers::get(std::string_view name) const {
  for (const auto& [key, value] : all_) {
    if (same_name(key, name)) return value;
  }
  return {};
}

std::string Headers::joined(std::string_view name) const {
  std::string joined;
  bool first = true;
  for (const auto& [key, value] : all_) {
    if (!same_name(key, name)) continue;
    joined += (first ? "" : ", ") + value;
    first = false;
  }
  return joined;
}

std::size_t Headers::count(std::string_view name) const {
  return static_cast<std::size_t>(
      std::count_if(all_.begin(), all_.end(), [&](const auto& one) { return same_name(one.first, name); }));
}

Result<Target> parse_target(std::string_view target) {
  if (target.size() > limits::kTargetBytesMax) return bad_target("It is too long.");
  if (target.empty() || target.front() != '/') return bad_target("It does not begin with a slash.");
  if (target.find('#') != std::string_view::npos) return bad_target("It has a fragment, which is the reader's own.");
  Target parsed;
  const std::size_t question = target.find('?');
  std::string_view path = target.substr(1, question == std::string_view::npos ? question : question - 1);
  while (!path.empty()) {
    const std::size_t end = path.find('/');
    auto segment = decode(path.substr(0, end), false);
    if (!segment) return tl::unexpected(segment.error());
    // A slash at the very end is not another segment.
    path = end == std::string_view::npos ? std::string_view{} : path.substr(end + 1);
    if (segment->empty()) return bad_target("A segment of its path is empty.");
    if (*segment == "." || *segment == "..") return bad_target("It has a segment of dots alone.");
    if (parsed.segments.size() == limits::kPathSegmentsMax) return bad_target("Its path has too many segments.");
    parsed.segments.push_back(std::move(*segment));
  }
  if (question != std::string_view::npos) {
    if (const auto done = parse_query(target.substr(question + 1), parsed); !done) return tl::unexpected(done.error());
  }
  return parsed;
}

std::string_view Request::parameter(std::string_view name) const {
  for (const auto& [key, value] : parameters) {
    if (key == name) return value;
  }
  return {};
}

std::optional<std::string_view> Request::query(std::string_view name) const {
  for (const auto& [key, value] : target.query) {
    if (key == name) return value;
  }
  return std::nullopt;
}

std::string_view reason_of(int status) {
  switch (status) {
    case 200: return "OK";
    case 201: return "Created";
    case 202: return "Accepted";
    case 204: return "No Content";
    case 303: return "See Other";
    case 304: return "Not Modified";
    case 400: return "Bad Request";
    case 401: return "Unauthorized";
    case 403: return "Forbidden";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 408: return "Request Timeout";
    case 409: return "Conflict";
    case 412: return "Precondition Failed";
    case 413: return "Content Too Large";
    case 415: return "Unsupported Media Type";
    case 422: return "Unprocessable Content";
    case 428: return "Precondition Required";
    case 429: return "Too Many Requests";
    case 431: return "Request Header Fields Too Large";
    case 500: return "Internal Server Error";
    case 501: return "Not Implemented";
    case 503: return "Service Unavailable";
    default: return "Status";
  }
}

Response json_response(const boost::json::object& document, int status) {
  Response response;
  response.status = status;
  response.headers.add("Content-Type", "application/json");
  response.body = write_json(document) + "\n";
  return response;
}

Response problem_response(int status, const Problem& problem, const std::vector<Pointed>& errors) {
  boost::json::object document{{"type", "about:blank"},
                               {"title", reason_of(status)},
                               {"status", status},
                               {"detail", problem.message},
                               {"code", problem.code}};
  if (!problem.hint.empty()) document["hint"] = problem.hint;
  if (!errors.empty()) {
    boost::json::array all;
    for (const Pointed& one : errors) {
      all.emplace_back(boost::json::object{{"pointer", one.pointer}, {"detail", one.detail}});
    }
    document["errors"] = std::move(all);
  }
  Response response = json_response(document, status);
  response.headers.set("Content-Type", "application/problem+json");
  return response;
}

Response not_allowed_response(std::string_view method, const std::vector<std::string>& allowed) {
  Response response = problem_response(405, {"method", "This path does not answer to " + std::string(method) + ".",
                                             std::nullopt, "See the header Allow."});
  response.headers.add("Allow", listed(allowed));
  return response;
}

Response busy_response() {
  Response response =
      problem_response(503, {"busy", "Too much is asked at once.", std::nullopt, "Ask again in a second."});
  response.headers.add("Retry-After", "1");
  return response;
}

Response failed_response(std::string_view request_id) {
  return problem_response(
      500, {"internal", "Something failed here; it is in the log under " + std::string(request_id) + ".", std::nullopt,
            "Ask again, and then the operator."});
}

}  // namespace concordat::http
