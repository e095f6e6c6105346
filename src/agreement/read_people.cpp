// SPDX-License-Identifier: Apache-2.0
#include "agreement/read_tables.hpp"

#include <array>

namespace concordat::agreement {
namespace {

std::optional<PartyKind> party_kind(Table& table) {
  const auto word = table.word("kind");
  if (!word) {
    if (!table.has("kind")) table.missing("kind", "It is one of: internal, provider, supplier.");
    return std::nullopt;
  }
  static const std::vector<std::string> kKinds = {"internal", "provider", "supplier"};
  const auto found = std::find(kKinds.begin(), kKinds.end(), word->name);
  if (found != kKinds.end()) return static_cast<PartyKind>(found - kKinds.begin());
  table.none_of("kind", *word, "is no kind of party.", kKinds);
  return std::nullopt;
}

std::optional<Contract> contract(Table& party) {
  auto table = party.table("contract");
  if (!table) return std::nullopt;
  Contract contract;
  contract.where = party.where("contract");
  const auto from = table->date("from");
  const auto through = table->date("through");
  if (!table->has("from")) table->missing("from", "A contract has a first day: from = 2026-04-01.");
  if (!table->has("through")) table->missing("through", "A contract has a last day: through = 2028-03-31.");
  table->finish();
  if (!from || !through) return std::nullopt;
  if (*through < *from) {
    party.bad("contract", contract.where,
              "The contract ends on " + format_date(*through) + ", before it begins on " + format_date(*from) + ".");
    return std::nullopt;
  }
  contract.from = *from;
  contract.through = *through;
  return contract;
}

}  // namespace

void read_parties(Table& top, Agreement& agreement) {
  for (auto& [key, table] : top.named("party")) {
    Party party;
    read_declared(table, key, party);
    party.kind = party_kind(table).value_or(PartyKind::internal);
    party.contract = contract(table);
    table.finish();
    if (key == kJoint) {
      table.bad("", table.where(),
                "No party can have the key \"joint\": it is the word for a team of several parties.");
    }
    declare(table, agreement.parties, key, std::move(party));
  }
}

void read_sites(Table& top, Agreement& agreement) {
  for (auto& [key, table] : top.named("site")) {
    Site site;
    read_declared(table, key, site);
    if (const auto zone = table.word("zone")) {
      const auto found = table.context().sources.zone(zone->name);
      if (found) {
        site.zone = **found;
      } else {
        table.bad("zone", zone->where, found.error().message, found.error().hint);
      }
    }
    table.finish();
    declare(table, agreement.sites, key, std::move(site));
  }
}

void read_roles(Table& top, Agreement& agreement) {
  for (auto& [key, table] : top.named("role")) {
    Role role;
    read_declared(table, key, role);
    role.party = table.required_word("party", "Whose role is it? party = \"…\"");
    role.person = table.required_word("person", "A role is held by a person by name: person = \"…\"");
    role.deputy = table.word("deputy");
    if (role.deputy && role.deputy->name == role.person.name) {
      table.bad("deputy", role.deputy->where, quoted(role.deputy->name) + " holds the role, and cannot deputise.");
    }
    table.finish();
    declare(table, agreement.roles, key, std::move(role));
  }
}

void read_persons(Table& top, Agreement& agreement) {
  for (auto& [key, table] : top.named("person")) {
    Person person;
    read_declared(table, key, person);
    person.party = table.required_word("party", "Who employs this person? party = \"…\"");
    table.finish();
    declare(table, agreement.persons, key, std::move(person));
  }
}

void read_teams(Table& top, Agreement& agreement) {
  for (auto& [key, table] : top.named("team")) {
    Team team;
    read_declared(table, key, team);
    team.party = table.required_word("party", "Whose team is it? party = \"…\", or \"joint\"");
    team.duty = table.required_word("duty", "When is the team in? duty = \"…\", a calendar");
    team.members = table.words("members");
    team.skills = table.texts("skills");
    table.finish();
    declare(table, agreement.teams, key, std::move(team));
  }
}

void add_implied_persons(Agreement& agreement) {
  const auto imply = [&agreement](const Word& person, const Word& party) {
    if (person.name.empty() || agreement.persons.contains(person.name)) return;
    Person implied;
    implied.key = person.name;
    implied.where = person.where;
    implied.party = party;
    implied.declared = false;
    agreement.persons.emplace(person.name, std::move(implied));
  };
  for (const auto& [key, role] : agreement.roles) {
    imply(role.person, role.party);
    if (role.deputy) imply(*role.deputy, role.party);
  }
  for (const auto& [key, team] : agreement.teams) {
    if (team.party.name == kJoint) continue;  // its members' parties must be said
    for (const Word& member : team.members) imply(member, team.party);
  }
}

}  // namespace concordat::agreement
