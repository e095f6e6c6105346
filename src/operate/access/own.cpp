// SPDX-License-Identifier: Apache-2.0
#include "operate/access/bodies.hpp"

#include "operate/access/joining.hpp"
#include "operate/api/etag.hpp"

#include <algorithm>

// What somebody does with their own account: password, second factor, sessions, tokens.
namespace concordat::operate {
namespace {

constexpr std::size_t kTokensMax = 50;
constexpr std::string_view kScopes[] = {"read",   "desk",      "people", "organisation", "webhooks",
                                        "record", "agreement", "access", "events"};

tl::unexpected<Refusal> wrong_proof() {
  return refuse("wrong-credentials", "The password or the code is wrong.",
                "A code of an authenticator is good once, and for about a minute.");
}

std::vector<std::string> make_codes(store::Connection& connection, const std::string& account,
                                    const FillRandom& random) {
  std::vector<std::string> codes;
  std::vector<std::string> hashes;
  for (std::size_t i = 0; i < kRecoveryCodes; ++i) {
    codes.push_back(new_recovery_code(random));
    hashes.push_back(secret_hash(codes.back()));
  }
  put_recovery_codes(connection, account, hashes);
  return codes;
}

Answer whole(http::Response response) {
  Answer answer;
  answer.whole = std::move(response);
  return answer;
}

TokenView view_of(const Credential& one) { return {one.id, one.name, one.scopes, one.created, one.seen, one.expires}; }
// When it was last used is no change of it.
std::string etag_of_token(const Credential& one) {
  TokenView view = view_of(one);
  view.last_used = view.since;
  return etag_of_view(view);
}

Outcome<Answer> list_sessions(Call& call, Nothing& /*body*/) {
  auto lease = call.house.readers.lend();
  if (!lease) return refuse(lease.error());
  SessionList list;
  for (const Credential& one : credentials_of((*lease)->connection(), call.caller.account, "session")) {
    if (call.now >= one.expires) continue;
    list.sessions.push_back({one.id, one.name, one.created, one.seen, one.expires, one.id == call.caller.credential});
  }
  return Api::answer_of(list);
}

Outcome<Answer> end_session(Changing& changing) {
  const std::string id(changing.call.request.parameter("session"));
  if (!remove_credential(changing.transaction.connection(), changing.call.caller.account, id)) return not_found();
  return Answer{};
}

Outcome<Answer> list_tokens(Call& call, Nothing& /*body*/) {
  auto lease = call.house.readers.lend();
  if (!lease) return refuse(lease.error());
  TokenList list;
  for (const Credential& one : credentials_of((*lease)->connection(), call.caller.account, "token")) {
    if (call.now < one.expires) list.tokens.push_back(view_of(one));
  }
  return Api::answer_of(list);
}

Outcome<Answer> show_token(Call& call, Nothing& /*body*/) {
  auto lease = call.house.readers.lend();
  if (!lease) return refuse(lease.error());
  const std::string id(call.request.parameter("token"));
  const auto found = find_credential_of((*lease)->connection(), call.caller.account, "token", id);
  if (!found || call.now >= found->expires) return not_found();
  return shown(view_of(*found), etag_of_token(*found));
}

Outcome<Answer> revoke_token(Changing& changing) {
  store::Connection& connection = changing.transaction.connection();
  const std::string& account = changing.call.caller.account;
  const std::string id(changing.call.request.parameter("token"));
  const auto found = find_credential_of(connection, account, "token", id);
  if (!found) return not_found();
  if (auto same = changing.must_match(etag_of_token(*found)); !same) return tl::unexpected(std::move(same.error()));
  remove_credential(connection, account, id);
  return Answer{};
}

Operation own(std::string id, std::string method, std::string path, std::string summary) {
  return {std::move(id), std::move(method), "/api/v1/me" + path, Door::signed_in, "", "me", std::move(summary), {}, 0};
}

}  // namespace

Outcome<Access::Proved> Access::prove_again(const Call& call, const std::string& password,
                                            const std::optional<std::string>& code) {
  std::string email;
  {
    auto lease = house_.readers.lend();
    if (!lease) return refuse(lease.error());
    const auto account = find_account((*lease)->connection(), call.caller.account);
    if (!account) return not_found();
    email = account->email;
  }
  return prove(call, email, password, code);
}

void Access::add_own(Api& api) {
  api.act<Nothing, Me>(own("me", "GET", "", "Who you are, and where you are a member."),
                       [this](Call& call, Nothing&) -> Outcome<Answer> {
                         auto lease = house_.readers.lend();
                         if (!lease) return refuse(lease.error());
                         const auto account = find_account((*lease)->connection(), call.caller.account);
                         if (!account) return not_found();
                         return Answer{200,   me_of((*lease)->connection(), *account, call.caller.second_factor),
                                       {},    {},
                                       false, std::nullopt};
                       });

  const auto changing_password =
      own("changePassword", "PUT", "/password", "Another password; all other sessions and tokens end.");
  api.act<ChangePasswordBody, Me>(
      changing_password, [this, &api, changing_password](Call& call, ChangePasswordBody& body) -> Outcome<Answer> {
        auto proved = prove_again(call, body.current, body.code);
        if (!proved) return tl::unexpected(std::move(proved.error()));
        if (const auto good = check_password(body.password, proved->account.email); !good) return refuse(good.error());
        const auto hash = passwords_.hash(body.password);
        if (!hash) return refuse(hash.error());
        return api.changing(call, changing_password, [&](Changing& changing) -> Outcome<Answer> {
          store::Connection& connection = changing.transaction.connection();
          if (!use_second_factor(connection, *proved)) return wrong_proof();
          set_password(connection, proved->account.id, *hash);
          remove_credentials(connection, proved->account.id, "");
          const SignedIn made =
              begin_session(connection, proved->account.id, call.caller.second_factor, call.request, call.now);
          Answer answer;
          answer.whole =
              signed_in_response(made, call, me_of(connection, proved->account, call.caller.second_factor), 200);
          return answer;
        });
      });
}

void Access::add_second_factor(Api& api) {
  api.act<Nothing, SecondFactorOffer>(own("offerSecondFactor", "POST", "/second-factor",
                                          "A secret for an authenticator; it counts once it is confirmed."),
                                      [this](Call& call, Nothing&) -> Outcome<Answer> {
                                        auto lease = house_.readers.lend();
                                        if (!lease) return refuse(lease.error());
                                        const auto account = find_account((*lease)->connection(), call.caller.account);
                                        if (!account) return not_found();
                                        const std::string secret = totp::new_secret(house_.random);
                                        const SecondFactorOffer offer{
                                            totp::base32(secret), totp::address(secret, account->email),
                                            sealer_.seal(account->id + ":" + secret, house_.random)};
                                        return Api::answer_of(offer);
                                      });

  const auto confirming = own("confirmSecondFactor", "POST", "/second-factor/confirm",
                              "The second factor counts from here on; answers the recovery codes.");
  api.act<ConfirmSecondFactorBody, RecoveryCodes>(
      confirming, [this, &api, confirming](Call& call, ConfirmSecondFactorBody& body) -> Outcome<Answer> {
        const auto pending = sealer_.open(body.pending);
        const std::string prefix = call.caller.account + ":";
        if (!pending || !pending->starts_with(prefix)) return wrong_proof();
        const std::string secret = pending->substr(prefix.size());
        const auto step = totp::step_of(secret, body.code, call.now, -1);
        if (!step) return wrong_proof();
        return api.changing(call, confirming, [&](Changing& changing) -> Outcome<Answer> {
          store::Connection& connection = changing.transaction.connection();
          const auto account = find_account(connection, call.caller.account);
          if (!account) return not_found();
          if (!account->totp.empty()) {
            return refuse("already", "There is a second factor already.", "Remove it first, with its code.");
          }
          set_totp(connection, account->id, sealer_.seal(secret, house_.random), *step);
          const RecoveryCodes codes{make_codes(connection, account->id, house_.random)};
          // Whoever else is signed in has not shown it.
          remove_credentials(connection, account->id, "");
          const SignedIn made = begin_session(connection, account->id, true, call.request, call.now);
          return whole(signed_in_response(made, call, encode(codes), 200));
        });
      });

  const auto removing = own("removeSecondFactor", "POST", "/second-factor/remove", "Without a second factor again.");
  api.act<ProofBody, Me>(removing, [this, &api, removing](Call& call, ProofBody& body) -> Outcome<Answer> {
    auto proved = prove_again(call, body.password, body.code);
    if (!proved) return tl::unexpected(std::move(proved.error()));
    return api.changing(call, removing, [&](Changing& changing) -> Outcome<Answer> {
      store::Connection& connection = changing.transaction.connection();
      if (proved->account.totp.empty() || !use_second_factor(connection, *proved)) return wrong_proof();
      set_totp(connection, proved->account.id, "", -1);
      put_recovery_codes(connection, proved->account.id, {});
      // What was signed in with it, and tokens that were made so, are no better than without it from here on.
      remove_credentials(connection, proved->account.id, "");
      const SignedIn made = begin_session(connection, proved->account.id, false, call.request, call.now);
      proved->account.totp.clear();
      return whole(signed_in_response(made, call, me_of(connection, proved->account, false), 200));
    });
  });

  const auto renewing = own("renewRecoveryCodes", "POST", "/recovery-codes",
                            "Eight new recovery codes for the old; all other sessions end.");
  api.act<ProofBody, RecoveryCodes>(renewing, [this, &api, renewing](Call& call, ProofBody& body) -> Outcome<Answer> {
    auto proved = prove_again(call, body.password, body.code);
    if (!proved) return tl::unexpected(std::move(proved.error()));
    return api.changing(call, renewing, [&](Changing& changing) -> Outcome<Answer> {
      store::Connection& connection = changing.transaction.connection();
      if (proved->account.totp.empty() || !use_second_factor(connection, *proved)) return wrong_proof();
      const RecoveryCodes codes{make_codes(connection, proved->account.id, house_.random)};
      remove_sessions(connection, proved->account.id);
      const SignedIn made = begin_session(connection, proved->account.id, true, call.request, call.now);
      return whole(signed_in_response(made, call, encode(codes), 200));
    });
  });
}

void Access::add_tokens(Api& api) {
  api.act<Nothing, SessionList>(own("listSessions", "GET", "/sessions", "Where you are signed in."), list_sessions);
  const auto ending = own("endSession", "DELETE", "/sessions/{session}", "That session ends now.");
  api.act<Nothing, Nothing>(ending,
                            [&api, ending](Call& call, Nothing&) { return api.changing(call, ending, end_session); });
  api.act<Nothing, TokenList>(own("listTokens", "GET", "/tokens", "Your tokens for programs."), list_tokens);
  api.act<Nothing, TokenView>(
      own("showToken", "GET", "/tokens/{token}", "One of them, with the ETag that its end may name in If-Match."),
      show_token);
  const auto revoking = own("revokeToken", "DELETE", "/tokens/{token}", "That token is good no more.");
  api.act<Nothing, Nothing>(
      revoking, [&api, revoking](Call& call, Nothing&) { return api.changing(call, revoking, revoke_token); });

  const auto making = own("makeToken", "POST", "/tokens", "A token for a program: what it may do, and for how long.");
  api.act<NewTokenBody, NewToken>(making, [this, &api, making](Call& call, NewTokenBody& body) -> Outcome<Answer> {
    const std::int64_t days = body.days.value_or(90);
    std::vector<Pointed> wrong;
    for (std::size_t i = 0; i < body.scopes.size(); ++i) {
      if (std::find(std::begin(kScopes), std::end(kScopes), body.scopes[i]) == std::end(kScopes)) {
        wrong.push_back(
            {"/scopes/" + std::to_string(i),
             "Expected one of read, desk, people, organisation, webhooks, record, agreement, access, events."});
      }
    }
    if (body.scopes.empty()) wrong.push_back({"/scopes", "A token without a scope can do nothing."});
    if (days < 1 || days * 86'400 > options_.token_s_max) wrong.push_back({"/days", "Expected 1 to 400."});
    if (!wrong.empty()) {
      return tl::unexpected(Refusal{422, {"bad-body", "The token cannot be made like this.", std::nullopt, ""}, wrong});
    }
    return api.changing(call, making, [&](Changing& changing) -> Outcome<Answer> {
      store::Connection& connection = changing.transaction.connection();
      if (credentials_of(connection, call.caller.account, "token").size() >= kTokensMax) {
        return refuse("already", "You have " + std::to_string(kTokensMax) + " tokens.",
                      "Revoke one that you no longer need.");
      }
      const NewToken made{random_id('k', house_.random), new_secret("ct_", house_.random),
                          Instant{call.now.us + days * 86'400 * 1'000'000}};
      add_credential(connection, secret_hash(made.token),
                     {made.id, call.caller.account, "token", body.name.text, body.scopes, call.caller.second_factor,
                      call.now, call.now, made.until});
      Answer answer = Api::answer_of(made);
      answer.status = 201;
      answer.shown_once = true;
      return answer;
    });
  });
}

}  // namespace concordat::operate
