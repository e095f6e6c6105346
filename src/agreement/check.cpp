// SPDX-License-Identifier: Apache-2.0
#include "agreement/check.hpp"

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

Findings check(const Agreement&, const Rules&, const Findings& read, std::optional<Span>) { return read; }

}  // namespace concordat::agreement
