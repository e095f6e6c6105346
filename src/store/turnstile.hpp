// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>

// Who begins to write next, among all programs at one data folder.
// WHY: SQLite's own lock has no queue: who finds it taken sleeps and looks again, so that a program with one
// transaction after another would leave a second program outside until it gave up. Everyone comes through a turnstile
// first, and the one who waits for SQLite's lock stands in it: nobody who comes later can be faster.
namespace concordat::store {

class Turnstile {
 public:
  explicit Turnstile(std::filesystem::path folder) : folder_(std::move(folder)) {}
  ~Turnstile();
  Turnstile(const Turnstile&) = delete;
  Turnstile& operator=(const Turnstile&) = delete;

  // Runs `enter` alone among those who come through. Where the turnstile stays taken for longer than `patience`, or the
  // file system has none, without it: it makes the order fair, not the writing safe.
  void pass(std::chrono::milliseconds patience, const std::function<void()>& enter);

 private:
  bool take(std::chrono::milliseconds patience);

  std::filesystem::path folder_;
  int folder_lock_ = -1;  // opened when first needed: most connections only read
};

}  // namespace concordat::store
