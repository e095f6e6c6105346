// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>

namespace concordat::http {

// Server-sent events on their way to one reader. Any thread may push; the connection takes them out. A reader that is
// too slow is dropped, not waited for: it comes back with Last-Event-ID and misses nothing.
class EventStream {
 public:
  explicit EventStream(std::size_t bytes_max) : bytes_max_(bytes_max) {}

  // False: it is closed, by the reader, by us, or because it was too slow. `id` and `kind` may be empty; `data` may
  // have several lines.
  bool push(std::string_view id, std::string_view kind, std::string_view data);
  // No event: where the reader is to go on after a broken line, and how soon it is to come back.
  bool mark(std::string_view id, std::chrono::milliseconds retry = {});
  std::size_t waiting() const;  // bytes that the connection has not taken yet
  void close();                 // what was pushed before still goes out
  bool closed() const;

  // For the connection alone: what waits, and whether more can come. `wake` is called, from any thread, when there is
  // something to take; once until it is taken. It must not call back.
  struct Taken {
    std::string bytes;
    bool last = false;
  };
  Taken take();
  void on_push(std::function<void()> wake);  // empty: nobody takes any more

 private:
  bool add(const std::string& text);
  void wake();

  mutable std::mutex mutex_;
  std::string waiting_;
  std::function<void()> wake_;
  std::size_t bytes_max_;
  bool woken_ = false;
  bool closed_ = false;
};

}  // namespace concordat::http
