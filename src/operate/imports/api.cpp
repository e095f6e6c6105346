// SPDX-License-Identifier: Apache-2.0
#include "operate/imports/api.hpp"

#include "operate/imports/file.hpp"
#include "operate/imports/jobs.hpp"

#include <algorithm>

namespace concordat::operate {
namespace {

constexpr std::size_t kBadShown = 50;
constexpr std::int64_t kRunningMax = 5;  // imports of one organisation: each is kept until it is over
constexpr std::int64_t kImportsShown = 20;
constexpr std::int64_t kKept_us = 90LL * 86'400 * 1'000'000;
// As JSON a text takes more room than it has bytes: line ends and quotation marks are escaped.
constexpr std::size_t kBodyMax = kImportContentBytesMax + limits::kMapBytesMax;

Outcome<void> may_import(const Member& member, Instant now) {
  if (member.party == member.present->own && member.may("import", {}, now)) return {};
  return refuse("not-allowed",
                "Only the organisation's owner brings in another desk's log, or whoever was given that.");
}

Refusal bad_rows(const imports::Rows& rows) {
  Refusal refusal{422,
                  {"bad-rows", std::to_string(rows.bad_count) + " bad rows: nothing was stored.", std::nullopt,
                   "Mend them, or take the rest with skip_bad."},
                  {}};
  for (std::size_t i = 0; i < std::min(rows.bad.size(), kBadShown); ++i) {
    const auto& row = rows.bad[i];
    refusal.errors.push_back({"/content", "Line " + std::to_string(row.line) + ", column " +
                                              std::to_string(row.column) + ": " + row.reason});
  }
  return refusal;
}

ImportReport report_of(const imports::Counts& counts, const imports::Rows& rows, bool stored) {
  ImportReport report;
  report.tickets = static_cast<std::int64_t>(counts.tickets);
  report.updates = static_cast<std::int64_t>(counts.updates);
  report.fresh = static_cast<std::int64_t>(counts.fresh);
  report.already = static_cast<std::int64_t>(counts.already);
  report.stored = stored;
  report.bad_count = static_cast<std::int64_t>(rows.bad_count);
  for (std::size_t i = 0; i < std::min(rows.bad.size(), kBadShown); ++i) {
    report.bad.push_back({rows.bad[i].line, rows.bad[i].column, rows.bad[i].reason});
  }
  return report;
}

Outcome<imports::Counts> counts_of(Api& api, Call& call, const ReadFile& file) {
  imports::Counts counts;
  auto counted = api.reading(call, [&](Reading& reading) -> Outcome<Answer> {
    auto known = imports::known_of(reading.session, reading.member.organisation);
    counts = imports::Plan(file.input(), std::move(known), reading.call.house.random).counts();
    return Answer{};
  });
  if (!counted) return tl::unexpected(std::move(counted.error()));
  return counts;
}

// Nothing is in the record yet when this is answered: the importer takes it in, beside whatever else happens.
Outcome<Answer> begin_import(Changing& changing, const ImportBody& body, const imports::Counts& counts,
                             const imports::Rows& rows) {
  const Member& member = *changing.member;
  if (auto may = may_import(member, changing.call.now); !may) return tl::unexpected(std::move(may.error()));
  if (counts.fresh == 0) return Api::answer_of(report_of(counts, rows, true));
  store::Connection& connection = changing.transaction.connection();
  const auto tenant = connection.find(member.organisation);
  if (running_imports(connection, *tenant) >= kRunningMax) {
    return refuse("too-many-imports", "There are " + std::to_string(kRunningMax) + " imports under way.",
                  "Wait until one of them is over.");
  }
  forget_imports(connection, *tenant, Instant{changing.call.now.us - kKept_us});
  ImportJob job;
  job.id = random_id('j', changing.call.house.random);
  job.person = member.person;
  job.format = imports::to_word(body.format);
  job.file = body.file.text;
  job.map = body.map.text;
  job.tickets = static_cast<std::int64_t>(counts.tickets);
  job.rows = static_cast<std::int64_t>(counts.fresh);
  job.begun = changing.call.now;
  add_import(connection, *tenant, job, body.content.text);
  ImportReport report = report_of(counts, rows, false);
  report.id = job.id;
  Answer answer = Api::answer_of(report);
  answer.status = 202;
  return answer;
}

Outcome<ImportList> list_imports(Reading& reading) {
  if (auto may = may_import(reading.member, reading.call.now); !may) return tl::unexpected(std::move(may.error()));
  ImportList list;
  const store::Tenant& tenant = **reading.session.admit(reading.member.organisation);
  for (const ImportJob& one : last_imports(reading.session.connection(), tenant, kImportsShown)) {
    const auto ended = one.state == ImportState::running ? std::nullopt : std::optional(one.ended);
    list.imports.push_back(
        {one.id, one.file, one.person, one.state, one.tickets, one.rows, one.stored, one.problem, one.begun, ended});
  }
  return list;
}

}  // namespace

void add_import_routes(Api& api) {
  const Operation importing{"importLog",
                            "POST",
                            "/api/v1/organisations/{organisation}/imports",
                            Door::member,
                            "import",
                            "record",
                            "Bring in another desk's log, as `concordat import` does; a larger one is for that. It is "
                            "taken in while others work: GET …/imports says how far it is.",
                            {},
                            kBodyMax};
  api.act<ImportBody, ImportReport>(importing, [&api, importing](Call& call, ImportBody& body) -> Outcome<Answer> {
    // Before anything is read: who may not has no business with what is wrong in the file.
    auto allowed = api.reading(call, [](Reading& reading) -> Outcome<Answer> {
      if (auto may = may_import(reading.member, reading.call.now); !may) return tl::unexpected(std::move(may.error()));
      return Answer{};
    });
    if (!allowed) return allowed;
    ReadFile file;
    if (auto read = read_import(body.format, body.file.text, body.map.text, body.content.text, file); !read) {
      return tl::unexpected(std::move(read.error()));
    }
    if (file.rows.bad_count > 0 && !body.skip_bad) return tl::unexpected(bad_rows(file.rows));
    const auto counts = counts_of(api, call, file);
    if (!counts) return tl::unexpected(counts.error());
    if (body.dry_run) return Api::answer_of(report_of(*counts, file.rows, false));
    return api.changing(call, importing,
                        [&](Changing& changing) { return begin_import(changing, body, *counts, file.rows); });
  });
  api.read<ImportList>({"listImports",
                        "GET",
                        "/api/v1/organisations/{organisation}/imports",
                        Door::member,
                        "import",
                        "record",
                        "Imports that are under way, and the last ones: how far each is.",
                        {},
                        0},
                       list_imports);
}

}  // namespace concordat::operate
