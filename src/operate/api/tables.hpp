// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "operate/api/outcome.hpp"
#include "store/connection.hpp"

#include <optional>
#include <string>
#include <vector>

// What of the cabinet every route needs: who is a member where, and commands that were done already.
namespace concordat::operate {

struct MembershipRow {
  std::string person;
  bool admitted = true;
};
std::optional<MembershipRow> find_membership(store::Connection& connection, const std::string& account,
                                             const store::Tenant& tenant);
// Of which organisations somebody is a member, by name.
std::vector<store::Organisation> organisations_of(store::Connection& connection, const std::string& account);

// Whether that person is a member, and let in.
bool is_admitted(store::Connection& connection, const store::Tenant& tenant, const std::string& person);

struct DoneCommand {
  std::string fingerprint;
  Answer answer;
};
std::optional<DoneCommand> find_done(store::Connection& connection, const std::string& account, const std::string& key);
void keep_done(store::Connection& connection, const std::string& account, const std::string& key,
               const std::string& fingerprint, const Answer& answer, Instant now);
// Keys are forgotten after a day.
inline constexpr std::int64_t kDoneKept_us = 86'400LL * 1'000'000;
void forget_done(store::Connection& connection, Instant now);

}  // namespace concordat::operate
