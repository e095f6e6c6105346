// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "http/message.hpp"
#include "http/networks.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace concordat::http {

// The proxies whose word is believed: who asked, and whether over TLS. Anybody else's X-Forwarded-… says nothing.
class Proxies {
 public:
  // Networks as "10.0.0.0/8", "2001:db8::/32" or one address. Problem: bad-address.
  static Result<Proxies> of(const std::vector<std::string>& networks);

  bool trusts(std::string_view address) const;
  // Where the request's peer is trusted: the last address of X-Forwarded-For that is not, and X-Forwarded-Proto.
  void apply(Request& request) const;

 private:
  Networks networks_;
};

}  // namespace concordat::http
