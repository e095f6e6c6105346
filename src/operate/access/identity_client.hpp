// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "http/outbound.hpp"
#include "operate/access/id_token.hpp"

#include <map>
#include <mutex>
#include <string>

// Asks providers of identity: what they can do (OpenID Connect Discovery 1.0), their keys, and a token for a code (RFC
// 6749, 7636). INVARIANT: only a few ask at once, so that a provider which does not answer holds up nobody but its own.
namespace concordat::operate {

struct ProviderDescription {
  std::string issuer;
  std::string authorization_endpoint;
  std::string token_endpoint;
  std::string jwks_uri;
  std::string userinfo_endpoint;  // empty where it has none
  bool by_post = false;           // the client's secret goes into the body, not into the header
};

struct CodeExchange {
  std::string client_id;
  std::string client_secret;
  std::string redirect_uri;
  std::string code;
  std::string verifier;
};

class IdentityClient {
 public:
  explicit IdentityClient(const http::Outbound& outbound) : outbound_(outbound) {}

  // Kept for an hour. Problems: "provider-unreachable", "bad-provider", "busy".
  Result<ProviderDescription> describe(const std::string& issuer, Instant now);
  // The claims of the token that the code stands for, and of the provider's user information where the token says no
  // e-mail address. Keys are kept for an hour, and asked for again, once a minute at
  // most, where a token names one that is not among them.
  Result<boost::json::object> claims(const ProviderDescription& provider, const CodeExchange& exchange,
                                     const std::string& nonce, Instant now);

 private:
  class Turn;
  template <typename T>
  struct Kept {
    T value;
    Instant since;
  };
  Result<boost::json::object> ask(const http::OutboundRequest& request);
  Result<boost::json::object> token_claims(const ProviderDescription& provider, const std::string& token,
                                           const IdTokenExpected& expected, Instant now);
  Result<void> add_user_information(const ProviderDescription& provider, const std::string& access_token,
                                    boost::json::object& claims);
  Result<boost::json::object> keys(const std::string& uri, Instant now, bool anew);

  const http::Outbound& outbound_;
  std::mutex mutex_;
  int asking_ = 0;
  std::map<std::string, Kept<ProviderDescription>> descriptions_;
  std::map<std::string, Kept<boost::json::object>> keys_;
};

}  // namespace concordat::operate
