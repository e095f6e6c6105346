// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "operate/access/tables.hpp"
#include "store/transaction.hpp"

#include <string>
#include <string_view>

// Becoming a member: the entries that say so, and the row by which the account is found.
namespace concordat::operate {

struct Joining {
  Account account;
  store::OrgId organisation;
  std::string party;
  std::string key;   // by which the agreement names the person; may be empty
  std::string team;  // may be empty
  bool administrator = false;
  bool owner = false;
  bool admitted = true;  // by the organisation; else its owner has yet to say so
};

// The person's id in the record. `actor`: who lets them in, a person's id or "host". Problem "already": the account is
// a member.
Result<std::string> join(store::Transaction& transaction, const Joining& joining, const std::string& actor,
                         const FillRandom& random);

std::string lower_case(std::string_view text);  // of ASCII: how e-mail addresses are compared here
bool looks_like_email(std::string_view text);

}  // namespace concordat::operate
