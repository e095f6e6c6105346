// SPDX-License-Identifier: Apache-2.0
#include "app/workspace.hpp"

#include "base/text.hpp"
#include "ticket/ticket.hpp"

#include <CLI/App.hpp>
#include <sodium.h>

#include <algorithm>
#include <stdexcept>

namespace concordat::app {

FillRandom machine_random() {
  if (sodium_init() < 0) throw std::runtime_error("the operating system gives no randomness");
  return [](std::span<std::uint8_t> bytes) { randombytes_buf(bytes.data(), bytes.size()); };
}

Result<store::Place> place_of(const Context& context) {
  if (context.database.empty()) return store::Place(context.data);
  // What was read instead is not shown: it may hold a password.
  if (!context.database.starts_with("postgresql://") && !context.database.starts_with("postgres://")) {
    return fail("bad-database", "--database is no address of a PostgreSQL database.",
                "postgresql://USER@HOST/DATABASE; for a database of its own in a folder, --data DIR.");
  }
  return store::Place::server(context.database);
}

Result<store::Database> open_database(const Context& context, store::Database::Opening opening) {
  const auto place = place_of(context);
  if (!place) return tl::unexpected(place.error());
  return store::Database::open(*place, opening);
}

Result<Workspace> open_workspace(const Context& context, const std::string& organisation) {
  auto database = open_database(context, store::Database::Opening::existing);
  if (!database) return tl::unexpected(database.error());
  auto id = database->find_organisation(organisation);
  if (!id) return tl::unexpected(id.error());
  return Workspace{std::move(*database), std::move(*id)};
}

Result<std::vector<record::Entry>> entries_with_merged(store::Session& session, const store::OrgId& organisation,
                                                       const std::string& ticket) {
  return ticket::entries_with_merged(
      ticket, [&](const std::string& name) { return session.entries_of(organisation, "ticket:" + name); });
}

Result<std::vector<record::Entry>> entries_of_ticket(store::Session& session, const store::OrgId& organisation,
                                                     const std::string& ticket) {
  auto entries = entries_with_merged(session, organisation, ticket);
  if (!entries || !entries->empty()) return entries;
  const auto known = session.ticket_names(organisation);
  const auto near = known ? nearest_name(ticket, *known) : std::nullopt;
  return fail("unknown-ticket", "There is no ticket \"" + ticket + "\".", near ? "Did you mean " + *near + "?" : "");
}

void add_org(CLI::App& command, std::string& organisation) {
  command.add_option("--org", organisation, "the organisation")->required()->type_name("NAME");
}

Result<std::unordered_map<std::string, std::string>> person_names(store::Session& session,
                                                                  const store::OrgId& organisation) {
  const auto persons = session.persons(organisation);
  if (!persons) return tl::unexpected(persons.error());
  std::unordered_map<std::string, std::string> names;
  for (const auto& person : *persons) names.emplace(person.id, person.name);
  return names;
}

Result<ticket::Zones> read_zones(store::Session& session, const store::OrgId& organisation, const ticket::Log& log) {
  ticket::Zones zones;
  for (const auto& source : log.sources) {
    const auto entries = session.entries_of(organisation, "zone:" + source.zone);
    if (!entries) return tl::unexpected(entries.error());
    for (const auto& entry : *entries) zones.step(entry);
  }
  return zones;
}

const calendar::Zone& local_zone(const ticket::Zones& zones, const ticket::Log& log) {
  return zones.find(log.sources.empty() ? "UTC" : log.sources.back().zone);
}

Result<Instant> read_time(const calendar::Zone& local, std::string_view option, const std::string& text) {
  if (const auto instant = parse_instant(text)) return *instant;
  if (const auto wall = parse_civil(text)) return calendar::instant_of(local, *wall);
  return fail("bad-time", std::string(option) + " is no time: \"" + text + "\".",
              "Write 2026-03-06, 2026-03-06T16:00 or 2026-03-06T16:00:00Z.");
}

void warn_of_clock(const store::Appended& appended) {
  constexpr std::int64_t kTolerated_us = 1'000'000;
  if (appended.clock_behind_us <= kTolerated_us) return;
  remark("This machine's clock is " + format_duration(appended.clock_behind_us / 1'000'000) +
         " behind the record's last entry, so what was just recorded carries that entry's time (" +
         format_instant(appended.recorded) + "). Set the clock right.");
}

}  // namespace concordat::app
