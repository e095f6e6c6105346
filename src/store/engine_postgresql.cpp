// SPDX-License-Identifier: Apache-2.0
// The shared engine: a PostgreSQL server, by way of libpq. docs/decisions/0017 says why it is as it is.
#include "store/engine.hpp"
#include "store/engine_link.hpp"
#include "store/engine_text.hpp"

#include <libpq-fe.h>

#include <array>
#include <charconv>
#include <chrono>
#include <cstdlib>
#include <thread>

namespace concordat::store {
namespace {

constexpr Oid kBigint = 20;
constexpr Oid kText = 25;

// Whoever writes holds this lock of the database until the commit: so one server appends at a time, whichever it is.
constexpr std::string_view kBeginWriting = "begin; select pg_advisory_xact_lock(7164786623165359201)";
constexpr const char* kMigrations = "select string_agg(name, ' ' order by name) from migration";
constexpr const char* kEnter = "select set_config('concordat.org', $1, false)";

// What the fence asks of each row: to belong to the organisation that was entered. None entered, no rows.
constexpr std::string_view kFence = "(org_id = nullif(current_setting('concordat.org', true), '')::bigint)";

struct ServerSession {
  explicit ServerSession(const std::string& url) : link(url) {}

  ServerLink link;
  // Whose rows the server shows; nullopt: not known, because a transaction was undone or the connection is new.
  std::optional<std::string> entered;
  std::string wanted;
  std::int64_t statements = 0;
  bool begun = false;  // a transaction, which ends with its connection and is not begun again behind anybody's back

  // Outside a transaction nothing is lost with a connection: it is made anew, once.
  template <typename Fn>
  auto retried(Fn&& fn) {
    const bool outside = !begun;
    if (outside && link.is_lost()) renew();
    const std::int64_t generation = link.generation();
    try {
      return fn();
    } catch (const Failure& failure) {
      entered.reset();
      if (!outside || failure.problem().code != "database-lost" || generation != link.generation()) throw;
    }
    renew();
    return fn();
  }
  void renew() {
    entered.reset();
    link.reconnect();
  }
};

class ServerStatement final : public EngineStatement {
 public:
  ServerStatement(ServerSession& session, std::string_view sql, std::string_view in, std::string_view out)
      : session_(session),
        name_("s" + std::to_string(++session.statements)),
        sql_(with_numbered_parameters(sql)),
        in_(in),
        out_(out),
        given_(in.size()),
        texts_(out.size()),
        numbers_(out.size()) {}

  void set(std::size_t index, std::int64_t value) override {
    if (in_.at(index) != 'n') std::abort();
    given_[index] = std::to_string(value);
  }
  void set(std::size_t index, std::string_view value) override {
    if (in_.at(index) != 't') std::abort();
    given_[index] = to_server_text(value);
  }
  std::size_t parameters() const override { return in_.size(); }

  void execute() override {
    finish();
    row_ = 0;
    rows_ = session_.retried([this] {
      prepare();
      return session_.entered == session_.wanted ? run() : enter_and_run();
    });
    if (PQnfields(rows_.get()) != static_cast<int>(out_.size()) && !out_.empty()) std::abort();
  }

  void stream() override {
    finish();
    session_.retried([this] {
      prepare();
      if (session_.entered != session_.wanted) session_.link.query(kEnter, {session_.wanted});
      session_.entered = session_.wanted;
      return true;
    });
    const auto all = values();
    streams_ = PQsendQueryPrepared(session_.link.raw(), name_.c_str(), static_cast<int>(all.size()), all.data(),
                                   nullptr, nullptr, 0) == 1;
    if (!streams_ || PQsetSingleRowMode(session_.link.raw()) != 1) session_.link.good(nullptr);
    fetch();
  }

  bool next() override {
    if (streams_ && row_ > 0) fetch();
    if (streams_ && PQntuples(rows_.get()) == 0) fetch();
    if (!rows_ || row_ == PQntuples(rows_.get())) return false;
    for (std::size_t i = 0; i < out_.size(); ++i) {
      const auto column = static_cast<int>(i);
      const std::string_view value(PQgetvalue(rows_.get(), row_, column),
                                   static_cast<std::size_t>(PQgetlength(rows_.get(), row_, column)));
      if (out_[i] == 't') {
        texts_[i] = from_server_text(value);
      } else {
        const auto end = std::from_chars(value.data(), value.data() + value.size(), numbers_[i]).ptr;
        if (end != value.data() + value.size()) std::abort();  // the column is no number
      }
    }
    ++row_;
    return true;
  }
  void finish() override {
    while (streams_) fetch();
    rows_.reset();
  }

  std::int64_t number(std::size_t column) const override { return numbers_.at(column); }
  const std::string& text(std::size_t column) const override { return texts_.at(column); }

 private:
  // The next row of a stream; after the last there is an answer without rows, and then none.
  void fetch() {
    row_ = 0;
    rows_.reset();
    ServerLink::Answer answer(PQgetResult(session_.link.raw()));
    streams_ = answer != nullptr;
    if (streams_) rows_ = session_.link.good(answer.release());
  }

  void prepare() {
    if (prepared_ == session_.link.generation()) return;
    std::vector<Oid> types;
    for (const char type : in_) types.push_back(type == 't' ? kText : kBigint);
    session_.link.good(
        PQprepare(session_.link.raw(), name_.c_str(), sql_.c_str(), static_cast<int>(types.size()), types.data()));
    prepared_ = session_.link.generation();
  }

  std::vector<const char*> values() const {
    std::vector<const char*> all;
    for (const auto& one : given_) all.push_back(one.c_str());
    return all;
  }

  ServerLink::Answer run() {
    const auto all = values();
    return session_.link.good(PQexecPrepared(session_.link.raw(), name_.c_str(), static_cast<int>(all.size()),
                                             all.data(), nullptr, nullptr, 0));
  }

  // Both in one journey to the server and back.
  ServerLink::Answer enter_and_run() {
    PGconn* const raw = session_.link.raw();
    const auto all = values();
    const std::array<const char*, 1> wanted = {session_.wanted.c_str()};
    session_.entered.reset();
    const bool sent =
        PQenterPipelineMode(raw) == 1 &&
        PQsendQueryParams(raw, kEnter, 1, nullptr, wanted.data(), nullptr, nullptr, 0) == 1 &&
        PQsendQueryPrepared(raw, name_.c_str(), static_cast<int>(all.size()), all.data(), nullptr, nullptr, 0) == 1 &&
        PQpipelineSync(raw) == 1;
    std::vector<ServerLink::Answer> answers;
    for (bool over = !sent; !over;) {
      // Each answer is followed by a null of its own; two in a row mean that nothing more comes.
      ServerLink::Answer one(PQgetResult(raw));
      if (!one) one.reset(PQgetResult(raw));
      over = !one || PQresultStatus(one.get()) == PGRES_PIPELINE_SYNC || session_.link.is_lost();
      if (one) answers.push_back(std::move(one));
    }
    PQexitPipelineMode(raw);
    answers.resize(2);  // what never came counts as lost
    session_.link.good(answers[0].release());
    auto answer = session_.link.good(answers[1].release());
    session_.entered = session_.wanted;
    return answer;
  }

  ServerSession& session_;
  std::string name_;
  std::string sql_;
  std::string in_;
  std::string out_;
  std::vector<std::string> given_;
  std::int64_t prepared_ = 0;  // the connection that knows it
  ServerLink::Answer rows_;
  int row_ = 0;
  bool streams_ = false;  // more answers come
  std::vector<std::string> texts_;
  std::vector<std::int64_t> numbers_;
};

class ServerEngine final : public Engine {
 public:
  explicit ServerEngine(const std::string& url)
      : session_(url), follows_(session_.link.value("select pg_is_in_recovery()") == "t") {}

  std::unique_ptr<EngineStatement> prepare(std::string_view sql, std::string_view in, std::string_view out) override {
    return std::make_unique<ServerStatement>(session_, sql, in, out);
  }
  void execute(std::string_view sql) override {
    session_.retried([&] {
      session_.link.query(sql);
      return true;
    });
  }
  void enter(std::optional<std::int64_t> organisation) override {
    session_.wanted = organisation ? std::to_string(*organisation) : std::string();
  }

  void begin_writing() override {
    try {
      execute(kBeginWriting);
      // Its owner may have brought it to a later version since this server began.
      if (serves_ && link().value(kMigrations) != *serves_) {
        throw Failure({"newer-database", "The database was made new by a later version of Concordat.", Where{name()},
                       "Start that version's servers instead of this one."});
      }
    } catch (...) {
      roll_back();
      throw;
    }
    session_.begun = true;
  }
  void begin_reading() override {
    execute("begin isolation level repeatable read read only");
    session_.begun = true;
  }

  void commit(bool /*erased*/) override {
    const std::string number = link().value("select pg_current_xact_id_if_assigned()::text");
    session_.begun = false;
    try {
      const auto answer = link().query("commit");
      // A transaction that had failed is undone by its commit, which is no failure to the server.
      if (std::string_view(PQcmdStatus(answer.get())) == "COMMIT") return;
    } catch (const Failure& failure) {
      session_.entered.reset();
      if (failure.problem().code != "database-lost" || number.empty() || !was_committed(number)) throw;
      return;
    }
    session_.entered.reset();
    throw Failure({"database", "The transaction had failed before it was to be committed.", Where{name()},
                   "This is a fault of the program: report it."});
  }
  void roll_back() noexcept override {
    session_.entered.reset();
    session_.begun = false;
    if (link().in_transaction()) PQclear(PQexec(link().raw(), "rollback"));
  }
  bool in_transaction() const override { return session_.begun && session_.link.in_transaction(); }
  void back_to_mark() override {
    session_.entered.reset();
    link().query("rollback to mark; release mark");
  }

  bool is_read_only() const override { return follows_; }
  bool is_shared() const override { return true; }
  bool has_table(std::string_view name) override {
    return link().value("select to_regclass($1) is not null", {std::string(name)}) == "t";
  }

  std::vector<EngineTable> tables() override {
    auto all = all_tables();
    // The index of words is in no backup: it is made from what is.
    std::erase_if(all, [](const EngineTable& one) { return one.name.starts_with("search"); });
    return all;
  }

  // Texts are in the order of their bytes, as they are on SQLite, whatever the database's own language is.
  void run_migration(std::string_view sql) override {
    static constexpr std::string_view kPlain = " text not null";
    std::string ours(sql);
    for (std::size_t at = 0; (at = ours.find(kPlain, at)) != std::string::npos;) {
      ours.replace(at, kPlain.size(), " text collate \"C\" not null");
      at += kPlain.size();
    }
    link().query(ours);
    for (const EngineTable& table : all_tables()) {
      if (table.tenants()) fence(table.name);
    }
  }

  Result<void> admit(std::string_view role) override {
    const std::string name(role);
    const std::string strength = strength_of(name);
    if (strength.empty()) {
      return fail("unknown-role", "The database has no role '" + name + "'.", "create role … login password …");
    }
    if (strength != "ok") return tl::unexpected(too_strong(name, strength));
    const std::string to = link().quoted_name(role);
    const std::string schema = link().quoted_name(link().value("select current_schema()"));
    link().query("grant usage on schema " + schema + " to " + to);
    link().query("grant select, insert, update, delete on all tables in schema " + schema + " to " + to);
    // What ran is the owner's to say; and nothing of the record is ever changed.
    link().query("revoke insert, update, delete on migration from " + to);
    link().query("revoke update, delete on entry from " + to);
    return {};
  }

  Result<void> check_role() override {
    const std::string name = link().value("select current_user");
    const std::string strength = strength_of(name);
    if (strength != "ok") return tl::unexpected(too_strong(name, strength));
    if (has_table("migration")) serves_ = link().value(kMigrations);
    return {};
  }

  const std::string& name() const override { return session_.link.name(); }

 private:
  ServerLink& link() { return session_.link; }

  std::vector<EngineTable> all_tables() {
    const auto rows = link().query(
        "select c.relname, a.attname, a.atttypid = 25 from pg_class c join pg_attribute a on a.attrelid = c.oid "
        "where c.relkind = 'r' and c.relnamespace = current_schema()::regnamespace and c.relname <> 'migration' "
        "and a.attnum > 0 and not a.attisdropped order by c.relname collate \"C\", a.attnum");
    std::vector<EngineTable> all;
    for (int row = 0; row < PQntuples(rows.get()); ++row) {
      const auto cell = [&](int column) { return std::string(PQgetvalue(rows.get(), row, column)); };
      if (all.empty() || all.back().name != cell(0)) all.push_back({cell(0), {}, {}});
      all.back().columns.push_back(cell(1));
      all.back().types += cell(2) == "t" ? 't' : 'n';
    }
    return all;
  }

  // Also of the tables' owner, who is otherwise let through.
  void fence(const std::string& table) {
    const std::string known =
        link().value("select relforcerowsecurity from pg_class where oid = to_regclass($1)", {table});
    if (known == "t") return;
    const std::string quoted = link().quoted_name(table);
    link().query("alter table " + quoted + " enable row level security, force row level security");
    link().query("create policy tenant on " + quoted + " using " + std::string(kFence) + " with check " +
                 std::string(kFence));
  }

  // "ok", or what lets a role past the fence; empty where there is no such role.
  std::string strength_of(const std::string& role) {
    return link().value(
        "select case when rolsuper then 'is a superuser' when rolbypassrls then 'may pass over row-level security' "
        "when exists (select 1 from pg_class c where c.oid = to_regclass('entry') and "
        "pg_has_role(r.oid, c.relowner, 'member')) then 'owns the tables' else 'ok' end "
        "from pg_roles r where rolname = $1",
        {role});
  }

  Problem too_strong(const std::string& role, const std::string& why) const {
    return {"role-too-strong",
            "The database's role '" + role + "' " + why + ", so nothing would fence one organisation off from another.",
            Where{name()},
            "Give the service a role of its own: concordat migrate --server-role NAME (docs/service.md)."};
  }

  // The connection was lost between the commit and its answer: only the server knows.
  bool was_committed(const std::string& number) {
    constexpr int kTries = 20;
    constexpr auto kPause = std::chrono::milliseconds(250);
    for (int i = 0; i < kTries; ++i) {
      try {
        session_.renew();
        const std::string status = link().value("select pg_xact_status($1::xid8)", {number});
        if (status != "in progress") return status == "committed";
      } catch (const Failure& failure) {
        if (failure.problem().code != "database-lost") throw;
      }
      std::this_thread::sleep_for(kPause);
    }
    throw Failure({"database-lost", "The database was lost while it was storing; it is not known whether it has.",
                   Where{name()}, "When it is back, look whether it is there before you do it again."});
  }

  ServerSession session_;
  bool follows_;                       // a copy of another server
  std::optional<std::string> serves_;  // which migrations had run when this server began
};

}  // namespace

std::unique_ptr<Engine> open_postgresql(const std::string& url) { return std::make_unique<ServerEngine>(url); }

}  // namespace concordat::store
