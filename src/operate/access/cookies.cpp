// SPDX-License-Identifier: Apache-2.0
#include "operate/access/cookies.hpp"

#include <algorithm>

namespace concordat::operate {
namespace {

// "__Host-" is a promise of the browser: over TLS alone, for this host alone. Without TLS there is no such cookie.
std::string cookie_name(std::string_view name, bool secure) { return (secure ? "__Host-" : "") + std::string(name); }

}  // namespace

std::string cookie(const http::Request& request, std::string_view name) {
  const std::string wanted = cookie_name(name, request.secure) + "=";
  const std::string all = request.headers.joined("Cookie");
  for (std::size_t from = 0; from < all.size();) {
    const auto end = std::min(all.find_first_of(";,", from), all.size());
    const std::string_view one = http::trimmed(std::string_view(all).substr(from, end - from));
    if (one.starts_with(wanted)) return std::string(one.substr(wanted.size()));
    from = end + 1;
  }
  return {};
}

std::string set_cookie(std::string_view name, const std::string& value, bool secure, std::int64_t seconds,
                       std::string_view same_site) {
  return cookie_name(name, secure) + "=" + value + "; Path=/; HttpOnly; SameSite=" + std::string(same_site) +
         "; Max-Age=" + std::to_string(seconds) + (secure ? "; Secure" : "");
}

}  // namespace concordat::operate
