// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agreement/finding.hpp"
#include "agreement/rules.hpp"
#include "calendar/intervals.hpp"

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// What all checks share: sets of time within the period, each made once, and the way a finding is written down. Only
// the sources of this folder include it.
namespace concordat::agreement {

using calendar::Interval;
using calendar::Intervals;

// What a contract takes away by ending is not a gap but a contract-short; so gaps are looked for as if contracts that
// have begun went on.
enum class Contracts : std::uint8_t { begun, running };

class CheckWorld {
 public:
  CheckWorld(const Agreement& agreement, const Rules& rules, Span period, const Findings& read, Findings& findings);

  const Agreement& agreement;
  const Rules& rules;
  const Span period;

  const Intervals& whole() const { return whole_; }
  const Intervals& open(CalendarId calendar);  // none: the whole period
  // While `during` is open and `outside` is not.
  const Intervals& held(CalendarId during, CalendarId outside);
  Intervals contract(PartyId party, Contracts contracts) const;
  Intervals contract(const Holder& holder, Contracts contracts) const;
  // In, by the calendar, while under contract. A role has no hours.
  const Intervals& present(const Holder& holder, Contracts contracts);

  // Of whole weeks, Monday to Sunday in the organisation's zone, the one in the middle: so without holidays. Where most
  // weeks have none of it, the mean over the period.
  double hours_per_week(const Intervals& time) const;
  std::string local(std::int64_t at_s) const;  // "2026-04-01T00:00" in the organisation's zone
  Example example(std::int64_t at_s) const;

  // What the reader found wrong would be found again as something else: nothing is said of what rests on it, and
  // everything of the rest.
  bool broken(std::string_view kind, std::string_view key) const;
  bool broken(const FunctionRules& function) const;  // not known what it takes, which rows it has, or its exceptions
  bool broken_row(FunctionId function, ActivityId activity) const;
  bool broken_accountable(const FunctionRules& function) const;
  bool broken_syntax() const { return broken_syntax_; }

  Row row_of(const FunctionRules& function) const { return {"function." + step(function.key), function.where}; }
  Row row_of(const TeamRules& team) const { return {"team." + step(team.key), team.where}; }
  Row row_of(const RoleRules& role) const { return {"role." + step(role.key), role.where}; }
  Row row_of(const PartyRules& party) const { return {"party." + step(party.key), party.where}; }
  Row row_of(const TargetRules& target) const { return {"target." + step(target.key), target.where}; }
  Row row_of(const LadderRules& ladder) const { return {"ladder." + step(ladder.key), ladder.where}; }
  static std::string step(std::string_view key);

  // The party that a holder works for; none for a joint team of several.
  PartyId party_of(const Holder& holder) const;
  std::string_view party_name(PartyId party) const { return rules.parties[party.at()].name; }

  Finding& add(std::string_view rule, Severity severity, std::string message, std::vector<Row> rows);

 private:
  Intervals whole_;
  std::vector<Intervals> open_;
  std::vector<bool> opened_;
  std::map<std::pair<CalendarId, CalendarId>, Intervals> held_;
  std::map<std::pair<Holder, Contracts>, Intervals> present_;
  std::vector<std::int64_t> mondays_s_;
  bool broken_at(const std::string& id) const;
  bool broken_in(const std::string& id) const;  // or below it

  std::set<std::string, std::less<>> broken_;  // "function.service-desk.owner"
  bool broken_syntax_ = false;
  Findings& findings_;
};

std::string words_of(double hours);                          // "123", "0.5"
std::string list_of(const std::vector<std::string>& words);  // "a, b and c"

// check_cells.cpp: no-responsible, no-accountable, gap, uncovered.
void check_cells(CheckWorld& world);
// check_contracts.cpp: contract-short, holidays-end.
void check_contracts(CheckWorld& world);
// check_overlaps.cpp: overlap, takes-twice, takes-nothing.
void check_overlaps(CheckWorld& world);
// check_ladders.cpp: ladder-circular, ladder-unreachable, ladder-nobody, ladder-unused, and one-person at a last step.
void check_ladders(CheckWorld& world);
// check_targets.cpp: target-unreachable, no-ola, ola-exceeds-sla, price-no-quantity.
void check_targets(CheckWorld& world);
// check_people.cpp: letter-twice, separation, no-right, no-duty, many-consulted, one-person, no-members, idle-role.
void check_people(CheckWorld& world);
// check_forbids.cpp: forbids-nothing.
void check_forbids(CheckWorld& world);

}  // namespace concordat::agreement
