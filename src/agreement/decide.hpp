// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agreement/rules.hpp"

#include <optional>
#include <span>
#include <vector>

// What the agreement says of one piece of work at one instant: who is accountable, who does it, who is in, who is told,
// what is promised. The same for the desk, for replaying the past and for simulating the future.
namespace concordat::agreement {

// Who is present. The agreement's calendars say who should be; rota, absence and swaps say who is.
class Duty {
 public:
  virtual ~Duty() = default;
  virtual bool on(TeamId team, Instant at) const = 0;
  // The first instant after `at` at which on() is another; nullopt where there is none.
  virtual std::optional<Instant> next_change(TeamId team, Instant at) const = 0;
};

// As the calendars say.
class CalendarDuty : public Duty {
 public:
  explicit CalendarDuty(const Rules& rules) : rules_(rules) {}
  bool on(TeamId team, Instant at) const override;
  std::optional<Instant> next_change(TeamId team, Instant at) const override;

 private:
  const Rules& rules_;
};

// A team that is away or in against its calendar, for a while. Of several that hold, the last counts.
struct Presence {
  TeamId team;
  Span time;
  bool present = false;
};

// As the calendars say, but for what the teams themselves have entered.
class EnteredDuty : public Duty {
 public:
  EnteredDuty(const Rules& rules, std::vector<Presence> entered);
  bool on(TeamId team, Instant at) const override;
  std::optional<Instant> next_change(TeamId team, Instant at) const override;

 private:
  CalendarDuty calendars_;
  std::vector<std::vector<Presence>> entered_;  // by team
};

// What is left open (priority 0, no site, no class) meets no condition on it.
struct Question {
  FunctionId function;
  ActivityId activity;
  SiteId site;
  int priority = 0;
  ClassId class_;
  Instant at;
};

// An answer that is used again allocates nothing.
struct Decision {
  const RowRules* row = nullptr;                  // null: nobody is named for the activity
  std::vector<const ExceptionRules*> exceptions;  // that applied, in the order in which they were
  RoleId accountable;                             // none: nobody, or its party's contract does not run
  TeamId owner;
  std::vector<Assigned> responsible;  // in order of preference, whose party's contract runs
  std::int32_t on_duty = -1;          // the first of them that is in; -1: nobody is
  std::vector<Told> consulted;
  std::vector<Told> informed;
  std::vector<TargetId> targets;  // ticket clocks that hold, by key
  LadderId ladder;                // an exception's, else that of the first target that has one
  std::vector<PriceId> prices;    // hours of the teams that do it, and credits of the targets

  Holder on_duty_holder() const {
    return on_duty < 0 ? Holder{} : responsible[static_cast<std::size_t>(on_duty)].holder;
  }
};

// `decision` is cleared first.
void decide(const Rules& rules, const Question& question, const Duty& duty, Decision& decision);

// The ladder that clocks climb in the place of their targets' own: that of an exception which holds. nullopt: none
// does.
std::optional<LadderId> ladder_by_exception(const Rules& rules, const Question& question);

// How the answer to "who is in" goes on from the question's instant.
struct Outlook {
  Holder on_duty;                // none: nobody
  std::optional<Instant> until;  // when that changes; nullopt: never, as far as calendars know
  Holder next;                   // who is in at the next change after which somebody is
  std::optional<Instant> next_from;
};
Outlook outlook(const Rules& rules, const Question& question, const Duty& duty);

// Who takes work that reaches the row at `from`: the first that is on duty, at once; where nobody is, the first, at its
// opening. `decision` is of that instant. (A team with `after` may join later, while the work is not yet taken.)
struct Taking {
  Holder holder;
  std::optional<Instant> at;  // nullopt: never
};
Taking takes_at(const Rules& rules, const Decision& decision, Instant from, const Duty& duty);

}  // namespace concordat::agreement
