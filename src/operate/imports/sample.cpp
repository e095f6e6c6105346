// SPDX-License-Identifier: Apache-2.0
#include "base/embedded.hpp"
#include "operate/imports/api.hpp"
#include "operate/imports/file.hpp"
#include "operate/imports/input.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <span>
#include <vector>

namespace concordat {
std::span<const Embedded> embedded_sample();
}

// What `./run --sample` loads, built into the program: a log of a real desk, its map, and an agreement over it.
namespace concordat::operate {
namespace {

constexpr const char* kLog = "incident_event_log.zip";
constexpr std::size_t kDraftsAtOnce = 4'096;

std::string sample_file(std::string_view name) {
  for (const Embedded& file : embedded_sample()) {
    if (file.name == name) return std::string(file.bytes);
  }
  return {};
}

// Bytes of the program as a file, which is how archives are opened; it is on no disk, and gone with this.
class FileInMemory {
 public:
  explicit FileInMemory(std::string_view bytes) : file_(::memfd_create("concordat-sample", MFD_CLOEXEC)) {
    while (file_ >= 0 && !bytes.empty()) {
      const auto written = ::write(file_, bytes.data(), bytes.size());
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) break;
      bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    if (file_ < 0 || !bytes.empty()) throw Failure({"disk-full", std::strerror(errno), std::nullopt, ""});
  }
  ~FileInMemory() { ::close(file_); }
  FileInMemory(const FileInMemory&) = delete;
  FileInMemory& operator=(const FileInMemory&) = delete;
  std::filesystem::path path() const { return "/proc/self/fd/" + std::to_string(file_); }

 private:
  int file_;
};

Result<std::string> unpacked_log() {
  const FileInMemory file(sample_file(kLog));
  auto input = imports::open_input(file.path());
  if (!input) return tl::unexpected(input.error());
  std::string text;
  std::vector<char> piece(1 << 20);
  for (;;) {
    const auto size = (*input)->read(piece);
    if (!size) return tl::unexpected(size.error());
    if (*size == 0) return text;
    text.append(piece.data(), *size);
  }
}

// It is for trying the desk out, and would be in the way of whatever is there.
Outcome<void> may_load(const Member& member, store::Session& session, Instant now) {
  if (member.party != member.present->own || !member.may("import", {}, now)) {
    return refuse("not-allowed",
                  "Only the organisation's owner brings in another desk's log, or whoever was given that.");
  }
  const auto tickets = session.ticket_names(member.organisation);
  if (!tickets) return refuse(tickets.error());
  if (tickets->empty() && member.present->recorded.versions.all().empty()) return {};
  return refuse("already", "There are tickets here, or an agreement: the sample is for an empty desk.",
                "Set up another organisation to try it in.");
}

// All of it in one transaction: nothing else is in this record yet, and half of a sample is none.
Outcome<Answer> store_sample(Changing& changing, const ReadFile& file, const PutInForce& put_in_force) {
  const store::OrgId& organisation = changing.member->organisation;
  ImportReport report;
  {
    auto session = changing.transaction.read(store::Scope(organisation));
    if (!session) return not_found();
    auto may = may_load(*changing.member, *session, changing.call.now);
    if (!may) return tl::unexpected(std::move(may.error()));
    imports::Plan plan(file.input(), imports::known_of(*session, organisation), changing.call.house.random);
    report.tickets = static_cast<std::int64_t>(plan.counts().tickets);
    report.updates = static_cast<std::int64_t>(plan.counts().updates);
    report.fresh = static_cast<std::int64_t>(plan.counts().fresh);
    for (auto drafts = plan.take(kDraftsAtOnce); !drafts.empty(); drafts = plan.take(kDraftsAtOnce)) {
      for (auto& draft : drafts) {
        const auto done = changing.transaction.append(organisation, std::move(draft));
        if (!done) return refuse(done.error());
      }
    }
  }
  if (auto put = put_in_force(changing, sample_file("agreement.toml")); !put) {
    return tl::unexpected(std::move(put.error()));
  }
  report.stored = true;
  return Api::answer_of(report);
}

}  // namespace

void add_sample_route(Api& api, PutInForce put_in_force) {
  const Operation loading{"loadSample",
                          "POST",
                          "/api/v1/organisations/{organisation}/sample",
                          Door::member,
                          "import",
                          "record",
                          "Try the desk out: a quarter of a real one and an agreement over it. Only while there is no "
                          "ticket and no agreement.",
                          {}};
  const auto load = [&api, loading, put = std::move(put_in_force)](Call& call, Nothing&) -> Outcome<Answer> {
    auto asked = api.reading(call, [](Reading& reading) -> Outcome<Answer> {
      auto may = may_load(reading.member, reading.session, reading.call.now);
      if (!may) return tl::unexpected(std::move(may.error()));
      return Answer{};
    });
    if (!asked) return asked;
    const auto log = unpacked_log();
    if (!log) return refuse(log.error());
    ReadFile file;
    auto read = read_import(imports::Format::servicenow, kLog, sample_file("servicenow.toml"), *log, file);
    if (!read) return tl::unexpected(std::move(read.error()));
    return api.changing(call, loading, [&](Changing& changing) { return store_sample(changing, file, put); });
  };
  api.act<Nothing, ImportReport>(loading, load);
}

}  // namespace concordat::operate
