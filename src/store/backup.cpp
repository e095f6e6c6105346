// SPDX-License-Identifier: Apache-2.0
#include "store/connection.hpp"
#include "store/files.hpp"
#include "store/maintenance.hpp"
#include "store/migrate.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <memory>

namespace concordat::store {
namespace {

namespace fs = std::filesystem;

constexpr const char* kUnfinishedFolder = "unfinished";
constexpr std::string_view kMagic{"SQLite format 3\0", 16};

// Takes an unfinished file away again, unless it was put in its place.
class Unfinished {
 public:
  explicit Unfinished(fs::path file) : file_(std::move(file)) { discard_database(file_); }
  ~Unfinished() { discard_database(file_); }
  Unfinished(const Unfinished&) = delete;
  Unfinished& operator=(const Unfinished&) = delete;
  const fs::path& file() const { return file_; }

 private:
  fs::path file_;
};

class RemovedAfter {
 public:
  explicit RemovedAfter(fs::path folder) : folder_(std::move(folder)) {}
  ~RemovedAfter() {
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
  }
  RemovedAfter(const RemovedAfter&) = delete;
  RemovedAfter& operator=(const RemovedAfter&) = delete;

 private:
  fs::path folder_;
};

// The folder in which a restore works, for itself alone, and gone with it. What one that was killed has left in it is
// taken away.
class WorkingFolder {
 public:
  static Result<std::unique_ptr<WorkingFolder>> make(const fs::path& folder) {
    if (const auto made = make_private_folder(folder); !made) return tl::unexpected(made.error());
    // The lock is on the folder around it: on its own a lock means that somebody begins to write there (turnstile.hpp).
    const int lock = ::open(folder.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (lock < 0 || ::flock(lock, LOCK_EX | LOCK_NB) != 0) {
      if (lock >= 0) ::close(lock);
      return fail_at({folder.string()}, "restore-under-way", "Another restore is at work in this folder.",
                     "Wait until it is over, or name another folder.");
    }
    auto ours = std::unique_ptr<WorkingFolder>(new WorkingFolder(folder, lock));
    std::error_code error;
    for (const auto& one : fs::directory_iterator(folder, error)) fs::remove_all(one.path(), error);
    return ours;
  }
  ~WorkingFolder() {
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
    ::close(lock_);
  }
  WorkingFolder(const WorkingFolder&) = delete;
  WorkingFolder& operator=(const WorkingFolder&) = delete;

 private:
  WorkingFolder(fs::path folder, int lock) : folder_(std::move(folder)), lock_(lock) {}
  fs::path folder_;
  int lock_;  // the system lets go of it with the process, however that ends
};

// Every record in the file, or the first that is damaged.
Result<std::vector<BackedUp>> check_all(Connection& connection) {
  std::vector<BackedUp> all;
  auto& rows = connection.directory("select id, name from organisation order by name", "", "tt").start();
  while (rows.next()) all.push_back({{OrgId{rows.text(0)}, rows.text(1)}, 0});
  for (auto& one : all) {
    const auto report = check(connection, one.organisation.id);
    if (!report) return tl::unexpected(report.error());
    if (!report->ok()) return tl::unexpected(damaged_record(one.organisation, *report->first_bad));
    one.entries = report->entries;
  }
  return all;
}

Problem not_a_backup(const fs::path& file) {
  return {"not-a-database", "The file is not a backup of Concordat.", Where{file.string()},
          "Name a file that `concordat backup` wrote."};
}

Result<void> looks_like_backup(const fs::path& file) {
  const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) {
    return fail_at({file.string()}, "cannot-read",
                   std::string("The backup cannot be opened: ") + std::strerror(errno) + ".",
                   "Check the name and your right to read it.");
  }
  std::array<char, 16> start{};
  const auto got = ::read(descriptor, start.data(), start.size());
  ::close(descriptor);
  if (got != static_cast<ssize_t>(start.size()) || std::string_view(start.data(), start.size()) != kMagic) {
    return tl::unexpected(not_a_backup(file));
  }
  return {};
}

Result<void> empty_target(const fs::path& target) {
  std::error_code error;
  if (!fs::exists(target, error)) return {};
  bool holds_more = !fs::is_directory(target, error);
  if (!holds_more) {
    for (const auto& one : fs::directory_iterator(target, error)) {
      holds_more = holds_more || one.path().filename() != kUnfinishedFolder;
    }
  }
  if (holds_more || error) {
    return fail_at({target.string()}, "not-empty", "The folder to restore into is not empty.",
                   "Name a folder that does not exist yet; nothing is ever restored over something else.");
  }
  return {};
}

}  // namespace

Result<std::vector<BackedUp>> backup(Database& database, const fs::path& file) {
  std::error_code error;
  if (fs::exists(fs::symlink_status(file, error))) {
    return fail_at({file.string()}, "file-exists", "There is a file of that name already.",
                   "A backup never overwrites anything: choose another name.");
  }
  const fs::path folder = file.has_parent_path() ? file.parent_path() : fs::path(".");
  if (!fs::is_directory(folder, error)) {
    return fail_at({folder.string()}, "no-such-folder", "The folder for the backup is not there.", "Make it first.");
  }
  const PrivateFiles own;
  const Unfinished copy(fs::path(file) += ".unfinished-" + std::to_string(::getpid()));
  // Reads one state of the database, however long it takes, and keeps nobody from writing meanwhile.
  if (database.place().is_server()) {
    Connection made(copy.file(), Connection::Mode::create);
    if (const auto migrated = migrate(made, migrations()); !migrated) return tl::unexpected(migrated.error());
    copy_all(database.connection(), made);
  } else {
    database.connection().directory("vacuum into :file", "t").run(copy.file().string());
  }
  auto checked = [&] {
    Connection reader(copy.file(), Connection::Mode::read);
    return check_all(reader);
  }();
  if (!checked) return checked;
  if (const auto published = publish_file(copy.file(), file); !published) return tl::unexpected(published.error());
  return checked;
}

namespace {

// A private copy of a backup in a folder of its own: checked, brought to this program's version, and completed.
Result<std::vector<BackedUp>> take_copy(const fs::path& file, const fs::path& folder, const Completing& complete) {
  const fs::path copy = folder / kDatabaseFile;
  std::error_code error;
  if (!fs::copy_file(file, copy, error)) {
    const bool full = error == std::errc::no_space_on_device || error == std::errc::file_too_large;
    throw Failure({full ? "disk-full" : "disk-failed", "The backup cannot be copied: " + error.message() + ".",
                   Where{folder.string()}, full ? "Make room on the disk, then try again." : "Check the disk."});
  }
  fs::permissions(copy, fs::perms::owner_read | fs::perms::owner_write, error);
  auto checked = [&]() -> Result<std::vector<BackedUp>> {
    Connection connection(copy, Connection::Mode::write);
    for (const std::string_view table : {"migration", "organisation", "entry"}) {
      if (!connection.engine().has_table(table)) return tl::unexpected(not_a_backup(file));
    }
    if (const auto migrated = migrate(connection, migrations()); !migrated) return tl::unexpected(migrated.error());
    return check_all(connection);
  }();
  if (!checked || !complete) return checked;
  auto database = Database::open(Place(folder), Database::Opening::existing);
  if (!database) return tl::unexpected(database.error());
  if (const auto done = complete(*database, *checked); !done) return tl::unexpected(done.error());
  return checked;
}

Result<std::vector<BackedUp>> restore_folder(const fs::path& file, const fs::path& target, const Completing& complete) {
  if (const auto fine = empty_target(target); !fine) return tl::unexpected(fine.error());
  const fs::path unfinished = target / kUnfinishedFolder;
  const auto working = WorkingFolder::make(unfinished);
  if (!working) return tl::unexpected(working.error());
  auto checked = take_copy(file, unfinished, complete);
  if (!checked) return checked;
  const auto published = publish_file(unfinished / kDatabaseFile, target / kDatabaseFile);
  if (!published) return tl::unexpected(published.error());
  return checked;
}

Result<std::vector<BackedUp>> restore_server(const fs::path& file, const Place& target, const Completing& complete) {
  auto database = Database::open(target, Database::Opening::existing);
  if (!database) return tl::unexpected(database.error());
  auto& accounts = database->connection().directory("select count(*) from account", "", "n");
  if (!accounts.one() || accounts.number(0) > 0 || !database->organisations().empty()) {
    return fail_at({database->connection().name()}, "not-empty", "The database to restore into is not empty.",
                   "Make another and prepare it; nothing is ever restored over something else.");
  }
  std::string name = (fs::temp_directory_path() / "concordat-restore-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) {
    return fail_at({name}, "cannot-create", "There is no place for a copy of the backup.", "Set TMPDIR.");
  }
  const RemovedAfter removed(name);
  auto checked = take_copy(file, name, complete);
  if (!checked) return checked;
  Connection source(fs::path(name) / kDatabaseFile, Connection::Mode::write);
  copy_all(source, database->connection());
  return checked;
}

}  // namespace

bool has_unfinished_restore(const Place& target) {
  std::error_code error;
  return !target.is_server() && fs::is_directory(target.folder() / kUnfinishedFolder, error);
}

Result<std::vector<BackedUp>> restore(const fs::path& file, const Place& target, const Completing& complete) {
  if (const auto fine = looks_like_backup(file); !fine) return tl::unexpected(fine.error());
  const PrivateFiles own;
  return target.is_server() ? restore_server(file, target, complete) : restore_folder(file, target.folder(), complete);
}

}  // namespace concordat::store
