// SPDX-License-Identifier: Apache-2.0
#include "store/session.hpp"

#include "store/connection.hpp"
#include "store/tiles.hpp"

#include <limits>

namespace concordat::store {
namespace {

constexpr std::int64_t kLinesAtOnce = 1'000;  // read before the caller sees them, so that it may ask other questions

tl::unexpected<Problem> unknown() {
  return fail("unknown-organisation", "There is no such organisation.", "Ask for one that you may see.");
}

Failure damaged(std::int64_t sequence, const Problem& why) {
  return Failure({"damaged", "Entry " + std::to_string(sequence) + " of the record is damaged: " + why.message,
                  why.where, "Restore the last backup (docs/operating.md)."});
}

StoredCheckpoint read_checkpoint(const Statement& row) {
  const auto root = record::digest_from_hex(row.text(1));
  if (!root) {
    throw Failure({"damaged", "The checkpoint of size " + std::to_string(row.number(0)) + " is damaged.", std::nullopt,
                   "Restore the last backup (docs/operating.md)."});
  }
  return {row.number(0), *root, row.text(2), Instant{row.number(3)}};
}

}  // namespace

Session::Session(Connection& connection, std::vector<Tenant> tenants)
    : connection_(&connection), tenants_(std::move(tenants)) {}
Session::~Session() = default;
Session::Session(Session&&) noexcept = default;
Session& Session::operator=(Session&&) noexcept = default;

Result<Session> Session::open(Connection& connection, const Scope& scope) {
  std::vector<Tenant> tenants;
  for (const auto& id : scope.ids()) {
    auto tenant = connection.find(id);
    if (!tenant) return unknown();
    tenants.push_back(std::move(*tenant));
  }
  return Session(connection, std::move(tenants));
}

Result<const Tenant*> Session::admit(const OrgId& organisation) const {
  for (const auto& tenant : tenants_) {
    if (tenant.id() == organisation) return &tenant;
  }
  return unknown();
}

Result<const Tenant*> Session::admit_size(const OrgId& organisation, std::int64_t size) {
  const auto tenant = admit(organisation);
  if (!tenant) return tenant;
  const auto entries = this->size(organisation);
  if (!entries) return tl::unexpected(entries.error());
  if (size >= 0 && size <= *entries) return tenant;
  return fail("no-such-size",
              "The record has " + std::to_string(*entries) + " entries, not " + std::to_string(size) + ".");
}

Result<std::int64_t> Session::size(const OrgId& organisation) {
  const auto tenant = admit(organisation);
  if (!tenant) return tl::unexpected(tenant.error());
  auto& row =
      connection_->tenant(**tenant, "select coalesce(max(sequence), -1) from entry where org_id = :org", "n", "n");
  row.one();
  return row.number(0) + 1;
}

Result<void> Session::for_each_line(const OrgId& organisation, std::int64_t from, std::int64_t to, const LineFn& fn) {
  const auto tenant = admit(organisation);
  if (!tenant) return tl::unexpected(tenant.error());
  std::vector<std::pair<std::int64_t, std::string>> lines;
  while (from < to) {
    lines.clear();
    auto& rows = connection_
                     ->tenant(**tenant,
                              "select sequence, line from entry where org_id = :org and sequence >= :from "
                              "and sequence < :to order by sequence limit :most",
                              "nnnn", "nt")
                     .start(from, to, kLinesAtOnce);
    while (rows.next()) lines.emplace_back(rows.number(0), rows.text(1));
    for (const auto& [sequence, line] : lines) fn(sequence, line);
    if (static_cast<std::int64_t>(lines.size()) < kLinesAtOnce) break;
    from = lines.back().first + 1;
  }
  return {};
}

Result<std::optional<std::string>> Session::line(const OrgId& organisation, std::int64_t sequence) {
  const auto tenant = admit(organisation);
  if (!tenant) return tl::unexpected(tenant.error());
  auto& row =
      connection_->tenant(**tenant, "select line from entry where org_id = :org and sequence = :sequence", "nn", "t");
  if (!row.one(sequence)) return std::nullopt;
  return row.text(0);
}

Result<std::vector<record::Entry>> Session::entries_of(const OrgId& organisation, std::string_view subject) {
  const auto tenant = admit(organisation);
  if (!tenant) return tl::unexpected(tenant.error());
  return entries_before(*connection_, **tenant, subject, std::numeric_limits<std::int64_t>::max());
}

std::vector<record::Entry> entries_before(Connection& connection, const Tenant& tenant, std::string_view subject,
                                          std::int64_t sequence) {
  std::vector<record::Entry> entries;
  auto& rows = connection
                   .tenant(tenant,
                           "select sequence, line from entry where org_id = :org and subject = :subject "
                           "and sequence < :before order by sequence",
                           "ntn", "nt")
                   .start(subject, sequence);
  while (rows.next()) {
    auto entry = record::parse_entry(rows.text(1));
    if (!entry) {
      const auto damage = damaged(rows.number(0), entry.error());
      rows.finish();
      throw damage;
    }
    entries.push_back(std::move(*entry));
  }
  return entries;
}

Result<std::int64_t> Session::epoch(const OrgId& organisation) {
  const auto tenant = admit(organisation);
  if (!tenant) return tl::unexpected(tenant.error());
  auto& row = connection_->tenant(**tenant,
                                  "select count(*) from entry where org_id = :org and subject = 'organisation' "
                                  "and kind = 'epoch.opened'",
                                  "n", "n");
  row.one();
  return row.number(0) + 1;
}

Result<record::Digest> Session::leaf(const OrgId& organisation, std::int64_t index) {
  const auto tenant = admit_size(organisation, index);
  if (!tenant) return tl::unexpected(tenant.error());
  if (index == *size(organisation)) return fail("no-such-size", "There is no entry " + std::to_string(index) + " yet.");
  return TileReader(*connection_, **tenant).leaf(index);
}

Result<record::Digest> Session::root(const OrgId& organisation, std::int64_t size) {
  const auto tenant = admit_size(organisation, size);
  if (!tenant) return tl::unexpected(tenant.error());
  TileReader tiles(*connection_, **tenant);
  return record::root_at(size, tiles.subtree());
}

Result<record::Proof> Session::inclusion(const OrgId& organisation, std::int64_t index, std::int64_t size) {
  const auto tenant = admit_size(organisation, size);
  if (!tenant) return tl::unexpected(tenant.error());
  if (index < 0 || index >= size) return fail("no-such-size", "There is no entry " + std::to_string(index) + " in it.");
  TileReader tiles(*connection_, **tenant);
  return record::inclusion_proof(index, size, tiles.subtree());
}

Result<record::Proof> Session::consistency(const OrgId& organisation, std::int64_t from, std::int64_t to) {
  const auto tenant = admit_size(organisation, to);
  if (!tenant) return tl::unexpected(tenant.error());
  if (from <= 0 || from > to) return fail("no-such-size", "A proof leads from a size of 1 or more to one no smaller.");
  TileReader tiles(*connection_, **tenant);
  return record::consistency_proof(from, to, tiles.subtree());
}

Result<std::vector<StoredCheckpoint>> Session::checkpoints(const OrgId& organisation) {
  const auto tenant = admit(organisation);
  if (!tenant) return tl::unexpected(tenant.error());
  std::vector<StoredCheckpoint> all;
  auto& rows =
      connection_
          ->tenant(**tenant, "select size, root, note, made_at_us from checkpoint where org_id = :org order by size",
                   "n", "nttn")
          .start();
  while (rows.next()) all.push_back(read_checkpoint(rows));
  return all;
}

Result<std::optional<StoredCheckpoint>> Session::checkpoint(const OrgId& organisation, std::int64_t size) {
  const auto tenant = admit(organisation);
  if (!tenant) return tl::unexpected(tenant.error());
  auto& row = connection_->tenant(
      **tenant, "select size, root, note, made_at_us from checkpoint where org_id = :org and size = :size", "nn",
      "nttn");
  if (!row.one(size)) return std::nullopt;
  return read_checkpoint(row);
}

Result<std::optional<StoredCheckpoint>> Session::latest_checkpoint(const OrgId& organisation) {
  const auto tenant = admit(organisation);
  if (!tenant) return tl::unexpected(tenant.error());
  auto& row = connection_->tenant(**tenant,
                                  "select size, root, note, made_at_us from checkpoint where org_id = :org "
                                  "order by size desc limit 1",
                                  "n", "nttn");
  if (!row.one()) return std::nullopt;
  return read_checkpoint(row);
}

Result<TextLookup> Session::text(const OrgId& organisation, std::string_view text_id) {
  const auto tenant = admit(organisation);
  if (!tenant) return tl::unexpected(tenant.error());
  auto& row = connection_->tenant(**tenant, "select state, salt, text from vault_text where org_id = :org and id = :id",
                                  "nt", "ttt");
  if (row.one(text_id)) {
    if (row.text(0) == "withheld") return TextLookup{TextState::withheld, {}, {}};
    return TextLookup{TextState::present, row.text(1), row.text(2)};
  }
  auto& erased = connection_->tenant(
      **tenant, "select count(*) from entry where org_id = :org and subject = :subject and kind = 'text.erased'", "nt",
      "n");
  erased.one("text:" + std::string(text_id));
  return TextLookup{erased.number(0) > 0 ? TextState::erased : TextState::missing, {}, {}};
}

}  // namespace concordat::store
