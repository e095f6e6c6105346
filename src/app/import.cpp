// SPDX-License-Identifier: Apache-2.0
#include "app/workspace.hpp"
#include "base/clock.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "operate/imports/plan.hpp"
#include "operate/imports/read.hpp"
#include "store/transaction.hpp"
#include "store/zones.hpp"

#include <CLI/App.hpp>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <set>

// `concordat import`: a file and a map become entries, all of them or none.
namespace concordat::app {
namespace {

namespace fs = std::filesystem;
using imports::Format;
using imports::Map;
using imports::Rows;

struct Job {
  Format format = Format::csv;
  std::string file;
  std::string organisation;
  std::string map;
  bool dry_run = false;
  bool skip_bad = false;
};

// How far a long import is, on one line of a terminal; silent where standard error is none.
class Progress {
 public:
  Progress() : shown_(::isatty(STDERR_FILENO) != 0) {}
  ~Progress() {
    if (shown_ && begun_) std::fputs("\r\033[K", stderr);
  }
  void show(std::string_view what, std::size_t count) {
    if (!shown_) return;
    begun_ = true;
    std::fprintf(stderr, "\r\033[K%s %s", with_thousands(static_cast<std::int64_t>(count)).c_str(),
                 std::string(what).c_str());
  }

 private:
  bool shown_;
  bool begun_ = false;
};

// FILE.rejected.csv: begun with the first bad row, and given its name when it is whole.
class RejectedRows {
 public:
  explicit RejectedRows(const std::string& file) : name_(file + ".rejected.csv"), part_(name_ + ".part") {}
  ~RejectedRows() {
    std::error_code ignored;
    if (out_.is_open()) fs::remove(part_, ignored);
  }
  void write(std::string_view piece) {
    if (!begun_) out_.open(part_, std::ios::binary | std::ios::trunc);
    begun_ = true;
    out_ << piece;
  }
  Result<void> finish() {
    if (!begun_) return {};
    out_.close();
    std::error_code error;
    if (!out_.fail()) fs::rename(part_, name_, error);
    if (!out_.fail() && !error) return {};
    return fail_at({name_}, "cannot-write", "The bad rows cannot be written beside the file.",
                   "Make room or copy the file to a folder you may write to; nothing was stored.");
  }
  const std::string& name() const { return name_; }

 private:
  std::string name_;
  std::string part_;
  std::ofstream out_;
  bool begun_ = false;
};

struct Outcome {
  imports::Counts counts;
  bool created_organisation = false;
};

boost::json::object to_json(const Outcome& outcome, const Rows& rows) {
  boost::json::array bad;
  for (const auto& row : rows.bad) bad.push_back({{"line", row.line}, {"column", row.column}, {"reason", row.reason}});
  boost::json::object document{{"tickets", outcome.counts.tickets},
                               {"updates", outcome.counts.updates},
                               {"new", outcome.counts.fresh},
                               {"already", outcome.counts.already},
                               {"bad", std::move(bad)},
                               {"created_org", outcome.created_organisation}};
  if (rows.bad_count > rows.bad.size()) document["bad_not_listed"] = rows.bad_count - rows.bad.size();
  return document;
}

std::string thousands(std::size_t number) { return with_thousands(static_cast<std::int64_t>(number)); }
std::string counted(std::size_t number, const std::string& noun) {
  return thousands(number) + " " + noun + (number == 1 ? "" : "s");
}

// The bad rows for people: "FILE:LINE:COLUMN: reason".
std::string listed(const std::string& file, const Rows& rows) {
  constexpr std::size_t kShown = 50;
  std::string text;
  for (std::size_t i = 0; i < rows.bad.size() && i < kShown; ++i) {
    const auto& row = rows.bad[i];
    text += to_text(Problem{"bad-row", row.reason, Where{file, row.line, row.column}, ""}) + "\n";
  }
  if (rows.bad_count > kShown) text += "… and " + thousands(rows.bad_count - kShown) + " more\n";
  return text;
}

std::string summary(const Job& job, const Outcome& outcome) {
  const auto& counts = outcome.counts;
  std::string text = counted(counts.updates, "update") + " of " + counted(counts.tickets, "ticket") + ": ";
  if (counts.fresh == 0) return text + "all of them are in the record already; nothing was added.\n";
  text += thousands(counts.fresh) + " new" +
          (counts.already > 0 ? ", " + thousands(counts.already) + " already there" : "");
  if (job.dry_run) return text + ".\nA dry run: nothing was stored.\n";
  text += ".\n";
  if (outcome.created_organisation) text += "The organisation " + job.organisation + " is new.\n";
  return text;
}

bool names_own_side(const Map& map) {
  return std::any_of(map.parties.begin(), map.parties.end(),
                     [](const auto& one) { return one.second.kind == "internal"; });
}

// The organisation's own side is a party from the first day on, also where the map names none.
record::Draft own_party() {
  record::Draft draft;
  draft.actor = "import";
  draft.subject = "party:internal";
  draft.kind = "party.declared";
  draft.body = {{"kind", "internal"}, {"name", "Internal IT"}};
  return draft;
}

imports::PlanInput plan_input(const Job& job, const Rows& rows, const Map& map, const calendar::Zone& zone) {
  return {rows, map, zone, imports::source_name(map, job.format), fs::path(job.file).filename().string()};
}

Result<Outcome> count_only(const Context& context, const Job& job, imports::PlanInput input) {
  imports::Known known;
  Outcome outcome;
  auto workspace = open_workspace(context, job.organisation);
  if (workspace) {
    auto session = workspace->session();
    if (!session) return tl::unexpected(session.error());
    known = imports::known_of(*session, workspace->organisation);
  }
  outcome.counts = imports::Plan(std::move(input), std::move(known), machine_random()).counts();
  outcome.created_organisation = false;
  return outcome;
}

// Everything in one transaction, what is known already asked inside it, so that two imports at once store no row twice.
Result<Outcome> store_all(const Context& context, const Job& job, imports::PlanInput input, Progress& progress) {
  constexpr std::size_t kAtOnce = 4'096;
  const auto fill = machine_random();
  auto database = open_database(context, store::Database::Opening::create);
  if (!database) return tl::unexpected(database.error());
  store::Transaction transaction(*database, system_now());

  Outcome outcome;
  imports::Known known;
  auto organisation = database->find_organisation(job.organisation);
  if (organisation) {
    auto session = transaction.read(store::Scope(*organisation));
    if (!session) return tl::unexpected(session.error());
    known = imports::known_of(*session, *organisation);
  } else {
    organisation = transaction.create_organisation(job.organisation, fill);
    if (!organisation) return tl::unexpected(organisation.error());
    outcome.created_organisation = true;
    if (!names_own_side(input.map)) {
      const auto appended = transaction.append(*organisation, own_party());
      if (!appended) return tl::unexpected(appended.error());
    }
  }

  imports::Plan plan(std::move(input), std::move(known), fill);
  outcome.counts = plan.counts();
  std::size_t stored = 0;
  for (auto drafts = plan.take(kAtOnce); !drafts.empty(); drafts = plan.take(kAtOnce)) {
    for (auto& draft : drafts) {
      if (const auto appended = transaction.append(*organisation, std::move(draft)); !appended) {
        return tl::unexpected(appended.error());
      }
    }
    progress.show("entries recorded", stored += drafts.size());
  }
  if (outcome.counts.fresh == 0 && !outcome.created_organisation) return outcome;
  warn_of_clock(transaction.appended(*organisation));
  transaction.commit();
  return outcome;
}

// The file as a whole cannot be taken in: that is a no, listed as a bad row would be. One that is not there to be read
// is no question at all.
Result<void> refuse_file(Context& context, const Problem& problem) {
  static const std::set<std::string> kNotThere = {"file-not-found", "not-a-file", "unreadable-file"};
  if (kNotThere.contains(problem.code)) return tl::unexpected(problem);
  const Where where = problem.where.value_or(Where{});
  Rows rows;
  rows.bad.push_back({where.line, where.column, problem.message});
  answer(context, to_json({}, rows), "");
  remark(to_text(problem) + "\nNothing was stored.");
  context.exit_code = 1;
  return {};
}

Result<void> import(Context& context, const Job& job) {
  const auto text = read_file(job.map, limits::kMapBytesMax);
  if (!text) return tl::unexpected(text.error());
  const auto map = imports::parse_map(*text, job.map);
  if (!map) return tl::unexpected(map.error());
  store::ZoneSource zones;
  const auto zone = zones.find(map->zone);
  if (!zone) return tl::unexpected(zone.error());
  auto input = imports::open_input(job.file);
  if (!input) return refuse_file(context, input.error());

  Progress progress;
  RejectedRows rejected(job.file);
  imports::ReadOptions options;
  options.progress = [&progress](std::size_t rows) { progress.show("rows read", rows); };
  if (job.skip_bad && !job.dry_run) options.rejected = [&rejected](std::string_view piece) { rejected.write(piece); };
  const auto rows = imports::read_rows(**input, job.format, *map, **zone, options);
  if (!rows) return refuse_file(context, rows.error());
  input->reset();

  if (rows->bad_count > 0 && !job.skip_bad) {
    answer(context, to_json({}, *rows), "");
    remark(listed(job.file, *rows) + counted(rows->bad_count, "bad row") + ": nothing was stored.\n" +
           "Mend them, or take the rest with --skip-bad; the bad rows then go to " + rejected.name() + ".");
    context.exit_code = 1;
    return {};
  }
  if (const auto written = rejected.finish(); !written) return tl::unexpected(written.error());
  const bool nothing_good = rows->rows.empty();  // then no organisation is made either
  const auto outcome = job.dry_run || nothing_good
                           ? count_only(context, job, plan_input(job, *rows, *map, **zone))
                           : store_all(context, job, plan_input(job, *rows, *map, **zone), progress);
  if (!outcome) return tl::unexpected(outcome.error());
  if (rows->bad_count > 0) remark(listed(job.file, *rows) + "Left out: " + counted(rows->bad_count, "bad row") + ".");
  answer(context, to_json(*outcome, *rows), summary(job, *outcome));
  return {};
}

void add_format(CLI::App& parent, Context& context, Format format, const std::string& what, const std::string& sample) {
  const std::string word(imports::to_word(format));
  auto* command = parent.add_subcommand(word, what);
  command->footer("Example: concordat import " + word + " " + sample);
  auto job = std::make_shared<Job>();
  job->format = format;
  command->add_option("FILE", job->file, "the log: plain, .gz or .zip")->required();
  add_org(*command, job->organisation);
  command->add_option("--map", job->map, "what its columns mean (TOML)")->required()->type_name("MAP.toml");
  command->add_flag("--dry-run", job->dry_run, "say what would happen, and store nothing");
  command->add_flag("--skip-bad", job->skip_bad, "take the good rows, and write the bad ones to FILE.rejected.csv");
  command->callback([&context, job] {
    if (const auto done = import(context, *job); !done) refuse(context, done.error());
  });
}

}  // namespace

void add_import(CLI::App& app, Context& context) {
  auto* command = app.add_subcommand("import", "Takes in a log of another desk. The same file twice adds nothing.");
  command->require_subcommand(1);
  command->footer("Example: concordat import csv tickets.csv --org Harbour --map examples/imports/sheet.toml");
  add_format(*command, context, Format::servicenow, "An incident log of ServiceNow, a row per update.",
             "log.zip --org Harbour --map examples/servicenow.toml");
  add_format(*command, context, Format::xes, "An event log in XES (IEEE 1849).",
             "log.xes.gz --org Harbour --map examples/volvo-xes.toml");
  add_format(*command, context, Format::csv, "Any table, a row per update or a row per ticket.",
             "tickets.csv --org Harbour --map examples/imports/sheet.toml");
}

}  // namespace concordat::app
