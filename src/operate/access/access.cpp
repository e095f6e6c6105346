// SPDX-License-Identifier: Apache-2.0
#include "operate/access/access.hpp"

#include "base/text.hpp"
#include "operate/access/cookies.hpp"
#include "operate/api/tables.hpp"

#include <algorithm>

namespace concordat::operate {
namespace {

constexpr std::string_view kBearer = "Bearer ";
constexpr std::string_view kSessionCookie = "concordat";
constexpr std::string_view kDeviceCookie = "concordat-device";
constexpr std::int64_t kSeenEvery_us = 60LL * 1'000'000;  // how exactly it is known when a session was last used
// What a browser had sent with the old secret before it heard of the new one is still answered (OWASP: "a safety
// interval").
constexpr std::int64_t kOldSecret_us = 60LL * 1'000'000;
constexpr std::size_t kAccountsMax = 100'000;  // with attempts that are remembered

tl::unexpected<Problem> no_good() {
  return fail("not-signed-in", "You are not signed in, or not any more.", "Sign in again.");
}

}  // namespace

Access::Access(House house, Sealer sealer, const http::Outbound& outbound, AccessOptions options)
    : house_(std::move(house)),
      sealer_(sealer),
      options_(options),
      outbound_(outbound),
      identities_(outbound),
      passwords_(options.password_cost, 2, std::chrono::seconds(5)),
      strangers_({"account", 10, 900}, kAccountsMax),
      devices_({"browser", 10, 900}, kAccountsMax),
      addresses_({"sign-in", 60, 900}, kAccountsMax) {}

Result<Caller> Access::who(const http::Request& request, Instant now) {
  const std::string_view authorization = request.headers.get("Authorization");
  const bool bearer = authorization.starts_with(kBearer);
  if (!authorization.empty() && !bearer) return no_good();
  const std::string secret =
      bearer ? std::string(authorization.substr(kBearer.size())) : cookie(request, kSessionCookie);
  if (secret.empty()) return Caller{};
  auto lease = house_.readers.lend();
  if (!lease) throw Failure(lease.error());  // which says nothing about who asks
  auto found = find_credential((*lease)->connection(), secret_hash(secret));
  if (!found && !bearer) found = find_rotated((*lease)->connection(), secret_hash(secret), now);
  if (!found || !holds(*found, now)) return no_good();
  const bool is_session = found->kind == "session";
  if (now.us > found->seen.us + kSeenEvery_us) {
    // Nobody waits for it: where it is lost, the session ends a minute sooner.
    house_.appender.submit(store::OrgId{}, [id = found->id](store::Transaction& transaction) -> Result<void> {
      touch_credential(transaction.connection(), id, transaction.now());
      return {};
    });
  }
  return Caller{found->account, found->id, !is_session, found->second_factor, found->scopes, found->secret_since};
}

bool Access::holds(const Credential& credential, Instant now) const {
  if (credential.kind == "device" || now >= credential.expires) return false;
  return credential.kind != "session" || now.us < credential.seen.us + options_.session_idle_s * 1'000'000;
}

bool Access::still_good(store::Connection& connection, const Caller& caller, Instant now) const {
  const auto found =
      find_credential_of(connection, caller.account, caller.is_token ? "token" : "session", caller.credential);
  return found && found->second_factor == caller.second_factor && holds(*found, now);
}

Access::SignedIn Access::begin_session(store::Connection& connection, const std::string& account, bool second_factor,
                                       const http::Request& request, Instant now) const {
  SignedIn made;
  made.secret = new_secret("cs_", house_.random);
  const std::string browser = as_utf8(request.headers.get("User-Agent").substr(0, 200));
  add_credential(connection, secret_hash(made.secret),
                 {random_id('s', house_.random),
                  account,
                  "session",
                  browser,
                  {},
                  second_factor,
                  now,
                  now,
                  Instant{now.us + options_.session_s * 1'000'000}});
  const std::string device = cookie(request, kDeviceCookie);
  const auto known = device.empty() ? std::nullopt : find_credential(connection, secret_hash(device));
  if (known && known->kind == "device" && known->account == account && now < known->expires) return made;
  made.device = new_secret("cd_", house_.random);
  add_credential(connection, secret_hash(made.device),
                 {random_id('d', house_.random),
                  account,
                  "device",
                  "",
                  {},
                  false,
                  now,
                  now,
                  Instant{now.us + options_.device_s * 1'000'000}});
  return made;
}

http::Response Access::signed_in_response(const SignedIn& signed_in, const Call& call, const boost::json::value& body,
                                          int status) const {
  http::Response response;
  response.status = status;
  response.headers.set("Content-Type", "application/json");
  response.headers.set("Cache-Control", "no-store");
  const bool secure = call.request.secure;
  response.headers.add("Set-Cookie", set_cookie(kSessionCookie, signed_in.secret, secure, options_.session_s));
  if (!signed_in.device.empty()) {
    response.headers.add("Set-Cookie", set_cookie(kDeviceCookie, signed_in.device, secure, options_.device_s));
  }
  response.body = write_json(body);
  return response;
}

void Access::rotate(const Call& call, http::Response& response) {
  const std::string old_hash = secret_hash(cookie(call.request, kSessionCookie));
  const std::string secret = new_secret("cs_", house_.random);
  std::optional<Instant> expires;
  const auto done = house_.appender
                        .submit(store::OrgId{},
                                [&](store::Transaction& transaction) -> Result<void> {
                                  const Instant now = transaction.now();
                                  expires = rotate_session(transaction.connection(), call.caller.credential, old_hash,
                                                           secret_hash(secret), now, Instant{now.us + kOldSecret_us});
                                  return {};
                                })
                        .get();
  // Where it cannot be stored, or another request was first, the next one sees to it.
  if (!done || !expires) return;
  const std::int64_t left_s = expires->seconds() - call.now.seconds();
  response.headers.add("Set-Cookie", set_cookie(kSessionCookie, secret, call.request.secure, left_s));
}

http::Response Access::signed_out_response(const Call& call) {
  http::Response response;
  response.status = 204;
  response.headers.add("Set-Cookie", set_cookie(kSessionCookie, "", call.request.secure, 0));
  return response;
}

bool Access::may_try(const Call& call, const std::string& email) {
  const std::string device = cookie(call.request, kDeviceCookie);
  if (!device.empty()) {
    auto lease = house_.readers.lend();
    const auto known = lease ? find_credential((*lease)->connection(), secret_hash(device)) : std::nullopt;
    const auto account = known ? find_account((*lease)->connection(), known->account) : std::nullopt;
    if (known && known->kind == "device" && call.now < known->expires && account && account->email == email) {
      return devices_.take(known->id, call.now).allowed;
    }
  }
  const bool address = addresses_.take(call.request.peer, call.now).allowed;
  return strangers_.take(email + " " + call.request.peer, call.now).allowed && address;
}

void Access::add_routes(Api& api) {
  api.rotate_with([this](const Call& call, http::Response& response) { rotate(call, response); });
  add_sign_in(api);
  add_own(api);
  add_second_factor(api);
  add_tokens(api);
  add_members(api);
  add_invitations(api);
  add_identity_providers(api);
  add_identity_sign_in(api);
  add_identity_links(api);
}

std::string Access::new_setup_token(store::Connection& connection, const FillRandom& random, Instant now) {
  const std::string token = new_secret("setup_", random);
  put_setup_token(connection, secret_hash(token), Instant{now.us + 3'600LL * 1'000'000});
  return token;
}

void Access::forget(store::Connection& connection, Instant now) {
  forget_credentials(connection, now);
  forget_done(connection, now);
}

}  // namespace concordat::operate
