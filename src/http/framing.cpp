// SPDX-License-Identifier: Apache-2.0
#include "http/framing.hpp"

#include "http/body_file.hpp"
#include "http/events.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

namespace concordat::http {
namespace {

bool is_alphanumeric(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

bool is_token(std::string_view text) {
  static constexpr std::string_view kMore = "!#$%&'*+-.^_`|~";
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return is_alphanumeric(c) || kMore.find(c) != std::string_view::npos;
  });
}

// A name, an address or nothing, with a port: what no two readers take for two things.
bool is_host(std::string_view text) {
  static constexpr std::string_view kMore = "-._:[]";
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return is_alphanumeric(c) || kMore.find(c) != std::string_view::npos; });
}

bool is_framing(std::string_view name) {
  static constexpr std::array<std::string_view, 5> kOurs = {"Connection", "Content-Length", "Date", "Transfer-Encoding",
                                                            "X-Request-Id"};
  return std::any_of(kOurs.begin(), kOurs.end(), [&](std::string_view one) { return same_name(one, name); });
}

void append_field(std::string& head, std::string_view name, std::string_view value) {
  head.append(name).append(": ");
  for (const char c : value) head += (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7F ? ' ' : c;
  head.append("\r\n");
}

}  // namespace

const char* fault_of_lines(std::string_view head) {
  for (std::size_t at = head.find('\n'); at != std::string_view::npos; at = head.find('\n', at + 1)) {
    if (at == 0 || head[at - 1] != '\r') return "A line of its head does not end in CR and LF.";
    if (at + 1 < head.size() && (head[at + 1] == ' ' || head[at + 1] == '\t')) return "A line of its head is folded.";
  }
  return nullptr;
}

const char* fault_of_framing(const Request& request, int version) {
  if (version != 10 && version != 11) return "It is of another version of HTTP than 1.0 and 1.1.";
  const Headers& headers = request.headers;
  const std::size_t lengths = headers.count("Content-Length");
  const bool coded = headers.count("Transfer-Encoding") > 0;
  if (lengths > 1) return "It has several Content-Length fields.";
  const std::string_view length = headers.get("Content-Length");
  if (!std::all_of(length.begin(), length.end(), [](char c) { return c >= '0' && c <= '9'; })) {
    return "Its Content-Length is no number.";  // "5, 5" is taken by some
  }
  if (lengths > 0 && coded) return "It has both Content-Length and Transfer-Encoding.";
  if (coded && (version < 11 || headers.count("Transfer-Encoding") > 1 ||
                !same_name(headers.get("Transfer-Encoding"), "chunked"))) {
    return "Its Transfer-Encoding is not \"chunked\".";
  }
  if (headers.count("Host") > 1 || (version == 11 && headers.count("Host") == 0)) {
    return "It does not have one Host field.";
  }
  if (!is_host(headers.get("Host"))) return "Its Host is neither a name nor an address.";
  return nullptr;
}

std::string head_of(const Response& response, const Framing& framing) {
  std::string head = "HTTP/1.1 " + std::to_string(response.status) + " ";
  head.append(reason_of(response.status)).append("\r\n");
  append_field(head, "Date", http_date(framing.now));
  if (!framing.keep_alive) append_field(head, "Connection", "close");
  if (framing.keep_alive && framing.version == 10) append_field(head, "Connection", "keep-alive");
  if (!framing.request_id.empty()) append_field(head, "X-Request-Id", framing.request_id);
  for (const auto& [name, value] : response.headers.all()) {
    if (is_token(name) && !is_framing(name)) append_field(head, name, value);
  }
  // Nobody guesses what a body is: a comment that looks like a page stays a comment.
  append_field(head, "X-Content-Type-Options", "nosniff");
  if (response.events) {
    append_field(head, "Content-Type", "text/event-stream");
    append_field(head, "Cache-Control", "no-store");
    append_field(head, "X-Accel-Buffering", "no");  // a proxy passes each on as it comes
  } else if (response.status != 204 && response.status != 304) {
    append_field(head, "Content-Length", std::to_string(response.file ? response.file->size() : response.body.size()));
  }
  return head + "\r\n";
}

std::string http_date(Instant instant) {
  static constexpr std::array<const char*, 7> kDays = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
  static constexpr std::array<const char*, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                          "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const CivilTime time = split_utc(instant);
  const YearMonthDay day = split_date(time.date);
  const int second = time.second_of_day;
  std::array<char, 64> text{};
  const int size = std::snprintf(text.data(), text.size(), "%s, %02u %s %04d %02d:%02d:%02d GMT",
                                 kDays.at(static_cast<std::size_t>(weekday(time.date))), day.day,
                                 kMonths.at(day.month - 1), day.year, second / 3600, second / 60 % 60, second % 60);
  return {text.data(), static_cast<std::size_t>(size)};
}

}  // namespace concordat::http
