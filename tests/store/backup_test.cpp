// SPDX-License-Identifier: Apache-2.0
#include "store/connection.hpp"
#include "store/maintenance.hpp"
#include "store/signing.hpp"
#include "store/support.hpp"

#include <atomic>
#include <map>
#include <thread>

namespace concordat::store::testing {
namespace {

namespace fs = std::filesystem;

// What another party's mirror has of a record: a copy that is taken before the host is destroyed.
struct Mirror {
  std::map<std::int64_t, std::string> lines;
  std::map<std::string, record::VaultText> texts;
  StoredCheckpoint checkpoint;

  MirrorSource source() const {
    return {checkpoint,
            [this](std::int64_t sequence) {
              const auto found = lines.find(sequence);
              return found == lines.end() ? std::nullopt : std::optional(found->second);
            },
            [this](std::string_view id) {
              const auto found = texts.find(std::string(id));
              return found == texts.end() ? std::nullopt : std::optional(found->second);
            }};
  }
};

// A host that was backed up, went on for 100 entries with names among them, was cosigned, and is now gone.
class Lost : public ::testing::Test {
 protected:
  void SetUp() override {
    Database host = open_new(temp_ / "host");
    harbour_ = make_organisation(host, "Harbour", 1);
    quay_ = make_organisation(host, "Quay", 2);
    append_some(host, quay_, 10);
    append_some(host, harbour_, 300);
    ASSERT_TRUE(host.append(harbour_, std::vector<record::Draft>{ada_}, kNow));
    const auto backed_up = backup(host, temp_ / "backup.db");
    ASSERT_TRUE(backed_up) << backed_up.error().message;

    append_some(host, harbour_, 97, kLater);
    ASSERT_TRUE(host.append(harbour_, std::vector<record::Draft>{bob_, eve_}, kLater));
    Transaction transaction(host, kLater);
    ASSERT_TRUE(transaction.erase_text(harbour_, ada_.texts[0].id, "asked to", "p_1", ""));
    transaction.commit();
    mirror_.checkpoint = sign_now(host, harbour_);
    auto session = session_of(host, harbour_);
    ASSERT_TRUE(session.for_each_line(harbour_, 0, 10'000, [&](std::int64_t sequence, std::string_view line) {
      mirror_.lines.emplace(sequence, line);
    }));
    mirror_.texts.emplace(bob_.texts[0].id, bob_.texts[0]);  // eve's is not for the mirror's party
    digest_ = *projection_digest(host, harbour_);
    fs::remove_all(temp_ / "host");
  }

  Database restored() {
    const auto done = restore(temp_ / "backup.db", place_of(temp_ / "again"));
    if (!done) throw Failure(done.error());
    return *Database::open(place_of(temp_ / "again"), Database::Opening::existing);
  }

  static constexpr Instant kLater = Instant::from_seconds(1'790'000'500);
  static constexpr std::int64_t kBackedUp = 302;
  static constexpr std::int64_t kAtEnd = 402;

  TempFolder temp_;
  OrgId harbour_;
  OrgId quay_;
  record::Draft ada_ = named("p_1", "Ada Lovelace", seeded(3));
  record::Draft bob_ = named("p_2", "Bob", seeded(4));
  record::Draft eve_ = named("p_3", "Eve", seeded(5));
  Mirror mirror_;
  std::string digest_;
};

TEST_F(Lost, AMirrorContinuesTheSameLog) {
  Database host = restored();
  EXPECT_EQ(*session_of(host, harbour_).size(harbour_), kBackedUp);
  const auto taken = restore_from_mirror(host, harbour_, mirror_.source(), kLater);
  ASSERT_TRUE(taken) << taken.error().message;
  EXPECT_EQ(taken->first, kBackedUp);
  EXPECT_EQ(taken->count, kAtEnd - kBackedUp);

  auto session = session_of(host, harbour_);
  EXPECT_EQ(*session.root(harbour_, kAtEnd), mirror_.checkpoint.root);
  EXPECT_EQ(*session.latest_checkpoint(harbour_), mirror_.checkpoint);
  EXPECT_EQ(*session.epoch(harbour_), 1);
  EXPECT_EQ(*projection_digest(host, harbour_), digest_);
  EXPECT_EQ(session.text(harbour_, bob_.texts[0].id)->text, "Bob");
  EXPECT_EQ(session.text(harbour_, eve_.texts[0].id)->state, TextState::withheld);
  // It was erased after the backup was made: it must not come back with it.
  EXPECT_EQ(session.text(harbour_, ada_.texts[0].id)->state, TextState::erased);
  EXPECT_EQ(concordat::testing::stored_bytes(temp_ / "again").find("Ada Lovelace"), std::string::npos);
  EXPECT_TRUE(check(host, harbour_)->ok());
  EXPECT_EQ(*session_of(host, quay_).size(quay_), 11);

  // And goes on: what is appended next has the same past.
  append_some(host, harbour_, 3, kLater);
  EXPECT_TRUE(record::verify_consistency(kAtEnd, kAtEnd + 3, mirror_.checkpoint.root,
                                         *session.root(harbour_, kAtEnd + 3),
                                         *session.consistency(harbour_, kAtEnd, kAtEnd + 3)));
}

TEST_F(Lost, WithoutAMirrorANewEpochSaysWhatIsLost) {
  Database host = restored();
  EXPECT_EQ(*open_epoch(host, harbour_, mirror_.checkpoint, kLater), 2);
  auto session = session_of(host, harbour_);
  EXPECT_EQ(*session.epoch(harbour_), 2);
  EXPECT_EQ(*session.size(harbour_), kBackedUp + 1);
  const auto entry = session.entries_of(harbour_, "organisation")->back();
  EXPECT_EQ(entry.kind, "epoch.opened");
  EXPECT_EQ(entry.body.at("epoch"), 2);
  EXPECT_EQ(entry.body.at("lost_from"), kBackedUp);
  EXPECT_EQ(entry.body.at("lost_through"), kAtEnd - 1);
  EXPECT_EQ(entry.body.at("checkpoint").as_string(), mirror_.checkpoint.note);
  EXPECT_TRUE(check(host, harbour_)->ok());

  // The old log's signed root is not of this one, and never becomes so.
  append_some(host, harbour_, 200, kLater);
  Transaction transaction(host, kLater);
  EXPECT_EQ(transaction.put_checkpoint(harbour_, mirror_.checkpoint).error().code, "other-root");
}

TEST_F(Lost, WhereNothingSignedIsKnownTheEpochSaysOnlyFromWhere) {
  Database host = restored();
  EXPECT_EQ(*open_epoch(host, harbour_, std::nullopt, kLater), 2);
  EXPECT_EQ(*open_epoch(host, harbour_, std::nullopt, kLater), 3);
  auto session = session_of(host, harbour_);
  const auto body = session.entries_of(harbour_, "organisation")->at(1).body;
  EXPECT_EQ(body.size(), 2U);
  EXPECT_EQ(body.at("lost_from"), kBackedUp);
}

TEST_F(Lost, AMirrorThatDoesNotFitChangesNothing) {
  Database host = restored();
  const auto before = *projection_digest(host, harbour_);
  const auto refused = [&](const Mirror& mirror) {
    const auto taken = restore_from_mirror(host, harbour_, mirror.source(), kLater);
    EXPECT_FALSE(taken);
    EXPECT_EQ(*session_of(host, harbour_).size(harbour_), kBackedUp);
    EXPECT_EQ(*projection_digest(host, harbour_), before);
    return taken ? std::string("taken") : taken.error().code;
  };
  Mirror hole = mirror_;
  hole.lines.erase(350);
  EXPECT_EQ(refused(hole), "mirror-incomplete");

  Mirror forged = mirror_;
  auto& line = forged.lines.at(350);
  line.replace(line.find("Group"), 5, "Graup");
  EXPECT_EQ(refused(forged), "mirror-differs");

  Mirror swapped = mirror_;
  std::swap(swapped.lines.at(350), swapped.lines.at(351));
  EXPECT_EQ(refused(swapped), "mirror-differs");

  Mirror broken = mirror_;
  broken.lines.at(350) += " ";
  EXPECT_EQ(refused(broken), "mirror-differs");

  Mirror other_text = mirror_;
  other_text.texts.at(bob_.texts[0].id).text = "Mallory";
  EXPECT_EQ(refused(other_text), "mirror-differs");

  Mirror old = mirror_;
  old.checkpoint.size = 5;
  EXPECT_EQ(refused(old), "mirror-behind");

  // Entries were appended before anyone asked the mirror: that is a fork, and it shows.
  append_some(host, harbour_, 1, Instant::from_seconds(kLater.seconds() + 1));
  const auto forked = restore_from_mirror(host, harbour_, mirror_.source(), kLater);
  ASSERT_FALSE(forked);
  EXPECT_EQ(forked.error().code, "mirror-differs");
}

TEST(Backup, IsOfOneInstantWhileOthersWrite) {
  const TempFolder temp;
  Database database = open_new(temp / "data");
  const OrgId harbour = make_organisation(database, "Harbour");
  append_some(database, harbour, 2'000);
  std::atomic<bool> stop = false;
  std::atomic<std::int64_t> written = 0;
  std::thread writer([&] {
    Database own = *Database::open(place_of(temp / "data"), Database::Opening::existing);
    while (!stop) written = append_some(own, harbour, 5);
  });
  while (written == 0) std::this_thread::yield();
  std::int64_t before = 0;
  for (int i = 0; i < 3; ++i) {
    before = written;
    const fs::path file = temp / ("backup" + std::to_string(i));
    const auto done = backup(database, file);
    ASSERT_TRUE(done) << done.error().message;
    ASSERT_EQ(done->size(), 1U);
    EXPECT_GE(done->front().entries, before);
    EXPECT_EQ((done->front().entries - 1) % 5, 0) << "a batch is in it or not";
    ASSERT_TRUE(restore(file, place_of(temp / ("restored" + std::to_string(i)))));
  }
  const std::int64_t at_end_of_backup = written;
  while (written == at_end_of_backup) std::this_thread::yield();
  stop = true;
  writer.join();
  EXPECT_GT(written, before) << "the writer went on meanwhile";
}

TEST(Backup, NeverOverwritesAndLeavesNoScraps) {
  const TempFolder temp;
  Database database = open_new(temp / "data");
  const OrgId harbour = make_organisation(database, "Harbour");
  append_some(database, harbour, 10);
  fs::create_directory(temp / "out");
  write_all(temp / "out/mine", "dear to me");
  EXPECT_EQ(backup(database, temp / "out/mine").error().code, "file-exists");
  EXPECT_EQ(read_all(temp / "out/mine"), "dear to me");
  EXPECT_EQ(backup(database, temp / "none/b").error().code, "no-such-folder");

  tamper(temp / "data", "update entry set line = replace(line, 'Group', 'Graup') where sequence = 4");
  const auto damaged = backup(database, temp / "out/b");
  ASSERT_FALSE(damaged);
  EXPECT_EQ(damaged.error().code, "damaged-record");
  EXPECT_NE(damaged.error().message.find("Entry 4 of the record of 'Harbour'"), std::string::npos);
  EXPECT_EQ(std::distance(fs::directory_iterator(temp / "out"), fs::directory_iterator()), 1);
}

TEST(Backup, IsForItsOwnerAlone) {
  const TempFolder temp;
  Database database = open_new(temp / "data");
  make_organisation(database, "Harbour");
  ASSERT_TRUE(backup(database, temp / "b"));
  EXPECT_EQ(fs::status(temp / "b").permissions(), fs::perms::owner_read | fs::perms::owner_write);
  fs::permissions(temp / "b", fs::perms::owner_read);
  ASSERT_TRUE(restore(temp / "b", place_of(temp / "again")));
  Database again = *Database::open(place_of(temp / "again"), Database::Opening::existing);
  make_organisation(again, "Quay", 2);
}

TEST(Restore, RefusesWhatWouldDoHarm) {
  const TempFolder temp;
  Database database = open_new(temp / "data");
  const OrgId harbour = make_organisation(database, "Harbour");
  append_some(database, harbour, 10);
  ASSERT_TRUE(backup(database, temp / "b"));

  EXPECT_EQ(restore(temp / "b", place_of(temp / "data")).error().code, "not-empty");
  EXPECT_EQ(restore(temp / "none", place_of(temp / "x")).error().code, "cannot-read");
  write_all(temp / "text", std::string(5'000, 'x'));
  EXPECT_EQ(restore(temp / "text", place_of(temp / "x")).error().code, "not-a-database");
  {
    Connection other(temp / "other.db", Connection::Mode::create);
    other.execute("create table a (x bigint not null)");
  }
  EXPECT_EQ(restore(temp / "other.db", place_of(temp / "x")).error().code, "not-a-database");
  std::string cut = read_all(temp / "b");
  write_all(temp / "cut", cut.substr(0, cut.size() / 2));
  EXPECT_NE(failure_code([&] {
              const auto done = restore(temp / "cut", place_of(temp / "x"));
              if (!done) throw Failure(done.error());
            }),
            "");
  cut[cut.find("Group")] = 'g';
  write_all(temp / "flipped", cut);
  EXPECT_EQ(restore(temp / "flipped", place_of(temp / "x")).error().code, "damaged-record");
  EXPECT_FALSE(fs::exists(temp / "x/concordat.db"));

  // What was refused has left the folder empty, so that the next one may use it.
  ASSERT_TRUE(restore(temp / "b", place_of(temp / "x")));
  Database again = *Database::open(place_of(temp / "x"), Database::Opening::existing);
  EXPECT_EQ(*projection_digest(again, harbour), *projection_digest(database, harbour));
}

// What fails after the copy, a mirror that differs say, leaves nothing of it: not in a folder, nor at a server, where
// the service's role could not take it away again.
TEST(Restore, IsSeenOnceItIsWhole) {
  const TempFolder temp;
  Database database = open_new(temp / "data");
  const OrgId harbour = make_organisation(database, "Harbour");
  append_some(database, harbour, 10);
  ASSERT_TRUE(backup(database, temp / "b"));
  const Place target = place_of(temp / "x");
  const auto differs = restore(temp / "b", target, [&](Database& copy, const std::vector<BackedUp>& restored) {
    EXPECT_EQ(restored.front().entries, check(copy, harbour)->entries);
    append_some(copy, harbour, 5);
    return fail("mirror-differs", "It is not the same log.");
  });
  ASSERT_FALSE(differs);
  EXPECT_EQ(differs.error().code, "mirror-differs");
  if (on_server()) {
    EXPECT_TRUE(Database::open(target, Database::Opening::existing)->organisations().empty());
  } else {
    EXPECT_TRUE(fs::is_empty(temp / "x"));
  }
  // The next try may use the place, and what completes a copy is in it.
  ASSERT_TRUE(restore(temp / "b", target, [&](Database& copy, const std::vector<BackedUp>&) -> Result<void> {
    append_some(copy, harbour, 5);
    return {};
  }));
  Database again = *Database::open(target, Database::Opening::existing);
  append_some(database, harbour, 5);
  EXPECT_EQ(check(again, harbour)->entries, check(database, harbour)->entries);
  if (!on_server()) {
    EXPECT_FALSE(fs::exists(temp / "x/unfinished"));
  }
}

// What a killed restore has left stands in the way of nobody; what another is still at work on is not touched.
TEST(DataFolderRestore, TakesAwayWhatAKilledOneHasLeft) {
  const TempFolder temp;
  Database database = open_new(temp / "data");
  make_organisation(database, "Harbour");
  ASSERT_TRUE(backup(database, temp / "b"));
  const Place target = place_of(temp / "x");
  fs::create_directories(temp / "x/unfinished");
  std::ofstream(temp / "x/unfinished/concordat.db") << "half a copy";
  std::ofstream(temp / "x/unfinished/concordat.db-wal") << "and its log";
  EXPECT_TRUE(has_unfinished_restore(target));
  const auto within = [&](Database&, const std::vector<BackedUp>&) -> Result<void> {
    const auto second = restore(temp / "b", target);
    EXPECT_FALSE(second);
    EXPECT_EQ(second.error().code, "restore-under-way");
    EXPECT_FALSE(fs::exists(temp / "x/unfinished/concordat.db-wal") &&
                 fs::file_size(temp / "x/unfinished/concordat.db-wal") == 11);
    return {};
  };
  ASSERT_TRUE(restore(temp / "b", target, within));
  EXPECT_FALSE(has_unfinished_restore(target));
  EXPECT_EQ(Database::open(target, Database::Opening::existing)->organisations().size(), 1U);
  // Anything else in the folder is somebody's.
  fs::create_directories(temp / "y/unfinished");
  std::ofstream(temp / "y/notes.txt") << "mine";
  const auto refused = restore(temp / "b", place_of(temp / "y"));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "not-empty");
}

}  // namespace
}  // namespace concordat::store::testing
