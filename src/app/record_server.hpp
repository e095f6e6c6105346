// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "http/outbound.hpp"

#include <string>

// Another party's service, as a witness of its record sees it. INVARIANT: what comes from it is whole or not there, and
// is believed in nothing.
namespace concordat::app {

class RecordServer {
 public:
  // `url`: https://desk.example, or http:// of this machine itself. `token`: made there, with the scope "record".
  // `authorities`: PEM of those that its certificate may come from; empty: the machine's own.
  static Result<RecordServer> of(std::string url, std::string token, std::string authorities);

  // The id of the organisation of that name or id; of the only one where `name` is empty.
  Result<std::string> organisation(const std::string& name) const;
  // The bundle for a party (empty: the token's own) into a file, which has its name only when all of it came; only what
  // follows the first `since` entries, where that is more than 0.
  Result<void> fetch_bundle(const std::string& organisation, const std::string& party, std::int64_t since,
                            const std::string& file) const;
  Result<void> post_cosignature(const std::string& organisation, const std::string& note) const;

 private:
  RecordServer(http::Outbound outbound, std::string url, std::string token)
      : outbound_(std::move(outbound)), url_(std::move(url)), token_(std::move(token)) {}
  http::OutboundRequest request(const std::string& method, const std::string& path) const;
  Result<http::Response> ask(http::OutboundRequest request) const;

  http::Outbound outbound_;
  std::string url_;
  std::string token_;
};

}  // namespace concordat::app
