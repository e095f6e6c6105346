// SPDX-License-Identifier: Apache-2.0
#include "operate/access/bodies.hpp"

#include "agreement/access.hpp"
#include "base/text.hpp"
#include "operate/access/joining.hpp"

#include <boost/json/array.hpp>

#include <algorithm>

// Signing in and out, and the first owner.
namespace concordat::operate {

namespace {

tl::unexpected<Refusal> wrong_credentials() {
  return refuse("wrong-credentials", "The e-mail address, the password or the code is wrong.",
                "A code of an authenticator is good once, and for about a minute.");
}

tl::unexpected<Refusal> too_many() {
  return refuse("too-many-attempts", "Too many attempts.",
                "Wait some minutes; a browser that was signed in before is "
                "not held up by others' attempts.");
}

}  // namespace

Outcome<Access::Proved> Access::prove(const Call& call, const std::string& email, const std::string& password,
                                      const std::optional<std::string>& code) {
  const std::string address = lower_case(email);
  if (!may_try(call, address)) return too_many();
  std::optional<Account> account;
  {
    auto lease = house_.readers.lend();
    if (!lease) return refuse(lease.error());
    account = find_account_by_email((*lease)->connection(), address);
  }
  const auto right = passwords_.is_right(account ? account->password : std::string(), password);
  if (!right) return refuse(right.error());
  if (!*right) return wrong_credentials();
  Proved proved{*account, std::nullopt, {}};
  if (account->totp.empty()) return proved;
  if (!code || code->empty()) {
    return refuse("second-factor-needed", "The code of your authenticator is needed too.",
                  "Send it as `code`; a recovery code is good as well.");
  }
  const auto secret = sealer_.open(account->totp);
  if (secret) proved.step = totp::step_of(*secret, *code, call.now, account->totp_step);
  if (!proved.step) proved.recovery = secret_hash(lower_case(*code));
  return proved;
}

bool Access::use_second_factor(store::Connection& connection, const Proved& proved) {
  if (proved.account.totp.empty()) return true;
  if (proved.step) return use_totp_step(connection, proved.account.id, *proved.step);
  return use_recovery_code(connection, proved.account.id, proved.recovery);
}

boost::json::value Access::me_of(store::Connection& connection, const Account& account, bool second_factor) {
  Me me{account.id,
        account.email,
        account.name,
        !account.totp.empty(),
        second_factor,
        recovery_codes_left(connection, account.id),
        {}};
  for (const MembershipOf& one : memberships_of(connection, account.id)) {
    me.organisations.push_back({one.organisation.value, one.organisation_name, one.person, one.admitted});
  }
  return encode(me);
}

void Access::add_sign_in(Api& api) {
  const Operation signing_in{"signIn",
                             "POST",
                             "/api/v1/sessions",
                             Door::everybody,
                             "",
                             "sign-in",
                             "Sign in with e-mail address, password and, where there is one, a second factor.",
                             {},
                             0};
  api.act<SignInBody, Me>(signing_in, [this, &api, signing_in](Call& call, SignInBody& body) -> Outcome<Answer> {
    auto proved = prove(call, body.email, body.password, body.code);
    if (!proved) return tl::unexpected(std::move(proved.error()));
    return api.changing(call, signing_in, [&](Changing& changing) -> Outcome<Answer> {
      store::Connection& connection = changing.transaction.connection();
      if (!use_second_factor(connection, *proved)) return wrong_credentials();
      const bool second = !proved->account.totp.empty();
      const SignedIn made = begin_session(connection, proved->account.id, second, call.request, call.now);
      Answer answer;
      answer.whole = signed_in_response(made, call, me_of(connection, proved->account, second), 201);
      return answer;
    });
  });

  const Operation signing_out{
      "signOut", "DELETE", "/api/v1/sessions/current", Door::signed_in, "", "me", "Sign out: the session ends.", {}, 0};
  api.act<Nothing, Nothing>(signing_out, [&api, signing_out](Call& call, Nothing&) -> Outcome<Answer> {
    return api.changing(call, signing_out, [&](Changing& changing) -> Outcome<Answer> {
      remove_credential(changing.transaction.connection(), call.caller.account, call.caller.credential);
      Answer answer;
      answer.whole = signed_out_response(call);
      return answer;
    });
  });

  const Operation setting_up{"setUp",
                             "POST",
                             "/api/v1/setup",
                             Door::everybody,
                             "",
                             "sign-in",
                             "Make an organisation and its owner, with the set-up token that the server printed.",
                             {},
                             0};
  api.act<SetUpBody, Me>(setting_up, [this, &api, setting_up](Call& call, SetUpBody& body) -> Outcome<Answer> {
    return set_up(api, setting_up, call, body);
  });
}

Outcome<Answer> Access::set_up(Api& api, const Operation& operation, Call& call, const SetUpBody& body) {
  const std::string email = lower_case(body.email.text);
  if (!looks_like_email(email)) {
    return tl::unexpected(Refusal{422,
                                  {"bad-body", "The e-mail address is none.", std::nullopt, ""},
                                  {{"/email", "Expected name@example.org."}}});
  }
  if (const auto good = check_password(body.password, email); !good) return refuse(good.error());
  if (!addresses_.take(call.request.peer, call.now).allowed) return too_many();
  const auto hash = passwords_.hash(body.password);
  if (!hash) return refuse(hash.error());
  return api.changing(call, operation, [&](Changing& changing) -> Outcome<Answer> {
    store::Connection& connection = changing.transaction.connection();
    if (!use_setup_token(connection, secret_hash(body.token), call.now)) {
      return refuse("wrong-credentials", "This set-up token is not good, or not any more.",
                    "`concordat setup --new-token` makes another.");
    }
    if (find_account_by_email(connection, email)) {
      return refuse("already", "There is an account with this e-mail address.", "Sign in, or use another address.");
    }
    auto organisation = changing.transaction.create_organisation(body.organisation.text, house_.random);
    // A log that was imported before there was a server waits for its owner.
    if (!organisation && organisation.error().code == "organisation-exists") {
      organisation = unowned(changing, body.organisation.text);
    }
    if (!organisation) return refuse(organisation.error());
    Account account{random_id('u', house_.random), email, body.name.text, *hash, "", -1};
    add_account(connection, account, call.now);
    Joining joining{
        account, *organisation, std::string(agreement::kOwnParty), body.person ? body.person->text : "", "", false,
        true,    true};
    const auto person = join(changing.transaction, joining, "host", house_.random);
    if (!person) return refuse(person.error());
    const SignedIn made = begin_session(connection, account.id, false, call.request, call.now);
    Answer answer;
    answer.whole = signed_in_response(made, call, me_of(connection, account, false), 201);
    return answer;
  });
}

Result<store::OrgId> Access::unowned(Changing& changing, const std::string& name) {
  auto& row = changing.transaction.connection().directory("select id from organisation where name = :name", "t", "t");
  if (!row.one(name)) return fail("not-found", "There is no such organisation.");
  const store::OrgId id{row.text(0)};
  auto session = changing.transaction.read(store::Scope(id));
  if (!session) return tl::unexpected(session.error());
  const auto recorded = read_recorded(*session, id);
  if (!recorded) return tl::unexpected(recorded.error());
  const auto& owners = recorded->access.facts().owners;
  const bool owned = std::any_of(owners.begin(), owners.end(), [&](const agreement::Owner& one) {
    return one.time.has(changing.call.now.seconds()) && one.person.starts_with("p_");
  });
  if (owned) return fail("organisation-exists", "There is an organisation '" + name + "', and it has an owner.");
  return id;
}

}  // namespace concordat::operate
