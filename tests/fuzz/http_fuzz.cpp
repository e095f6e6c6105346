// SPDX-License-Identifier: Apache-2.0
// The target of a request and the fields of proxies: what is taken apart before anybody is known.
#include "http/proxies.hpp"

#include "base/text.hpp"

#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace concordat;
  const std::string text(reinterpret_cast<const char*>(data), size);
  if (const auto target = http::parse_target(text)) {
    for (const auto& segment : target->segments) {
      if (segment.empty() || segment == "." || segment == ".." || first_invalid_utf8(segment)) std::abort();
    }
    for (const auto& [name, value] : target->query) {
      if (first_invalid_utf8(name) || first_invalid_utf8(value)) std::abort();
    }
  }
  static const http::Proxies proxies = http::Proxies::of({"10.0.0.0/8", "2001:db8::/32"}).value();
  http::Request request;
  request.peer = "10.0.0.1";
  request.headers.add("X-Forwarded-For", text);
  proxies.apply(request);
  if (!http::parse_address(request.peer)) std::abort();
  (void)http::Proxies::of({text});
  return 0;
}
