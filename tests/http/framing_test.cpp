// SPDX-License-Identifier: Apache-2.0
// Heads of requests and answers, and who gives up his place, each by hand.
#include "http/framing.hpp"

#include "http/connections.hpp"
#include "http/events.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <vector>

namespace concordat::http {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

TEST(Framing, LinesAreExact) {
  EXPECT_EQ(fault_of_lines("GET / HTTP/1.1\r\nHost: x\r\n\r\n"), nullptr);
  EXPECT_EQ(fault_of_lines("GET / HT"), nullptr) << "what has not come yet is no fault";
  EXPECT_EQ(fault_of_lines("GET / HTTP/1.1\r"), nullptr);
  for (const char* bad : {"GET / HTTP/1.1\nHost: x\r\n\r\n", "\n", "A\r\n B\r\n\r\n", "A\r\n\tB\r\n\r\n", "A\r\n "}) {
    EXPECT_NE(fault_of_lines(bad), nullptr) << bad;
  }
}

const char* fault(std::vector<std::pair<std::string, std::string>> fields, int version = 11) {
  Request request;
  for (auto& [name, value] : fields) request.headers.add(name, value);
  return fault_of_framing(request, version);
}

TEST(Framing, ItIsClearWhichBytesAreTheBody) {
  EXPECT_EQ(fault({{"Host", "x"}}), nullptr);
  EXPECT_EQ(fault({{"Host", "x"}, {"Content-Length", "5"}}), nullptr);
  EXPECT_EQ(fault({{"host", "example.org:8420"}, {"transfer-encoding", "CHUNKED"}}), nullptr);
  EXPECT_EQ(fault({}, 10), nullptr) << "HTTP/1.0 knows no Host";
  EXPECT_NE(fault({}), nullptr);
  EXPECT_NE(fault({{"Host", "x"}}, 20), nullptr);
  EXPECT_NE(fault({{"Host", "x"}, {"Host", "x"}}, 10), nullptr);
  EXPECT_NE(fault({{"Host", "x"}, {"Content-Length", "5"}, {"content-length", "5"}}), nullptr);
  EXPECT_NE(fault({{"Host", "x"}, {"Content-Length", "5"}, {"Transfer-Encoding", "chunked"}}), nullptr);
  EXPECT_NE(fault({{"Transfer-Encoding", "chunked"}}, 10), nullptr);
  EXPECT_NE(fault({{"Host", "x"}, {"Transfer-Encoding", "chunked"}, {"Transfer-Encoding", "chunked"}}), nullptr);
}

TEST(Framing, AnAnswerSaysWhereItEnds) {
  Response response;
  response.status = 201;
  response.body = "{}";
  response.headers.add("Content-Type", "application/json");
  response.headers.add("content-length", "999");
  response.headers.add("Location", "/a\r\nEvil: 1\x7f");
  response.headers.add("B ad", "x");
  // 784,111,777 seconds: the example of RFC 9110 5.6.7.
  EXPECT_EQ(head_of(response, {11, true, Instant::from_seconds(784'111'777), "r_7"}),
            "HTTP/1.1 201 Created\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\nX-Request-Id: r_7\r\n"
            "Content-Type: application/json\r\nLocation: /a  Evil: 1 \r\nX-Content-Type-Options: nosniff\r\n"
            "Content-Length: 2\r\n\r\n");
  EXPECT_THAT(head_of(response, {10, true, {}, ""}), HasSubstr("Connection: keep-alive\r\n"));
  EXPECT_THAT(head_of(response, {11, false, {}, ""}), HasSubstr("Connection: close\r\n"));
  response.status = 304;
  EXPECT_THAT(head_of(response, {11, true, {}, ""}), Not(HasSubstr("Content-Length")));
  response.status = 200;
  response.events = std::make_shared<EventStream>(10);
  const std::string events = head_of(response, {11, false, {}, ""});
  EXPECT_THAT(events, StartsWith("HTTP/1.1 200 OK\r\n"));
  EXPECT_THAT(events, Not(HasSubstr("Content-Length")));
  EXPECT_THAT(events, EndsWith("\r\n\r\n"));
}

struct Guest : Closable {
  void stop(bool now) override { sent_away = now; }
  bool sent_away = false;
};

TEST(Places, WhoHasWaitedLongestGivesUpHis) {
  Connections places;
  std::vector<std::shared_ptr<Guest>> guests;
  const auto enter = [&](const std::string& peer) {
    guests.push_back(std::make_shared<Guest>());
    return places.enter(guests.back(), peer, 4, 2);
  };
  EXPECT_TRUE(enter("a"));
  EXPECT_TRUE(enter("a"));
  EXPECT_TRUE(places.works(guests[0].get()));
  EXPECT_TRUE(enter("a")) << "the second of a, who waits, makes room";
  EXPECT_FALSE(guests[0]->sent_away);
  EXPECT_TRUE(guests[1]->sent_away);
  EXPECT_FALSE(places.works(guests[1].get())) << "too late";
  EXPECT_TRUE(places.works(guests[2].get()));
  EXPECT_FALSE(enter("a")) << "both of a are served";
  EXPECT_TRUE(enter("b"));
  EXPECT_TRUE(enter("c"));
  places.waits(guests[4].get());
  EXPECT_EQ(places.open(), 4U);
  EXPECT_TRUE(enter("d")) << "all are full: c has waited longer than b, who was served just now";
  EXPECT_TRUE(guests[5]->sent_away);
  EXPECT_FALSE(guests[4]->sent_away);
  places.leave(guests[0].get());
  places.leave(guests[0].get());
  EXPECT_EQ(places.open(), 3U);
  EXPECT_TRUE(enter("a"));
  EXPECT_FALSE(guests[4]->sent_away);
}

}  // namespace
}  // namespace concordat::http
