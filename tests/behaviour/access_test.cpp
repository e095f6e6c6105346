// SPDX-License-Identifier: Apache-2.0
// Promise: an organisation can suspend a provider tonight, let somebody in for one thing, and see afterwards who could
// do what and why; a bundle carries it.
#include "support/program.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

namespace concordat::test {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class Access : public testing::Test {
 protected:
  // In force since before now, so that it holds now: the example's own dates, from its texts.
  void SetUp() override {
    files_ = {example("agreement/harbour/harbour.toml"), example("agreement/harbour/annex-northwind.toml")};
    std::vector<std::string> words = {"agreement", "apply"};
    words.insert(words.end(), files_.begin(), files_.end());
    words.insert(words.end(), {"--org", "Harbour", "--despite-errors"});
    const Outcome applied = concordat_(words);
    ASSERT_EQ(applied.exit_code, 0) << applied.err;
  }

  Outcome access(std::vector<std::string> words) const {
    words.insert(words.begin(), "access");
    words.insert(words.end(), {"--org", "Harbour"});
    return concordat_(words);
  }
  // The id of what came to be.
  std::string did(std::vector<std::string> words) const {
    words.emplace_back("--json");
    const Outcome outcome = access(std::move(words));
    EXPECT_EQ(outcome.exit_code, 0) << outcome.out << outcome.err;
    const auto document = outcome.json().as_object();
    return document.contains("id") ? std::string(document.at("id").as_string()) : std::string{};
  }
  std::string refused(std::vector<std::string> words) const {
    words.emplace_back("--json");
    const Outcome outcome = access(std::move(words));
    EXPECT_EQ(outcome.exit_code, 2) << outcome.out;
    const auto error = outcome.json().at("error").as_object();
    return std::string(error.at("code").as_string()) + ": " + std::string(error.at("message").as_string()) + " " +
           std::string(error.contains("hint") ? error.at("hint").as_string() : "");
  }
  // Asked of the second after the last entry.
  bool may(const std::string& who, const std::string& action, const std::string& on,
           const std::string& class_ = "") const {
    std::vector<std::string> words = {"agreement", "explain"};
    words.insert(words.end(), files_.begin(), files_.end());
    words.insert(words.end(), {"--org", "Harbour", "--who", who, "--may", action, "--at", soon(), "--json"});
    if (!on.empty()) words.insert(words.end(), {"--on", on});
    if (!class_.empty()) words.insert(words.end(), {"--class", class_});
    const Outcome outcome = concordat_(words);
    EXPECT_EQ(outcome.exit_code, 0) << outcome.out << outcome.err;
    return outcome.json().at("allow") == true;
  }
  static std::string soon(std::int64_t after_s = 5) {
    const std::time_t when = std::time(nullptr) + after_s;
    char text[32];
    std::tm utc{};
    gmtime_r(&when, &utc);
    std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &utc);
    return text;
  }

  Folder folder_;
  Program concordat_{folder_};
  std::vector<std::string> files_;
};

TEST_F(Access, SuspendedTonightAndBackTomorrow) {
  EXPECT_TRUE(may("nw-noc", "resolve", "infrastructure"));
  const std::string id = did({"suspend", "northwind", "--why", "their tool was breached"});
  EXPECT_FALSE(may("nw-noc", "resolve", "infrastructure"));
  EXPECT_FALSE(may("nora", "read", "backup-and-dr"));
  EXPECT_TRUE(may("chloe", "resolve", "service-desk"));
  EXPECT_THAT(access({"list"}).out, HasSubstr("suspended  northwind  everything: their tool was breached"));
  did({"end", id});
  EXPECT_TRUE(may("nw-noc", "resolve", "infrastructure"));
  EXPECT_THAT(access({"list"}).out, Not(HasSubstr("suspended")));
}

TEST_F(Access, InForOneThing) {
  EXPECT_FALSE(may("chloe", "restore", "backup-and-dr"));
  const std::string id =
      did({"grant", "chloe", "restore", "--on", "backup-and-dr", "--until", soon(3'600), "--why", "test restore"});
  EXPECT_TRUE(may("chloe", "restore", "backup-and-dr"));
  EXPECT_FALSE(may("chloe", "restore", "cloud"));
  did({"end", id, "--why", "done"});
  EXPECT_FALSE(may("chloe", "restore", "backup-and-dr"));
}

TEST_F(Access, OwnersAndWhatTheyLendOut) {
  EXPECT_THAT(refused({"delegate", "ben", "see-prices", "--by", "ana", "--until", soon(3'600)}), HasSubstr("no owner"));
  did({"own", "ana"});
  EXPECT_THAT(refused({"own", "ana"}), HasSubstr("already"));
  EXPECT_THAT(refused({"own", "ana", "--remove"}), HasSubstr("the only owner"));
  EXPECT_THAT(refused({"own", "nora"}), HasSubstr("only its own people"));
  EXPECT_TRUE(may("ana", "see-prices", ""));
  EXPECT_FALSE(may("ben", "see-prices", ""));
  did({"delegate", "ben", "see-prices", "--by", "ana", "--until", soon(3'600)});
  EXPECT_TRUE(may("ben", "see-prices", ""));
  EXPECT_FALSE(may("ben", "export", ""));
}

TEST_F(Access, AskedAndAnswered) {
  const std::string id = did({"ask", "aegis-soc", "isolate", "--class", "server"});
  EXPECT_THAT(access({"list"}).out, HasSubstr("asked  aegis-soc  isolate (server)"));
  EXPECT_THAT(refused({"answer", id, "yes", "--by", "chloe"}), HasSubstr("It asks it-lead"));
  EXPECT_FALSE(may("aegis-soc", "isolate", "cybersecurity", "server"));
  did({"answer", id, "yes", "--by", "ben"});  // the deputy
  EXPECT_TRUE(may("aegis-soc", "isolate", "cybersecurity", "server"));
}

TEST_F(Access, BrokenGlassStaysOnTheListUntilItIsReviewed) {
  EXPECT_THAT(refused({"break-glass", "nora", "--why", "x"}), HasSubstr("its own people's alone"));
  const std::string id = did({"break-glass", "ana", "--why", "locked out"});
  EXPECT_TRUE(may("ana", "isolate", "cybersecurity", "domain-controller"));
  EXPECT_THAT(access({"list"}).out, HasSubstr("to be reviewed: locked out"));
  EXPECT_THAT(access({"list", "--at", soon(8 * 3'600)}).out, HasSubstr("to be reviewed"));
  did({"review", id, "--words", "restored the administrator, nothing else"});
  EXPECT_THAT(access({"list", "--at", soon(8 * 3'600)}).out, Not(HasSubstr("broken glass")));
}

TEST_F(Access, WhatIsNotKnownIsNamedWithTheNearest) {
  EXPECT_THAT(refused({"suspend", "northwnd", "--why", "x"}), HasSubstr("\"northwind\""));
  EXPECT_THAT(refused({"suspend", "hq", "--why", "x"}), HasSubstr("other party"));
  EXPECT_THAT(refused({"narrow", "northwind", "resolv", "--why", "x"}), HasSubstr("\"resolve\""));
  EXPECT_THAT(refused({"grant", "chloe", "see-prices", "--until", soon(60), "--why", "x"}), HasSubstr("unknown-name"));
  EXPECT_THAT(refused({"grant", "chloe", "restore", "--until", "2020-01-01", "--why", "x"}), HasSubstr("bad-time"));
  EXPECT_THAT(refused({"end", "a_0"}), HasSubstr("unknown-id"));
  EXPECT_THAT(refused({"join", "ana", "--party", "northwind"}), HasSubstr("of one party"));
}

TEST_F(Access, ABundleOfItVerifies) {
  ASSERT_EQ(concordat_({"key", "new", "--name", "harbour.example/log"}).exit_code, 0);
  did({"suspend", "northwind", "--why", "x"});
  did({"represent", "abe", "--party", "aegis"});
  ASSERT_EQ(concordat_({"export", "--org", "Harbour", "--as", "aegis", folder_.file("a.bundle")}).exit_code, 0);
  const Outcome verified = concordat_({"verify", folder_.file("a.bundle")});
  EXPECT_EQ(verified.exit_code, 0) << verified.out << verified.err;
}

}  // namespace
}  // namespace concordat::test
