// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "http/connections.hpp"
#include "http/proxies.hpp"
#include "http/server.hpp"

#include <atomic>
#include <memory>
#include <mutex>

namespace boost::asio {
class thread_pool;
namespace ssl {
class context;
}
}  // namespace boost::asio

namespace concordat::http {

// What all connections of a server share.
struct Shared {
  ServerLimits limits;
  Service service;
  Proxies proxies;
  std::unique_ptr<boost::asio::thread_pool> pool;
  std::atomic<std::size_t> waiting{0};
  std::atomic<std::size_t> bodies{0};  // bytes of all bodies
  std::atomic<std::uint64_t> requests{0};
  std::atomic<std::uint64_t> refused{0};
  std::atomic<bool> stopping{false};

  Connections connections;
  std::mutex mutex;  // of tls
  std::shared_ptr<boost::asio::ssl::context> tls;
};

}  // namespace concordat::http
