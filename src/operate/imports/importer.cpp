// SPDX-License-Identifier: Apache-2.0
#include "operate/imports/importer.hpp"

#include "operate/imports/file.hpp"
#include "operate/imports/jobs.hpp"

#include <memory>
#include <optional>
#include <utility>

namespace concordat::operate {
namespace {

constexpr std::size_t kDraftsAtOnce = 500;
// After this somebody else goes on. A piece takes far less; to read a large record again may take longer, and then who
// lost the lease meanwhile finds out with the next piece.
constexpr std::int64_t kLeased_us = 10LL * 1'000'000;

std::optional<imports::Format> format_of(const std::string& word) {
  for (const auto format : {imports::Format::servicenow, imports::Format::xes, imports::Format::csv}) {
    if (imports::to_word(format) == word) return format;
  }
  return std::nullopt;
}

bool may_still(const Present& present, const std::string& person, Instant now) {
  return present.party_of(person, now) == present.own && present.may(person, "import", {}, now).allow;
}

}  // namespace

// An import that was read and planned, and the entries that the record had when it was.
struct Importer::Work {
  store::OrgId organisation;
  ImportJob job;
  ReadFile file;
  std::optional<imports::Plan> plan;
  std::int64_t entries = 0;
};

Importer::Importer(House house, std::function<bool()> is_over)
    : house_(std::move(house)), is_over_(std::move(is_over)), server_(random_id('h', house_.random)) {}

Result<void> Importer::run() {
  std::vector<store::Organisation> organisations;
  {
    auto lease = house_.readers.lend();
    if (!lease) return tl::unexpected(lease.error());
    organisations = (*lease)->organisations();
  }
  for (const store::Organisation& one : organisations) {
    for (bool more = true; more && !is_over_();) {
      const auto stepped = step(one.id);
      if (!stepped) {
        work_.reset();
        return tl::unexpected(stepped.error());
      }
      more = *stepped;
    }
  }
  return {};
}

Result<bool> Importer::step(const store::OrgId& organisation) {
  if (!work_ || work_->organisation != organisation) {
    const auto begun = begin(organisation);
    if (!begun || !*begun) return begun;
  }
  return go_on(organisation);
}

// Reads and plans the import that is first; false where there is none for this server.
Result<bool> Importer::begin(const store::OrgId& organisation) {
  auto work = std::make_shared<Work>();
  work->organisation = organisation;
  std::string content;
  {
    auto lease = house_.readers.lend();
    if (!lease) return tl::unexpected(lease.error());
    store::Snapshot snapshot((*lease)->connection());
    auto session = (*lease)->open_session(store::Scope(organisation));
    if (!session) return tl::unexpected(session.error());
    const store::Tenant& tenant = **session->admit(organisation);
    const auto first = first_running_import(session->connection(), tenant);
    if (!first || (first->leased_by != server_ && first->leased_until > house_.now())) return false;
    work->job = *first;
    content = import_content(session->connection(), tenant, first->id);
  }
  const auto format = format_of(work->job.format);
  auto read = format ? read_import(*format, work->job.file, work->job.map, content, work->file)
                     : refuse("bad-value", "There is no format \"" + work->job.format + "\".");
  if (!read) return give_up(*work, read.error().problem.message);
  auto lease = house_.readers.lend();
  if (!lease) return tl::unexpected(lease.error());
  store::Snapshot snapshot((*lease)->connection());
  auto session = (*lease)->open_session(store::Scope(organisation));
  if (!session) return tl::unexpected(session.error());
  const auto size = session->size(organisation);
  if (!size) return tl::unexpected(size.error());
  work->entries = *size;
  work->plan.emplace(work->file.input(), imports::known_of(*session, organisation), house_.random);
  work_ = std::move(work);
  return true;
}

// What is in the record stays there: sent again after it was mended, a log adds only what is missing.
Result<bool> Importer::give_up(const Work& work, const std::string& why) {
  const auto note = [&](store::Transaction& transaction) -> Result<void> {
    ImportJob job = work.job;
    job.state = ImportState::failed;
    job.problem = why;
    job.ended = transaction.now();
    keep_import(transaction.connection(), *transaction.connection().find(work.organisation), job);
    return {};
  };
  const auto noted = house_.appender.submit(work.organisation, note).get();
  if (!noted) return tl::unexpected(noted.error());
  return true;
}

Result<bool> Importer::go_on(const store::OrgId& organisation) {
  if (!work_) return true;  // it could not be begun, and was noted: the next one
  const std::shared_ptr<Work> work = work_;
  bool is_left = false;
  std::string refused;
  const auto piece = [&](store::Transaction& transaction) -> Result<void> {
    auto session = transaction.read(store::Scope(organisation));
    if (!session) return tl::unexpected(session.error());
    const store::Tenant& tenant = **session->admit(organisation);
    const Instant now = transaction.now();
    // Another server has taken it over, or somebody imports by the command line: what was planned is not so any more.
    const auto stands = first_running_import(transaction.connection(), tenant);
    const bool is_mine = stands && stands->id == work->job.id && stands->stored == work->job.stored &&
                         (stands->leased_by == server_ || stands->leased_until <= now);
    if (!is_mine || imported_since(transaction.connection(), tenant, work->entries)) {
      is_left = true;
      return {};
    }
    const auto present = house_.presents.of(*session, organisation, now);
    if (!present) return tl::unexpected(present.error());
    ImportJob job = work->job;
    if (!may_still(**present, job.person, now)) {
      job.state = ImportState::failed;
      job.problem = "Whoever began it may import no more.";
    }
    auto drafts = job.state == ImportState::running ? work->plan->take(kDraftsAtOnce) : std::vector<record::Draft>{};
    if (drafts.empty() && job.state == ImportState::running) job.state = ImportState::done;
    for (record::Draft& draft : drafts) {
      const auto appended = transaction.append(organisation, std::move(draft));
      if (!appended) {
        refused = appended.error().message;
        return tl::unexpected(appended.error());
      }
      work->entries = *appended + 1;
    }
    job.stored = job.rows - static_cast<std::int64_t>(work->plan->fresh_left());
    job.leased_by = server_;
    job.leased_until = Instant{now.us + kLeased_us};
    if (job.state != ImportState::running) job.ended = now;
    keep_import(transaction.connection(), tenant, job);
    work->job = std::move(job);
    return {};
  };
  // What was taken from the plan is gone with a piece that fails: it is planned anew.
  work_.reset();
  const auto done = house_.appender.submit(organisation, piece).get();
  if (!refused.empty()) return give_up(*work, refused);
  if (!done) return tl::unexpected(done.error());
  if (!is_left && work->job.state == ImportState::running) work_ = work;
  return true;
}

}  // namespace concordat::operate
