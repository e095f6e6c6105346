// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/instant.hpp"
#include "base/result.hpp"
#include "record/entry.hpp"
#include "ticket/priority.hpp"
#include "ticket/ticket.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

// What people and rules can do with a ticket, each a small struct, and the one function that turns it into entries.
// Whether somebody *may* do it is the agreement's business; here stands what is possible in which state.
namespace concordat::ticket {

// The actor of what a rule does. "Take away what rules made" (to decide again) goes by this word.
inline constexpr std::string_view kRuleActor = "rule";
inline constexpr std::string_view kJointParty = "joint";  // the party of a team whose members are of several parties
inline constexpr std::size_t kTicketLinksMax = 1'000;     // links, merges and splits of one ticket, each

inline constexpr std::size_t kMentionsMax = 20;          // people in one comment
inline constexpr std::size_t kApprovalsMax = 100;        // asked for on one ticket
inline constexpr std::size_t kTimeEntriesMax = 2'000;    // on one ticket
inline constexpr std::size_t kWatchersMax = 100;         // of one ticket
inline constexpr std::size_t kAttachmentsMax = 200;      // of one ticket
inline constexpr std::size_t kReviewActionsMax = 50;     // that follow from a review
inline constexpr int kNextUpdateMinutesMax = 24 * 60;    // until the next update of a major incident
inline constexpr std::size_t kTouchesMax = 100;          // what one change may disturb
inline constexpr std::int64_t kPlanMax_s = 90 * 86'400;  // of one change: what takes longer is a project
inline constexpr int kMinutesMax = 24 * 60;              // of one time entry: whoever works longer writes two
inline constexpr int kLostMinutesMax = 100'000;          // working time that a requester says was lost: 70 days

// A relation and what the other ticket has to the first.
inline constexpr std::array<std::pair<std::string_view, std::string_view>, 5> kRelations = {{
    {"relates", "relates"},
    {"blocks", "blocked_by"},
    {"blocked_by", "blocks"},
    {"causes", "caused_by"},
    {"caused_by", "causes"},
}};

namespace command {

struct Create {
  std::string id;
  Type type = Type::incident;
  std::string requester;  // a person's random id; may be empty
  std::string category;
  std::optional<record::VaultText> subject;
  std::string owner_team;
  std::optional<int> impact;  // both or neither
  std::optional<int> urgency;
};
struct Classify {
  std::optional<Type> type;
  std::string category;  // empty: as it is
};
// By the table from impact and urgency (one that is left out stays), or another level with a reason, which is logged.
struct SetPriority {
  std::optional<int> impact;
  std::optional<int> urgency;
  std::optional<int> priority;
  std::optional<record::VaultText> reason;
};
struct SetOwner {
  std::string team;
};
// Within one party, or a ticket that nobody has. Between parties work is offered.
struct Assign {
  Holder to;
};
struct Start {};
struct Offer {
  HandOff mode = HandOff::warm;
  Holder to;
  // The packet. Between parties `tried` and `next_step` are required, and `what` always.
  std::optional<record::VaultText> what;
  std::optional<record::VaultText> tried;
  std::optional<record::VaultText> next_step;
};
struct Accept {
  std::string person;  // who takes it; may be empty
};
struct Return {
  std::optional<record::VaultText> reason;  // required
};
struct TimeOut {};  // by a rule only
struct TakeBack {};
struct Wait {
  WaitingOn on = WaitingOn::requester;
  std::string party;  // required for a provider
};
struct Resume {};
struct Comment {
  record::VaultText text;
  std::vector<std::string> mentions;  // people whose attention is asked for, by random id
};
struct Resolve {
  std::optional<record::VaultText> solution;
};
struct Reopen {
  std::optional<record::VaultText> reason;
};
struct Close {};
struct Cancel {
  std::optional<record::VaultText> reason;  // required
};
struct MergeInto {
  std::string into;
};
// Makes another ticket of a part of this one, with the same requester, owner and holder.
struct Split {
  std::string id;
  std::optional<record::VaultText> subject;
};
struct Link {
  std::string relation;
  std::string to;
};
struct Unlink {
  std::string relation;
  std::string to;
};
struct SetParent {
  std::string parent;  // empty: none
};
// That another party's entry may count from when it says, though it was recorded much later.
struct AcceptAt {
  std::int64_t entry = 0;  // its sequence
};

// Asks whether the ticket may be done, or, with an action, whether a team may do it to a thing of that class.
struct AskApproval {
  std::string action;
  std::string class_;
  std::string team;      // that would act; with an action
  std::string role;      // that is asked; empty: whoever may approve
  std::string question;  // the id under which the record of access knows it; with an action
  std::optional<record::VaultText> what;
};
struct AnswerApproval {
  std::int64_t approval = 0;  // the sequence of the entry that asked
  bool yes = false;
  std::optional<record::VaultText> reason;  // required for a no
};
struct WithdrawApproval {
  std::int64_t approval = 0;
};
// What an authority lets a team do to a thing, done.
struct Perform {
  std::string action;
  std::string class_;
  std::string how;  // as the authority says: yes, inform, ask
  std::optional<record::VaultText> note;
};
// By the requester, of a ticket that is resolved or closed. The last word counts.
struct Rate {
  bool happy = false;
  std::optional<int> lost_minutes;  // working time that it cost the requester
  std::optional<record::VaultText> words;
};
// Work, in minutes. With `corrects` it stands in place of an entry of the same party; 0 minutes take that one away.
struct LogTime {
  int minutes = 0;
  std::string team;
  std::string function;
  std::string price;  // a key of the annex; empty: what the team's price is
  bool billable = true;
  std::optional<Instant> worked;  // when it began; empty: so long before now
  std::optional<std::int64_t> corrects;
  std::optional<record::VaultText> note;
};
// A file: its name, and the digest of its content (hex of SHA-256) as a text, so that it can be erased like one.
struct Attach {
  record::VaultText name;
  record::VaultText file;
  std::int64_t bytes = 0;
  std::string media;  // what it was found to be: "image/png"
};
// The file is gone; its texts are erased beside this.
struct Detach {
  std::int64_t attachment = 0;  // the sequence of the entry that attached it
  std::optional<record::VaultText> reason;
};
// That an incident is a major one: a candidate, until somebody accepts or rejects it.
struct ProposeMajor {
  record::VaultText why;  // required
};
struct AcceptMajor {
  std::string manager;  // required: one person leads
  std::string communications;
  std::string technical;
  int next_update_minutes = 30;
};
struct RejectMajor {
  std::optional<record::VaultText> reason;  // required
};
// Who is empty stays as they are.
struct SetMajorRoles {
  std::string manager;
  std::string communications;
  std::string technical;
};
// What is known, for everybody, and when the next word comes.
struct UpdateMajor {
  record::VaultText text;
  int next_update_minutes = 30;
};
// What was learnt when it was over, and what is to be done.
struct ReviewMajor {
  struct Action {
    record::VaultText what;
    std::string person;
    std::optional<Instant> due;
  };
  record::VaultText findings;
  std::vector<Action> actions;
};
// Of a problem: its cause is known, and what helps until it is solved. Said again, it is put right.
struct SetKnownError {
  record::VaultText cause;
  record::VaultText workaround;
};
// Of a change. A stretch of time that is frozen is for emergencies.
struct PlanChange {
  Plan plan;
};
// A ticket of the catalogue: which item, and the answers to its form.
struct Order {
  std::string item;
  std::optional<record::VaultText> answers;
};
struct Watch {
  std::string person;
};
struct Unwatch {
  std::string person;
};

}  // namespace command

using Command =
    std::variant<command::Create, command::Classify, command::SetPriority, command::SetOwner, command::Assign,
                 command::Start, command::Offer, command::Accept, command::Return, command::TimeOut, command::TakeBack,
                 command::Wait, command::Resume, command::Comment, command::Resolve, command::Reopen, command::Close,
                 command::Cancel, command::MergeInto, command::Split, command::Link, command::Unlink,
                 command::SetParent, command::AcceptAt, command::AskApproval, command::AnswerApproval,
                 command::WithdrawApproval, command::Perform, command::Rate, command::LogTime, command::Watch,
                 command::Unwatch, command::Attach, command::Detach, command::ProposeMajor, command::AcceptMajor,
                 command::RejectMajor, command::SetMajorRoles, command::UpdateMajor, command::ReviewMajor,
                 command::SetKnownError, command::PlanChange, command::Order>;

// Who acts, and when.
struct Act {
  Instant now;
  std::optional<Instant> at;                   // when it happened, where that is not now
  std::optional<record::VaultText> at_reason;  // required where `at` is more than five minutes ago
  std::string actor;                           // a person's random id, or kRuleActor
  std::string party;
  record::Audience audience;
  std::string agreement;  // the version whose rule was used
};

// When nothing is changed but what cannot wait.
struct Freeze {
  std::string id;
  Instant from;
  Instant to;
  std::string why;
};

struct CommandRules {
  PriorityTable priorities = default_priorities();
  std::vector<Freeze> freezes;
};

using Find = std::function<const Ticket*(std::string_view id)>;  // null where there is no such ticket

// The entries that the command makes, on this ticket and, for what concerns two, on the other; all are appended or
// none. `ticket` is null where there is none yet. An update by the requester ends waiting for the requester.
// Problems: no-ticket, ticket-exists, not-possible (in this state), bad-value, reason-needed, packet-needed, not-yours,
// approval-needed.
Result<std::vector<record::Draft>> decide(const Ticket* ticket, const Command& command, const Act& act,
                                          const CommandRules& rules, const Find& find);

}  // namespace concordat::ticket
