// SPDX-License-Identifier: Apache-2.0
#include "http/scanner.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstring>

namespace concordat::http {
namespace {

constexpr std::size_t kChunkBytes = 1 << 20;
constexpr std::size_t kAnswerBytesMax = 4'096;
constexpr std::string_view kUnix = "unix:";

class Socket {
 public:
  explicit Socket(int family) : fd_(::socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0)) {}
  ~Socket() {
    if (fd_ >= 0) ::close(fd_);
  }
  Socket(const Socket&) = delete;
  Socket& operator=(const Socket&) = delete;

  bool connect(const sockaddr* address, socklen_t size, std::chrono::seconds patience) const {
    const timeval limit{static_cast<time_t>(patience.count()), 0};
    return fd_ >= 0 && ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit) == 0 &&
           ::setsockopt(fd_, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit) == 0 && ::connect(fd_, address, size) == 0;
  }

  bool send(std::string_view bytes) const {
    while (!bytes.empty()) {
      const auto sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }

  // Until the scanner ends its answer, with a null byte or by closing.
  std::string answer() const {
    std::string all;
    char buffer[512];
    while (all.size() < kAnswerBytesMax) {
      const auto got = ::recv(fd_, buffer, sizeof buffer, 0);
      if (got <= 0) break;
      all.append(buffer, static_cast<std::size_t>(got));
      if (const auto end = all.find('\0'); end != std::string::npos) return all.substr(0, end);
    }
    return all;
  }

 private:
  int fd_;
};

std::string length_of(std::size_t size) {
  const std::uint32_t wire = htonl(static_cast<std::uint32_t>(size));
  std::string all(sizeof wire, '\0');
  std::memcpy(all.data(), &wire, sizeof wire);
  return all;
}

tl::unexpected<Problem> unavailable(const std::string& why) {
  return fail("scanner-unavailable", "The malware scanner " + why + ", so the file is not taken.",
              "Try again in a moment; whoever runs the service sees why in its log.");
}

}  // namespace

Result<Scanner> Scanner::at(std::string_view address) {
  Scanner scanner;
  if (address.starts_with(kUnix)) {
    scanner.path_ = address.substr(kUnix.size());
    if (!scanner.path_.empty() && scanner.path_.size() < sizeof(sockaddr_un::sun_path)) return scanner;
  } else if (const auto colon = address.rfind(':'); colon != std::string_view::npos) {
    const auto port = address.substr(colon + 1);
    scanner.host_ = address.substr(0, colon);
    const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), scanner.port_);
    in_addr unused{};
    const bool good = error == std::errc{} && end == port.data() + port.size() && scanner.port_ != 0;
    if (good && ::inet_pton(AF_INET, scanner.host_.c_str(), &unused) == 1) return scanner;
  }
  return fail("bad-value", "\"" + std::string(address) + "\" is no address of a scanner.",
              "Write unix:/run/clamav/clamd.ctl or 127.0.0.1:3310.");
}

Result<void> Scanner::scan(std::string_view bytes) const {
  const Socket socket(path_.empty() ? AF_INET : AF_UNIX);
  bool connected = false;
  if (path_.empty()) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port_);
    ::inet_pton(AF_INET, host_.c_str(), &address.sin_addr);
    connected = socket.connect(reinterpret_cast<const sockaddr*>(&address), sizeof address, patience);
  } else {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::copy(path_.begin(), path_.end(), address.sun_path);
    connected = socket.connect(reinterpret_cast<const sockaddr*>(&address), sizeof address, patience);
  }
  if (!connected) return unavailable("does not answer");
  bool sent = socket.send(std::string_view("zINSTREAM\0", 10));
  for (std::size_t from = 0; sent && from < bytes.size(); from += kChunkBytes) {
    const auto chunk = bytes.substr(from, kChunkBytes);
    sent = socket.send(length_of(chunk.size())) && socket.send(chunk);
  }
  if (sent) socket.send(length_of(0));
  // One that has found something may hang up before it has heard all.
  const std::string answer = socket.answer();
  constexpr std::string_view kBefore = "stream: ";
  constexpr std::string_view kFound = " FOUND";
  if (answer == "stream: OK") return {};
  if (answer.starts_with(kBefore) && answer.ends_with(kFound)) {
    const auto name = answer.substr(kBefore.size(), answer.size() - kBefore.size() - kFound.size());
    return fail("malware", "The malware scanner says that this is " + name + ".", "It was not kept.");
  }
  return unavailable("gives no verdict");
}

}  // namespace concordat::http
