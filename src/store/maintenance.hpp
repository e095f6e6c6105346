// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/instant.hpp"
#include "base/result.hpp"
#include "record/entry.hpp"
#include "record/merkle.hpp"
#include "store/database.hpp"
#include "store/session.hpp"

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

// Looking after the data folder: checking a record, rebuilding its projections, backing up and restoring. INVARIANT:
// what these make from a record, they make from one that was checked; a damaged record is named, never copied over a
// good one.
namespace concordat::store {

struct Damage {
  std::int64_t sequence = 0;
  std::string reason;
};

struct CheckReport {
  std::int64_t entries = 0;
  record::Digest root{};
  std::int64_t texts_present = 0;
  std::int64_t texts_withheld = 0;
  std::int64_t texts_erased = 0;
  std::optional<Damage> first_bad;
  bool ok() const { return !first_bad; }
};

// Recomputes the leaf hash of every line and compares it with the tiles and with every stored checkpoint, and every
// text with its digest. Names the first entry that does not hold.
Result<CheckReport> check(Database& database, const OrgId& organisation);
Result<CheckReport> check(Connection& connection, const OrgId& organisation);  // for the sources of store/
// "damaged-record"
Problem damaged_record(const Organisation& organisation, const Damage& damage);

// Drops all projections of the organisation and builds them again, in one transaction, after a check. Answers the
// number of entries, or the problem "damaged-record" that names the first bad one.
Result<std::int64_t> rebuild(Database& database, const OrgId& organisation);
// SHA-256 over the content of all projections of the organisation, in a fixed order: equal content, equal digest.
Result<std::string> projection_digest(Database& database, const OrgId& organisation);

// --- backup and restore: backup.cpp, restore.cpp

struct BackedUp {
  Organisation organisation;
  std::int64_t entries = 0;
};

// A copy of everything but the keys, of one instant, while others read and write. Written beside `file` under another
// name, checked, synced, then renamed. A `file` that exists is the problem "file-exists"; a damaged record
// "damaged-record".
Result<std::vector<BackedUp>> backup(Database& database, const std::filesystem::path& file);

// What is done to a restored database before anybody can see it; a problem leaves the target as empty as it was.
using Completing = std::function<Result<void>(Database& database, const std::vector<BackedUp>& restored)>;

// Makes the data folder `target` from a backup, or fills a server's database whose tables are prepared and empty, after
// a check of every record in it: a copy is completed, and then published whole. A target that holds anything is the
// problem "not-empty"; a file that is no backup "not-a-database". A backup is a file of SQLite, whichever engine it was
// made of: either is restored from either.
Result<std::vector<BackedUp>> restore(const std::filesystem::path& file, const Place& target,
                                      const Completing& complete = {});

// Whether a restore that was killed has left a copy in that folder. The next one takes it away; one that is still at
// work there is the problem "restore-under-way".
bool has_unfinished_restore(const Place& target);

// All rows of all tables, as one instant of `source` has them, in the place of what `target` holds of no organisation.
// For the sources of store/.
void copy_all(Connection& source, Connection& target);

// What a mirror (or several, put together) holds beyond the backup. `checkpoint` must be one whose signatures the
// caller has verified: its size says up to where the same log is continued.
struct MirrorSource {
  StoredCheckpoint checkpoint;
  std::function<std::optional<std::string>(std::int64_t sequence)> line;  // nullopt where the mirror does not have it
  std::function<std::optional<record::VaultText>(std::string_view text_id)> text;
};

// Continues the same log: appends the mirror's lines from the record's size to the checkpoint's, exactly as they were,
// and stores the checkpoint. The root at the checkpoint's size must come out as signed, which proves backup and mirror
// alike; otherwise the problem "mirror-differs", and nothing is changed. A line the mirror lacks is
// "mirror-incomplete". Texts it lacks are marked withheld.
Result<Appended> restore_from_mirror(Database& database, const OrgId& organisation, const MirrorSource& mirror,
                                     Instant now);

// Where no mirror can give the lost entries: a new epoch, whose first entry says what is lost. `last_cosigned` is the
// last checkpoint known to be cosigned, if any. Answers the new epoch's number.
Result<std::int64_t> open_epoch(Database& database, const OrgId& organisation,
                                const std::optional<StoredCheckpoint>& last_cosigned, Instant now);

}  // namespace concordat::store
