// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/instant.hpp"
#include "base/result.hpp"

#include <boost/json/object.hpp>

#include <string>
#include <string_view>

// What a provider of identity says about somebody: a token that it signed (OpenID Connect Core 1.0; RFC 7515, 7517,
// 7519). Pure. INVARIANT: only RS256 and ES256 are read, each with a key of its own kind, so that neither "none" nor a
// shared secret can stand for a signature.
namespace concordat::operate {

struct IdTokenExpected {
  std::string issuer;
  std::string client_id;
  std::string nonce;
};

// The claims of a token for us, for this sign-in, that is good now. `keys`: the provider's {"keys":[…]}. Problems:
// "unknown-key", where another set of keys may help; otherwise "bad-id-token".
Result<boost::json::object> id_token_claims(std::string_view token, const boost::json::object& keys,
                                            const IdTokenExpected& expected, Instant now);

// The payload, where one of the keys has signed it. Problems as above.
Result<std::string> signed_payload(std::string_view token, const boost::json::object& keys);

std::string to_base64url(std::string_view bytes);       // RFC 4648 section 5, without padding
std::string code_challenge(std::string_view verifier);  // S256, RFC 7636

}  // namespace concordat::operate
