// SPDX-License-Identifier: Apache-2.0
#include "imports/support.hpp"

namespace concordat::imports {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

const std::string kSmall = "[columns]\nticket = \"Ticket\"\nat = \"When\"\n";

// The whole of what a person is told.
std::string problem(const std::string& text) {
  const auto map = parse_map(text, "map.toml");
  return map ? "" : to_text(map.error());
}

TEST(Map, TicketAndTimeAreEnough) {
  const Map map = map_of(kSmall);
  EXPECT_EQ(map.shape, ticket::Shape::update);
  EXPECT_EQ(map.zone, "UTC");
  EXPECT_FALSE(map.has_states);
  EXPECT_FALSE(map.has_lines());
  EXPECT_EQ(problem("shape = \"ticket\"\n[columns]\nticket = \"T\"\nopened = \"O\"\n"), "");
}

TEST(Map, WhatTicketsWaitInIsAStateOfTheMap) {
  const std::string columns = "[columns]\nticket = \"T\"\nat = \"W\"\nstate = \"S\"\n";
  const std::string states = "[states]\n\"Wait - User\" = \"on_hold\"\n";
  const std::string slip = "waits_for_requester = [\"Wait - User\",\n  \"Wait - Usr\"]\n";
  EXPECT_THAT(
      problem(slip + columns + states),
      HasSubstr("map.toml:2:3: waits_for_requester names the state \"Wait - Usr\", which [states] does not have"));
  EXPECT_THAT(problem(slip + columns + states), HasSubstr("Did you mean \"Wait - User\"?"));
  EXPECT_THAT(problem("waits_for_third_party = [\"Supplier\"]\n" + columns + states),
              HasSubstr("map.toml:1:26: waits_for_third_party names the state \"Supplier\""));
  EXPECT_EQ(problem(slip + columns), "") << "without [states] every name may occur";
}

TEST(Map, SaysEverythingThatItCan) {
  const Map map = map_of(R"(
shape = "update"
zone = "Europe/London"
time_format = "%d/%m/%Y %H:%M"
delimiter = "\t"
missing = ["?", "n/a"]
state_from = "substate"
waits_for_requester = ["Wait - User", "Wait - Customer"]
[columns]
ticket = "T"
at = "W"
substate = "S"
[states]
"Wait - Customer" = "on_hold"
"Wait - User" = "on hold"
Done = "closed"
[lines]
"2" = "2nd"
"3" = "3rd"
else = "1"
[team."V5 3rd"]
party = "northwind"
function = "infrastructure"
[team.Desk]
line = "2"
[party.northwind]
name = "Northwind Ltd"
kind = "provider"
)");
  EXPECT_EQ(map.delimiter, '\t');
  EXPECT_EQ(map.state_from, Role::substate);
  EXPECT_THAT(map.waits_for_requester, ElementsAre("Wait - Customer", "Wait - User"));
  EXPECT_EQ(map.state("Wait - User"), ticket::State::on_hold);
  EXPECT_EQ(map.state("Wait"), std::nullopt);
  EXPECT_TRUE(map.has_lines());
  EXPECT_EQ(map.team("V5 3rd"), (ticket::Team{"northwind", "infrastructure", "3"}));
  EXPECT_EQ(map.team("G97 2nd 3rd").line, "3") << "the highest line that the name contains";
  EXPECT_EQ(map.team("G97 2nd").line, "2");
  EXPECT_EQ(map.team("V30").line, "1");
  EXPECT_EQ(map.team("Desk").line, "2") << "the team's own word goes before [lines]";
  EXPECT_EQ(map.parties.at("northwind"), (PartyWords{"Northwind Ltd", "provider"}));
}

TEST(Map, UnknownWordsAreNamedWithTheNearestAndTheirPlace) {
  EXPECT_THAT(problem("shap = \"update\"\n" + kSmall), HasSubstr("map.toml:1:1: key \"shap\" is not known"));
  EXPECT_THAT(problem("shap = \"update\"\n" + kSmall), HasSubstr("\"shape\""));
  EXPECT_THAT(problem(kSmall + "teams = \"Team\"\n"), HasSubstr("map.toml:4:1: column \"teams\""));
  EXPECT_THAT(problem(kSmall + "teams = \"Team\"\n"), HasSubstr("Did you mean \"team\"?"));
  EXPECT_THAT(problem("shape = \"rows\"\n" + kSmall), HasSubstr("map.toml:1:9"));
  EXPECT_THAT(problem(kSmall + "state = \"S\"\n[states]\nDone = \"close\"\n"), HasSubstr("\"closed\""));
  EXPECT_THAT(problem(kSmall + "[team.Desk]\nlines = \"1\"\n"), HasSubstr("\"line\""));
  EXPECT_THAT(problem(kSmall + "[party.us]\nkind = \"intern\"\n"), HasSubstr("\"internal\""));
  EXPECT_THAT(problem(kSmall + "[lines]\n\"2nd\" = \"2\"\n"), HasSubstr("[lines]"));
}

TEST(Map, WhatIsMissingOrOfTheWrongKindIsNamed) {
  EXPECT_THAT(problem(""), HasSubstr("no [columns]"));
  EXPECT_THAT(problem("[columns]\nat = \"W\"\n"), HasSubstr("which column holds the ticket"));
  EXPECT_THAT(problem("[columns]\nticket = \"T\"\nopened = \"O\"\n"), HasSubstr("which column holds the time"));
  EXPECT_THAT(problem("[columns]\nticket = 7\n"), HasSubstr("map.toml:2:10"));
  EXPECT_THAT(problem("missing = \"?\"\n" + kSmall), HasSubstr("a list of texts"));
  EXPECT_THAT(problem("columns = \"T\"\n"), HasSubstr("a table"));
  EXPECT_THAT(problem("time_format = \"%Q\"\n" + kSmall), HasSubstr("map.toml:1:15"));
  EXPECT_THAT(problem("delimiter = \"::\"\n" + kSmall), HasSubstr("one character"));
  EXPECT_THAT(problem("waits_for_requester = [\"W\"]\n" + kSmall), HasSubstr("names no \"state\""));
  EXPECT_THAT(problem(kSmall + "responded = \"R\"\n"), HasSubstr("shape = \"ticket\" only"));
  EXPECT_THAT(problem("[columns\n"), HasSubstr("map.toml:1:"));
  EXPECT_THAT(problem(std::string("zone = \"\xFF\"\n") + kSmall), HasSubstr("map.toml:1:"));
  EXPECT_THAT(problem("shape = \"update\"\nshape = \"update\"\n" + kSmall), HasSubstr("map.toml:2:"));
}

}  // namespace
}  // namespace concordat::imports
