// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "store/database.hpp"

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

namespace concordat::store {

// Connections for those who read, lent out one at a time. INVARIANT: there are never more than `most`, and nobody waits
// longer than `patience`.
class Readers {
 public:
  // `open` makes another connection to the same database.
  Readers(std::function<Result<Database>()> open, std::size_t most, std::chrono::milliseconds patience);

  class Lease {
   public:
    Lease(Readers& readers, std::unique_ptr<Database> database) : readers_(&readers), database_(std::move(database)) {}
    ~Lease();
    Lease(Lease&& other) noexcept = default;
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;
    Lease& operator=(Lease&&) = delete;
    Database& operator*() const { return *database_; }
    Database* operator->() const { return database_.get(); }

   private:
    Readers* readers_;
    std::unique_ptr<Database> database_;
  };
  // Problem "busy" where all are lent out for too long; what open() says is thrown as a Failure.
  Result<Lease> lend();

 private:
  void take_back(std::unique_ptr<Database> database);

  std::function<Result<Database>()> open_;
  std::size_t most_;
  std::chrono::milliseconds patience_;
  std::mutex mutex_;
  std::condition_variable returned_;
  std::vector<std::unique_ptr<Database>> idle_;
  std::size_t lent_ = 0;
};

}  // namespace concordat::store
