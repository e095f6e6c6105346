// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/instant.hpp"
#include "store/connection.hpp"

#include <optional>
#include <string>
#include <vector>

// The cabinet's tables of providers of identity, and of whom they have vouched for.
namespace concordat::operate {

struct IdentityProviderRow {
  std::string id;     // "v_…"
  std::string party;  // whose people it knows
  std::string name;
  std::string issuer;
  std::string client_id;
  std::string client_secret;  // sealed
  std::string redirect_uri;
  bool joins = false;       // whoever it vouches for becomes a member, invited or not
  std::string claim;        // must hold `claim_value`; empty: whatever it says
  std::string claim_value;  //
  std::string key_claim;    // says by which key the agreement names somebody; may be empty
  Instant created;
};
std::vector<IdentityProviderRow> identity_providers(store::Connection& connection, const store::Tenant& tenant);
std::optional<IdentityProviderRow> find_identity_provider(store::Connection& connection, const store::Tenant& tenant,
                                                          const std::string& id);
// Of one that is there already nothing but its secret changes.
void put_identity_provider(store::Connection& connection, const store::Tenant& tenant, const IdentityProviderRow& row);
// And all that it has vouched for; the accounts that were signed in with it.
std::vector<std::string> remove_identity_provider(store::Connection& connection, const store::Tenant& tenant,
                                                  const std::string& id);

// The account that stands for somebody at a provider.
std::optional<std::string> find_identity(store::Connection& connection, const store::Tenant& tenant,
                                         const std::string& provider, const std::string& subject);
// Since when a provider vouches for an account; nullopt where it does not.
std::optional<Instant> identity_since(store::Connection& connection, const store::Tenant& tenant,
                                      const std::string& provider, const std::string& account);
void remove_identity(store::Connection& connection, const store::Tenant& tenant, const std::string& provider,
                     const std::string& account);
void add_identity(store::Connection& connection, const store::Tenant& tenant, const std::string& provider,
                  const std::string& subject, const std::string& account, Instant now);

}  // namespace concordat::operate
