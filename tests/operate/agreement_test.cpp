// SPDX-License-Identifier: Apache-2.0
#include "agreement/templates.hpp"
#include "operate/harbour.hpp"
#include "record/bundle_world.hpp"
#include "support/office.hpp"

#include <gtest/gtest.h>

// The agreement over HTTP: checked, compared, proposed, approved with keys that the host does not hold, put in force,
// shown to whom it may be shown, and asked.
namespace concordat::testing {
namespace {

using record::SigningKey;
using record::testing::key_of;

const SigningKey kNorthwindKey = key_of(11, "northwind.example");
const SigningKey kHarbourKey = key_of(12, "harbour.example");

std::string replaced(std::string text, const std::string& what, const std::string& with) {
  const auto at = text.find(what);
  EXPECT_NE(at, std::string::npos) << what;
  return text.replace(at, what.size(), with);
}

json::object file(const std::string& name, const std::string& text) { return {{"file", name}, {"text", text}}; }
json::object texts(const std::string& text) { return {{"texts", json::array{file("agreement.toml", text)}}}; }

json::object signed_by(const SigningKey& key, const std::string& organisation, const std::string& version,
                       const std::string& party) {
  const auto approval = agreement::sign_approval(organisation, version, party, key);
  return {{"party", approval.party}, {"vkey", approval.vkey}, {"signature", approval.signature}};
}

class AgreementOverHttp : public ::testing::Test {
 protected:
  void SetUp() override {
    organisation_ = office_.found(ana_, "Harbour", "ana@harbour.example", "ana");
    here_ = "/api/v1/organisations/" + organisation_;
    office_.put_in_force(organisation_, kHarbourText, "hq");
    office_.bring_in(ana_, nora_, organisation_, "nora@nw.example", "northwind", "nora");
    office_.bring_in(ana_, abe_, organisation_, "abe@aegis.example", "aegis", "abe");
    office_.bring_in(ana_, ben_, organisation_, "ben@harbour.example", "hq", "ben");
  }
  Reply post(Browser& who, const std::string& path, const json::value& body, const std::string& etag = "") {
    std::vector<std::pair<std::string, std::string>> headers;
    if (!etag.empty()) headers.emplace_back("If-Match", etag);
    return office_.ask(who, "POST", here_ + path, body, headers);
  }
  Reply get(Browser& who, const std::string& path) { return office_.ask(who, "GET", here_ + path); }
  static std::string etag(const Reply& reply) { return std::string(reply.whole.headers.get("ETag")); }
  std::string proposed(const json::object& body) {
    const auto reply = post(ana_, "/agreement/versions", body);
    EXPECT_EQ(reply.status, 201) << reply.whole.body;
    return reply.text("/version");
  }

  Office office_;
  Browser ana_, nora_, abe_, ben_;
  std::string organisation_, here_;
};

TEST_F(AgreementOverHttp, WhatIsWrongIsSaidWithAMend) {
  const auto good = post(nora_, "/agreement/check", texts(kHarbourText));
  ASSERT_EQ(good.status, 200) << good.whole.body;
  EXPECT_TRUE(good.body.at("ok").as_bool());
  const auto bad = post(nora_, "/agreement/check",
                        texts(replaced(kHarbourText, "does.resolve = [\"hq-desk\"", "does.resolve = [\"hq-dsek\"")));
  ASSERT_EQ(bad.status, 200) << bad.whole.body;
  EXPECT_FALSE(bad.body.at("ok").as_bool());
  EXPECT_EQ(bad.text("/findings/0/rule"), "unknown-name") << bad.whole.body;
  EXPECT_NE(bad.text("/findings/0/fix/patch").find("+does.resolve = [\"hq-desk\""), std::string::npos)
      << bad.whole.body;
  EXPECT_EQ(post(nora_, "/agreement/check", json::object{{"texts", json::array{}}}).status, 422);
}

TEST_F(AgreementOverHttp, AnOrganisationNamesItsTeamsAndWhoIsThereNow) {
  std::string text = replaced(kHarbourText, "[calendar.always]",
                              "[calendar.late]\nopen = { mon-fri = [\"12:00-20:00\"] }\n[calendar.always]");
  text = replaced(text, "[team.nw-noc]\nparty = \"northwind\"\nduty = \"always\"",
                  "[team.nw-noc]\nname = \"Operations\"\nparty = \"northwind\"\nduty = \"late\"");
  office_.put_in_force(organisation_, text, "hq");
  const auto here = get(nora_, "");  // a Monday, ten o'clock
  ASSERT_EQ(here.status, 200) << here.whole.body;
  EXPECT_EQ(here.text("/zone"), "UTC");
  EXPECT_EQ(here.body.at("teams").at(2),
            (json::object{{"key", "nw-noc"},
                          {"name", "Operations"},
                          {"parties", json::array{"northwind"}},
                          {"on_duty", false},
                          {"until", "2026-05-04T12:00:00Z"}}));
  EXPECT_TRUE(here.body.at_pointer("/teams/1/on_duty").as_bool());
  EXPECT_EQ(here.text("/teams/1/name"), "hq-desk") << "its key, where it has no name";
  EXPECT_EQ(here.body.at_pointer("/teams/1").as_object().if_contains("until"), nullptr) << "always";
  EXPECT_EQ(here.text("/functions/0/key"), "cybersecurity");
  office_.move(2 * 3'600);
  EXPECT_TRUE(get(nora_, "").body.at_pointer("/teams/2/on_duty").as_bool());
}

TEST_F(AgreementOverHttp, AWeekIsShownAsTheRowsFillIt) {
  std::string text = replaced(kHarbourText, "[calendar.always]",
                              "[calendar.late]\nopen = { mon-fri = [\"12:00-20:00\"] }\n[calendar.always]");
  text = replaced(text, "[team.nw-noc]\nparty = \"northwind\"\nduty = \"always\"",
                  "[team.nw-noc]\nparty = \"northwind\"\nduty = \"late\"");
  office_.put_in_force(organisation_, text, "hq");
  const auto week = get(nora_, "/agreement/week?at=2026-05-04T11:00:00Z");  // a Monday
  ASSERT_EQ(week.status, 200) << week.whole.body;
  EXPECT_EQ(week.text("/until"), "2026-05-11T11:00:00Z");
  const auto row_of = [&](const std::string& id) -> const json::object& {
    for (const auto& row : week.body.at("rows").as_array()) {
      if (row.at_pointer("/row/id").as_string() == id) return row.as_object();
    }
    throw std::runtime_error("no row " + id);
  };
  // Northwind alone changes things, from noon to eight on the days of the week: five shifts and what lies around them.
  const json::array& change = row_of("function.service-desk.does.change").at("stretches").as_array();
  ASSERT_EQ(change.size(), 11U) << week.whole.body;
  EXPECT_EQ(change.at(0), (json::object{{"from", "2026-05-04T11:00:00Z"},
                                        {"until", "2026-05-04T12:00:00Z"},
                                        {"team", ""},
                                        {"party", ""}}));
  EXPECT_EQ(change.at(1), (json::object{{"from", "2026-05-04T12:00:00Z"},
                                        {"until", "2026-05-04T20:00:00Z"},
                                        {"team", "nw-noc"},
                                        {"party", "northwind"}}));
  EXPECT_EQ(change.at(10).at("until").as_string(), "2026-05-11T11:00:00Z");
  for (std::size_t i = 1; i < change.size(); ++i) EXPECT_EQ(change.at(i).at("from"), change.at(i - 1).at("until"));
  // The desk is first and always there, so that nobody else ever has what it resolves; a role is there as well.
  EXPECT_EQ(row_of("function.service-desk.does.resolve").at("stretches").as_array().size(), 1U);
  EXPECT_EQ(row_of("function.service-desk.does.approve").at("stretches").at(0).at("team").as_string(), "it-lead");
  EXPECT_EQ(get(nora_, "/agreement/week?at=nonsense").status, 422);
}

TEST_F(AgreementOverHttp, ATemplateIsFilledCheckedAndInForceWithinMinutes) {
  Browser boss;
  const std::string here = "/api/v1/organisations/" + office_.found(boss, "Acme Works", "boss@acme.example", "");
  const auto list = office_.ask(boss, "GET", here + "/agreement/templates");
  ASSERT_EQ(list.status, 200) << list.whole.body;
  EXPECT_EQ(list.body.at("templates").as_array().size(), agreement::templates().size());
  for (const auto& one : list.body.at("templates").as_array()) {
    const std::string name(one.at("name").as_string());
    const auto filled = office_.ask(boss, "GET",
                                    here + "/agreement/templates/" + name +
                                        "?organisation=Acme%20Works&provider=Blue%20Sky&zone=Pacific/Auckland");
    ASSERT_EQ(filled.status, 200) << filled.whole.body;
    const std::string text = filled.text("/text");
    EXPECT_NE(text.find("effective = 2026-05-04"), std::string::npos) << "today, in Auckland: " << name;
    EXPECT_EQ(text.find("{{"), std::string::npos) << name;
    EXPECT_FALSE(filled.body.at("people").as_array().empty()) << name;
    const auto checked = office_.ask(boss, "POST", here + "/agreement/check", texts(text));
    EXPECT_TRUE(checked.body.at("ok").as_bool()) << name << checked.whole.body;
    EXPECT_EQ(office_.ask(boss, "POST", here + "/agreement/week", texts(text)).status, 200) << name;
  }
  const auto hybrid = office_.ask(boss, "GET", here + "/agreement/templates/hybrid");
  EXPECT_EQ(hybrid.body.at("people").at(0),
            (json::object{{"key", "alex"},
                          {"party", "internal"},
                          {"roles", json::array{"it-lead"}},
                          {"teams", json::array{"desk", "projects"}}}));
  EXPECT_EQ(hybrid.body.at("parties").at(1),
            (json::object{{"key", "provider"}, {"name", "Northwind"}, {"kind", "provider"}}));
  const auto made = office_.ask(boss, "POST", here + "/agreement/versions", texts(hybrid.text("/text")));
  ASSERT_EQ(made.status, 201) << made.whole.body;
  const auto applied =
      office_.ask(boss, "POST", here + "/agreement/versions/" + made.text("/version") + "/apply", json::object{});
  ASSERT_LT(applied.status, 300) << applied.whole.body;
  EXPECT_EQ(office_.ask(boss, "GET", here + "/agreement/week").status, 200) << "in force at once";

  EXPECT_EQ(office_.ask(boss, "GET", here + "/agreement/templates/nothing").status, 404);
  EXPECT_EQ(office_.ask(boss, "GET", here + "/agreement/templates/hybrid?zone=Mars/Olympus").status, 422);
  EXPECT_EQ(office_.ask(boss, "GET", here + "/agreement/templates/hybrid?effective=soon").status, 422);
}

TEST_F(AgreementOverHttp, TheWeekOfADraftIsShownBeforeAnybodyAgreedToIt) {
  json::object body = texts(kHarbourText);
  body["at"] = "2026-05-04T00:00:00Z";
  const auto same = post(nora_, "/agreement/week", body);
  ASSERT_EQ(same.status, 200) << same.whole.body;
  EXPECT_EQ(same.text("/version"), "");
  EXPECT_EQ(same.body.at("rows"), get(nora_, "/agreement/week?at=2026-05-04T00:00:00Z").body.at("rows"))
      << "the same texts, the same week";

  const std::string text = replaced(kHarbourText, "[calendar.always]",
                                    "[calendar.late]\nopen = { mon-fri = [\"12:00-20:00\"] }\n[calendar.always]");
  body["texts"].at(0).as_object()["text"] = replaced(text, "[team.nw-noc]\nparty = \"northwind\"\nduty = \"always\"",
                                                     "[team.nw-noc]\nparty = \"northwind\"\nduty = \"late\"");
  const auto week = post(nora_, "/agreement/week", body);
  ASSERT_EQ(week.status, 200) << week.whole.body;
  std::size_t stretches = 0;
  for (const auto& row : week.body.at("rows").as_array()) {
    if (row.at_pointer("/row/id").as_string() != "function.service-desk.does.change") continue;
    stretches = row.at("stretches").as_array().size();
  }
  EXPECT_EQ(stretches, 11U) << "five shifts and what lies around them";
  EXPECT_EQ(get(nora_, "/agreement/week?at=2026-05-04T00:00:00Z").body.at("rows"), same.body.at("rows"))
      << "a draft is nobody's yet";

  body["at"] = "1969-12-31T00:00:00Z";
  EXPECT_EQ(post(nora_, "/agreement/week", body).status, 422);
  body.erase("at");
  body["texts"].at(0).as_object()["text"] = "zone = \"Nowhere/At_all\"\n";
  EXPECT_EQ(post(nora_, "/agreement/week", body).code(), "not-whole");
  EXPECT_EQ(post(nora_, "/agreement/week", json::object{{"texts", json::array{}}}).status, 422);
}

TEST_F(AgreementOverHttp, AWeekThatChangesHandsTooOftenIsRefused) {
  // A thousand functions, the most that may be, and a calendar that opens and closes 24 times a day.
  std::string windows;
  for (int hour = 0; hour < 24; ++hour) {
    const std::string at = (hour < 10 ? "0" : "") + std::to_string(hour);
    windows += (hour == 0 ? "" : ", ") + ("\"" + at + ":00-" + at + ":30\"");
  }
  std::string text = replaced(kHarbourText, "[calendar.always]",
                              "[calendar.often]\nopen = { mon-sun = [" + windows + "] }\n[calendar.always]");
  text = replaced(text, "[team.nw-noc]\nparty = \"northwind\"\nduty = \"always\"",
                  "[team.nw-noc]\nparty = \"northwind\"\nduty = \"often\"");
  for (int i = 0; i < 900; ++i) {
    const std::string key = std::to_string(i);
    text += "\n[function.f" + key + "]\nmodel = \"managed\"\ntakes = [\"w" + key +
            "\"]\naccountable = \"it-lead\"\ndoes.resolve = [\"nw-noc\"]\n";
  }
  const auto reply = post(nora_, "/agreement/week", texts(text));
  EXPECT_EQ(reply.status, 422);
  EXPECT_EQ(reply.code(), "too-much") << reply.whole.body.substr(0, 500);
}

TEST_F(AgreementOverHttp, ADifferenceIsSaidInWords) {
  const auto reply =
      post(nora_, "/agreement/diff", texts(replaced(kHarbourText, "within = \"4h\"", "within = \"2h\"")));
  ASSERT_EQ(reply.status, 200) << reply.whole.body;
  EXPECT_EQ(reply.text("/targets/0/from"), "4h");
  EXPECT_EQ(reply.text("/targets/0/to"), "2h");
  EXPECT_EQ(reply.body.at("approval_needed"), (json::array{"hq", "northwind"}));
  EXPECT_NE(reply.text("/words").find("4h → 2h"), std::string::npos) << reply.text("/words");
}

TEST_F(AgreementOverHttp, ADifferenceSaysWhatBecomesOfOpenTicketsThatOneMayRead) {
  const Instant opened = office_.now().floor_to_second();
  const std::string mine =
      post(ana_, "/tickets", json::object{{"subject", "Fan"}, {"category", "network"}}).text("/ticket");
  const std::string hidden =
      post(ana_, "/tickets", json::object{{"subject", "Mail"}, {"category", "security"}}).text("/ticket");
  const std::string over =
      post(ana_, "/tickets", json::object{{"subject", "Over"}, {"category", "network"}}).text("/ticket");
  EXPECT_EQ(post(ana_, "/tickets/" + over + "/cancel", json::object{{"reason", "Twice."}}).status, 200);
  office_.move(2);
  office_.tick();
  std::string text = replaced(kHarbourText, "within = \"4h\"", "within = \"2h\"");
  text = replaced(text, "does.resolve = [\"hq-desk\", \"nw-noc\"]", "does.resolve = [\"nw-noc\"]");
  text = replaced(text, "does.resolve = [\"aegis-soc\"]", "does.resolve = [\"hq-desk\"]");

  const auto seen_by_nora = post(nora_, "/agreement/diff", texts(text));
  ASSERT_EQ(seen_by_nora.status, 200) << seen_by_nora.whole.body;
  const auto due_after = [&](int hours) {
    return format_instant(Instant::from_seconds(opened.seconds() + hours * 3'600));
  };
  const json::object move{
      {"ticket", mine},
      {"subject", "Fan"},
      {"holder_from", "hq-desk"},
      {"holder_to", "nw-noc"},
      {"clocks",
       json::array{json::object{{"target", "acknowledge"}, {"due_from", due_after(4)}, {"due_to", due_after(2)}}}}};
  EXPECT_EQ(seen_by_nora.body.at("tickets"),
            (json::object{{"looked_at", 1}, {"more", 0}, {"moves", json::array{move}}}))
      << "Aegis' ticket is not hers to know of: " << seen_by_nora.whole.body;
  const auto seen_by_ana = post(ana_, "/agreement/diff", texts(text));
  EXPECT_EQ(seen_by_ana.body.at_pointer("/tickets/looked_at").to_number<int>(), 2);
  EXPECT_EQ(seen_by_ana.text("/tickets/moves/1/ticket"), hidden);
  EXPECT_EQ(seen_by_ana.text("/tickets/moves/1/holder_to"), "hq-desk");
  EXPECT_EQ(post(ana_, "/agreement/diff", texts(kHarbourText)).body.at_pointer("/tickets/moves"), json::array{});

  // Against a version that is not in force, nothing is said of tickets.
  json::object body = texts(kHarbourText);
  body["base"] = proposed(texts(text));
  EXPECT_EQ(post(ana_, "/agreement/diff", body).body.as_object().if_contains("tickets"), nullptr);
}

TEST_F(AgreementOverHttp, AVersionIsInForceWhenEveryoneItNeedsHasSignedIt) {
  const std::string text = replaced(kHarbourText, "within = \"4h\"", "within = \"2h\"");
  EXPECT_EQ(post(nora_, "/agreement/versions", texts(text)).status, 403);
  EXPECT_EQ(post(ben_, "/agreement/versions", texts(text)).status, 403) << "no owner, and accountable for nothing";
  const std::string id = proposed(texts(text));
  const auto before = get(nora_, "/agreement/versions");
  EXPECT_EQ(before.text("/versions/0/version"), id);
  EXPECT_NE(before.text("/in_force"), id);
  EXPECT_EQ(before.body.at_pointer("/versions/0/not_agreed_by"), (json::array{"hq", "northwind"}));

  // The signature is of this organisation, version and party; whatever else it is, it is none.
  const std::string approve = "/agreement/versions/" + id + "/approve";
  auto of_another = signed_by(kNorthwindKey, organisation_, "v_00000000000000000000000000000000", "northwind");
  EXPECT_EQ(post(nora_, approve, of_another).code(), "bad-signature");
  EXPECT_EQ(post(ana_, approve, signed_by(kNorthwindKey, organisation_, id, "northwind")).code(), "not-yours")
      << "the organisation's owner has no word for Northwind";
  EXPECT_EQ(post(abe_, approve, signed_by(kNorthwindKey, organisation_, id, "aegis")).code(), "not-asked");

  const auto approved = post(nora_, approve, signed_by(kNorthwindKey, organisation_, id, "northwind"));
  ASSERT_EQ(approved.status, 200) << approved.whole.body;
  EXPECT_FALSE(approved.body.at("agreed").as_bool());
  EXPECT_EQ(post(nora_, approve, signed_by(kNorthwindKey, organisation_, id, "northwind")).code(), "already");
  EXPECT_EQ(post(ana_, approve, signed_by(kNorthwindKey, organisation_, id, "hq")).code(), "not-yours")
      << "Northwind's key signs for Northwind";
  office_.move(60);
  const auto agreed = post(ana_, approve, signed_by(kHarbourKey, organisation_, id, "hq"));
  ASSERT_EQ(agreed.status, 200) << agreed.whole.body;
  EXPECT_TRUE(agreed.body.at("agreed").as_bool());
  EXPECT_EQ(agreed.text("/in_force_from"), format_instant(office_.now().floor_to_second()));
  EXPECT_EQ(get(nora_, "/agreement").text("/version/version"), id);
  const auto past = get(nora_, "/agreement?at=" + format_instant(Instant{office_.now().us - 30'000'000}));
  EXPECT_EQ(past.text("/version/version"), before.text("/in_force")) << "the past keeps its rules";

  // A key stays the party's: another one is refused, however well it signs.
  const std::string next = proposed(texts(replaced(text, "within = \"2h\"", "within = \"1h\"")));
  EXPECT_EQ(post(nora_, "/agreement/versions/" + next + "/approve",
                 signed_by(key_of(13, "new.example"), organisation_, next, "northwind"))
                .code(),
            "other-key");
}

TEST_F(AgreementOverHttp, TheOrganisationAlonePutsItInForceAndThatIsSaid) {
  const std::string id = proposed(texts(replaced(kHarbourText, "within = \"4h\"", "within = \"2h\"")));
  const std::string apply = "/agreement/versions/" + id + "/apply";
  EXPECT_EQ(post(nora_, apply, json::object{}).status, 403);
  EXPECT_EQ(post(ben_, apply, json::object{}).status, 403);
  const auto shown = get(ana_, "/agreement/versions/" + id);
  EXPECT_EQ(post(ana_, apply, json::object{}, "\"other\"").status, 412);
  const auto applied = post(ana_, apply, json::object{}, etag(shown));
  ASSERT_EQ(applied.status, 200) << applied.whole.body;
  EXPECT_EQ(applied.body.at("not_agreed_by"), (json::array{"northwind"}));
  EXPECT_EQ(get(nora_, "/agreement").text("/version/version"), id);
  EXPECT_EQ(post(ana_, apply, json::object{}, etag(shown)).status, 412) << "it is not any more as it was shown";
  EXPECT_EQ(get(ana_, "/agreement/versions/v_1").status, 404);
}

std::vector<std::string> told(const Reply& shown) {
  std::vector<std::string> all;
  for (const auto& one : shown.body.at("history").as_array()) {
    const auto* words = one.as_object().if_contains("words");
    all.push_back(std::string(one.at("party").as_string()) + " " + std::string(one.at("what").as_string()) +
                  (words == nullptr ? "" : ": " + std::string(words->as_string())));
  }
  return all;
}

TEST_F(AgreementOverHttp, BothSidesTalkAboutAProposalAndWhoeverMadeItTakesItBack) {
  const json::object body = texts(replaced(kHarbourText, "within = \"4h\"", "within = \"2h\""));
  const std::string id = proposed(body);
  const std::string path = "/agreement/versions/" + id;
  const json::object reason{{"reason", "Two hours are not enough at night."}};

  // A no is given by whoever could say yes, for their own party, where it is asked.
  EXPECT_EQ(post(ben_, path + "/reject", reason).status, 403);
  EXPECT_EQ(post(abe_, path + "/reject", reason).code(), "not-asked");
  EXPECT_EQ(post(nora_, path + "/reject", json::object{{"reason", " "}}).status, 422);
  EXPECT_EQ(post(nora_, path + "/reject", reason, "\"other\"").status, 412);
  const std::string before = etag(get(ana_, "/agreement/versions"));
  const auto rejected = post(nora_, path + "/reject", reason, etag(get(nora_, path)));
  ASSERT_EQ(rejected.status, 200) << rejected.whole.body;
  EXPECT_EQ(rejected.text("/rejections/0/party"), "northwind");
  EXPECT_EQ(rejected.body.at("not_agreed_by"), (json::array{"hq", "northwind"}));
  EXPECT_NE(etag(get(ana_, "/agreement/versions")), before);
  EXPECT_EQ(post(nora_, path + "/reject", reason).code(), "already");

  EXPECT_EQ(post(ben_, path + "/notes", json::object{{"text", "x"}}).status, 403);
  EXPECT_EQ(post(ana_, path + "/notes", json::object{{"text", ""}}).status, 422);
  const auto note = post(ana_, path + "/notes", json::object{{"text", "And three by day?"}});
  ASSERT_EQ(note.status, 201) << note.whole.body;
  EXPECT_EQ(note.text("/words"), "And three by day?");

  // Only the side that proposed takes it back; after that nobody agrees to it or puts it in force.
  EXPECT_EQ(post(nora_, path + "/withdraw", json::object{}).code(), "not-yours");
  EXPECT_EQ(post(ben_, path + "/withdraw", json::object{}).status, 403);
  const auto withdrawn =
      post(ana_, path + "/withdraw", json::object{{"reason", "We talk first."}}, etag(get(ana_, path)));
  ASSERT_EQ(withdrawn.status, 200) << withdrawn.whole.body;
  EXPECT_EQ(withdrawn.text("/withdrawn"), format_instant(office_.now()));
  EXPECT_EQ(post(ana_, path + "/withdraw", json::object{}).code(), "already");
  EXPECT_EQ(post(nora_, path + "/approve", signed_by(kNorthwindKey, organisation_, id, "northwind")).code(),
            "withdrawn");
  EXPECT_EQ(post(ana_, path + "/apply", json::object{}).code(), "not-possible");
  EXPECT_EQ(post(nora_, path + "/reject", reason).code(), "not-possible");
  EXPECT_EQ(told(get(abe_, path)),
            (std::vector<std::string>{"hq proposed", "northwind rejected: Two hours are not enough at night.",
                                      "hq noted: And three by day?", "hq withdrawn: We talk first."}));
  EXPECT_EQ(get(nora_, "/agreement/versions").text("/versions/0/withdrawn"), format_instant(office_.now()));

  // The very same texts are another version, and what is in force stays.
  const std::string again = proposed(body);
  EXPECT_NE(again, id);
  const std::string in_force = get(ana_, "/agreement/versions").text("/in_force");
  EXPECT_EQ(post(ana_, "/agreement/versions/" + in_force + "/withdraw", json::object{}).code(), "not-possible");
}

TEST_F(AgreementOverHttp, WhoProposesUponWhatIsThereNoMoreIsTold) {
  const std::string tag = etag(get(ana_, "/agreement/versions"));
  ASSERT_FALSE(tag.empty());
  const auto first =
      post(ana_, "/agreement/versions", texts(replaced(kHarbourText, "within = \"4h\"", "within = \"2h\"")), tag);
  EXPECT_EQ(first.status, 201) << first.whole.body;
  const auto second =
      post(ana_, "/agreement/versions", texts(replaced(kHarbourText, "within = \"4h\"", "within = \"3h\"")), tag);
  EXPECT_EQ(second.status, 412);
  EXPECT_EQ(second.code(), "changed-since");
  const auto broken =
      post(ana_, "/agreement/versions", texts(replaced(kHarbourText, "zone = \"UTC\"", "zone = \"X\"")));
  EXPECT_EQ(broken.code(), "not-whole");
  EXPECT_EQ(broken.text("/errors/0/pointer"), "/texts");
}

TEST_F(AgreementOverHttp, AnAnnexIsItsPartysAndWhatIsSignedIsWhatWasShown) {
  const std::string annex =
      "annex = \"northwind\"\n[price.desk]\nper = \"user\"\n"
      "counts = \"assets.users\"\nmonthly = \"GBP 20.00\"\n";
  const std::string private_text = "private = \"harbour\"\n[driver.cost-control]\nweight = 100\n";
  json::object body{{"texts", json::array{file("agreement.toml", kHarbourText), file("annex-northwind.toml", annex),
                                          file("private.toml", private_text)}},
                    {"despite_errors", true}};
  const std::string id = proposed(body);
  const std::string path = "/agreement/versions/" + id;
  const auto files = [&](Browser& who) {
    std::vector<std::string> names;
    const auto shown = get(who, path);
    EXPECT_EQ(shown.status, 200) << shown.whole.body;
    for (const auto& one : shown.body.at("texts").as_array()) names.emplace_back(one.at("file").as_string());
    return names;
  };
  EXPECT_EQ(files(ana_), (std::vector<std::string>{"agreement.toml", "annex-northwind.toml", "private.toml"}));
  EXPECT_EQ(files(nora_), (std::vector<std::string>{"agreement.toml", "annex-northwind.toml"}));
  EXPECT_EQ(files(abe_), (std::vector<std::string>{"agreement.toml"}));
  EXPECT_EQ(files(ben_), (std::vector<std::string>{"agreement.toml"})) << "prices are the owner's to see";

  const auto shown = get(nora_, path);
  EXPECT_EQ(agreement::version_id(shown.body.at("statement").as_object()), id);
  for (const auto& one : shown.body.at("texts").as_array()) {
    const std::string digest = record::text_digest(one.at("salt").as_string(), one.at("text").as_string());
    EXPECT_EQ(one.at("digest").as_string(), digest);
    EXPECT_NE(write_json(shown.body.at("statement")).find(digest), std::string::npos);
  }
}

TEST_F(AgreementOverHttp, ItSaysWhoHasWorkAndWhoMayAndByWhichRow) {
  const auto decided = get(nora_, "/agreement/decide?function=service-desk&activity=resolve");
  ASSERT_EQ(decided.status, 200) << decided.whole.body;
  EXPECT_EQ(decided.text("/on_duty/team"), "hq-desk");
  EXPECT_EQ(decided.text("/row/id"), "function.service-desk.does.resolve");
  EXPECT_EQ(decided.body.at("responsible"), (json::array{"hq-desk", "nw-noc"}));
  EXPECT_EQ(get(nora_, "/agreement/decide?function=service-dsek&activity=resolve").code(), "unknown-name");

  const auto ticket = post(ana_, "/tickets", json::object{{"subject", "x"}, {"category", "security"}});
  const std::string name = ticket.text("/ticket");
  office_.move(2);
  office_.tick();
  const auto why = get(abe_, "/agreement/decide?ticket=" + name);
  ASSERT_EQ(why.status, 200) << why.whole.body;
  EXPECT_EQ(why.text("/with"), "aegis-soc");
  EXPECT_EQ(why.text("/function"), "cybersecurity");
  EXPECT_NE(why.text("/words").find("function.cybersecurity.does.resolve"), std::string::npos);
  const auto hidden = get(nora_, "/agreement/decide?ticket=" + name);
  const auto absent = get(nora_, "/agreement/decide?ticket=T4711");
  EXPECT_EQ(hidden.status, 404);
  EXPECT_EQ(hidden.whole.body, absent.whole.body);

  const auto yes = get(nora_, "/agreement/explain?may=change&on=service-desk");
  ASSERT_EQ(yes.status, 200) << yes.whole.body;
  EXPECT_TRUE(yes.body.at("allow").as_bool());
  EXPECT_EQ(yes.text("/because/0/id"), "function.service-desk.does.change");
  EXPECT_FALSE(get(ana_, "/agreement/explain?who=nora&may=approve&on=service-desk").body.at("allow").as_bool());
  EXPECT_EQ(get(nora_, "/agreement/explain?who=abe&may=resolve&on=cybersecurity").status, 403)
      << "another provider's people are not hers to ask about";

  const auto people = [&](Browser& who) {
    std::vector<std::string> names;
    const auto reply = get(who, "/agreement/who-may?may=resolve&on=service-desk");
    for (const auto& one : reply.body.at("people").as_array()) {
      names.emplace_back(one.at("person").as_string());
    }
    return names;
  };
  EXPECT_EQ(people(ana_), (std::vector<std::string>{"ana", "ben", "nora"}));
  EXPECT_EQ(people(nora_), (std::vector<std::string>{"nora"}));
}

TEST_F(AgreementOverHttp, WhoseContractIsOverReadsItNoMore) {
  office_.append(organisation_, {agreement::dismissed("northwind", "hq", "enough")});
  office_.move(1);
  for (const char* path :
       {"/agreement", "/agreement/versions", "/agreement/explain?may=change&on=service-desk",
        "/agreement/decide?function=service-desk&activity=resolve", "/agreement/who-may?may=resolve&on=service-desk"}) {
    EXPECT_EQ(get(nora_, path).status, 404) << path;
  }
  EXPECT_EQ(post(nora_, "/agreement/check", texts(kHarbourText)).status, 404);
}

}  // namespace
}  // namespace concordat::testing
