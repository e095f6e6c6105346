// SPDX-License-Identifier: Apache-2.0
#include "http/outbound.hpp"

#include "http/certificates.hpp"
#include "http/support.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>

// The one way out, against the project's own server: what is reached, and what is not, whoever names it.
namespace concordat::http::testing {
namespace {

using ::testing::HasSubstr;

OutboundOptions brisk(const std::string& authorities = {}) {
  OutboundOptions options;
  options.authorities = authorities;
  options.allowed = {"127.0.0.0/8", "::1"};
  options.connect = milliseconds(700);
  options.whole = milliseconds(1'500);
  options.answer_bytes = 5'000;
  options.head_bytes = 2'000;
  return options;
}

Outbound outbound(OutboundOptions options) {
  auto made = Outbound::with(std::move(options));
  if (!made) throw std::runtime_error(to_text(made.error()));
  return std::move(*made);
}

OutboundRequest get_of(std::string url) { return {"GET", std::move(url), {}, {}}; }

std::string code_of(const OutboundAnswer& answer) {
  return answer ? "answered " + std::to_string(answer->status) : answer.error().code;
}

ListenOptions with(TlsFiles files) {
  ListenOptions options;
  options.tls = std::move(files);
  return options;
}

std::string at(const std::string& scheme, const TestServer& server, const std::string& path = "/",
               const std::string& host = "localhost") {
  return scheme + "://" + host + ":" + std::to_string(server.port()) + path;
}

TEST(Outbound, AsksOverTlsAndBringsTheAnswerBack) {
  Authority authority;
  std::string heard;
  const TestServer server(
      [&heard](Request& request) {
        heard = request.method + " " + request.path + " " + std::string(request.headers.get("X-One")) + " " +
                request.body + (request.secure ? " secure" : "");
        auto answer = text("thanks", 202);
        answer.headers.add("X-Two", "2");
        return answer;
      },
      quick(), with(authority.certify("DNS:localhost")));
  const auto out = outbound(brisk(authority.certificate()));
  OutboundRequest request{"POST", at("https", server, "/hook"), {}, "{\"a\":1}"};
  request.headers.add("X-One", "1");
  const auto answer = out.ask(request);
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->status, 202);
  EXPECT_EQ(answer->body, "thanks");
  EXPECT_EQ(answer->headers.get("x-two"), "2");
  EXPECT_EQ(heard, "POST /hook 1 {\"a\":1} secure");
}

TEST(Outbound, TheCertificateMustHoldForTheName) {
  Authority authority;
  Authority unknown("unknown");
  std::atomic<int> heard{0};
  const auto answer_of = [&](TlsFiles files) {
    const TestServer server(
        [&heard](Request&) {
          ++heard;
          return text("?");
        },
        quick(), with(std::move(files)));
    return code_of(outbound(brisk(authority.certificate())).ask(get_of(at("https", server))));
  };
  EXPECT_EQ(answer_of(authority.certify("DNS:localhost")), "answered 200");
  EXPECT_EQ(heard.exchange(0), 1);
  EXPECT_EQ(answer_of(authority.certify("DNS:hooks.example")), "bad-certificate") << "another name";
  EXPECT_EQ(answer_of(authority.certify("IP:127.0.0.1")), "bad-certificate") << "the address is not the name";
  EXPECT_EQ(answer_of(authority.certify("DNS:localhost", -1)), "bad-certificate") << "over since yesterday";
  EXPECT_EQ(answer_of(unknown.certify("DNS:localhost")), "bad-certificate") << "nobody we trust";
  EXPECT_EQ(heard, 0) << "nothing was said before the other side had shown who it is";
}

// Every kind of address that is not on the internet, each with its source. Asked as they stand, over HTTPS and, where
// the operator allows another network, over HTTP.
TEST(Outbound, WhatIsNotOnTheInternetIsNotReached) {
  const char* refused[] = {
      "0.0.0.0",                     // this network, RFC 791; on Linux it is the machine itself
      "0.1.2.3",                     //
      "10.0.0.1",                    // private, RFC 1918
      "100.64.0.1",                  // shared by carriers, RFC 6598
      "127.0.0.1",                   // loopback, RFC 1122
      "127.255.255.254",             //
      "169.254.169.254",             // link-local, RFC 3927: the metadata of clouds
      "172.16.0.1",                  // private, RFC 1918
      "172.31.255.255",              //
      "192.0.0.8",                   // protocol assignments, RFC 6890
      "192.0.2.1",                   // documentation, RFC 5737
      "192.88.99.1",                 // relays of 6to4, RFC 7526
      "192.168.1.1",                 // private, RFC 1918
      "198.18.0.1",                  // benchmarks, RFC 2544
      "198.51.100.1",                // documentation
      "203.0.113.1",                 //
      "224.0.0.1",                   // multicast, RFC 5771
      "239.255.255.250",             //
      "240.0.0.1",                   // reserved, RFC 1112
      "255.255.255.255",             // broadcast, RFC 919
      "[::]",                        // unspecified, RFC 4291
      "[::1]",                       // loopback
      "[::127.0.0.1]",               // IPv4-compatible, RFC 4291
      "[::ffff:127.0.0.1]",          // IPv4-mapped
      "[::ffff:169.254.169.254]",    //
      "[::ffff:8.8.8.8]",            // also of a public one
      "[::ffff:0:169.254.169.254]",  // IPv4-translated, RFC 2765
      "[64:ff9b::a9fe:a9fe]",        // NAT64, RFC 6052
      "[64:ff9b:1::1]",              // local NAT64, RFC 8215
      "[100::1]",                    // discard, RFC 6666
      "[2001::1]",                   // Teredo, RFC 4380
      "[2001:2::1]",                 // benchmarks, RFC 5180
      "[2001:db8::1]",               // documentation, RFC 3849
      "[2002:7f00:1::1]",            // 6to4 of 127.0.0.1, RFC 3056
      "[3fff::1]",                   // documentation, RFC 9637
      "[5f00::1]",                   // segment routing, RFC 9602
      "[fc00::1]",                   // unique local, RFC 4193
      "[fd00:ec2::254]",             // the metadata of a cloud
      "[fe80::1]",                   // link-local
      "[fec0::1]",                   // site-local, RFC 3879
      "[ff02::1]",                   // multicast
  };
  OutboundOptions options = brisk();
  options.allowed = {};
  const auto out = outbound(options);
  options.allowed = {"198.51.99.0/24"};
  const auto other = outbound(options);
  for (const char* address : refused) {
    const std::string host(address);
    EXPECT_EQ(code_of(out.ask(get_of("https://" + host + "/"))), "address-refused") << host;
    EXPECT_EQ(code_of(other.ask(get_of("https://" + host + ":8443/"))), "address-refused") << host;
    EXPECT_EQ(code_of(other.ask(get_of("http://" + host + "/"))), "address-refused") << host;
  }
}

// What a name leads to counts, however it is written.
TEST(Outbound, NamesAreJudgedByWhereTheyLead) {
  std::atomic<int> heard{0};
  const TestServer server([&heard](Request&) {
    ++heard;
    return text("?");
  });
  OutboundOptions options = brisk();
  options.allowed = {};
  const auto out = outbound(options);
  for (const char* name : {"localhost", "LOCALHOST", "127.1", "2130706433", "0x7f000001", "0x7f.1", "017700000001"}) {
    EXPECT_EQ(code_of(out.ask(get_of(at("https", server, "/", name)))), "address-refused") << name;
  }
  EXPECT_EQ(code_of(out.ask(get_of("https://nowhere.invalid/"))), "no-such-host");
  EXPECT_EQ(heard, 0);
}

TEST(Outbound, PublicAddressesAreWhatIsLeft) {
  const auto is = [](const char* text) { return is_public(*parse_address(text)); };
  for (const char* one : {"1.1.1.1",        "8.8.8.8",         "9.255.255.255",     "11.0.0.0",        "100.63.255.255",
                          "100.128.0.0",    "126.255.255.255", "128.0.0.0",         "169.253.255.255", "169.255.0.0",
                          "172.15.255.255", "172.32.0.0",      "192.0.1.0",         "192.167.255.255", "192.169.0.0",
                          "198.17.255.255", "198.20.0.0",      "223.255.255.255",   "2000::1",         "2001:200::1",
                          "2003::1",        "2606:4700::1111", "3ffe:ffff:ffff::1", "2a00:1450::1"}) {
    EXPECT_TRUE(is(one)) << one;
  }
  for (const char* one : {"1fff:ffff::1", "4000::1", "2001:1ff:ffff::1", "::fffe:808:808"})
    EXPECT_FALSE(is(one)) << one;
}

TEST(Outbound, TheOperatorAllowsANetworkAndNoMore) {
  const TestServer server([](Request&) { return text("inside"); });
  OutboundOptions options = brisk();
  options.allowed = {"127.0.0.1"};
  const auto out = outbound(options);
  EXPECT_EQ(code_of(out.ask(get_of(at("http", server, "/", "127.0.0.1")))), "answered 200");
  EXPECT_EQ(code_of(out.ask(get_of(at("http", server, "/", "127.0.0.2")))), "address-refused");
  EXPECT_EQ(code_of(out.ask(get_of("http://8.8.8.8/"))), "address-refused") << "plain is for what was allowed";
  OutboundOptions none = brisk();
  none.allowed = {};
  EXPECT_EQ(code_of(outbound(none).ask(get_of(at("http", server)))), "bad-url");
  OutboundOptions bad = brisk();
  bad.allowed = {"127.0.0.0/33"};
  EXPECT_EQ(Outbound::with(bad).error().code, "bad-address");
}

TEST(Outbound, OnlyAddressesOfTheWebAreOnes) {
  const auto out = outbound(brisk());
  for (const std::string url :
       {"", "https://", "https:///path", "ftp://one.example/", "file:///etc/passwd", "gopher://one.example/",
        "dict://one.example/", "javascript:alert(1)", "https://user@one.example/", "https://user:secret@one.example/",
        "https://one.example/ path", "https://one.example/\r\nX: y", "https://one.example/#f",
        "https://one.example:99999/"}) {
    EXPECT_EQ(out.check(url).error().code, "bad-url") << url;
    EXPECT_EQ(code_of(out.ask(get_of(url))), "bad-url") << url;
  }
  EXPECT_EQ(out.check("https://one.example/" + std::string(2'048, 'a')).error().code, "bad-url");
  EXPECT_TRUE(out.check("https://one.example:8443/a?b=c"));
  EXPECT_TRUE(out.check("HTTPS://one.example"));
}

TEST(Outbound, ARedirectIsAnAnswerAndNotFollowed) {
  std::atomic<int> there{0};
  const TestServer target([&there](Request&) {
    ++there;
    return text("secret");
  });
  const TestServer server([&](Request&) {
    auto answer = text("", 302);
    answer.headers.add("Location", at("http", target));
    return answer;
  });
  const auto answer = outbound(brisk()).ask(get_of(at("http", server)));
  EXPECT_EQ(code_of(answer), "answered 302");
  EXPECT_EQ(there, 0);
}

TEST(Outbound, ProxiesOfTheEnvironmentAreNotAsked) {
  std::atomic<int> proxied{0};
  const TestServer proxy([&proxied](Request&) {
    ++proxied;
    return text("proxied");
  });
  const TestServer server([](Request&) { return text("direct"); });
  for (const char* name : {"http_proxy", "https_proxy", "ALL_PROXY"}) {
    ::setenv(name, at("http", proxy).c_str(), 1);
  }
  const auto answer = outbound(brisk()).ask(get_of(at("http", server)));
  for (const char* name : {"http_proxy", "https_proxy", "ALL_PROXY"}) ::unsetenv(name);
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->body, "direct");
  EXPECT_EQ(proxied, 0);
}

TEST(Outbound, AnswersHaveABound) {
  const TestServer server([](Request& request) {
    auto answer = text(std::string(request.path == "/large" ? 5'001 : 5'000, 'x'));
    if (request.path == "/fields") answer.headers.add("X-Long", std::string(3'000, 'x'));
    return answer;
  });
  const auto out = outbound(brisk());
  EXPECT_EQ(code_of(out.ask(get_of(at("http", server, "/small")))), "answered 200");
  EXPECT_EQ(code_of(out.ask(get_of(at("http", server, "/large")))), "answer-too-large");
  EXPECT_EQ(code_of(out.ask(get_of(at("http", server, "/fields")))), "answer-too-large");
}

// A socket that takes connections and does with each what it is told.
class Listener {
 public:
  explicit Listener(std::function<void(int socket)> with) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    ::bind(socket_, reinterpret_cast<const sockaddr*>(&address), size);
    ::listen(socket_, 8);
    ::getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this, with = std::move(with)] {
      for (;;) {
        const int one = ::accept(socket_, nullptr, nullptr);
        if (one < 0) return;
        with(one);
        ::close(one);
      }
    });
  }
  ~Listener() {
    ::shutdown(socket_, SHUT_RDWR);
    thread_.join();
    ::close(socket_);
  }
  std::string url(const std::string& scheme) const { return scheme + "://127.0.0.1:" + std::to_string(port_) + "/"; }

 private:
  int socket_;
  std::uint16_t port_ = 0;
  std::thread thread_;
};

TEST(Outbound, EveryStepHasItsTime) {
  const auto out = outbound(brisk());
  const auto wait = [](int one) {
    char block[4'096];
    while (::recv(one, block, sizeof block, 0) > 0) {
    }
  };
  const Listener silent(wait);
  const auto began = std::chrono::steady_clock::now();
  EXPECT_EQ(code_of(out.ask(get_of(silent.url("http")))), "timed-out") << "no answer";
  EXPECT_EQ(code_of(out.ask(get_of(silent.url("https")))), "timed-out") << "no TLS";
  const Listener drip([](int one) {
    const std::string head = "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n";
    ::send(one, head.data(), head.size(), MSG_NOSIGNAL);
    while (::send(one, "x", 1, MSG_NOSIGNAL) == 1) std::this_thread::sleep_for(milliseconds(50));
  });
  EXPECT_EQ(code_of(out.ask(get_of(drip.url("http")))), "timed-out") << "a byte now and then";
  const Listener torn([](int one) {
    const std::string head = "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nx";
    ::send(one, head.data(), head.size(), MSG_NOSIGNAL);
  });
  EXPECT_EQ(code_of(out.ask(get_of(torn.url("http")))), "broken-off");
  const auto took = std::chrono::steady_clock::now() - began;
  EXPECT_LT(took, milliseconds(5'500));
  EXPECT_EQ(code_of(out.ask(get_of("http://127.0.0.1:1/"))), "no-connection");
}

TEST(Outbound, NoneWaitsForAnother) {
  const Listener silent([](int one) {
    std::this_thread::sleep_for(milliseconds(300));
    (void)one;
  });
  const TestServer server([](Request&) { return text("quick"); });
  const auto out = outbound(brisk());
  Transfers many(out);
  int slow = 0;
  bool quick_one = false;
  for (int i = 0; i < 8; ++i) many.begin(get_of(silent.url("http")), [&slow](OutboundAnswer) { ++slow; });
  many.begin(get_of("nonsense"), [&slow](OutboundAnswer answer) {
    EXPECT_EQ(code_of(answer), "bad-url");
    ++slow;
  });
  many.begin(get_of(at("http", server)), [&](OutboundAnswer answer) { quick_one = answer.has_value(); });
  EXPECT_EQ(many.under_way(), 10U);
  const auto began = std::chrono::steady_clock::now();
  while (!quick_one && std::chrono::steady_clock::now() - began < milliseconds(5'000)) many.run(milliseconds(50));
  EXPECT_TRUE(quick_one);
  EXPECT_LT(slow, 9);
  while (many.under_way() > 0) many.run(milliseconds(100));
  EXPECT_EQ(slow, 9);
  std::thread other([&many] {
    std::this_thread::sleep_for(milliseconds(50));
    many.wake();
  });
  const auto idle = std::chrono::steady_clock::now();
  many.run(milliseconds(5'000));
  EXPECT_LT(std::chrono::steady_clock::now() - idle, milliseconds(4'000));
  other.join();
}

}  // namespace
}  // namespace concordat::http::testing
