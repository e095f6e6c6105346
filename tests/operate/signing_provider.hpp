// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/json.hpp"
#include "base/text.hpp"
#include "operate/access/id_token.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <stdexcept>
#include <string>
#include <vector>

// A key with which a provider of identity signs, made on the spot: for tokens as they should be, and others.
namespace concordat::testing {

inline std::string signed_payload_of(const std::string& token, const std::string& keys) {
  const auto payload = operate::signed_payload(token, parse_json(keys)->get_object());
  return payload ? *payload : payload.error().code;
}

inline std::string hmac_sha256(const std::string& key, const std::string& content) {
  std::array<unsigned char, 32> out{};
  unsigned size = 0;
  ::HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), as_bytes(content).data(), content.size(), out.data(),
         &size);
  return std::string(reinterpret_cast<const char*>(out.data()), size);
}

class ProviderKey {
 public:
  ProviderKey(const std::string& kind, std::string name) : is_rsa_(kind == "RSA"), name_(std::move(name)) {
    key_ = is_rsa_ ? EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", std::size_t{2'048})
                   : EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256");
    if (key_ == nullptr) throw std::runtime_error("no key");
  }
  ~ProviderKey() { EVP_PKEY_free(key_); }
  ProviderKey(const ProviderKey&) = delete;
  ProviderKey& operator=(const ProviderKey&) = delete;

  boost::json::object jwk() const {
    boost::json::object one{{"kid", name_}, {"use", "sig"}, {"kty", is_rsa_ ? "RSA" : "EC"}};
    if (is_rsa_) {
      one["n"] = number(OSSL_PKEY_PARAM_RSA_N, 0);
      one["e"] = number(OSSL_PKEY_PARAM_RSA_E, 0);
    } else {
      one["crv"] = "P-256";
      one["x"] = number(OSSL_PKEY_PARAM_EC_PUB_X, 32);
      one["y"] = number(OSSL_PKEY_PARAM_EC_PUB_Y, 32);
    }
    return one;
  }
  boost::json::object keys() const { return {{"keys", boost::json::array{jwk()}}}; }

  std::string sign(const boost::json::object& claims) const {
    const boost::json::object header{{"alg", is_rsa_ ? "RS256" : "ES256"}, {"kid", name_}};
    const std::string content =
        operate::to_base64url(write_json(header)) + "." + operate::to_base64url(write_json(claims));
    return content + "." + operate::to_base64url(signature(content));
  }

 private:
  std::string number(const char* which, int bytes) const {
    BIGNUM* value = nullptr;
    EVP_PKEY_get_bn_param(key_, which, &value);
    std::vector<unsigned char> out(static_cast<std::size_t>(bytes == 0 ? BN_num_bytes(value) : bytes));
    BN_bn2binpad(value, out.data(), static_cast<int>(out.size()));
    BN_free(value);
    return operate::to_base64url({reinterpret_cast<const char*>(out.data()), out.size()});
  }
  std::string signature(const std::string& content) const {
    EVP_MD_CTX* context = EVP_MD_CTX_new();
    std::vector<unsigned char> out(512);
    std::size_t size = out.size();
    EVP_DigestSignInit(context, nullptr, EVP_sha256(), nullptr, key_);
    EVP_DigestSign(context, out.data(), &size, as_bytes(content).data(), content.size());
    EVP_MD_CTX_free(context);
    if (is_rsa_) return std::string(reinterpret_cast<const char*>(out.data()), size);
    const unsigned char* at = out.data();
    ECDSA_SIG* two = d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(size));
    std::vector<unsigned char> raw(64);
    BN_bn2binpad(ECDSA_SIG_get0_r(two), raw.data(), 32);
    BN_bn2binpad(ECDSA_SIG_get0_s(two), raw.data() + 32, 32);
    ECDSA_SIG_free(two);
    return std::string(reinterpret_cast<const char*>(raw.data()), raw.size());
  }
  bool is_rsa_;
  std::string name_;
  EVP_PKEY* key_ = nullptr;
};

}  // namespace concordat::testing
