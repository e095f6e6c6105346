// SPDX-License-Identifier: Apache-2.0
// Targets, headers, problems, routes, proxies and events, each by hand.
#include "http/message.hpp"

#include "base/json.hpp"
#include "http/events.hpp"
#include "http/proxies.hpp"
#include "http/router.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

namespace concordat::http {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;

TEST(Target, IsTakenApartAndDecoded) {
  const auto target = parse_target("/api/v1/tickets/INC%207?with=us&sort=due&q=a+b%2Bc&flag&with=them");
  ASSERT_TRUE(target);
  EXPECT_THAT(target->segments, ElementsAre("api", "v1", "tickets", "INC 7"));
  EXPECT_THAT(target->query, ElementsAre(Pair("with", "us"), Pair("sort", "due"), Pair("q", "a b+c"), Pair("flag", ""),
                                         Pair("with", "them")));
  EXPECT_THAT(parse_target("/")->segments, IsEmpty());
  EXPECT_THAT(parse_target("/a/")->segments, ElementsAre("a"));
  EXPECT_THAT(parse_target("/a%2Fb")->segments, ElementsAre("a/b")) << "an encoded slash divides nothing";
  EXPECT_THAT(parse_target("/Gr%C3%BC%C3%9Fe")->segments, ElementsAre("Grüße"));
}

TEST(Target, WhatCouldBeReadInTwoWaysIsRefused) {
  for (const char* bad :
       {"",     "a",     "http://x/a", "*",     "/a//b", "//a",  "/./a",    "/a/..", "/%2e%2e/a", "/a%",
        "/a%2", "/a%zz", "/a%00",      "/a%0a", "/a#b",  "/%ff", "/%C0%AF", "/?a=%", "/?%ff=1",   "/\x01"}) {
    const auto target = parse_target(bad);
    ASSERT_FALSE(target) << bad;
    EXPECT_EQ(target.error().code, "bad-target");
  }
  EXPECT_FALSE(parse_target("/" + std::string(9'000, 'a')));
  std::string many = "/?";
  for (int i = 0; i < 201; ++i) many += "a=1&";
  EXPECT_FALSE(parse_target(many));
  std::string deep;
  for (int i = 0; i < 33; ++i) deep += "/a";
  EXPECT_FALSE(parse_target(deep));
}

TEST(Headers, AreComparedWithoutCase) {
  Headers headers;
  headers.add("Content-Type", "a");
  headers.add("content-type", "b");
  EXPECT_EQ(headers.get("CONTENT-TYPE"), "a");
  EXPECT_EQ(headers.count("Content-type"), 2U);
  headers.set("Content-TYPE", "c");
  EXPECT_EQ(headers.count("content-type"), 1U);
  EXPECT_EQ(headers.get("content-type"), "c");
  EXPECT_EQ(headers.get("x"), "");
}

TEST(Problems, AreRfc9457) {
  const Response response = problem_response(422, {"bad-value", "No.", std::nullopt, "Do."}, {{"/a/0", "too long"}});
  EXPECT_EQ(response.headers.get("Content-Type"), "application/problem+json");
  const auto document = parse_json(response.body)->as_object();
  EXPECT_EQ(document.at("status"), 422);
  EXPECT_EQ(document.at("title"), "Unprocessable Content");
  EXPECT_EQ(document.at("detail"), "No.");
  EXPECT_EQ(document.at("code"), "bad-value");
  EXPECT_EQ(document.at("errors").as_array().at(0).at("pointer"), "/a/0");
}

class Routes : public ::testing::Test {
 protected:
  Routes() {
    for (const auto& [method, path] :
         std::vector<std::pair<std::string, std::string>>{{"GET", "/tickets"},
                                                          {"POST", "/tickets"},
                                                          {"GET", "/tickets/{ticket}"},
                                                          {"GET", "/tickets/mine"},
                                                          {"PUT", "/tickets/{ticket}/team/{team}"},
                                                          {"GET", "/tickets/mine/old"}}) {
      router_.add({method, path, "read", [path = path](const Request& request) {
                     Response response;
                     response.body = path;
                     for (const auto& [name, value] : request.parameters) response.body += " " + name + "=" + value;
                     return response;
                   }});
    }
  }
  Response ask(const std::string& method, const std::string& target) {
    Request request;
    request.method = method;
    request.target = parse_target(target).value();
    return router_.handle(request);
  }
  Router router_;
};

TEST_F(Routes, FindTheirHandler) {
  EXPECT_EQ(ask("GET", "/tickets").body, "/tickets");
  EXPECT_EQ(ask("GET", "/tickets/INC7").body, "/tickets/{ticket} ticket=INC7");
  EXPECT_EQ(ask("GET", "/tickets/mine").body, "/tickets/mine") << "what is written out goes first";
  EXPECT_EQ(ask("PUT", "/tickets/mine/team/noc").body, "/tickets/{ticket}/team/{team} ticket=mine team=noc")
      << "and a way that leads nowhere is gone back";
  EXPECT_EQ(ask("HEAD", "/tickets").body, "/tickets");
  EXPECT_EQ(router_.routes().size(), 6U);
}

TEST_F(Routes, OrSayWhy) {
  EXPECT_EQ(ask("GET", "/nothing").status, 404);
  EXPECT_EQ(ask("GET", "/tickets/a/b").status, 404);
  const Response other = ask("DELETE", "/tickets");
  EXPECT_EQ(other.status, 405);
  EXPECT_EQ(other.headers.get("Allow"), "GET, HEAD, POST");
}

TEST(ProxiesTest, OnlyTheTrustedAreBelieved) {
  const auto proxies = Proxies::of({"10.0.0.0/8", "2001:db8::/32", "192.0.2.1"});
  ASSERT_TRUE(proxies);
  EXPECT_TRUE(proxies->trusts("10.255.0.1"));
  EXPECT_FALSE(proxies->trusts("11.0.0.1"));
  EXPECT_TRUE(proxies->trusts("::ffff:10.0.0.1")) << "the same address, as IPv6 writes it";
  EXPECT_TRUE(proxies->trusts("2001:db8:1::9"));
  EXPECT_FALSE(proxies->trusts("2001:db9::1"));
  EXPECT_TRUE(proxies->trusts("192.0.2.1"));
  EXPECT_FALSE(proxies->trusts("192.0.2.2"));
  EXPECT_FALSE(proxies->trusts("nonsense"));

  const auto seen = [&](const std::string& peer, const std::string& forwarded) {
    Request request;
    request.peer = peer;
    request.headers.add("X-Forwarded-For", forwarded);
    request.headers.add("X-Forwarded-Proto", "https");
    proxies->apply(request);
    return request.peer + (request.secure ? " secure" : "");
  };
  EXPECT_EQ(seen("10.0.0.1", "203.0.113.9"), "203.0.113.9 secure");
  EXPECT_EQ(seen("203.0.113.7", "203.0.113.9"), "203.0.113.7") << "anybody may write such a field";
  EXPECT_EQ(seen("10.0.0.1", "6.6.6.6, 203.0.113.9, 10.0.0.2"), "203.0.113.9 secure")
      << "what stands before is anybody's";
  EXPECT_EQ(seen("10.0.0.1", "nonsense, 10.0.0.2"), "10.0.0.2 secure");
  for (const char* bad : {"", "10.0.0.0/33", "10.0.0/8", "x/8", "10.0.0.0/", "2001:db8::/129", "10.0.0.0/8x"}) {
    EXPECT_FALSE(Proxies::of({bad})) << bad;
  }
}

TEST(Events, AreFramedLineByLine) {
  EventStream stream(1'000);
  EXPECT_TRUE(stream.push("7", "ticket", "{\"a\":1}\nsecond"));
  EXPECT_TRUE(stream.push("8\nevil: 1", "", "x"));
  EXPECT_EQ(stream.take().bytes, "id: 7\nevent: ticket\ndata: {\"a\":1}\ndata: second\n\nid: 8\ndata: x\n\n");
  EXPECT_EQ(stream.take().bytes, "");
}

TEST(Events, AMarkIsAPlaceAndNoEvent) {
  EventStream stream(1'000);
  EXPECT_TRUE(stream.mark("7", std::chrono::milliseconds(1'500)));
  EXPECT_TRUE(stream.mark("8"));
  EXPECT_EQ(stream.waiting(), 26U);
  EXPECT_EQ(stream.take().bytes, "retry: 1500\nid: 7\n\nid: 8\n\n");
  EXPECT_EQ(stream.waiting(), 0U);
}

TEST(Events, ASlowReaderIsDropped) {
  EventStream stream(20);
  EXPECT_TRUE(stream.push("", "", "0123456789"));
  EXPECT_FALSE(stream.push("", "", "0123456789"));
  EXPECT_TRUE(stream.closed());
  EXPECT_FALSE(stream.push("", "", "x"));
  EXPECT_TRUE(stream.take().last);
}

TEST(Events, WakeOnceUntilTheyAreTaken) {
  EventStream stream(1'000);
  int woken = 0;
  stream.push("", "", "before");
  stream.on_push([&] { ++woken; });
  EXPECT_EQ(woken, 1) << "what waited already";
  stream.push("", "", "a");
  EXPECT_EQ(woken, 1);
  stream.take();
  stream.push("", "", "b");
  EXPECT_EQ(woken, 2);
  stream.close();
  EXPECT_EQ(woken, 2);
  const auto taken = stream.take();
  EXPECT_EQ(taken.bytes, "data: b\n\n") << "what was pushed before the end goes out";
  EXPECT_TRUE(taken.last);
}

}  // namespace
}  // namespace concordat::http
