// SPDX-License-Identifier: Apache-2.0
#include "operate/present/present.hpp"

#include <algorithm>

namespace concordat::operate {
namespace {

using namespace agreement;

std::string own_party(const Rules& rules) {
  for (const PartyRules& one : rules.parties) {
    if (one.kind == PartyKind::internal) return one.key;
  }
  return std::string(kOwnParty);
}

Result<std::shared_ptr<const Present>> make(store::Session& session, const store::OrgId& organisation,
                                            std::int64_t landmark, Instant now) {
  auto recorded = read_recorded(session, organisation);
  if (!recorded) return tl::unexpected(recorded.error());
  auto present = std::make_shared<Present>();
  present->landmark = landmark;
  present->recorded = std::move(*recorded);
  const std::int64_t now_s = now.seconds();
  present->version = present->recorded.versions.at(now_s);
  present->from_s = now_s;
  for (const Version* one : present->recorded.versions.in_force()) {
    const std::int64_t from_s = *one->in_force_from_s();
    if (from_s > now_s) present->until_s = std::min(present->until_s, from_s);
    auto agreement = read_version(session, organisation, present->recorded, *one);
    if (!agreement) return tl::unexpected(agreement.error());
    present->in_force.add(*agreement, from_s, one->id, one->missing(), present->recorded.access.facts());
    if (one == present->version) present->agreement = std::move(*agreement);
  }
  present->rules = compile(present->agreement);
  present->own = own_party(present->rules);
  const AccessLog& access = present->recorded.access;
  present->facts = by_keys(access.facts(), access.keys(), present->own);
  present->rights = compile_rights(present->agreement, present->rules);
  return present;
}

}  // namespace

std::string Present::key_of(const std::string& person) const {
  const auto& keys = recorded.access.keys();
  const auto found = keys.find(person);
  return found == keys.end() || found->second.empty() ? person : found->second;
}

std::string Present::party_of(const std::string& person, Instant at) const {
  const std::string key = key_of(person);
  const PersonId id = rules.person(key);
  if (!id.none() && !rules.person_party[id.at()].none()) return rules.parties[rules.person_party[id.at()].at()].key;
  for (const Member& one : facts.members) {
    if (one.person == key && one.time.has(at.seconds())) return one.party;
  }
  return {};
}

Answer Present::may(const std::string& person, const std::string& action, Subject subject, Instant at) const {
  return agreement::may(rights, {Who{key_of(person), {}, {}}, action, std::move(subject), at}, facts);
}

bool Present::is_owner(const std::string& person, Instant at) const {
  const std::string key = key_of(person);
  return std::any_of(facts.owners.begin(), facts.owners.end(),
                     [&](const Owner& one) { return one.person == key && one.time.has(at.seconds()); });
}

Instant Present::rights_changed(const std::string& person) const {
  const auto& access = recorded.access;
  return std::max(access.rights_changed(person).value_or(kFirstInstant),
                  access.rights_changed(key_of(person)).value_or(kFirstInstant));
}

bool Present::shows(const record::Audience& audience, const std::string& party) const {
  if (party.empty()) return false;
  return audience.includes(party) || (party == own && audience.includes(kOwnParty));
}

ticket::RuleWorld Present::world() const { return {in_force.versions, own, nullptr}; }

Result<std::shared_ptr<const Present>> Presents::of(store::Session& session, const store::OrgId& organisation,
                                                    Instant now) {
  const auto landmark = session.last_landmark(organisation);
  if (!landmark) return tl::unexpected(landmark.error());
  {
    const std::lock_guard lock(mutex_);
    const auto found = kept_.find(organisation);
    if (found != kept_.end() && found->second->landmark == *landmark && now.seconds() >= found->second->from_s &&
        now.seconds() < found->second->until_s) {
      return found->second;
    }
  }
  auto present = make(session, organisation, *landmark, now);
  if (!present) return present;
  const std::lock_guard lock(mutex_);
  kept_[organisation] = *present;
  return present;
}

}  // namespace concordat::operate
