// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace concordat::http {

// How many connections there are, of all and of each address, so that none takes them all.
class Admission {
 public:
  bool enter(const std::string& peer, std::size_t most, std::size_t most_of_peer) {
    const std::scoped_lock lock(mutex_);
    if (open_ >= most) return false;
    const auto found = peers_.find(peer);
    if (found != peers_.end() && found->second >= most_of_peer) return false;
    ++peers_[peer];
    ++open_;
    return true;
  }
  void leave(const std::string& peer) {
    const std::scoped_lock lock(mutex_);
    --open_;
    if (const auto found = peers_.find(peer); found != peers_.end() && --found->second == 0) peers_.erase(found);
  }
  std::size_t open() const {
    const std::scoped_lock lock(mutex_);
    return open_;
  }

 private:
  mutable std::mutex mutex_;
  std::map<std::string, std::size_t> peers_;
  std::size_t open_ = 0;
};

class Closable {
 public:
  virtual ~Closable() = default;
  // From any thread: an idle connection closes, one that is being answered does so afterwards, or, where `now`, at
  // once.
  virtual void stop(bool now) = 0;
};

// The connections of a server, to be told when it stops. They take themselves out.
class Connections {
 public:
  void add(const std::shared_ptr<Closable>& one) {
    const std::scoped_lock lock(mutex_);
    all_.emplace(one.get(), one);
  }
  void remove(const Closable* one) {
    const std::scoped_lock lock(mutex_);
    all_.erase(one);
  }
  bool empty() const {
    const std::scoped_lock lock(mutex_);
    return all_.empty();
  }
  template <typename Fn>
  void for_each(Fn fn) const {
    std::vector<std::shared_ptr<Closable>> now;
    {
      const std::scoped_lock lock(mutex_);
      for (const auto& [key, weak] : all_) {
        if (auto one = weak.lock()) now.push_back(std::move(one));
      }
    }
    for (const auto& one : now) fn(*one);
  }

 private:
  mutable std::mutex mutex_;
  std::map<const Closable*, std::weak_ptr<Closable>> all_;
};

}  // namespace concordat::http
