// SPDX-License-Identifier: Apache-2.0
// Problems, changes and the catalogue through the API.
#include "operate/desk_fixture.hpp"

namespace concordat::testing {
namespace {

class Change : public Desk {
 protected:
  std::string raise_as(Browser& who, const std::string& type, const std::string& category = "printer") {
    const auto made = post(who, "/tickets", {{"subject", "A " + type}, {"type", type}, {"category", category}});
    EXPECT_EQ(made.status, 201) << made.whole.body;
    return "/tickets/" + made.text("/ticket");
  }
  Reply put(Browser& who, const std::string& path, const json::object& body) {
    return office_.ask(who, "PUT", at(path), body);
  }
  // The office's clock begins on 2026-05-04 at ten.
  static json::object planned(const std::string& starts, const std::string& ends, const std::string& kind = "normal") {
    return {{"kind", kind},
            {"risk", "low"},
            {"starts", "2026-05-05T" + starts + ":00Z"},
            {"ends", "2026-05-05T" + ends + ":00Z"},
            {"touches", json::array{"mail", "vpn"}}};
  }
};

TEST_F(Change, TheCalendarSaysWhoIsInWhoseWayAsFarAsOneMaySee) {
  const std::string first = raise_as(ben_, "change");
  const std::string second = raise_as(ben_, "change");
  const std::string secret = raise_as(ben_, "change", "security");
  EXPECT_EQ(post(ben_, first + "/plan", planned("20:00", "22:00")).text("/plan/risk"), "low");
  EXPECT_EQ(post(ben_, second + "/plan", planned("21:00", "23:00")).status, 200);
  EXPECT_EQ(post(ben_, secret + "/plan", planned("21:30", "21:45")).status, 200);
  const auto calendar = get(ana_, "/changes");
  ASSERT_EQ(calendar.body.at("changes").as_array().size(), 3U) << calendar.whole.body;
  EXPECT_EQ(calendar.body.at("changes").as_array()[0].at("collides_with").as_array().size(), 2U);
  const auto hers = get(nora_, "/changes");
  ASSERT_EQ(hers.body.at("changes").as_array().size(), 2U) << "not what she may not see";
  EXPECT_EQ(hers.body.at("changes").as_array()[0].at("collides_with").as_array().size(), 1U);
  EXPECT_EQ(get(ana_, "/changes?from=2026-05-05T23:00:00Z").body.at("changes").as_array().size(), 0U);
  EXPECT_EQ(get(ana_, "/changes?from=soon").status, 422);
  EXPECT_EQ(post(ben_, "/tickets/" + raise(emma_) + "/plan", planned("20:00", "22:00")).code(), "not-possible");
}

TEST_F(Change, AFreezeHoldsUntilItIsLifted) {
  const std::string change = raise_as(ben_, "change");
  const json::object freeze{{"from", "2026-05-05T00:00:00Z"}, {"to", "2026-05-06T00:00:00Z"}, {"why", "Year's end"}};
  EXPECT_EQ(post(ben_, "/freezes", freeze).status, 403);
  EXPECT_EQ(post(nora_, "/freezes", freeze).status, 403);
  const auto declared = post(ana_, "/freezes", freeze);
  ASSERT_EQ(declared.status, 201) << declared.whole.body;
  EXPECT_EQ(post(ben_, change + "/plan", planned("20:00", "22:00")).code(), "frozen");
  EXPECT_EQ(post(ben_, change + "/plan", planned("20:00", "22:00", "emergency")).status, 200);
  EXPECT_EQ(get(nora_, "/changes").text("/freezes/0/id"), declared.text("/id"));
  EXPECT_EQ(office_.ask(ben_, "DELETE", at("/freezes/" + declared.text("/id"))).status, 403);
  EXPECT_EQ(office_.ask(ana_, "DELETE", at("/freezes/" + declared.text("/id"))).status, 204);
  EXPECT_EQ(office_.ask(ana_, "DELETE", at("/freezes/" + declared.text("/id"))).status, 404);
  EXPECT_EQ(post(ben_, change + "/plan", planned("20:00", "22:00")).status, 200);
}

TEST_F(Change, KnownErrorsAreListedWithWhatTheyCause) {
  const std::string problem = raise_as(ben_, "problem");
  const std::string incident = raise(emma_);
  EXPECT_EQ(post(ben_, problem + "/known-error", {{"cause", "A leak"}, {"workaround", "Restart it"}}).status, 200);
  EXPECT_EQ(post(ben_, problem + "/link", {{"relation", "causes"}, {"ticket", incident}}).status, 200);
  const auto known = get(nora_, "/known-errors");
  EXPECT_EQ(known.text("/known_errors/0/workaround"), "Restart it");
  EXPECT_EQ(known.text("/known_errors/0/incidents/0"), incident);
  EXPECT_EQ(get(abe_, "/known-errors").body.at("known_errors").as_array().size(), 0U);
}

TEST_F(Change, WhatIsOrderedHasItsFormAndItsApproval) {
  const json::object laptop{{"name", "Laptop"},
                            {"description", "To work with"},
                            {"category", "hardware"},
                            {"approval", true},
                            {"fields", json::array{json::object{{"key", "model"},
                                                                {"label", "Model"},
                                                                {"kind", "choice"},
                                                                {"required", true},
                                                                {"choices", json::array{"small", "large"}}}}}};
  EXPECT_EQ(put(ben_, "/catalogue/laptop", laptop).status, 403);
  EXPECT_EQ(put(ana_, "/catalogue/laptop", laptop).status, 200);
  EXPECT_EQ(get(emma_, "/catalogue").text("/items/laptop/name"), "Laptop");
  EXPECT_EQ(post(emma_, "/orders", {{"item", "yacht"}}).code(), "bad-value");
  EXPECT_EQ(post(emma_, "/orders", {{"item", "laptop"}}).text("/errors/0/pointer"), "/answers/model");
  const auto ordered = post(emma_, "/orders", {{"item", "laptop"}, {"answers", {{"model", "small"}}}});
  ASSERT_EQ(ordered.status, 201) << ordered.whole.body;
  EXPECT_EQ(ordered.text("/type"), "request");
  EXPECT_EQ(ordered.text("/catalogue_item"), "laptop");
  EXPECT_EQ(ordered.text("/approvals/0/state"), "asked");
  const std::string ticket = "/tickets/" + ordered.text("/ticket");
  EXPECT_NE(get(ben_, ticket + "/entries").whole.body.find(R"({\"model\":\"small\"})"), std::string::npos);
  EXPECT_EQ(post(ben_, ticket + "/resolve").code(), "approval-needed");
  const auto question = ticket + "/approvals/" + std::to_string(ordered.number("/approvals/0/approval"));
  EXPECT_EQ(post(emma_, question + "/approve").status, 403);
  EXPECT_EQ(post(ana_, question + "/approve").status, 200);
  EXPECT_EQ(post(ben_, ticket + "/resolve").status, 200);
  EXPECT_EQ(office_.ask(ana_, "DELETE", at("/catalogue/laptop")).status, 204);
  EXPECT_EQ(office_.ask(ana_, "DELETE", at("/catalogue/laptop")).status, 404);
  EXPECT_EQ(post(emma_, "/orders", {{"item", "laptop"}, {"answers", {{"model", "small"}}}}).code(), "bad-value");
}

}  // namespace
}  // namespace concordat::testing
