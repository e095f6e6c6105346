// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "operate/api/api.hpp"
#include "operate/desk/bodies.hpp"

#include <functional>
#include <string>
#include <vector>

// All organisations that somebody serves, looked at in one question. INVARIANT: each is looked at by one's rights
// there, as if it had been asked alone; what lets nobody in without a second factor is left out, and said.
namespace concordat::operate {

// One organisation as somebody of it looks at its tickets.
struct Desk {
  store::Session& session;
  Member member;
  std::string name;
};
const store::Tenant& tenant_of(const Desk& desk);

struct Desks {
  std::vector<Desk> desks;
  std::vector<LeftOut> left_out;
};

// Answers a question over all of them. Where a grant was used, the record says so before anything is shown.
Outcome<Answer> over_all(Api& api, Call& call, const std::function<Outcome<Answer>(const Desks&)>& handler);

}  // namespace concordat::operate
