// SPDX-License-Identifier: Apache-2.0
#include "store/maintenance.hpp"
#include "store/support.hpp"

namespace concordat::store::testing {
namespace {

using record::Draft;

TEST(Append, GivesSequenceAndRecordedTime) {
  const TempFolder temp;
  Database database = open_new(temp / "data");
  const OrgId harbour = make_organisation(database, "Harbour");
  const std::vector<Draft> drafts{observed("INC1", "New", "A"), observed("INC1", "Active", "B")};
  const Instant later = Instant::from_seconds(kNow.seconds() + 60);
  const auto appended = database.append(harbour, drafts, later);
  ASSERT_TRUE(appended) << appended.error().message;
  EXPECT_EQ(appended->first, 1);
  EXPECT_EQ(appended->count, 2);
  EXPECT_EQ(appended->recorded, later);
  EXPECT_EQ(appended->clock_behind_us, 0);

  auto session = session_of(database, harbour);
  EXPECT_EQ(session.size(harbour), 3);
  const auto entries = session.entries_of(harbour, "ticket:INC1");
  ASSERT_EQ(entries->size(), 2U);
  EXPECT_EQ(entries->at(1).sequence, 2);
  EXPECT_EQ(entries->at(1).recorded, later);
  EXPECT_EQ(entries->at(1).at, kNow);
  EXPECT_EQ(entries->at(1).body.at("team"), "B");
}

TEST(Append, RecordedTimeNeverGoesBackAndTheLagIsSaid) {
  const TempFolder temp;
  Database database = open_new(temp / "data");
  const OrgId harbour = make_organisation(database, "Harbour");
  const std::vector<Draft> drafts{observed("INC1", "New", "A")};
  const auto appended = database.append(harbour, drafts, Instant{kNow.us - 5'000'000});
  ASSERT_TRUE(appended);
  EXPECT_EQ(appended->recorded, kNow);
  EXPECT_EQ(appended->clock_behind_us, 5'000'000);
}

TEST(Append, ADraftThatCannotBeAnEntryLeavesNothingBehind) {
  const TempFolder temp;
  Database database = open_new(temp / "data");
  const OrgId harbour = make_organisation(database, "Harbour");
  Draft no_kind = observed("INC1", "New", "A");
  no_kind.kind.clear();
  Draft not_text = observed("INC1", "\xff", "A");
  Draft too_long = observed("INC1", std::string(2 << 20, 'x'), "A");
  for (const Draft& bad : {no_kind, not_text, too_long}) {
    const std::vector<Draft> drafts{observed("INC1", "New", "A"), bad};
    EXPECT_FALSE(database.append(harbour, drafts, kNow));
    EXPECT_EQ(session_of(database, harbour).size(harbour), 1);
  }
  EXPECT_TRUE(check(database, harbour)->ok());
}

TEST(Append, WhatIsNotCommittedIsUndone) {
  const TempFolder temp;
  Database database = open_new(temp / "data");
  const OrgId harbour = make_organisation(database, "Harbour");
  const auto before = *projection_digest(database, harbour);
  {
    Transaction transaction(database, kNow);
    const auto created = transaction.create_organisation("Quay", seeded(2));
    ASSERT_TRUE(created);
    ASSERT_TRUE(transaction.append(*created, observed("INC1", "New", "A")));
    ASSERT_TRUE(transaction.append(harbour, named("p_1", "Ada", seeded(3))));
    auto session = transaction.read(Scope(*created));
    EXPECT_EQ(session->load_log(*created)->tickets.size(), 1U) << "a transaction sees its own changes";
  }
  EXPECT_EQ(database.organisations().size(), 1U);
  EXPECT_EQ(*projection_digest(database, harbour), before);
  EXPECT_EQ(session_of(database, harbour).size(harbour), 1);
}

TEST(Append, AnAttemptThatFailsUndoesItselfAlone) {
  const TempFolder temp;
  Database database = open_new(temp / "data");
  const OrgId harbour = make_organisation(database, "Harbour");
  Transaction transaction(database, kNow);
  ASSERT_TRUE(transaction.attempt([&](Transaction& t) -> Result<void> {
    (void)t.append(harbour, observed("INC1", "New", "A"));
    return {};
  }));
  EXPECT_EQ(transaction.appended(harbour).first, 1);
  EXPECT_FALSE(transaction.attempt([&](Transaction& t) -> Result<void> {
    (void)t.append(harbour, observed("INC1", "Gone", "Nobody"));
    (void)t.append(harbour, named("p_1", "Ada", seeded(3)));
    return fail("no", "no");
  }));
  EXPECT_EQ(transaction.appended(harbour).count, 0);
  EXPECT_THROW((void)transaction.attempt([&](Transaction& t) -> Result<void> {
    (void)t.append(harbour, observed("INC2", "Gone", "Nobody"));
    throw std::runtime_error("a fault of the command");
  }),
               std::runtime_error);
  ASSERT_TRUE(transaction.attempt([&](Transaction& t) -> Result<void> {
    (void)t.append(harbour, observed("INC1", "Active", "B"));
    return {};
  }));
  EXPECT_EQ(transaction.appended(harbour).first, 2);
  transaction.commit();

  const auto log = session_of(database, harbour).load_log(harbour);
  ASSERT_EQ(log->tickets.size(), 1U);
  EXPECT_EQ(log->tickets[0].updates.size(), 2U);
  EXPECT_EQ(log->names.find("Nobody"), ticket::Names::kNone);
  EXPECT_TRUE(check(database, harbour)->ok());
  const auto digest = *projection_digest(database, harbour);
  ASSERT_TRUE(rebuild(database, harbour));
  EXPECT_EQ(*projection_digest(database, harbour), digest);
}

TEST(Vault, ATextIsPresentErasedWithheldOrMissing) {
  const TempFolder temp;
  Database database = open_new(temp / "data");
  const OrgId harbour = make_organisation(database, "Harbour");
  const Draft ada = named("p_1", "Ada Lovelace", seeded(3));
  const Draft bob = named("p_2", "Bob", seeded(4));
  ASSERT_TRUE(database.append(harbour, std::vector<Draft>{ada, bob}, kNow));
  {
    Transaction transaction(database, kNow);
    ASSERT_TRUE(transaction.withhold_text(harbour, "t_elsewhere"));
    ASSERT_TRUE(transaction.erase_text(harbour, bob.texts[0].id, "asked to", "p_1", ""));
    transaction.commit();
  }
  auto session = session_of(database, harbour);
  const auto present = session.text(harbour, ada.texts[0].id);
  EXPECT_EQ(present->state, TextState::present);
  EXPECT_EQ(present->text, "Ada Lovelace");
  EXPECT_EQ(present->salt, ada.texts[0].salt);
  EXPECT_EQ(session.text(harbour, "t_elsewhere")->state, TextState::withheld);
  EXPECT_EQ(session.text(harbour, bob.texts[0].id)->state, TextState::erased);
  EXPECT_EQ(session.text(harbour, "t_never")->state, TextState::missing);

  const auto persons = session.persons(harbour);
  ASSERT_EQ(persons->size(), 2U);
  EXPECT_EQ(persons->at(0), (Person{"p_1", TextState::present, "Ada Lovelace"}));
  EXPECT_EQ(persons->at(1), (Person{"p_2", TextState::erased, ""}));
  EXPECT_TRUE(check(database, harbour)->ok());
}

TEST(DataFolder, AnErasedTextIsInNoFileOfIt) {
  const TempFolder temp;
  const std::string secret = "Zebedee Quillfeather";
  const Draft draft = named("p_1", secret, seeded(3));
  Database database = open_new(temp / "data");
  const OrgId harbour = make_organisation(database, "Harbour");
  ASSERT_TRUE(database.append(harbour, std::vector<Draft>{draft}, kNow));
  const auto anywhere = [&](const std::string& needle) {
    for (const auto& file : std::filesystem::directory_iterator(temp / "data")) {
      if (read_all(file.path()).find(needle) != std::string::npos) return true;
    }
    return false;
  };
  ASSERT_TRUE(anywhere(secret));
  ASSERT_TRUE(anywhere(draft.texts[0].salt));
  Transaction transaction(database, kNow);
  ASSERT_TRUE(transaction.erase_text(harbour, draft.texts[0].id, "asked to", "p_1", ""));
  transaction.commit();
  EXPECT_FALSE(anywhere(secret));
  EXPECT_FALSE(anywhere(draft.texts[0].salt));
}

TEST(Vault, ErasingTwiceOrWhatWasNeverThereIsAProblem) {
  const TempFolder temp;
  Database database = open_new(temp / "data");
  const OrgId harbour = make_organisation(database, "Harbour");
  const Draft draft = named("p_1", "Ada", seeded(3));
  ASSERT_TRUE(database.append(harbour, std::vector<Draft>{draft}, kNow));
  Transaction transaction(database, kNow);
  ASSERT_TRUE(transaction.erase_text(harbour, draft.texts[0].id, "asked to", "p_1", ""));
  EXPECT_EQ(transaction.erase_text(harbour, draft.texts[0].id, "asked to", "p_1", "").error().code, "already-erased");
  EXPECT_EQ(transaction.erase_text(harbour, "t_never", "asked to", "p_1", "").error().code, "unknown-text");
}

TEST(Vault, ATextMayHoldAnyCharacter) {
  const TempFolder temp;
  Database database = open_new(temp / "data");
  const OrgId harbour = make_organisation(database, "Harbour");
  const std::string odd("a\0b'\"\n\xF0\x9F\x8E\xA3", 10);
  const Draft draft = named("p_1", odd, seeded(3));
  ASSERT_TRUE(database.append(harbour, std::vector<Draft>{draft}, kNow));
  EXPECT_EQ(session_of(database, harbour).text(harbour, draft.texts[0].id)->text, odd);
  EXPECT_TRUE(check(database, harbour)->ok());
}

TEST(Session, AStrangerSeesNothing) {
  const TempFolder temp;
  Database database = open_new(temp / "data");
  const OrgId harbour = make_organisation(database, "Harbour", 1);
  const OrgId quay = make_organisation(database, "Quay", 2);
  append_some(database, harbour, 5);
  auto session = session_of(database, quay);
  const std::string unknown = "unknown-organisation";
  EXPECT_EQ(session.size(harbour).error().code, unknown);
  EXPECT_EQ(session.for_each_line(harbour, 0, 9, [](std::int64_t, std::string_view) { FAIL(); }).error().code, unknown);
  EXPECT_EQ(session.line(harbour, 0).error().code, unknown);
  EXPECT_EQ(session.entries_of(harbour, "organisation").error().code, unknown);
  EXPECT_EQ(session.epoch(harbour).error().code, unknown);
  EXPECT_EQ(session.leaf(harbour, 0).error().code, unknown);
  EXPECT_EQ(session.root(harbour, 1).error().code, unknown);
  EXPECT_EQ(session.inclusion(harbour, 0, 1).error().code, unknown);
  EXPECT_EQ(session.consistency(harbour, 1, 2).error().code, unknown);
  EXPECT_EQ(session.checkpoints(harbour).error().code, unknown);
  EXPECT_EQ(session.checkpoint(harbour, 1).error().code, unknown);
  EXPECT_EQ(session.latest_checkpoint(harbour).error().code, unknown);
  EXPECT_EQ(session.text(harbour, "t_1").error().code, unknown);
  EXPECT_EQ(session.load_log(harbour).error().code, unknown);
  EXPECT_EQ(session.parties(harbour).error().code, unknown);
  EXPECT_EQ(session.teams(harbour).error().code, unknown);
  EXPECT_EQ(session.persons(harbour).error().code, unknown);
  EXPECT_EQ(session.ticket_json(harbour, "INC1").error().code, unknown);
  EXPECT_EQ(session.ticket_names(harbour).error().code, unknown);

  // What does not exist and what may not be seen look the same.
  const OrgId nobody{"o_0000000000000000"};
  EXPECT_EQ(session.size(nobody).error().message, session.size(harbour).error().message);
  EXPECT_EQ(database.open_session(Scope(nobody)).error().message, session.size(harbour).error().message);
  EXPECT_EQ(session.ticket_names(quay)->size(), 0U);
}

TEST(Session, LinesComeInOrderAndTheCallerMayAskMore) {
  const TempFolder temp;
  Database database = open_new(temp / "data");
  const OrgId harbour = make_organisation(database, "Harbour");
  append_some(database, harbour, 2'500);
  auto session = session_of(database, harbour);
  std::int64_t next = 3;
  ASSERT_TRUE(session.for_each_line(harbour, 3, 2'400, [&](std::int64_t sequence, std::string_view line) {
    EXPECT_EQ(sequence, next++);
    EXPECT_TRUE(sequence % 500 != 0 || *session.line(harbour, sequence) == line);
  }));
  EXPECT_EQ(next, 2'400);
}

}  // namespace
}  // namespace concordat::store::testing
