// SPDX-License-Identifier: Apache-2.0
#include "http/proxies.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <cstring>

namespace concordat::http {
namespace {

constexpr int kMappedBits = 96;  // before the IPv4 address in an IPv6 one

bool same_bits(const AddressBytes& a, const AddressBytes& b, int bits) {
  const auto whole = static_cast<std::size_t>(bits / 8);
  if (!std::equal(a.begin(), a.begin() + static_cast<std::ptrdiff_t>(whole), b.begin())) return false;
  const int rest = bits % 8;
  return rest == 0 || ((a[whole] ^ b[whole]) >> (8 - rest)) == 0;
}

}  // namespace

std::optional<AddressBytes> parse_address(std::string_view text) {
  const std::string whole(text);
  AddressBytes bytes{};
  if (::inet_pton(AF_INET6, whole.c_str(), bytes.data()) == 1) return bytes;
  std::array<std::uint8_t, 4> four{};
  if (::inet_pton(AF_INET, whole.c_str(), four.data()) != 1) return std::nullopt;
  bytes = {};
  bytes[10] = bytes[11] = 0xFF;
  std::copy(four.begin(), four.end(), bytes.begin() + 12);
  return bytes;
}

Result<Proxies> Proxies::of(const std::vector<std::string>& networks) {
  Proxies proxies;
  for (const std::string& text : networks) {
    const std::size_t slash = text.find('/');
    const auto address = parse_address(std::string_view(text).substr(0, slash));
    const bool four = text.find(':') == std::string::npos;
    const int most = four ? 128 - kMappedBits : 128;
    int bits = most;
    bool good = address.has_value();
    if (good && slash != std::string::npos) {
      const char* end = text.data() + text.size();
      const auto read = std::from_chars(text.data() + slash + 1, end, bits);
      good = read.ec == std::errc{} && read.ptr == end && bits >= 0 && bits <= most;
    }
    if (!good) {
      return fail("bad-address", "\"" + text + "\" is no network of proxies.", "Write 10.0.0.0/8 or 2001:db8::1.");
    }
    proxies.networks_.push_back({*address, four ? bits + kMappedBits : bits});
  }
  return proxies;
}

bool Proxies::trusts(std::string_view address) const {
  const auto bytes = parse_address(address);
  return bytes && std::any_of(networks_.begin(), networks_.end(),
                              [&](const Network& one) { return same_bits(*bytes, one.address, one.bits); });
}

void Proxies::apply(Request& request) const {
  if (networks_.empty() || !trusts(request.peer)) return;
  request.secure = request.secure || same_name(request.headers.get("X-Forwarded-Proto"), "https");
  // Each proxy adds whom it saw at the end; what stands before the first that is not trusted may be anybody's.
  const std::string all = request.headers.joined("X-Forwarded-For");
  std::string_view rest = all;
  while (!rest.empty()) {
    const std::size_t comma = rest.rfind(',');
    const std::string_view one = trimmed(comma == std::string_view::npos ? rest : rest.substr(comma + 1));
    rest = comma == std::string_view::npos ? std::string_view{} : rest.substr(0, comma);
    if (!parse_address(one)) return;
    request.peer = one;
    if (!trusts(one)) return;
  }
}

}  // namespace concordat::http
