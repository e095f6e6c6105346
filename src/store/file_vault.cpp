// SPDX-License-Identifier: Apache-2.0
#include "store/file_vault.hpp"

#include "base/text.hpp"
#include "record/sha256.hpp"
#include "store/connection.hpp"

namespace concordat::store {
namespace {

// Of one row, before it becomes base64: rows of a quarter of a megabyte suit both engines. A multiple of three.
constexpr std::size_t kPartBytes = 192 << 10;

std::span<const std::uint8_t> bytes_of(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

Failure damaged_file(std::string_view digest) {
  return Failure({"damaged", "The content of the file " + std::string(digest) + " is not what it is kept by.",
                  std::nullopt, "Restore the last backup (docs/operating.md)."});
}

bool is_kept(Connection& connection, const Tenant& tenant, std::string_view digest) {
  auto& row =
      connection.tenant(tenant, "select count(*) from file_use where org_id = :org and digest = :digest", "nt", "n");
  row.one(digest);
  return row.number(0) > 0;
}

}  // namespace

void put_file(Connection& connection, const Tenant& tenant, std::string_view text_id, std::string_view digest,
              std::string_view bytes) {
  if (!is_kept(connection, tenant, digest)) {
    std::int64_t index = 0;
    for (std::size_t from = 0; from < bytes.size(); from += kPartBytes) {
      connection
          .tenant(tenant, "insert into file_part (org_id, digest, idx, part) values (:org, :digest, :idx, :part)",
                  "ntnt")
          .run(digest, index++, to_base64(bytes_of(bytes.substr(from, kPartBytes))));
    }
  }
  connection
      .tenant(tenant, "insert into file_use (org_id, text_id, digest, bytes) values (:org, :text, :digest, :bytes)",
              "nttn")
      .run(text_id, digest, static_cast<std::int64_t>(bytes.size()));
}

std::optional<std::string> read_file(Connection& connection, const Tenant& tenant, std::string_view digest) {
  if (!is_kept(connection, tenant, digest)) return std::nullopt;
  std::string bytes;
  bool whole = true;
  auto& rows =
      connection
          .tenant(tenant, "select part from file_part where org_id = :org and digest = :digest order by idx", "nt", "t")
          .start(digest);
  while (rows.next()) {
    const auto part = from_base64(rows.text(0));
    whole = whole && part.has_value();
    if (part) bytes.append(part->begin(), part->end());
  }
  if (!whole || record::to_hex(record::sha256(bytes)) != digest) throw damaged_file(digest);
  return bytes;
}

void drop_file(Connection& connection, const Tenant& tenant, std::string_view text_id) {
  auto& use =
      connection.tenant(tenant, "select digest from file_use where org_id = :org and text_id = :text", "nt", "t");
  if (!use.one(text_id)) return;
  const std::string digest = use.text(0);
  connection.tenant(tenant, "delete from file_use where org_id = :org and text_id = :text", "nt").run(text_id);
  if (is_kept(connection, tenant, digest)) return;
  connection.tenant(tenant, "delete from file_part where org_id = :org and digest = :digest", "nt").run(digest);
}

std::int64_t file_bytes(Connection& connection, const Tenant& tenant) {
  auto& row = connection.tenant(
      tenant, "select cast(coalesce(sum(bytes), 0) as bigint) from file_use where org_id = :org", "n", "n");
  row.one();
  return row.number(0);
}

}  // namespace concordat::store
