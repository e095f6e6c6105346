// SPDX-License-Identifier: Apache-2.0
#include "ticket/command.hpp"

#include "ticket/command_support.hpp"

#include <gtest/gtest.h>

#include <map>

// What is possible in which state, and what it leaves in the record.
namespace concordat::ticket {
namespace {

using testing::clock;

using testing::Desk;
using testing::kDesk;
using testing::kNoc;
using testing::kProjects;
using testing::text;

command::Offer offer(HandOff mode, Holder to) {
  return {mode, std::move(to), text("mail is down"), text("restarted it"), text("look at the relay")};
}

TEST(Command, ATicketIsCreatedOnce) {
  Desk desk;
  desk.create();
  EXPECT_EQ(desk.ticket().state, State::new_);
  EXPECT_EQ(desk.ticket().type, Type::incident);
  EXPECT_EQ(desk.ticket().requester, "p_req");
  EXPECT_EQ(desk.ticket().owner_team, "desk");
  EXPECT_EQ(desk.entries[0].agreement, "3");
  command::Create again;
  again.id = "T1";
  EXPECT_EQ(desk.run(again), "ticket-exists");
  EXPECT_EQ(desk.run(again, "T9"), "ticket-exists");
  again.id = "";
  EXPECT_EQ(desk.run(again, "T9"), "bad-value");
  again.id = std::string(300, 'x');
  EXPECT_EQ(desk.run(again, "T9"), "bad-value");
  EXPECT_EQ(desk.run(command::Close{}, "T9"), "no-ticket");
}

TEST(Command, AnOrdinaryLife) {
  Desk desk;
  desk.create();
  EXPECT_EQ(desk.run(command::Assign{kDesk}), "");
  EXPECT_EQ(desk.run(command::Start{}), "");
  EXPECT_EQ(desk.run(command::Wait{WaitingOn::third_party, "isp"}), "");
  EXPECT_EQ(desk.ticket().state, State::on_hold);
  EXPECT_EQ(desk.run(command::Resume{}), "");
  EXPECT_EQ(desk.run(command::Resolve{text("a new cable")}), "");
  EXPECT_EQ(desk.run(command::Close{}), "");
  EXPECT_EQ(desk.ticket().state, State::closed);
  EXPECT_EQ(desk.run(command::Reopen{}), "");
  EXPECT_EQ(desk.ticket().state, State::in_progress);
  EXPECT_EQ(desk.ticket().reopened, 1);
  EXPECT_EQ(desk.ticket().holder, kDesk);
  EXPECT_EQ(desk.run(command::Cancel{text("was never broken")}), "");
  EXPECT_EQ(desk.ticket().state, State::cancelled);
}

TEST(Command, WhatIsNotPossibleIsRefusedWithWhatIs) {
  Desk desk;
  desk.create();
  EXPECT_EQ(desk.run(command::Close{}), "not-possible");
  EXPECT_EQ(desk.problem.message, "T1 is new and cannot be closed before it is resolved");
  EXPECT_EQ(desk.run(command::Resume{}), "not-possible");
  EXPECT_EQ(desk.run(command::Reopen{}), "not-possible");
  EXPECT_EQ(desk.run(command::Accept{}), "not-possible");
  EXPECT_EQ(desk.run(command::Resolve{}), "");
  EXPECT_EQ(desk.run(command::Resolve{}), "not-possible");
  EXPECT_EQ(desk.problem.message, "T1 is resolved and cannot be resolved");
  EXPECT_EQ(desk.problem.hint, "possible now: close, reopen, comment");
  for (const Command& command :
       std::vector<Command>{command::Assign{kDesk}, offer(HandOff::warm, kNoc), command::Wait{WaitingOn::requester, ""},
                            command::Start{}, command::Cancel{text("x")}}) {
    EXPECT_EQ(desk.run(command), "not-possible");
  }
  EXPECT_EQ(desk.run(command::Close{}), "");
  EXPECT_EQ(desk.run(command::Classify{Type::request, ""}), "not-possible");
  EXPECT_EQ(desk.run(command::Cancel{text("x")}), "not-possible");
  EXPECT_EQ(desk.run(command::Comment{text("thanks"), {}}), "");
}

TEST(Command, AssigningStaysWithinOneParty) {
  Desk desk;
  desk.create();
  EXPECT_EQ(desk.run(command::Assign{kNoc}), "not-possible");
  EXPECT_EQ(desk.problem.hint, "offer it: between parties work is handed over and accepted");
  EXPECT_EQ(desk.run(command::Assign{Holder{"hq", "", "p_ana"}}), "bad-value");
  EXPECT_EQ(desk.run(command::Assign{kDesk}), "");
  EXPECT_EQ(desk.run(command::Assign{kDesk}), "not-possible");
  EXPECT_EQ(desk.run(command::Assign{kProjects}), "");
  EXPECT_EQ(desk.run(command::Assign{kNoc}), "not-possible");
  EXPECT_EQ(desk.as("nw").run(command::Assign{kNoc}), "not-possible");

  Desk routed;  // a rule may give what nobody has to any party
  routed.create();
  EXPECT_EQ(routed.as("", "rule").run(command::Assign{kNoc}), "");
}

TEST(Command, AWarmHandOff) {
  Desk desk;
  desk.create();
  EXPECT_EQ(desk.run(command::Assign{kDesk}), "");
  EXPECT_EQ(desk.run(offer(HandOff::warm, kNoc)), "");
  EXPECT_EQ(desk.ticket().holder, kDesk);
  EXPECT_EQ(desk.run(offer(HandOff::warm, kNoc)), "not-possible");
  EXPECT_EQ(desk.run(command::Assign{kProjects}), "not-possible");
  EXPECT_EQ(desk.run(command::Accept{"p_ana"}), "not-yours");
  EXPECT_EQ(desk.as("nw").run(command::TakeBack{}), "not-yours");
  EXPECT_EQ(desk.run(command::Accept{"p_ned"}), "");
  EXPECT_EQ(desk.ticket().holder, (Holder{"nw", "noc", "p_ned"}));
  EXPECT_EQ(desk.ticket().state, State::in_progress);
  EXPECT_FALSE(desk.ticket().offer);
}

TEST(Command, AColdHandOffThatIsReturnedTimesOutOrIsTakenBack) {
  Desk desk;
  desk.create();
  EXPECT_EQ(desk.run(command::Assign{kDesk}), "");
  EXPECT_EQ(desk.run(offer(HandOff::cold, kNoc)), "");
  EXPECT_TRUE(desk.ticket().holder.nobody());
  EXPECT_EQ(desk.as("nw").run(command::Return{}), "reason-needed");
  EXPECT_EQ(desk.run(command::Return{text("not ours")}), "");
  EXPECT_EQ(desk.ticket().holder, kDesk);
  EXPECT_EQ(desk.as("hq").run(offer(HandOff::cold, kNoc)), "");
  EXPECT_EQ(desk.run(command::TimeOut{}), "not-yours");
  EXPECT_EQ(desk.as("", "rule").run(command::TimeOut{}), "");
  EXPECT_EQ(desk.ticket().holder, kDesk);
  EXPECT_EQ(desk.as("hq").run(offer(HandOff::cold, kNoc)), "");
  EXPECT_EQ(desk.run(command::TakeBack{}), "");
  EXPECT_EQ(desk.ticket().holder, kDesk);
  EXPECT_EQ(desk.run(offer(HandOff::cold, kNoc)), "");
  EXPECT_EQ(desk.run(command::Resolve{}), "");  // whoever resolves it: the offer has no object any more
  EXPECT_FALSE(desk.ticket().offer);
  EXPECT_EQ(desk.ticket().holder, kDesk);
}

TEST(Command, BetweenPartiesThePacketSaysWhatWasTriedAndWhatIsNext) {
  Desk desk;
  desk.create();
  EXPECT_EQ(desk.run(command::Assign{kDesk}), "");
  auto poor = offer(HandOff::warm, kNoc);
  poor.tried->text.clear();
  EXPECT_EQ(desk.run(poor), "packet-needed");
  poor = offer(HandOff::warm, kNoc);
  poor.next_step.reset();
  EXPECT_EQ(desk.run(poor), "packet-needed");
  poor.to = kProjects;
  EXPECT_EQ(desk.run(poor), "");
  EXPECT_EQ(desk.entries.back().body.at("what").at("text"), "t_mail is down");
  EXPECT_FALSE(desk.entries.back().body.contains("next_step"));
}

TEST(Command, AnUpdateByTheRequesterEndsWaitingForTheRequester) {
  Desk desk;
  desk.create();
  EXPECT_EQ(desk.run(command::Assign{kDesk}), "");
  EXPECT_EQ(desk.run(command::Wait{WaitingOn::requester, ""}), "");
  EXPECT_EQ(desk.run(command::Comment{text("any news?"), {}}), "");
  EXPECT_EQ(desk.ticket().state, State::on_hold);
  EXPECT_EQ(desk.as("hq", "p_req").run(command::Comment{text("it is the blue one"), {}}), "");
  EXPECT_EQ(desk.ticket().state, State::in_progress);
  EXPECT_EQ(desk.last_kind(), "ticket.resumed");
  EXPECT_EQ(desk.entries.back().actor, kRuleActor);
  EXPECT_EQ(desk.as("hq").run(command::Wait{WaitingOn::change, ""}), "");
  EXPECT_EQ(desk.as("hq", "p_req").run(command::Comment{text("hello?"), {}}), "");
  EXPECT_EQ(desk.ticket().waiting_on, WaitingOn::change);
}

TEST(Command, PriorityIsOfTheTableUnlessOverriddenWithAReason) {
  Desk desk;
  command::Create create;
  create.id = "T1";
  create.impact = 2;
  create.urgency = 1;
  EXPECT_EQ(desk.run(create), "");
  EXPECT_EQ(desk.ticket().priority, "2");
  EXPECT_EQ(desk.run(command::SetPriority{3, 2, {}, {}}), "");
  EXPECT_EQ(desk.ticket().priority, "4");
  EXPECT_EQ(desk.run(command::SetPriority{{}, {}, 2, {}}), "reason-needed");
  EXPECT_EQ(desk.run(command::SetPriority{{}, {}, 2, text("the board meets")}), "");  // vector: 4 to 2 with reason
  EXPECT_EQ(desk.ticket().priority, "2");
  EXPECT_EQ(desk.ticket().impact, "3");
  EXPECT_TRUE(desk.ticket().overridden);
  EXPECT_EQ(desk.run(command::SetPriority{{}, 3, {}, {}}), "");
  EXPECT_EQ(desk.ticket().priority, "5");
  EXPECT_FALSE(desk.ticket().overridden);
  EXPECT_EQ(desk.run(command::SetPriority{9, {}, {}, {}}), "bad-value");
  EXPECT_EQ(desk.run(command::SetPriority{{}, {}, 6, text("x")}), "bad-value");
}

TEST(Command, MergingEndsOneAndIsSeenOnTheOther) {
  Desk desk;
  desk.create("T1");
  desk.create("T2");
  EXPECT_EQ(desk.run(command::MergeInto{"T1"}, "T1"), "not-possible");
  EXPECT_EQ(desk.run(command::MergeInto{"T7"}, "T1"), "no-ticket");
  EXPECT_EQ(desk.run(command::MergeInto{"T1"}, "T2"), "");
  EXPECT_EQ(desk.ticket("T2").merged_into, "T1");
  EXPECT_EQ(desk.ticket("T2").state, State::closed);
  EXPECT_EQ(desk.ticket("T1").merged_from, std::vector<std::string>{"T2"});
  EXPECT_EQ(desk.run(command::Reopen{}, "T2"), "not-possible");
  EXPECT_EQ(desk.problem.hint, "do it on T1");
  EXPECT_EQ(desk.run(command::MergeInto{"T2"}, "T1"), "not-possible");
}

TEST(Command, SplittingKeepsRequesterOwnerAndHolder) {
  Desk desk;
  desk.create();
  EXPECT_EQ(desk.run(command::Assign{kDesk}), "");
  EXPECT_EQ(desk.run(command::Split{"T1", {}}), "ticket-exists");
  EXPECT_EQ(desk.run(command::Split{"T2", text("the other half")}), "");
  EXPECT_EQ(desk.ticket().split_into, std::vector<std::string>{"T2"});
  EXPECT_EQ(desk.ticket("T2").split_from, "T1");
  EXPECT_EQ(desk.ticket("T2").requester, "p_req");
  EXPECT_EQ(desk.ticket("T2").owner_team, "desk");
  EXPECT_EQ(desk.ticket("T2").holder, kDesk);
  EXPECT_EQ(desk.ticket("T2").subject->id, "t_the other half");
}

TEST(Command, LinksHaveTwoEnds) {
  Desk desk;
  desk.create("T1");
  desk.create("T2");
  EXPECT_EQ(desk.run(command::Link{"likes", "T2"}), "bad-value");
  EXPECT_EQ(desk.run(command::Link{"blocks", "T2"}), "");
  EXPECT_EQ(desk.run(command::Link{"blocks", "T2"}), "not-possible");
  EXPECT_EQ(desk.ticket("T2").links, (std::vector<Link>{{"blocked_by", "T1"}}));
  EXPECT_EQ(desk.run(command::Unlink{"blocked_by", "T1"}, "T2"), "");
  EXPECT_TRUE(desk.ticket("T1").links.empty());
  EXPECT_EQ(desk.run(command::Unlink{"blocks", "T2"}), "not-possible");
}

TEST(Command, ParentsNeverGoInACircle) {
  Desk desk;
  for (const char* id : {"T1", "T2", "T3"}) desk.create(id);
  EXPECT_EQ(desk.run(command::SetParent{"T1"}, "T2"), "");
  EXPECT_EQ(desk.run(command::SetParent{"T2"}, "T3"), "");
  EXPECT_EQ(desk.run(command::SetParent{"T3"}, "T1"), "not-possible");
  EXPECT_EQ(desk.run(command::SetParent{"T1"}, "T1"), "not-possible");
  EXPECT_EQ(desk.run(command::SetParent{""}, "T2"), "");
  EXPECT_EQ(desk.ticket("T2").parent, "");
  EXPECT_EQ(desk.run(command::SetParent{"T3"}, "T1"), "");
}

TEST(Command, WhatIsEnteredLateNeedsAReasonAndTheOthersAcceptance) {
  Desk desk;
  desk.create();
  EXPECT_EQ(desk.run(command::Assign{kDesk}), "");
  EXPECT_EQ(desk.run(offer(HandOff::warm, kNoc)), "");
  EXPECT_EQ(desk.as("nw").run(command::Accept{}), "");
  desk.act.now = clock("10:00");
  desk.act.at = clock("11:00");
  EXPECT_EQ(desk.run(command::Resolve{}), "bad-value");
  desk.act.at = clock("09:30");
  EXPECT_EQ(desk.run(command::Resolve{}), "reason-needed");
  desk.act.at_reason = text("was on the train");
  EXPECT_EQ(desk.run(command::Resolve{}), "");
  const Instant recorded = desk.act.now;
  EXPECT_EQ(desk.ticket().resolved, recorded);
  ASSERT_EQ(desk.ticket().late.size(), 1U);
  EXPECT_EQ(desk.ticket().late[0].awaits, std::vector<std::string>{"hq"});
  const auto sequence = desk.ticket().late[0].sequence;
  desk.act.at.reset();
  desk.act.at_reason.reset();
  EXPECT_EQ(desk.run(command::AcceptAt{sequence}), "not-possible");
  EXPECT_EQ(desk.as("hq").run(command::AcceptAt{sequence + 1}), "not-possible");
  EXPECT_EQ(desk.run(command::AcceptAt{sequence}), "");
  EXPECT_EQ(desk.ticket().resolved, clock("09:30"));
  EXPECT_TRUE(desk.ticket().late.empty());
}

TEST(Command, ImportedTicketsTakeCommandsInAnyStateOfTheirSource) {
  Desk desk;
  record::Draft row;
  row.actor = "import";
  row.subject = "ticket:INC1";
  row.kind = "ticket.observed";
  row.body = testing::body(R"({"source_state":"Queued","team":"desk","party":"hq"})");
  desk.append(row);
  EXPECT_EQ(desk.run(command::Close{}, "INC1"), "not-possible");
  EXPECT_EQ(desk.problem.message,
            "INC1 is in the state \"Queued\" of its source and cannot be closed before it is resolved");
  EXPECT_EQ(desk.run(command::Wait{WaitingOn::requester, ""}, "INC1"), "");
  EXPECT_EQ(desk.run(command::Resume{}, "INC1"), "");
  EXPECT_EQ(desk.run(command::Resolve{}, "INC1"), "");
  EXPECT_TRUE(desk.ticket("INC1").imported);
}

TEST(Command, TextsGoToTheVaultOnceAndTheRecordHoldsTheirDigest) {
  Desk desk;
  desk.create();
  desk.act.at = Instant{desk.act.now.us - 3'600'000'000};
  desk.act.at_reason = text("late");
  const auto drafts = decide(&desk.ticket(), command::Split{"T2", text("half")}, desk.act, desk.rules, desk.finder());
  ASSERT_TRUE(drafts);
  std::map<std::string, int> kept;
  for (const auto& draft : *drafts) {
    EXPECT_EQ(draft.body.at("at_reason").at("text"), "t_late");
    for (const auto& one : draft.texts) ++kept[one.id];
  }
  EXPECT_EQ(kept, (std::map<std::string, int>{{"t_half", 1}, {"t_late", 1}}));
}

}  // namespace
}  // namespace concordat::ticket
