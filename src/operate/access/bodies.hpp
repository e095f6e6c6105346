// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "operate/access/access.hpp"

#include <boost/describe.hpp>

#include <optional>
#include <string>
#include <vector>

// What the routes of access read and write.
namespace concordat::operate {

struct SignInBody {
  std::string email;
  std::string password;
  std::optional<std::string> code;
};
BOOST_DESCRIBE_STRUCT(SignInBody, (), (email, password, code))

struct SetUpBody {
  std::string token;
  NameText organisation;
  NameText name;
  NameText email;
  std::string password;
  std::optional<NameText> person;  // the key by which an agreement names the owner
};
BOOST_DESCRIBE_STRUCT(SetUpBody, (), (token, organisation, name, email, password, person))

struct MyOrganisation {
  std::string id;
  std::string name;
  std::string person;
  bool admitted = true;
};
BOOST_DESCRIBE_STRUCT(MyOrganisation, (), (id, name, person, admitted))

struct Me {
  std::string account;
  std::string email;
  std::string name;
  bool has_second_factor = false;
  bool used_second_factor = false;
  std::int64_t recovery_codes_left = 0;
  std::vector<MyOrganisation> organisations;
};
BOOST_DESCRIBE_STRUCT(Me, (),
                      (account, email, name, has_second_factor, used_second_factor, recovery_codes_left, organisations))

struct ChangePasswordBody {
  std::string current;
  std::string password;
  std::optional<std::string> code;
};
BOOST_DESCRIBE_STRUCT(ChangePasswordBody, (), (current, password, code))

struct ProofBody {
  std::string password;
  std::optional<std::string> code;
};
BOOST_DESCRIBE_STRUCT(ProofBody, (), (password, code))

// Who signs somebody in beside their password.
struct MyIdentityView {
  std::string provider;
  std::string name;
  std::string issuer;
  std::optional<Instant> linked;  // since when it signs you in; left out: it does not
};
BOOST_DESCRIBE_STRUCT(MyIdentityView, (), (provider, name, issuer, linked))
struct MyIdentities {
  std::vector<MyIdentityView> identities;
};
BOOST_DESCRIBE_STRUCT(MyIdentities, (), (identities))
struct LinkBegun {
  std::string go;  // where the browser is to go now
};
BOOST_DESCRIBE_STRUCT(LinkBegun, (), (go))

struct SecondFactorOffer {
  std::string secret;   // base32, to be typed
  std::string address;  // otpauth://…, to be shown as a QR code
  std::string pending;  // to be sent back with a first code
};
BOOST_DESCRIBE_STRUCT(SecondFactorOffer, (), (secret, address, pending))

struct ConfirmSecondFactorBody {
  std::string pending;
  std::string code;
};
BOOST_DESCRIBE_STRUCT(ConfirmSecondFactorBody, (), (pending, code))

struct RecoveryCodes {
  std::vector<std::string> codes;  // shown this once
};
BOOST_DESCRIBE_STRUCT(RecoveryCodes, (), (codes))

struct SessionView {
  std::string id;
  std::string browser;
  Instant since;
  Instant last_used;
  Instant until;
  bool is_this = false;
};
BOOST_DESCRIBE_STRUCT(SessionView, (), (id, browser, since, last_used, until, is_this))
struct SessionList {
  std::vector<SessionView> sessions;
};
BOOST_DESCRIBE_STRUCT(SessionList, (), (sessions))

struct NewTokenBody {
  NameText name;
  std::vector<std::string> scopes;   // tags of routes, and "read"
  std::optional<std::int64_t> days;  // 90 where it is left out
};
BOOST_DESCRIBE_STRUCT(NewTokenBody, (), (name, scopes, days))
struct NewToken {
  std::string id;
  std::string token;  // shown this once
  Instant until;
};
BOOST_DESCRIBE_STRUCT(NewToken, (), (id, token, until))
struct TokenView {
  std::string id;
  std::string name;
  std::vector<std::string> scopes;
  Instant since;
  Instant last_used;
  Instant until;
};
BOOST_DESCRIBE_STRUCT(TokenView, (), (id, name, scopes, since, last_used, until))
struct TokenList {
  std::vector<TokenView> tokens;
};
BOOST_DESCRIBE_STRUCT(TokenList, (), (tokens))

struct InviteBody {
  NameText email;
  std::optional<NameText> party;   // the caller's own where it is left out
  std::optional<NameText> person;  // the key by which the agreement names them
  std::optional<NameText> team;
  bool administrator = false;
};
BOOST_DESCRIBE_STRUCT(InviteBody, (), (email, party, person, team, administrator))
struct Invited {
  std::string id;
  std::string token;  // shown this once: whoever has it can join
  Instant until;
};
BOOST_DESCRIBE_STRUCT(Invited, (), (id, token, until))
struct InvitationView {
  std::string id;
  std::string email;
  std::string party;
  std::string person;
  std::string team;
  bool administrator = false;
  Instant since;
  Instant until;
};
BOOST_DESCRIBE_STRUCT(InvitationView, (), (id, email, party, person, team, administrator, since, until))
struct InvitationList {
  std::vector<InvitationView> invitations;
};
BOOST_DESCRIBE_STRUCT(InvitationList, (), (invitations))
struct AcceptInvitationBody {
  std::string token;
  NameText name;
  std::string password;  // a new one; or, of somebody who has an account, theirs
  std::optional<std::string> code;
};
BOOST_DESCRIBE_STRUCT(AcceptInvitationBody, (), (token, name, password, code))

struct PersonView {
  std::string person;
  std::string name;
  std::string key;  // by which the agreement names them; empty where it does not
  std::string party;
  std::vector<std::string> teams;
  bool is_owner = false;
  bool is_administrator = false;
  bool admitted = true;
  bool has_second_factor = false;
  bool can_sign_in = true;
};
BOOST_DESCRIBE_STRUCT(PersonView, (),
                      (person, name, key, party, teams, is_owner, is_administrator, admitted, has_second_factor,
                       can_sign_in))
struct PersonList {
  std::vector<PersonView> people;
};
BOOST_DESCRIBE_STRUCT(PersonList, (), (people))
struct KnownAsBody {
  NameText key;
};
BOOST_DESCRIBE_STRUCT(KnownAsBody, (), (key))

struct IdentityProviderBody {
  NameText name;  // for people
  Limited<2'048> issuer;
  NameText client_id;
  Limited<1'000> client_secret;
  Limited<2'048> redirect_uri;    // …/api/v1/identity/callback at this service, as it is registered there
  bool joins = false;             // whoever it vouches for becomes a member, invited or not
  std::optional<NameText> claim;  // what it must say of somebody, as a text or in a list: "groups"
  std::optional<NameText> claim_value;
  std::optional<NameText> key_claim;  // says by which key the agreement names somebody
};
BOOST_DESCRIBE_STRUCT(IdentityProviderBody, (),
                      (name, issuer, client_id, client_secret, redirect_uri, joins, claim, claim_value, key_claim))
struct IdentityProviderView {
  std::string id;
  std::string party;
  std::string name;
  std::string issuer;
  std::string client_id;
  std::string redirect_uri;
  bool joins = false;
  std::string claim;
  std::string claim_value;
  std::string key_claim;
  std::string start;  // where a browser begins to sign in
  Instant since;
};
BOOST_DESCRIBE_STRUCT(IdentityProviderView, (),
                      (id, party, name, issuer, client_id, redirect_uri, joins, claim, claim_value, key_claim, start,
                       since))
struct IdentityProviderList {
  std::vector<IdentityProviderView> providers;
};
BOOST_DESCRIBE_STRUCT(IdentityProviderList, (), (providers))

struct PartyView {
  std::string key;
  std::string name;
  std::string kind;
};
BOOST_DESCRIBE_STRUCT(PartyView, (), (key, name, kind))
struct TeamView {
  std::string key;
  std::string name;
  std::vector<std::string> parties;  // one; of a joint team those of its members
  bool on_duty = false;              // now, as its calendar says
  std::optional<Instant> until;      // when that changes; never where it is left out
};
BOOST_DESCRIBE_STRUCT(TeamView, (), (key, name, parties, on_duty, until))
struct FunctionView {
  std::string key;
  std::string name;
};
BOOST_DESCRIBE_STRUCT(FunctionView, (), (key, name))
struct OrganisationView {
  std::string id;
  std::string name;
  std::string me;     // the caller as a person
  std::string party;  // whose people the caller is
  std::vector<PartyView> parties;
  std::vector<TeamView> teams;
  std::vector<FunctionView> functions;
  std::string zone;                      // the agreement's; empty where there is none
  std::optional<std::string> agreement;  // the version in force
  std::vector<std::string> not_agreed_by;
  bool is_owner = false;
};
BOOST_DESCRIBE_STRUCT(OrganisationView, (),
                      (id, name, me, party, parties, teams, functions, zone, agreement, not_agreed_by, is_owner))

}  // namespace concordat::operate
