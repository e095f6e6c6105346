// SPDX-License-Identifier: Apache-2.0
// What must be said of the harbour example, and of the two changes to it: the form's own page fixes it.
#include "agreement/support.hpp"

#include <gmock/gmock.h>

namespace concordat::agreement {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

std::vector<std::string> rows_of(const Finding& finding) {
  std::vector<std::string> all;
  for (const Row& row : finding.rows) all.push_back(row.id);
  return all;
}

TEST(Harbour, ReadsWithoutAProblem) {
  const World world(harbour(harbour_text()));
  EXPECT_THAT(titles(world.reading.findings), IsEmpty());
}

TEST(Harbour, AChangeCanReachTheDeskAndNobodyIsNamed) {
  const Findings findings = World(harbour(harbour_text())).checked();
  const auto errors = of_rule(findings, "no-responsible");
  ASSERT_THAT(errors, SizeIs(1));
  EXPECT_EQ(title(*errors[0]), "error no-responsible service-desk/change");
  EXPECT_THAT(rows_of(*errors[0]), Contains("function.service-desk"));
  EXPECT_EQ(errors[0]->rows[0].where.file, "harbour.toml");
}

TEST(Harbour, NothingElseIsAnError) {
  std::vector<std::string> errors;
  for (const Finding& one : World(harbour(harbour_text())).checked()) {
    if (one.severity == Severity::error) errors.push_back(title(one));
  }
  EXPECT_THAT(errors, ::testing::ElementsAre("error no-responsible service-desk/change"));
}

TEST(Harbour, AegisEndsInside) {
  const Findings findings = World(harbour(harbour_text())).checked();
  const auto found = of_rule(findings, "contract-short");
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(title(*found[0]), "warning contract-short cybersecurity");
  EXPECT_EQ(format_instant(found[0]->example->at.value()), "2027-03-31T23:00:00Z");  // midnight in London, summer time
  EXPECT_EQ(found[0]->message,
            "aegis ends 2027-03-31; from 2027-04-01 00:00 Europe/London nobody is accountable, monitor has nobody and "
            "resolve rests on northwind.");
}

TEST(Harbour, TheLastStepRestsOnDora) {
  const Findings findings = World(harbour(harbour_text())).checked();
  const auto found = of_rule(findings, "one-person");
  const auto ladder =
      std::find_if(found.begin(), found.end(), [](const Finding* one) { return one->rows[0].id == "ladder.p1"; });
  ASSERT_NE(ladder, found.end());
  EXPECT_EQ((*ladder)->severity, Severity::warning);
  EXPECT_THAT((*ladder)->message, HasSubstr("dora"));
  EXPECT_THAT(rows_of(**ladder), Contains("role.director"));
}

TEST(Harbour, TeamsWithoutMembersCannotBeJudged) {
  std::vector<std::string> rows;
  const Findings findings = World(harbour(harbour_text())).checked();
  for (const Finding* one : of_rule(findings, "no-members")) {
    EXPECT_EQ(one->severity, Severity::warning);
    rows.push_back(one->rows[0].id);
  }
  EXPECT_THAT(rows, ::testing::UnorderedElementsAre("team.nw-noc", "team.aegis-soc"));
}

TEST(Harbour, RequestsWaitForTheDesk) {
  const Findings findings = World(harbour(harbour_text())).checked();
  const auto notes = of_rule(findings, "uncovered");
  const auto desk =
      std::find_if(notes.begin(), notes.end(), [](const Finding* one) { return one->function == "service-desk"; });
  ASSERT_NE(desk, notes.end());
  EXPECT_EQ(title(**desk), "note uncovered service-desk/fulfil");
  EXPECT_EQ((*desk)->hours_per_week, 123.0);  // 168 less five days of nine hours
  EXPECT_THAT((*desk)->message, HasSubstr("hq-desk 123 hours a week outside the office calendar"));
  EXPECT_EQ((*desk)->example->at_local, "2026-04-01T00:00");
}

TEST(Harbour, WithoutTheProvidersNightTheClockRunsOnNobody) {
  const Findings findings =
      World(harbour(with(harbour_text(), R"(["hq-desk", { team = "nw-noc", after = "30m" }])", R"(["hq-desk"])")))
          .checked();
  const auto gaps = of_rule(findings, "gap");
  ASSERT_THAT(gaps, SizeIs(1));
  EXPECT_EQ(title(*gaps[0]), "error gap service-desk/resolve");
  EXPECT_EQ(gaps[0]->hours_per_week, 123.0);
  EXPECT_EQ(format_instant(gaps[0]->example->at.value()), "2026-03-31T23:00:00Z");
  EXPECT_EQ(gaps[0]->example->at_local, "2026-04-01T00:00");
  EXPECT_EQ(gaps[0]->example->priority, 1);
  EXPECT_EQ(rows_of(*gaps[0]), std::vector<std::string>{"function.service-desk.does.resolve"});
  EXPECT_THAT(gaps[0]->message, HasSubstr("p1-restore"));
}

TEST(Harbour, AnOwnerThatIsNobodyIsNamedWithItsPlace) {
  const Findings findings =
      World(harbour(with(harbour_text(), R"(owner = "hq-desk")", R"(owner = "nobody")"))).checked();
  const auto found = of_rule(findings, "unknown-name");
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(found[0]->severity, Severity::error);
  EXPECT_EQ(rows_of(*found[0]), std::vector<std::string>{"function.service-desk.owner"});
  EXPECT_EQ(found[0]->rows[0].where.line, 60);
  EXPECT_THAT(found[0]->message, HasSubstr("hq-desk"));
}

}  // namespace
}  // namespace concordat::agreement
