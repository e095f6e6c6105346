// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "operate/access/identity_client.hpp"
#include "operate/access/identity_tables.hpp"
#include "operate/access/secrets.hpp"
#include "operate/access/tables.hpp"
#include "operate/api/api.hpp"

#include <memory>
#include <string>

// Who somebody is, and how they come to be a member: set-up, sign-in, second factors, sessions, tokens, invitations.
// What a member may do is the agreement's.
namespace concordat::operate {

struct AcceptInvitationBody;
struct InviteBody;
struct ProofBody;
struct SetUpBody;

struct AccessOptions {
  Passwords::Cost password_cost;
  std::int64_t session_idle_s = 12 * 3'600;
  std::int64_t session_s = 14 * 86'400;
  std::int64_t device_s = 180 * 86'400;
  std::int64_t token_s_max = 400 * 86'400;
  std::int64_t invitation_s = 7 * 86'400;
};

class Access {
 public:
  // `outbound` outlives it.
  Access(House house, Sealer sealer, const http::Outbound& outbound, AccessOptions options);

  // The caller by token or cookie; nobody where the request brings neither. Problem "not-signed-in" where what it
  // brings is no good, whatever the reason.
  Result<Caller> who(const http::Request& request, Instant now);
  // Whether the session or token that somebody came with holds; asking does not count as using it.
  bool still_good(store::Connection& connection, const Caller& caller, Instant now) const;
  void add_routes(Api& api);

  // A token with which the first owner is made, for an hour; what an earlier one could do, it no longer can.
  static std::string new_setup_token(store::Connection& connection, const FillRandom& random, Instant now);
  // What is over is forgotten; from time to time.
  static void forget(store::Connection& connection, Instant now);

 private:
  void add_sign_in(Api& api);
  void add_own(Api& api);
  void add_second_factor(Api& api);
  void add_tokens(Api& api);
  void add_members(Api& api);
  void add_invitations(Api& api);
  void add_identity_providers(Api& api);
  void add_identity_sign_in(Api& api);
  void add_identity_links(Api& api);
  struct Attempt;
  // Off to the provider: the address, and the cookie that the browser comes back with.
  struct SentOn {
    std::string location;
    std::string cookie;
  };
  Result<SentOn> send_on(const Call& call, const std::string& organisation, const IdentityProviderRow& row,
                         bool to_link);
  Outcome<Answer> begin_link(Api& api, const Operation& operation, Call& call, const ProofBody& body);
  Outcome<Answer> unlink(Api& api, const Operation& operation, Call& call, const ProofBody& body);
  // The word of the provider makes it sign in the account that asked for that, from here on.
  static Outcome<Answer> link(Changing& changing, const Attempt& attempt, const boost::json::object& claims);
  Outcome<Answer> begin_at_provider(const Call& call);
  Outcome<Answer> return_from_provider(Api& api, const Operation& operation, Call& call);
  Outcome<Account> account_of(Changing& changing, const Attempt& attempt, const boost::json::object& claims);
  Outcome<Account> newcomer(Changing& changing, const store::OrgId& organisation, const IdentityProviderRow& provider,
                            const boost::json::object& claims, const std::optional<Account>& before);
  bool holds(const Credential& credential, Instant now) const;
  Outcome<Answer> invite(Changing& changing, const InviteBody& body);

  // Somebody whose password was right. Whether the second factor is, too, shows when it is used up: in the transaction.
  struct Proved {
    Account account;
    std::optional<std::int64_t> step;
    std::string recovery;  // the hash of what may be a recovery code
  };
  Outcome<Proved> prove(const Call& call, const std::string& email, const std::string& password,
                        const std::optional<std::string>& code);
  Outcome<Proved> prove_again(const Call& call, const std::string& password, const std::optional<std::string>& code);
  static bool use_second_factor(store::Connection& connection, const Proved& proved);
  // Attempts are counted for each account from each address, and apart for browsers that were signed in before: so
  // nobody who guesses can keep somebody else out.
  bool may_try(const Call& call, const std::string& email);

  // Credentials and cookies of somebody who has just proved who they are.
  struct SignedIn {
    std::string secret;
    std::string device;  // empty: the browser has one
  };
  SignedIn begin_session(store::Connection& connection, const std::string& account, bool second_factor,
                         const http::Request& request, Instant now) const;
  http::Response signed_in_response(const SignedIn& signed_in, const Call& call, const boost::json::value& body,
                                    int status) const;
  // Another secret for the session that somebody came with; the old one is good for a moment longer.
  void rotate(const Call& call, http::Response& response);
  static http::Response signed_out_response(const Call& call);
  static boost::json::value me_of(store::Connection& connection, const Account& account, bool second_factor);
  Outcome<Answer> set_up(Api& api, const Operation& operation, Call& call, const SetUpBody& body);
  static Result<store::OrgId> unowned(Changing& changing, const std::string& name);
  Outcome<Answer> accept(Api& api, const Operation& operation, Call& call, const AcceptInvitationBody& body);

  House house_;
  Sealer sealer_;
  AccessOptions options_;
  const http::Outbound& outbound_;
  IdentityClient identities_;
  Passwords passwords_;
  http::RateLimiter strangers_;  // attempts on an account from browsers that never signed in to it
  http::RateLimiter devices_;    // attempts from a browser that did
  http::RateLimiter addresses_;  // attempts from an address, on whatever account
};

}  // namespace concordat::operate
