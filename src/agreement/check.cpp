// SPDX-License-Identifier: Apache-2.0
#include "agreement/check.hpp"

#include "agreement/check_world.hpp"
#include "base/limits.hpp"

namespace concordat::agreement {

Span effective_period(const Rules& rules) {
  constexpr std::int32_t kYears = 3;
  Span period{rules.effective.seconds(), 0};
  for (const PartyRules& party : rules.parties) {
    if (party.has_contract) period.to_s = std::max(period.to_s, party.contract.to_s);
  }
  if (period.to_s > period.from_s) return period;
  const Date first = calendar::wall_time(rules.zone, rules.effective).date;
  const YearMonthDay day = split_date(first);
  const auto later = make_date(day.year + kYears, day.month, day.day);  // a 29 February has no such day
  const Date end = later ? *later : Date{first.days + kYears * 365 + 1};
  period.to_s = calendar::instant_of(rules.zone, {end, 0, 0}).seconds();
  return period;
}

Findings check(const Agreement& agreement, const Rules& rules, const Findings& read, std::optional<Span> period) {
  Findings findings = read;
  CheckWorld world(agreement, rules, period.value_or(effective_period(rules)), read, findings);
  // A text that is not whole says too little: everything after would only follow from what is missing.
  if (!world.broken_syntax() && agreement.effective) {
    check_cells(world);
    check_contracts(world);
    check_overlaps(world);
    check_ladders(world);
    check_targets(world);
    check_people(world);
    check_forbids(world);
  }
  sort_findings(findings);
  if (findings.size() > limits::kFindingsMax) findings.resize(limits::kFindingsMax);
  return findings;
}

}  // namespace concordat::agreement
