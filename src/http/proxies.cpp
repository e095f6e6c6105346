// SPDX-License-Identifier: Apache-2.0
#include "http/proxies.hpp"

namespace concordat::http {

Result<Proxies> Proxies::of(const std::vector<std::string>& networks) {
  auto read = Networks::of(networks);
  if (!read) return tl::unexpected(std::move(read.error()));
  Proxies proxies;
  proxies.networks_ = std::move(*read);
  return proxies;
}

bool Proxies::trusts(std::string_view address) const {
  const auto bytes = parse_address(address);
  return bytes && networks_.has(*bytes);
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
