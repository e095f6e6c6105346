// SPDX-License-Identifier: Apache-2.0
// What a hostile client tries besides being slow: sizes where no limit is expected, fields that become two, and all
// the places there are.
#include "http/events.hpp"
#include "http/support.hpp"

#include <gmock/gmock.h>
#include <sys/resource.h>

#include <atomic>
#include <future>

namespace concordat::http::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

// Sends the same piece until the server has had enough or `bytes` are sent; how many were.
std::size_t flood(Client& client, const std::string& piece, std::size_t bytes) {
  std::size_t sent = 0;
  while (sent < bytes && client.send(piece)) sent += piece.size();
  return sent;
}

Response hello(Request&) { return text("hello"); }

// RFC 9112 sections 5, 6 and 7, one fault each. What follows would be a second request if the first were read wrongly.
TEST(Hostile, FramingIsExact) {
  std::atomic<int> handled{0};
  const TestServer one([&](Request& request) {
    ++handled;
    EXPECT_NE(request.path, "/smuggled");
    return hello(request);
  });
  const std::string smuggled = "GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n";
  const std::string chunked = "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";
  const std::string nul("\0", 1);
  for (const std::string& bad : {
           chunked + "0x5\r\nhello\r\n0\r\n\r\n",
           chunked + "+5\r\nhello\r\n0\r\n\r\n",
           chunked + "-5\r\nhello\r\n0\r\n\r\n",
           chunked + "5hello\r\n0\r\n\r\n",
           chunked + "5\nhello\r\n0\r\n\r\n",
           chunked + "5\r\nhello!\r\n0\r\n\r\n",
           chunked + "5\r\nhello0\r\n\r\n",
           chunked + "FFFFFFFFFFFFFFFFF\r\nhello\r\n0\r\n\r\n",
           chunked + "\r\n\r\n",
           chunked + "5;a=\x01\r\nhello\r\n0\r\n\r\n",
           std::string("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding:\x0b") + "chunked\r\n\r\n0\r\n\r\n",
           std::string("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: "
                       "identity\r\n\r\n0\r\n\r\n"),
           std::string("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n"),
           std::string("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: identity\r\nContent-Length: 5\r\n\r\nhello"),
           std::string("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding:\r\nContent-Length: 5\r\n\r\nhello"),
           std::string("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: +5\r\n\r\nhello"),
           std::string("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 0x5\r\n\r\nhello"),
           std::string("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5 5\r\n\r\nhello"),
           std::string("POST / HTTP/1.1\r\nHost: x\r\nContent-Length:\r\n\r\nhello"),
           std::string("POST / HTTP/1.1\r\nHost: x\r\n Content-Length: 5\r\n\r\nhello"),
           std::string("POST / HTTP/1.1\r\nHost: x\r\nContent-Length : 5\r\n\r\nhello"),
           "GET / HTTP/1.1\r\nHost: x\r\nA: b" + nul + "c\r\n\r\n",
           std::string("GET / HTTP/1.1\r\nHost: x\r\nA: b\rc\r\n\r\n"),
           std::string("GET / HTTP/1.1\r\nHost: x\r\n: b\r\n\r\n"),
           std::string("GET / HTTP/1.1\r\nHost: x\r\nA\r\n\r\n"),
           std::string("GET / HTTP/1.1\r\nHost: x\r\nA b: c\r\n\r\n"),
           std::string("GET / HTTP/1.1\nHost: x\n\n"),
           std::string("GET / HTTP/1.1 \r\nHost: x\r\n\r\n"),
           std::string("GET /\r\n\r\n"),
           std::string("GET\t/\tHTTP/1.1\r\nHost: x\r\n\r\n"),
           std::string("GET / http/1.1\r\nHost: x\r\n\r\n"),
           std::string("GET / HTTP/1.1\r\nHost: a b\r\n\r\n"),
           std::string("GET / HTTP/1.1\r\nHost: user@x\r\n\r\n"),
           std::string("GET / HTTP/1.1\r\nHost: x/y\r\n\r\n"),
           std::string("CONNECT x:443 HTTP/1.1\r\nHost: x\r\n\r\n"),
       }) {
    Client client(one.port());
    client.send(bad + smuggled);
    const std::string answer = client.read();
    EXPECT_TRUE(client.closed()) << bad;
    EXPECT_EQ(status(answer), 400) << bad << "\n" << answer;
    EXPECT_EQ(answer.find("HTTP/1.1", 1), std::string::npos) << "one answer, and no second\n" << bad;
  }
  EXPECT_EQ(handled, 0);
}

TEST(Hostile, WhatIsOddButCleanIsTaken) {
  const TestServer one(
      [](Request& request) { return text("[" + request.body + "]" + std::string(request.headers.get("Late"))); });
  const auto ask = [&](const std::string& request) {
    Client client(one.port());
    client.send(request);
    return client.read("]");
  };
  const std::string chunked = "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: Chunked\r\n\r\n";
  EXPECT_THAT(ask(chunked + "5;name=\"a value\"\r\nhello\r\n0\r\n\r\n"), HasSubstr("[hello]"));
  EXPECT_THAT(ask(chunked + "00005\r\nhello\r\n0\r\n\r\n"), HasSubstr("[hello]"));
  EXPECT_THAT(ask("GET / HTTP/1.1\r\nHost: [2001:db8::1]:8420\r\n\r\n"), HasSubstr("[]"));
  EXPECT_THAT(ask("GET / HTTP/1.1\r\nHost:\r\n\r\n"), HasSubstr("[]"));
  Client trailing(one.port());
  trailing.send(chunked + "1\r\na\r\n0\r\nLate: field\r\n\r\n" + get("/"));
  EXPECT_THAT(trailing.read("]"), HasSubstr("[a]"));
  EXPECT_THAT(trailing.read("]"), StartsWith("HTTP/1.1 200")) << "what comes after the body is no header of ours";
}

TEST(Hostile, NothingBesideTheBodyIsEndless) {
  ServerLimits limits = quick();
  limits.body = milliseconds(20'000);
  const TestServer one(hello, limits);
  const std::string chunked = "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";
  const std::size_t much = 64 << 20;
  for (const std::string& begin : {chunked + "5;", chunked + "0;", chunked + "0\r\n"}) {
    Client client(one.port());
    client.send(begin);
    EXPECT_LT(flood(client, std::string(1 << 16, 'x'), much), much) << begin;
  }
  Client trailers(one.port());
  trailers.send(chunked + "0\r\n");
  EXPECT_LT(flood(trailers, "A: " + std::string(1 << 14, 'x') + "\r\n", much), much);
}

TEST(Hostile, AFieldOfAnAnswerStaysOneField) {
  const TestServer one([](Request&) {
    Response response = text("x");
    response.headers.add("Location", "/a\r\nSet-Cookie: session=evil\r\n\r\n<script>");
    response.headers.add("Bad\r\nName", "y");
    return response;
  });
  Client client(one.port());
  client.send(get("/", "Connection: close\r\n"));
  const std::string answer = client.read();
  EXPECT_EQ(status(answer), 200);
  EXPECT_THAT(answer, Not(HasSubstr("\nSet-Cookie")));
  EXPECT_THAT(answer, Not(HasSubstr("\nName")));
  EXPECT_THAT(answer, HasSubstr("\r\n\r\nx"));
}

// Ten clients send 9,000 bytes each and no more, with room for five such bodies.
TEST(Hostile, AllBodiesTogetherHaveABound) {
  ServerLimits limits = quick();
  limits.bodies_bytes = 50'000;
  limits.body = milliseconds(3'000);
  const TestServer one(hello, limits);
  std::vector<std::unique_ptr<Client>> clients;
  for (int i = 0; i < 10; ++i) {
    clients.push_back(std::make_unique<Client>(one.port()));
    clients.back()->send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10000\r\n\r\n" + std::string(9'000, 'x'));
    std::this_thread::sleep_for(milliseconds(10));
  }
  int busy = 0;
  for (std::size_t i = 5; i < 10; ++i) {
    const std::string answer = clients[i]->read("\r\n\r\n", milliseconds(1'000));
    if (status(answer) == 503) ++busy;
    EXPECT_THAT(answer, HasSubstr("Retry-After"));
  }
  EXPECT_EQ(busy, 5);
  for (std::size_t i = 0; i < 5; ++i) {
    clients[i]->send(std::string(1'000, 'x'));
    EXPECT_EQ(status(clients[i]->read("hello")), 200) << "who was in is served";
  }
  Client again(one.port());
  again.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10000\r\n\r\n" + std::string(10'000, 'x'));
  EXPECT_EQ(status(again.read("hello")), 200) << "and what is answered makes room";
}

TEST(Hostile, WhoeverWaitsLongestMakesRoomForTheNext) {
  ServerLimits limits = quick();
  limits.head = milliseconds(20'000);
  limits.connections_per_peer = 5;
  const TestServer one(hello, limits);
  std::vector<std::unique_ptr<Client>> clients;
  for (int i = 0; i < 200; ++i) {
    clients.push_back(std::make_unique<Client>(one.port()));
    clients.back()->send("GET / HT");
  }
  Client honest(one.port());
  honest.send(get("/"));
  EXPECT_EQ(status(honest.read("hello")), 200) << "two hundred that say nothing do not lock him out";
  clients[0]->read();
  EXPECT_TRUE(clients[0]->closed());
  EXPECT_LE(one.server->counts().connections, 5U);
}

TEST(Hostile, NobodyIsSentAwayWhileHeIsServed) {
  ServerLimits limits = quick();
  limits.workers = 5;
  limits.connections = 5;
  std::promise<void> go;
  const auto gone = go.get_future().share();
  const TestServer one(
      [gone](Request& request) {
        gone.wait();
        return hello(request);
      },
      limits);
  std::vector<std::unique_ptr<Client>> clients;
  for (int i = 0; i < 5; ++i) {
    clients.push_back(std::make_unique<Client>(one.port()));
    clients.back()->send(get("/"));
  }
  for (int i = 0; i < 200 && one.server->counts().requests < 5; ++i) std::this_thread::sleep_for(milliseconds(10));
  Client late(one.port());
  late.send(get("/"));
  late.read();
  EXPECT_TRUE(late.closed());
  EXPECT_EQ(one.server->counts().refused, 1U);
  go.set_value();
  for (auto& client : clients) EXPECT_EQ(status(client->read("hello")), 200);
}

// In a process of its own, with few descriptors: some are left for files.
TEST(HostileDeathTest, ConnectionsLeaveDescriptorsForFiles) {
  const auto run = [] {
    const rlimit few{400, 400};
    ::setrlimit(RLIMIT_NOFILE, &few);
    ServerLimits limits = quick();
    limits.head = milliseconds(20'000);
    const TestServer one(hello, limits);
    std::vector<std::unique_ptr<Client>> clients;
    for (int i = 0; i < 190; ++i) clients.push_back(std::make_unique<Client>(one.port()));
    Client last(one.port());
    last.send(get("/"));
    const bool served = status(last.read("hello")) == 200;
    std::_Exit(served && one.server->counts().connections <= 144 ? 0 : 1);
  };
  EXPECT_EXIT(run(), ::testing::ExitedWithCode(0), "");
}

TEST(Hostile, WhoTakesNoAnswerIsNotWaitedFor) {
  ServerLimits limits = quick();
  limits.body_bytes_per_s = 1 << 30;
  const TestServer one([](Request&) { return text(std::string(20'000'000, 'x')); }, limits);
  Client client(one.port());
  client.send(get("/"));
  client.read("\r\n\r\n");
  for (int i = 0; i < 300 && one.server->counts().connections > 0; ++i) std::this_thread::sleep_for(milliseconds(10));
  EXPECT_EQ(one.server->counts().connections, 0U);
}

TEST(Hostile, WhoTakesNoAnswerDoesNotHoldUpTheEnd) {
  ServerLimits limits = quick();
  limits.write = milliseconds(60'000);
  limits.drain = milliseconds(200);
  TestServer one([](Request&) { return text(std::string(20'000'000, 'x')); }, limits);
  Client client(one.port());
  client.send(get("/"));
  client.read("\r\n\r\n");
  const auto began = std::chrono::steady_clock::now();
  one.server->stop();
  EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(5));
}

TEST(Hostile, HeadOfAnEventStreamIsItsHead) {
  const auto stream = std::make_shared<EventStream>(10'000);
  const TestServer one([stream](Request&) {
    Response response;
    response.events = stream;
    return response;
  });
  Client client(one.port());
  stream->push("", "", "secret");
  client.send("HEAD / HTTP/1.1\r\nHost: x\r\n\r\n");
  const std::string answer = client.read();
  EXPECT_TRUE(client.closed());
  EXPECT_THAT(answer, HasSubstr("text/event-stream"));
  EXPECT_THAT(answer, Not(HasSubstr("secret")));
  EXPECT_TRUE(stream->closed());
}

TEST(Hostile, AStreamOutlivesItsServer) {
  const auto stream = std::make_shared<EventStream>(10'000);
  auto one = std::make_unique<TestServer>([stream](Request&) {
    Response response;
    response.events = stream;
    return response;
  });
  Client client(one->port());
  client.send(get("/"));
  client.read("\r\n\r\n");
  std::atomic<bool> done{false};
  std::thread pushes([&] {
    while (!done) stream->push("", "", "x");
  });
  one.reset();
  done = true;
  pushes.join();
  EXPECT_TRUE(stream->closed());
  EXPECT_FALSE(stream->push("", "", "x"));
}

TEST(Hostile, AnOldClientThatKeepsItsConnectionIsToldSo) {
  const TestServer one(hello);
  Client client(one.port());
  client.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  EXPECT_THAT(client.read("hello"), HasSubstr("Connection: keep-alive"));
  client.send("GET / HTTP/1.0\r\n\r\n");
  EXPECT_THAT(client.read("hello"), HasSubstr("Connection: close"));
  client.read();
  EXPECT_TRUE(client.closed());
}

}  // namespace
}  // namespace concordat::http::testing
