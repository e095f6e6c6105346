// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agreement/rules.hpp"

#include <optional>
#include <string>
#include <vector>

// What is known besides the agreement's texts and has a say in who may do what: owners, grants, broken glass, answers.
// Plain data, as the record's entries hold it: people and parties by key, times in seconds of UTC, half-open. The order
// in which any of it stands changes no answer.
namespace concordat::agreement {

// The organisation's owner: platform actions are theirs.
struct Owner {
  std::string person;
  Span time = kForEver;
};

// A platform action that an owner lets another person do. It holds while whoever gave it is an owner.
struct Delegation {
  std::string id;
  std::string person;
  std::string action;
  std::string by;
  Span time;
};

// Manages the people of one party, and nobody else's.
struct Administrator {
  std::string person;
  std::string party;
  Span time = kForEver;
};

// A person whom the texts do not name, or a team that they do not give to a person. A person is of one party: the
// texts' where they say it, else this one.
struct Member {
  std::string person;
  std::string party;
  std::string team;  // may be empty
  Span time = kForEver;
};

// Just in time: what a person may do for a while, for a ticket. It ends with its time, when its ticket closes, and with
// the contract of the person's party. A longer time is another grant.
struct Grant {
  std::string id;
  std::string person;
  std::vector<std::string> actions;    // activities, actions of an authority, row actions; never a platform action
  std::vector<std::string> functions;  // empty: any
  std::vector<std::string> classes;    // empty: any
  std::string ticket;                  // empty: bound to none
  Span time;
};

// The organisation's own emergency access. No rule forbids it, only a person known to be of an internal party has it,
// and it lasts four hours at most.
struct BrokenGlass {
  std::string id;
  std::string person;
  Span time;
};
inline constexpr std::int64_t kBrokenGlassMax_s = 4 * 3'600;

// The organisation ended a party's contract at once, before its last day.
struct Dismissal {
  std::string party;
  Instant at;
};

// The organisation narrowed what a party's people may do, or suspended them, for a while or until it says otherwise. It
// is over with the party's contract: then what is left after a contract holds.
struct Restriction {
  std::string id;
  std::string party;
  std::vector<std::string> actions;    // "*": every one
  std::vector<std::string> functions;  // empty: any
  std::vector<std::string> classes;    // empty: any
  std::string why;
  Span time;
  bool suspends() const { return actions == std::vector<std::string>{"*"} && functions.empty() && classes.empty(); }
};

// A party's word for who stands for it. The last two it named count; after its contract, the last two named before.
struct Representative {
  std::string id;
  std::string person;
  std::string party;
  Instant at;
};
inline constexpr std::size_t kRepresentativesMax = 2;
inline constexpr std::int32_t kExitDays = 90;

// A question that an authority asks before a team may act, and what the role answered.
struct Asked {
  struct Reply {
    std::string by;
    bool yes = false;
    Instant at;
  };
  std::string team;
  std::string action;
  std::string class_;
  std::string ticket;  // empty: about none; then it is forgotten after a day
  Instant at;
  std::optional<Reply> reply;
  std::optional<Instant> withdrawn = std::nullopt;  // from then on it is as if nobody had asked
};
inline constexpr std::int64_t kAskedWithoutTicket_s = 86'400;

struct Facts {
  std::vector<Owner> owners;
  std::vector<Delegation> delegations;
  std::vector<Administrator> administrators;
  std::vector<Member> members;
  std::vector<Grant> grants;
  std::vector<BrokenGlass> broken_glass;
  std::vector<Dismissal> dismissals;
  std::vector<Restriction> restrictions;
  std::vector<Representative> representatives;
  std::vector<Asked> asked;
};

// What somebody did on a ticket: an activity, or "requester".
struct Done {
  std::string person;
  std::string what;
  Instant at;
};

struct TicketFacts {
  std::string name;
  std::vector<Span> open;  // from its opening or reopening to its closure
  std::vector<Done> done;
};

}  // namespace concordat::agreement
