// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "operate/access/access.hpp"

// A sign-in that is under way, sealed in a cookie of the browser that began it: nothing is kept for who never returns.
namespace concordat::operate {

struct Access::Attempt {
  std::string organisation;
  std::string provider;
  std::string state;
  std::string nonce;
  std::string verifier;
  Instant until;
  std::string account;  // that is to be signed in from here on; empty: it is a sign-in
  std::string session;  // in which that was asked for
};

// Whose people the provider vouches for.
bool is_of_their_party(const IdentityProviderRow& row, const Member& member);
// Whether it is one of those whom the provider may let in here.
Outcome<void> counts_among(const IdentityProviderRow& provider, const boost::json::object& claims);
// The provider's word gives no more than it is good for: its organisation, and a second factor where the account has
// one.
Outcome<void> may_sign_in(store::Connection& connection, const Account& account, bool second_factor);

}  // namespace concordat::operate
