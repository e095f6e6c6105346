// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "http/message.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace concordat::http {

// An address as 16 bytes; one of IPv4 as the IPv6 address that maps it (RFC 4291 2.5.5.2).
using AddressBytes = std::array<std::uint8_t, 16>;
std::optional<AddressBytes> parse_address(std::string_view text);

// The proxies whose word is believed: who asked, and whether over TLS. Anybody else's X-Forwarded-… says nothing.
class Proxies {
 public:
  // Networks as "10.0.0.0/8", "2001:db8::/32" or one address. Problem: bad-address.
  static Result<Proxies> of(const std::vector<std::string>& networks);

  bool trusts(std::string_view address) const;
  // Where the request's peer is trusted: the last address of X-Forwarded-For that is not, and X-Forwarded-Proto.
  void apply(Request& request) const;

 private:
  struct Network {
    AddressBytes address{};
    int bits = 0;
  };
  std::vector<Network> networks_;
};

}  // namespace concordat::http
