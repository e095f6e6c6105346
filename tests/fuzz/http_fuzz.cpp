// SPDX-License-Identifier: Apache-2.0
// The target of a request, the fields of proxies and of conditions, cursors and forms: what is taken apart before it is
// known what it says.
#include "base/text.hpp"
#include "http/cursor.hpp"
#include "http/framing.hpp"
#include "http/multipart.hpp"
#include "http/preconditions.hpp"
#include "http/proxies.hpp"
#include "http/static_files.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdlib>

namespace {

using namespace concordat;

void hold(bool condition) {
  if (!condition) std::abort();
}

void target_of(const std::string& text) {
  const auto target = http::parse_target(text);
  if (!target) return;
  for (const auto& segment : target->segments) {
    hold(!segment.empty() && segment != "." && segment != ".." && !first_invalid_utf8(segment));
  }
  for (const auto& [name, value] : target->query) hold(!first_invalid_utf8(name) && !first_invalid_utf8(value));
}

void proxies_of(const std::string& text) {
  static const http::Proxies proxies = http::Proxies::of({"10.0.0.0/8", "2001:db8::/32"}).value();
  http::Request request;
  request.peer = "10.0.0.1";
  request.headers.add("X-Forwarded-For", text);
  proxies.apply(request);
  hold(http::parse_address(request.peer).has_value());
  (void)http::Proxies::of({text});
}

// Tags that were read are written and read to the same.
void tags_of(const std::string& text) {
  const auto tags = http::parse_entity_tags(text);
  if (!tags || tags->any) return;
  std::string written;
  for (const auto& tag : tags->tags) {
    written += (written.empty() ? "" : ", ") + std::string(tag.weak ? "W/" : "") + "\"" + tag.value + "\"";
  }
  const auto again = http::parse_entity_tags(written);
  hold(again && again->tags.size() == tags->tags.size());
  http::Headers headers;
  headers.add("If-None-Match", text);
  const auto& first = tags->tags.front();
  hold(http::if_none_match(headers, "\"" + first.value + "\"") == http::Precondition::fails);
}

// A field stays one field, whatever stands in it.
void answer_of(const std::string& text) {
  http::Response response;
  response.headers.add("A", text);
  response.headers.add(text, "b");
  const std::string head = http::head_of(response, {});
  hold(http::fault_of_lines(head) == nullptr);
  hold(head.find("\r\n\r\n") == head.size() - 4);
}

// The first line as the Content-Type, the rest as the body. What was read can be sent again, and is the same.
void form_of(const std::string& text) {
  const auto end = std::min(text.find('\n'), text.size());
  const auto boundary = http::boundary_in(text.substr(0, end));
  if (!boundary) return;
  const std::string body = text.substr(std::min(end + 1, text.size()));
  const auto form = http::read_form(body, *boundary);
  if (!form) return;
  hold(form->size() <= http::kFormPartsMax);
  std::string written;
  for (const auto& part : *form) {
    hold(part.content.empty() || (part.content.data() >= body.data() &&
                                  part.content.data() + part.content.size() <= body.data() + body.size()));
    hold(!first_invalid_utf8(part.name));
    written += "--" + *boundary + "\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n";
    written.append(part.content).append("\r\n");
  }
  written += "--" + *boundary + "--";  // what was read again lies in it
  const auto again = http::read_form(written, *boundary);
  hold(again && again->size() == form->size());
  for (std::size_t i = 0; i < form->size(); ++i) hold((*again)[i].content == (*form)[i].content);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  target_of(text);
  proxies_of(text);
  tags_of(text);
  answer_of(text);
  form_of(text);
  (void)http::takes_gzip(text);
  http::Headers headers;
  headers.add("Idempotency-Key", text);
  if (const auto key = http::idempotency_key(headers)) hold(key->has_value() && !(**key).empty());
  if (const auto position = http::read_cursor(text, "list", 1)) {
    const auto again = http::read_cursor(http::write_cursor("list", *position), "list", 1);
    hold(again && *again == *position);
  }
  return 0;
}
