// SPDX-License-Identifier: Apache-2.0
// Who is who: parties, teams and persons, each as its last entry declares it.
#include "store/projection.hpp"
#include "ticket/history.hpp"

#include <map>

namespace concordat::store {
namespace {

constexpr ProjectedTable kPeopleTables[] = {
    {"party", "delete from party where org_id = :org",
     "select party, name, kind from party where org_id = :org order by party", "ttt"},
    {"team", "delete from team where org_id = :org",
     "select team, party, function, line from team where org_id = :org order by team", "tttt"},
    {"person", "delete from person where org_id = :org",
     "select person, text_id from person where org_id = :org order by person", "tt"},
};

std::string text_member(const boost::json::object& body, std::string_view key) {
  const auto* value = body.if_contains(key);
  const auto* text = value == nullptr ? nullptr : value->if_string();
  return text == nullptr ? std::string() : std::string(*text);
}

class PeopleProjection final : public Projection {
 public:
  PeopleProjection(Connection& connection, const Tenant& tenant) : connection_(connection), tenant_(tenant) {}

  std::span<const ProjectedTable> tables() const override { return kPeopleTables; }

  void step(const record::Entry& entry) override {
    const std::string name(ticket::subject_name(entry));
    if (entry.kind == "party.declared") {
      parties_[name] = {text_member(entry.body, "name"), text_member(entry.body, "kind")};
    } else if (entry.kind == ticket::kTeamDeclared) {
      teams_[name] = ticket::team_from(entry);
    } else if (entry.kind == "person.named") {
      const auto* text = entry.body.if_contains("name");
      const auto* reference = text == nullptr ? nullptr : text->if_object();
      if (reference != nullptr) persons_[name] = text_member(*reference, "text");
    }
  }

  void flush() override {
    for (const auto& [key, party] : parties_) {
      connection_
          .tenant(tenant_,
                  "insert into party (org_id, party, name, kind) values (:org, :party, :name, :kind) "
                  "on conflict (org_id, party) do update set name = excluded.name, kind = excluded.kind",
                  "nttt")
          .run(key, party.first, party.second);
    }
    for (const auto& [name, team] : teams_) {
      connection_
          .tenant(
              tenant_,
              "insert into team (org_id, team, party, function, line) values (:org, :team, :party, :function, :line) "
              "on conflict (org_id, team) do update set party = excluded.party, function = excluded.function, "
              "line = excluded.line",
              "ntttt")
          .run(name, team.party, team.function, team.line);
    }
    for (const auto& [id, text] : persons_) {
      connection_
          .tenant(tenant_,
                  "insert into person (org_id, person, text_id) values (:org, :person, :text) "
                  "on conflict (org_id, person) do update set text_id = excluded.text_id",
                  "ntt")
          .run(id, text);
    }
    parties_.clear();
    teams_.clear();
    persons_.clear();
  }

 private:
  Connection& connection_;
  const Tenant& tenant_;
  std::map<std::string, std::pair<std::string, std::string>> parties_;  // name and kind by key
  std::map<std::string, ticket::Team> teams_;                           // by name
  std::map<std::string, std::string> persons_;                          // id of the text that is their name, by id
};

}  // namespace

std::unique_ptr<Projection> make_people_projection(Connection& connection, const Tenant& tenant) {
  return std::make_unique<PeopleProjection>(connection, tenant);
}

}  // namespace concordat::store
