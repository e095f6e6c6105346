// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "http/server.hpp"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

// A client that sends bytes as they stand, whatever a server may think of them.
namespace concordat::http::testing {

using std::chrono::milliseconds;

class Client {
 public:
  explicit Client(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connected_ = ::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  }
  ~Client() { close(); }
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  bool connected() const { return connected_; }
  void close() {
    if (socket_ >= 0) ::close(socket_);
    socket_ = -1;
  }
  bool send(std::string_view bytes) {
    while (!bytes.empty()) {
      const auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }
  // What comes until `until` stands in it, the server closes, or the time is up.
  std::string read(std::string_view until = {}, milliseconds most = milliseconds(5'000)) {
    const auto end = std::chrono::steady_clock::now() + most;
    std::string all = std::move(rest_);
    rest_.clear();
    for (;;) {
      if (const auto at = until.empty() ? std::string::npos : all.find(until); at != std::string::npos) {
        rest_ = all.substr(at + until.size());
        return all.substr(0, at + until.size());
      }
      const auto left = std::chrono::duration_cast<milliseconds>(end - std::chrono::steady_clock::now()).count();
      pollfd wait{socket_, POLLIN, 0};
      if (left <= 0 || ::poll(&wait, 1, static_cast<int>(left)) <= 0) return all;
      char block[4'096];
      const auto got = ::recv(socket_, block, sizeof block, 0);
      if (got <= 0) {
        closed_ = true;
        return all;
      }
      all.append(block, static_cast<std::size_t>(got));
    }
  }
  bool closed() const { return closed_; }  // by the server, as read() found

 private:
  int socket_;
  bool connected_ = false;
  bool closed_ = false;
  std::string rest_;
};

inline std::string get(std::string_view path, std::string_view more = {}) {
  return "GET " + std::string(path) + " HTTP/1.1\r\nHost: x\r\n" + std::string(more) + "\r\n";
}

// The first line's number; 0 where it is no answer.
inline int status(const std::string& answer) {
  return answer.starts_with("HTTP/1.1 ") ? std::stoi("0" + answer.substr(9, 3)) : 0;
}

inline ServerLimits quick() {
  ServerLimits limits;
  limits.head = limits.body = limits.write = milliseconds(400);
  limits.heartbeat = milliseconds(50);
  limits.drain = milliseconds(2'000);
  limits.header_bytes = 2'048;
  limits.body_bytes = 10'000;
  limits.body_bytes_per_s = 1 << 20;
  return limits;
}

class TestServer {
 public:
  explicit TestServer(std::function<Response(Request&)> handle, ServerLimits limits = quick(),
                      ListenOptions options = {}, std::function<void(const Request&, const Answered&)> answered = {}) {
    options.port = 0;
    Service service;
    service.handle = std::move(handle);
    service.request_id = [] { return std::string("r_1"); };
    service.failed = [this](const Request&, const std::string& what) { failed = what; };
    service.answered = std::move(answered);
    auto started = Server::start(options, limits, std::move(service));
    if (!started) throw std::runtime_error(to_text(started.error()));
    server = std::move(*started);
  }
  std::uint16_t port() const { return server->port(); }

  std::string failed;
  std::unique_ptr<Server> server;
};

inline Response text(std::string body, int status = 200) {
  Response response;
  response.status = status;
  response.headers.add("Content-Type", "text/plain");
  response.body = std::move(body);
  return response;
}

}  // namespace concordat::http::testing
