// SPDX-License-Identifier: Apache-2.0
#include "app/access_desk.hpp"

#include "agreement/may.hpp"
#include "agreement/platform.hpp"
#include "app/agreement_files.hpp"
#include "base/clock.hpp"

#include <algorithm>

namespace concordat::app {

using namespace agreement;

namespace {

Result<void> one_of(const std::string& what, const std::string& name, const std::vector<std::string>& known) {
  if (std::find(known.begin(), known.end(), name) != known.end()) return {};
  return tl::unexpected(unknown_name(what, name, known));
}
Result<void> all_of(const std::string& what, const std::vector<std::string>& names,
                    const std::vector<std::string>& known) {
  for (const std::string& name : names) {
    if (const auto done = one_of(what, name, known); !done) return done;
  }
  return {};
}

}  // namespace

Result<std::unique_ptr<AccessDesk>> AccessDesk::open(Workspace& workspace, store::Session& session) {
  auto recorded = operate::read_recorded(session, workspace.organisation);
  if (!recorded) return tl::unexpected(recorded.error());
  auto desk = std::unique_ptr<AccessDesk>(new AccessDesk);
  desk->access_ = recorded->access;
  const Version* version = recorded->versions.at(system_now().seconds());
  if (version == nullptr) {
    return fail("no-version", "No agreement is in force, so nobody is known yet.",
                "concordat agreement apply FILE… --org …");
  }
  auto agreement = operate::read_version(session, workspace.organisation, *recorded, *version);
  if (!agreement) return tl::unexpected(agreement.error());
  desk->agreement_ = std::move(*agreement);
  desk->rules_ = compile(desk->agreement_);
  desk->rights_ = compile_rights(desk->agreement_, desk->rules_);
  for (const PartyRules& one : desk->rules_.parties) {
    if (one.kind == PartyKind::internal && desk->own_.empty()) desk->own_ = one.key;
  }
  desk->facts_ = by_keys(desk->access_.facts(), desk->access_.keys(), desk->own_);
  return desk;
}

Result<void> AccessDesk::person(const std::string& name) const {
  return one_of("person", name, known_people(rights_, facts()));
}
Result<void> AccessDesk::party(const std::string& name) const { return one_of("party", name, keys_of(rules_.parties)); }
Result<void> AccessDesk::other_party(const std::string& name) const {
  std::vector<std::string> others;
  for (const PartyRules& one : rules_.parties) {
    if (one.kind != PartyKind::internal) others.push_back(one.key);
  }
  return one_of("other party", name, others);
}

Result<void> AccessDesk::team(const std::string& name) const { return one_of("team", name, keys_of(rules_.teams)); }
Result<void> AccessDesk::functions(const std::vector<std::string>& names) const {
  return all_of("function", names, keys_of(rules_.functions));
}

Result<void> AccessDesk::classes(const std::vector<std::string>& names) const {
  return all_of("class", names, rights_.classes);
}
Result<void> AccessDesk::working_actions(const std::vector<std::string>& names, bool everything) const {
  std::vector<std::string> known;
  for (const std::string& one : rights_.actions()) {
    if (platform_action(one) == nullptr) known.push_back(one);
  }
  if (everything) known.emplace_back("*");
  return all_of("action", names, known);
}

Result<void> AccessDesk::platform(const std::string& name) const {
  std::vector<std::string> known;
  for (const PlatformAction& one : platform_actions()) known.emplace_back(one.word);
  return one_of("platform action", name, known);
}

bool AccessDesk::is_owner(const std::string& person, Instant at) const {
  return std::any_of(facts().owners.begin(), facts().owners.end(),
                     [&](const Owner& one) { return one.person == person && one.time.has(at.seconds()); });
}

std::string AccessDesk::party_of(const std::string& person, Instant at) const {
  const PersonId id = rules_.person(person);
  if (!id.none() && !rules_.person_party[id.at()].none()) return rules_.parties[rules_.person_party[id.at()].at()].key;
  for (const Member& one : facts().members) {
    if (one.person == person && one.time.has(at.seconds())) return one.party;
  }
  return {};
}

bool AccessDesk::is_internal(const std::string& party) const {
  const PartyId id = rules_.party(party);
  return !id.none() && rules_.parties[id.at()].kind == PartyKind::internal;
}

Result<void> AccessDesk::may_answer(const std::string& person, const Asked& asked) const {
  std::string roles;
  for (const PermissionRules& one : rights_.permissions) {
    const bool meant = rules_.teams[one.team.at()].key == asked.team && one.action == asked.action &&
                       one.class_ == asked.class_ && one.how == How::ask;
    if (!meant || one.ask.none()) continue;
    const RoleRules& role = rules_.roles[one.ask.at()];
    const PersonId id = rules_.person(person);
    if (!id.none() && (role.person == id || role.deputy == id)) return {};
    roles += (roles.empty() ? "" : ", ") + role.key;
  }
  return fail("not-asked", person + " is not asked about this.",
              roles.empty() ? "No authority asks for it any more." : "It asks " + roles + ".");
}

}  // namespace concordat::app
