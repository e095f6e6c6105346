// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "http/message.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

// HTTP/1.1 over TCP and TLS. One loop per thread moves bytes; handlers are synchronous and run on a pool of their own,
// behind a queue with an end. INVARIANTS: every step has a time limit and every size a bound, so that no client,
// however slow or greedy, takes more than its share; what is not clearly one request is refused and the connection
// closed.
namespace concordat::http {

struct ServerLimits {
  std::size_t loops = 1;            // threads that move bytes
  std::size_t workers = 4;          // threads that run handlers
  std::size_t queue = 256;          // requests that wait for a worker; beyond it: 503
  std::size_t connections = 4'096;  // fewer where there are not so many descriptors; beyond it whoever has waited
                                    // longest makes room, and a new one is closed at once if nobody waits
  std::size_t connections_per_peer = 1'024;
  std::size_t header_bytes = 16'384;
  std::size_t body_bytes = 1 << 20;        // where the route does not say
  std::size_t bodies_bytes = 64 << 20;     // of all that are being read or answered; beyond it: 503
  std::chrono::milliseconds head{30'000};  // from the first wait for a request to the end of its head
  std::chrono::milliseconds body{30'000};  // of a body, and more by body_bytes_per_s
  std::size_t body_bytes_per_s = 16'384;
  std::chrono::milliseconds write{30'000};      // of an answer, likewise; of each event
  std::chrono::milliseconds heartbeat{15'000};  // between events, so that both sides know of each other
  std::chrono::milliseconds drain{10'000};      // at the end: what is being answered is answered

  // More time for more bytes, at the rate that is expected at least.
  std::chrono::milliseconds time_for(std::chrono::milliseconds least, std::uint64_t bytes) const {
    return least + std::chrono::milliseconds(bytes * 1'000 / body_bytes_per_s);
  }
};

struct TlsFiles {
  std::string certificate;  // PEM, with its chain
  std::string key;          // PEM
};

struct ListenOptions {
  std::string address = "127.0.0.1";
  std::uint16_t port = 8420;  // 0: any that is free
  std::optional<TlsFiles> tls;
  bool plain_beyond_loopback = false;        // without TLS, and not on loopback: only if somebody says so
  std::vector<std::string> trusted_proxies;  // networks, "10.0.0.0/8": whose X-Forwarded-… is believed
};

struct Answered {
  int status = 0;
  std::size_t bytes = 0;              // head and body
  std::chrono::microseconds took{0};  // from the whole head to the answer; nothing of the client's slowness
};

// What the server asks of the program.
struct Service {
  std::function<Response(Request&)> handle;             // on a worker; what it throws is a 500 and goes to `failed`
  std::function<std::size_t(const Request&)> body_max;  // by the head alone; 0 or none: the server's own limit
  std::function<std::string()> request_id;
  std::function<void(const Request&, const std::string& what)> failed;
  // Every answer, also one that no handler made, on a loop's thread: quick, for logs and figures.
  std::function<void(const Request&, const Answered&)> answered;
};

struct ServerCounts {
  std::size_t connections = 0;  // open now
  std::size_t waiting = 0;      // requests for a worker
  std::uint64_t requests = 0;   // that reached a worker
  std::uint64_t refused = 0;    // 503 and closed at once
};

class Server {
 public:
  // Problems: address-in-use, bad-address, tls, not-loopback.
  static Result<std::unique_ptr<Server>> start(const ListenOptions& options, const ServerLimits& limits,
                                               Service service);
  ~Server();  // stops, where stop() was not called

  std::uint16_t port() const;
  ServerCounts counts() const;
  // The certificate anew from its files, for connections from now on; where it cannot be read the old one stays.
  Result<void> reload_tls();
  // No new connections; idle ones and event streams are closed; what is being answered is answered, for at most
  // `drain`. Returns when all is over.
  void stop();

 private:
  class Impl;
  explicit Server(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace concordat::http
