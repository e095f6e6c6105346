// SPDX-License-Identifier: Apache-2.0
#include "app/verify/verifier.hpp"

#include "agreement/read.hpp"
#include "calendar/support.hpp"
#include "measure/figure_fold.hpp"
#include "operate/harbour.hpp"
#include "record/bundle_world.hpp"
#include "store/zones.hpp"
#include "support/folder.hpp"

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <set>

namespace concordat::verify {
namespace {

using record::testing::BundleOptions;
using record::testing::host_vkey;
using record::testing::small_world;
using record::testing::World;

boost::json::object object(std::string_view text) { return boost::json::parse(text).as_object(); }

TEST(Figures, AreComparedValueByValue) {
  const auto stated = object(R"({"a":{"b":1,"c":[1,2.5,{"d":"x"}]},"e":null,"f":{},"g":[]})");
  const auto same = compare_figures(stated, object(R"({"e":null,"g":[],"f":{},"a":{"c":[1.0,2.5,{"d":"x"}],"b":1}})"));
  EXPECT_TRUE(same.wrong.empty());
  EXPECT_EQ(same.checked, 7);
}

TEST(Figures, ThatDifferAreNamedByJsonPointer) {
  const auto stated = object(R"({"a":{"b":1,"c":[1,2.5,{"d":"x"}]},"e":null,"f":{},"h/i~":1})");
  const auto other = compare_figures(stated, object(R"({"a":{"b":2,"c":[1,2.5]},"e":0,"f":{"z":1},"h/i~":[1]})"));
  EXPECT_EQ(other.wrong, (std::vector<std::string>{"/a/b", "/a/c/2", "/e", "/f/z", "/h~1i~0"}));
}

Result<Report> verify_text(std::string_view bytes, std::vector<record::VerifierKey> trust = {}) {
  return verify_bundle(
      [&bytes]() -> Result<std::string_view> {
        const auto block = bytes.substr(0, 100);
        bytes.remove_prefix(block.size());
        return block;
      },
      std::move(trust), "test");
}

// As the host would write it: figures from the entries that the party sees.
std::string bundle_with_figures(const World& world, const std::function<void(boost::json::object&)>& change) {
  measure::FigureFold fold;
  for (const auto& entry : world.entries) {
    if (entry.audience.includes("northwind")) fold.step(entry);
  }
  for (const auto& text : world.texts) fold.text(text.id, text.text);
  auto figures = std::move(fold).finish();
  change(figures);
  BundleOptions options;
  options.figures_stated = figures;
  return record::testing::bundle_of(world, options);
}

// The bundle of a record in which Northwind was paired with its key and a version was approved with `key`.
Result<Report> verify_approval(const record::SigningKey& key) {
  World world = small_world();
  const auto theirs = record::testing::witness_key();
  world.add("party.paired", "party:northwind", {{"vkey", theirs.verifier(record::SignatureType::ed25519).text()}});
  world.add("agreement.proposed", "agreement:v_1", {{"effective_s", 0}, {"needs", {"northwind"}}});
  const auto approval =
      agreement::approved("v_1", agreement::sign_approval(record::testing::kOrganisation, "v_1", "northwind", key));
  world.add("agreement.approved", "agreement:v_1", approval.body).party = "northwind";
  return verify_text(bundle_with_figures(world, [](auto&) {}), {host_vkey()});
}

TEST(Verify, AnApprovalIsHeldAgainstThePairedKey) {
  const auto good = verify_approval(record::testing::witness_key());
  ASSERT_TRUE(good);
  EXPECT_TRUE(good->ok()) << to_text(*good);
  EXPECT_EQ(good->paired.at("northwind").public_key, record::testing::witness_vkey().public_key);

  // Signed, but by whoever writes the record: entry 12, after the ten of the small world, the pairing and the proposal.
  const auto forged = verify_approval(record::testing::host_key());
  ASSERT_TRUE(forged);
  EXPECT_FALSE(forged->ok());
  ASSERT_TRUE(forged->bundle.damage);
  EXPECT_EQ(forged->bundle.damage->sequence, 12);
  EXPECT_NE(forged->bundle.damage->reason.find("its key is not the one"), std::string::npos);
}

// Whom a version was said to need, and was not asked, where its texts are those of tests/operate/harbour.hpp.
std::vector<std::string> not_asked(std::set<std::string> needs) {
  store::ZoneSource zones;
  const auto zone = agreement::zone_body(**zones.find("UTC"));
  agreement::Proposal proposal;
  proposal.texts = {{agreement::TextKind::agreement, "", "agreement.toml", concordat::testing::kHarbourText}};
  proposal.organisation_party = "hq";
  proposal.zones["UTC"] = agreement::body_digest(zone);
  proposal.needs = std::move(needs);
  auto proposed = agreement::propose(
      proposal, [](std::span<std::uint8_t> bytes) { std::fill(bytes.begin(), bytes.end(), std::uint8_t{7}); });
  record::Draft compiled;
  compiled.subject = "zone:UTC";
  compiled.kind = agreement::kZoneCompiled;
  compiled.body = zone;
  proposed.drafts.insert(proposed.drafts.begin(), std::move(compiled));
  measure::FigureFold fold;
  std::int64_t sequence = 0;
  for (const record::Draft& draft : proposed.drafts) {
    record::Entry entry;
    entry.sequence = sequence++;
    entry.recorded = entry.at = Instant::from_seconds(1'777'888'800);
    entry.party = draft.party;
    entry.subject = draft.subject;
    entry.kind = draft.kind;
    entry.body = draft.body;
    fold.step(entry);
    for (const auto& text : draft.texts) fold.text(text.id, text.text);
  }
  std::vector<std::string> parties;
  for (const measure::NotAsked& one : fold.not_asked()) parties.push_back(one.party);
  return parties;
}

TEST(Verify, WhomAVersionNeedsIsWorkedOutAgain) {
  EXPECT_EQ(not_asked({"hq", "northwind", "aegis"}), std::vector<std::string>{});
  EXPECT_EQ(not_asked({"hq", "aegis"}), std::vector<std::string>{"northwind"});
  EXPECT_EQ(not_asked({}), (std::vector<std::string>{"aegis", "hq", "northwind"}));
}

TEST(Verify, AKeyThatWasReplacedWithoutItsOwnSignatureIsNamed) {
  World world = small_world();
  const auto vkey = [](const record::SigningKey& key) { return key.verifier(record::SignatureType::ed25519).text(); };
  world.add("party.paired", "party:northwind", {{"vkey", vkey(record::testing::witness_key())}});
  world.add("party.paired_anew", "party:northwind",
            {{"vkey", vkey(record::testing::key_of(9, "northwind.example"))}, {"why", "stolen"}});
  const auto report = verify_text(bundle_with_figures(world, [](auto&) {}), {host_vkey()});
  ASSERT_TRUE(report);
  EXPECT_TRUE(report->ok()) << to_text(*report);
  ASSERT_EQ(report->paired_anew.size(), 1U);
  EXPECT_EQ(report->paired_anew.front().sequence, 11);
  EXPECT_NE(to_text(*report).find("PAIRED ANEW  northwind in entry 11"), std::string::npos) << to_text(*report);
  EXPECT_EQ(to_json(*report).at("paired_anew").as_array().size(), 1U);
}

TEST(Verify, AWholeBundleHasRightFigures) {
  const auto report = verify_text(bundle_with_figures(small_world(), [](auto&) {}), {host_vkey()});
  ASSERT_TRUE(report);
  EXPECT_TRUE(report->ok()) << to_text(*report);
  EXPECT_TRUE(report->trusted());
  EXPECT_GT(report->figures.checked, 5);
  const auto json = to_json(*report);
  EXPECT_EQ(json.at("ok"), true);
  EXPECT_EQ(json.at("entries"), 10);
  EXPECT_EQ(json.at("checkpoint").at("size"), 10);
  EXPECT_EQ(json.at("checkpoint").at("root").as_string(), record::to_hex(small_world().tree().root()));
  EXPECT_EQ(json.at("trusted"), true);
  EXPECT_TRUE(json.at("first_bad").is_null());
  EXPECT_EQ(json.at("withheld"), 3);
  EXPECT_EQ(json.at("erased"), 1);
}

// A record in which an agreement comes into force, and two tickets are made here after it. The world records an entry a
// second; what happened when is in `at`.
class SlaBundle : public ::testing::Test {
 protected:
  static constexpr const char* kText = R"(format = 1
organisation = "harbour"
zone = "UTC"
effective = 2026-01-01
[party.harbour]
kind = "internal"
[party.northwind]
kind = "provider"
[calendar.always]
open = { mon-sun = ["00:00-24:00"] }
[role.lead]
party = "harbour"
person = "ana"
[team.desk]
party = "northwind"
duty = "always"
members = ["nora", "nils"]
[function.service-desk]
takes = ["*"]
accountable = "lead"
owner = "desk"
does.triage = ["desk"]
does.resolve = ["desk"]
does.fulfil = ["desk"]
does.change = ["desk"]
does.approve = ["lead"]
[target.fix]
kind = "SLA"
obligor = "northwind"
beneficiary = "harbour"
metric = "resolution"
within = "10s"
calendar = "always"
)";

  SlaBundle() {
    const auto draft = [this](const record::Draft& one) {
      auto& entry = world_.add(std::string(one.kind), one.subject, one.body);
      entry.actor = one.actor;
      entry.party = one.party;
      entry.audience = one.audience;
      for (const auto& text : one.texts) world_.texts.push_back(text);
    };
    const auto reading = agreement::read(std::vector<agreement::SourceText>{{"a.toml", kText}}, calendar::sources());
    EXPECT_TRUE(reading.ok());
    const calendar::Zone utc = reading.agreement.zone;
    agreement::Proposal proposal;
    proposal.texts = reading.agreement.texts;
    proposal.organisation_party = "harbour";
    proposal.zones["UTC"] = agreement::body_digest(agreement::zone_body(utc));
    record::Draft zone;
    zone.actor = "host";
    zone.subject = "zone:UTC";
    zone.kind = agreement::kZoneCompiled;
    zone.body = agreement::zone_body(utc);
    draft(zone);
    const auto proposed =
        agreement::propose(proposal, [](std::span<std::uint8_t> bytes) { std::fill(bytes.begin(), bytes.end(), 7); });
    for (const auto& one : proposed.drafts) draft(one);
    draft(agreement::applied(proposed.id, "harbour", false));
    // Both are with nobody for 2 s. INC1 is resolved 4 s after it came: met. INC2 after 12 s: missed.
    const boost::json::object desk{{"party", "northwind"}, {"team", "desk"}};
    for (const char* name : {"INC1", "INC2"}) ticket(name, "ticket.created", {{"type", "incident"}});
    for (const char* name : {"INC1", "INC2"}) ticket(name, "ticket.assigned", desk);
    ticket("INC1", "ticket.resolved", {});
    for (int i = 0; i < 8; ++i) ticket("INC2", "ticket.commented", {});
    ticket("INC2", "ticket.resolved", {});
  }

  void ticket(const std::string& name, const std::string& kind, boost::json::object body) {
    auto& entry = world_.add(kind, "ticket:" + name, std::move(body));
    entry.actor = "p_nora";
    entry.party = "northwind";
  }

  World world_;
};

TEST_F(SlaBundle, StatesWhetherPromisesWereKept) {
  boost::json::object stated;
  const std::string bytes = bundle_with_figures(world_, [&stated](boost::json::object& figures) { stated = figures; });
  const auto report = verify_text(bytes, {host_vkey()});
  ASSERT_TRUE(report);
  EXPECT_TRUE(report->ok()) << to_text(*report);
  const auto& target = stated.at("sla").at("targets").as_array().at(0).as_object();
  EXPECT_EQ(target.at("name"), "fix");
  EXPECT_EQ(target.at("tickets"), 2);
  EXPECT_EQ(target.at("met"), 1);
  EXPECT_EQ(target.at("breached"), 1);
  EXPECT_EQ(target.at("by_party_s").at("nobody"), 2 + 2);
  EXPECT_EQ(target.at("by_party_s").at("northwind"), 2 + 10);
}

TEST_F(SlaBundle, WithoutThemItIsNotWrong) {
  const auto report =
      verify_text(bundle_with_figures(world_, [](boost::json::object& figures) { figures.erase("sla"); }));
  ASSERT_TRUE(report);
  EXPECT_TRUE(report->ok()) << to_text(*report);
}

TEST_F(SlaBundle, AWrongOneIsNamed) {
  const auto report = verify_text(bundle_with_figures(world_, [](boost::json::object& figures) {
    figures.at("sla").at("targets").as_array().at(0).as_object()["met"] = 2;
  }));
  ASSERT_TRUE(report);
  EXPECT_EQ(report->figures.wrong, std::vector<std::string>{"/sla/targets/0/met"});
}

TEST(Verify, AWrongFigureIsNamed) {
  const auto report = verify_text(
      bundle_with_figures(small_world(), [](boost::json::object& figures) { figures.at("flow").at("tickets") = 99; }));
  ASSERT_TRUE(report);
  EXPECT_FALSE(report->ok());
  EXPECT_FALSE(report->trusted());
  EXPECT_EQ(report->figures.wrong, std::vector<std::string>{"/flow/tickets"});
}

TEST(Verify, AFigureThatThisProgramDoesNotKnowIsWrong) {
  const auto report =
      verify_text(bundle_with_figures(small_world(), [](boost::json::object& figures) { figures["tide"] = 1; }));
  EXPECT_EQ(report->figures.wrong, std::vector<std::string>{"/tide"});
}

TEST(Verify, SomethingElseIsNoBundle) {
  EXPECT_EQ(verify_text("").error().code, "not-a-bundle");
  EXPECT_EQ(verify_text("PK\x03\x04 and so on").error().code, "not-a-bundle");
  EXPECT_EQ(verify_file("/nowhere/at/all", {}).error().code, "cannot-read");
  EXPECT_EQ(verify_file("/", {}).error().code, "cannot-read");
}

TEST(Verify, ALineWithoutEndIsGivenUpAndNotKept) {
  const std::string head = "{\"concordat\":\"bundle\",";
  std::size_t given = 0;
  const std::string block(std::size_t{1} << 20, 'x');
  const auto report = verify_bundle(
      [&]() -> Result<std::string_view> {
        given += block.size();
        return given == block.size() ? std::string_view(head) : std::string_view(block);
      },
      {}, "endless");
  ASSERT_TRUE(report);
  EXPECT_FALSE(report->ok());
  EXPECT_LT(given, 2 * record::kBundleLineBytesMax);
}

// Through the same door as the program's.
TEST(Verify, ACutFileIsDamagedHoweverShort) {
  const std::string bytes = bundle_with_figures(small_world(), [](auto&) {});
  const test::Folder folder;
  const std::string path = folder.file("cut.bundle");
  for (std::size_t size = 1; size < bytes.size(); size += 97) {
    std::ofstream(path, std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(size));
    const auto report = verify_file(path, {});
    ASSERT_TRUE(report) << size;
    ASSERT_FALSE(report->ok()) << size;
  }
}

}  // namespace
}  // namespace concordat::verify
