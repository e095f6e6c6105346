// SPDX-License-Identifier: Apache-2.0
// Whose approval makes a version agreed: the party's whose key signed it, and nobody else's, whatever the record says.
#include "agreement/version.hpp"

#include "base/text.hpp"
#include "record/bundle_world.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace concordat::agreement {
namespace {

using record::Draft;
using record::Entry;
using record::SigningKey;
using record::testing::key_of;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const std::string kOrganisation = "o_1";

class Log {
 public:
  // A second after the last.
  void add(Draft draft) {
    Entry entry;
    entry.organisation = kOrganisation;
    entry.sequence = next_++;
    entry.recorded = entry.at = Instant::from_seconds(1'780'268'400 + entry.sequence);
    entry.party = draft.party;
    entry.subject = draft.subject;
    entry.kind = draft.kind;
    entry.body = draft.body;
    versions.step(entry);
  }
  void add(std::string subject, std::string_view kind, boost::json::object body) {
    Draft draft;
    draft.subject = std::move(subject);
    draft.kind = kind;
    draft.body = std::move(body);
    add(std::move(draft));
  }
  void propose_to(std::set<std::string> needs) {
    Proposal proposal;
    proposal.organisation_party = "hq";
    proposal.needs = std::move(needs);
    auto proposed = propose(proposal, [](std::span<std::uint8_t> bytes) { std::fill(bytes.begin(), bytes.end(), 7); });
    id = proposed.id;
    for (auto& draft : proposed.drafts) add(std::move(draft));
  }
  void pair(const std::string& party, const SigningKey& key) {
    add("party:" + party, record::kPartyPaired, {{"vkey", key.verifier(record::SignatureType::ed25519).text()}});
  }
  void approve(const std::string& party, const SigningKey& key) {
    add(approved(id, sign_approval(kOrganisation, id, party, key)));
  }

  const Version& version() const { return *versions.find(id); }

  Versions versions;
  std::string id;

 private:
  std::int64_t next_ = 0;
};

const SigningKey kNorthwind = key_of(1, "northwind.example");
const SigningKey kOther = key_of(2, "other.example");

void expect_refused(const Log& log, const std::string& why) {
  EXPECT_FALSE(log.version().agreed());
  EXPECT_FALSE(log.version().in_force_from_s()) << "and so it is not in force";
  ASSERT_THAT(log.versions.refused(), SizeIs(1));
  EXPECT_THAT(log.versions.refused().front().why, HasSubstr(why));
}

TEST(Approval, ByThePairedKeyCounts) {
  Log log;
  log.propose_to({"northwind"});
  log.pair("northwind", kNorthwind);
  log.approve("northwind", kNorthwind);
  EXPECT_TRUE(log.version().agreed());
  EXPECT_TRUE(log.version().in_force_from_s());
  EXPECT_THAT(log.versions.refused(), IsEmpty());
}

TEST(Approval, ByAKeyThatIsNotThePartysDoesNot) {
  Log log;
  log.propose_to({"northwind"});
  log.pair("northwind", kNorthwind);
  log.approve("northwind", kOther);
  expect_refused(log, "its key is not the one");
}

record::VaultText words(const std::string& text) {
  return record::new_text(text, [](std::span<std::uint8_t> bytes) { std::fill(bytes.begin(), bytes.end(), 5); });
}

TEST(Approval, OfWhatWasWithdrawnDoesNot) {
  Log log;
  log.propose_to({"northwind"});
  log.pair("northwind", kNorthwind);
  log.add(withdrawn(log.id, "hq", std::nullopt));
  log.approve("northwind", kNorthwind);
  expect_refused(log, "withdrawn before");
  log.add(applied(log.id, "hq", false));
  EXPECT_FALSE(log.version().in_force_from_s());
}

TEST(Withdrawal, IsTheProposersAndOnlyOfWhatIsNotDecided) {
  Log log;
  log.propose_to({"northwind"});
  log.pair("northwind", kNorthwind);
  log.add(withdrawn(log.id, "northwind", words("no")));
  EXPECT_TRUE(log.version().is_open()) << "it is not Northwind's to take back";
  log.approve("northwind", kNorthwind);
  log.add(withdrawn(log.id, "hq", words("too late")));
  EXPECT_FALSE(log.version().withdrawn);
  EXPECT_TRUE(log.version().in_force_from_s());
}

TEST(Rejection, IsThePartysAnswerUntilItApproves) {
  Log log;
  log.propose_to({"northwind"});
  log.pair("northwind", kNorthwind);
  log.add(rejected(log.id, "aegis", words("not asked")));
  EXPECT_THAT(log.version().rejected, IsEmpty());
  log.add(rejected(log.id, "northwind", words("too dear")));
  EXPECT_THAT(log.version().rejected, SizeIs(1));
  EXPECT_TRUE(log.version().is_open());
  log.approve("northwind", kNorthwind);
  EXPECT_THAT(log.version().rejected, IsEmpty());
  EXPECT_TRUE(log.version().agreed());
  log.add(rejected(log.id, "northwind", words("after all")));
  EXPECT_THAT(log.version().rejected, IsEmpty()) << "a signed word is not taken back";
}

TEST(Approval, BeforeThePairingDoesNot) {
  Log log;
  log.propose_to({"northwind"});
  log.approve("northwind", kNorthwind);
  log.pair("northwind", kNorthwind);
  expect_refused(log, "not paired with a key by then");
}

TEST(Approval, ByAnotherPartysKeyDoesNotEvenIfItIsPairedTwice) {
  Log log;
  log.propose_to({"northwind"});
  log.pair("hq", kOther);
  log.pair("northwind", kOther);  // a key is one party's: this pairs nothing
  log.approve("northwind", kOther);
  expect_refused(log, "not paired with a key by then");
}

TEST(Approval, WhoseSignatureIsOfSomethingElseDoesNot) {
  Log log;
  log.propose_to({"northwind"});
  log.pair("northwind", kNorthwind);
  const auto signature = kNorthwind.sign(approval_text(kOrganisation, "v_another", "northwind"));
  Draft forged = approved(log.id, sign_approval(kOrganisation, log.id, "northwind", kNorthwind));
  forged.body["signature"] = to_base64(signature);
  log.add(std::move(forged));
  expect_refused(log, "its signature does not hold");
}

TEST(Approval, InTheNameOfAnotherDoesNot) {
  Log log;
  log.propose_to({"northwind"});
  log.pair("northwind", kNorthwind);
  Draft forged = approved(log.id, sign_approval(kOrganisation, log.id, "northwind", kNorthwind));
  forged.party = "hq";
  log.add(std::move(forged));
  expect_refused(log, "its signature does not hold");
}

TEST(Approval, FollowsARotationThatTheOldKeySigned) {
  Log log;
  log.propose_to({"northwind"});
  log.pair("northwind", kNorthwind);
  const SigningKey next = key_of(3, "northwind.example");
  log.add("party:internal", record::kKeyRotated, record::rotation_body(kNorthwind, next));
  log.approve("northwind", kNorthwind);
  expect_refused(log, "its key is not the one");
  log.approve("northwind", next);
  EXPECT_TRUE(log.version().agreed());
}

TEST(Approval, ARotationThatOnlyTheNewKeySignedMovesNothing) {
  Log log;
  log.propose_to({"northwind"});
  log.pair("northwind", kNorthwind);
  auto forged = record::rotation_body(kOther, key_of(3, "x"));
  forged["old"] = kNorthwind.verifier(record::SignatureType::ed25519).text();
  log.add("party:northwind", record::kKeyRotated, std::move(forged));
  // Nor does one of a key that is nobody's.
  log.add("party:northwind", record::kKeyRotated, record::rotation_body(kOther, key_of(3, "x")));
  log.approve("northwind", key_of(3, "x"));
  expect_refused(log, "its key is not the one");
}

TEST(Approval, ASecondPairingMovesNothingWithoutTheFirstKeysSignature) {
  Log log;
  log.propose_to({"northwind"});
  log.pair("northwind", kNorthwind);
  log.pair("northwind", kOther);
  log.approve("northwind", kOther);
  expect_refused(log, "its key is not the one");
  EXPECT_THAT(log.versions.paired().anew(), IsEmpty());
}

TEST(Approval, ByAKeyThatWasPairedAnewCountsAndIsNamed) {
  Log log;
  log.propose_to({"northwind"});
  const auto vkey = kOther.verifier(record::SignatureType::ed25519).text();
  log.add("party:northwind", record::kPartyPairedAnew, {{"vkey", vkey}, {"why", "x"}});
  EXPECT_EQ(log.versions.paired().key_of("northwind"), nullptr) << "who has no key has lost none";
  log.pair("northwind", kNorthwind);
  log.add("party:northwind", record::kPartyPairedAnew, {{"vkey", vkey}, {"why", "stolen"}});
  log.approve("northwind", kNorthwind);
  expect_refused(log, "its key is not the one");
  log.approve("northwind", kOther);
  EXPECT_TRUE(log.version().agreed());
  ASSERT_EQ(log.versions.paired().anew().size(), 1U);
  EXPECT_EQ(log.versions.paired().anew().front().party, "northwind");
  EXPECT_EQ(log.versions.paired().anew().front().before.public_key,
            kNorthwind.verifier(record::SignatureType::ed25519).public_key);
}

TEST(Approval, IsNotGivenByApplyingInAnothersName) {
  Log log;
  log.propose_to({"hq", "northwind"});
  log.add(applied(log.id, "northwind", false));
  EXPECT_FALSE(log.version().in_force_from_s());
  log.add(applied(log.id, "hq", false));
  EXPECT_TRUE(log.version().in_force_from_s());
  EXPECT_EQ(log.version().missing(), std::vector<std::string>{"northwind"});
}

}  // namespace
}  // namespace concordat::agreement
