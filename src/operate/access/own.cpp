// SPDX-License-Identifier: Apache-2.0
#include "operate/access/bodies.hpp"

#include "operate/access/joining.hpp"

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
  api.act<Nothing, SessionList>(
      own("listSessions", "GET", "/sessions", "Where you are signed in."),
      [this](Call& call, Nothing&) -> Outcome<Answer> {
        auto lease = house_.readers.lend();
        if (!lease) return refuse(lease.error());
        SessionList list;
        for (const Credential& one : credentials_of((*lease)->connection(), call.caller.account, "session")) {
          if (call.now >= one.expires) continue;
          list.sessions.push_back(
              {one.id, one.name, one.created, one.seen, one.expires, one.id == call.caller.credential});
        }
        return Api::answer_of(list);
      });

  const auto remove = [&api](const Operation& operation, const char* parameter) {
    api.act<Nothing, Nothing>(operation, [&api, operation, parameter](Call& call, Nothing&) -> Outcome<Answer> {
      return api.changing(call, operation, [&](Changing& changing) -> Outcome<Answer> {
        const std::string id(call.request.parameter(parameter));
        if (!remove_credential(changing.transaction.connection(), call.caller.account, id)) return not_found();
        return Answer{};
      });
    });
  };
  remove(own("endSession", "DELETE", "/sessions/{session}", "That session ends now."), "session");
  remove(own("revokeToken", "DELETE", "/tokens/{token}", "That token is good no more."), "token");

  api.act<Nothing, TokenList>(
      own("listTokens", "GET", "/tokens", "Your tokens for programs."),
      [this](Call& call, Nothing&) -> Outcome<Answer> {
        auto lease = house_.readers.lend();
        if (!lease) return refuse(lease.error());
        TokenList list;
        for (const Credential& one : credentials_of((*lease)->connection(), call.caller.account, "token")) {
          if (call.now >= one.expires) continue;
          list.tokens.push_back({one.id, one.name, one.scopes, one.created, one.seen, one.expires});
        }
        return Api::answer_of(list);
      });

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
