// SPDX-License-Identifier: Apache-2.0
// Promise: the command line answers clearly whatever is typed: 0 it ran, 1 the answer is no, 2 it could not run.
#include "support/program.hpp"
#include "support/places.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace concordat::test {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

const std::vector<std::vector<std::string>> kCommands = {{"import"},
                                                         {"import", "servicenow"},
                                                         {"import", "xes"},
                                                         {"import", "csv"},
                                                         {"measure"},
                                                         {"measure", "flow"},
                                                         {"custody"},
                                                         {"clock"},
                                                         {"clock", "due"},
                                                         {"clock", "open"},
                                                         {"clock", "elapsed"},
                                                         {"key"},
                                                         {"key", "new"},
                                                         {"key", "show"},
                                                         {"key", "rotate"},
                                                         {"checkpoint"},
                                                         {"cosign"},
                                                         {"witness"},
                                                         {"export"},
                                                         {"verify"},
                                                         {"backup"},
                                                         {"restore"},
                                                         {"rebuild"},
                                                         {"measure", "sla"},
                                                         {"ticket"},
                                                         {"ticket", "timeline"},
                                                         {"agreement"},
                                                         {"agreement", "new"},
                                                         {"agreement", "format"},
                                                         {"agreement", "schema"},
                                                         {"agreement", "check"},
                                                         {"agreement", "decide"},
                                                         {"agreement", "explain"},
                                                         {"agreement", "diff"},
                                                         {"agreement", "propose"},
                                                         {"agreement", "apply"},
                                                         {"agreement", "approve"},
                                                         {"agreement", "dismiss"},
                                                         {"agreement", "show"},
                                                         {"quantity"},
                                                         {"quantity", "set"},
                                                         {"quantity", "import"},
                                                         {"quantity", "list"}};

TEST(CommandLine, EveryCommandHasHelpWithAnExample) {
  const Folder folder;
  const Program concordat(folder);
  for (auto words : kCommands) {
    words.push_back("--help");
    const auto outcome = concordat(words);
    EXPECT_EQ(outcome.exit_code, 0) << words.front();
    EXPECT_THAT(outcome.out, HasSubstr("Example")) << testing::PrintToString(words);
    EXPECT_THAT(outcome.err, IsEmpty());
  }
}

TEST(CommandLine, WrongWordsAreExitTwoAndSaySo) {
  const Folder folder;
  const Program concordat(folder);
  const std::vector<std::vector<std::string>> wrong = {{},
                                                       {"no-such-command"},
                                                       {"import"},
                                                       {"import", "servicenow"},
                                                       {"import", "fax", "file", "--org", "X", "--map", "m"},
                                                       {"measure", "flow"},
                                                       {"measure", "flow", "--org"},
                                                       {"clock", "due", "--from", "yesterday"},
                                                       {"verify"},
                                                       {"verify", "a", "b"},
                                                       {"custody", "T1", "--org", "X", "--colour", "blue"}};
  for (auto words : wrong) {
    const auto outcome = concordat(words);
    EXPECT_EQ(outcome.exit_code, 2) << testing::PrintToString(words);
    EXPECT_THAT(outcome.err, Not(IsEmpty())) << testing::PrintToString(words);
    EXPECT_THAT(outcome.out, IsEmpty()) << testing::PrintToString(words);
    words.emplace_back("--json");
    const auto error = concordat(words);
    EXPECT_EQ(error.exit_code, 2);
    EXPECT_TRUE(error.json().as_object().contains("error")) << error.out;
  }
}

TEST(CommandLine, AMisspeltCommandIsNamedWithTheNearest) {
  const Folder folder;
  const Program concordat(folder);
  EXPECT_THAT(concordat({"imprt", "csv"}).err, HasSubstr("Did you mean import?"));
  EXPECT_THAT(concordat({"import", "cvs", "file"}).err, HasSubstr("Did you mean csv?"));
  EXPECT_THAT(concordat({"clock", "bogus"}).err, HasSubstr("There are: elapsed, due, open"));
}

TEST(CommandLine, AnErrorIsJsonWhateverWasTyped) {
  const Folder folder;
  const Program concordat(folder);
  const auto outcome = concordat({"custody", "T\xff", "--org", "X\xfe", "--data", "no\xff", "--json"});
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_TRUE(outcome.json().as_object().contains("error"));
}

TEST(CommandLine, TheVerifierSaysWhenItsAnswerWasNotWritten) {
  const Folder folder;
  const auto outcome = shell(quoted(verify_program_path()) + " --help >/dev/full");
  EXPECT_EQ(outcome.exit_code, 2);
}

TEST(CommandLine, AnUnknownOrganisationIsExitTwo) {
  const Folder folder;
  const Program concordat(folder);
  const auto nothing = concordat({"measure", "flow", "--org", "Harbour", "--json"});
  EXPECT_EQ(nothing.exit_code, 2);
  const auto sample = example("imports/sheet.csv");
  ASSERT_EQ(concordat({"import", "csv", sample, "--org", "Harbour", "--map", example("imports/sheet.toml")}).exit_code,
            0);
  const auto misspelt = concordat({"measure", "flow", "--org", "Harbor", "--json"});
  EXPECT_EQ(misspelt.exit_code, 2);
  EXPECT_THAT(misspelt.out, HasSubstr("Harbour")) << "the nearest name";
}

TEST(CommandLine, AClosedPipeEndsItSilently) {
  const Folder folder;
  const Program concordat(folder);
  const auto sample = example("imports/sheet.csv");
  ASSERT_EQ(concordat({"import", "csv", sample, "--org", "Harbour", "--map", example("imports/sheet.toml")}).exit_code,
            0);
  const auto outcome = shell("bash -c " + quoted(concordat.command({"measure", "flow", "--org", "Harbour"}) +
                                                 " | true; exit ${PIPESTATUS[0]}"));
  EXPECT_EQ(outcome.exit_code, 0);
  EXPECT_THAT(outcome.err, IsEmpty());
}

TEST(CommandLine, AFullDeviceIsNotSuccess) {
  const Folder folder;
  const Program concordat(folder);
  const auto outcome = shell(concordat.command({"--help"}) + " >/dev/full");
  EXPECT_EQ(outcome.exit_code, 2);
  EXPECT_THAT(outcome.err, HasSubstr("disk full"));
}

}  // namespace
}  // namespace concordat::test
