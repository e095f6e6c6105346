// SPDX-License-Identifier: Apache-2.0
#include "support/postgres.hpp"

#include <gtest/gtest.h>
#include <libpq-fe.h>

#include <fcntl.h>
#include <grp.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <memory>
#include <stdexcept>
#include <thread>

namespace concordat::testing {
namespace {

constexpr unsigned kNobody = 65534;
constexpr const char* kPrograms = "/usr/lib/postgresql/15/bin/";

// Runs a program of PostgreSQL's as nobody where we are root, who may not; it ends when we do.
pid_t run_program(const std::vector<std::string>& words, const std::filesystem::path& folder) {
  const pid_t parent = ::getpid();
  const pid_t child = ::fork();
  if (child != 0) return child;
  if (::geteuid() == 0 && (::setgroups(0, nullptr) != 0 || ::setgid(kNobody) != 0 || ::setuid(kNobody) != 0))
    ::_exit(9);
  ::prctl(PR_SET_PDEATHSIG, SIGQUIT);
  if (::getppid() != parent) ::_exit(9);
  const int log = ::open((folder / "log").c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
  ::dup2(log, STDOUT_FILENO);
  ::dup2(log, STDERR_FILENO);
  ::signal(SIGINT, SIG_IGN);
  std::vector<char*> arguments;
  for (const auto& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  ::execv(arguments[0], arguments.data());
  ::_exit(9);
}

std::vector<std::string> words_of(const std::filesystem::path& folder, bool durable) {
  std::vector<std::string> words = {std::string(kPrograms) + "postgres", "-D", (folder / "data").string()};
  const std::vector<std::string> settings = {"listen_addresses=", "unix_socket_directories=" + folder.string(),
                                             "max_connections=60", "shared_buffers=32MB"};
  for (const auto& setting : settings) words.insert(words.end(), {"-c", setting});
  if (!durable) words.insert(words.end(), {"-c", "fsync=off", "-c", "full_page_writes=off"});
  return words;
}

}  // namespace

Cluster& Cluster::shared() {
  static Cluster one;
  return one;
}

Cluster::Cluster(bool durable) : durable_(durable) {
  std::string name = (std::filesystem::temp_directory_path() / "concordat-pg-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
  folder_ = name;
  if (::geteuid() == 0 && ::chown(name.c_str(), kNobody, kNobody) != 0) throw std::runtime_error("chown failed");
  initialise();
  start();
  sql("postgres", "create role concordat_owner login; create role concordat_server login");
}

Cluster::~Cluster() {
  stop();
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

void Cluster::initialise() const {
  const pid_t child = run_program({std::string(kPrograms) + "initdb", "-D", (folder_ / "data").string(), "-U",
                                   "postgres", "-A", "trust", "-E", "UTF8", "--locale", "C.UTF-8", "--no-sync"},
                                  folder_);
  int status = 0;
  if (::waitpid(child, &status, 0) != child || status != 0) {
    throw std::runtime_error("initdb failed: is postgresql-15 installed? See " + (folder_ / "log").string());
  }
}

void Cluster::start() {
  process_ = run_program(words_of(folder_, durable_), folder_);
  for (int i = 0; i < 600; ++i) {
    if (PQping(url("postgres", "postgres").c_str()) == PQPING_OK) return;
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  throw std::runtime_error("the database does not start; see " + (folder_ / "log").string());
}

void Cluster::stop() {
  if (process_ <= 0) return;
  ::kill(process_, SIGQUIT);
  int status = 0;
  ::waitpid(process_, &status, 0);
  process_ = -1;
}

std::string Cluster::command() const {
  std::string line;
  for (const auto& word : words_of(folder_, durable_)) line += (line.empty() ? "" : " ") + word;
  return line;
}

void Cluster::create(const std::string& database, const std::string& from) {
  sql("postgres", "create database \"" + database + "\" owner concordat_owner template \"" + from + "\"");
}

void Cluster::drop(const std::string& database) {
  sql("postgres", "drop database if exists \"" + database + "\" with (force)");
}

std::string Cluster::url(const std::string& role, const std::string& database) const {
  return "postgresql://" + role + "@/" + database + "?host=" + folder_.string();
}

std::string Cluster::sql(const std::string& database, const std::string& statements) const {
  const std::unique_ptr<PGconn, decltype(&PQfinish)> connection(PQconnectdb(url("postgres", database).c_str()),
                                                                PQfinish);
  const std::unique_ptr<PGresult, decltype(&PQclear)> result(PQexec(connection.get(), statements.c_str()), PQclear);
  const auto status = PQresultStatus(result.get());
  EXPECT_TRUE(status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK)
      << statements << ": " << PQerrorMessage(connection.get());
  std::string all;
  for (int row = 0; row < PQntuples(result.get()); ++row) {
    all += (row == 0 ? "" : "\n") + std::string(PQgetvalue(result.get(), row, 0));
  }
  return all;
}

}  // namespace concordat::testing
