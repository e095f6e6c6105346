// SPDX-License-Identifier: Apache-2.0
// The part of Session that reads projections.
#include "store/connection.hpp"
#include "store/session.hpp"

namespace concordat::store {
namespace {

template <typename T>
T or_damaged(Result<T> result) {
  if (!result) throw Failure(std::move(result.error()));
  return std::move(*result);
}

}  // namespace

Result<ticket::Log> Session::load_log(const OrgId& organisation) {
  const auto tenant = admit(organisation);
  if (!tenant) return tl::unexpected(tenant.error());
  const Snapshot snapshot(*connection_);
  ticket::Log log;
  auto& names =
      connection_->tenant(**tenant, "select name from name where org_id = :org order by idx", "n", "t").start();
  while (names.next()) log.names.intern(names.text(0));

  auto& sources =
      connection_
          ->tenant(**tenant,
                   "select s.source, coalesce(e.line, '') from source s left join entry e "
                   "on e.org_id = s.org_id and e.sequence = s.described_by where s.org_id = :org order by s.idx",
                   "n", "tt")
          .start();
  while (sources.next()) {
    ticket::Source source;
    source.name = sources.text(0);
    if (!sources.text(1).empty()) source = ticket::source_from(or_damaged(record::parse_entry(sources.text(1))));
    log.sources.push_back(std::move(source));
  }

  const auto all_teams = teams(organisation);
  for (const auto& team : *all_teams) log.teams.emplace(team.name, team.team);

  auto& count = connection_->tenant(**tenant, "select count(*) from ticket_history where org_id = :org", "n", "n");
  count.one();
  log.tickets.reserve(static_cast<std::size_t>(count.number(0)));
  auto& rows = connection_
                   ->tenant(**tenant, "select ticket, history from ticket_history where org_id = :org order by ordinal",
                            "n", "tt")
                   .stream();
  while (rows.next()) log.tickets.push_back(or_damaged(ticket::decode(rows.text(0), rows.text(1), log.names.size())));
  return log;
}

Result<std::vector<Party>> Session::parties(const OrgId& organisation) {
  const auto tenant = admit(organisation);
  if (!tenant) return tl::unexpected(tenant.error());
  std::vector<Party> all;
  auto& rows =
      connection_
          ->tenant(**tenant, "select party, name, kind from party where org_id = :org order by party", "n", "ttt")
          .start();
  while (rows.next()) all.push_back({rows.text(0), rows.text(1), rows.text(2)});
  return all;
}

Result<std::vector<NamedTeam>> Session::teams(const OrgId& organisation) {
  const auto tenant = admit(organisation);
  if (!tenant) return tl::unexpected(tenant.error());
  std::vector<NamedTeam> all;
  auto& rows = connection_
                   ->tenant(**tenant, "select team, party, function, line from team where org_id = :org order by team",
                            "n", "tttt")
                   .start();
  while (rows.next()) all.push_back({rows.text(0), {rows.text(1), rows.text(2), rows.text(3)}});
  return all;
}

Result<std::vector<Person>> Session::persons(const OrgId& organisation) {
  const auto tenant = admit(organisation);
  if (!tenant) return tl::unexpected(tenant.error());
  std::vector<std::pair<std::string, std::string>> known;
  auto& rows =
      connection_->tenant(**tenant, "select person, text_id from person where org_id = :org order by person", "n", "tt")
          .start();
  while (rows.next()) known.emplace_back(rows.text(0), rows.text(1));
  std::vector<Person> all;
  for (const auto& [id, text_id] : known) {
    auto name = text(organisation, text_id);
    all.push_back({id, name->state, std::move(name->text)});
  }
  return all;
}

Result<std::optional<Person>> Session::person(const OrgId& organisation, std::string_view id) {
  const auto tenant = admit(organisation);
  if (!tenant) return tl::unexpected(tenant.error());
  auto& row =
      connection_->tenant(**tenant, "select text_id from person where org_id = :org and person = :person", "nt", "t");
  if (!row.one(id)) return std::nullopt;
  auto name = text(organisation, std::string(row.text(0)));
  return Person{std::string(id), name->state, std::move(name->text)};
}

Result<std::vector<record::Entry>> Session::landmarks(const OrgId& organisation) {
  const auto tenant = admit(organisation);
  if (!tenant) return tl::unexpected(tenant.error());
  std::vector<record::Entry> entries;
  auto& rows = connection_
                   ->tenant(**tenant,
                            "select e.line from landmark l join entry e on e.org_id = l.org_id and "
                            "e.sequence = l.sequence where l.org_id = :org order by l.sequence",
                            "n", "t")
                   .start();
  while (rows.next()) entries.push_back(or_damaged(record::parse_entry(rows.text(0))));
  return entries;
}

Result<std::int64_t> Session::last_landmark(const OrgId& organisation) {
  const auto tenant = admit(organisation);
  if (!tenant) return tl::unexpected(tenant.error());
  auto& row =
      connection_->tenant(**tenant, "select coalesce(max(sequence), -1) from landmark where org_id = :org", "n", "n");
  row.one();
  return row.number(0);
}

Result<std::optional<std::string>> Session::ticket_json(const OrgId& organisation, std::string_view ticket) {
  const auto tenant = admit(organisation);
  if (!tenant) return tl::unexpected(tenant.error());
  auto& row = connection_->tenant(**tenant, "select ticket_json from ticket where org_id = :org and ticket = :ticket",
                                  "nt", "t");
  if (!row.one(ticket)) return std::nullopt;
  return row.text(0);
}

Result<std::vector<std::string>> Session::ticket_names(const OrgId& organisation) {
  const auto tenant = admit(organisation);
  if (!tenant) return tl::unexpected(tenant.error());
  std::vector<std::string> names;
  auto& rows =
      connection_->tenant(**tenant, "select ticket from ticket where org_id = :org order by ticket", "n", "t").start();
  while (rows.next()) names.push_back(rows.text(0));
  return names;
}

}  // namespace concordat::store
