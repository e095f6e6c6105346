// SPDX-License-Identifier: Apache-2.0
#include "base/json.hpp"
#include "store/connection.hpp"
#include "store/maintenance.hpp"
#include "store/support.hpp"
#include "store/ticket_rank.hpp"
#include "ticket/ticket.hpp"

#include <rapidcheck/gtest.h>

namespace concordat::store::testing {
namespace {

using record::Draft;

Draft begun(const std::string& source, int variant) {
  return {.at = std::nullopt,
          .actor = "import",
          .party = {},
          .audience = record::Audience::shared(),
          .subject = "import:" + source,
          .kind = "import.begun",
          .agreement = {},
          .body = {{"source", source},
                   {"shape", variant % 2 == 0 ? "update" : "ticket"},
                   {"columns", boost::json::array{"ticket", "at"}},
                   {"waits_for_requester", boost::json::array{"Awaiting User"}},
                   {"has_lines", variant % 3 == 0}},
          .texts = {}};
}

Draft declared(const std::string& kind, const std::string& name, const std::string& party) {
  return {.at = std::nullopt,
          .actor = "import",
          .party = {},
          .audience = record::Audience::shared(),
          .subject = kind + ":" + name,
          .kind = kind + ".declared",
          .agreement = {},
          .body = {{"name", name}, {"party", party}, {"kind", "provider"}},
          .texts = {}};
}

// One of everything that a projection reads, from a random number; few names, so that they meet.
Draft any_draft(std::uint32_t dice, const FillRandom& fill) {
  const auto pick = [&dice](std::uint32_t sides) {
    const std::uint32_t side = dice % sides;
    dice = dice / sides * 2654435761U + 12345U;
    return static_cast<int>(side);
  };
  const std::string number = std::to_string(pick(6));
  switch (pick(10)) {
    case 0: return begun("source" + std::to_string(pick(3)), pick(6));
    case 1: return declared("team", "Group " + number, "party" + std::to_string(pick(3)));
    case 2: return declared("party", "party" + number, "");
    case 3: return named("p_" + number, "Name " + std::to_string(pick(50)), fill);
    case 4: {
      Draft unknown = observed("INC" + number, "New", "Group 1");
      unknown.kind = "ticket.of_a_later_version";
      return unknown;
    }
    case 5: {
      Draft watching = observed("INC" + number, "", "");
      watching.at.reset();
      watching.kind = pick(3) == 0 ? "ticket.unwatched" : "ticket.watched";
      watching.body = {{"watcher", "p_" + std::to_string(pick(4))}};
      return watching;
    }
    default: break;
  }
  // Instants that jump back and forth: a ticket's entries are not always in order.
  Draft draft = observed("INC" + number, pick(2) == 0 ? "New" : "Awaiting User", "Group " + std::to_string(pick(4)),
                         Instant::from_seconds(kNow.seconds() - 5'000 + pick(10'000)));
  draft.body["source"] = "source" + std::to_string(pick(3));
  if (pick(3) == 0) draft.body["priority"] = std::to_string(pick(4));
  if (pick(3) == 0) draft.body["state"] = pick(2) == 0 ? "resolved" : "closed";
  if (pick(3) == 0) draft.body["impact"] = std::to_string(pick(4));
  if (pick(3) == 0) draft.body["waiting_on"] = "provider";
  if (pick(5) == 0) draft.body["reopen_count"] = pick(4);
  return draft;
}

void append_in_batches(Database& database, const OrgId& harbour, const std::vector<Draft>& drafts, std::uint32_t seed) {
  std::mt19937 engine(seed);
  for (std::size_t from = 0; from < drafts.size();) {
    const std::size_t count = std::min<std::size_t>(1 + engine() % 40, drafts.size() - from);
    const auto appended = database.append(harbour, std::span(drafts).subspan(from, count), kNow);
    if (!appended) throw Failure(appended.error());
    from += count;
  }
}

std::vector<record::Entry> all_entries(Session& session, const OrgId& organisation) {
  std::vector<record::Entry> entries;
  const auto read = session.for_each_line(organisation, 0, 1 << 30, [&](std::int64_t, std::string_view line) {
    entries.push_back(*record::parse_entry(line));
  });
  if (!read) throw Failure(read.error());
  return entries;
}

std::vector<std::string> watchers_of(Database& database, const OrgId& organisation, const std::string& ticket) {
  std::vector<std::string> all;
  auto& connection = database.connection();
  const auto tenant = connection.find(organisation);
  auto& rows =
      connection
          .tenant(*tenant, "select person from ticket_watcher where org_id = :org and ticket = :ticket order by person",
                  "nt", "t")
          .start(ticket);
  while (rows.next()) all.push_back(rows.text(0));
  return all;
}

// When it was resolved, and when closed: as its row has it, which is there where it ended.
std::pair<std::optional<Instant>, std::optional<Instant>> ends_of(Database& database, const OrgId& organisation,
                                                                  const std::string& ticket) {
  auto& connection = database.connection();
  const auto tenant = connection.find(organisation);
  auto& row = connection.tenant(
      *tenant, "select resolved_us, closed_us from ticket_end where org_id = :org and ticket = :ticket", "nt", "nn");
  if (!row.one(ticket)) return {};
  const auto at = [&](std::size_t column) {
    return row.number(column) == kNever_us ? std::nullopt : std::optional(Instant{row.number(column)});
  };
  return {at(0), at(1)};
}

RC_GTEST_PROP(Projections, AreTheSameHoweverTheEntriesCameInAndAfterARebuild, ()) {
  const auto dice = *rc::gen::container<std::vector<std::uint32_t>>(rc::gen::arbitrary<std::uint32_t>());
  const auto seed = *rc::gen::arbitrary<std::uint32_t>();
  const TempFolder temp;
  const auto fill = seeded(seed);
  std::vector<Draft> drafts;
  for (const auto die : dice) drafts.push_back(any_draft(die, fill));

  Database database = open_new(temp / "a");
  const OrgId harbour = make_organisation(database, "Harbour");
  append_in_batches(database, harbour, drafts, seed);
  const auto incremental = *projection_digest(database, harbour);

  // All at once, for another organisation beside it.
  const OrgId quay = make_organisation(database, "Quay", 2);
  RC_ASSERT(database.append(quay, drafts, kNow).has_value());
  RC_ASSERT(*projection_digest(database, quay) == incremental);

  RC_ASSERT(rebuild(database, harbour).has_value());
  RC_ASSERT(*projection_digest(database, harbour) == incremental);

  // And they are what the pure folds make of the same entries.
  auto session = session_of(database, harbour);
  const auto entries = all_entries(session, harbour);
  ticket::LogBuilder builder;
  for (const auto& entry : entries) builder.step(entry);
  const ticket::Log folded = std::move(builder).finish();
  const auto loaded = session.load_log(harbour);
  RC_ASSERT(loaded->tickets == folded.tickets);
  RC_ASSERT(loaded->sources == folded.sources);
  RC_ASSERT(loaded->teams == folded.teams);
  RC_ASSERT(loaded->names.size() == folded.names.size());
  const auto names = session.ticket_names(harbour);
  for (const auto& name : *names) {
    const auto entries_of_it = session.entries_of(harbour, "ticket:" + name);
    const auto rebuilt = ticket::rebuild(name, *entries_of_it);
    RC_ASSERT(**session.ticket_json(harbour, name) == write_json(ticket::to_json(rebuilt)));
    RC_ASSERT(watchers_of(database, harbour, name) == rebuilt.watchers);
    RC_ASSERT(ends_of(database, harbour, name) == std::pair(rebuilt.resolved, rebuilt.closed));
  }
}

// An earlier version's tables have none of what a later one lists by; what is in the record is there after the upgrade.
TEST(Rebuild, AnUpgradeFillsWhatIsNewFromTheRecord) {
  const TempFolder temp;
  const auto fill = seeded(9);
  std::string before;
  OrgId harbour;
  {
    Database database = open_new(temp / "data");
    harbour = make_organisation(database, "Harbour");
    std::vector<Draft> drafts;
    for (std::uint32_t dice = 1; dice < 400; ++dice) drafts.push_back(any_draft(dice * 2654435761U, fill));
    ASSERT_TRUE(database.append(harbour, drafts, kNow));
    before = *projection_digest(database, harbour);
  }
  tamper(temp / "data",
         "drop table ticket_end; drop table ticket_watcher; delete from ticket; "
         "delete from migration where name = '0018-filters.sql'");
  if (on_server()) {
    EXPECT_EQ(Database::open(place_of(temp / "data"), Database::Opening::existing).error().code, "older-database");
    auto& cluster = concordat::testing::Cluster::shared();
    const auto owners = Place::server(cluster.owner_url(concordat::testing::database_of(temp / "data")));
    ASSERT_TRUE(Database::prepare(owners, concordat::testing::Cluster::kServer));
  }
  auto database = Database::open(place_of(temp / "data"), Database::Opening::existing).value();
  EXPECT_EQ(*projection_digest(database, harbour), before);
  auto& watched = database.connection().directory("select count(*) from ticket_watcher where org_id > 0", "", "n");
  ASSERT_TRUE(watched.one());
  EXPECT_TRUE(on_server() || watched.number(0) > 0) << "nothing was watched, and the test says nothing";
}

TEST(Rebuild, BringsBackWhatWasLostOrChanged) {
  const TempFolder temp;
  Database database = open_new(temp / "data");
  const OrgId harbour = make_organisation(database, "Harbour", 1);
  const OrgId quay = make_organisation(database, "Quay", 2);
  append_some(database, harbour, 100);
  append_some(database, quay, 50);
  const auto before = *projection_digest(database, harbour);
  const auto other = *projection_digest(database, quay);
  for (const char* sql : {"update ticket set state = 'new'", "delete from ticket_history where ordinal > 1",
                          "update name set name = 'x' where idx = 2", "delete from source"}) {
    tamper(temp / "data", sql);
    EXPECT_NE(*projection_digest(database, harbour), before) << sql;
    EXPECT_EQ(*rebuild(database, harbour), 101);
    EXPECT_EQ(*projection_digest(database, harbour), before) << sql;
  }
  EXPECT_NE(*projection_digest(database, quay), other) << "one organisation's rebuild touches no other";
  ASSERT_TRUE(rebuild(database, quay));
  EXPECT_EQ(*projection_digest(database, quay), other);
}

TEST(Rebuild, ADamagedRecordIsNamedAndNothingIsBuiltFromIt) {
  const TempFolder temp;
  Database database = open_new(temp / "data");
  const OrgId harbour = make_organisation(database, "Harbour");
  append_some(database, harbour, 100);
  const auto before = *projection_digest(database, harbour);
  tamper(temp / "data", "update entry set line = replace(line, 'Group', 'Graup') where sequence = 42");
  const auto rebuilt = rebuild(database, harbour);
  ASSERT_FALSE(rebuilt);
  EXPECT_EQ(rebuilt.error().code, "damaged-record");
  EXPECT_NE(rebuilt.error().message.find("Entry 42 "), std::string::npos) << rebuilt.error().message;
  EXPECT_EQ(*projection_digest(database, harbour), before);
}

}  // namespace
}  // namespace concordat::store::testing
