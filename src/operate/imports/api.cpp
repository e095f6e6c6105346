// SPDX-License-Identifier: Apache-2.0
#include "operate/imports/api.hpp"

#include "operate/imports/bodies.hpp"
#include "operate/imports/input.hpp"
#include "operate/imports/plan.hpp"
#include "operate/imports/read.hpp"
#include "store/zones.hpp"

#include <algorithm>
#include <filesystem>

namespace concordat::operate {
namespace {

constexpr std::size_t kBadShown = 50;
constexpr std::size_t kDraftsAtOnce = 4'096;
// As JSON a text takes more room than it has bytes: line ends and quotation marks are escaped.
constexpr std::size_t kBodyMax = kImportContentBytesMax + limits::kMapBytesMax;

Outcome<void> may_import(const Member& member, Instant now) {
  if (member.party == member.present->own && member.may("import", {}, now)) return {};
  return refuse("not-allowed",
                "Only the organisation's owner brings in another desk's log, or whoever was given that.");
}

// A file that was read, with what it was read by. Stays where it is: its parts point at each other.
struct ReadFile {
  imports::Map map;
  store::ZoneSource zones;
  const calendar::Zone* zone = nullptr;  // of zones
  imports::Rows rows;
  std::string source;
  std::string file;
  imports::PlanInput input() const { return {rows, map, *zone, source, file}; }
};

tl::unexpected<Refusal> wrong_in(const char* pointer, const Problem& problem) {
  std::string detail = problem.message;
  if (problem.where && problem.where->line > 0) {
    detail = "Line " + std::to_string(problem.where->line) + ": " + detail;
  }
  return tl::unexpected(Refusal{422, problem, {{pointer, detail}}});
}

Outcome<void> read_file(const ImportBody& body, ReadFile& into) {
  auto map = imports::parse_map(body.map.text, "map");
  if (!map) return wrong_in("/map", map.error());
  into.map = std::move(*map);
  const auto zone = into.zones.find(into.map.zone);
  if (!zone) return wrong_in("/map", zone.error());
  into.zone = *zone;
  into.source = imports::source_name(into.map, body.format);
  into.file = std::filesystem::path(body.file.text).filename().string();
  const auto input = imports::memory_input(body.content.text, body.file.text);
  auto rows = imports::read_rows(*input, body.format, into.map, *into.zone);
  if (!rows) return wrong_in("/content", rows.error());
  into.rows = std::move(*rows);
  return {};
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

Answer report_of(const imports::Counts& counts, const imports::Rows& rows, bool stored) {
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
  return Api::answer_of(report);
}

// What is known already is asked inside the transaction, so that two imports at once store no row twice.
Outcome<Answer> store_all(Changing& changing, const ReadFile& file) {
  const store::OrgId& organisation = changing.member->organisation;
  if (auto may = may_import(*changing.member, changing.call.now); !may) return tl::unexpected(std::move(may.error()));
  auto session = changing.transaction.read(store::Scope(organisation));
  if (!session) return not_found();
  imports::Plan plan(file.input(), imports::known_of(*session, organisation), changing.call.house.random);
  const imports::Counts counts = plan.counts();
  for (auto drafts = plan.take(kDraftsAtOnce); !drafts.empty(); drafts = plan.take(kDraftsAtOnce)) {
    for (auto& draft : drafts) {
      const auto done = changing.transaction.append(organisation, std::move(draft));
      if (!done) return refuse(done.error());
    }
  }
  return report_of(counts, file.rows, true);
}

}  // namespace

void add_import_routes(Api& api) {
  const Operation importing{"importLog",
                            "POST",
                            "/api/v1/organisations/{organisation}/imports",
                            Door::member,
                            "import",
                            "record",
                            "Bring in another desk's log, as `concordat import` does; a larger one is for that.",
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
    if (auto read = read_file(body, file); !read) return tl::unexpected(std::move(read.error()));
    if (file.rows.bad_count > 0 && !body.skip_bad) return tl::unexpected(bad_rows(file.rows));
    if (!body.dry_run) {
      return api.changing(call, importing, [&file](Changing& changing) { return store_all(changing, file); });
    }
    return api.reading(call, [&file](Reading& reading) -> Outcome<Answer> {
      auto known = imports::known_of(reading.session, reading.member.organisation);
      const imports::Plan plan(file.input(), std::move(known), reading.call.house.random);
      return report_of(plan.counts(), file.rows, false);
    });
  });
}

}  // namespace concordat::operate
