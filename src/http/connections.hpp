// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>

namespace concordat::http {

class Closable {
 public:
  virtual ~Closable() = default;
  // From any thread: an idle connection closes, one that is being answered does so afterwards, or, where `now`, at
  // once.
  virtual void stop(bool now) = 0;
};

// The connections of a server, and how many there are, of all and of each address, so that none takes them all. Where
// every place is taken, the one that has waited longest for its client gives up its own: ten thousand that say nothing
// keep nobody out. One that is being served keeps its place.
class Connections {
 public:
  // A place for a new connection, which waits. False: there is none, and none can be freed.
  bool enter(const std::shared_ptr<Closable>& one, const std::string& peer, std::size_t most, std::size_t most_of_peer);
  void leave(const Closable* one);

  void waits(const Closable* one);  // for its client, from now on
  bool works(const Closable* one);  // it does not wait any more; false: it has lost its place, and is to close

  std::size_t open() const;
  void for_each(const std::function<void(Closable&)>& fn) const;

 private:
  using Waiting = std::map<std::uint64_t, const Closable*>;  // since when, counted
  struct Peer {
    std::size_t open = 0;
    Waiting waiting;
  };
  struct Entry {
    std::weak_ptr<Closable> connection;
    std::string peer;
    std::uint64_t since = 0;  // 0: it does not wait
  };
  std::shared_ptr<Closable> evict(const Waiting& from);
  void remove(const Closable* one);
  void stop_waiting(Entry& entry);

  mutable std::mutex mutex_;
  std::unordered_map<const Closable*, Entry> all_;
  std::unordered_map<std::string, Peer> peers_;
  Waiting waiting_;
  std::uint64_t count_ = 0;
};

// How many connections there may be: as many as are wanted, where the machine lets the program have descriptors for
// them and for its files. It raises the program's own limit as far as it may.
std::size_t connections_within_descriptors(std::size_t wanted);

}  // namespace concordat::http
