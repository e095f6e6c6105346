// SPDX-License-Identifier: Apache-2.0
// What somebody will try who has never seen the language.
#include "agreement/support.hpp"
#include "agreement/templates.hpp"

#include <gmock/gmock.h>

#include <chrono>

namespace concordat::agreement {
namespace {

using ::testing::Contains;
using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

std::string hybrid() {
  return *fill_template("hybrid", {"Acme", "Northwind", "Europe/London", *make_date(2026, 4, 1)});
}

const Finding* only(const Findings& findings, const std::string& rule) {
  const auto found = of_rule(findings, rule);
  EXPECT_THAT(found, SizeIs(1)) << to_text(findings);
  return found.empty() ? nullptr : found[0];
}

// One letter too many in the first key of every table: each is named with its line and the key that was meant.
TEST(Stranger, ATypoInEverySection) {
  std::string typed;
  std::istringstream in(hybrid());
  bool first = false;
  std::size_t typos = 0, line_number = 0;
  std::vector<std::int64_t> lines;
  for (std::string line; std::getline(in, line);) {
    ++line_number;
    const std::size_t equals = line.find(" =");
    const bool header = line.starts_with("[");
    const bool key = first && !header && equals != std::string::npos && line[0] >= 'a' && line[0] <= 'z';
    // Names of actions and classes are free.
    if (key && !line.starts_with("isolate") && !line.starts_with("disable")) {
      line.insert(equals, "x");
      lines.push_back(static_cast<std::int64_t>(line_number));
      ++typos;
    }
    if (header)
      first = true;
    else if (key)
      first = false;
    typed += line + "\n";
  }
  EXPECT_GT(typos, 15U);
  std::vector<std::int64_t> found;
  for (const Finding& one : World(typed).reading.findings) {
    if (one.rule != "unknown-key") continue;
    EXPECT_THAT(one.message, HasSubstr("Did you mean")) << one.message;
    found.push_back(one.rows.at(0).where.line);
  }
  std::sort(found.begin(), found.end());
  EXPECT_EQ(found, lines);
}

TEST(Stranger, TwoExceptionsThatMeetForOneHourAYear) {
  const std::string text =
      hybrid() +
      "[calendar.morning]\nopen = {}\nalso = { \"2026-12-24\" = [\"09:00-12:00\"] }\n"
      "[calendar.noon]\nopen = {}\nalso = { \"2026-12-24\" = [\"11:00-14:00\"] }\n"
      "[[function.infrastructure.except]]\nwhen = { activity = \"resolve\", during = \"morning\" }\ndoes = [\"desk\"]\n"
      "[[function.infrastructure.except]]\nwhen = { activity = \"resolve\", during = \"noon\" }\ndoes = "
      "[\"engineers\"]\n";
  const World world(with(text, "through = 2028-03-31", "through = 2027-03-31"));
  const Findings findings = world.checked();
  const Finding* overlap = only(findings, "overlap");
  ASSERT_NE(overlap, nullptr);
  EXPECT_EQ(overlap->example->at_local, "2026-12-24T11:00");
  EXPECT_NEAR(*overlap->hours_per_week, 1.0 / (365.0 / 7.0), 1e-9);
}

TEST(Stranger, ATeamWhoseOnlyMemberLeaves) {
  const std::string one = with(hybrid(), "members = [\"alex\", \"sam\", \"kim\"]", "members = [\"kim\"]");
  EXPECT_THAT(titles(World(one).checked()), Contains("warning one-person service-desk/fulfil"));
  const std::string none = with(hybrid(), "members = [\"alex\", \"sam\", \"kim\"]", "members = []");
  EXPECT_THAT(titles(World(none).checked()), Contains("warning no-members"));
}

TEST(Stranger, AContractThatEndsOnAFriday) {
  // 2026-10-30 is a Friday; clocks had gone back on the Sunday before.
  const std::string text =
      with(hybrid(), "through = 2028-03-31", "through = 2026-10-30") +
      "[party.other]\nkind = \"provider\"\ncontract = { from = 2026-04-01, through = 2027-03-31 }\n";
  const auto all = World(text).checked();
  const auto found = of_rule(all, "contract-short");
  ASSERT_FALSE(found.empty());
  for (const Finding* one : found) EXPECT_EQ(one->example->at_local, "2026-10-31T00:00");
}

TEST(Stranger, AHolidayOnOneSide) {
  const std::string text = with(with(hybrid(), "open = { mon-fri = [\"08:30-17:30\"] }",
                                     "open = { mon-fri = [\"08:30-17:30\"] }\nclosed = [2026-12-25]\n"
                                     "[calendar.weekdays]\nopen = { mon-fri = [\"08:30-17:30\"] }"),
                                "[ladder.p1]",
                                "[target.fulfil]\nkind = \"OLA\"\nobligor = \"internal\"\nbeneficiary = \"provider\"\n"
                                "when = { functions = [\"service-desk\"], activities = [\"fulfil\"] }\nmetric = "
                                "\"resolution\"\nwithin = \"1wd\"\n"
                                "calendar = \"weekdays\"\n[ladder.p1]");
  const auto findings = World(text).checked();
  const Finding* gap = only(findings, "gap");
  ASSERT_NE(gap, nullptr);
  EXPECT_EQ(gap->activity, "fulfil");
  EXPECT_EQ(gap->example->at_local, "2026-12-25T08:30");
}

TEST(Stranger, ATargetOfNothingAndACalendarOfNothing) {
  const std::string target = with(hybrid(), "within = \"4h\"", "within = \"0s\"");
  EXPECT_THAT(only(World(target).checked(), "target-unreachable")->message, HasSubstr("0 seconds"));
  const std::string calendar = with(hybrid(), "open = { mon-sun = [\"00:00-24:00\"] }", "open = {}");
  const Findings findings = World(calendar).checked();
  EXPECT_THAT(titles(findings), Contains("error target-unreachable"));
}

TEST(Stranger, AFunctionThatNobodyTakesWorkInto) {
  const std::string text = hybrid() + "[function.printers]\naccountable = \"it-lead\"\ndoes.resolve = [\"desk\"]\n";
  EXPECT_THAT(titles(World(text).checked()), Contains("warning takes-nothing printers"));
}

TEST(Stranger, KeysAndNamesOfAnyLetters) {
  const std::string text = hybrid() +
                           "[team.\"🛠 crew\"]\nname = \"Käpt'n 🦆\"\nparty = \"internal\"\nduty = \"office\"\n"
                           "members = [\"José\", \"李\"]\n[function.\"крыша\"]\ntakes = [\"🏠\"]\n"
                           "accountable = \"it-lead\"\ndoes.resolve = [\"🛠 crew\"]\n";
  const World world(text);
  EXPECT_TRUE(world.reading.ok()) << to_text(world.reading.findings);
  EXPECT_FALSE(has_error(world.checked()));
  EXPECT_EQ(world.rules.functions[world.rules.takes("🏠").at()].key, "крыша");
}

// Neither size nor depth takes the program down, and both are answered soon.
TEST(Stranger, FiveMegabytesAndDeepNesting) {
  const auto begun = std::chrono::steady_clock::now();
  std::string large = hybrid();
  while (large.size() < 5'000'000) large += "# and so on\n[site.s" + std::to_string(large.size()) + "]\n";
  EXPECT_THAT(titles(World(large).reading.findings), Contains("error syntax"));
  for (const char* open : {"[", "{ a = ", "[["}) {
    std::string deep = "x = ";
    for (int i = 0; i < 100'000; ++i) deep += open;
    EXPECT_THAT(titles(World(deep).reading.findings), Contains("error syntax")) << open;
  }
  std::string dotted = "a";
  for (int i = 0; i < 50'000; ++i) dotted += ".a";
  // toml++ alone takes these, and dies taking them down again.
  for (const std::string& deep :
       {dotted + " = 1\n", "[" + dotted + "]\n", "[[" + dotted + "]]\n", "x = { " + dotted + " = 1 }\n"}) {
    EXPECT_THAT(titles(World(deep).reading.findings), ::testing::ElementsAre("error syntax"));
  }
  EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds(60)) << "not a measurement: it ends";
}

TEST(Stranger, TheSameTextTwiceAndATextOfNothing) {
  EXPECT_THAT(titles(World(std::string()).reading.findings), Contains("error missing-key"));
  EXPECT_THAT(titles(World(hybrid() + hybrid()).reading.findings), Contains("error syntax")) << "tables twice";
  EXPECT_THAT(titles(World(std::string("\xEF\xBB\xBF") + hybrid()).checked()), Each(HasSubstr("note ")));
  std::string windows = hybrid();
  for (std::size_t at = windows.find('\n'); at != std::string::npos; at = windows.find('\n', at + 2)) {
    windows.insert(at, "\r");
  }
  EXPECT_THAT(titles(World(windows).checked()), Each(HasSubstr("note ")));
}

}  // namespace
}  // namespace concordat::agreement
