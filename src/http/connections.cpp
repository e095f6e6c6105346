// SPDX-License-Identifier: Apache-2.0
#include "http/connections.hpp"

#include <sys/resource.h>

#include <algorithm>
#include <vector>

namespace concordat::http {
namespace {

constexpr rlim_t kOtherDescriptors = 256;  // for the database, logs and attachments

}  // namespace

bool Connections::enter(const std::shared_ptr<Closable>& one, const std::string& peer, std::size_t most,
                        std::size_t most_of_peer) {
  std::shared_ptr<Closable> evicted;
  {
    const std::scoped_lock lock(mutex_);
    const auto found = peers_.find(peer);
    if (found != peers_.end() && found->second.open >= most_of_peer) {
      evicted = evict(found->second.waiting);
      if (!evicted) return false;
    } else if (all_.size() >= most) {
      evicted = evict(waiting_);
      if (!evicted) return false;
    }
    const std::uint64_t since = ++count_;
    all_.emplace(one.get(), Entry{one, peer, since});
    Peer& of_peer = peers_[peer];
    ++of_peer.open;
    of_peer.waiting.emplace(since, one.get());
    waiting_.emplace(since, one.get());
  }
  if (evicted) evicted->stop(true);
  return true;
}

// Null where nobody waits. One that is about to take itself out is passed over: its place will be free by itself.
std::shared_ptr<Closable> Connections::evict(const Waiting& from) {
  for (const auto& [since, one] : from) {
    auto connection = all_.at(one).connection.lock();
    if (!connection) continue;
    remove(one);
    return connection;
  }
  return nullptr;
}

void Connections::remove(const Closable* one) {
  const auto found = all_.find(one);
  if (found == all_.end()) return;
  stop_waiting(found->second);
  const auto peer = peers_.find(found->second.peer);
  if (--peer->second.open == 0) peers_.erase(peer);
  all_.erase(found);
}

void Connections::stop_waiting(Entry& entry) {
  if (entry.since == 0) return;
  waiting_.erase(entry.since);
  peers_.at(entry.peer).waiting.erase(entry.since);
  entry.since = 0;
}

void Connections::leave(const Closable* one) {
  const std::scoped_lock lock(mutex_);
  remove(one);
}

void Connections::waits(const Closable* one) {
  const std::scoped_lock lock(mutex_);
  const auto found = all_.find(one);
  if (found == all_.end()) return;
  stop_waiting(found->second);
  found->second.since = ++count_;
  waiting_.emplace(count_, one);
  peers_.at(found->second.peer).waiting.emplace(count_, one);
}

bool Connections::works(const Closable* one) {
  const std::scoped_lock lock(mutex_);
  const auto found = all_.find(one);
  if (found == all_.end()) return false;
  stop_waiting(found->second);
  return true;
}

std::size_t Connections::open() const {
  const std::scoped_lock lock(mutex_);
  return all_.size();
}

void Connections::for_each(const std::function<void(Closable&)>& fn) const {
  std::vector<std::shared_ptr<Closable>> now;
  {
    const std::scoped_lock lock(mutex_);
    for (const auto& [key, entry] : all_) {
      if (auto one = entry.connection.lock()) now.push_back(std::move(one));
    }
  }
  for (const auto& one : now) fn(*one);
}

std::size_t connections_within_descriptors(std::size_t wanted) {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return wanted;
  if (limit.rlim_cur < limit.rlim_max && limit.rlim_cur < wanted + kOtherDescriptors) {
    limit.rlim_cur = std::min<rlim_t>(limit.rlim_max, wanted + kOtherDescriptors);
    if (::setrlimit(RLIMIT_NOFILE, &limit) != 0 && ::getrlimit(RLIMIT_NOFILE, &limit) != 0) return wanted;
  }
  const rlim_t room = limit.rlim_cur > kOtherDescriptors ? limit.rlim_cur - kOtherDescriptors : 1;
  return static_cast<std::size_t>(std::min<rlim_t>(wanted, room));
}

}  // namespace concordat::http
