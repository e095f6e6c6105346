// SPDX-License-Identifier: Apache-2.0
#include "store/engine_link.hpp"

#include <libpq-fe.h>

#include <array>
#include <cstdlib>
#include <utility>

namespace concordat::store {
namespace {

constexpr int kOldestServer = 150'000;

// How the server is to treat us. A lock is waited for as long as SQLite's; whoever keeps one and says nothing, or is
// gone without a word, is let go of, so that other servers of ours go on.
constexpr const char* kGreeting =
    "set client_min_messages = error; set lock_timeout = '30s'; set idle_in_transaction_session_timeout = '60s'; "
    "set tcp_keepalives_idle = 10; set tcp_keepalives_interval = 5; set tcp_keepalives_count = 3; "
    "set client_connection_check_interval = '5s'; set row_security = on; "
    "select set_config('synchronous_commit', 'on', false) where current_setting('synchronous_commit') = 'off'";

struct Meaning {
  std::string_view state;  // how the SQLSTATE begins
  const char* code;
  const char* message;
  const char* hint;
};

constexpr const char* kLost = "The database cannot be reached, or ended the connection.";
constexpr const char* kLostHint = "When the database is back, Concordat goes on by itself.";
constexpr const char* kFullHint = "Make room at the database's server; nothing of this command was stored.";
constexpr const char* kBusyHint = "Wait a moment, then run this again.";

constexpr std::array<Meaning, 17> kMeanings = {{
    {"08", "database-lost", kLost, kLostHint},
    {"57P0", "database-lost", kLost, kLostHint},
    {"25P03", "database-lost", kLost, kLostHint},
    {"53100", "disk-full", "The database has no room left to write.", kFullHint},
    {"53200", "no-memory", "The database has not enough memory.", kBusyHint},
    {"53300", "busy", "The database lets nobody else in at the moment.", "Raise its max_connections, or wait."},
    {"53", "busy", "The database is at one of its limits.", kBusyHint},
    {"55P03", "busy", "Another program has kept the database locked for too long.", kBusyHint},
    {"57014", "busy", "The database ended a statement that took too long.", kBusyHint},
    {"40", "busy", "Others changed the same at the same time.", kBusyHint},
    {"25006", "read-only", "The database may not be written to.", "Is it a copy that follows another server?"},
    {"42501", "no-right", "The database's role may not do this.",
     "Prepare it for this role: concordat migrate (docs/service.md)."},
    {"XX001", "damaged", "The database is damaged.", "Restore the last backup (docs/operating.md)."},
    {"XX002", "damaged", "The database is damaged.", "Restore the last backup (docs/operating.md)."},
    {"58", "disk-failed", "The database's disk could not be read or written.", "Look at the database's own log."},
    {"42P01", "no-data", "The database lacks a table of Concordat's.", "Run concordat migrate (docs/service.md)."},
    {"", "database", "The database refused a statement.", "This is a fault of the program: report it."},
}};

const Meaning& meaning_of(std::string_view state) {
  for (const Meaning& one : kMeanings) {
    if (state.starts_with(one.state)) return one;
  }
  return kMeanings.back();
}

std::string first_line(std::string_view text) {
  text = text.substr(0, text.find('\n'));
  while (!text.empty() && (text.back() == '.' || text.back() == ' ')) text.remove_suffix(1);
  return std::string(text);
}

Problem bad_address() {
  return {"bad-database", "The address of the database cannot be read.", std::nullopt,
          "postgresql://USER:PASSWORD@HOST/DATABASE; in a password @ is written %40, / %2F, % %25."};
}

void ignore_notices(void* /*argument*/, const PGresult* /*notice*/) {}

}  // namespace

void ServerLink::Clear::operator()(pg_result* result) const { PQclear(result); }

ServerLink::ServerLink(std::string url) : url_(std::move(url)) {
  read_address();
  try {
    reconnect();
  } catch (...) {
    close();
    throw;
  }
}

ServerLink::~ServerLink() { close(); }

void ServerLink::close() {
  if (connection_ != nullptr) PQfinish(connection_);
  connection_ = nullptr;
}

// What a name may show, and what it may not.
void ServerLink::read_address() {
  const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> options(PQconninfoParse(url_.c_str(), nullptr),
                                                                             PQconninfoFree);
  if (!options) throw Failure(bad_address());
  std::string host;
  std::string port;
  std::string database;
  for (const PQconninfoOption* one = options.get(); one->keyword != nullptr; ++one) {
    if (one->val == nullptr) continue;
    const std::string_view keyword = one->keyword;
    if (keyword == "host") host = one->val;
    if (keyword == "port") port = one->val;
    if (keyword == "dbname") database = one->val;
    if (keyword == "password") password_ = one->val;
  }
  // A password with an @ of its own, which was read as a part of the host.
  if (host.find('@') != std::string::npos || database.find('@') != std::string::npos) throw Failure(bad_address());
  name_ = "postgresql://" + host + (port.empty() ? "" : ":" + port) + "/" + database;
}

void ServerLink::reconnect() {
  close();
  ++generation_;
  const std::array<const char*, 5> keywords = {"connect_timeout", "fallback_application_name", "dbname",
                                               "client_encoding", nullptr};
  const std::array<const char*, 5> values = {"5", "concordat", url_.c_str(), "UTF8", nullptr};
  connection_ = PQconnectdbParams(keywords.data(), values.data(), 1);
  if (PQstatus(connection_) != CONNECTION_OK) unreachable();
  PQsetNoticeReceiver(connection_, ignore_notices, nullptr);
  greet();
}

void ServerLink::greet() {
  const char* encoding = PQparameterStatus(connection_, "server_encoding");
  if (PQserverVersion(connection_) < kOldestServer) {
    throw Failure(
        {"bad-database", "The database's server is older than PostgreSQL 15.", Where{name_}, "Update the server."});
  }
  if (encoding == nullptr || std::string_view(encoding) != "UTF8") {
    throw Failure({"bad-database", "The database's texts are not in UTF-8.", Where{name_},
                   "Make it with: createdb --encoding UTF8 --template template0 NAME"});
  }
  query(kGreeting);
}

void ServerLink::unreachable() const {
  throw Failure({"database-lost", "The database cannot be reached: " + scrubbed(PQerrorMessage(connection_)) + ".",
                 Where{name_}, "Check the address, and that the server runs and lets this role in."});
}

std::string ServerLink::scrubbed(std::string_view said) const {
  std::string line = first_line(said);
  constexpr std::string_view kHidden = "***";
  if (password_.empty()) return line;
  for (std::size_t at = 0; (at = line.find(password_, at)) != std::string::npos; at += kHidden.size()) {
    line.replace(at, password_.size(), kHidden);
  }
  return line;
}

bool ServerLink::is_lost() const { return PQstatus(connection_) != CONNECTION_OK; }

bool ServerLink::in_transaction() const {
  const auto status = PQtransactionStatus(connection_);
  return status == PQTRANS_INTRANS || status == PQTRANS_INERROR || status == PQTRANS_ACTIVE;
}

Failure ServerLink::failure_of(const pg_result* result) const {
  const char* state = result == nullptr ? nullptr : PQresultErrorField(result, PG_DIAG_SQLSTATE);
  if (state == nullptr) {
    const Meaning& lost = kMeanings.front();
    return Failure({lost.code, lost.message, Where{name_}, lost.hint});
  }
  // The primary message names tables and rules; what values were is in the details, which nobody sees.
  const char* primary = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
  const Meaning& meaning = meaning_of(state);
  std::string message = meaning.message;
  if (primary != nullptr) message += " (" + scrubbed(primary) + ")";
  return Failure({meaning.code, std::move(message), Where{name_}, meaning.hint});
}

ServerLink::Answer ServerLink::good(pg_result* answer) const {
  Answer owned(answer);
  const auto status = PQresultStatus(answer);
  const bool is_good = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_SINGLE_TUPLE ||
                       status == PGRES_EMPTY_QUERY;
  if (!is_good) throw failure_of(answer);
  return owned;
}

ServerLink::Answer ServerLink::query(std::string_view sql) {
  return good(PQexec(connection_, std::string(sql).c_str()));
}

ServerLink::Answer ServerLink::query(std::string_view sql, const std::vector<std::string>& parameters) {
  std::vector<const char*> values;
  for (const auto& one : parameters) values.push_back(one.c_str());
  return good(PQexecParams(connection_, std::string(sql).c_str(), static_cast<int>(values.size()), nullptr,
                           values.data(), nullptr, nullptr, 0));
}

std::string ServerLink::value(std::string_view sql, const std::vector<std::string>& parameters) {
  const Answer answer = query(sql, parameters);
  return PQntuples(answer.get()) > 0 ? std::string(PQgetvalue(answer.get(), 0, 0)) : std::string();
}

std::string ServerLink::quoted_name(std::string_view name) const {
  const std::unique_ptr<char, decltype(&PQfreemem)> quoted(PQescapeIdentifier(connection_, name.data(), name.size()),
                                                           PQfreemem);
  if (!quoted) throw failure_of(nullptr);
  return quoted.get();
}

}  // namespace concordat::store
