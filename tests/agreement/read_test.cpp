// SPDX-License-Identifier: Apache-2.0
#include "agreement/support.hpp"

#include <gmock/gmock.h>

namespace concordat::agreement {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr const char* kSmallest = R"(format = 1
organisation = "x"
zone = "Europe/London"
effective = 2026-04-01
[party.hq]
kind = "internal"
[calendar.office]
open = { mon-fri = ["09:00-17:00"] }
[role.lead]
party = "hq"
person = "ana"
deputy = "ben"
[team.desk]
party = "hq"
duty = "office"
members = ["ana", "ben"]
[function.desk]
takes = ["*"]
accountable = "lead"
owner = "desk"
does.triage = ["desk"]
does.resolve = ["desk"]
does.fulfil = ["desk"]
does.change = ["desk"]
does.approve = ["lead"]
)";

std::vector<std::string> said(const std::string& text) {
  std::vector<std::string> all;
  for (const Finding& one : World(text).reading.findings) {
    const Where where = one.rows.empty() ? Where{} : one.rows[0].where;
    all.push_back(std::to_string(where.line) + ":" + std::to_string(where.column) + " " + one.rule);
  }
  return all;
}

std::string added(const std::string& lines) { return std::string(kSmallest) + lines; }

TEST(Read, TheSmallestAgreementHasNoError) {
  EXPECT_THAT(said(kSmallest), IsEmpty());
  EXPECT_FALSE(has_error(World(kSmallest).checked()));
}

TEST(Read, ASyntaxErrorInOneTableHidesNoOther) {
  const std::string text = with(with(added("[site.a]\nzoen = \"UTC\"\n"), "party = \"hq\"\nperson", "party = \nperson"),
                                "owner = \"desk\"", "owner = \"dosk\"");
  EXPECT_THAT(said(text), ElementsAre("10:9 syntax", "20:9 unknown-name", "27:1 unknown-key"));
}

TEST(Read, ValuesBeforeTheErrorStayAndWhatFollowsInTheTableIsNotMissed) {
  const World world(with(kSmallest, "duty = \"office\"", "duty = office"));
  EXPECT_THAT(titles(world.reading.findings), ElementsAre("error syntax"));
  EXPECT_EQ(world.reading.agreement.teams.at("desk").party.name, "hq");
}

TEST(Read, ValuesOverSeveralLinesAreLeftOutWhole) {
  const World world(
      with(kSmallest, "members = [\"ana\", \"ben\"]", "members = [\n  \"ana\",\n  \"ben\n]\nskills = []"));
  EXPECT_THAT(titles(world.reading.findings), ElementsAre("error syntax"));
  EXPECT_EQ(world.reading.agreement.functions.size(), 1U);
}

TEST(Read, RowsOfAMatrixAreNoTables) {
  const World world(added("[priority]\nmatrix = [\n  [1, 2],\n  [2, 3]\n]\nwords = [\"a\" \"b\"]\n[site.b]\n"));
  EXPECT_THAT(titles(world.reading.findings), ElementsAre("error syntax"));
  EXPECT_EQ(world.reading.agreement.priorities, (std::vector<std::vector<int>>{{1, 2}, {2, 3}}));
  EXPECT_TRUE(world.reading.agreement.sites.contains("b"));
}

TEST(Read, UnknownKeysSayWhatWasPerhapsMeant) {
  const World world(with(kSmallest, "accountable = ", "acountable = "));
  const auto found = of_rule(world.reading.findings, "unknown-key");
  ASSERT_EQ(found.size(), 1U);
  EXPECT_THAT(found[0]->message, HasSubstr("Did you mean \"accountable\"?"));
  EXPECT_EQ(found[0]->rows[0].id, "function.desk.acountable");
}

TEST(Read, NamesMustBeDeclared) {
  EXPECT_THAT(said(with(kSmallest, "does.fulfil = [\"desk\"]", "does.fulfil = [\"dusk\"]")),
              ElementsAre("23:16 unknown-name"));
  EXPECT_THAT(said(with(kSmallest, "does.fulfil", "does.fulfill")), ElementsAre("23:16 unknown-name"));
  EXPECT_THAT(said(with(kSmallest, "duty = \"office\"", "duty = \"offce\"")), ElementsAre("15:8 unknown-name"));
}

TEST(Read, SomebodyMustBeAccountableNotACompany) {
  EXPECT_THAT(said(with(kSmallest, "accountable = \"lead\"", "accountable = \"hq\"")),
              ElementsAre("19:15 party-as-accountable"));
}

TEST(Read, TheMatrixIsMonotone) {  // domain.md 3: f(1,2) = 1, f(1,1) = 2 is refused
  EXPECT_THAT(titles(World(added("[priority]\nmatrix = [[2, 1], [3, 3]]\n")).reading.findings),
              ElementsAre("error not-monotone"));
}

TEST(Read, ValuesOutOfRangeAreNamed) {
  EXPECT_THAT(said(with(kSmallest, "effective = 2026-04-01", "effective = \"2026-02-30\"")),
              ElementsAre("4:13 bad-value"));
  EXPECT_THAT(said(with(kSmallest, "zone = \"Europe/London\"", "zone = \"Europe/Londn\"")),
              ElementsAre("3:8 unknown-name"));
  EXPECT_THAT(said(with(kSmallest, "kind = \"internal\"", "kind = \"intern\"")), ElementsAre("6:8 bad-value"));
  EXPECT_THAT(said(added("[party.p]\nkind = \"provider\"\ncontract = { from = 2026-04-01, through = 2026-03-31 }\n")),
              ElementsAre("28:12 bad-value"));
}

TEST(Read, TwoTextsOfOneKindAreRefused) {
  const World world(std::vector<SourceText>{{"a.toml", kSmallest}, {"b.toml", kSmallest}});
  EXPECT_THAT(titles(world.reading.findings), ElementsAre("error overlap"));
}

TEST(Read, PricesStandInAnAnnex) {
  EXPECT_THAT(said(added("[price.x]\nper = \"user\"\n")), ElementsAre("26:2 unknown-key"));
}

TEST(Read, TextsThatAreTooLongOrNoTextAreRefusedQuickly) {
  EXPECT_THAT(titles(World(std::string(5 << 20, '#')).reading.findings), ::testing::Contains("error syntax"));
  EXPECT_THAT(said("format = 1\nx = \"\xff\"\n"), ::testing::Contains("2:6 syntax"));
  EXPECT_THAT(said(added("a = " + std::string(5000, '['))), ::testing::Contains(HasSubstr("syntax")));
}

TEST(Read, AKeyMayHoldAnyLetterAndItsPathIsQuoted) {
  const World world(added("[site.\"🏭 works\"]\nzone = \"UTC\"\nx = 1\n"));
  ASSERT_EQ(world.reading.findings.size(), 1U);
  EXPECT_EQ(world.reading.findings[0].rows[0].id, "site.\"🏭 works\".x");
}

}  // namespace
}  // namespace concordat::agreement
