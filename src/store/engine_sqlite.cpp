// SPDX-License-Identifier: Apache-2.0
#include "base/result.hpp"
#include "store/engine.hpp"
#include "store/search_shelf.hpp"
#include "store/turnstile.hpp"

#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <deque>

// The data folder's own engine: SQLite, by way of SOCI.
namespace concordat::store {
namespace {

struct Slot {
  bool is_text = false;
  std::int64_t number = 0;
  std::string text;
};

std::deque<Slot> slots_of(std::string_view types) {
  std::deque<Slot> slots;  // a deque, because SOCI keeps the address of each
  for (const char type : types) slots.push_back({type == 't', 0, {}});
  return slots;
}

constexpr int kBusyTimeoutS = 30;
constexpr std::string_view kRestoreHint =
    "Keep a copy of the folder as it is, then restore the last backup (docs/operating.md).";

Problem problem_of(int code, int system_errno, std::string_view said, const std::filesystem::path& file) {
  const std::string name = file.string();
  const Where where{name};
  const auto make = [&](const char* word, std::string message, std::string hint) {
    return Problem{word, std::move(message) + " (" + std::string(said) + ")", where, std::move(hint)};
  };
  const bool full = system_errno == ENOSPC || system_errno == EDQUOT || system_errno == EFBIG;
  switch (code & 0xff) {
    case SQLITE_FULL:
      return make("disk-full", "There is no room left to write the record; nothing of this command was stored.",
                  "Make room on the disk (or raise the quota), then run the command again.");
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return make("busy", "Another program has kept the database locked for too long.",
                  "Wait for the other command to end, then run this one again.");
    case SQLITE_CORRUPT: return make("damaged", "The database file is damaged.", std::string(kRestoreHint));
    case SQLITE_NOTADB:
      return make("not-a-database", "The file is not a database of Concordat.", "Check the name of the data folder.");
    case SQLITE_READONLY:
    case SQLITE_PERM:
      return make("read-only", "The data folder may not be written to.", "Check who owns the folder and its rights.");
    case SQLITE_CANTOPEN:
      if (full) break;
      return make("cannot-open", "The database cannot be opened.", "Check that the data folder is there and is yours.");
    case SQLITE_NOMEM: return make("no-memory", "There is not enough memory.", "Free some memory, then try again.");
    case SQLITE_IOERR:
      if (full) break;
      return make("disk-failed", "The disk could not be read or written.", std::string(kRestoreHint));
    default: return make("database", "The database refused a statement.", "This is a fault of the program: report it.");
  }
  return make("disk-full", "There is no room left to write the record; nothing of this command was stored.",
              "Make room on the disk (or raise the quota), then run the command again.");
}

// SOCI puts the statement and every bound value behind what went wrong: texts of people, which no terminal or log may
// see. What it puts before it are its own functions.
std::string without_values(std::string_view what) {
  what = what.substr(0, what.find(" while "));
  if (const auto function = what.find("::"); function != std::string_view::npos) {
    const auto end = what.find(": ", function);
    if (end != std::string_view::npos) what.remove_prefix(end + 2);
  }
  return std::string(what);
}

// As a URI, in which no character of a path has a meaning of its own.
std::string uri_of(const std::filesystem::path& file, OpenMode mode) {
  static constexpr std::string_view kHex = "0123456789ABCDEF";
  static constexpr std::array<std::string_view, 3> kModes = {"rwc", "rw", "ro"};
  std::string uri = "file:";
  for (const char c : std::filesystem::absolute(file).string()) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '/' ||
                       c == '-' || c == '_' || c == '.';
    if (plain) {
      uri += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    uri += '%';
    uri += kHex[byte >> 4];
    uri += kHex[byte & 15];
  }
  return uri + "?mode=" + std::string(kModes[static_cast<std::size_t>(mode)]);
}

// A database in a folder that may only be read. The engine wants to make files beside it even to read; it does without
// where it is told that nobody writes. It does not look again, so we do: after each question, at what the file was.
class Sealed {
 public:
  // Of a file whose folder may be written to, or which has a log of writes beside it (that the engine would then pass
  // over), nullopt. What may be written is asked of the system: rights, owners and mounts together.
  static std::optional<Sealed> find(const std::filesystem::path& file) {
    if (may_write_beside(file)) return std::nullopt;
    const Sealed now(file);  // before the log of writes is looked for: what is written from now on is noticed
    if (now.status_.st_ino == 0 || has_log_of_writes(file)) return std::nullopt;
    return now;
  }
  static bool may_write_beside(const std::filesystem::path& file) {
    const auto folder = file.has_parent_path() ? file.parent_path() : std::filesystem::path(".");
    return ::faccessat(AT_FDCWD, folder.c_str(), W_OK, AT_EACCESS) == 0;
  }
  static bool has_log_of_writes(const std::filesystem::path& file) {
    struct stat status {};
    return ::stat((std::filesystem::path(file) += "-wal").c_str(), &status) == 0;
  }
  bool is_unchanged() const {
    const auto now = Sealed(file_).status_;
    return now.st_ino == status_.st_ino && now.st_size == status_.st_size &&
           now.st_mtim.tv_sec == status_.st_mtim.tv_sec && now.st_mtim.tv_nsec == status_.st_mtim.tv_nsec;
  }

 private:
  explicit Sealed(std::filesystem::path file) : file_(std::move(file)) {
    if (::stat(file_.c_str(), &status_) != 0) status_ = {};
  }

  std::filesystem::path file_;
  struct stat status_ {};
};

// SOCI's own types of the engine are reached into here alone. Their run-time type information is not exported, so the
// sanitizer that asks for it is kept away.
__attribute__((no_sanitize("vptr"))) sqlite_api::sqlite3* raw_handle(soci::session& session) {
  return static_cast<soci::sqlite3_session_backend*>(session.get_backend())->conn_;
}

// SOCI lets go of unread rows only at the next execution; until then they would hold this state of the database.
__attribute__((no_sanitize("vptr"))) void forget_rows(soci::statement& statement) {
  auto* backend = static_cast<soci::sqlite3_statement_backend*>(statement.get_backend());
  sqlite_api::sqlite3_reset(backend->stmt_);
  backend->databaseReady_ = false;
}

struct SqliteSession {
  std::filesystem::path file;
  std::optional<Sealed> sealed;
  soci::session session;

  sqlite_api::sqlite3* handle() { return raw_handle(session); }

  [[noreturn]] void fail(int code, const char* said) { throw Failure(problem_of(code, system_errno(), said, file)); }

  // What was answered may be half of what is written now.
  void check_seal() const {
    if (!sealed || sealed->is_unchanged()) return;
    throw Failure({"busy", "The database was written to while it was read in a folder that may only be read.",
                   Where{file.string()}, "Wait for the other command to end, then run this one again."});
  }

  // Runs what SOCI may throw from, and says what it means to the one who reads it.
  template <typename Fn>
  auto guarded(Fn&& fn) {
    try {
      return fn();
    } catch (const soci::sqlite3_soci_error& error) {
      throw Failure(problem_of(error.result(), system_errno(), without_values(error.what()), file));
    } catch (const soci::soci_error& error) {
      throw Failure(problem_of(SQLITE_ERROR, 0, without_values(error.what()), file));
    }
  }

 private:
  // Why the system refused. The engine forgets it on the way out of some failures, but its files remember.
  int system_errno() {
    if (session.get_backend() == nullptr) return errno;
    if (const int known = sqlite_api::sqlite3_system_errno(handle()); known != 0) return known;
    for (const int which : {SQLITE_FCNTL_JOURNAL_POINTER, SQLITE_FCNTL_FILE_POINTER}) {
      sqlite_api::sqlite3_file* opened = nullptr;
      sqlite_api::sqlite3_file_control(handle(), nullptr, which, &opened);
      int last = 0;
      if (opened == nullptr || opened->pMethods == nullptr) continue;
      opened->pMethods->xFileControl(opened, SQLITE_FCNTL_LAST_ERRNO, &last);
      if (last != 0) return last;
    }
    return 0;
  }
};

class SqliteStatement final : public EngineStatement {
 public:
  SqliteStatement(SqliteSession& session, std::string_view sql, std::string_view in, std::string_view out)
      : session_(session),
        in_(slots_of(in)),
        out_(slots_of(out)),
        statement_(session.guarded([&] { return soci::statement(session.session); })) {
    session.guarded([&] {
      for (auto& slot : out_) {
        if (slot.is_text) {
          statement_.exchange(soci::into(slot.text));
        } else {
          statement_.exchange(soci::into(slot.number));
        }
      }
      for (auto& slot : in_) {
        if (slot.is_text) {
          statement_.exchange(soci::use(slot.text));
        } else {
          statement_.exchange(soci::use(slot.number));
        }
      }
      statement_.alloc();
      statement_.prepare(std::string(sql));
      statement_.define_and_bind();
    });
  }

  void set(std::size_t index, std::int64_t value) override {
    auto& slot = in_.at(index);
    if (slot.is_text) std::abort();
    slot.number = value;
  }
  void set(std::size_t index, std::string_view value) override {
    auto& slot = in_.at(index);
    if (!slot.is_text) std::abort();
    slot.text.assign(value);
  }
  std::size_t parameters() const override { return in_.size(); }

  void execute() override {
    open_ = true;
    ready_ = session_.guarded([&] { return statement_.execute(true); });
    if (!ready_) end();
  }
  bool next() override {
    if (!open_) return false;
    if (ready_) {
      ready_ = false;
      return true;
    }
    const bool found = session_.guarded([&] { return statement_.fetch(); });
    if (!found) end();
    return found;
  }
  void finish() override {
    if (!open_) return;
    forget_rows(statement_);
    end();
  }

  std::int64_t number(std::size_t column) const override { return out_.at(column).number; }
  const std::string& text(std::size_t column) const override { return out_.at(column).text; }

 private:
  void end() {
    open_ = ready_ = false;
    session_.check_seal();
  }

  SqliteSession& session_;
  std::deque<Slot> in_;
  std::deque<Slot> out_;
  soci::statement statement_;
  bool open_ = false;   // started, and not at its end
  bool ready_ = false;  // the first row is there already
};

class SqliteEngine final : public Engine {
 public:
  SqliteEngine(const std::filesystem::path& file, OpenMode mode)
      : name_(file.string()), turnstile_(file.parent_path()) {
    session_.file = file;
    session_.sealed = Sealed::find(file);
    try {
      open(session_.sealed ? OpenMode::read : mode);
    } catch (const Failure& failure) {
      const bool lacks_index = failure.problem().code == "cannot-open" && !Sealed::may_write_beside(file);
      if (!lacks_index || !Sealed::has_log_of_writes(file)) throw;
      throw Failure(
          {"read-only", "The data folder may only be read, and holds writes that are not in its main file yet.",
           Where{file.string()}, "Copy the whole folder to where you may write, and name the copy with --data DIR."});
    }
  }

  SqliteEngine() : name_("memory") {
    session_.file = name_;
    session_.guarded([&] { session_.session.open(soci::sqlite3, "db=\":memory:\""); });
  }

  std::unique_ptr<EngineStatement> prepare(std::string_view sql, std::string_view in, std::string_view out) override {
    return std::make_unique<SqliteStatement>(session_, sql, in, out);
  }
  void execute(std::string_view sql) override {
    const int code = sqlite_api::sqlite3_exec(session_.handle(), std::string(sql).c_str(), nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) session_.fail(code, sqlite_api::sqlite3_errmsg(session_.handle()));
  }

  // Many read at once, and the system keeps the file in memory for all of them; who writes takes more for itself.
  void begin_writing() override {
    const auto begin = [this] { execute("pragma cache_size = -65536; begin immediate"); };
    turnstile_ ? turnstile_->pass(std::chrono::seconds(kBusyTimeoutS), begin) : begin();
  }
  void begin_reading() override { execute("begin"); }
  void commit(bool erased) override {
    execute("commit");
    // The log of writes still holds what was erased; it is emptied now, or, where someone is reading, a little later.
    if (erased) execute("pragma wal_checkpoint(truncate)");
  }
  void roll_back() noexcept override {
    // A full disk makes the engine roll back by itself; then there is nothing left to do.
    sqlite_api::sqlite3_exec(session_.handle(), "rollback", nullptr, nullptr, nullptr);
  }
  bool in_transaction() const override { return sqlite_api::sqlite3_get_autocommit(session_.handle()) == 0; }
  void back_to_mark() override { execute("rollback to mark; release mark"); }

  bool is_read_only() const override { return sqlite_api::sqlite3_db_readonly(session_.handle(), "main") != 0; }
  void run_migration(std::string_view sql) override { execute(sql); }
  bool has_table(std::string_view name) override {
    SqliteStatement statement(session_, "select count(*) from sqlite_master where type = 'table' and name = :name", "t",
                              "n");
    statement.set(0, name);
    statement.execute();
    return statement.next() && statement.number(0) > 0;
  }
  std::vector<EngineTable> tables() override {
    SqliteStatement rows(session_,
                         "select m.name, c.name, lower(c.type) from sqlite_master m join pragma_table_info(m.name) c "
                         "where m.type = 'table' and m.name not in ('migration', 'searched', 'search', 'search_data', "
                         "'search_idx', 'search_content', 'search_docsize', 'search_config') order by m.name, c.cid",
                         "", "ttt");
    std::vector<EngineTable> all;
    rows.execute();
    while (rows.next()) {
      if (all.empty() || all.back().name != rows.text(0)) all.push_back({rows.text(0), {}, {}});
      all.back().columns.push_back(rows.text(1));
      all.back().types += rows.text(2) == "text" ? 't' : 'n';
    }
    return all;
  }
  const std::string& name() const override { return name_; }

 private:
  void open(OpenMode mode) {
    const std::string uri = uri_of(session_.file, mode) + (session_.sealed ? "&immutable=1" : "");
    session_.guarded([&] {
      session_.session.open(soci::sqlite3, "db=\"" + uri + "\" timeout=" + std::to_string(kBusyTimeoutS) +
                                               (mode == OpenMode::read ? " readonly=true" : ""));
    });
    execute("pragma foreign_keys = on; pragma cell_size_check = on; pragma cache_size = -4096");
    if (is_read_only()) return;
    // Erased texts leave no bytes behind; an answer of success is on disk.
    execute("pragma secure_delete = on; pragma synchronous = full");
    SqliteStatement journal(session_, "pragma journal_mode", "", "t");
    journal.execute();
    const bool is_log = journal.next() && journal.text(0) == "wal";
    journal.finish();
    if (!is_log) execute("pragma journal_mode = wal");
  }

  std::string name_;
  mutable SqliteSession session_;
  std::optional<Turnstile> turnstile_;  // none in memory, which is this connection's alone
};

}  // namespace

std::unique_ptr<Engine> open_sqlite(const std::filesystem::path& file, OpenMode mode) {
  return std::make_unique<SqliteEngine>(file, mode);
}

std::unique_ptr<Engine> open_sqlite_in_memory() { return std::make_unique<SqliteEngine>(); }

}  // namespace concordat::store
