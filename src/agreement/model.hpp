// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agreement/money.hpp"
#include "agreement/words.hpp"
#include "base/instant.hpp"
#include "base/result.hpp"
#include "calendar/definition.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

// An agreement as it is written: every table of its texts, with the place of every word. Nothing here is resolved or
// defaulted (rules.hpp does that), and names may point nowhere until check() has looked. Tables stand by key, so that
// the order in a file never matters; what is a list here is a list of preference there.
namespace concordat::agreement {

// A word as it stands in a text: a key, or the name of something declared elsewhere.
struct Word {
  std::string name;
  Where where;
};
using Words = std::vector<Word>;

// What everything that has a key has: what people see (the key where it is empty), and earlier keys.
struct Declared {
  std::string key;
  std::string name;
  std::vector<std::string> was;
  Where where;
};

struct Contract {
  Date from;  // both days included, in the organisation's zone
  Date through;
  Where where;
};

enum class PartyKind : std::uint8_t { internal, provider, supplier };

struct Party : Declared {
  PartyKind kind = PartyKind::internal;
  std::optional<Contract> contract;  // none: for ever
};

struct Site : Declared {
  std::optional<calendar::Zone> zone;  // none: the organisation's
};

struct Role : Declared {
  Word party;
  Word person;
  std::optional<Word> deputy;
};

struct Person : Declared {
  Word party;
  bool declared = true;  // false: named only in a team or role, and of its party
};

// The party of a team whose members are of several parties.
inline constexpr const char* kJoint = "joint";

struct Team : Declared {
  Word party;  // or kJoint
  Word duty;   // a calendar
  Words members;
  std::vector<std::string> skills;
};

struct PriorityWords {
  std::vector<std::string> levels, impact, urgency;  // what people see; may be empty
};

struct Activity : Declared {
  std::string what;
};

// The activities that work reaches by itself, then those that begin only where they are named.
inline constexpr const char* kReached[] = {"triage", "resolve", "fulfil", "approve", "change"};
inline constexpr const char* kNamedOnly[] = {"monitor", "restore", "review", "plan"};
// Takes what no other function takes.
inline constexpr const char* kEverythingElse = "*";

struct Assignee {
  Word holder;                          // a team or a role
  std::optional<std::int64_t> after_s;  // stands back so long while an earlier team is on duty
};

struct Does {
  std::vector<Assignee> assignees;  // in order of preference
  Where where;
};

struct Level {
  int level = 1;
  Where where;
};

// An empty list, and a calendar that is not there, exclude nothing.
struct When {
  std::optional<Word> activity;
  std::vector<Level> priorities;
  Words sites;
  Words classes;
  std::optional<Word> during;
  std::optional<Word> outside;
  Where where;
};

// Changes only what it names.
struct Exception {
  When when;
  std::optional<Does> does;  // of the activity in `when`
  std::optional<Word> accountable;
  std::optional<Word> owner;
  std::optional<Words> consulted;
  std::optional<Words> informed;
  std::optional<Word> ladder;  // of the targets that hold
  Where where;
};

struct Function : Declared {
  std::optional<EngagementModel> model;
  Words takes;
  std::optional<Word> accountable;
  std::optional<Word> owner;
  std::map<std::string, Does> does;  // by activity
  Words consulted;
  Words informed;
  std::vector<Exception> exceptions;  // number 1 is the first in the file
};

struct HandOff {
  HandOffMode mode = HandOffMode::warm;
  std::optional<Duration> accept_within;  // on the receiving team's calendar
  std::optional<Word> on_timeout;         // a team; none: it returns to its sender
  Where where;
};

// When what is resolved is closed by itself.
struct Closing {
  Duration after;
  std::optional<Word> calendar;  // none: every hour counts
  Where where;
};

// An empty list excludes nothing.
struct Scope {
  Words functions;
  Words activities;
  std::vector<Level> priorities;
  Words sites;
  Words classes;
};

struct TicketClock {
  Metric metric = Metric::resolution;
  Duration within;
  Where within_where;
  Word calendar;
  std::vector<int> warn;  // per cent of the target, rising
  std::vector<WaitingOn> pause = {WaitingOn::requester};
  OnReopen on_reopen = OnReopen::resume;
  OnPriorityChange on_priority_change = OnPriorityChange::retroactive;
  std::optional<Word> ladder;
};

struct Proof {
  std::string restore_every;
  std::optional<Word> witness;  // a role
};

struct Outcome {
  Word measure;
  std::optional<double> at_most;
  std::optional<double> at_least;
  std::string over;  // "month", "quarter", "year"
  std::optional<Proof> proof;
};

// INVARIANT: exactly one of `clock` and `outcome` is set.
struct Target : Declared {
  TargetKind kind = TargetKind::sla;
  Word obligor;      // a party
  Word beneficiary;  // a party
  Scope when;
  std::optional<TicketClock> clock;
  std::optional<Outcome> outcome;
  std::string annex;  // the provider whose annex it stands in; empty: all parties see it
};

struct Step {
  std::optional<Duration> after;   // exactly one of `after` …
  std::optional<int> at_per_cent;  // … and this
  Word tell;                       // a team, a role or a party
  std::optional<Word> during;      // a calendar
  std::string until;               // "acknowledged", "resolved"; empty: until the clock stops
  Where where;
};

struct Ladder : Declared {
  std::vector<Step> steps;
  std::string annex;
};

struct Permission {
  enum class How : std::uint8_t { yes, inform, ask, no };
  How how = How::no;
  std::optional<Word> ask;                  // a role; only where how is `ask`
  std::optional<std::int64_t> act_after_s;  // may act when nobody has answered for so long
  Where where;
};

// What a team may do, by action and class of thing. What is not named is no.
struct Authority {
  Word team;
  std::map<std::string, std::map<std::string, Permission>> actions;
  Where where;
};

struct Forbid : Declared {
  Words who;   // parties, teams, roles or persons
  Words what;  // actions or activities
  Words on;    // functions or classes; empty: everywhere
  std::string why;
  Words separate;  // two of "requester", "approver", or activities, that must be different persons
};

struct DecisionRight : Declared {
  std::string what;
  std::optional<Word> role;
  Words with;  // roles or parties
};

struct Review {
  std::string every;                            // "month", "quarter", "half-year", "year"
  std::map<std::string, std::string> material;  // measure: "3 points", "20 %"
  Where where;
};

struct Tier {
  std::int64_t from = 0;  // quantity from which on the price holds
  Money price;
};

// A price, or (where `target` is set) a credit.
struct Price : Declared {
  std::string annex;  // the provider
  PricePer per = PricePer::month;
  std::optional<Word> counts;   // a quantity series
  std::optional<Money> amount;  // monthly, rate or amount, by `per`
  std::string amount_key;       // which of the three it was written as
  std::optional<std::int64_t> minimum;
  std::vector<Tier> tiers;
  std::optional<Duration> step;
  std::string index;
  std::optional<Word> target;
  std::optional<double> below_per_cent;
  std::optional<double> credit_per_cent;
  std::optional<Word> credit_of;  // a price of the same annex
};

struct Driver : Declared {
  double weight = 0;
  std::map<std::string, std::string> material;  // measure: threshold
  Words measures;
};

enum class TextKind : std::uint8_t { agreement, annex, private_ };

struct Text {
  TextKind kind = TextKind::agreement;
  std::string party;  // of an annex: the provider
  std::string file;
  std::string bytes;
};

struct Agreement {
  std::vector<Text> texts;  // the agreement first, then annexes by party, then private
  std::string organisation;
  calendar::Zone zone;
  std::optional<Date> effective;
  Where where;  // of the agreement's text

  std::map<std::string, Party> parties;
  calendar::Definitions calendars;
  std::map<std::string, Site> sites;
  std::map<std::string, Role> roles;
  std::map<std::string, Person> persons;
  std::map<std::string, Team> teams;
  std::vector<std::vector<int>> priorities;  // [impact - 1][urgency - 1]
  PriorityWords priority_words;
  Where priorities_where;
  std::map<std::string, Activity> activities;  // declared ones; kReached and kNamedOnly are always there
  std::map<std::string, Function> functions;
  HandOff hand_off;                          // the default
  std::map<std::string, HandOff> hand_offs;  // by receiving team
  std::optional<Closing> closing;
  std::map<std::string, Target> targets;
  std::map<std::string, Ladder> ladders;
  std::map<std::string, Authority> authorities;  // by team
  std::map<std::string, Forbid> forbids;
  std::map<std::string, DecisionRight> decisions;
  std::optional<Review> review;
  std::map<std::string, Price> prices;
  std::map<std::string, Driver> drivers;
};

}  // namespace concordat::agreement
