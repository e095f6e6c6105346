// SPDX-License-Identifier: Apache-2.0
#include "operate/harbour.hpp"
#include "support/office.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <regex>

// No stranger sees anything: every route, taken from the table itself, is asked by everybody who should learn nothing.
namespace concordat::testing {
namespace {

class Stranger : public ::testing::Test {
 protected:
  void SetUp() override {
    organisation_ = office_.found(ana_, "Harbour", "ana@harbour.example", "ana");
    office_.put_in_force(organisation_, kHarbourText, "hq");
    nora_person_ = office_.bring_in(ana_, nora_, organisation_, "nora@nw.example", "northwind", "nora");
    office_.bring_in(ana_, abe_, organisation_, "abe@aegis.example", "aegis", "abe");
    const auto invited = office_.ask(ana_, "POST", "/api/v1/organisations/" + organisation_ + "/invitations",
                                     json::object{{"email", "late@harbour.example"}});
    invitation_ = invited.text("/id");
    const auto made = office_.ask(ana_, "POST", "/api/v1/organisations/" + organisation_ + "/tickets",
                                  json::object{{"subject", "Secret"}, {"category", "printer"}});
    ticket_ = made.text("/ticket");
    webhook_ = office_
                   .ask(ana_, "POST", "/api/v1/organisations/" + organisation_ + "/webhooks",
                        json::object{{"url", "https://psa.example/"}})
                   .text("/id");
    version_ =
        office_.ask(ana_, "GET", "/api/v1/organisations/" + organisation_ + "/agreement/versions").text("/in_force");
    other_ = office_.found(oscar_, "Other", "oscar@other.example", "");
  }

  // The route's path with ids that are there, or with some that are not.
  std::string filled(const std::string& path, bool there) const {
    std::string out = path;
    const auto put = [&out](const std::string& name, const std::string& value) {
      out = std::regex_replace(out, std::regex("\\{" + name + "\\}"), value);
    };
    put("organisation", there ? organisation_ : "o_aaaaaaaaaaaaaaaa");
    put("ticket", there ? ticket_ : "T4711");
    put("person", there ? nora_person_ : "p_aaaaaaaaaaaaaaaa");
    put("team", there ? "nw-noc" : "nobodys");
    put("party", there ? "northwind" : "nobody");
    put("access", "a_aaaaaaaaaaaaaaaa");
    put("version", there ? version_ : "v_aaaaaaaaaaaaaaaa");
    put("invitation", there ? invitation_ : "i_aaaaaaaaaaaaaaaa");
    put("webhook", there ? webhook_ : "w_aaaaaaaaaaaaaaaa");
    put("provider", "v_aaaaaaaaaaaaaaaa");
    put("name", there ? "hybrid" : "nothing");
    put("template", "m_aaaaaaaaaaaaaaaa");
    put("freeze", "f_aaaaaaaaaaaaaaaa");
    put("item", "laptop");
    put("approval", "0");
    put("attachment", "0");
    put("session", "s_aaaaaaaaaaaaaaaa");
    put("view", "v_aaaaaaaaaaaaaaaa");
    put("token", "k_aaaaaaaaaaaaaaaa");
    EXPECT_EQ(out.find('{'), std::string::npos) << "a parameter that this test does not know: " << path;
    return out;
  }
  // A body that each route would take from somebody who may: of the desk, and of the rest.
  static std::map<std::string, json::object> desk_bodies() {
    return {
        {"createTicket", {{"subject", "x"}}},
        {"comment", {{"text", "x"}}},
        {"classify", {{"category", "x"}}},
        {"prioritise", {{"impact", 1}, {"urgency", 1}}},
        {"setOwner", {{"team", "hq-desk"}}},
        {"assign", {{"team", "hq-desk"}}},
        {"wait", {{"on", "requester"}}},
        {"offer", {{"team", "nw-noc"}, {"what", "x"}, {"tried", "x"}, {"next_step", "x"}}},
        {"return", {{"reason", "x"}}},
        {"cancel", {{"reason", "x"}}},
        {"merge", {{"ticket", "T1"}}},
        {"link", {{"relation", "relates"}, {"ticket", "T1"}}},
        {"unlink", {{"relation", "relates"}, {"ticket", "T1"}}},
        {"split", {{"subject", "x"}}},
        {"proposeMajor", {{"why", "x"}}},
        {"rejectMajor", {{"reason", "x"}}},
        {"updateMajor", {{"text", "x"}}},
        {"reviewMajor", {{"findings", "x"}}},
        {"createTemplate", {{"name", "x"}, {"steps", json::array{json::object{{"command", "start"}}}}}},
        {"replaceTemplate", {{"name", "x"}, {"steps", json::array{json::object{{"command", "start"}}}}}},
        {"applyTemplate", {{"id", "m_aaaaaaaaaaaaaaaa"}}},
        {"bulk", {{"tickets", json::array{"T1"}}, {"command", "start"}}},
        {"setKnownError", {{"cause", "x"}, {"workaround", "x"}}},
        {"planChange",
         {{"kind", "normal"}, {"risk", "low"}, {"starts", "2030-01-01T00:00:00Z"}, {"ends", "2030-01-02T00:00:00Z"}}},
        {"declareFreeze", {{"from", "2030-01-01T00:00:00Z"}, {"to", "2030-01-02T00:00:00Z"}, {"why", "x"}}},
        {"putCatalogueItem", {{"name", "x"}, {"description", "x"}, {"category", "x"}}},
        {"order", {{"item", "laptop"}}},
        {"eraseAttachment", {{"reason", "x"}}},
        {"askApproval", {}},
        {"approve", {}},
        {"acceptMajor", {}},
        {"setMajorRoles", {}},
        {"rate", {{"happy", true}}},
        {"act", {{"action", "isolate"}, {"thing", "server"}}},
        {"refuse", {{"reason", "x"}}},
        {"logTime", {{"minutes", 1}}},
    };
  }
  static const std::map<std::string, json::object>& bodies() {
    static const std::map<std::string, json::object> kBodies = [] {
      std::map<std::string, json::object> all = {
          {"invite", {{"email", "x@y.example"}}},
          {"addIdentityProvider",
           {{"name", "x"},
            {"issuer", "https://id.example"},
            {"client_id", "x"},
            {"client_secret", "x"},
            {"redirect_uri", "https://desk.example/api/v1/identity/callback"}}},
          {"linkIdentity", {{"password", "x"}}},
          {"unlinkIdentity", {{"password", "x"}}},
          {"createWebhook", {{"url", "https://psa.example/"}}},
          {"replayDeliveries", {}},
          {"switchWebhook", {{"on", false}}},
          {"createView", {{"name", "x"}, {"query", "tab=open"}}},
          {"changeView", {{"name", "x"}, {"query", "tab=open"}}},
          {"setPersonKey", {{"key", "ben"}}},
          {"pair", {{"party", "northwind"}, {"vkey", "x"}}},
          {"cosign", {{"note", "x"}}},
          {"isWriting", {{"ticket", "T1"}}},
          {"importLog", {{"format", "csv"}, {"file", "x.csv"}, {"map", "x"}, {"content", "x"}}},
          {"checkAgreement", {{"texts", json::array{json::object{{"file", "a.toml"}, {"text", kHarbourText}}}}}},
          {"draftWeek", {{"texts", json::array{json::object{{"file", "a.toml"}, {"text", kHarbourText}}}}}},
          {"diffAgreement", {{"texts", json::array{json::object{{"file", "a.toml"}, {"text", kHarbourText}}}}}},
          {"proposeVersion", {{"texts", json::array{json::object{{"file", "a.toml"}, {"text", kHarbourText}}}}}},
          {"approveVersion", {{"party", "hq"}, {"vkey", "x"}, {"signature", "x"}}},
          {"applyVersion", {}},
          {"withdrawVersion", {}},
          {"rejectVersion", {{"reason", "x"}}},
          {"noteVersion", {{"text", "x"}}},
          {"askForGrant", {{"actions", json::array{"resolve"}}, {"until", "2030-01-01T00:00:00Z"}, {"why", "x"}}},
          {"grantAccess",
           {{"person", "nora"}, {"actions", json::array{"resolve"}}, {"until", "2030-01-01T00:00:00Z"}, {"why", "x"}}},
          {"refuseGrant", {{"why", "x"}}},
          {"delegate", {{"person", "ben"}, {"action", "see-prices"}, {"until", "2030-01-01T00:00:00Z"}}},
          {"breakGlass", {{"why", "x"}}},
          {"reviewGlass", {{"words", "x"}}},
          {"endAccess", {}},
          {"suspendParty", {{"why", "x"}}},
          {"narrowParty", {{"actions", json::array{"resolve"}}, {"why", "x"}}},
          {"dismissParty", {{"why", "x"}}},
          {"nameRepresentative", {{"person", "nora"}}},
          {"nameAdministrator", {{"person", "nora"}}},
          {"nameOwner", {{"person", "ben"}}},
          {"askAuthority", {{"team", "nw-noc"}, {"action", "isolate"}, {"class", "server"}}},
          {"answerAuthority", {{"yes", true}}},
          {"rotateKey", {{"old", "x"}, {"new", "x"}, {"signed_by_old", "x"}, {"signed_by_new", "x"}}},
          {"resolve", {}},
          {"reopen", {}},
          {"setParent", {}},
      };
      all.merge(desk_bodies());
      return all;
    }();
    return kBodies;
  }
  static json::value body_of(const operate::Operation& operation) {
    if (operation.method == "GET" || operation.method == "DELETE") return nullptr;
    const auto found = bodies().find(operation.id);
    return found == bodies().end() ? json::object{} : found->second;
  }
  // Status, header fields and body, without what differs from one request to the next by design.
  static std::string face(const Reply& reply) {
    std::string all = std::to_string(reply.status) + "\n";
    for (const auto& [name, value] : reply.whole.headers.all()) {
      if (name != "RateLimit") all += name + ": " + value + "\n";
    }
    return all + reply.whole.body;
  }
  template <typename Check>
  void each_member_route(Check check) {
    std::size_t count = 0;
    for (const auto& operation : office_.api().operations()) {
      if (operation->door != operate::Door::member) continue;
      ++count;
      check(*operation);
      office_.move(10);  // so that the rate limit has no say
    }
    EXPECT_GE(count, 25U);
  }

  static std::string lower(std::string method) {
    for (char& c : method) c = static_cast<char>(c - 'A' + 'a');
    return method;
  }

  Office office_;
  const json::value description_ = office_.api().openapi("test");
  Browser ana_, nora_, abe_, oscar_;
  std::string organisation_, other_, ticket_, nora_person_, invitation_, webhook_, version_;
};

TEST_F(Stranger, NobodyAtAllIsAskedToSignInWhateverIsThere) {
  for (const auto& operation : office_.api().operations()) {
    if (operation->door == operate::Door::everybody) continue;
    Browser nobody;
    const auto there = office_.ask(nobody, operation->method, filled(operation->path, true), body_of(*operation));
    const auto absent = office_.ask(nobody, operation->method, filled(operation->path, false), body_of(*operation));
    EXPECT_EQ(there.status, 401) << operation->id;
    EXPECT_EQ(face(there), face(absent)) << operation->id;
    Browser forged;
    forged.token = "ct_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    EXPECT_EQ(office_.ask(forged, operation->method, filled(operation->path, true), body_of(*operation)).status, 401)
        << operation->id;
    office_.move(10);
  }
}

TEST_F(Stranger, AnotherOrganisationsOwnerSeesWhatIsNotThere) {
  each_member_route([&](const operate::Operation& operation) {
    const auto there = office_.ask(oscar_, operation.method, filled(operation.path, true), body_of(operation));
    const auto absent = office_.ask(oscar_, operation.method, filled(operation.path, false), body_of(operation));
    EXPECT_EQ(there.status, 404) << operation.id << " " << there.whole.body;
    EXPECT_EQ(face(there), face(absent)) << operation.id;
  });
}

TEST_F(Stranger, AnotherPartyDoesNotLearnOfTicketsThatAreNotShownToIt) {
  each_member_route([&](const operate::Operation& operation) {
    if (operation.path.find("{ticket}") == std::string::npos) return;
    std::string absent_path = filled(operation.path, true);
    absent_path = std::regex_replace(absent_path, std::regex("/" + ticket_ + "(/|$)"), "/T4711$1");
    const auto there = office_.ask(abe_, operation.method, filled(operation.path, true), body_of(operation));
    const auto absent = office_.ask(abe_, operation.method, absent_path, body_of(operation));
    EXPECT_EQ(there.status, 404) << operation.id << " " << there.whole.body;
    EXPECT_EQ(face(there), face(absent)) << operation.id;
  });
}

TEST_F(Stranger, ARevokedTokenAndASessionThatEndedAreGoodForNothing) {
  const auto made =
      office_.ask(ana_, "POST", "/api/v1/me/tokens",
                  json::object{{"name", "x"}, {"scopes", json::array{"read", "desk", "people", "organisation"}}});
  Browser program;
  program.token = made.text("/token");
  Browser gone = ana_;
  EXPECT_EQ(office_.ask(program, "GET", "/api/v1/organisations/" + organisation_).status, 200);
  EXPECT_EQ(office_.ask(ana_, "DELETE", "/api/v1/me/tokens/" + made.text("/id")).status, 204);
  EXPECT_EQ(office_.ask(ana_, "DELETE", "/api/v1/sessions/current").status, 204);
  each_member_route([&](const operate::Operation& operation) {
    EXPECT_EQ(office_.ask(program, operation.method, filled(operation.path, true), body_of(operation)).status, 401)
        << operation.id;
    EXPECT_EQ(office_.ask(gone, operation.method, filled(operation.path, true), body_of(operation)).status, 401)
        << operation.id;
  });
}

TEST_F(Stranger, AFormerPartysPeopleChangeNothing) {
  office_.append(organisation_, {agreement::dismissed("northwind", "hq", "enough")});
  office_.move(1);
  each_member_route([&](const operate::Operation& operation) {
    // For ninety days its two may still sign what was shared with it.
    if (operation.method == "GET" || operation.id == "cosign") return;
    const auto tried = office_.ask(nora_, operation.method, filled(operation.path, true), body_of(operation));
    // What is done to many is answered for each.
    if (operation.id == "bulk" && tried.number("/done") == 0 && tried.number("/results/0/status") >= 403) return;
    EXPECT_TRUE(tried.status == 403 || tried.status == 404) << operation.id << " " << tried.status << tried.whole.body;
  });
}

// A route that somebody adds is asked by strangers with a body that it would take, or this fails.
TEST_F(Stranger, EveryRouteThatReadsABodyHasOneHere) {
  const auto& description = description_.as_object();
  const JsonSchema schema(description_);
  for (const auto& operation : office_.api().operations()) {
    if (operation->door != operate::Door::member) continue;
    const auto& one = description.at("paths").at(operation->path).at(lower(operation->method)).as_object();
    const auto* body = one.if_contains("requestBody");
    if (body == nullptr || !body->at("content").as_object().contains("application/json")) continue;  // a file is any
    const auto found = bodies().find(operation->id);
    EXPECT_NE(found, bodies().end()) << operation->id << " has no body in this test";
    if (found == bodies().end()) continue;
    const auto& expected = body->at_pointer("/content/application~1json/schema");
    EXPECT_EQ(schema.check(found->second, expected), std::vector<std::string>{}) << operation->id;
  }
}

TEST_F(Stranger, EveryRouteIsDescribedWithWhoMayAskAndHowItIsRefused) {
  const auto& description = description_.as_object();
  EXPECT_EQ(description.at("security"),
            (json::array{json::object{{"session", json::array{}}}, json::object{{"token", json::array{}}}}));
  const auto& schemes = description.at("components").at("securitySchemes").as_object();
  EXPECT_TRUE(schemes.contains("session") && schemes.contains("token"));
  std::size_t described = 0;
  for (const auto& operation : office_.api().operations()) {
    const auto& one = description.at("paths").at(operation->path).at(lower(operation->method)).as_object();
    EXPECT_EQ(one.at("operationId").as_string(), operation->id);
    // Only what is for everybody says that it asks for nothing.
    const bool open = one.contains("security") && one.at("security").as_array().empty();
    EXPECT_EQ(open, operation->door == operate::Door::everybody) << operation->id;
    EXPECT_EQ(one.at("responses").at("default").at("$ref").as_string(), "#/components/responses/Problem");
    EXPECT_FALSE(operation->summary.empty()) << operation->id;
    ++described;
  }
  EXPECT_EQ(described, office_.api().router().routes().size());
  const auto& problem = description.at("components").at("responses").at("Problem").at("content").as_object();
  EXPECT_TRUE(problem.contains("application/problem+json"));
}

// Two people change one thing: the second learns of it. Every changing route on a thing that can be read is asked, from
// the same table, with an If-Match that is not the thing's ETag any more.
class Editing : public Stranger {
 protected:
  void SetUp() override {
    Stranger::SetUp();
    const std::string here = "/api/v1/organisations/" + organisation_;
    const auto made = [&](const std::string& method, const std::string& path, const std::string& route) {
      const auto reply = office_.ask(ana_, method, path, bodies().at(route));
      EXPECT_LT(reply.status, 300) << route << reply.whole.body;
      return reply.text("/id");
    };
    ids_["view"] = office_.ask(ana_, "POST", here + "/views", bodies().at("createView")).text("/view");
    auto of_team = bodies().at("createTemplate");
    of_team["team"] = "hq-desk";
    ids_["template"] = office_.ask(ana_, "POST", here + "/templates", of_team).text("/id");
    ids_["provider"] = made("POST", here + "/identity-providers", "addIdentityProvider");
    made("PUT", here + "/catalogue/laptop", "putCatalogueItem");
    const json::object token{{"name", "x"}, {"scopes", json::array{"read"}}};
    ids_["token"] = office_.ask(ana_, "POST", "/api/v1/me/tokens", token).text("/id");
  }
  std::string at(std::string path) const {
    for (const auto& [name, id] : ids_) path = std::regex_replace(path, std::regex("\\{" + name + "\\}"), id);
    return filled(path, true);
  }
  // The path of the thing that a route changes: up to its first parameter after the organisation's; empty where a path
  // has none, and "?" where that thing cannot be read.
  std::string thing_of(const operate::Operation& operation) {
    static const std::string kHere = "/api/v1/organisations/{organisation}";
    const auto open = operation.path.find('{', operation.path.starts_with(kHere) ? kHere.size() : 0);
    if (open == std::string::npos) return {};
    const std::string path = operation.path.substr(0, operation.path.find('}', open) + 1);
    const auto& all = office_.api().operations();
    const bool can_be_read =
        std::any_of(all.begin(), all.end(), [&](const auto& one) { return one->method == "GET" && one->path == path; });
    return can_be_read ? path : "?";
  }
  std::string etag(const std::string& thing) {
    const auto shown = office_.ask(ana_, "GET", at(thing));
    EXPECT_EQ(shown.status, 200) << thing << shown.whole.body;
    return std::string(shown.whole.headers.get("ETag"));
  }
  int with(const std::string& tag, const operate::Operation& operation, const json::value& body) {
    office_.move(10);
    const auto reply = office_.ask(ana_, operation.method, at(operation.path), body, {{"If-Match", tag}});
    EXPECT_EQ(reply.status == 412, reply.code() == "changed-since") << operation.id;
    return reply.status;
  }
  const operate::Operation& route(const std::string& id) {
    const auto& all = office_.api().operations();
    return **std::find_if(all.begin(), all.end(), [&](const auto& one) { return one->id == id; });
  }

  std::map<std::string, std::string> ids_;
};

TEST_F(Editing, EveryChangeOfAThingThatCanBeReadIsRefusedWhereItWasChangedInBetween) {
  constexpr const char* kOnce = "it is ended once and never changed: whoever is second finds it ended";
  constexpr const char* kAct = "an entry of its own beside what others said; it takes nothing of theirs away";
  constexpr const char* kOwn = "it is the caller's own alone, who shows a password with it";
  std::map<std::string, const char*> exceptions = {
      {"endSession", kOnce},          {"liftFreeze", kOnce},
      {"endAccess", kOnce},           {"removeOwner", kOnce},
      {"removeAdministrator", kOnce}, {"refuseGrant", kAct},
      {"reviewGlass", kAct},          {"answerAuthority", kAct},
      {"suspendParty", kAct},         {"narrowParty", kAct},
      {"dismissParty", kAct},         {"nameRepresentative", kAct},
      {"nameAdministrator", kAct},    {"rotateKey", "it names the key that it replaces"},
      {"linkIdentity", kOwn},         {"unlinkIdentity", kOwn},
  };
  std::map<std::string, int> held;
  for (const auto& operation : office_.api().operations()) {
    if (operation->method == "GET") continue;
    const std::string thing = thing_of(*operation);
    if (thing.empty()) continue;
    if (thing == "?") {
      EXPECT_EQ(exceptions.erase(operation->id), 1U)
          << operation->id << " changes what cannot be read: give it a GET with an ETag, or say here why not";
      continue;
    }
    EXPECT_FALSE(etag(thing).empty()) << thing;
    const int stale = with("\"stale\"", *operation, body_of(*operation));
    held[thing] += stale == 412 ? 1 : 0;
    if (stale == 412) continue;
    // RFC 9110 13.2.1: what is refused anyway is refused as it would have been.
    EXPECT_EQ(thing, "/api/v1/organisations/{organisation}/tickets/{ticket}") << operation->id << " " << stale;
    EXPECT_GE(stale, 400) << operation->id << " did it";
    EXPECT_EQ(stale, office_.ask(ana_, operation->method, at(operation->path), body_of(*operation)).status)
        << operation->id;
  }
  for (const auto& [id, why] : exceptions) ADD_FAILURE() << id << " is no exception: " << why;
  EXPECT_EQ(held.size(), 10U);
  EXPECT_GE(held["/api/v1/organisations/{organisation}/tickets/{ticket}"], 20);
}

TEST_F(Editing, TheETagThatWasReadIsTakenAndIsAnotherAfterAChange) {
  const json::object renamed{{"name", "y"}, {"query", "tab=open"}};
  auto of_team = bodies().at("createTemplate");
  of_team["team"] = "hq-desk";
  of_team["name"] = "y";
  auto item = bodies().at("putCatalogueItem");
  item["description"] = "y";
  const std::map<std::string, json::object> changes = {{"changeView", renamed},
                                                       {"replaceTemplate", of_team},
                                                       {"putCatalogueItem", item},
                                                       {"switchWebhook", {{"on", false}}}};
  for (const auto& [id, body] : changes) {
    const auto& operation = route(id);
    const std::string before = etag(thing_of(operation));
    EXPECT_LT(with(before, operation, body), 300) << id;
    EXPECT_EQ(with(before, operation, body), 412) << id;
    EXPECT_NE(etag(thing_of(operation)), before) << id;
  }
  const std::string secret = etag(thing_of(route("rotateWebhookSecret")));
  EXPECT_EQ(with(secret, route("rotateWebhookSecret"), json::object{}), 200);
  EXPECT_EQ(with(secret, route("rotateWebhookSecret"), json::object{}), 412) << "two do not replace a secret at once";
  for (const char* id : {"deleteView", "removeTemplate", "removeCatalogueItem", "deleteWebhook",
                         "removeIdentityProvider", "withdrawInvitation", "revokeToken"}) {
    const auto& operation = route(id);
    EXPECT_LT(with(etag(thing_of(operation)), operation, nullptr), 300) << id;
    EXPECT_EQ(office_.ask(ana_, "GET", at(thing_of(operation))).status, 404) << id;
  }
}

TEST_F(Editing, ATokenThatIsUsedIsNoOtherToken) {
  const auto made =
      office_.ask(ana_, "POST", "/api/v1/me/tokens", json::object{{"name", "y"}, {"scopes", json::array{"read"}}});
  ids_["token"] = made.text("/id");
  const std::string before = etag("/api/v1/me/tokens/{token}");
  Browser program;
  program.token = made.text("/token");
  office_.move(120);
  EXPECT_EQ(office_.ask(program, "GET", "/api/v1/organisations/" + organisation_).status, 200);
  EXPECT_EQ(etag("/api/v1/me/tokens/{token}"), before);
}

}  // namespace
}  // namespace concordat::testing
