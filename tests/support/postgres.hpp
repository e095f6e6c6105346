// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <vector>

// A private PostgreSQL of this process: made by initdb in a temporary folder, reached by a socket in it, run as
// somebody who is not root, and gone with the process, however that ends.
namespace concordat::testing {

class Cluster {
 public:
  // `durable`: what was committed survives a kill of the database itself (slower).
  explicit Cluster(bool durable = false);
  ~Cluster();
  Cluster(const Cluster&) = delete;
  Cluster& operator=(const Cluster&) = delete;

  // The one that the tests of this process share, started when the first of them asks.
  static Cluster& shared();

  static constexpr const char* kOwner = "concordat_owner";
  static constexpr const char* kServer = "concordat_server";

  // An empty database of kOwner's.
  void create(const std::string& database, const std::string& from = "template0");
  void drop(const std::string& database);
  std::string url(const std::string& role, const std::string& database) const;
  std::string owner_url(const std::string& database) const { return url(kOwner, database); }
  std::string server_url(const std::string& database) const { return url(kServer, database); }
  // As the superuser, whom no fence holds; answers the first column of the rows, a line each. A refusal fails the test.
  std::string sql(const std::string& database, const std::string& statements) const;

  void stop();   // at once, without a word to its clients
  void start();  // and waits until it answers
  pid_t process() const { return process_; }
  // As shell words: the command that start() runs.
  std::string command() const;

 private:
  void initialise() const;

  std::filesystem::path folder_;
  bool durable_;
  pid_t process_ = -1;
};

}  // namespace concordat::testing
