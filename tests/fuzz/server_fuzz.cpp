// SPDX-License-Identifier: Apache-2.0
// Bytes as a client sends them, through a real server. Whatever they are, what reaches a handler is a clean request,
// each answer is one, and the server reads the same whether the bytes come at once or in two pieces.
#include "base/text.hpp"
#include "http/framing.hpp"
#include "http/server.hpp"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstdlib>

namespace {

using namespace concordat;

void hold(bool condition) {
  if (!condition) std::abort();
}

http::Response check(http::Request& request) {
  hold(!request.method.empty() && !request.path.empty());
  hold(http::fault_of_framing(request, 11) == nullptr || http::fault_of_framing(request, 10) == nullptr);
  for (const auto& segment : request.target.segments) hold(!segment.empty() && !first_invalid_utf8(segment));
  for (const auto& [name, value] : request.headers.all()) {
    hold(!name.empty() && name.find_first_of(" \t\r\n:") == std::string::npos);
    hold(value.find_first_of(std::string_view("\r\n\0", 3)) == std::string::npos);
  }
  hold(request.body.size() <= 1'000);
  http::Response response;
  response.body = "ok";
  return response;
}

http::Server& server() {
  static const std::unique_ptr<http::Server> one = [] {
    http::ServerLimits limits;
    limits.workers = 1;
    limits.header_bytes = 2'000;
    limits.body_bytes = 1'000;
    http::ListenOptions options;
    options.port = 0;
    http::Service service;
    service.handle = check;
    return std::move(http::Server::start(options, limits, std::move(service)).value());
  }();
  return *one;
}

// The fuzzer's own alarm interrupts what waits, every few seconds: what it interrupted is asked again.
template <typename Ask>
ssize_t uninterrupted(const Ask& ask) {
  for (;;) {
    if (const ssize_t got = ask(); got >= 0 || errno != EINTR) return got;
  }
}

bool connect_to_server(int socket) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(server().port());
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const auto connect = [&] { return ::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address); };
  return uninterrupted(connect) == 0 || errno == EISCONN;
}

void send_all(int socket, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto sent = uninterrupted([&] { return ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL); });
    if (sent <= 0) return;  // it has been refused already
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
}

// The statuses of all answers, in their order.
std::string statuses(std::string_view first, std::string_view second) {
  const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
  hold(socket >= 0 && connect_to_server(socket));
  send_all(socket, first);
  send_all(socket, second);
  ::shutdown(socket, SHUT_WR);
  std::string all;
  char block[4'096];
  for (;;) {
    const ssize_t got = uninterrupted([&] { return ::recv(socket, block, sizeof block, 0); });
    if (got <= 0) break;
    all.append(block, static_cast<std::size_t>(got));
  }
  ::close(socket);
  static constexpr std::string_view kBegin = "HTTP/1.1 ";
  hold(all.empty() || all.starts_with(kBegin));
  std::string found;
  for (std::size_t at = all.find(kBegin); at != std::string::npos; at = all.find(kBegin, at + 1)) {
    found += all.substr(at + kBegin.size(), 4);
  }
  return found;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0 || size > 20'000) return 0;
  // The first byte says where the rest is cut.
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  const std::size_t cut = bytes.size() * data[0] / 256;
  const std::string whole = statuses(bytes, {});
  hold(whole.find("500") == std::string::npos);
  hold(whole == statuses(bytes.substr(0, cut), bytes.substr(cut)));
  return 0;
}
