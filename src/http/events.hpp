// SPDX-License-Identifier: Apache-2.0
#pragma once

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
  void close();  // what was pushed before still goes out
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
  void wake();

  mutable std::mutex mutex_;
  std::string waiting_;
  std::function<void()> wake_;
  std::size_t bytes_max_;
  bool woken_ = false;
  bool closed_ = false;
};

}  // namespace concordat::http
