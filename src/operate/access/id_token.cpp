// SPDX-License-Identifier: Apache-2.0
#include "operate/access/id_token.hpp"

#include "base/json.hpp"
#include "base/text.hpp"
#include "record/sha256.hpp"

#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <vector>

namespace concordat::operate {
namespace {

namespace json = boost::json;

constexpr std::size_t kTokenBytesMax = 32 << 10;
constexpr std::size_t kKeysMax = 64;
constexpr int kRsaBitsMin = 2'048;  // RFC 7518 section 3.3
constexpr int kRsaBitsMax = 8'192;
constexpr std::size_t kCoordinateBytes = 32;  // of P-256
constexpr std::int64_t kSkew_s = 60;          // between their clock and ours

template <auto free>
struct Free {
  template <typename T>
  void operator()(T* thing) const {
    free(thing);
  }
};
using Key = std::unique_ptr<EVP_PKEY, Free<EVP_PKEY_free>>;

tl::unexpected<Problem> bad(std::string message) {
  return fail("bad-id-token", std::move(message), "Sign in again; if it stays so, the provider is set up wrongly.");
}

std::optional<std::string> from_base64url(std::string_view text) {
  std::string plain(text);
  if (plain.find_first_of("+/=") != std::string::npos) return std::nullopt;
  std::replace(plain.begin(), plain.end(), '-', '+');
  std::replace(plain.begin(), plain.end(), '_', '/');
  while (plain.size() % 4 != 0) plain += '=';
  const auto bytes = from_base64(plain);
  if (!bytes) return std::nullopt;
  return std::string(bytes->begin(), bytes->end());
}

std::string word_in(const json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

std::optional<json::object> object_of(const std::optional<std::string>& text) {
  if (!text) return std::nullopt;
  auto value = parse_json(*text, "token");
  if (!value || !value->is_object()) return std::nullopt;
  return std::move(value->get_object());
}

Key key_from(const char* type, OSSL_PARAM_BLD* built) {
  const std::unique_ptr<OSSL_PARAM, Free<OSSL_PARAM_free>> parameters(OSSL_PARAM_BLD_to_param(built));
  const std::unique_ptr<EVP_PKEY_CTX, Free<EVP_PKEY_CTX_free>> context(
      EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
  EVP_PKEY* key = nullptr;
  if (!parameters || !context || EVP_PKEY_fromdata_init(context.get()) != 1 ||
      EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, parameters.get()) != 1) {
    return nullptr;
  }
  return Key(key);
}

using Number = std::unique_ptr<BIGNUM, Free<BN_free>>;
Number number_of(const std::optional<std::string>& bytes) {
  if (!bytes || bytes->empty()) return nullptr;
  return Number(BN_bin2bn(as_bytes(*bytes).data(), static_cast<int>(bytes->size()), nullptr));
}

using Builder = std::unique_ptr<OSSL_PARAM_BLD, Free<OSSL_PARAM_BLD_free>>;

Key rsa_key(const json::object& jwk) {
  const Number n = number_of(from_base64url(word_in(jwk, "n")));
  const Number e = number_of(from_base64url(word_in(jwk, "e")));
  if (!n || !e || BN_num_bits(n.get()) < kRsaBitsMin || BN_num_bits(n.get()) > kRsaBitsMax) return nullptr;
  const Builder builder(OSSL_PARAM_BLD_new());
  OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, n.get());
  OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, e.get());
  return key_from("RSA", builder.get());
}

Key ec_key(const json::object& jwk) {
  const auto x = from_base64url(word_in(jwk, "x"));
  const auto y = from_base64url(word_in(jwk, "y"));
  const bool whole = x && y && x->size() == kCoordinateBytes && y->size() == kCoordinateBytes;
  if (!whole || word_in(jwk, "crv") != "P-256") return nullptr;
  const std::string point = "\x04" + *x + *y;
  const Builder builder(OSSL_PARAM_BLD_new());
  OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, "P-256", 0);
  OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size());
  return key_from("EC", builder.get());
}

// The two numbers one after the other (RFC 7518 section 3.4), as OpenSSL wants them.
std::string der_of(const std::string& raw) {
  if (raw.size() != 2 * kCoordinateBytes) return {};
  const std::unique_ptr<ECDSA_SIG, Free<ECDSA_SIG_free>> signature(ECDSA_SIG_new());
  Number r = number_of(raw.substr(0, kCoordinateBytes));
  Number s = number_of(raw.substr(kCoordinateBytes));
  if (!signature || !r || !s || ECDSA_SIG_set0(signature.get(), r.get(), s.get()) != 1) return {};
  (void)r.release();  // the signature's own now
  (void)s.release();
  unsigned char* bytes = nullptr;
  const int size = i2d_ECDSA_SIG(signature.get(), &bytes);
  if (size <= 0) return {};
  std::string der(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size));
  OPENSSL_free(bytes);
  return der;
}

bool is_signed_by(EVP_PKEY* key, std::string_view content, const std::string& signature) {
  const std::unique_ptr<EVP_MD_CTX, Free<EVP_MD_CTX_free>> context(EVP_MD_CTX_new());
  return context && EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, key) == 1 &&
         EVP_DigestVerify(context.get(), as_bytes(signature).data(), signature.size(), as_bytes(content).data(),
                          content.size()) == 1;
}

struct Parts {
  json::object header;
  std::string_view content;  // what is signed
  std::string payload;
  std::string signature;
};

std::optional<Parts> parts_of(std::string_view token) {
  const auto first = token.find('.');
  const auto second = first == std::string_view::npos ? first : token.find('.', first + 1);
  if (second == std::string_view::npos || token.find('.', second + 1) != std::string_view::npos) return std::nullopt;
  auto header = object_of(from_base64url(token.substr(0, first)));
  auto payload = from_base64url(token.substr(first + 1, second - first - 1));
  auto signature = from_base64url(token.substr(second + 1));
  if (!header || !payload || !signature) return std::nullopt;
  return Parts{std::move(*header), token.substr(0, second), std::move(*payload), std::move(*signature)};
}

// A key that may sign so: of that kind, for signatures, and where the token names one, of that name.
bool fits(const json::object& jwk, const std::string& algorithm, const std::string& name) {
  const std::string use = word_in(jwk, "use");
  const std::string own = word_in(jwk, "alg");
  return word_in(jwk, "kty") == (algorithm == "RS256" ? "RSA" : "EC") && (use.empty() || use == "sig") &&
         (own.empty() || own == algorithm) && (name.empty() || word_in(jwk, "kid") == name);
}

std::optional<std::int64_t> second_in(const json::object& claims, std::string_view name) {
  const auto* value = claims.if_contains(name);
  if (value == nullptr) return std::nullopt;
  if (value->is_int64()) return value->get_int64();
  if (value->is_double() && value->get_double() > 0 && value->get_double() < 1e12) {
    return static_cast<std::int64_t>(value->get_double());
  }
  return std::nullopt;
}

// For us, and if also for others, then still to us that it was given.
bool is_for(const json::object& claims, const std::string& client) {
  const auto* audience = claims.if_contains("aud");
  if (audience == nullptr) return false;
  bool ours = audience->is_string() && audience->get_string() == client;
  bool others = false;
  if (const auto* all = audience->if_array()) {
    for (const auto& one : *all) {
      const bool is_ours = one.is_string() && one.get_string() == client;
      ours = ours || is_ours;
      others = others || !is_ours;
    }
  }
  const auto* party = claims.if_contains("azp");
  if (party == nullptr) return ours && !others;
  return ours && party->is_string() && party->get_string() == client;
}

}  // namespace

std::string to_base64url(std::string_view bytes) {
  std::string out = to_base64(as_bytes(bytes));
  std::replace(out.begin(), out.end(), '+', '-');
  std::replace(out.begin(), out.end(), '/', '_');
  while (!out.empty() && out.back() == '=') out.pop_back();
  return out;
}

std::string code_challenge(std::string_view verifier) {
  return to_base64url(record::bytes_of(record::sha256(verifier)));
}

Result<std::string> signed_payload(std::string_view token, const json::object& keys) {
  if (token.size() > kTokenBytesMax) return bad("The token is too long.");
  auto parts = parts_of(token);
  if (!parts) return bad("The token is not three parts of base64url.");
  const std::string algorithm = word_in(parts->header, "alg");
  if (algorithm != "RS256" && algorithm != "ES256") return bad("The token is not signed with RS256 or ES256.");
  if (parts->header.contains("crit")) return bad("The token asks for what is not known here.");
  const auto* all = keys.if_contains("keys");
  if (all == nullptr || !all->is_array() || all->get_array().size() > kKeysMax) return bad("The provider has no keys.");
  const std::string signature = algorithm == "ES256" ? der_of(parts->signature) : parts->signature;
  bool any = false;
  for (const json::value& one : all->get_array()) {
    if (!one.is_object() || !fits(one.get_object(), algorithm, word_in(parts->header, "kid"))) continue;
    any = true;
    const Key key = algorithm == "RS256" ? rsa_key(one.get_object()) : ec_key(one.get_object());
    if (key && is_signed_by(key.get(), parts->content, signature)) return std::move(parts->payload);
  }
  if (!any) return fail("unknown-key", "The provider has no key of that name.", "Sign in again.");
  return bad("The token's signature is not the provider's.");
}

Result<json::object> id_token_claims(std::string_view token, const json::object& keys, const IdTokenExpected& expected,
                                     Instant now) {
  const auto payload = signed_payload(token, keys);
  if (!payload) return tl::unexpected(payload.error());
  auto claims = object_of(*payload);
  if (!claims) return bad("The token's claims are no JSON.");
  if (word_in(*claims, "iss") != expected.issuer) return bad("The token is another provider's.");
  if (!is_for(*claims, expected.client_id)) return bad("The token is for somebody else.");
  const auto expires = second_in(*claims, "exp");
  if (!expires || now.seconds() >= *expires + kSkew_s) return bad("The token's time is over.");
  const auto issued = second_in(*claims, "iat");
  if (!issued || *issued > now.seconds() + kSkew_s) return bad("The token was made at no time that there has been.");
  const auto from = second_in(*claims, "nbf");
  if (from && *from > now.seconds() + kSkew_s) return bad("The token's time has not begun.");
  if (expected.nonce.empty() || word_in(*claims, "nonce") != expected.nonce)
    return bad("The token is of another sign-in.");
  const std::string subject = word_in(*claims, "sub");
  if (subject.empty() || subject.size() > 255) return bad("The token says of nobody.");
  return std::move(*claims);
}

}  // namespace concordat::operate
