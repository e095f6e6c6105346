// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "store/database.hpp"
#include "store/projection.hpp"
#include "store/tiles.hpp"

#include <optional>

// What a transaction keeps in memory of an organisation that it appends to: the end of its record, the tree's edge, and
// the projections' changes. INVARIANT: between flushes, only entries, vault texts and full tiles are in the database
// already.
namespace concordat::store {

class OrgWriter {
 public:
  // `now` is when its entries are recorded, unless the record's last entry is later.
  OrgWriter(Connection& connection, Tenant tenant, Instant now);
  OrgWriter(const OrgWriter&) = delete;  // the projections refer to the tenant
  OrgWriter& operator=(const OrgWriter&) = delete;

  const Tenant& tenant() const { return tenant_; }
  std::int64_t size() const { return edge_.size(); }
  Instant recorded() const { return recorded_; }
  std::int64_t clock_behind_us() const { return clock_behind_us_; }
  bool erased() const { return erased_; }  // a text was deleted

  // The entry's sequence.
  Result<std::int64_t> append(record::Draft draft);
  // The entry as another copy of this record has it.
  Result<void> append_line(std::string_view line);
  void put_text(const record::VaultText& text);
  void withhold_text(std::string_view text_id);
  void flush();       // the projections
  void flush_tree();  // the tiles that are not full: once for many entries, since each is written whole
  // A point to go back to, once the database has gone back to it too. Nothing is to be flushed then but the tree.
  void mark();
  bool is_marked() const { return marked_.has_value(); }
  void back_to_mark();

 private:
  void take_in(const record::Entry& entry, std::string_view line);
  void put_tile(int level, std::int64_t index, const Tile& tile);

  Connection& connection_;
  Tenant tenant_;
  Instant recorded_;
  std::int64_t clock_behind_us_ = 0;
  TileEdge edge_;
  Projections projections_;
  std::int64_t flushed_size_ = 0;  // of the tree; -1: nobody knows
  std::optional<TileEdge> marked_;
  bool erased_ = false;
};

}  // namespace concordat::store
