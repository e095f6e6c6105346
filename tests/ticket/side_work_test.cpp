// SPDX-License-Identifier: Apache-2.0
// What is done beside the ball: approvals, actions, ratings, time, watchers.
#include "ticket/command_support.hpp"

namespace concordat::ticket {
namespace {

using testing::Desk;
using testing::text;

TEST(SideWork, WhatIsAskedIsAnsweredOnceAndUntilThenTheTicketIsNotResolved) {
  Desk desk;
  desk.create();
  EXPECT_EQ(desk.run(command::AskApproval{}), "");
  const std::int64_t asked = desk.entries.back().sequence;
  EXPECT_EQ(desk.run(command::AskApproval{}), "not-possible") << "it waits already";
  EXPECT_EQ(desk.run(command::Resolve{}), "approval-needed");
  EXPECT_EQ(desk.run(command::AnswerApproval{asked + 1, true, {}}), "not-possible");
  EXPECT_EQ(desk.run(command::AnswerApproval{asked, false, {}}), "reason-needed");
  EXPECT_EQ(desk.as("hq", "p_lead").run(command::AnswerApproval{asked, false, text("too dear")}), "");
  EXPECT_EQ(desk.ticket().approvals[0].state, Approval::State::refused);
  EXPECT_EQ(desk.ticket().approvals[0].answered_by, "p_lead");
  EXPECT_EQ(desk.run(command::AnswerApproval{asked, true, {}}), "not-possible") << "settled";
  EXPECT_EQ(desk.run(command::Resolve{}), "approval-needed") << "a no stands";
  EXPECT_EQ(desk.run(command::AskApproval{}), "");
  EXPECT_EQ(desk.run(command::AnswerApproval{desk.entries.back().sequence, true, {}}), "");
  EXPECT_EQ(desk.run(command::Resolve{}), "");
}

TEST(SideWork, AQuestionIsWithdrawnByWhoAskedOrWithTheTicket) {
  Desk desk;
  desk.create();
  EXPECT_EQ(desk.as("nw").run(command::AskApproval{"isolate", "server", "noc", "lead", "a_1", {}}), "");
  const std::int64_t asked = desk.entries.back().sequence;
  EXPECT_EQ(desk.as("hq").run(command::WithdrawApproval{asked}), "not-yours");
  EXPECT_EQ(desk.as("nw").run(command::WithdrawApproval{asked}), "");
  EXPECT_EQ(desk.ticket().approvals[0].state, Approval::State::withdrawn);
  EXPECT_EQ(desk.run(command::AskApproval{"isolate", "server", "noc", "lead", "a_2", {}}), "");
  EXPECT_EQ(desk.run(command::AskApproval{"isolate", "laptop", "noc", "lead", "a_3", {}}), "") << "another thing";
  EXPECT_EQ(desk.run(command::AskApproval{"isolate", "", "noc", "lead", "a_4", {}}), "bad-value");
  EXPECT_EQ(desk.run(command::Resolve{}), "") << "they are about actions, not about the ticket";
  for (const Approval& one : desk.ticket().approvals) EXPECT_FALSE(one.is_pending());
  EXPECT_EQ(desk.run(command::Perform{"isolate", "server", "yes", {}}), "not-possible");
  EXPECT_EQ(desk.run(command::Reopen{}), "");
  EXPECT_EQ(desk.run(command::Perform{"isolate", "server", "yes", text("done")}), "");
}

TEST(SideWork, TheRequesterRatesWhatIsResolvedAndTheLastWordCounts) {
  Desk desk;
  desk.create();
  EXPECT_EQ(desk.as("hq", "p_req").run(command::Rate{true, 5, {}}), "not-possible");
  EXPECT_EQ(desk.as("hq").run(command::Resolve{}), "");
  EXPECT_EQ(desk.run(command::Rate{true, 5, {}}), "not-yours");
  EXPECT_EQ(desk.as("hq", "p_req").run(command::Rate{true, -1, {}}), "bad-value");
  EXPECT_EQ(desk.run(command::Rate{true, 5, {}}), "");
  EXPECT_EQ(desk.run(command::Close{}), "");
  EXPECT_EQ(desk.run(command::Rate{false, 90, text("it came back")}), "");
  EXPECT_FALSE(desk.ticket().rating->happy);
  EXPECT_EQ(desk.ticket().rating->lost_minutes, 90);
}

TEST(SideWork, TimeIsCorrectedByAnotherEntryOfTheSameParty) {
  Desk desk;
  desk.create();
  const auto log = [](int minutes, std::optional<std::int64_t> corrects = {}) {
    return command::LogTime{minutes, "desk", "", "", true, {}, corrects, {}};
  };
  EXPECT_EQ(desk.run(log(0)), "bad-value");
  EXPECT_EQ(desk.run(log(1'441)), "bad-value");
  EXPECT_EQ(desk.run(log(30)), "");
  const std::int64_t first = desk.entries.back().sequence;
  EXPECT_EQ(desk.ticket().times[0].worked.us, desk.act.now.us - 30 * 60'000'000LL);
  EXPECT_EQ(desk.as("nw").run(log(10, first)), "not-yours");
  EXPECT_EQ(desk.as("hq").run(log(45, first)), "");
  const std::int64_t second = desk.entries.back().sequence;
  ASSERT_EQ(desk.ticket().times.size(), 1U);
  EXPECT_EQ(desk.ticket().times[0].minutes, 45);
  EXPECT_EQ(desk.run(log(50, first)), "not-possible") << "it counts no more";
  EXPECT_EQ(desk.run(log(0, second)), "");
  EXPECT_TRUE(desk.ticket().times.empty());
  auto future = log(5);
  future.worked = Instant{desk.act.now.us + 3'600'000'000};
  EXPECT_EQ(desk.run(future), "bad-value");
}

TEST(SideWork, AMajorIncidentIsACandidateThenLedUpdatedAndReviewed) {
  Desk desk;
  desk.create();
  EXPECT_EQ(desk.run(command::UpdateMajor{text("x"), 30}), "not-possible");
  EXPECT_EQ(desk.run(command::ProposeMajor{text("")}), "reason-needed");
  EXPECT_EQ(desk.run(command::ProposeMajor{text("all mail is down")}), "");
  EXPECT_EQ(desk.run(command::ProposeMajor{text("again")}), "not-possible");
  EXPECT_EQ(desk.run(command::RejectMajor{}), "reason-needed");
  EXPECT_EQ(desk.run(command::RejectMajor{text("only one site")}), "");
  EXPECT_EQ(desk.run(command::ProposeMajor{text("now all sites")}), "") << "what was rejected is proposed anew";
  EXPECT_EQ(desk.run(command::AcceptMajor{"", "", "", 30}), "bad-value") << "somebody leads";
  EXPECT_EQ(desk.run(command::AcceptMajor{"p_m", "", "", 0}), "bad-value");
  EXPECT_EQ(desk.run(command::AcceptMajor{"p_m", "p_c", "", 30}), "");
  EXPECT_EQ(desk.ticket().major->update_due->seconds(), desk.act.now.seconds() + 1'800);
  EXPECT_EQ(desk.run(command::SetMajorRoles{"", "", ""}), "bad-value");
  EXPECT_EQ(desk.run(command::SetMajorRoles{"", "", "p_t"}), "");
  EXPECT_EQ(desk.ticket().major->manager, "p_m");
  EXPECT_EQ(desk.ticket().major->technical, "p_t");
  EXPECT_EQ(desk.run(command::UpdateMajor{text("we know why"), 60}), "");
  EXPECT_EQ(desk.ticket().major->update_due->seconds(), desk.act.now.seconds() + 3'600);
  EXPECT_EQ(desk.run(command::ReviewMajor{text("x"), {}}), "not-possible") << "it is not over";
  EXPECT_EQ(desk.run(command::Resolve{}), "");
  EXPECT_EQ(desk.run(command::UpdateMajor{text("x"), 30}), "not-possible");
  EXPECT_EQ(desk.run(command::ReviewMajor{text("one relay is too few"), {{text("another relay"), "p_t", {}}}}), "");
  EXPECT_EQ(desk.ticket().major->state, MajorIncident::State::reviewed);
  EXPECT_EQ(desk.entries.back().body.at("actions").as_array().size(), 1U);

  Desk change;
  command::Create create;
  create.id = "T1";
  create.type = Type::change;
  EXPECT_EQ(change.run(create), "");
  EXPECT_EQ(change.run(command::ProposeMajor{text("x")}), "not-possible") << "only incidents are";
}

TEST(SideWork, WatchersAreASet) {
  Desk desk;
  desk.create();
  EXPECT_EQ(desk.run(command::Watch{"p_b"}), "");
  EXPECT_EQ(desk.run(command::Watch{"p_a"}), "");
  EXPECT_EQ(desk.run(command::Watch{"p_b"}), "not-possible");
  EXPECT_EQ(desk.ticket().watchers, (std::vector<std::string>{"p_a", "p_b"}));
  EXPECT_EQ(desk.run(command::Unwatch{"p_b"}), "");
  EXPECT_EQ(desk.run(command::Unwatch{"p_b"}), "not-possible");
  EXPECT_EQ(desk.ticket().watchers, std::vector<std::string>{"p_a"});
}

}  // namespace
}  // namespace concordat::ticket
