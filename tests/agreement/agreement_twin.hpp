// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agreement/random_agreement.hpp"

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <vector>

// The checker and decide() once more, slow and obvious: every calendar is walked minute by minute through the C
// library's zones, every cell is tried with every priority, site and class, every minute is looked at. It judges plain
// data (random_agreement.hpp) and shares no code with the program.
namespace concordat::agreement::random {

// Minutes of the period from its first, UTC.
struct Minutes {
  std::int64_t first_s = 0;  // of the period
  std::int64_t count = 0;
};

struct Asked {
  std::string function;
  std::string activity;
  int priority = 0;    // 0: not known
  std::string site;    // empty: not known
  std::string class_;  // empty: not known
  std::int64_t minute = 0;
  int second = 0;  // of the minute: nothing changes but at its beginning
};

struct Answer {
  std::string row;  // "function.F.does.A", empty: nobody is named
  std::vector<std::string> exceptions;
  std::string accountable, owner;
  std::vector<std::string> responsible, consulted, informed, targets;
  std::string ladder;
  std::string on_duty;
  std::int64_t until = -1;  // the first minute at which on_duty is another; -1: not within the horizon
  std::string next;
  std::int64_t next_from = -1;
  bool doubtful = false;  // two exceptions with as many conditions set the same thing differently: an overlap
};

// (rule, function, activity, first row or of an overlap both, first minute)
using Finding = std::tuple<std::string, std::string, std::string, std::string, std::int64_t>;

class Twin {
 public:
  explicit Twin(const Agreement& agreement);

  const Minutes& minutes() const { return minutes_; }
  Answer decide(const Asked& asked, std::int64_t horizon) const;
  std::set<Finding> findings() const;  // gap, overlap, no-responsible, no-accountable, contract-short
  // The hours a week of a gap or an overlap, as the checker may say them: those of the kind of work that lacks most; of
  // several that lack as much in all, each one's.
  std::set<double> hours_per_week(const Finding& finding) const;

  // What happened in it, so that a test can say that it tried what it means to try.
  struct ClockChanges {
    std::int64_t forward = 0, back = 0;
    // Those on which a calendar opens or shuts within the hour before or after.
    std::int64_t forward_at_edge = 0, back_at_edge = 0;
  };
  const ClockChanges& clock_changes() const { return clock_changes_; }
  std::vector<std::int64_t> edges() const;  // between two of these no calendar and no contract changes

 private:
  struct Row {
    std::string id;
    const Function* function = nullptr;
    const std::vector<Doer>* doers = nullptr;
  };
  bool open(const std::string& calendar, std::int64_t minute) const;
  bool contract_runs(const std::string& party, std::int64_t minute, bool for_ever) const;
  bool may_work(const Doer& doer, std::int64_t minute, bool for_ever) const;
  bool in(const Doer& doer, std::int64_t minute, bool for_ever) const;
  Row row(const std::string& function, const std::string& activity) const;
  bool meets(const When& when, const Asked& asked) const;
  std::vector<const Exception*> holding(const Function& function, const Asked& asked) const;
  Row doing(const Asked& asked) const;
  void answer_who(const Row& plain, const Asked& asked, std::int64_t horizon, Answer& answer,
                  std::set<std::string>& applied) const;
  void answer_what(const Function& own, const Asked& asked, Answer& answer, std::set<std::string>& applied) const;
  bool is_doubtful(const Function& function, const Asked& asked) const;
  std::string first_in(const Asked& asked) const;
  bool holds(const Target& target, const Asked& asked) const;
  std::vector<Asked> kinds_of_work(const std::string& function, const std::string& activity) const;
  bool lacks(const Asked& asked, const std::string& row) const;
  bool both_hold(const Asked& asked, const Function& function, const std::string& rows) const;
  double in_a_week(const std::vector<std::pair<std::int64_t, std::int64_t>>& spans) const;
  void find_gaps(std::set<Finding>& found) const;
  void find_overlaps(std::set<Finding>& found) const;
  void find_contracts(std::set<Finding>& found) const;

  const Agreement& agreement_;
  Minutes minutes_;
  ClockChanges clock_changes_;
  std::map<std::string, std::vector<bool>> open_;                          // by calendar, by minute
  std::map<std::string, std::pair<std::int64_t, std::int64_t>> contract_;  // by party, in minutes
};

}  // namespace concordat::agreement::random
