// SPDX-License-Identifier: Apache-2.0
#include "operate/agreement/access_desk.hpp"

#include "agreement/may.hpp"
#include "agreement/platform.hpp"
#include "base/text.hpp"

#include <algorithm>

namespace concordat::operate {

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

Problem unknown_name(const std::string& what, const std::string& name, const std::vector<std::string>& known) {
  const auto near = nearest_name(name, known);
  std::string all;
  for (const auto& one : known) all += (all.empty() ? "" : ", ") + one;
  return {"unknown-name", "There is no " + what + " \"" + name + "\".", std::nullopt,
          near ? "Did you mean \"" + *near + "\"?" : (all.empty() ? "None is declared." : "There are: " + all + ".")};
}

Result<AccessDesk> AccessDesk::open(std::shared_ptr<const Present> present) {
  if (present->version == nullptr) {
    return fail("no-version", "No agreement is in force, so nobody is known yet.",
                "concordat agreement apply FILE… --org …");
  }
  return AccessDesk(std::move(present));
}

Result<void> AccessDesk::person(const std::string& name) const {
  return one_of("person", name, known_people(present_->rights, facts()));
}
Result<void> AccessDesk::party(const std::string& name) const {
  return one_of("party", name, keys_of(present_->rules.parties));
}
Result<void> AccessDesk::other_party(const std::string& name) const {
  std::vector<std::string> others;
  for (const PartyRules& one : present_->rules.parties) {
    if (one.kind != PartyKind::internal) others.push_back(one.key);
  }
  return one_of("other party", name, others);
}

Result<void> AccessDesk::team(const std::string& name) const {
  return one_of("team", name, keys_of(present_->rules.teams));
}
Result<void> AccessDesk::functions(const std::vector<std::string>& names) const {
  return all_of("function", names, keys_of(present_->rules.functions));
}

Result<void> AccessDesk::classes(const std::vector<std::string>& names) const {
  return all_of("class", names, present_->rights.classes);
}
Result<void> AccessDesk::working_actions(const std::vector<std::string>& names, bool everything) const {
  std::vector<std::string> known;
  for (const std::string& one : present_->rights.actions()) {
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

bool AccessDesk::is_owner(const std::string& person, Instant at) const { return present_->is_owner(person, at); }
std::string AccessDesk::party_of(const std::string& person, Instant at) const { return present_->party_of(person, at); }

bool AccessDesk::is_internal(const std::string& party) const {
  const PartyId id = present_->rules.party(party);
  return !id.none() && present_->rules.parties[id.at()].kind == PartyKind::internal;
}

Result<void> AccessDesk::may_answer(const std::string& person, const Asked& asked) const {
  std::string roles;
  for (const PermissionRules& one : present_->rights.permissions) {
    const bool meant = present_->rules.teams[one.team.at()].key == asked.team && one.action == asked.action &&
                       one.class_ == asked.class_ && one.how == How::ask;
    if (!meant || one.ask.none()) continue;
    const RoleRules& role = present_->rules.roles[one.ask.at()];
    const PersonId id = present_->rules.person(person);
    if (!id.none() && (role.person == id || role.deputy == id)) return {};
    roles += (roles.empty() ? "" : ", ") + role.key;
  }
  return fail("not-asked", person + " is not asked about this.",
              roles.empty() ? "No authority asks for it any more." : "It asks " + roles + ".");
}

}  // namespace concordat::operate
