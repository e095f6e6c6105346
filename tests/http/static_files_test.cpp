// SPDX-License-Identifier: Apache-2.0
// Pages that are built in, as a browser and a stranger ask for them.
#include "http/static_files.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace concordat::http {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr Embedded kFiles[] = {
    {"assets/index-Bq3x0a9Z.js", "let a = 1;"},
    {"assets/index-Bq3x0a9Z.js.gz", "\x1f\x8bpacked"},
    {"favicon.svg", "<svg/>"},
    {"index.html", "<!doctype html>"},
};

class Pages : public ::testing::Test {
 protected:
  std::optional<Response> ask(const std::string& target, const std::string& more = {}, const std::string& value = {},
                              const std::string& method = "GET") {
    Request request;
    request.method = method;
    request.target = parse_target(target).value();
    request.secure = secure_;
    request.headers.add("Accept", accept_);
    if (!more.empty()) request.headers.add(more, value);
    return files_.answer(request);
  }
  StaticFiles files_{kFiles};
  std::string accept_ = "text/html,application/xhtml+xml,*/*;q=0.8";
  bool secure_ = false;
};

TEST_F(Pages, HaveTheirTypeAndTime) {
  const auto script = ask("/assets/index-Bq3x0a9Z.js");
  ASSERT_TRUE(script);
  EXPECT_EQ(script->status, 200);
  EXPECT_EQ(script->body, "let a = 1;");
  EXPECT_EQ(script->headers.get("Content-Type"), "text/javascript; charset=utf-8");
  EXPECT_EQ(script->headers.get("Cache-Control"), "public, max-age=31536000, immutable");
  EXPECT_EQ(script->headers.get("Vary"), "Accept-Encoding");
  const auto page = ask("/");
  EXPECT_EQ(page->body, "<!doctype html>");
  EXPECT_EQ(page->headers.get("Content-Type"), "text/html; charset=utf-8");
  EXPECT_EQ(page->headers.get("Cache-Control"), "no-cache") << "its name stays when its content changes";
  EXPECT_EQ(ask("/favicon.svg")->headers.get("Content-Type"), "image/svg+xml");
}

TEST_F(Pages, AreGuarded) {
  const auto page = ask("/");
  const std::string policy(page->headers.get("Content-Security-Policy"));
  EXPECT_THAT(policy, HasSubstr("default-src 'none'"));
  EXPECT_THAT(policy, HasSubstr("script-src 'self';"));
  EXPECT_THAT(policy, HasSubstr("frame-ancestors 'none'"));
  EXPECT_THAT(policy, Not(HasSubstr("unsafe-eval")));
  EXPECT_EQ(page->headers.get("Referrer-Policy"), "no-referrer");
  EXPECT_EQ(page->headers.count("Strict-Transport-Security"), 0U);
  secure_ = true;
  EXPECT_EQ(ask("/")->headers.get("Strict-Transport-Security"), "max-age=31536000");
}

TEST_F(Pages, ArePackedForWhoeverTakesIt) {
  const auto packed = ask("/assets/index-Bq3x0a9Z.js", "Accept-Encoding", "br, gzip");
  EXPECT_EQ(packed->headers.get("Content-Encoding"), "gzip");
  EXPECT_EQ(packed->body, "\x1f\x8bpacked");
  EXPECT_EQ(packed->headers.get("Content-Type"), "text/javascript; charset=utf-8");
  EXPECT_NE(packed->headers.get("ETag"), ask("/assets/index-Bq3x0a9Z.js")->headers.get("ETag"));
  EXPECT_EQ(ask("/", "Accept-Encoding", "gzip")->headers.count("Content-Encoding"), 0U) << "there is no packed one";
  EXPECT_FALSE(ask("/assets/index-Bq3x0a9Z.js.gz")) << "it is no page of its own";
  for (const char* yes : {"gzip", "GZIP", "br, gzip;q=0.5", "*", "x-gzip", " gzip ; q=1", "identity, *;q=0.1"}) {
    EXPECT_TRUE(takes_gzip(yes)) << yes;
  }
  for (const char* no : {"", "br", "identity", "gzip;q=0", "gzip; q=0.000", "*;q=0", "gzip;q=0, *", "gzipped"}) {
    EXPECT_FALSE(takes_gzip(no)) << no;
  }
}

TEST_F(Pages, AreNotSentAgain) {
  const std::string etag(ask("/")->headers.get("ETag"));
  const auto again = ask("/", "If-None-Match", "\"x\", W/" + etag);
  EXPECT_EQ(again->status, 304);
  EXPECT_EQ(again->body, "");
  EXPECT_EQ(again->headers.get("ETag"), etag);
  EXPECT_EQ(again->headers.count("Content-Type"), 0U);
  EXPECT_EQ(again->headers.get("Cache-Control"), "no-cache");
  EXPECT_EQ(ask("/", "If-None-Match", "\"x\"")->status, 200);
  EXPECT_EQ(ask("/", "If-None-Match", "nonsense")->status, 200);
}

TEST_F(Pages, FindTheirOwnWayWhereABrowserAsks) {
  EXPECT_EQ(ask("/tickets/INC7")->body, "<!doctype html>");
  EXPECT_EQ(ask("/tickets/INC7.2")->body, "<!doctype html>") << "a dot in a ticket's name makes it no file";
  EXPECT_FALSE(ask("/gone.js"));
  EXPECT_FALSE(ask("/assets/gone-12345678.js")) << "what looks like a file is none";
  EXPECT_FALSE(ask("/api/v1/nothing"));
  EXPECT_FALSE(ask("/api"));
  accept_ = "application/json";
  EXPECT_FALSE(ask("/tickets/INC7")) << "a program gets no page for an answer";
  EXPECT_TRUE(ask("/"));
}

TEST_F(Pages, AreRead) {
  const auto other = ask("/", "", "", "POST");
  EXPECT_EQ(other->status, 405);
  EXPECT_EQ(other->headers.get("Allow"), "GET, HEAD");
  EXPECT_EQ(ask("/", "", "", "HEAD")->status, 200);
}

}  // namespace
}  // namespace concordat::http
