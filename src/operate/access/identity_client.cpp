// SPDX-License-Identifier: Apache-2.0
#include "operate/access/identity_client.hpp"

#include "base/json.hpp"
#include "base/text.hpp"
#include "operate/access/form.hpp"

#include <algorithm>

namespace concordat::operate {
namespace {

namespace json = boost::json;

constexpr int kAskingMax = 2;  // of the workers that answer everybody
constexpr std::int64_t kKept_us = 3'600LL * 1'000'000;
constexpr std::int64_t kAnewAfter_us = 60LL * 1'000'000;
constexpr std::size_t kKeptMax = 1'000;

std::string said(const json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

bool lists(const json::object& object, std::string_view name, std::string_view word) {
  const auto* value = object.if_contains(name);
  const auto* all = value == nullptr ? nullptr : value->if_array();
  return all != nullptr && std::any_of(all->begin(), all->end(), [&](const json::value& one) {
           return one.is_string() && one.get_string() == word;
         });
}

tl::unexpected<Problem> bad_provider(std::string message) {
  return fail("bad-provider", std::move(message), "Look at its /.well-known/openid-configuration.");
}

}  // namespace

class IdentityClient::Turn {
 public:
  explicit Turn(IdentityClient& client) : client_(client) {
    const std::lock_guard lock(client_.mutex_);
    mine_ = client_.asking_ < kAskingMax;
    if (mine_) ++client_.asking_;
  }
  ~Turn() {
    const std::lock_guard lock(client_.mutex_);
    if (mine_) --client_.asking_;
  }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;
  bool mine() const { return mine_; }

 private:
  IdentityClient& client_;
  bool mine_ = false;
};

Result<json::object> IdentityClient::ask(const http::OutboundRequest& request) {
  const Turn turn(*this);
  if (!turn.mine()) return fail("busy", "Others are signing in just now.", "Try again in a moment.");
  const auto answer = outbound_.ask(request);
  if (!answer || answer->status != 200) {
    return fail("provider-unreachable",
                "The provider of identity " +
                    (answer ? "answers " + std::to_string(answer->status) : "cannot be asked: " + answer.error().code) +
                    ".",
                "Try again, or sign in with a password.");
  }
  auto value = parse_json(answer->body, "provider");
  if (!value || !value->is_object()) return bad_provider("The provider's answer is no JSON object.");
  return std::move(value->get_object());
}

Result<ProviderDescription> IdentityClient::describe(const std::string& issuer, Instant now) {
  {
    const std::lock_guard lock(mutex_);
    const auto found = descriptions_.find(issuer);
    if (found != descriptions_.end() && now.us < found->second.since.us + kKept_us) return found->second.value;
  }
  const std::string base = issuer.ends_with('/') ? issuer.substr(0, issuer.size() - 1) : issuer;
  const auto answer = ask({"GET", base + "/.well-known/openid-configuration", {}, {}});
  if (!answer) return tl::unexpected(answer.error());
  ProviderDescription one{
      said(*answer, "issuer"),   said(*answer, "authorization_endpoint"), said(*answer, "token_endpoint"),
      said(*answer, "jwks_uri"), said(*answer, "userinfo_endpoint"),      false};
  if (one.issuer != issuer) return bad_provider("The provider says that it is another: " + one.issuer.substr(0, 200));
  for (const std::string& url : {one.authorization_endpoint, one.token_endpoint, one.jwks_uri}) {
    if (!outbound_.check(url)) return bad_provider("The provider names an address that cannot be asked.");
  }
  if (!outbound_.check(one.userinfo_endpoint)) one.userinfo_endpoint.clear();
  constexpr std::string_view kMethods = "token_endpoint_auth_methods_supported";
  one.by_post = lists(*answer, kMethods, "client_secret_post") && !lists(*answer, kMethods, "client_secret_basic");
  const std::lock_guard lock(mutex_);
  if (descriptions_.size() >= kKeptMax) descriptions_.clear();
  descriptions_[issuer] = {one, now};
  return one;
}

Result<json::object> IdentityClient::keys(const std::string& uri, Instant now, bool anew) {
  {
    const std::lock_guard lock(mutex_);
    const auto found = keys_.find(uri);
    const bool known = found != keys_.end() && now.us < found->second.since.us + (anew ? kAnewAfter_us : kKept_us);
    if (known) return found->second.value;
  }
  auto answer = ask({"GET", uri, {}, {}});
  if (!answer) return answer;
  const std::lock_guard lock(mutex_);
  if (keys_.size() >= kKeptMax) keys_.clear();
  keys_[uri] = {*answer, now};
  return answer;
}

Result<json::object> IdentityClient::claims(const ProviderDescription& provider, const CodeExchange& exchange,
                                            const std::string& nonce, Instant now) {
  http::OutboundRequest request{"POST", provider.token_endpoint, {}, {}};
  request.headers.add("Content-Type", "application/x-www-form-urlencoded");
  request.headers.add("Accept", "application/json");
  std::vector<std::pair<std::string, std::string>> fields = {{"grant_type", "authorization_code"},
                                                             {"code", exchange.code},
                                                             {"redirect_uri", exchange.redirect_uri},
                                                             {"code_verifier", exchange.verifier}};
  if (provider.by_post) {
    fields.emplace_back("client_id", exchange.client_id);
    fields.emplace_back("client_secret", exchange.client_secret);
  } else {
    // RFC 6749 section 2.3.1: each encoded as a form's field before they become a name and a password.
    const std::string both = form_encoded(exchange.client_id) + ":" + form_encoded(exchange.client_secret);
    request.headers.add("Authorization", "Basic " + to_base64(as_bytes(both)));
  }
  request.body = form_of(fields);
  const auto answer = ask(request);
  if (!answer) return tl::unexpected(answer.error());
  const IdTokenExpected expected{provider.issuer, exchange.client_id, nonce};
  auto claims = token_claims(provider, said(*answer, "id_token"), expected, now);
  if (!claims || claims->contains("email")) return claims;
  const auto more = add_user_information(provider, said(*answer, "access_token"), *claims);
  if (!more) return tl::unexpected(more.error());
  return claims;
}

Result<void> IdentityClient::add_user_information(const ProviderDescription& provider, const std::string& access_token,
                                                  json::object& claims) {
  const bool sendable = !access_token.empty() && std::all_of(access_token.begin(), access_token.end(),
                                                             [](char c) { return c > ' ' && c < '\x7f'; });
  if (!sendable || provider.userinfo_endpoint.empty()) return {};
  http::OutboundRequest request{"GET", provider.userinfo_endpoint, {}, {}};
  request.headers.add("Authorization", "Bearer " + access_token);
  const auto answer = ask(request);
  if (!answer) return tl::unexpected(answer.error());
  if (said(*answer, "sub") != said(claims, "sub")) return bad_provider("The provider tells of somebody else.");
  for (const auto& one : *answer) {
    if (!claims.contains(one.key())) claims[one.key()] = one.value();
  }
  return {};
}

Result<json::object> IdentityClient::token_claims(const ProviderDescription& provider, const std::string& token,
                                                  const IdTokenExpected& expected, Instant now) {
  for (const bool anew : {false, true}) {
    const auto known = keys(provider.jwks_uri, now, anew);
    if (!known) return tl::unexpected(known.error());
    auto claims = id_token_claims(token, *known, expected, now);
    if (claims || anew || claims.error().code != "unknown-key") return claims;
  }
  return fail("unknown-key", "The provider has no key of that name.", "Sign in again.");
}

}  // namespace concordat::operate
