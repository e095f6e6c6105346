// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// Addresses of IPv4 and IPv6, and networks of them.
namespace concordat::http {

// An address as 16 bytes; one of IPv4 as the IPv6 address that maps it (RFC 4291 2.5.5.2).
using AddressBytes = std::array<std::uint8_t, 16>;
std::optional<AddressBytes> parse_address(std::string_view text);

class Networks {
 public:
  // "10.0.0.0/8", "2001:db8::/32" or one address. Problem: bad-address.
  static Result<Networks> of(const std::vector<std::string>& texts);

  bool has(const AddressBytes& address) const;
  bool empty() const { return networks_.empty(); }

 private:
  struct Network {
    AddressBytes address{};
    int bits = 0;
  };
  std::vector<Network> networks_;
};

// Whether anybody on the internet could be at that address: what IANA's registries of special-purpose addresses (RFC
// 6890 and after) call globally reachable. Loopback, private, link-local, shared, multicast, documentation, and every
// IPv6 address that carries another address inside are not.
bool is_public(const AddressBytes& address);

}  // namespace concordat::http
