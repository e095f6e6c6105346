// SPDX-License-Identifier: Apache-2.0
#include "base/text.hpp"
#include "record/note.hpp"
#include "store/connection.hpp"
#include "store/maintenance.hpp"
#include "record/references.hpp"
#include "store/tiles.hpp"

#include <algorithm>

namespace concordat::store {
namespace {

constexpr std::int64_t kRowsAtOnce = 1'000;

// One pass over the record, in order; it stops at the first thing that does not hold.
class Checker {
 public:
  Checker(Connection& connection, const Tenant& tenant, Session& session)
      : connection_(connection), tenant_(tenant), session_(session), stored_(connection, tenant) {}

  CheckReport run() {
    try {
      checkpoints_ = *session_.checkpoints(tenant_.id());
      lines();
      if (report_.ok()) end();
    } catch (const Failure& failure) {
      if (failure.problem().code != "damaged") throw;
      bad(report_.entries, failure.problem().message);
    }
    if (report_.ok()) report_.root = frontier_.root();
    return report_;
  }

 private:
  void bad(std::int64_t sequence, std::string reason) {
    if (!report_.first_bad) report_.first_bad = Damage{sequence, std::move(reason)};
  }

  struct Row {
    std::int64_t sequence;
    std::int64_t recorded_us;
    std::string kind;
    std::string subject;
    std::string line;
  };

  void lines() {
    for (bool more = true; more;) {
      const auto rows = page(report_.entries);
      for (const Row& row : rows) {
        line(row);
        if (!report_.ok()) return;
      }
      more = static_cast<std::int64_t>(rows.size()) == kRowsAtOnce;
    }
  }

  std::vector<Row> page(std::int64_t from) {
    auto& rows = connection_
                     .tenant(tenant_,
                             "select sequence, recorded_us, kind, subject, line from entry where org_id = :org "
                             "and sequence >= :from order by sequence limit :most",
                             "nnn", "nnttt")
                     .start(from, kRowsAtOnce);
    std::vector<Row> all;
    while (rows.next()) all.push_back({rows.number(0), rows.number(1), rows.text(2), rows.text(3), rows.text(4)});
    return all;
  }

  void line(const Row& row) {
    const std::int64_t expected = report_.entries;
    if (row.sequence != expected) return bad(expected, "The entry is missing.");
    leaf(expected, record::leaf_hash(row.line));
    if (!report_.ok()) return;
    const auto entry = record::parse_entry(row.line);
    if (!entry) return bad(expected, "The entry cannot be read: " + entry.error().message);
    if (entry->recorded.us != row.recorded_us || entry->kind != row.kind || entry->subject != row.subject) {
      bad(expected, "The columns beside the entry are not what it says.");
    }
    body(*entry);
    ++report_.entries;
    root();
  }

  void leaf(std::int64_t sequence, const record::Digest& leaf) {
    const Tile& tile = stored_.tile(0, sequence / kTileWidth);
    const auto offset = static_cast<std::size_t>(sequence % kTileWidth);
    if (offset >= tile.size()) return bad(sequence, "The entry's hash is missing from the tree.");
    if (tile[offset] != leaf) return bad(sequence, "The entry does not have the hash that the tree has for it.");
    edge_.append(leaf, [this](int level, std::int64_t index, const Tile& full) { compare(level, index, full); });
    frontier_.append(leaf);
  }

  void compare(int level, std::int64_t index, const Tile& computed) {
    if (stored_.tile(level, index) == computed) return;
    bad((index * kTileWidth) << (kTileHeight * level), "The tree's hashes over the entries from here on are wrong.");
  }

  void body(const record::Entry& entry) {
    if (entry.sequence != report_.entries || entry.organisation != tenant_.id().value) {
      return bad(report_.entries, "The entry belongs to another place of the record.");
    }
    if (entry.recorded < last_) return bad(entry.sequence, "The entry was recorded before the one before it.");
    last_ = entry.recorded;
    record::each_text_reference(
        entry.body, [&](std::string_view id, std::string_view digest) { text(entry.sequence, id, digest); });
  }

  void text(std::int64_t sequence, std::string_view id, std::string_view digest) {
    const auto found = session_.text(tenant_.id(), id);
    switch (found->state) {
      case TextState::withheld: ++report_.texts_withheld; return;
      case TextState::erased: ++report_.texts_erased; return;
      case TextState::missing: return bad(sequence, "The text " + std::string(id) + " is missing.");
      case TextState::present: break;
    }
    ++report_.texts_present;
    if (!from_hex(found->salt) || record::text_digest(found->salt, found->text) != digest) {
      bad(sequence, "The text " + std::string(id) + " is not the one that the entry was made with.");
    }
  }

  // Against every signed root: where lines and tree were both changed, only a signature tells.
  void root() {
    if (next_checkpoint_ == checkpoints_.size() || checkpoints_[next_checkpoint_].size != report_.entries) return;
    const StoredCheckpoint& checkpoint = checkpoints_[next_checkpoint_];
    const std::int64_t from = next_checkpoint_ == 0 ? 0 : checkpoints_[next_checkpoint_ - 1].size;
    const auto note = record::parse_note(checkpoint.note);
    const auto said = note ? record::parse_checkpoint(note->text) : tl::unexpected(note.error());
    if (!said || said->root != checkpoint.root || said->size != checkpoint.size) {
      return bad(from, "The note of the checkpoint of size " + std::to_string(checkpoint.size) + " is damaged.");
    }
    if (frontier_.root() != checkpoint.root) {
      return bad(from, "One of the entries " + std::to_string(from) + " to " + std::to_string(checkpoint.size - 1) +
                           " is not what the checkpoint of size " + std::to_string(checkpoint.size) + " signed.");
    }
    ++next_checkpoint_;
  }

  // What lies beyond the last entry.
  void end() {
    edge_.each_partial([this](int level, std::int64_t index, const Tile& tile) {
      if (level == 0 && stored_.tile(0, index).size() > tile.size())
        return bad(report_.entries, "The entry is missing.");
      compare(level, index, tile);
    });
    std::int64_t tiles = 0;
    for (int level = 0; tile_hashes(report_.entries, level) > 0; ++level) {
      tiles += (tile_hashes(report_.entries, level) + kTileWidth - 1) / kTileWidth;
    }
    auto& count = connection_.tenant(tenant_, "select count(*) from tree_tile where org_id = :org", "n", "n");
    count.one();
    if (count.number(0) > tiles) bad(report_.entries, "The entry is missing: the tree is larger than the record.");
    if (next_checkpoint_ < checkpoints_.size()) {
      bad(report_.entries, "The entry is missing: a checkpoint of size " +
                               std::to_string(checkpoints_[next_checkpoint_].size) + " was signed.");
    }
  }

  Connection& connection_;
  const Tenant& tenant_;
  Session& session_;
  TileReader stored_;
  TileEdge edge_;
  record::Frontier frontier_;
  std::vector<StoredCheckpoint> checkpoints_;
  std::size_t next_checkpoint_ = 0;
  Instant last_ = kFirstInstant;
  CheckReport report_;
};

}  // namespace

Result<CheckReport> check(Connection& connection, const OrgId& organisation) {
  auto session = Session::open(connection, Scope(organisation));
  if (!session) return tl::unexpected(session.error());
  const auto tenant = connection.find(organisation);
  const Snapshot snapshot(connection);
  return Checker(connection, *tenant, *session).run();
}

Problem damaged_record(const Organisation& organisation, const Damage& damage) {
  const std::string of = organisation.name.empty() ? "the record" : "the record of '" + organisation.name + "'";
  return {"damaged-record",
          "Entry " + std::to_string(damage.sequence) + " of " + of + " does not hold. " + damage.reason, std::nullopt,
          "Keep a copy of the folder as it is, then restore the last backup (docs/operating.md)."};
}

Result<CheckReport> check(Database& database, const OrgId& organisation) {
  return check(database.connection(), organisation);
}

}  // namespace concordat::store
