// SPDX-License-Identifier: Apache-2.0
#include "http/networks.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>

namespace concordat::http {
namespace {

constexpr int kMappedBits = 96;  // before the IPv4 address in an IPv6 one

bool same_bits(const AddressBytes& a, const AddressBytes& b, int bits) {
  const auto whole = static_cast<std::size_t>(bits / 8);
  if (!std::equal(a.begin(), a.begin() + static_cast<std::ptrdiff_t>(whole), b.begin())) return false;
  const int rest = bits % 8;
  return rest == 0 || ((a[whole] ^ b[whole]) >> (8 - rest)) == 0;
}

// IANA IPv4 and IPv6 Special-Purpose Address Registries, multicast (RFC 5771), and the ways to write one address in
// another (6to4, Teredo).
const Networks& special() {
  static const Networks all = *Networks::of(
      {"0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24",
       "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
       "224.0.0.0/4", "240.0.0.0/4", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"});
  return all;
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

Result<Networks> Networks::of(const std::vector<std::string>& texts) {
  Networks networks;
  for (const std::string& text : texts) {
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
    if (!good) return fail("bad-address", "\"" + text + "\" is no network.", "Write 10.0.0.0/8 or 2001:db8::1.");
    networks.networks_.push_back({*address, four ? bits + kMappedBits : bits});
  }
  return networks;
}

bool Networks::has(const AddressBytes& address) const {
  return std::any_of(networks_.begin(), networks_.end(),
                     [&](const Network& one) { return same_bits(address, one.address, one.bits); });
}

bool is_public(const AddressBytes& address) {
  static const Networks unicast = *Networks::of({"0.0.0.0/0", "2000::/3"});
  return unicast.has(address) && !special().has(address);
}

}  // namespace concordat::http
