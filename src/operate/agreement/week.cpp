// SPDX-License-Identifier: Apache-2.0
#include "operate/agreement/week.hpp"

#include "agreement/decide.hpp"

#include <algorithm>

namespace concordat::operate {
namespace {

using namespace agreement;

// Nobody's where the holder is none.
WeekStretch stretch_of(const Rules& rules, const Holder& holder, Instant from, Instant until) {
  WeekStretch stretch{from, until, "", ""};
  if (!holder.team.none()) {
    const TeamRules& team = rules.teams[holder.team.at()];
    stretch.team = team.key;
    if (!team.parties.empty()) stretch.party = rules.parties[team.parties.front().at()].key;
  } else if (!holder.role.none()) {
    const RoleRules& role = rules.roles[holder.role.at()];
    stretch.team = role.key;
    stretch.party = rules.parties[role.party.at()].key;
  }
  return stretch;
}

// Counts in `left` what it looked at; ends early where nothing is left.
std::vector<WeekStretch> stretches_of(const Rules& rules, Question question, Instant until, std::size_t& left) {
  const CalendarDuty duty(rules);
  std::vector<WeekStretch> stretches;
  for (; question.at < until && left > 0; --left) {
    const Outlook ahead = outlook(rules, question, duty);
    const Instant end = std::min(until, ahead.until.value_or(until));
    auto stretch = stretch_of(rules, ahead.on_duty, question.at, end);
    if (!stretches.empty() && stretches.back().team == stretch.team) {
      stretches.back().until = end;
    } else {
      stretches.push_back(std::move(stretch));
    }
    question.at = end;
  }
  return stretches;
}

}  // namespace

Result<WeekView> week_of(const Rules& rules, Instant from) {
  const Instant until = Instant::from_seconds(from.seconds() + kWeek_s);
  const CalendarDuty duty(rules);
  WeekView week{from, until, "", {}};
  std::size_t left = kWeekStretchesMax;
  Decision decision;
  for (const FunctionRules& function : rules.functions) {
    for (const std::string& activity : rules.activities) {
      Question question;
      question.function = rules.function(function.key);
      question.activity = rules.activity(activity);
      question.at = from;
      decide(rules, question, duty, decision);
      if (decision.row == nullptr || decision.row->function != question.function) continue;
      WeekRow row{function.key, activity, {decision.row->id, decision.row->where.file, 0}, {}, {}};
      row.row.line = static_cast<std::int64_t>(decision.row->where.line);
      for (const ExceptionRules& one : function.exceptions) {
        if (one.activity.none() || one.activity == question.activity) row.exceptions.push_back(one.id);
      }
      row.stretches = stretches_of(rules, question, until, left);
      if (left == 0) {
        return fail("too-much", "The week changes hands too often to be shown.",
                    "Fewer functions, or calendars with fewer windows, can be.");
      }
      week.rows.push_back(std::move(row));
    }
  }
  return week;
}

}  // namespace concordat::operate
