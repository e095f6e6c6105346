// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agreement/model.hpp"
#include "calendar/calendar.hpp"

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// An agreement made ready to be asked: every name an index, every default filled in, every calendar compiled.
// INVARIANT: a function of the Agreement's content; the order in a file changes nothing. It holds no pointer into the
// Agreement. Names that point nowhere are left out (the reader has named them), so that what is whole can still be
// checked.
namespace concordat::agreement {

// An index into one of the tables of Rules; none where there is no such thing.
template <typename Tag>
struct Id {
  std::int32_t index = -1;
  constexpr bool none() const { return index < 0; }
  constexpr std::size_t at() const { return static_cast<std::size_t>(index); }
  friend constexpr auto operator<=>(Id, Id) = default;
};

using PartyId = Id<struct PartyTag>;
using CalendarId = Id<struct CalendarTag>;
using SiteId = Id<struct SiteTag>;
using RoleId = Id<struct RoleTag>;
using PersonId = Id<struct PersonTag>;
using TeamId = Id<struct TeamTag>;
using FunctionId = Id<struct FunctionTag>;
using ActivityId = Id<struct ActivityTag>;
using ClassId = Id<struct ClassTag>;
using TargetId = Id<struct TargetTag>;
using LadderId = Id<struct LadderTag>;
using PriceId = Id<struct PriceTag>;

// Half-open, in seconds of UTC. A party without a contract has one for ever.
struct Span {
  std::int64_t from_s = 0;
  std::int64_t to_s = 0;
  bool has(std::int64_t at_s) const { return from_s <= at_s && at_s < to_s; }
  friend bool operator==(const Span&, const Span&) = default;
};
inline constexpr Span kForEver = {kFirstInstant.seconds(), kLastInstant.seconds()};

// Who does work: a team or a role.
struct Holder {
  TeamId team;
  RoleId role;
  bool none() const { return team.none() && role.none(); }
  friend constexpr auto operator<=>(const Holder&, const Holder&) = default;
};

// Who is asked or told: a team, a role or a party.
struct Told {
  TeamId team;
  RoleId role;
  PartyId party;
  friend constexpr auto operator<=>(const Told&, const Told&) = default;
};

struct Assigned {
  Holder holder;
  std::int64_t after_s = 0;  // 0: at once
  friend bool operator==(const Assigned&, const Assigned&) = default;
};

struct PartyRules {
  std::string key;
  std::string name;  // what people see
  PartyKind kind = PartyKind::internal;
  Span contract = kForEver;
  bool has_contract = false;
  std::vector<Span> suspended;  // by the organisation, at once; not by the texts
  Where where;
  bool may_work(std::int64_t at_s) const;
  // The instants at which may_work() may change, beside the beginning and end of time.
  std::vector<std::int64_t> edges_s() const;
};

struct RoleRules {
  std::string key;
  PartyId party;
  PersonId person;
  PersonId deputy;
  Where where;
};

struct TeamRules {
  std::string key;
  std::vector<PartyId> parties;  // one; of a joint team those of its members
  bool joint = false;
  CalendarId duty;
  std::vector<PersonId> members;
  std::vector<std::string> skills;
  Where where;
};

// A set of small numbers, as bits.
class Bits {
 public:
  void set(std::size_t bit) {
    if (bit / 64 >= words_.size()) words_.resize(bit / 64 + 1);
    words_[bit / 64] |= std::uint64_t{1} << (bit % 64);
  }
  bool has(std::size_t bit) const { return bit / 64 < words_.size() && ((words_[bit / 64] >> (bit % 64)) & 1) != 0; }
  bool empty() const { return words_.empty(); }
  bool meets(const Bits& other) const;
  friend bool operator==(const Bits&, const Bits&) = default;

 private:
  std::vector<std::uint64_t> words_;
};

// For which work something holds. An empty set excludes nothing.
struct Filter {
  Bits priorities;  // by level
  Bits sites;
  Bits classes;
  bool admits(int priority, SiteId site, ClassId class_) const {
    return (priorities.empty() || (priority > 0 && priorities.has(static_cast<std::size_t>(priority)))) &&
           (sites.empty() || (!site.none() && sites.has(site.at()))) &&
           (classes.empty() || (!class_.none() && classes.has(class_.at())));
  }
  friend bool operator==(const Filter&, const Filter&) = default;
};

struct ExceptionRules {
  std::string id;  // "function.service-desk.except.1"
  Where where;
  ActivityId activity;  // none: every activity
  Filter filter;
  CalendarId during;
  CalendarId outside;
  std::optional<std::vector<Assigned>> does;
  std::optional<RoleId> accountable;
  std::optional<TeamId> owner;
  std::optional<std::vector<Told>> consulted;
  std::optional<std::vector<Told>> informed;
  std::optional<LadderId> ladder;
};

// Who does one activity of one function: "function.service-desk.does.resolve".
struct RowRules {
  std::string id;
  Where where;
  FunctionId function;  // whose row it is
  ActivityId activity;
  std::vector<Assigned> assigned;  // in order of preference
};

struct FunctionRules {
  std::string key;
  std::string name;
  std::optional<EngagementModel> model;
  std::vector<std::string> takes;
  RoleId accountable;
  TeamId owner;  // its own, else that of the function which takes everything else
  bool owner_is_own = false;
  std::vector<Told> consulted;
  std::vector<Told> informed;
  // In the order in which they are applied, whatever the order in the file: those with more conditions after those with
  // fewer, so that of two that set the same thing (an overlap, which check() names) the narrower wins.
  std::vector<ExceptionRules> exceptions;
  Where where;
};

// What is asked at each (function, activity).
struct CellRules {
  const RowRules* row = nullptr;            // null: nobody is named
  bool reachable = false;                   // work comes to it by itself, or it is named
  std::vector<const ExceptionRules*> who;   // of the function whose row it is: does, consulted, informed
  std::vector<const ExceptionRules*> what;  // of the ticket's function: accountable, owner, ladder
  std::vector<TargetId> targets;            // ticket clocks that may hold, by key
};

struct ClockRules {
  Metric metric = Metric::resolution;
  Duration within;
  CalendarId calendar;
  std::vector<int> warn;
  std::vector<WaitingOn> pause;  // sorted
  OnReopen on_reopen = OnReopen::resume;
  OnPriorityChange on_priority_change = OnPriorityChange::retroactive;
  LadderId ladder;
  bool pauses(WaitingOn on) const;
};

struct TargetRules {
  std::string key;
  std::string name;
  TargetKind kind = TargetKind::sla;
  PartyId obligor;
  PartyId beneficiary;
  std::vector<FunctionId> functions;   // empty: all
  std::vector<ActivityId> activities;  // its own, else those of its metric
  Filter filter;
  std::optional<ClockRules> clock;
  std::optional<Outcome> outcome;
  std::string annex;
  Where where;
  bool of_function(FunctionId function) const;
};

struct StepRules {
  std::optional<Duration> after;
  int at_per_cent = 0;
  Told tell;
  CalendarId during;
  std::string until;
  Where where;
};

struct LadderRules {
  std::string key;
  std::vector<StepRules> steps;
  std::string annex;
  Where where;
};

struct HandOffRules {
  HandOffMode mode = HandOffMode::warm;
  std::optional<Duration> accept_within;
  TeamId on_timeout;  // none: it returns to its sender
};

// A resolved ticket is closed so long after it was resolved.
struct ClosingRules {
  Duration after;
  CalendarId calendar;  // none: every hour counts
};

struct PriceRules {
  std::string key;
  PartyId party;
  TeamId hours_of;  // counts = "time.TEAM"
  TargetId target;  // of a credit
};

class Rules {
 public:
  Rules() = default;
  Rules(const Rules&) = delete;  // cells point into it
  Rules& operator=(const Rules&) = delete;
  Rules(Rules&&) noexcept = default;
  Rules& operator=(Rules&&) noexcept = default;

  // All tables are sorted by key.
  std::string organisation;
  calendar::Zone zone;
  Instant effective;  // the first instant of the version
  std::vector<PartyRules> parties;
  std::vector<std::string> calendar_keys;
  std::vector<calendar::Calendar> calendars;
  std::vector<std::string> sites;
  std::vector<RoleRules> roles;
  std::vector<std::string> persons;
  std::vector<PartyId> person_party;
  std::vector<TeamRules> teams;
  std::vector<std::string> activities;
  std::vector<std::string> classes;  // every word that stands as a class anywhere
  std::vector<FunctionRules> functions;
  FunctionId everything_else;  // the function that takes "*"
  std::vector<std::vector<int>> priority_matrix;
  int lowest_priority = 0;
  std::vector<TargetRules> targets;
  std::vector<LadderRules> ladders;
  std::vector<PriceRules> prices;
  std::optional<ClosingRules> closing;  // none: somebody closes it
  HandOffRules hand_off;
  std::vector<std::optional<HandOffRules>> hand_offs;  // by team

  // By key; none where there is no such thing.
  PartyId party(std::string_view key) const;
  CalendarId calendar(std::string_view key) const;
  SiteId site(std::string_view key) const;
  RoleId role(std::string_view key) const;
  PersonId person(std::string_view key) const;
  TeamId team(std::string_view key) const;
  FunctionId function(std::string_view key) const;
  ActivityId activity(std::string_view key) const;
  ClassId class_(std::string_view key) const;
  TargetId target(std::string_view key) const;
  LadderId ladder(std::string_view key) const;
  PriceId price(std::string_view key) const;
  // The function to which work with this word (category, service, alert source) comes; the one that takes everything
  // else where no other does; none where there is neither.
  FunctionId takes(std::string_view word) const;

  const CellRules& cell(FunctionId function, ActivityId activity) const {
    return cells_[function.at() * activities.size() + activity.at()];
  }
  const HandOffRules& hand_off_to(TeamId team) const { return hand_offs[team.at()] ? *hand_offs[team.at()] : hand_off; }
  // Whether the party of a holder may work now: its contract runs. A joint team may while one of its parties may.
  bool under_contract(TeamId team, std::int64_t at_s) const;
  bool under_contract(const Holder& holder, std::int64_t at_s) const;
  std::string_view key(const Holder& holder) const;
  std::string_view key(const Told& told) const;

 private:
  friend class Compiler;
  std::vector<std::unique_ptr<RowRules>> rows_;
  std::vector<CellRules> cells_;
  std::vector<std::pair<std::string, FunctionId>> takes_;  // sorted
};

// The keys of functions, teams, roles, …, in their order.
template <typename T>
std::vector<std::string> keys_of(const std::vector<T>& all) {
  std::vector<std::string> keys;
  for (const T& one : all) keys.push_back(one.key);
  return keys;
}

Rules compile(const Agreement& agreement);

}  // namespace concordat::agreement
