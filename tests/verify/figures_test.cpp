// SPDX-License-Identifier: Apache-2.0
#include "app/verify/verifier.hpp"

#include "record/bundle_world.hpp"

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

#include <fstream>

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
  FigureFold fold;
  for (const auto& entry : world.entries) {
    if (entry.audience.includes("northwind")) fold.step(entry);
  }
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
  const auto approval = agreement::approved("v_1", record::testing::kOrganisation, "northwind", key);
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
  const std::string path = ::testing::TempDir() + "cut.bundle";
  for (std::size_t size = 1; size < bytes.size(); size += 97) {
    std::ofstream(path, std::ios::binary).write(bytes.data(), static_cast<std::streamsize>(size));
    const auto report = verify_file(path, {});
    ASSERT_TRUE(report) << size;
    ASSERT_FALSE(report->ok()) << size;
  }
}

}  // namespace
}  // namespace concordat::verify
