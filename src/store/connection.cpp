// SPDX-License-Identifier: Apache-2.0
#include "store/connection.hpp"

#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <deque>
#include <unordered_map>

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
std::string uri_of(const std::filesystem::path& file, Connection::Mode mode) {
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

}  // namespace

struct ConnectionParts {
  std::filesystem::path file;
  std::optional<Sealed> sealed;
  soci::session session;
  // Statements go before the session that they belong to.
  std::unordered_map<std::string_view, std::unique_ptr<Statement>> statements;

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

struct Statement::Parts {
  ConnectionParts& connection;
  std::deque<Slot> in;
  std::deque<Slot> out;
  soci::statement statement;
  bool open = false;   // started, and not at its end
  bool ready = false;  // the first row is there already
};

Statement::Statement(ConnectionParts& connection, std::string_view sql, std::string_view in, std::string_view out)
    : parts_(connection.guarded([&] {
        return std::make_unique<Parts>(
            Parts{connection, slots_of(in), slots_of(out), soci::statement(connection.session)});
      })) {
  connection.guarded([&] {
    auto& statement = parts_->statement;
    for (auto& slot : parts_->out) {
      if (slot.is_text) {
        statement.exchange(soci::into(slot.text));
      } else {
        statement.exchange(soci::into(slot.number));
      }
    }
    for (auto& slot : parts_->in) {
      if (slot.is_text) {
        statement.exchange(soci::use(slot.text));
      } else {
        statement.exchange(soci::use(slot.number));
      }
    }
    statement.alloc();
    statement.prepare(std::string(sql));
    statement.define_and_bind();
  });
}

Statement::~Statement() = default;

void Statement::set(std::size_t index, std::int64_t value) {
  auto& slot = parts_->in.at(index);
  if (slot.is_text) std::abort();
  slot.number = value;
}

void Statement::set(std::size_t index, std::string_view value) {
  auto& slot = parts_->in.at(index);
  if (!slot.is_text) std::abort();
  slot.text.assign(value);
}

void Statement::execute(std::size_t given) {
  if (given != parts_->in.size()) std::abort();  // a parameter would keep its value of the last time
  parts_->open = true;
  parts_->ready = parts_->connection.guarded([&] { return parts_->statement.execute(true); });
  if (!parts_->ready) end();
}

bool Statement::next() {
  if (!parts_->open) return false;
  if (parts_->ready) {
    parts_->ready = false;
    return true;
  }
  const bool found = parts_->connection.guarded([&] { return parts_->statement.fetch(); });
  if (!found) end();
  return found;
}

void Statement::finish() {
  if (!parts_->open) return;
  forget_rows(parts_->statement);
  end();
}

void Statement::end() {
  parts_->open = parts_->ready = false;
  parts_->connection.check_seal();
}

std::int64_t Statement::number(std::size_t column) const { return parts_->out.at(column).number; }
const std::string& Statement::text(std::size_t column) const { return parts_->out.at(column).text; }

Connection::Connection(const std::filesystem::path& file, Mode mode)
    : file_(file), parts_(std::make_unique<ConnectionParts>()) {
  parts_->file = file;
  parts_->sealed = Sealed::find(file);
  try {
    open(parts_->sealed ? Mode::read : mode);
  } catch (const Failure& failure) {
    const bool lacks_index = failure.problem().code == "cannot-open" && !Sealed::may_write_beside(file);
    if (!lacks_index || !Sealed::has_log_of_writes(file)) throw;
    throw Failure({"read-only", "The data folder may only be read, and holds writes that are not in its main file yet.",
                   Where{file.string()},
                   "Copy the whole folder to where you may write, and name the copy with --data DIR."});
  }
}

void Connection::open(Mode mode) {
  const std::string uri = uri_of(file_, mode) + (parts_->sealed ? "&immutable=1" : "");
  parts_->guarded([&] {
    parts_->session.open(soci::sqlite3, "db=\"" + uri + "\" timeout=" + std::to_string(kBusyTimeoutS) +
                                            (mode == Mode::read ? " readonly=true" : ""));
  });
  execute("pragma foreign_keys = on; pragma cell_size_check = on; pragma cache_size = -65536");
  if (is_read_only()) return;
  // Erased texts leave no bytes behind; an answer of success is on disk.
  execute("pragma secure_delete = on; pragma synchronous = full");
  auto& journal = directory("pragma journal_mode", "", "t");
  if (journal.one() && journal.text(0) != "wal") execute("pragma journal_mode = wal");
}

bool Connection::is_read_only() const { return sqlite_api::sqlite3_db_readonly(parts_->handle(), "main") != 0; }

Connection::~Connection() {
  if (parts_) parts_->statements.clear();
}

Statement& Connection::directory(std::string_view sql, std::string_view in, std::string_view out) {
  auto& kept = parts_->statements[sql];
  if (!kept) kept = std::make_unique<Statement>(*parts_, sql, in, out);
  return *kept;
}

Statement& Connection::tenant(const Tenant& tenant, std::string_view sql, std::string_view in, std::string_view out) {
  Statement& statement = directory(sql, in, out);
  statement.set(0, tenant.number());
  statement.first_free_ = 1;
  return statement;
}

void Connection::execute(std::string_view sql) {
  const int code = sqlite_api::sqlite3_exec(parts_->handle(), std::string(sql).c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) parts_->fail(code, sqlite_api::sqlite3_errmsg(parts_->handle()));
}

std::optional<Tenant> Connection::find(const OrgId& id) {
  auto& statement = directory("select org_id from organisation where id = :id", "t", "n");
  if (!statement.one(id.value)) return std::nullopt;
  return Tenant(statement.number(0), id);
}

bool Connection::in_transaction() const { return sqlite_api::sqlite3_get_autocommit(parts_->handle()) == 0; }

void Connection::roll_back() noexcept {
  // A full disk makes the engine roll back by itself; then there is nothing left to do.
  sqlite_api::sqlite3_exec(parts_->handle(), "rollback", nullptr, nullptr, nullptr);
}

Snapshot::Snapshot(Connection& connection) : connection_(connection), mine_(!connection.in_transaction()) {
  if (mine_) connection_.execute("begin");
}

Snapshot::~Snapshot() {
  if (mine_) connection_.roll_back();
}

}  // namespace concordat::store
