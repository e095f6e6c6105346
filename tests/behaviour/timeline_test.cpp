// SPDX-License-Identifier: Apache-2.0
// Promise: a ticket's life is told line by line, with what its clocks did under the agreement then in force.
#include "support/program.hpp"

#include <boost/json/array.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace concordat::test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class TicketTimeline : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto map = folder_.write("map.toml",
                                   "[columns]\nticket = \"T\"\nat = \"At\"\nstate = \"State\"\nteam = \"Team\"\n"
                                   "priority = \"P\"\n[states]\nOpen = \"new\"\nDone = \"resolved\"\n"
                                   "[team.\"Engineers\"]\nparty = \"provider\"\n");
    const auto rows = folder_.write("rows.csv",
                                    "T,At,State,Team,P\nT1,2027-01-05T09:00:00Z,Open,Engineers,1\n"
                                    "T1,2027-01-05T14:30:00Z,Done,Engineers,1\n");
    EXPECT_EQ(concordat_({"import", "csv", rows, "--org", "Own", "--map", map}).exit_code, 0);
    agreement_ = folder_.file("agreement.toml");
    EXPECT_EQ(concordat_({"agreement", "new", "--template", "managed", "--effective", "2027-01-01", "-o", agreement_})
                  .exit_code,
              0);
  }

  Folder folder_;
  Program concordat_{folder_};
  std::string agreement_;
};

TEST_F(TicketTimeline, WithoutAnAgreementItIsTheEntriesAlone) {
  const auto told = concordat_({"ticket", "timeline", "T1", "--org", "Own", "--at", "2027-02-01T00:00:00Z"});
  EXPECT_EQ(told.exit_code, 0);
  EXPECT_EQ(told.out,
            "2027-01-05 09:00:00 +00:00  observed: Engineers (provider), Open, priority 1\n"
            "2027-01-05 14:30:00 +00:00  observed: Engineers (provider), Done, priority 1\n");
  EXPECT_THAT(told.err, HasSubstr("No agreement is in force"));
}

TEST_F(TicketTimeline, AsIfUnderATextItTellsTheClocksToo) {
  const auto told = concordat_(
      {"ticket", "timeline", "T1", "--org", "Own", "--agreement", agreement_, "--at", "2027-02-01T00:00:00Z"});
  EXPECT_EQ(told.exit_code, 0) << told.err;
  // Four hours round the clock; a quarter, half and a whole hour up the ladder; half past two is an hour and a half
  // late.
  EXPECT_THAT(told.out, HasSubstr("2027-01-05 09:15:00 +00:00    p1-restore told: step 1 of p1: engineers is told\n"));
  EXPECT_THAT(told.out, HasSubstr("2027-01-05 11:00:00 +00:00    p1-restore warned: 50 % used\n"));
  EXPECT_THAT(told.out, HasSubstr("2027-01-05 13:00:00 +00:00    p1-restore breached: all used, not kept\n"));
  EXPECT_THAT(told.out,
              HasSubstr("2027-01-05 14:30:00 +00:00    p1-restore stopped: late by 1h30m, 5h30m counted (137 %)\n"));
}

TEST_F(TicketTimeline, ForProgramsItIsOneDocument) {
  const auto told = concordat_({"ticket", "timeline", "T1", "--org", "Own", "--agreement", agreement_, "--at",
                                "2027-02-01T00:00:00Z", "--json"})
                        .json();
  EXPECT_EQ(told.at("ticket").as_string(), "T1");
  EXPECT_EQ(told.at("zone").as_string(), "Europe/London");
  EXPECT_EQ(told.at("lines").at(0).at("kind").as_string(), "ticket.observed");
}

TEST_F(TicketTimeline, AnUnknownTicketOrTimeCannotBeAsked) {
  const auto unknown = concordat_({"ticket", "timeline", "T2", "--org", "Own"});
  EXPECT_EQ(unknown.exit_code, 2);
  EXPECT_THAT(unknown.err, HasSubstr("Did you mean T1?"));
  EXPECT_EQ(concordat_({"ticket", "timeline", "T1", "--org", "Own", "--at", "noon"}).exit_code, 2);
  EXPECT_EQ(concordat_({"ticket", "timeline", "T1", "--org", "Strange"}).exit_code, 2);
}

}  // namespace
}  // namespace concordat::test
