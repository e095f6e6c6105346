// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "http/message.hpp"
#include "http/networks.hpp"

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

// The one way out: whatever this program asks of other machines over HTTP goes through here. Whoever names an address
// may be anybody, so INVARIANTS: it is HTTPS with a certificate that holds for the name; the address is checked when
// the connection is made, after the name was resolved, so that no later answer of a name server counts; what no
// stranger could reach is not reached, unless the operator allows its network; no redirect is followed, no proxy or
// password of the environment is used, and every step and every answer has a limit.
namespace concordat::http {

struct OutboundOptions {
  std::vector<std::string> allowed;          // networks that may be reached though they are not public; also plain
  std::string authorities;                   // PEM of the certificates that are trusted; empty: the machine's own
  std::chrono::milliseconds connect{5'000};  // resolving, connecting and agreeing on TLS
  std::chrono::milliseconds whole{15'000};   // all of it
  std::chrono::seconds silence{10};          // of a connection on which nothing moves
  std::size_t answer_bytes = 1 << 20;        // of a body
  std::size_t head_bytes = 32 << 10;         // of all header fields together
};

struct OutboundRequest {
  std::string method = "GET";
  std::string url;
  Headers headers;
  std::string body;
  // Gets the body of an answer of success, piece by piece and whatever its size, instead of memory. False: enough.
  std::function<bool(std::string_view)> take = nullptr;
};

// What came back, or the problem: "bad-url", "no-such-host", "address-refused", "no-connection", "bad-certificate",
// "timed-out", "answer-too-large", "broken-off". None of them quotes what was sent, or says which address a name has.
using OutboundAnswer = Result<Response>;

class Outbound {
 public:
  // Problem: bad-address, where an allowed network is none.
  static Result<Outbound> with(OutboundOptions options);

  // Whether an address is one that may be asked at all, as far as the text alone tells. Problems: bad-url,
  // address-refused.
  Result<void> check(std::string_view url) const;
  // Asks, and waits for the answer.
  OutboundAnswer ask(const OutboundRequest& request) const;

  const OutboundOptions& options() const { return options_; }
  bool may_reach(const AddressBytes& address, bool plain) const;

 private:
  OutboundOptions options_;
  Networks allowed_;
};

// Many at once on one thread: none waits for another.
class Transfers {
 public:
  using Done = std::function<void(OutboundAnswer)>;

  explicit Transfers(const Outbound& outbound);  // which outlives it
  ~Transfers();                                  // what is still under way is given up, and nobody is told
  Transfers(const Transfers&) = delete;
  Transfers& operator=(const Transfers&) = delete;

  void begin(const OutboundRequest& request, Done done);
  // Moves what can be moved, for `most` at the longest; what is over is told here.
  void run(std::chrono::milliseconds most);
  // From another thread: run() returns soon.
  void wake();
  std::size_t under_way() const;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace concordat::http
