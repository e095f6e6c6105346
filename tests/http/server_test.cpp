// SPDX-License-Identifier: Apache-2.0
// The server against clients that are slow, greedy, wrong or gone; every limit is tried on a real socket.
#include "http/body_file.hpp"
#include "http/events.hpp"
#include "http/support.hpp"
#include "support/folder.hpp"

#include <gmock/gmock.h>

#include <atomic>
#include <future>

namespace concordat::http::testing {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

Response echo(Request& request) {
  return text(request.method + " " + request.path + " " + std::to_string(request.body.size()) + " " + request.peer);
}

TEST(Serve, AnswersAndKeepsTheConnection) {
  const TestServer one(echo);
  Client client(one.port());
  client.send(get("/a"));
  const std::string first = client.read("GET /a 0 127.0.0.1");
  EXPECT_EQ(status(first), 200) << first;
  EXPECT_THAT(first, HasSubstr("X-Request-Id: r_1"));
  client.send("POST /b HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello");
  EXPECT_THAT(client.read("POST /b 5 127.0.0.1"), StartsWith("HTTP/1.1 200"));
  client.send("POST /c HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n");
  EXPECT_THAT(client.read("POST /c 3 127.0.0.1"), StartsWith("HTTP/1.1 200"));
  client.send(get("/d", "Connection: close\r\n"));
  EXPECT_THAT(client.read(), HasSubstr("GET /d"));
  EXPECT_TRUE(client.closed());
}

TEST(Serve, PipelinedRequestsAreAnsweredInTheirOrder) {
  const TestServer one([](Request& request) {
    if (request.path == "/slow") std::this_thread::sleep_for(milliseconds(100));
    return echo(request);
  });
  Client client(one.port());
  client.send(get("/slow") + get("/b") + get("/c", "Connection: close\r\n"));
  const std::string all = client.read();
  EXPECT_LT(all.find("/slow"), all.find("/b"));
  EXPECT_LT(all.find("/b"), all.find("/c"));
  EXPECT_NE(all.find("/c"), std::string::npos);
}

TEST(Serve, AFileGoesOutWholeAndTheConnectionGoesOn) {
  std::string bytes;
  for (int i = 0; bytes.size() < 3'000'000; ++i) bytes += std::to_string(i) + " ";
  const TestServer one([&bytes](Request& request) {
    Response response;
    std::FILE* file = std::tmpfile();
    std::fwrite(bytes.data(), 1, bytes.size(), file);
    std::fflush(file);
    // What was promised and is not there: the connection ends, so that nobody takes it for the whole.
    const std::uint64_t promised = bytes.size() + (request.path == "/cut" ? 1 : 0);
    response.file = std::make_shared<BodyFile>(::dup(::fileno(file)), promised);
    std::fclose(file);
    return response;
  });
  Client client(one.port());
  client.send("HEAD /a HTTP/1.1\r\nHost: x\r\n\r\n" + get("/a") + get("/cut"));
  const std::string length = "Content-Length: " + std::to_string(bytes.size()) + "\r\n";
  EXPECT_THAT(client.read("\r\n\r\n"), HasSubstr(length));
  EXPECT_THAT(client.read("\r\n\r\n"), HasSubstr(length));
  const std::string rest = client.read();
  EXPECT_TRUE(client.closed());
  EXPECT_EQ(rest.substr(0, bytes.size()), bytes);
  const auto cut = rest.find("\r\n\r\n", bytes.size());
  ASSERT_NE(cut, std::string::npos);
  EXPECT_EQ(rest.substr(cut + 4), bytes);
}

TEST(Serve, HeadHasNoBody) {
  const TestServer one(echo);
  Client client(one.port());
  client.send("HEAD /a HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  const std::string answer = client.read();
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 200"));
  EXPECT_THAT(answer, HasSubstr("Content-Length: 19"));
  EXPECT_THAT(answer, EndsWith("\r\n\r\n"));
}

TEST(Serve, WhatIsNotClearlyOneRequestIsRefused) {
  std::atomic<int> handled{0};
  const TestServer one([&](Request& request) {
    ++handled;
    return echo(request);
  });
  const std::string host = "Host: x\r\n";
  static constexpr char kTlsHello[] = "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03 not TLS here\r\n\r\n";
  for (const std::string& bad :
       {"POST / HTTP/1.1\r\n" + host +
            "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\n\r\n",
        "POST / HTTP/1.1\r\n" + host + "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello!",
        "POST / HTTP/1.1\r\n" + host + "Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello",
        "POST / HTTP/1.1\r\n" + host + "Content-Length: 5, 5\r\n\r\nhello",
        "POST / HTTP/1.1\r\n" + host + "Content-Length: -1\r\n\r\n",
        "POST / HTTP/1.1\r\n" + host + "Content-Length: 99999999999999999999\r\n\r\n",
        "POST / HTTP/1.1\r\n" + host + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
        "POST / HTTP/1.1\r\n" + host + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
        "POST / HTTP/1.1\r\n" + host + "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
        "POST / HTTP/1.0\r\n" + host + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "POST / HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n0\r\n\r\n",
        std::string("GET / HTTP/1.1\r\n\r\n"), "GET / HTTP/1.1\r\n" + host + host + "\r\n",
        "GET / HTTP/2.0\r\n" + host + "\r\n", "GET /%zz HTTP/1.1\r\n" + host + "\r\n",
        "GET /a/../b HTTP/1.1\r\n" + host + "\r\n", "GET  / HTTP/1.1\r\n" + host + "\r\n",
        std::string(kTlsHello, sizeof kTlsHello - 1), "GET / HTTP/1.1\r\n" + host + "A: b\r\n folded\r\n\r\n"}) {
    Client client(one.port());
    client.send(bad);
    const std::string answer = client.read();
    EXPECT_TRUE(client.closed()) << bad;
    EXPECT_EQ(status(answer), bad.find("folded") != std::string::npos && status(answer) == 200 ? 200 : 400)
        << bad << "\n"
        << answer;
    EXPECT_THAT(answer, Not(HasSubstr("smuggled")));
  }
  EXPECT_LE(handled, 1);
}

TEST(Serve, SizesHaveABound) {
  std::atomic<int> handled{0};
  const TestServer one([&](Request& request) {
    ++handled;
    return echo(request);
  });
  const auto answer = [&](const std::string& request) {
    Client client(one.port());
    client.send(request);
    const std::string all = client.read();
    EXPECT_TRUE(client.closed());
    return status(all);
  };
  EXPECT_EQ(answer(get("/", "A: " + std::string(5'000, 'x') + "\r\n")), 431);
  EXPECT_EQ(answer("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10737418240\r\n\r\nabc"), 413) << "ten gigabytes";
  EXPECT_EQ(
      answer("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n4e20\r\n" + std::string(20'000, 'x')),
      413);
  EXPECT_EQ(answer("POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 20000\r\n\r\n"), 413);
  EXPECT_EQ(handled, 0);
}

TEST(Serve, ContinuesWhereItIsAskedTo) {
  const TestServer one(echo);
  Client client(one.port());
  client.send("POST / HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n");
  EXPECT_THAT(client.read("\r\n\r\n"), StartsWith("HTTP/1.1 100"));
  client.send("abc");
  EXPECT_THAT(client.read("POST / 3 127.0.0.1"), StartsWith("HTTP/1.1 200"));
}

// 60 clients that send a byte every 20 ms get no more time than one that sends nothing, and another is served
// meanwhile.
TEST(Serve, SlowClientsHaveTheirTimeAndNoMore) {
  const TestServer one(echo);
  std::vector<std::unique_ptr<Client>> slow;
  for (int i = 0; i < 60; ++i) {
    slow.push_back(std::make_unique<Client>(one.port()));
    slow.back()->send(i % 2 == 0 ? "GET / HT" : "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 500\r\n\r\n");
  }
  const auto began = std::chrono::steady_clock::now();
  std::size_t open = slow.size();
  while (open > 0 && std::chrono::steady_clock::now() - began < std::chrono::seconds(5)) {
    open = 0;
    for (auto& one_client : slow) {
      if (one_client->send("T")) ++open;
    }
    Client other(one.port());
    other.send(get("/quick"));
    ASSERT_THAT(other.read("/quick 0"), StartsWith("HTTP/1.1 200"));
    std::this_thread::sleep_for(milliseconds(20));
  }
  EXPECT_EQ(open, 0U) << "all are cut off";
  for (int i = 0; i < 200 && one.server->counts().connections > 0; ++i) std::this_thread::sleep_for(milliseconds(10));
  EXPECT_EQ(one.server->counts().connections, 0U);
}

TEST(Serve, ABodyThatDoesNotComeIsNotWaitedFor) {
  const TestServer one(echo);
  Client client(one.port());
  client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 50\r\n\r\nabc");
  const auto began = std::chrono::steady_clock::now();
  EXPECT_EQ(client.read(), "");
  EXPECT_TRUE(client.closed());
  EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(2));
}

TEST(Serve, IsBusyWhereTheQueueIsFull) {
  ServerLimits limits = quick();
  limits.workers = 1;
  limits.queue = 2;
  std::promise<void> go;
  const auto gone = go.get_future().share();
  const TestServer one(
      [gone](Request& request) {
        gone.wait();
        return echo(request);
      },
      limits);
  std::vector<std::unique_ptr<Client>> clients;
  for (int i = 0; i < 8; ++i) {
    clients.push_back(std::make_unique<Client>(one.port()));
    clients.back()->send(get("/" + std::to_string(i)));
    std::this_thread::sleep_for(milliseconds(20));
  }
  // One is being answered and two wait: the others are told to come back.
  std::vector<int> busy;
  for (int i = 3; i < 8; ++i) {
    const std::string answer = clients[static_cast<std::size_t>(i)]->read("\r\n\r\n");
    EXPECT_EQ(status(answer), 503);
    EXPECT_THAT(answer, HasSubstr("Retry-After: 1"));
  }
  go.set_value();
  for (int i = 0; i < 3; ++i) EXPECT_EQ(status(clients[static_cast<std::size_t>(i)]->read("127.0.0.1")), 200);
  EXPECT_EQ(one.server->counts().refused, 5U);
}

TEST(Serve, AFailureIsA500AndSaysNothingOfItself) {
  TestServer one([](Request&) -> Response { throw std::runtime_error("the password is swordfish"); });
  Client client(one.port());
  client.send(get("/"));
  const std::string answer = client.read("}\n");
  EXPECT_EQ(status(answer), 500);
  EXPECT_THAT(answer, Not(HasSubstr("swordfish")));
  EXPECT_THAT(answer, HasSubstr("r_1"));
  EXPECT_EQ(one.failed, "the password is swordfish");
}

TEST(Serve, EveryAnswerIsTold) {
  std::mutex mutex;
  std::vector<std::string> told;
  TestServer one(
      [](Request&) {
        std::this_thread::sleep_for(milliseconds(20));
        return text("hello");
      },
      quick(), {},
      [&](const Request& request, const Answered& answered) {
        const std::scoped_lock lock(mutex);
        told.push_back(request.method + " " + request.path + " " + std::to_string(answered.status) +
                       (answered.took >= milliseconds(20) ? " slow" : ""));
        EXPECT_GT(answered.bytes, 100U);
      });
  for (const std::string& request :
       {get("/a", "Connection: close\r\n"), std::string("GET /b HTTP/3.7\r\n\r\n"), get("/%zz")}) {
    Client client(one.port());
    client.send(request);
    client.read();
  }
  const std::scoped_lock lock(mutex);
  EXPECT_THAT(told, ::testing::ElementsAre("GET /a 200 slow", "  400", "GET /%zz 400"));
}

TEST(Serve, EventsComeAsTheyArePushed) {
  const auto stream = std::make_shared<EventStream>(10'000);
  const TestServer one([stream](Request&) {
    Response response;
    response.events = stream;
    return response;
  });
  Client client(one.port());
  stream->push("1", "", "early");
  client.send(get("/events"));
  const std::string head = client.read("\r\n\r\n");
  EXPECT_THAT(head, HasSubstr("text/event-stream"));
  EXPECT_THAT(client.read("early\n\n"), HasSubstr("id: 1"));
  stream->push("2", "ticket", "a");
  EXPECT_THAT(client.read("data: a\n\n"), HasSubstr("event: ticket"));
  EXPECT_THAT(client.read(": \n\n", milliseconds(1'000)), EndsWith(": \n\n")) << "a heartbeat where nothing happens";
  stream->push("3", "", "last");
  const auto began = std::chrono::steady_clock::now();
  stream->close();
  EXPECT_THAT(client.read(), HasSubstr("last"));
  EXPECT_TRUE(client.closed());
  EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(1))
      << "whoever is dismissed is gone at once";
}

TEST(Serve, AReaderThatLeavesIsNoticed) {
  const auto stream = std::make_shared<EventStream>(10'000);
  const TestServer one([stream](Request&) {
    Response response;
    response.events = stream;
    return response;
  });
  {
    Client client(one.port());
    client.send(get("/events"));
    client.read("\r\n\r\n");
  }
  for (int i = 0; i < 200 && !stream->closed(); ++i) std::this_thread::sleep_for(milliseconds(10));
  EXPECT_TRUE(stream->closed());
}

TEST(Serve, AReaderThatTakesNothingIsDropped) {
  const auto stream = std::make_shared<EventStream>(50'000'000);
  const TestServer one([stream](Request&) {
    Response response;
    response.events = stream;
    return response;
  });
  Client client(one.port());
  client.send(get("/events"));
  client.read("\r\n\r\n");
  const std::string much(1'000'000, 'x');
  for (int i = 0; i < 20; ++i) stream->push("", "", much);  // more than sockets hold
  for (int i = 0; i < 300 && !stream->closed(); ++i) std::this_thread::sleep_for(milliseconds(10));
  EXPECT_TRUE(stream->closed()) << "within the time for writing";
}

TEST(Serve, StopsWhenWhatIsBeingAnsweredIsAnswered) {
  auto one = std::make_unique<TestServer>([](Request& request) {
    if (request.path == "/slow") std::this_thread::sleep_for(milliseconds(200));
    return echo(request);
  });
  const auto port = one->port();
  Client idle(port), busy(port);
  idle.send(get("/"));
  idle.read("127.0.0.1");
  busy.send(get("/slow"));
  std::this_thread::sleep_for(milliseconds(50));
  const auto began = std::chrono::steady_clock::now();
  one->server->stop();
  EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(1));
  EXPECT_THAT(busy.read(), HasSubstr("GET /slow"));
  EXPECT_TRUE(busy.closed());
  idle.read();
  EXPECT_TRUE(idle.closed());
  Client late(port);
  EXPECT_FALSE(late.connected());
}

TEST(Serve, ListensOnlyWhereItMay) {
  ListenOptions open;
  open.address = "0.0.0.0";
  open.port = 0;
  Service service;
  service.handle = echo;
  const auto refused = Server::start(open, quick(), service);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, "not-loopback");
  open.plain_beyond_loopback = true;
  EXPECT_TRUE(Server::start(open, quick(), service));
  open.address = "nowhere";
  EXPECT_EQ(Server::start(open, quick(), service).error().code, "bad-address");

  const TestServer one(echo);
  ListenOptions taken;
  taken.port = one.port();
  EXPECT_EQ(Server::start(taken, quick(), service).error().code, "address-in-use");
  ListenOptions no_tls;
  no_tls.tls = TlsFiles{"/nowhere/cert.pem", "/nowhere/key.pem"};
  EXPECT_EQ(Server::start(no_tls, quick(), service).error().code, "tls");
}

// Certificates from the `openssl` program; `openssl s_client` asks and says who answered.
TEST(Serve, TlsWithACertificateThatIsReplaced) {
  const test::Folder own;
  const std::string folder = own.path().string();
  const auto shell = [](const std::string& command) {
    std::string out;
    FILE* pipe = ::popen(command.c_str(), "r");
    if (pipe == nullptr) return out;
    char block[512];
    while (std::fgets(block, sizeof block, pipe) != nullptr) out += block;
    ::pclose(pipe);
    return out;
  };
  const auto certify = [&](const std::string& name) {
    shell("cd " + folder +
          " && openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=" + name +
          " -keyout " + folder + "/key.pem -out " + folder + "/cert.pem 2>/dev/null");
  };
  certify("first.example");
  ListenOptions options;
  options.tls = TlsFiles{folder + "/cert.pem", folder + "/key.pem"};
  const TestServer one([](Request& request) { return text(request.secure ? "secure" : "plain"); }, quick(), options);
  const auto ask = [&](const std::string& more = "") {
    return shell(
        "printf 'GET / HTTP/1.1\\r\\nHost: x\\r\\nConnection: close\\r\\n\\r\\n' | timeout 5 openssl s_client -quiet "
        "-connect 127.0.0.1:" +
        std::to_string(one.port()) + more + " 2>&1");
  };
  const std::string first = ask();
  EXPECT_THAT(first, HasSubstr("CN = first.example"));
  EXPECT_THAT(first, HasSubstr("secure"));
  certify("second.example");
  ASSERT_TRUE(one.server->reload_tls());
  EXPECT_THAT(ask(), HasSubstr("CN = second.example"));
  shell("echo nonsense > " + folder + "/cert.pem");
  EXPECT_EQ(one.server->reload_tls().error().code, "tls");
  EXPECT_THAT(ask(), HasSubstr("CN = second.example")) << "the old one stays";
  EXPECT_THAT(ask(" -tls1_1"), Not(HasSubstr("secure")));
  const std::string large = shell(
      "(printf 'POST / HTTP/1.1\\r\\nHost: x\\r\\nContent-Length: 500000\\r\\n\\r\\n'; head -c 500000 /dev/zero) | "
      "timeout 5 "
      "openssl s_client -quiet -connect 127.0.0.1:" +
      std::to_string(one.port()) + " 2>&1");
  EXPECT_THAT(large, HasSubstr("body-too-large")) << "who still sends sees why it is refused";
  // One that says nothing, or speaks no TLS, is cut off and disturbs nobody.
  Client silent(one.port());
  silent.read();
  EXPECT_TRUE(silent.closed());
  Client plain(one.port());
  plain.send(get("/"));
  plain.read();
  EXPECT_TRUE(plain.closed());
  EXPECT_THAT(ask(), HasSubstr("secure"));
}

}  // namespace
}  // namespace concordat::http::testing
