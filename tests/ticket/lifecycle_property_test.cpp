// SPDX-License-Identifier: Apache-2.0
#include "ticket/command.hpp"
#include "ticket/custody.hpp"

#include "base/json.hpp"
#include "ticket/histories.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <iostream>
#include <map>
#include <set>

// Random commands in random states never crash nor make an illegal ticket; a ticket kept entry by entry, through the
// JSON that the store keeps, is the ticket rebuilt from its entries.
namespace concordat::ticket {
namespace {

using record::Entry;
using testing::AnyRecord;
using testing::Dice;
using Tickets = std::map<std::string, Ticket>;

void expect_legal(const Ticket& ticket) {
  const bool over = ticket.state == State::closed || ticket.state == State::cancelled;
  EXPECT_FALSE(ticket.id.empty());
  EXPECT_TRUE(!ticket.waiting_on || ticket.is_open());
  EXPECT_TRUE(ticket.waiting_on_party.empty() || ticket.waiting_on);
  EXPECT_TRUE(!ticket.offer || ticket.is_open());
  EXPECT_TRUE(!ticket.offer || ticket.offer->mode == HandOff::warm || ticket.holder.nobody());
  EXPECT_TRUE(ticket.merged_into.empty() || ticket.state == State::closed);
  EXPECT_EQ(over, ticket.closed.has_value());
  EXPECT_TRUE(ticket.state != State::resolved || ticket.resolved);
  EXPECT_TRUE(ticket.is_open() || over || ticket.state == State::resolved);
  EXPECT_TRUE(!ticket.holder.nobody() || ticket.holder.person.empty());
  EXPECT_EQ(ticket.overridden, ticket.override_reason.has_value());
  EXPECT_LE(ticket.first, ticket.last);
  EXPECT_GE(ticket.reopened, 0);
  EXPECT_TRUE(std::is_sorted(ticket.parties.begin(), ticket.parties.end()));
  EXPECT_EQ(custodian_of(ticket).has_value(), !over);
  for (const Approval& one : ticket.approvals) {
    EXPECT_TRUE(!one.is_pending() || ticket.is_open());
    EXPECT_EQ(one.is_pending(), !one.answered.has_value());
  }
  for (const TimeEntry& one : ticket.times) EXPECT_GT(one.minutes, 0);
  EXPECT_TRUE(!ticket.plan || ticket.plan->starts < ticket.plan->ends);
  if (ticket.major) {
    const bool led =
        ticket.major->state == MajorIncident::State::accepted || ticket.major->state == MajorIncident::State::reviewed;
    EXPECT_EQ(led, ticket.major->accepted.has_value());
  }
  EXPECT_TRUE(std::is_sorted(ticket.watchers.begin(), ticket.watchers.end()));
  if (!ticket.imported) {
    EXPECT_EQ(ticket.state == State::on_hold, ticket.waiting_on.has_value());
  }
}

// One by one, each time through JSON, and compared with the whole.
void keep(Tickets& tickets, std::vector<Entry>& entries, const Entry& entry) {
  const auto id = std::string(ticket_of(entry));
  Ticket& ticket = tickets[id];
  step(ticket, entry, [&] { return entries; });
  entries.push_back(entry);
  if (ticket.id.empty()) return;  // nothing that a ticket takes in
  expect_legal(ticket);
  const auto kept = ticket_from_json(*parse_json(write_canonical(to_json(ticket))));
  ASSERT_TRUE(kept);
  EXPECT_EQ(*kept, ticket);
  EXPECT_EQ(rebuild(id, entries), ticket);
  ticket = *kept;
}

class Players {
 public:
  explicit Players(std::uint64_t seed) : dice_(seed) {}

  void play() {
    const Find find = [this](std::string_view id) {
      const auto found = tickets.find(std::string(id));
      return found == tickets.end() ? nullptr : &found->second;
    };
    const std::string id = ticket();
    const Act act = somebody();
    const Ticket* found = find(id);
    const auto drafts = decide(found, command(id, found), act, rules_, find);
    if (!drafts) {
      EXPECT_FALSE(drafts.error().code.empty());
      EXPECT_FALSE(drafts.error().message.empty());
      return;
    }
    ++done;
    EXPECT_FALSE(drafts->empty());
    for (const record::Draft& draft : *drafts) append(draft);
  }

  Tickets tickets;
  std::vector<Entry> entries;
  std::set<std::string> kinds;
  std::int64_t done = 0;

 private:
  std::string ticket() { return dice_.of({"T1", "T1", "T2", "T3", "T4"}); }
  std::optional<record::VaultText> words() {
    if (dice_.one_in(12)) return std::nullopt;
    return record::VaultText{"t_1", std::string(64, '0'), dice_.one_in(10) ? "" : "because"};
  }
  Holder team() {
    const std::string party = dice_.of({"hq", "nw"});
    return {party, dice_.of({"desk", "noc"}), dice_.of({"", "p_1", "p_2"})};
  }
  std::optional<int> level() {
    return dice_.one_in(4) ? std::nullopt : std::optional(static_cast<int>(dice_.below(dice_.one_in(8) ? 8 : 4)));
  }

  Act somebody() {
    now_us_ += dice_.below(120'000'000);
    Act act;
    act.now = Instant{testing::clock("06:00").us + now_us_};
    act.actor = dice_.of({"p_1", "p_2", "p_req", "rule"});
    act.party = dice_.of({"hq", "nw"});
    if (dice_.one_in(4)) act.at = Instant{act.now.us - dice_.below(900'000'000)};
    if (act.at && !dice_.one_in(4)) act.at_reason = words();
    return act;
  }

  Command command(const std::string& id, const Ticket* found) {
    if (found == nullptr && !dice_.one_in(10)) {
      return command::Create{id, dice_.one_in(2) ? Type::incident : Type::change, "p_req", "", words(), "", {}, {}};
    }
    if (found != nullptr && !found->late.empty() && dice_.one_in(4)) {
      return command::AcceptAt{found->late[0].sequence};
    }
    if (found != nullptr && found->major && dice_.one_in(3)) return major(found);
    if (dice_.one_in(4)) return side_work(found);
    switch (dice_.below(26)) {
      case 0: return command::Create{id, Type::incident, "p_req", "mail", words(), "desk", level(), level()};
      case 1: return command::Classify{Type::request, "network"};
      case 2: return command::SetPriority{level(), level(), level(), words()};
      case 3: return command::SetOwner{dice_.of({"", "desk"})};
      case 4: return command::Assign{team()};
      case 5: return command::Start{};
      case 6: return command::Offer{HandOff::cold, team(), words(), words(), words()};
      case 7: return command::Offer{HandOff::warm, team(), words(), words(), words()};
      case 8: return command::Accept{dice_.of({"", "p_2"})};
      case 9: return command::Return{words()};
      case 10: return command::TimeOut{};
      case 11: return command::TakeBack{};
      case 12: return command::Wait{WaitingOn::requester, ""};
      case 13: return command::Wait{static_cast<WaitingOn>(dice_.below(7)), dice_.of({"", "isp", "nw"})};
      case 14: return command::Resume{};
      case 15: return command::Comment{words().value_or(record::VaultText{}), {dice_.of({"p_1", "p_2"})}};
      case 16: return command::Resolve{words()};
      case 17: return command::Reopen{words()};
      case 18: return command::Close{};
      case 19: return dice_.one_in(2) ? Command{command::Cancel{words()}} : Command{command::Resume{}};
      case 20: return dice_.one_in(2) ? Command{command::MergeInto{ticket()}} : Command{command::Accept{}};
      case 21: return command::Split{ticket(), words()};
      case 22: return command::Link{dice_.of({"blocks", "caused_by", "hates"}), ticket()};
      case 23: return command::Unlink{dice_.of({"blocks", "blocked_by"}), ticket()};
      case 24: return command::SetParent{dice_.of({"", "T1", "T2", "T3"})};
      default: return command::AcceptAt{dice_.below(static_cast<std::int64_t>(entries.size()) + 1)};
    }
  }

  std::int64_t question(const Ticket* found) {
    if (found == nullptr || found->approvals.empty() || dice_.one_in(6)) return dice_.below(40);
    return found->approvals[static_cast<std::size_t>(dice_.below(std::ssize(found->approvals)))].sequence;
  }
  std::optional<std::int64_t> time(const Ticket* found) {
    if (found == nullptr || found->times.empty() || dice_.one_in(2)) return std::nullopt;
    return found->times[static_cast<std::size_t>(dice_.below(std::ssize(found->times)))].sequence + dice_.below(2);
  }

  std::int64_t attachment(const Ticket* found) {
    if (found == nullptr || found->attachments.empty() || dice_.one_in(6)) return dice_.below(40);
    return found->attachments[static_cast<std::size_t>(dice_.below(std::ssize(found->attachments)))].sequence;
  }

  Command of_a_kind() {
    const auto text = words().value_or(record::VaultText{});
    const Instant starts{testing::clock("06:00").us + now_us_ + dice_.below(100'000'000) - 10'000'000};
    const Instant ends{starts.us + dice_.below(100'000'000) - 1'000'000};
    switch (dice_.below(4)) {
      case 0: return command::SetKnownError{text, text};
      case 1: return command::Order{dice_.of({"laptop", ""}), words()};
      case 2: return command::Classify{static_cast<Type>(dice_.below(4)), ""};
      default:
        return command::PlanChange{
            {static_cast<ChangeKind>(dice_.below(3)), Risk::low, starts, ends, {dice_.of({"mail", ""})}}};
    }
  }

  Command major(const Ticket* found) {
    const auto minutes = static_cast<int>(dice_.below(dice_.one_in(8) ? 3'000 : 60));
    const auto text = words().value_or(record::VaultText{});
    const bool live = found != nullptr && found->major && found->major->state == MajorIncident::State::accepted;
    switch (dice_.below(live ? 6 : 3)) {
      case 0: return command::ProposeMajor{text};
      case 1: return command::AcceptMajor{dice_.of({"p_1", "p_2", ""}), "", dice_.of({"p_1", ""}), minutes};
      case 2: return command::RejectMajor{words()};
      case 3: return command::SetMajorRoles{dice_.of({"p_1", "p_2", ""}), dice_.of({"p_1", ""}), ""};
      case 4: return command::UpdateMajor{text, minutes};
      default: return command::ReviewMajor{text, {{text, "p_1", {}}}};
    }
  }

  Command side_work(const Ticket* found) {
    if (dice_.one_in(3)) return major(found);
    if (dice_.one_in(6)) return of_a_kind();
    switch (dice_.below(11)) {
      case 0: return command::AskApproval{"", "", "", "", "", words()};
      case 1: return command::AskApproval{"isolate", dice_.of({"server", ""}), "soc", "lead", "a_1", words()};
      case 2: return command::AnswerApproval{question(found), dice_.one_in(2), words()};
      case 3: return command::WithdrawApproval{question(found)};
      case 4: return command::Perform{"isolate", dice_.of({"server", ""}), "yes", words()};
      case 5: return command::Rate{dice_.one_in(2), level(), words()};
      case 6: {
        const auto minutes = static_cast<int>(dice_.below(dice_.one_in(8) ? 3'000 : 60));
        return command::LogTime{minutes, dice_.of({"desk", "noc"}), "", "", dice_.one_in(2), {}, time(found), words()};
      }
      case 7: {
        const record::VaultText file{"t_2", std::string(64, '0'), dice_.one_in(8) ? "" : "file"};
        return command::Attach{file, file, dice_.below(dice_.one_in(8) ? 1'000'000'000 : 1'000), "image/png"};
      }
      case 8: return command::Detach{attachment(found), words()};
      case 9: return command::Watch{dice_.of({"p_1", "p_2", "p_req"})};
      default: return command::Unwatch{dice_.of({"p_1", "p_2"})};
    }
  }

  void append(const record::Draft& draft) {
    const Entry entry = testing::entry_of(draft, entries.size(), Instant{testing::clock("06:00").us + now_us_});
    const auto id = std::string(ticket_of(entry));
    const auto before = tickets[id].state;
    const bool in_order = !tells_of_the_past(tickets[id], entry);
    keep(tickets, entries, entry);
    kinds.insert(entry.kind);
    const auto after = tickets[id].state;
    ASSERT_TRUE(after);
    EXPECT_TRUE(!before || !in_order || before == after || leads(*before, *after)) << entry.kind;
  }

  // Which state may follow which, as docs/tickets.md draws it.
  static bool leads(State from, State to) {
    static const std::map<State, std::set<State>> kArrows = {
        {State::new_, {State::in_progress, State::on_hold, State::resolved, State::closed, State::cancelled}},
        {State::in_progress, {State::on_hold, State::resolved, State::closed, State::cancelled}},
        {State::on_hold, {State::in_progress, State::resolved, State::closed, State::cancelled}},
        {State::resolved, {State::in_progress, State::closed}},
        {State::closed, {State::in_progress}},
        {State::cancelled, {State::in_progress}}};
    return kArrows.at(from).contains(to);
  }

  Dice dice_;
  CommandRules rules_;
  std::int64_t now_us_ = 0;
};

TEST(LifecycleProperty, RandomCommandsNeverMakeAnIllegalTicket) {
  const auto seed = testing::first_seed();
  std::cout << testing::histories() << " histories from seed " << seed << "\n";
  std::set<std::string> kinds;
  std::int64_t done = 0;
  for (std::uint64_t i = 0; i < testing::histories() && !HasFailure(); ++i) {
    Players players(seed + i);
    for (int commands = 0; commands < 60 && !HasFailure(); ++commands) players.play();
    done += players.done;
    kinds.merge(players.kinds);
    for (const auto& [id, ticket] : players.tickets) {
      const Custody found = custody(id, players.entries, testing::clock("09:00"));
      std::int64_t parts_s = 0;
      for (const Interval& one : found.intervals) parts_s += one.to.seconds() - one.from.seconds();
      EXPECT_EQ(parts_s, found.total_s);
    }
    if (HasFailure()) std::cout << "seed " << seed + i << "\n";
  }
  EXPECT_GT(done, static_cast<std::int64_t>(testing::histories()) * 10);  // not all are refused
  EXPECT_EQ(kinds.size(), 45U);                                           // and each kind was made
}

TEST(LifecycleProperty, AnyRecordIsTakenInOneByOneAsInOne) {
  const auto seed = testing::first_seed();
  std::cout << testing::histories() << " records from seed " << seed << "\n";
  for (std::uint64_t i = 0; i < testing::histories() && !HasFailure(); ++i) {
    const AnyRecord record(seed + i);
    Tickets tickets;
    std::vector<Entry> entries;
    for (const Entry& entry : record.entries) keep(tickets, entries, entry);
    if (HasFailure()) std::cout << "seed " << seed + i << "\n";
  }
}

}  // namespace
}  // namespace concordat::ticket
