// SPDX-License-Identifier: Apache-2.0
#include "record/bundle_world.hpp"

#include "base/json.hpp"

#include <gtest/gtest.h>

namespace concordat::record::testing {
namespace {

std::string reason(const BundleReport& report) { return report.damage ? report.damage->reason : "whole"; }

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  const std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::size_t begin = 0;
  for (std::size_t end; (end = text.find('\n', begin)) != std::string::npos; begin = end + 1) {
    lines.push_back(text.substr(begin, end - begin));
  }
  return lines;
}

// A bundle from lines, with a true last line: what a forger would write, who can count and hash as well as we do.
std::string sealed(std::vector<std::string> lines) {
  lines.pop_back();
  std::string out;
  for (const auto& line : lines) out += line + '\n';
  const auto count = static_cast<std::int64_t>(lines.size());
  return out + write_canonical({{"end", "bundle"}, {"lines", count}, {"sha256", to_hex(sha256(out))}}) + '\n';
}

TEST(Bundle, ComesBackWhole) {
  const World world = small_world();
  std::vector<std::string> seen;
  const auto report = check(bundle_of(world), {host_vkey(), witness_vkey()},
                            [&seen](const Entry& entry) { seen.push_back(to_line(entry)); });
  ASSERT_TRUE(report.whole()) << reason(report);
  EXPECT_EQ(report.entries, 10);
  EXPECT_EQ(report.withheld, 3);
  EXPECT_EQ(report.erased, 1);
  EXPECT_EQ(report.checkpoint.size, 10);
  EXPECT_EQ(report.checkpoint.root, world.tree().root());
  EXPECT_EQ(report.signers, (std::vector{host_vkey(), witness_vkey()}));
  EXPECT_TRUE(report.did_not_sign.empty());
  ASSERT_EQ(report.cosignatures.size(), 2U);
  EXPECT_EQ(report.cosignatures[0].size, 10);
  EXPECT_EQ(report.cosignatures[1].size, 4);
  EXPECT_EQ(write_canonical(report.figures), "{\"flow\":{\"share\":0.8333333333333334,\"tickets\":3}}");
  ASSERT_EQ(seen.size(), 7U);
  EXPECT_EQ(seen[2], world.line(3));
}

TEST(Bundle, HoldsTheEntriesLineForLineAndNothingOfTheWithheldOnes) {
  const World world = small_world();
  const std::string bundle = bundle_of(world);
  const auto lines = lines_of(bundle);
  EXPECT_TRUE(bundle.starts_with(kBundleMagic));
  EXPECT_EQ(lines[2], world.line(1));
  EXPECT_EQ(lines[3], "{\"leaf\":\"" + to_hex(leaf_hash(world.line(2))) + "\",\"sequence\":2}");
  EXPECT_EQ(bundle.find("black"), std::string::npos);
  EXPECT_EQ(bundle.find("westgate"), std::string::npos);
  EXPECT_EQ(bundle.find("who left"), std::string::npos);
}

TEST(Bundle, OfNothingIsWhole) {
  const auto report = check(bundle_of(World{}));
  EXPECT_TRUE(report.whole()) << reason(report);
  EXPECT_EQ(report.entries, 0);
}

TEST(Bundle, CutAtAnyByteIsDamaged) {
  const std::string bundle = bundle_of(small_world());
  for (std::size_t size = 1; size < bundle.size(); ++size) {
    ASSERT_TRUE(begins_as_bundle(std::string_view(bundle).substr(0, size))) << size;
    ASSERT_FALSE(check(std::string_view(bundle).substr(0, size)).whole()) << size;
  }
}

TEST(Bundle, CutInTheEntriesNamesTheFirstThatIsMissing) {
  const std::string bundle = bundle_of(small_world());
  std::size_t begin = bundle.find('\n') + 1;
  for (std::int64_t sequence = 0; sequence < 10; ++sequence) {
    const std::size_t end = bundle.find('\n', begin);
    for (std::size_t size = begin; size <= end; ++size) {
      const auto report = check(std::string_view(bundle).substr(0, size));
      ASSERT_TRUE(report.damage);
      ASSERT_EQ(report.damage->sequence, sequence) << size;
    }
    begin = end + 1;
  }
}

TEST(Bundle, OneFlippedBitAnywhereIsDamageAndInAnEntryNamesTheEntry) {
  const std::string bundle = bundle_of(small_world());
  const std::size_t entries_begin = bundle.find('\n') + 1;
  std::size_t entries_end = entries_begin;
  for (int i = 0; i < 10; ++i) entries_end = bundle.find('\n', entries_end) + 1;
  std::int64_t sequence = 0;
  for (std::size_t i = 0; i < bundle.size(); ++i) {
    // Bit 5 makes small letters of capitals, which hex and base64 may care about or not; the others take turns.
    for (const int bit : {5, static_cast<int>(i % 8)}) {
      std::string bad = bundle;
      bad[i] = static_cast<char>(bad[i] ^ (1 << bit));
      ASSERT_TRUE(begins_as_bundle(bad)) << i;
      const auto report = check(bad, {host_vkey()});
      ASSERT_TRUE(report.damage) << "byte " << i << " bit " << bit;
      if (i >= entries_begin && i < entries_end) {
        ASSERT_EQ(report.damage->sequence, sequence) << "byte " << i << " bit " << bit << ": " << reason(report);
      }
    }
    if (i >= entries_begin && bundle[i] == '\n') ++sequence;
  }
}

TEST(Bundle, TwoDamagedEntriesNameTheFirst) {
  std::string bundle = bundle_of(small_world());
  bundle = replaced(bundle, "\"source_state\":\"Closed\"", "\"source_state\":Closed\"");  // entry 8: no JSON any more
  bundle = replaced(bundle, "\"source_state\":\"New\"", "\"source_state\":\"Old\"");      // entry 1: JSON as before
  EXPECT_EQ(check(bundle).damage->sequence, 1);
}

TEST(Bundle, ALineMoreOrLessOrTwiceIsDamageEvenIfItIsSealedAgain) {
  const auto lines = lines_of(bundle_of(small_world()));
  ASSERT_TRUE(check(sealed(lines)).whole());
  for (std::size_t i = 0; i + 1 < lines.size(); ++i) {
    auto fewer = lines;
    fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(i));
    const bool optional = lines[i].starts_with("{\"figures\"") || lines[i].starts_with("{\"consistency\"");
    EXPECT_EQ(check(sealed(fewer)).whole(), optional) << lines[i];
    auto twice = lines;
    twice.insert(twice.begin() + static_cast<std::ptrdiff_t>(i), lines[i]);
    EXPECT_FALSE(check(sealed(twice)).whole()) << lines[i];
    auto swapped = lines;
    std::swap(swapped[i], swapped[i + 1]);
    if (i + 2 < lines.size()) {
      EXPECT_FALSE(check(sealed(swapped)).whole()) << lines[i];
    }
  }
}

TEST(Bundle, AKindOfLineThatTheFormatDoesNotHaveIsRefusedByName) {
  auto lines = lines_of(bundle_of(small_world()));
  lines.insert(lines.end() - 2, "{\"calendars\":[]}");
  EXPECT_NE(reason(check(sealed(lines))).find("format 1"), std::string::npos);
  lines = lines_of(bundle_of(small_world()));
  lines[0] = replaced(lines[0], "\"format\":1", "\"format\":2");
  EXPECT_NE(reason(check(sealed(lines))).find("format 2"), std::string::npos);
}

TEST(Bundle, ATextThatNoEntrySaysWasErasedIsMissed) {
  auto lines = lines_of(bundle_of(small_world()));
  const auto text = std::find_if(lines.begin(), lines.end(), [](const auto& l) { return l.find("bounces") != l.npos; });
  ASSERT_NE(text, lines.end());
  auto without = lines;
  without.erase(without.begin() + (text - lines.begin()));
  const auto report = check(sealed(without));
  ASSERT_TRUE(report.damage);
  EXPECT_EQ(report.damage->sequence, 3);
}

TEST(Bundle, AnErasedTextMustNotStandInIt) {
  World world = small_world();
  world.erased.clear();  // the writer puts it in, although the entry is there
  const auto report = check(bundle_of(world));
  ASSERT_TRUE(report.damage);
  EXPECT_EQ(report.damage->sequence, 5);
}

TEST(Bundle, AnotherTextOrAnotherSaltIsNotTheOneCommittedTo) {
  for (const auto& [from, to] :
       {std::pair{"Mail bounces", "Mail arrives"}, std::pair{"\"salt\":\"dd", "\"salt\":\"de"}}) {
    auto lines = lines_of(bundle_of(small_world()));
    for (auto& line : lines) {
      if (line.find(from) != line.npos) line = replaced(line, from, to);
    }
    const auto report = check(sealed(lines));
    ASSERT_TRUE(report.damage);
    EXPECT_EQ(report.damage->sequence, 3) << from;
  }
}

TEST(Bundle, AnEntryMayNotBeOfAnotherOrganisationOrTimeOrAudience) {
  World other = small_world();
  other.entries[4].organisation = "o_other";
  EXPECT_EQ(check(bundle_of(other)).damage->sequence, 4);
  World back = small_world();
  back.entries[5].recorded = kStart;
  EXPECT_EQ(check(bundle_of(back)).damage->sequence, 5);
  World gap = small_world();
  gap.entries[3].sequence = 4;
  EXPECT_EQ(check(bundle_of(gap)).damage->sequence, 3);

  auto leaked = lines_of(bundle_of(small_world()));
  leaked[7] = small_world().line(6);  // for eastgate alone
  EXPECT_EQ(check(sealed(leaked)).damage->sequence, 6);
}

TEST(Bundle, AForgersIsConsistentAndFoundOutByTheTrueKey) {
  World world = small_world();
  world.entries[8].body["source_state"] = "Never happened";
  BundleOptions options;
  options.host = key_of(9, host_key().name());
  options.keys = {options.host.verifier(SignatureType::ed25519).text(), witness_vkey().text()};
  const std::string forged = bundle_of(world, options);  // the witness's key is borrowed here; a real forger lacks it
  EXPECT_TRUE(check(forged).whole());
  EXPECT_TRUE(check(forged).did_not_sign.empty());
  const auto report = check(forged, {host_vkey()});
  EXPECT_EQ(report.did_not_sign, std::vector{host_vkey()});
}

TEST(Bundle, SignedByAnotherThanItSaysIsDamaged) {
  BundleOptions options;
  options.keys = {key_of(9, host_key().name()).verifier(SignatureType::ed25519).text()};
  EXPECT_FALSE(check(bundle_of(small_world(), options)).whole());
  options.keys = {};
  EXPECT_FALSE(check(bundle_of(small_world(), options)).whole());
  options.keys = {witness_vkey().text()};  // a cosignature alone is no host's
  EXPECT_FALSE(check(bundle_of(small_world(), options)).whole());
  // Whoever trusts the host need not believe the bundle's own list, and still has a damaged bundle.
  EXPECT_TRUE(check(bundle_of(small_world(), options), {host_vkey()}).did_not_sign.empty());
}

TEST(Bundle, TrustIsInAKeyHoweverItSigns) {
  const std::string bundle = bundle_of(small_world());
  VerifierKey as_witness = host_vkey();
  as_witness.type = SignatureType::cosignature;
  EXPECT_TRUE(check(bundle, {as_witness}).did_not_sign.empty());
  EXPECT_TRUE(check(bundle, {witness_key().verifier(SignatureType::ed25519)}).did_not_sign.empty());
  BundleOptions alone;
  alone.cosigned = false;
  const auto report = check(bundle_of(small_world(), alone), {host_vkey(), witness_vkey()});
  EXPECT_TRUE(report.whole());
  EXPECT_EQ(report.did_not_sign, std::vector{witness_vkey()});
}

TEST(Bundle, AnEarlierCheckpointOfAnotherRecordIsFoundOut) {
  World rewritten = small_world();
  rewritten.entries[1].body["source_state"] = "Old";
  auto lines = lines_of(bundle_of(rewritten));
  const auto was = lines_of(bundle_of(small_world()));
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (lines[i].starts_with("{\"consistency\"")) lines[i] = was[i];
  }
  const auto report = check(sealed(lines), {host_vkey()});
  ASSERT_TRUE(report.damage);
  EXPECT_NE(reason(report).find("rewritten"), std::string::npos);
}

TEST(Bundle, OfAnEpochNamesIt) {
  World world = small_world();
  world.add("epoch.opened", "organisation", {{"epoch", 2}, {"lost_from", 11}});
  EXPECT_FALSE(check(bundle_of(world)).whole());  // signed under the name of the first epoch
}

TEST(Bundle, AKeyIsReplacedOnlyWithBothSignatures) {
  World world = small_world();
  world.add("party.key_rotated", "party:harbour", rotation_body(key_of(1, "a"), key_of(2, "a")));
  EXPECT_TRUE(check(bundle_of(world)).whole());
  world.entries.back().body["signed_by_old"] = world.entries.back().body["signed_by_new"];
  EXPECT_EQ(check(bundle_of(world)).damage->sequence, 10);
}

TEST(Bundle, TheWriterRefusesACheckpointOfSomethingElse) {
  const World world = small_world();
  std::string out;
  BundleWriter writer({kOrganisation, "northwind", 1, {}}, [&out](std::string_view bytes) { out += bytes; });
  writer.entry(world.line(0));
  EXPECT_FALSE(writer.earlier_checkpoint("no note"));
  EXPECT_FALSE(writer.earlier_checkpoint(world.note(2, host_key())));
  EXPECT_FALSE(writer.finish(world.note(2, host_key())));
  EXPECT_TRUE(writer.finish(world.note(1, host_key())));
}

TEST(Bundle, OtherFilesAreNotTakenForOne) {
  for (const char* other :
       {"", "{}", "{\"actor\":\"import\"", "PK\x03\x04", "a,b,c\n1,2,3\n", "{\"concordat\":\"record\",\"f\""}) {
    EXPECT_FALSE(begins_as_bundle(other)) << other;
  }
}

}  // namespace
}  // namespace concordat::record::testing
