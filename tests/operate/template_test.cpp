// SPDX-License-Identifier: Apache-2.0
// Several commands at once: templates on one ticket, one command on many tickets.
#include "operate/desk_fixture.hpp"

#include "operate/desk/templates.hpp"

namespace concordat::testing {
namespace {

class Several : public Desk {
 protected:
  Reply keep(Browser& who, const std::string& team, json::array steps) {
    json::object body{{"name", "Fire"}, {"steps", std::move(steps)}};
    if (!team.empty()) body["team"] = team;
    return post(who, "/templates", body);
  }
  static json::object step(const std::string& command, json::object with) {
    return {{"command", command}, {"with", std::move(with)}};
  }
  std::size_t entries(const std::string& ticket) {
    return get(ana_, ticket + "/entries").body.at("entries").as_array().size();
  }
};

TEST(FilledIn, ReplacesWhatIsKnownInEveryText) {
  const std::map<std::string, std::string> words = {{"me", "Ana"}, {"ticket", "T1"}, {"a", "{{me}}"}};
  const auto filled = [&](const char* text) { return write_json(operate::filled_in(*parse_json(text), words)); };
  EXPECT_EQ(filled(R"({"text":"{{me}} on {{ticket}}","n":1,"list":["{{me}}",{"x":"{{me}}"}]})"),
            R"({"text":"Ana on T1","n":1,"list":["Ana",{"x":"Ana"}]})");
  EXPECT_EQ(filled(R"("{{who}} {{me")"), R"("{{who}} {{me")");
  EXPECT_EQ(filled(R"("{{a}}")"), R"("{{me}}")") << "what was put in is not looked at again";
  EXPECT_EQ(filled(R"("{}}{{}}{{me}}")"), R"("{}}{{}}Ana")");
}

TEST_F(Several, ATemplateDoesAllItsStepsOrNone) {
  const std::string ticket = "/tickets/" + raise(emma_);
  const auto kept = keep(ben_, "hq-desk",
                         {step("comments", {{"text", "Dear {{requester}}, {{me}} sees to {{ticket}}: {{eta}}"},
                                            {"audience", "requester"}}),
                          step("classify", {{"category", "printer"}}), step("resolve", {})});
  ASSERT_EQ(kept.status, 201) << kept.whole.body;
  const auto applied = post(ben_, ticket + "/template", {{"id", kept.text("/id")}, {"words", {{"eta", "noon"}}}});
  ASSERT_EQ(applied.status, 200) << applied.whole.body;
  EXPECT_EQ(applied.text("/state"), "resolved");
  EXPECT_NE(get(emma_, ticket + "/entries")
                .whole.body.find("Dear emma@harbour.example, ben@harbour.example sees to T1: noon"),
            std::string::npos);
  const std::size_t before = entries(ticket);
  const auto again = post(ben_, ticket + "/template", {{"id", kept.text("/id")}});
  EXPECT_EQ(again.code(), "not-possible");
  EXPECT_EQ(again.text("/detail").rfind("Step 3 (resolve)", 0), 0U) << again.text("/detail");
  EXPECT_EQ(entries(ticket), before) << "nothing of it";
}

TEST_F(Several, ATemplateIsComparedOnceWithWhatWasRead) {
  const std::string ticket = "/tickets/" + raise(emma_);
  const auto kept = keep(ben_, "hq-desk", {step("start", {}), step("comments", {{"text", "begun"}})});
  const std::string etag(get(ben_, ticket).whole.headers.get("ETag"));
  const json::object body{{"id", kept.text("/id")}};
  EXPECT_EQ(post(ben_, ticket + "/template", body, {{"If-Match", etag}}).status, 200);
  EXPECT_EQ(post(ben_, ticket + "/template", body, {{"If-Match", etag}}).status, 412);
}

TEST_F(Several, TemplatesAreOfOnesPartyAndKeptByTheTeam) {
  const json::array steps{step("start", {})};
  EXPECT_EQ(keep(emma_, "hq-desk", steps).status, 403);
  EXPECT_EQ(keep(ben_, "", steps).status, 403) << "for everybody: who may change settings";
  EXPECT_EQ(keep(ana_, "", steps).status, 201);
  EXPECT_EQ(keep(nora_, "hq-desk", steps).status, 403);
  const auto hers = keep(nora_, "nw-noc", steps);
  ASSERT_EQ(hers.status, 201) << hers.whole.body;
  EXPECT_EQ(get(ana_, "/templates").body.at("templates").as_array().size(), 1U);
  EXPECT_EQ(get(nora_, "/templates").body.at("templates").as_array().size(), 1U);
  EXPECT_EQ(get(abe_, "/templates").body.at("templates").as_array().size(), 0U);
  const std::string path = "/templates/" + hers.text("/id");
  EXPECT_EQ(office_.ask(ana_, "DELETE", at(path)).status, 404);
  EXPECT_EQ(post(ana_, "/tickets/" + raise(emma_) + "/template", {{"id", hers.text("/id")}}).status, 404);
  EXPECT_EQ(office_.ask(nora_, "PUT", at(path), json::object{{"name", "Water"}, {"team", "nw-noc"}, {"steps", steps}})
                .text("/name"),
            "Water");
  EXPECT_EQ(office_.ask(nora_, "DELETE", at(path)).status, 204);
  EXPECT_EQ(office_.ask(nora_, "DELETE", at(path)).status, 404);
}

TEST_F(Several, ATemplateThatCannotWorkIsNotKept) {
  EXPECT_EQ(keep(ben_, "hq-desk", {}).code(), "bad-value");
  EXPECT_EQ(keep(ben_, "hq-desk", {step("explode", {})}).text("/errors/0/pointer"), "/steps/0/command");
  EXPECT_EQ(keep(ben_, "hq-desk", {step("start", {}), step("comments", {{"txt", "x"}})}).text("/errors/0/pointer"),
            "/steps/1/with/text");
  EXPECT_EQ(keep(ben_, "hq-desk", json::array(21, step("start", {}))).code(), "bad-value");
}

TEST_F(Several, OneCommandOnManyTicketsIsAnsweredForEach) {
  json::array tickets;
  for (int i = 0; i < 3; ++i) tickets.emplace_back(raise(emma_));
  tickets.emplace_back(raise(emma_, "security"));
  tickets.emplace_back("T99");
  post(ben_, "/tickets/T2/start");
  const json::object body{{"tickets", tickets}, {"command", "start"}};
  const auto send = [&] { return post(nora_, "/bulk", body, {{"Idempotency-Key", "all"}}); };
  const auto first = send();
  ASSERT_EQ(first.status, 200) << first.whole.body;
  EXPECT_EQ(first.number("/done"), 2);
  EXPECT_EQ(first.number("/results/0/status"), 200);
  EXPECT_EQ(first.text("/results/1/code"), "not-possible");
  EXPECT_EQ(first.number("/results/3/status"), 404) << "not hers to see";
  EXPECT_EQ(first.text("/results/3/detail"), first.text("/results/4/detail"));
  EXPECT_EQ(get(ana_, "/tickets/T3").text("/state"), "in_progress");
  const std::size_t before = entries("/tickets/T1");
  EXPECT_EQ(send().number("/done"), 2) << "the same answer";
  EXPECT_EQ(entries("/tickets/T1"), before) << "and done once";

  EXPECT_EQ(post(nora_, "/bulk", {{"tickets", json::array{}}, {"command", "start"}}).code(), "bad-value");
  EXPECT_EQ(post(nora_, "/bulk", {{"tickets", json::array(201, "T1")}, {"command", "start"}}).code(), "bad-value");
  EXPECT_EQ(post(nora_, "/bulk", {{"tickets", tickets}, {"command", "../people"}}).code(), "bad-value");
  EXPECT_EQ(post(nora_, "/bulk", {{"tickets", tickets}, {"command", "comments"}}).code(), "bad-body");
  EXPECT_EQ(
      post(nora_, "/bulk", {{"tickets", json::array{"../people"}}, {"command", "start"}}).number("/results/0/status"),
      404);
}

}  // namespace
}  // namespace concordat::testing
