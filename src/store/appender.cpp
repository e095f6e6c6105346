// SPDX-License-Identifier: Apache-2.0
#include "store/appender.hpp"

#include <algorithm>
#include <iterator>

namespace concordat::store {

Appender::Appender(Database database, std::function<Instant()> now, std::function<void()> committed)
    : database_(std::move(database)),
      now_(std::move(now)),
      committed_(std::move(committed)),
      thread_([this] { work(); }) {}

Appender::~Appender() {
  {
    const std::lock_guard lock(mutex_);
    closing_ = true;
  }
  arrived_.notify_all();
  thread_.join();
}

std::future<Result<Appended>> Appender::submit(OrgId organisation, Command command) {
  Waiting waiting{std::move(organisation), std::move(command), {}};
  auto future = waiting.promise.get_future();
  {
    std::unique_lock lock(mutex_);
    left_.wait(lock, [this] { return queue_.size() < kQueueMax; });
    queue_.push_back(std::move(waiting));
  }
  arrived_.notify_one();
  return future;
}

void Appender::work() {
  for (;;) {
    std::deque<Waiting> batch;
    {
      std::unique_lock lock(mutex_);
      arrived_.wait(lock, [this] { return closing_ || !queue_.empty(); });
      if (queue_.empty()) return;
      const auto count = static_cast<std::ptrdiff_t>(std::min(queue_.size(), kBatchMax));
      batch.insert(batch.end(), std::make_move_iterator(queue_.begin()),
                   std::make_move_iterator(queue_.begin() + count));
      queue_.erase(queue_.begin(), queue_.begin() + count);
    }
    left_.notify_all();
    run(std::move(batch));
  }
}

void Appender::run(std::deque<Waiting> batch) {
  std::vector<Result<Appended>> answers;
  // A command that throws for a reason of its own has failed alone; what the machine does to us fails all that are
  // left.
  std::vector<std::exception_ptr> thrown(batch.size());
  try {
    Transaction transaction(database_, now_());
    for (std::size_t i = 0; i < batch.size(); ++i) {
      try {
        const auto done = transaction.attempt(batch[i].command);
        answers.push_back(done ? Result<Appended>(transaction.appended(batch[i].organisation))
                               : tl::unexpected(done.error()));
      } catch (const Failure&) {
        throw;
      } catch (...) {
        thrown[i] = std::current_exception();
        answers.push_back(Appended{});
      }
    }
    transaction.commit();
  } catch (...) {
    for (auto& waiting : batch) waiting.promise.set_exception(std::current_exception());
    return;
  }
  if (committed_) committed_();
  for (std::size_t i = 0; i < batch.size(); ++i) {
    if (thrown[i]) {
      batch[i].promise.set_exception(thrown[i]);
    } else {
      batch[i].promise.set_value(std::move(answers[i]));
    }
  }
}

}  // namespace concordat::store
