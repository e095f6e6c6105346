// SPDX-License-Identifier: Apache-2.0
#include "operate/imports/jobs.hpp"

#include <array>

namespace concordat::operate {
namespace {

constexpr std::array<std::string_view, 3> kImportStates = {"running", "done", "failed"};

#define CONCORDAT_IMPORT_COLUMNS                                                                                      \
  "select import, person, format, file, map, state, tickets, rows, stored, problem, leased_by, leased_us, begun_us, " \
  "ended_us from import_job where org_id = :org"
constexpr std::string_view kOneImport = CONCORDAT_IMPORT_COLUMNS " and import = :import";
constexpr std::string_view kFirstImport =
    CONCORDAT_IMPORT_COLUMNS " and state = 'running' order by begun_us, import limit 1";
constexpr std::string_view kLastImports = CONCORDAT_IMPORT_COLUMNS " order by begun_us desc, import desc limit :most";
#undef CONCORDAT_IMPORT_COLUMNS
constexpr std::string_view kImportTypes = "ttttttnnnttnnn";

ImportJob import_from(const store::Statement& row) {
  ImportJob job;
  job.id = row.text(0);
  job.person = row.text(1);
  job.format = row.text(2);
  job.file = row.text(3);
  job.map = row.text(4);
  for (std::size_t i = 0; i < kImportStates.size(); ++i) {
    if (kImportStates[i] == row.text(5)) job.state = static_cast<ImportState>(i);
  }
  job.tickets = row.number(6);
  job.rows = row.number(7);
  job.stored = row.number(8);
  job.problem = row.text(9);
  job.leased_by = row.text(10);
  job.leased_until = Instant{row.number(11)};
  job.begun = Instant{row.number(12)};
  job.ended = Instant{row.number(13)};
  return job;
}

std::string_view to_word(ImportState state) { return kImportStates[static_cast<std::size_t>(state)]; }

}  // namespace

void add_import(store::Connection& connection, const store::Tenant& tenant, const ImportJob& job,
                const std::string& content) {
  keep_import(connection, tenant, job);
  connection
      .tenant(tenant, "insert into import_content (org_id, import, content) values (:org, :import, :content)", "ntt")
      .run(job.id, content);
}

void keep_import(store::Connection& connection, const store::Tenant& tenant, const ImportJob& job) {
  connection
      .tenant(
          tenant,
          "insert into import_job (org_id, import, person, format, file, map, state, tickets, rows, stored, problem, "
          "leased_by, leased_us, begun_us, ended_us) values (:org, :import, :person, :format, :file, :map, :state, "
          ":tickets, :rows, :stored, :problem, :by, :until, :begun, :ended) on conflict (org_id, import) do update "
          "set state = excluded.state, stored = excluded.stored, problem = excluded.problem, leased_by = "
          "excluded.leased_by, leased_us = excluded.leased_us, ended_us = excluded.ended_us",
          "nttttttnnnttnnn")
      .run(job.id, job.person, job.format, job.file, job.map, to_word(job.state), job.tickets, job.rows, job.stored,
           job.problem, job.leased_by, job.leased_until.us, job.begun.us, job.ended.us);
  if (job.state == ImportState::running) return;
  connection.tenant(tenant, "delete from import_content where org_id = :org and import = :import", "nt").run(job.id);
}

std::optional<ImportJob> find_import(store::Connection& connection, const store::Tenant& tenant,
                                     const std::string& id) {
  auto& row = connection.tenant(tenant, kOneImport, "nt", kImportTypes);
  return row.one(id) ? std::optional(import_from(row)) : std::nullopt;
}

std::optional<ImportJob> first_running_import(store::Connection& connection, const store::Tenant& tenant) {
  auto& row = connection.tenant(tenant, kFirstImport, "n", kImportTypes);
  return row.one() ? std::optional(import_from(row)) : std::nullopt;
}

std::int64_t running_imports(store::Connection& connection, const store::Tenant& tenant) {
  auto& row =
      connection.tenant(tenant, "select count(*) from import_job where org_id = :org and state = 'running'", "n", "n");
  row.one();
  return row.number(0);
}

std::vector<ImportJob> last_imports(store::Connection& connection, const store::Tenant& tenant, std::int64_t most) {
  std::vector<ImportJob> all;
  auto& rows = connection.tenant(tenant, kLastImports, "nn", kImportTypes).start(most);
  while (rows.next()) all.push_back(import_from(rows));
  return all;
}

std::string import_content(store::Connection& connection, const store::Tenant& tenant, const std::string& id) {
  auto& row = connection.tenant(tenant, "select content from import_content where org_id = :org and import = :import",
                                "nt", "t");
  return row.one(id) ? row.text(0) : std::string();
}

void forget_imports(store::Connection& connection, const store::Tenant& tenant, Instant before) {
  connection
      .tenant(tenant, "delete from import_job where org_id = :org and state <> 'running' and ended_us < :before", "nn")
      .run(before.us);
}

bool imported_since(store::Connection& connection, const store::Tenant& tenant, std::int64_t entries) {
  auto& row = connection.tenant(tenant,
                                "select count(*) from entry where org_id = :org and subject >= 'import:' and subject < "
                                "'import;' and sequence >= :entries",
                                "nn", "n");
  row.one(entries);
  return row.number(0) > 0;
}

}  // namespace concordat::operate
