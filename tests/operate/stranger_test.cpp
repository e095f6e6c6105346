// SPDX-License-Identifier: Apache-2.0
#include "operate/harbour.hpp"
#include "support/office.hpp"

#include <gtest/gtest.h>

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
    put("invitation", there ? invitation_ : "i_aaaaaaaaaaaaaaaa");
    put("webhook", there ? webhook_ : "w_aaaaaaaaaaaaaaaa");
    put("provider", "v_aaaaaaaaaaaaaaaa");
    put("session", "s_aaaaaaaaaaaaaaaa");
    put("view", "v_aaaaaaaaaaaaaaaa");
    put("token", "k_aaaaaaaaaaaaaaaa");
    EXPECT_EQ(out.find('{'), std::string::npos) << "a parameter that this test does not know: " << path;
    return out;
  }
  // A body that the route would take from somebody who may.
  static json::value body_of(const operate::Operation& operation) {
    if (operation.method == "GET" || operation.method == "DELETE") return nullptr;
    static const std::map<std::string, json::object> kBodies = {
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
        {"invite", {{"email", "x@y.example"}}},
        {"addIdentityProvider",
         {{"name", "x"},
          {"issuer", "https://id.example"},
          {"client_id", "x"},
          {"client_secret", "x"},
          {"redirect_uri", "https://desk.example/api/v1/identity/callback"}}},
        {"createWebhook", {{"url", "https://psa.example/"}}},
        {"switchWebhook", {{"on", false}}},
        {"createView", {{"name", "x"}, {"query", "tab=open"}}},
        {"changeView", {{"name", "x"}, {"query", "tab=open"}}},
        {"setPersonKey", {{"key", "ben"}}},
        {"pair", {{"party", "northwind"}, {"vkey", "x"}}},
        {"cosign", {{"note", "x"}}},
        {"importLog", {{"format", "csv"}, {"file", "x.csv"}, {"map", "x"}, {"content", "x"}}},
    };
    const auto found = kBodies.find(operation.id);
    return found == kBodies.end() ? json::object{} : found->second;
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

  Office office_;
  Browser ana_, nora_, abe_, oscar_;
  std::string organisation_, other_, ticket_, nora_person_, invitation_, webhook_;
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
    EXPECT_TRUE(tried.status == 403 || tried.status == 404) << operation.id << " " << tried.status << tried.whole.body;
  });
}

TEST_F(Stranger, EveryRouteSaysWhatItReadsAndWrites) {
  const auto description = office_.api().openapi("test");
  std::size_t described = 0;
  for (const auto& operation : office_.api().operations()) {
    std::string method = operation->method;
    for (char& c : method) c = static_cast<char>(c - 'A' + 'a');
    const auto& one = description.at("paths").at(operation->path).at(method);
    EXPECT_EQ(one.at("operationId").as_string(), operation->id);
    ++described;
  }
  EXPECT_EQ(described, office_.api().router().routes().size());
}

}  // namespace
}  // namespace concordat::testing
