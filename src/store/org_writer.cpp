// SPDX-License-Identifier: Apache-2.0
#include "store/org_writer.hpp"

#include "base/limits.hpp"
#include "store/file_vault.hpp"
#include "store/search_index.hpp"

namespace concordat::store {
namespace {

constexpr std::string_view kTextSubject = "text:";

std::int64_t size_of(Connection& connection, const Tenant& tenant) {
  auto& row = connection.tenant(tenant, "select coalesce(max(sequence), -1) from entry where org_id = :org", "n", "n");
  row.one();
  return row.number(0) + 1;
}

Instant last_recorded(Connection& connection, const Tenant& tenant, std::int64_t size) {
  auto& row = connection.tenant(tenant, "select recorded_us from entry where org_id = :org and sequence = :sequence",
                                "nn", "n");
  return row.one(size - 1) ? Instant{row.number(0)} : kFirstInstant;
}

TileEdge edge_of(Connection& connection, const Tenant& tenant, std::int64_t size) {
  TileReader tiles(connection, tenant);
  return TileEdge(tiles, size);
}

}  // namespace

OrgWriter::OrgWriter(Connection& connection, Tenant tenant, Instant now)
    : connection_(connection),
      tenant_(std::move(tenant)),
      recorded_(now),
      edge_(edge_of(connection_, tenant_, size_of(connection_, tenant_))),
      projections_(all_projections(connection_, tenant_)),
      flushed_size_(edge_.size()) {
  const Instant last = last_recorded(connection_, tenant_, size());
  if (now < last) {
    recorded_ = last;
    clock_behind_us_ = last.us - now.us;
  }
}

Result<std::int64_t> OrgWriter::append(record::Draft draft) {
  const record::Entry drafted{.organisation = tenant_.id().value,
                              .sequence = size(),
                              .recorded = recorded_,
                              .at = draft.at.value_or(recorded_),
                              .actor = std::move(draft.actor),
                              .party = std::move(draft.party),
                              .audience = std::move(draft.audience),
                              .subject = std::move(draft.subject),
                              .kind = std::move(draft.kind),
                              .agreement = std::move(draft.agreement),
                              .body = std::move(draft.body)};
  const std::string line = record::to_line(drafted);
  // What is folded is what will be read back, so that a projection cannot know more than the record does.
  const auto entry = record::parse_entry(line);
  if (!entry) return tl::unexpected(entry.error());
  for (const auto& text : draft.texts) put_text(text);
  take_in(*entry, line);
  return entry->sequence;
}

Result<void> OrgWriter::append_line(std::string_view line) {
  const auto entry = record::parse_entry(line);
  if (!entry) return tl::unexpected(entry.error());
  const auto refuse = [&](const std::string& why) {
    return fail("not-the-next-entry", "Entry " + std::to_string(entry->sequence) + " cannot follow: " + why + ".");
  };
  if (entry->organisation != tenant_.id().value) return refuse("it is another organisation's");
  if (entry->sequence != size()) return refuse("the next has sequence " + std::to_string(size()));
  if (entry->recorded < last_recorded(connection_, tenant_, size()))
    return refuse("it was recorded before the last one");
  take_in(*entry, line);
  return {};
}

void OrgWriter::take_in(const record::Entry& entry, std::string_view line) {
  connection_
      .tenant(tenant_,
              "insert into entry (org_id, sequence, recorded_us, kind, subject, line) "
              "values (:org, :sequence, :recorded, :kind, :subject, :line)",
              "nnnttt")
      .run(entry.sequence, entry.recorded.us, entry.kind, entry.subject, line);
  if (entry.kind == "text.erased" && entry.subject.starts_with(kTextSubject)) {
    connection_.tenant(tenant_, "delete from vault_text where org_id = :org and id = :id", "nt")
        .run(std::string_view(entry.subject).substr(kTextSubject.size()));
    drop_file(connection_, tenant_, std::string_view(entry.subject).substr(kTextSubject.size()));
    SearchIndex(connection_, tenant_).forget(std::string_view(entry.subject).substr(kTextSubject.size()));
    erased_ = true;
  }
  edge_.append(record::leaf_hash(line),
               [this](int level, std::int64_t index, const Tile& tile) { put_tile(level, index, tile); });
  for (const auto& projection : projections_) projection->step(entry);
}

void OrgWriter::put_text(const record::VaultText& text) {
  connection_
      .tenant(tenant_,
              "insert into vault_text (org_id, id, salt, text, state) values (:org, :id, :salt, :text, 'present')",
              "nttt")
      .run(text.id, text.salt, text.text);
}

void OrgWriter::withhold_text(std::string_view text_id) {
  connection_
      .tenant(tenant_, "insert into vault_text (org_id, id, salt, text, state) values (:org, :id, '', '', 'withheld')",
              "nt")
      .run(text_id);
}

void OrgWriter::put_tile(int level, std::int64_t index, const Tile& tile) {
  connection_
      .tenant(tenant_,
              "insert into tree_tile (org_id, level, idx, hashes) values (:org, :level, :idx, :hashes) "
              "on conflict (org_id, level, idx) do update set hashes = excluded.hashes",
              "nnnt")
      .run(level, index, encode_tile(tile));
}

void OrgWriter::flush() {
  for (const auto& projection : projections_) projection->flush();
}

void OrgWriter::flush_tree() {
  if (flushed_size_ == size()) return;
  edge_.each_partial([this](int level, std::int64_t index, const Tile& tile) { put_tile(level, index, tile); });
  flushed_size_ = size();
}

void OrgWriter::mark() { marked_ = edge_; }

void OrgWriter::back_to_mark() {
  edge_ = *marked_;
  // What stands in the table may be from before the mark, or from after it and taken back.
  flushed_size_ = -1;
  projections_ = all_projections(connection_, tenant_);
}

}  // namespace concordat::store
