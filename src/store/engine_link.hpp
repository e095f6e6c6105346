// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

struct pg_conn;
struct pg_result;

// A connection to a PostgreSQL server, made again after it was lost. INVARIANT: neither the password nor a value of a
// statement is in any Failure.
namespace concordat::store {

class ServerLink {
 public:
  struct Clear {
    void operator()(pg_result* result) const;
  };
  using Answer = std::unique_ptr<pg_result, Clear>;

  // Connects. Failure "bad-database" where the address cannot be read, or the server is none that will do;
  // "database-lost" where it cannot be reached.
  explicit ServerLink(std::string url);
  ~ServerLink();
  ServerLink(const ServerLink&) = delete;
  ServerLink& operator=(const ServerLink&) = delete;

  const std::string& name() const { return name_; }
  pg_conn* raw() const { return connection_; }
  // One more with every connection: what was prepared or set belongs to one.
  std::int64_t generation() const { return generation_; }
  bool is_lost() const;
  bool in_transaction() const;
  void reconnect();

  // Statements without parameters; the answer of the last. A Failure where one was refused.
  Answer query(std::string_view sql);
  // One statement, its parameters as text.
  Answer query(std::string_view sql, const std::vector<std::string>& parameters);
  // The first column of the first row; empty where there is none.
  std::string value(std::string_view sql, const std::vector<std::string>& parameters = {});
  std::string quoted_name(std::string_view name) const;

  // The answer, if it is one.
  Answer good(pg_result* answer) const;

 private:
  void read_address();
  void greet();
  void close();
  [[noreturn]] void unreachable() const;
  Failure failure_of(const pg_result* result) const;
  std::string scrubbed(std::string_view said) const;

  std::string url_;
  std::string name_;
  std::string password_;  // to be found in what libraries say, and taken out
  pg_conn* connection_ = nullptr;
  std::int64_t generation_ = 0;
};

}  // namespace concordat::store
