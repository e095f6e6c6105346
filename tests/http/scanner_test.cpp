// SPDX-License-Identifier: Apache-2.0
// Against a stand-in that takes INSTREAM apart as clamd(8) describes it.
#include "http/scanner.hpp"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstring>
#include <thread>

namespace concordat::http {
namespace {

// Answers one client; keeps what was streamed to it.
class FakeClamd {
 public:
  // `answer`: "" hangs up without a word.
  explicit FakeClamd(std::string answer) : answer_(std::move(answer)) {
    listener_ = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    EXPECT_EQ(::bind(listener_, reinterpret_cast<sockaddr*>(&address), size), 0);
    EXPECT_EQ(::listen(listener_, 1), 0);
    ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { serve(); });
  }
  ~FakeClamd() {
    thread_.join();
    ::close(listener_);
  }
  std::string address() const { return "127.0.0.1:" + std::to_string(port_); }
  const std::string& streamed() const { return streamed_; }

 private:
  static std::string take(int client, std::size_t size) {
    std::string all(size, '\0');
    std::size_t have = 0;
    while (have < size) {
      const auto got = ::recv(client, all.data() + have, size - have, 0);
      if (got <= 0) return {};
      have += static_cast<std::size_t>(got);
    }
    return all;
  }
  void serve() {
    const int client = ::accept(listener_, nullptr, nullptr);
    EXPECT_EQ(take(client, 10), std::string("zINSTREAM\0", 10));
    for (;;) {
      const std::string length = take(client, 4);
      std::uint32_t wire = 0;
      std::memcpy(&wire, length.data(), length.size());
      if (wire == 0) break;
      streamed_ += take(client, ntohl(wire));
    }
    if (!answer_.empty()) ::send(client, answer_.c_str(), answer_.size() + 1, MSG_NOSIGNAL);
    ::close(client);
  }

  std::string answer_;
  std::string streamed_;
  int listener_ = -1;
  int port_ = 0;
  std::thread thread_;
};

std::string verdict(const std::string& answer, const std::string& bytes) {
  Result<void> said;
  {
    FakeClamd clamd(answer);
    said = Scanner::at(clamd.address())->scan(bytes);
  }
  return said ? "" : said.error().code + ": " + said.error().message;
}

TEST(Scanner, StreamsTheFileAndReadsTheVerdict) {
  const std::string large(2'500'000, 'x');
  std::string streamed;
  {
    FakeClamd clamd("stream: OK");
    EXPECT_TRUE(Scanner::at(clamd.address())->scan(large));
    // The stand-in has taken it all before it answered.
    streamed = clamd.streamed();
  }
  EXPECT_EQ(streamed, large);
  EXPECT_EQ(verdict("stream: Eicar-Test-Signature FOUND", "x"),
            "malware: The malware scanner says that this is Eicar-Test-Signature.");
}

TEST(Scanner, WithoutAVerdictTheFileIsNotTaken) {
  EXPECT_EQ(verdict("INSTREAM size limit exceeded. ERROR", "x").substr(0, 19), "scanner-unavailable");
  EXPECT_EQ(verdict("", "x").substr(0, 19), "scanner-unavailable");
  EXPECT_EQ(Scanner::at("unix:/nowhere/clamd.ctl")->scan("x").error().code, "scanner-unavailable");
}

TEST(Scanner, AddressesAreSocketsAndPorts) {
  EXPECT_TRUE(Scanner::at("unix:/run/clamav/clamd.ctl"));
  EXPECT_TRUE(Scanner::at("127.0.0.1:3310"));
  for (const char* bad : {"", "unix:", "clamd:3310", "127.0.0.1", "127.0.0.1:0", "127.0.0.1:99999", "127.0.0.1:1x"}) {
    EXPECT_EQ(Scanner::at(bad).error().code, "bad-value") << bad;
  }
  EXPECT_FALSE(Scanner::at("unix:/" + std::string(200, 'x')));
}

}  // namespace
}  // namespace concordat::http
