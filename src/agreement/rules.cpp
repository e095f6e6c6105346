// SPDX-License-Identifier: Apache-2.0
#include "agreement/rules.hpp"

#include <algorithm>

namespace concordat::agreement {
namespace {

template <typename Id, typename T, typename Key>
Id find(const std::vector<T>& all, std::string_view key, Key key_of) {
  const auto at =
      std::lower_bound(all.begin(), all.end(), key, [&](const T& one, std::string_view k) { return key_of(one) < k; });
  if (at == all.end() || key_of(*at) != key) return {};
  return Id{static_cast<std::int32_t>(at - all.begin())};
}

template <typename Id, typename T>
Id find(const std::vector<T>& all, std::string_view key) {
  return find<Id>(all, key, [](const T& one) { return std::string_view(one.key); });
}

template <typename Id>
Id find(const std::vector<std::string>& all, std::string_view key) {
  return find<Id>(all, key, [](const std::string& one) { return std::string_view(one); });
}

}  // namespace

bool Bits::meets(const Bits& other) const {
  for (std::size_t i = 0; i < std::min(words_.size(), other.words_.size()); ++i) {
    if ((words_[i] & other.words_[i]) != 0) return true;
  }
  return false;
}

bool ClockRules::pauses(WaitingOn on) const { return std::binary_search(pause.begin(), pause.end(), on); }

bool TargetRules::of_function(FunctionId function) const {
  return functions.empty() || std::find(functions.begin(), functions.end(), function) != functions.end();
}

bool PartyRules::may_work(std::int64_t at_s) const {
  return contract.has(at_s) &&
         std::none_of(suspended.begin(), suspended.end(), [at_s](const Span& one) { return one.has(at_s); });
}

std::vector<std::int64_t> PartyRules::edges_s() const {
  std::vector<std::int64_t> edges;
  if (has_contract) edges = {contract.from_s, contract.to_s};
  for (const Span& one : suspended) edges.insert(edges.end(), {one.from_s, one.to_s});
  return edges;
}

PartyId Rules::party(std::string_view key) const { return find<PartyId>(parties, key); }
CalendarId Rules::calendar(std::string_view key) const { return find<CalendarId>(calendar_keys, key); }
SiteId Rules::site(std::string_view key) const { return find<SiteId>(sites, key); }
RoleId Rules::role(std::string_view key) const { return find<RoleId>(roles, key); }
PersonId Rules::person(std::string_view key) const { return find<PersonId>(persons, key); }
TeamId Rules::team(std::string_view key) const { return find<TeamId>(teams, key); }
FunctionId Rules::function(std::string_view key) const { return find<FunctionId>(functions, key); }
ActivityId Rules::activity(std::string_view key) const { return find<ActivityId>(activities, key); }
ClassId Rules::class_(std::string_view key) const { return find<ClassId>(classes, key); }
TargetId Rules::target(std::string_view key) const { return find<TargetId>(targets, key); }
LadderId Rules::ladder(std::string_view key) const { return find<LadderId>(ladders, key); }
PriceId Rules::price(std::string_view key) const { return find<PriceId>(prices, key); }

FunctionId Rules::takes(std::string_view word) const {
  const auto at = std::lower_bound(takes_.begin(), takes_.end(), word,
                                   [](const auto& one, std::string_view w) { return one.first < w; });
  return at != takes_.end() && at->first == word ? at->second : everything_else;
}

bool Rules::under_contract(TeamId team, std::int64_t at_s) const {
  const TeamRules& rules = teams[team.at()];
  if (rules.parties.empty()) return true;  // a joint team of nobody yet, or of a party that is not declared
  return std::any_of(rules.parties.begin(), rules.parties.end(),
                     [&](PartyId party) { return parties[party.at()].may_work(at_s); });
}

bool Rules::under_contract(const Holder& holder, std::int64_t at_s) const {
  if (!holder.team.none()) return under_contract(holder.team, at_s);
  if (holder.role.none()) return false;
  const PartyId party = roles[holder.role.at()].party;
  return party.none() || parties[party.at()].may_work(at_s);
}

std::string_view Rules::key(const Holder& holder) const {
  if (!holder.team.none()) return teams[holder.team.at()].key;
  return holder.role.none() ? std::string_view{} : std::string_view(roles[holder.role.at()].key);
}

std::string_view Rules::key(const Told& told) const {
  if (!told.party.none()) return parties[told.party.at()].key;
  return key(Holder{told.team, told.role});
}

}  // namespace concordat::agreement
