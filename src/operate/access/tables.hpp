// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/instant.hpp"
#include "store/connection.hpp"
#include "store/organisation.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

// The cabinet's tables of people who sign in. None of it is in the record.
namespace concordat::operate {

struct Account {
  std::string id;     // "u_…"
  std::string email;  // lower case
  std::string name;
  std::string password;         // Argon2id
  std::string totp;             // sealed; empty: there is no second factor
  std::int64_t totp_step = -1;  // the last that was used
};
std::optional<Account> find_account(store::Connection& connection, const std::string& id);
std::optional<Account> find_account_by_email(store::Connection& connection, const std::string& email);
std::vector<Account> accounts(store::Connection& connection);  // by id
void add_account(store::Connection& connection, const Account& account, Instant now);
void set_password(store::Connection& connection, const std::string& account, const std::string& password);
void set_totp(store::Connection& connection, const std::string& account, const std::string& sealed, std::int64_t step);
// False where that step, or a later one, was used by somebody else in the meantime.
bool use_totp_step(store::Connection& connection, const std::string& account, std::int64_t step);
bool no_accounts(store::Connection& connection);

void put_recovery_codes(store::Connection& connection, const std::string& account,
                        const std::vector<std::string>& hashes);
bool use_recovery_code(store::Connection& connection, const std::string& account, const std::string& hash);
std::int64_t recovery_codes_left(store::Connection& connection, const std::string& account);

struct Credential {
  std::string id;  // "s_…" a session, "k_…" a token, "d_…" a browser that was signed in before
  std::string account;
  std::string kind;                 // "session", "token", "device"
  std::string name;                 // of a session the browser's word for itself
  std::vector<std::string> scopes;  // of a token
  bool second_factor = false;
  Instant created;
  Instant seen;
  Instant expires;
  Instant secret_since{};  // when its secret was made; of what was read alone
};
std::optional<Credential> find_credential(store::Connection& connection, const std::string& hash);
std::optional<Credential> find_credential_of(store::Connection& connection, const std::string& account,
                                             const std::string& kind, const std::string& id);
// By the secret that a session had before its last, while that is still good.
std::optional<Credential> find_rotated(store::Connection& connection, const std::string& old_hash, Instant now);
// When it expires; nullopt where it has another secret than the old one already, or is over.
std::optional<Instant> rotate_session(store::Connection& connection, const std::string& id, const std::string& old_hash,
                                      const std::string& hash, Instant now, Instant old_until);
void add_credential(store::Connection& connection, const std::string& hash, const Credential& credential);
void touch_credential(store::Connection& connection, const std::string& id, Instant now);
std::vector<Credential> credentials_of(store::Connection& connection, const std::string& account,
                                       const std::string& kind);
// False where there was none.
bool remove_credential(store::Connection& connection, const std::string& account, const std::string& id);
// All of an account but one; with `but` empty, all.
void remove_credentials(store::Connection& connection, const std::string& account, const std::string& but);
void remove_sessions(store::Connection& connection, const std::string& account);  // its tokens stay
void forget_credentials(store::Connection& connection, Instant now);  // that are over

struct MembershipOf {
  store::OrgId organisation;
  std::string organisation_name;
  std::string person;
  bool admitted = true;
};
std::vector<MembershipOf> memberships_of(store::Connection& connection, const std::string& account);
void add_membership(store::Connection& connection, const std::string& account, const store::Tenant& tenant,
                    const std::string& person, bool admitted);
void admit_member(store::Connection& connection, const store::Tenant& tenant, const std::string& person);
void remove_membership(store::Connection& connection, const store::Tenant& tenant, const std::string& person);
struct MemberAccount {
  std::string person;
  std::string email;
  std::string name;
  bool admitted = true;
  bool second_factor = false;
};
std::vector<MemberAccount> member_accounts(store::Connection& connection, const store::Tenant& tenant);

struct InvitationRow {
  std::string id;  // "i_…"
  std::string hash;
  std::string email;
  std::string party;
  std::string key;   // by which the agreement names the person; may be empty
  std::string team;  // may be empty
  bool administrator = false;
  std::string by_account;
  Instant created;
  Instant expires;
};
void add_invitation(store::Connection& connection, const store::Tenant& tenant, const InvitationRow& invitation);
std::vector<InvitationRow> invitations(store::Connection& connection, const store::Tenant& tenant);
bool remove_invitation(store::Connection& connection, const store::Tenant& tenant, const std::string& id);

void put_setup_token(store::Connection& connection, const std::string& hash, Instant expires);
bool use_setup_token(store::Connection& connection, const std::string& hash, Instant now);

}  // namespace concordat::operate
