// SPDX-License-Identifier: Apache-2.0
#include "store/readers.hpp"

#include "store/connection.hpp"

#include <exception>

namespace concordat::store {

Readers::Readers(std::function<Result<Database>()> open, std::size_t most, std::chrono::milliseconds patience)
    : open_(std::move(open)), most_(most), patience_(patience) {}

Readers::Lease::~Lease() {
  if (database_) readers_->take_back(std::move(database_));
}

Result<Readers::Lease> Readers::lend() {
  {
    std::unique_lock lock(mutex_);
    if (!returned_.wait_for(lock, patience_, [this] { return !idle_.empty() || lent_ < most_; })) {
      return fail("busy", "Too many questions are being answered at once.", "Try again in a moment.");
    }
    ++lent_;
    if (!idle_.empty()) {
      auto database = std::move(idle_.back());
      idle_.pop_back();
      return Lease(*this, std::move(database));
    }
  }
  const auto give_up = [this] {
    const std::lock_guard lock(mutex_);
    --lent_;
    returned_.notify_one();
  };
  try {
    auto database = open_();
    if (database) return Lease(*this, std::make_unique<Database>(std::move(*database)));
    throw Failure(database.error());
  } catch (...) {
    give_up();
    throw;
  }
}

void Readers::take_back(std::unique_ptr<Database> database) {
  // One that ended in the middle of a question starts afresh; after a failure it may not be good any more.
  if (database->connection().in_transaction()) database->connection().roll_back();
  const bool failed = std::uncaught_exceptions() > 0;
  const std::lock_guard lock(mutex_);
  --lent_;
  if (!failed) idle_.push_back(std::move(database));
  returned_.notify_one();
}

}  // namespace concordat::store
