// SPDX-License-Identifier: Apache-2.0
#include "operate/desk/all_desks.hpp"

#include "operate/api/tables.hpp"
#include "store/connection.hpp"

#include <utility>

namespace concordat::operate {
namespace {

Desks desks_of(const Call& call, store::Session& session, const std::vector<store::Organisation>& organisations) {
  Desks all;
  for (const store::Organisation& one : organisations) {
    auto member = member_of(call, session, one.id.value);
    if (member) {
      all.desks.push_back({session, std::move(*member), one.name});
    } else {
      all.left_out.push_back({one.id.value, member.error().problem.code});
    }
  }
  return all;
}

}  // namespace

const store::Tenant& tenant_of(const Desk& desk) { return **desk.session.admit(desk.member.organisation); }

Outcome<Answer> over_all(Api& api, Call& call, const std::function<Outcome<Answer>(const Desks&)>& handler) {
  auto lease = call.house.readers.lend();
  if (!lease) return refuse(lease.error());
  store::Snapshot snapshot((*lease)->connection());
  const auto organisations = organisations_of((*lease)->connection(), call.caller.account);
  if (organisations.empty()) return handler({});
  std::vector<store::OrgId> ids;
  for (const store::Organisation& one : organisations) ids.push_back(one.id);
  auto session = (*lease)->open_session(store::Scope(ids.front(), ids));
  if (!session) return not_found();
  const Desks all = desks_of(call, *session, organisations);
  auto answer = handler(all);
  if (!answer) return answer;
  std::vector<Member> members;
  for (const Desk& desk : all.desks) members.push_back(desk.member);
  if (auto noted = api.note_used(call, members); !noted) return tl::unexpected(std::move(noted.error()));
  return answer;
}

}  // namespace concordat::operate
