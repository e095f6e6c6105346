// SPDX-License-Identifier: Apache-2.0
// Promise: a record proves itself to somebody who trusts nobody here: what is changed, cut, forked, shrunk or signed by
// another is found, and named.
#include "support/program.hpp"

#include "record/bundle.hpp"
#include "support/places.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <sstream>

namespace concordat::test {
namespace {

using testing::HasSubstr;

const std::string kMap = R"(
shape = "update"
[columns]
ticket = "Ticket"
at = "When"
state = "State"
team = "Team"
person = "Who"
[team."Network"]
party = "northwind"
)";
const std::string kHead = "Ticket,When,State,Team,Who\n";

class Record : public testing::Test {
 protected:
  void SetUp() override {
    folder_.write("map.toml", kMap);
    import("T1,2026-01-05T09:00:00Z,Open,Desk,Ann\nT1,2026-01-05T10:00:00Z,Open,Network,Bob\n");
  }

  Outcome import(const std::string& rows, const std::string& environment = "") {
    const auto file = folder_.write("rows" + std::to_string(++files_) + ".csv", kHead + rows);
    auto outcome = concordat_({"import", "csv", file, "--org", "Own", "--map", folder_.file("map.toml")}, environment);
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    return outcome;
  }

  std::string bundle(const std::string& name = "own.bundle", const std::string& environment = "") {
    const auto file = folder_.file(name);
    const auto outcome = concordat_({"export", "--org", "Own", "--as", "northwind", file}, environment);
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    return file;
  }

  Outcome verify(const std::string& file, std::vector<std::string> more = {}) {
    std::vector<std::string> words = {"verify", file, "--json"};
    words.insert(words.end(), more.begin(), more.end());
    return concordat_(words);
  }

  Outcome witness(const std::string& source, const std::string& environment = "", std::vector<std::string> more = {}) {
    std::vector<std::string> words = {"witness", "--source", source, "--mirror", folder_.file("mirror"), "--json"};
    words.insert(words.end(), more.begin(), more.end());
    return concordat_(words, environment);
  }

  std::string vkey(const std::string& key_file = "data/host.key") {
    return std::string(
        concordat_({"key", "show", "--key", folder_.file(key_file), "--json"}).json().at("vkey").as_string());
  }

  std::string error_code(const Outcome& outcome) {
    const auto document = outcome.json();
    return document.as_object().contains("error") ? std::string(document.at("error").at("code").as_string()) : "";
  }

  Folder folder_;
  Program concordat_{folder_};
  int files_ = 0;
};

TEST_F(Record, ABundleIsWholeAndItsFiguresComeOutAgain) {
  const auto file = bundle();
  const auto report = verify(file, {"--trust", vkey()});
  EXPECT_EQ(report.exit_code, 0);
  EXPECT_TRUE(report.json().at("ok").as_bool());
  EXPECT_TRUE(report.json().at("trusted").as_bool());
  EXPECT_GT(report.json().at("figures").at("checked").to_number<int>(), 20);
  EXPECT_TRUE(report.json().at("first_bad").is_null());
}

TEST_F(Record, WithoutKeysItIsConsistentAndSaysThatKeysWereNotChecked) {
  const auto report = verify(bundle());
  EXPECT_EQ(report.exit_code, 0);
  EXPECT_FALSE(report.json().at("trusted").as_bool());
  EXPECT_THAT(concordat_({"verify", folder_.file("own.bundle")}).out, HasSubstr("keys not checked"));
}

TEST_F(Record, TheSmallProgramSaysTheSameAndLinksNoStore) {
  const auto file = bundle();
  const auto small = shell(quoted(verify_program_path()) + " " + quoted(file) + " --json");
  EXPECT_EQ(small.exit_code, 0);
  EXPECT_EQ(small.out, verify(file).out);
  const auto libraries = shell("ldd " + quoted(verify_program_path()));
  EXPECT_EQ(libraries.exit_code, 0);
  for (const char* forbidden : {"sqlite", "soci", "libssl", "curl", "asio"}) {
    EXPECT_EQ(libraries.out.find(forbidden), std::string::npos) << libraries.out;
  }
}

TEST_F(Record, AFlippedByteOfAnEntryIsNamedByItsSequence) {
  const auto whole = folder_.read(bundle().substr(folder_.path().string().size() + 1));
  std::istringstream lines(whole);
  std::string line;
  std::getline(lines, line);
  std::size_t offset = line.size() + 1;
  for (int sequence = 0; std::getline(lines, line) && line.rfind("{\"actor\"", 0) == 0; ++sequence) {
    std::string bad = whole;
    const std::size_t at = offset + line.size() / 2;
    bad[at] = static_cast<char>(bad[at] ^ 1);
    const auto report = verify(folder_.write("bad.bundle", bad));
    EXPECT_EQ(report.exit_code, 1) << sequence;
    EXPECT_EQ(report.json().at("first_bad").at("sequence").to_number<int>(), sequence) << line;
    offset += line.size() + 1;
  }
}

TEST_F(Record, ABundleCutShortIsDamagedAndAnotherFileIsNone) {
  const auto whole = folder_.read(bundle().substr(folder_.path().string().size() + 1));
  std::mt19937 random(7);
  for (int i = 0; i < 25; ++i) {
    const std::size_t size = 40 + random() % (whole.size() - 40);
    EXPECT_EQ(verify(folder_.write("cut.bundle", whole.substr(0, size))).exit_code, 1) << size;
  }
  EXPECT_EQ(verify(folder_.write("none.txt", "Dear reader,\n")).exit_code, 2);
  EXPECT_EQ(verify(folder_.write("empty.txt", "")).exit_code, 2);
  EXPECT_EQ(verify(folder_.file("absent.bundle")).exit_code, 2);
}

TEST_F(Record, AForgerWhoSignsAnewIsFoundByTheTrueHostsKey) {
  const auto true_key = (bundle(), vkey());
  shell("mv data/host.key data/true.key", folder_.path());
  import("T9,2026-01-07T09:00:00Z,Open,Desk,Mallory\n");
  const auto forged = bundle("forged.bundle");
  EXPECT_EQ(verify(forged).exit_code, 0) << "it is consistent with itself";
  const auto report = verify(forged, {"--trust", true_key});
  EXPECT_EQ(report.exit_code, 1);
  EXPECT_FALSE(report.json().at("trusted").as_bool());
}

TEST_F(Record, AWitnessRefusesAForkOfOneSize) {
  EXPECT_EQ(witness(bundle()).exit_code, 0);
  shell("cp -r data other", folder_.path());
  import("T2,2026-01-06T09:00:00Z,Open,Desk,Ann\n");
  EXPECT_EQ(witness(bundle("one.bundle")).exit_code, 0);
  shell("rm -r data && mv other data", folder_.path());
  import("T3,2026-01-06T09:00:00Z,Open,Desk,Ann\n");
  const auto fork = witness(bundle("two.bundle"));
  EXPECT_EQ(fork.exit_code, 1);
  EXPECT_EQ(error_code(fork), "fork");
}

TEST_F(Record, AWitnessRefusesAShrunkenLog) {
  const auto small = bundle("small.bundle");
  import("T2,2026-01-06T09:00:00Z,Open,Desk,Ann\n");
  EXPECT_EQ(witness(bundle()).exit_code, 0);
  EXPECT_EQ(error_code(witness(small)), "shrunken-log");
}

TEST_F(Record, AWitnessRefusesEntriesOfOddTimes) {
  EXPECT_EQ(witness(bundle()).exit_code, 0);
  import("T2,2026-01-06T09:00:00Z,Open,Desk,Ann\n", "CONCORDAT_TEST_NOW=2099-01-01T00:00:00Z");
  const auto odd = witness(bundle("odd.bundle"));
  EXPECT_EQ(odd.exit_code, 1);
  EXPECT_EQ(error_code(odd), "recorded-outside-visit");
}

TEST_F(Record, AClockSetBackNeverMakesTheRecordGoBack) {
  import("T2,2026-01-06T09:00:00Z,Open,Desk,Ann\n", "CONCORDAT_TEST_NOW=2098-06-01T00:00:00Z");
  const auto outcome = import("T3,2026-01-06T09:00:00Z,Open,Desk,Ann\n");
  EXPECT_THAT(outcome.err, HasSubstr("clock is"));
  const auto report = verify(bundle());
  EXPECT_EQ(report.exit_code, 0) << "recorded never goes back: " << report.out;
}

TEST_F(Record, ACosignatureMakesItAgreed) {
  const auto cosigned = witness(bundle());
  const std::string witness_key(cosigned.json().at("vkey").as_string());
  EXPECT_EQ(concordat_({"cosign", folder_.file("mirror/checkpoint"), "--org", "Own"}).exit_code, 2) << "not paired yet";
  EXPECT_EQ(concordat_({"cosign", folder_.file("mirror/checkpoint"), "--org", "Own", "--party", "northwind", "--vkey",
                        witness_key})
                .exit_code,
            0);
  EXPECT_EQ(witness(bundle("again.bundle")).exit_code, 0);
  EXPECT_EQ(concordat_({"cosign", folder_.file("mirror/checkpoint"), "--org", "Own"}).exit_code, 0);
  const auto agreed = bundle("agreed.bundle");
  EXPECT_EQ(verify(agreed, {"--trust", witness_key, "--trust", vkey()}).exit_code, 0);
}

TEST_F(Record, ARotatedKeyIsLearntByTheWitness) {
  EXPECT_EQ(witness(bundle()).exit_code, 0);
  const auto old_key = vkey();
  ASSERT_EQ(concordat_({"key", "rotate"}).exit_code, 0);
  EXPECT_NE(vkey(), old_key);
  EXPECT_EQ(witness(bundle("rotated.bundle")).exit_code, 0);
  shell("rm data/host.key && cp data/host.key.* old.key", folder_.path());
  EXPECT_EQ(witness(bundle("stranger.bundle")).exit_code, 1) << "a key that nobody announced";
}

TEST_F(Record, AFlippedByteInTheDatabaseIsNamedAndNothingIsMadeFromIt) {
  bundle();
  const auto done = shell(
      "sqlite3 data/concordat.db \"update entry set line = replace(line, 'Network', 'Netw0rk') "
      "where kind = 'ticket.observed' and line like '%Network%'\"",
      folder_.path());
  ASSERT_EQ(done.exit_code, 0) << done.err;
  for (const auto& words :
       std::vector<std::vector<std::string>>{{"export", "--org", "Own", "--as", "northwind", folder_.file("x")},
                                             {"rebuild", "--org", "Own"},
                                             {"backup", folder_.file("y")}}) {
    auto with_json = words;
    with_json.emplace_back("--json");
    const auto outcome = concordat_(with_json);
    EXPECT_EQ(outcome.exit_code, 2) << words.front();
    EXPECT_EQ(error_code(outcome), "damaged-record") << words.front() << outcome.out;
    EXPECT_THAT(outcome.out, HasSubstr("ntry ")) << "the entry is named";
  }
}

TEST_F(Record, AnExportOverwritesBundlesAndNothingElse) {
  const auto file = bundle();
  EXPECT_EQ(concordat_({"export", "--org", "Own", "--as", "northwind", file}).exit_code, 0) << "a bundle anew";
  const auto key = folder_.read("data/host.key");
  for (const auto& target : {folder_.file("data/host.key"), folder_.file("data/concordat.db"), folder_.file("map.toml"),
                             std::string("/dev/full")}) {
    const auto outcome = concordat_({"export", "--org", "Own", "--as", "northwind", target, "--json"});
    EXPECT_EQ(outcome.exit_code, 2) << target;
    EXPECT_EQ(error_code(outcome), "file-exists") << target;
  }
  EXPECT_EQ(folder_.read("data/host.key"), key);
  EXPECT_EQ(shell("test -c /dev/full").exit_code, 0);
}

TEST_F(Record, ATextThatWasChangedIsDamageToo) {
  bundle();
  ASSERT_EQ(shell("sqlite3 data/concordat.db \"update vault_text set text = 'Mallory'\"", folder_.path()).exit_code, 0);
  EXPECT_EQ(error_code(concordat_({"export", "--org", "Own", "--as", "northwind", folder_.file("x"), "--json"})),
            "damaged-record");
}

TEST_F(Record, ARestoreMakesProjectionsAnew) {
  bundle();
  const auto before = concordat_({"measure", "flow", "--org", "Own", "--json"}).out;
  ASSERT_EQ(shell("sqlite3 data/concordat.db 'delete from ticket_history'", folder_.path()).exit_code, 0);
  ASSERT_EQ(concordat_({"backup", folder_.file("odd")}).exit_code, 0) << "the record itself holds";
  shell("rm -r data", folder_.path());
  ASSERT_EQ(concordat_({"restore", folder_.file("odd")}).exit_code, 0);
  EXPECT_EQ(concordat_({"measure", "flow", "--org", "Own", "--json"}).out, before);
}

TEST_F(Record, AWitnessThatForgotDoesNotBeginAgainInSilence) {
  EXPECT_EQ(witness(bundle()).exit_code, 0);
  shell("mv mirror/witness.key kept.key", folder_.path());
  EXPECT_EQ(error_code(witness(folder_.file("own.bundle"))), "no-witness-key");
  shell("mv kept.key mirror/witness.key && rm mirror/state", folder_.path());
  EXPECT_EQ(error_code(witness(folder_.file("own.bundle"))), "bad-witness-state");
}

TEST_F(Record, BackedUpCosignedDestroyedAndRestoredBothWays) {
  const auto first = witness(bundle());
  const std::string witness_key(first.json().at("vkey").as_string());
  concordat_(
      {"cosign", folder_.file("mirror/checkpoint"), "--org", "Own", "--party", "northwind", "--vkey", witness_key});
  ASSERT_EQ(concordat_({"backup", folder_.file("monday")}).exit_code, 0);
  std::string rows;
  for (int i = 0; i < 100; ++i) rows += "R" + std::to_string(i) + ",2026-01-08T09:00:00Z,Open,Desk,Ann\n";
  import(rows);
  const auto last = bundle("last.bundle");
  ASSERT_EQ(witness(last).exit_code, 0);
  const auto before = verify(last).json().at("checkpoint");
  shell("mkdir kept && mv data/host.key kept/ && rm -r data", folder_.path());

  // With the mirror: the same log, the same root.
  ASSERT_EQ(concordat_({"restore", folder_.file("monday"), "--mirror", folder_.file("mirror")}).exit_code, 0);
  shell("cp -p kept/host.key data/", folder_.path());
  EXPECT_EQ(verify(bundle("same.bundle")).json().at("checkpoint"), before);
  EXPECT_EQ(witness(folder_.file("same.bundle")).exit_code, 0);
  shell("rm -r data", folder_.path());

  // Without: a new epoch, which the witness signs only after a person accepts it.
  ASSERT_EQ(concordat_({"restore", folder_.file("monday")}).exit_code, 0);
  shell("cp -p kept/host.key data/", folder_.path());
  const auto lost = bundle("lost.bundle");
  EXPECT_EQ(verify(lost).exit_code, 0);
  EXPECT_EQ(error_code(witness(lost)), "new-epoch");
  const auto seen_before = folder_.read("mirror/mirror.bundle");
  EXPECT_EQ(witness(lost, "", {"--accept-epoch", "2"}).exit_code, 0);
  EXPECT_EQ(folder_.read("mirror/mirror.bundle.epoch-1"), seen_before) << "the only copy of what was lost is kept";
  EXPECT_EQ(concordat_({"restore", folder_.file("monday")}).exit_code, 2) << "never over data that is there";
}

}  // namespace
}  // namespace concordat::test
