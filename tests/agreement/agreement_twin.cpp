// SPDX-License-Identifier: Apache-2.0
#include "agreement/agreement_twin.hpp"

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <limits>

namespace concordat::agreement::random {
namespace {

constexpr std::int64_t kDay_s = 86'400;
constexpr int kDay_min = 1'440;

// The C library's zones; the offset from UTC in seconds.
class Zone {
 public:
  explicit Zone(const std::string& name) {
    ::setenv("TZ", name.c_str(), 1);
    ::tzset();
  }
  static std::int64_t offset_s(std::int64_t at_s) {
    const std::time_t time = at_s;
    std::tm local{};
    ::localtime_r(&time, &local);
    return local.tm_gmtoff;
  }
  // The first second of a local day.
  static std::int64_t midnight_s(std::int64_t day) {
    std::int64_t at_s = day * kDay_s - 2 * kDay_s;
    while (at_s + offset_s(at_s) < day * kDay_s) at_s += 900;
    return at_s;
  }
};

int weekday(std::int64_t day) { return static_cast<int>((day + 3) % 7); }  // 1970-01-01 was a Thursday

// Whether a minute of a local day lies in a window; the part behind midnight belongs to the day after, which may be
// shut.
bool open_at(const Calendar& calendar, std::int64_t day, int minute) {
  if (calendar.closed.contains(day)) return false;
  if (const auto today = calendar.open.find(weekday(day)); today != calendar.open.end()) {
    for (const Window& window : today->second) {
      const int to = window.to <= window.from ? kDay_min : window.to;
      if (minute >= window.from && minute < to) return true;
    }
  }
  if (const auto before = calendar.open.find(weekday(day + 6)); before != calendar.open.end()) {
    for (const Window& window : before->second) {
      if (window.to <= window.from && minute < window.to) return true;
    }
  }
  return false;
}

template <typename T>
bool excludes(const std::set<T>& all, const T& one, bool known) {
  return !all.empty() && (!known || !all.contains(one));
}

const Exception* strongest(const std::vector<const Exception*>& all, bool (*sets)(const Exception&)) {
  const Exception* best = nullptr;
  for (const Exception* one : all) {
    if (sets(*one)) best = one;
  }
  return best;
}

int conditions(const When& when) {
  return (when.activity ? 1 : 0) + (when.priorities.empty() ? 0 : 1) + (when.sites.empty() ? 0 : 1) +
         (when.classes.empty() ? 0 : 1) + (when.during ? 1 : 0) + (when.outside ? 1 : 0);
}

std::vector<std::string> names(const std::vector<Doer>& doers) {
  std::vector<std::string> all;
  for (const Doer& one : doers) all.push_back(one.name);
  return all;
}

std::string exception_id(const Function& function, const Exception& one) {
  return "function." + function.key + ".except." + std::to_string(&one - function.exceptions.data() + 1);
}

std::vector<std::string> differences(const Exception& a, const Exception& b) {
  std::vector<std::string> all;
  if (a.does && b.does && names(*a.does) != names(*b.does)) all.emplace_back("does");
  if (a.accountable && b.accountable && *a.accountable != *b.accountable) all.emplace_back("accountable");
  if (a.owner && b.owner && *a.owner != *b.owner) all.emplace_back("owner");
  if (a.consulted && b.consulted && *a.consulted != *b.consulted) all.emplace_back("consulted");
  if (a.informed && b.informed && *a.informed != *b.informed) all.emplace_back("informed");
  if (a.ladder && b.ladder && *a.ladder != *b.ladder) all.emplace_back("ladder");
  return all;
}

}  // namespace

Twin::Twin(const Agreement& agreement) : agreement_(agreement) {
  const Zone own(agreement.zone);
  minutes_.first_s = Zone::midnight_s(agreement.effective);
  std::int64_t last_s = 0;
  for (const Party& party : agreement.parties) {
    if (!party.contract) continue;
    const std::int64_t from_s = Zone::midnight_s(party.contract->first);
    const std::int64_t to_s = Zone::midnight_s(party.contract->second + 1);
    contract_[party.key] = {(from_s - minutes_.first_s) / 60, (to_s - minutes_.first_s) / 60};
    last_s = std::max(last_s, to_s);
  }
  minutes_.count = (last_s - minutes_.first_s) / 60;
  for (const Calendar& calendar : agreement.calendars) {
    const Zone zone(calendar.zone);
    std::vector<bool>& open = open_[calendar.key];
    std::int64_t before_s = Zone::offset_s(minutes_.first_s);
    std::vector<std::pair<std::int64_t, bool>> changes;  // minute, and whether it is forward
    for (std::int64_t minute = 0; minute < minutes_.count; ++minute) {
      const std::int64_t at_s = minutes_.first_s + 60 * minute;
      const std::int64_t offset_s = minute % 15 == 0 ? Zone::offset_s(at_s) : before_s;
      if (offset_s != before_s) changes.emplace_back(minute, offset_s > before_s);
      before_s = offset_s;
      const std::int64_t local_s = at_s + offset_s;
      open.push_back(open_at(calendar, local_s / kDay_s, static_cast<int>(local_s % kDay_s / 60)));
    }
    for (const auto& [change, forward] : changes) {
      bool at_edge = false;
      for (std::int64_t minute = std::max<std::int64_t>(1, change - 60); minute < std::min(change + 61, minutes_.count);
           ++minute) {
        at_edge = at_edge || open[static_cast<std::size_t>(minute)] != open[static_cast<std::size_t>(minute - 1)];
      }
      ++(forward ? clock_changes_.forward : clock_changes_.back);
      if (at_edge) ++(forward ? clock_changes_.forward_at_edge : clock_changes_.back_at_edge);
    }
  }
}

std::vector<std::int64_t> Twin::edges() const {
  std::set<std::int64_t> all = {0};
  for (const auto& [key, open] : open_) {
    for (std::size_t minute = 1; minute < open.size(); ++minute) {
      if (open[minute] != open[minute - 1]) all.insert(static_cast<std::int64_t>(minute));
    }
  }
  for (const auto& [key, contract] : contract_) {
    for (const std::int64_t minute : {contract.first, contract.second}) {
      if (minute > 0 && minute < minutes_.count) all.insert(minute);
    }
  }
  return {all.begin(), all.end()};
}

bool Twin::open(const std::string& calendar, std::int64_t minute) const {
  return open_.at(calendar)[static_cast<std::size_t>(minute)];
}

bool Twin::contract_runs(const std::string& party, std::int64_t minute, bool for_ever) const {
  const auto found = contract_.find(party);
  if (found == contract_.end()) return true;
  return found->second.first <= minute && (for_ever || minute < found->second.second);
}

bool Twin::may_work(const Doer& doer, std::int64_t minute, bool for_ever) const {
  if (doer.is_role) {
    for (const Role& one : agreement_.roles) {
      if (one.key == doer.name) return contract_runs(one.party, minute, for_ever);
    }
  }
  for (const Team& one : agreement_.teams) {
    if (one.key == doer.name) return contract_runs(one.party, minute, for_ever);
  }
  return false;
}

bool Twin::in(const Doer& doer, std::int64_t minute, bool for_ever) const {
  if (!may_work(doer, minute, for_ever)) return false;
  if (doer.is_role) return true;
  for (const Team& one : agreement_.teams) {
    if (one.key == doer.name) return open(one.duty, minute);
  }
  return false;
}

// The function's own, else that of the function which takes everything else, for what work reaches by itself.
Twin::Row Twin::row(const std::string& function, const std::string& activity) const {
  const Function* all = nullptr;
  for (const Function& one : agreement_.functions) {
    if (one.everything_else) all = &one;
    if (one.key != function) continue;
    const auto own = one.does.find(activity);
    if (own != one.does.end()) return {"function." + one.key + ".does." + activity, &one, &own->second};
  }
  const bool reached = std::find(kReachedByAll.begin(), kReachedByAll.end(), activity) != kReachedByAll.end();
  if (all == nullptr || !reached) return {};
  const auto other = all->does.find(activity);
  if (other == all->does.end()) return {};
  return {"function." + all->key + ".does." + activity, all, &other->second};
}

bool Twin::meets(const When& when, const Asked& asked) const {
  if (when.activity && *when.activity != asked.activity) return false;
  if (excludes(when.priorities, asked.priority, asked.priority > 0)) return false;
  if (excludes(when.sites, asked.site, !asked.site.empty())) return false;
  if (excludes(when.classes, asked.class_, !asked.class_.empty())) return false;
  if (when.during && !open(*when.during, asked.minute)) return false;
  return !(when.outside && open(*when.outside, asked.minute));
}

// Those with more conditions after those with fewer.
std::vector<const Exception*> Twin::holding(const Function& function, const Asked& asked) const {
  std::vector<const Exception*> all;
  for (const Exception& one : function.exceptions) {
    if (meets(one.when, asked)) all.push_back(&one);
  }
  std::stable_sort(all.begin(), all.end(),
                   [](const Exception* a, const Exception* b) { return conditions(a->when) < conditions(b->when); });
  return all;
}

Twin::Row Twin::doing(const Asked& asked) const {
  Row found = row(asked.function, asked.activity);
  if (found.function == nullptr) return found;
  const Exception* changed =
      strongest(holding(*found.function, asked), [](const Exception& one) { return one.does.has_value(); });
  if (changed != nullptr) return {exception_id(*found.function, *changed), found.function, &*changed->does};
  return found;
}

std::string Twin::first_in(const Asked& asked) const {
  const Row found = doing(asked);
  if (found.doers == nullptr) return "";
  for (const Doer& one : *found.doers) {
    if (in(one, asked.minute, false)) return one.name;
  }
  return "";
}

bool Twin::holds(const Target& target, const Asked& asked) const {
  if (excludes(target.functions, asked.function, true)) return false;
  std::set<std::string> activities = target.activities;
  if (activities.empty()) {
    activities = {target.metric == "resolution" ? "resolve" : target.metric == "approval" ? "approve" : "triage"};
  }
  return activities.contains(asked.activity) && !excludes(target.priorities, asked.priority, asked.priority > 0) &&
         !excludes(target.sites, asked.site, !asked.site.empty()) &&
         !excludes(target.classes, asked.class_, !asked.class_.empty());
}

// Who does it, is told, and is in: by the row, whichever function it is of.
void Twin::answer_who(const Row& plain, const Asked& asked, std::int64_t horizon, Answer& answer,
                      std::set<std::string>& applied) const {
  const auto who = holding(*plain.function, asked);
  for (const Exception* one : who) {
    if (one->does || one->consulted || one->informed) applied.insert(exception_id(*plain.function, *one));
  }
  const Row doers = doing(asked);
  for (const Doer& one : *doers.doers) {
    if (may_work(one, asked.minute, false)) answer.responsible.push_back(one.name);
  }
  const Exception* asked_first = strongest(who, [](const Exception& one) { return one.consulted.has_value(); });
  answer.consulted = asked_first != nullptr ? *asked_first->consulted : plain.function->consulted;
  const Exception* told = strongest(who, [](const Exception& one) { return one.informed.has_value(); });
  answer.informed = told != nullptr ? *told->informed : plain.function->informed;
  answer.on_duty = first_in(asked);
  Asked later = asked;
  std::string before = answer.on_duty;
  const std::int64_t end = std::min(asked.minute + horizon, minutes_.count);
  for (later.minute = asked.minute + 1; later.minute < end; ++later.minute) {
    const std::string now = first_in(later);
    if (now == before) continue;
    if (answer.until < 0) answer.until = later.minute;
    before = now;
    if (now.empty()) continue;
    answer.next = now;
    answer.next_from = later.minute;
    break;
  }
}

// What is the ticket's own function's: who answers for it, who owns it, what is promised.
void Twin::answer_what(const Function& own, const Asked& asked, Answer& answer, std::set<std::string>& applied) const {
  const auto what = holding(own, asked);
  const Exception* accountable = strongest(what, [](const Exception& one) { return one.accountable.has_value(); });
  const Exception* owner = strongest(what, [](const Exception& one) { return one.owner.has_value(); });
  const Exception* ladder = strongest(what, [](const Exception& one) { return one.ladder.has_value(); });
  for (const Exception* one : what) {
    if (one->accountable || one->owner || one->ladder) applied.insert(exception_id(own, *one));
  }
  answer.accountable = accountable != nullptr ? *accountable->accountable : own.accountable.value_or("");
  if (!answer.accountable.empty() && !may_work({answer.accountable, true}, asked.minute, false))
    answer.accountable = "";
  for (const Function& one : agreement_.functions) {
    if (one.everything_else) answer.owner = one.owner.value_or("");
  }
  if (own.owner) answer.owner = *own.owner;
  if (owner != nullptr) answer.owner = *owner->owner;
  for (const Target& one : agreement_.targets) {
    if (!holds(one, asked)) continue;
    answer.targets.push_back(one.key);
    if (answer.ladder.empty() && one.ladder) answer.ladder = *one.ladder;
  }
  if (ladder != nullptr) answer.ladder = *ladder->ladder;
}

// Whether two exceptions with as many conditions, which at this or some other time can both hold, differ.
bool Twin::is_doubtful(const Function& function, const Asked& asked) const {
  std::vector<const Exception*> found;
  for (const Exception& one : function.exceptions) {
    When timeless = one.when;
    timeless.during.reset();
    timeless.outside.reset();
    if (meets(timeless, asked)) found.push_back(&one);
  }
  for (const Exception* a : found) {
    for (const Exception* b : found) {
      if (a != b && conditions(a->when) == conditions(b->when) && !differences(*a, *b).empty()) return true;
    }
  }
  return false;
}

Answer Twin::decide(const Asked& asked, std::int64_t horizon) const {
  Answer answer;
  std::set<std::string> applied;
  const Row plain = row(asked.function, asked.activity);
  answer.row = plain.id;
  if (plain.function != nullptr) {
    answer_who(plain, asked, horizon, answer, applied);
    answer.doubtful = is_doubtful(*plain.function, asked);
  }
  for (const Function& one : agreement_.functions) {
    if (one.key != asked.function) continue;
    answer_what(one, asked, answer, applied);
    answer.doubtful = answer.doubtful || is_doubtful(one, asked);
  }
  answer.exceptions.assign(applied.begin(), applied.end());
  return answer;
}

// Every cell with every kind of work at every minute: a gap is a clock that counts while nobody who is named, of those
// whose contract has begun, is in.
void Twin::find_gaps(std::set<Finding>& found) const {
  const std::vector<std::int64_t> edges = this->edges();
  const bool some_take_all = std::any_of(agreement_.functions.begin(), agreement_.functions.end(),
                                         [](const Function& one) { return one.everything_else; });
  std::vector<std::string> sites = agreement_.sites, classes = agreement_.classes;
  sites.emplace_back();
  classes.emplace_back();
  for (const Function& function : agreement_.functions) {
    if (!function.accountable) found.emplace("no-accountable", function.key, "", "function." + function.key, 0);
    std::set<std::string> activities(kReachedByAll.begin(), kReachedByAll.end());
    for (const auto& [activity, unused] : function.does) activities.insert(activity);
    for (const std::string& activity : activities) {
      if (row(function.key, activity).function == nullptr) {
        if (!some_take_all || function.everything_else) {
          found.emplace("no-responsible", function.key, activity, "function." + function.key, 0);
        }
        continue;
      }
      std::map<std::string, std::int64_t> first;  // by row
      for (int priority = 0; priority <= 5; ++priority) {
        for (const std::string& site : sites) {
          for (const std::string& class_ : classes) {
            Asked asked{function.key, activity, priority, site, class_, 0};
            std::vector<const Target*> targets;
            for (const Target& one : agreement_.targets) {
              if (holds(one, asked)) targets.push_back(&one);
            }
            if (targets.empty()) continue;
            for (const std::int64_t minute : edges) {
              asked.minute = minute;
              if (std::none_of(targets.begin(), targets.end(),
                               [&](const Target* one) { return open(one->calendar, asked.minute); })) {
                continue;
              }
              const Row doers = doing(asked);
              if (const auto known = first.find(doers.id); known != first.end() && known->second <= asked.minute)
                continue;
              const auto& all = *doers.doers;
              if (std::any_of(all.begin(), all.end(), [&](const Doer& one) { return in(one, asked.minute, true); }))
                continue;
              first[doers.id] = asked.minute;
            }
          }
        }
      }
      for (const auto& [id, minute] : first) found.emplace("gap", function.key, activity, id, minute);
    }
  }
}

void Twin::find_overlaps(std::set<Finding>& found) const {
  const std::vector<std::int64_t> edges = this->edges();
  std::vector<std::string> sites = agreement_.sites, classes = agreement_.classes;
  sites.emplace_back();
  classes.emplace_back();
  for (const Function& function : agreement_.functions) {
    for (std::size_t i = 0; i < function.exceptions.size(); ++i) {
      for (std::size_t j = i + 1; j < function.exceptions.size(); ++j) {
        const Exception& a = function.exceptions[i];
        const Exception& b = function.exceptions[j];
        if (differences(a, b).empty()) continue;
        std::int64_t first = std::numeric_limits<std::int64_t>::max();
        for (const std::string& activity : kReachedByAll) {
          for (int priority = 0; priority <= 5; ++priority) {
            for (const std::string& site : sites) {
              for (const std::string& class_ : classes) {
                Asked asked{function.key, activity, priority, site, class_, 0};
                for (const std::int64_t minute : edges) {
                  asked.minute = minute;
                  if (minute < first && meets(a.when, asked) && meets(b.when, asked)) first = minute;
                }
              }
            }
          }
        }
        if (first == std::numeric_limits<std::int64_t>::max()) continue;
        const auto activity = a.when.activity ? a.when.activity : b.when.activity;
        found.emplace("overlap", function.key, activity.value_or(""),
                      exception_id(function, a) + " " + exception_id(function, b), first);
      }
    }
  }
}

void Twin::find_contracts(std::set<Finding>& found) const {
  for (const Function& function : agreement_.functions) {
    std::vector<Doer> named;
    if (function.accountable) named.push_back({*function.accountable, true});
    if (function.owner) named.push_back({*function.owner, false});
    for (const auto& [activity, doers] : function.does) named.insert(named.end(), doers.begin(), doers.end());
    for (const Exception& one : function.exceptions) {
      if (one.does) named.insert(named.end(), one.does->begin(), one.does->end());
      if (one.accountable) named.push_back({*one.accountable, true});
      if (one.owner) named.push_back({*one.owner, false});
    }
    std::int64_t first = minutes_.count;
    for (const Doer& one : named) {
      for (std::int64_t minute = 0; minute < first; ++minute) {
        if (!may_work(one, minute, false)) first = minute;
      }
    }
    if (first < minutes_.count) found.emplace("contract-short", function.key, "", "function." + function.key, first);
  }
}

std::set<Finding> Twin::findings() const {
  std::set<Finding> found;
  find_gaps(found);
  find_overlaps(found);
  find_contracts(found);
  return found;
}

std::vector<Asked> Twin::kinds_of_work(const std::string& function, const std::string& activity) const {
  std::vector<std::string> sites = agreement_.sites, classes = agreement_.classes;
  sites.emplace_back();
  classes.emplace_back();
  std::vector<Asked> all;
  for (int priority = 0; priority <= 5; ++priority) {
    for (const std::string& site : sites) {
      for (const std::string& class_ : classes) all.push_back({function, activity, priority, site, class_, 0, 0});
    }
  }
  return all;
}

// A clock counts, this row says who does it, and none of them is in.
bool Twin::lacks(const Asked& asked, const std::string& row) const {
  const Row doers = doing(asked);
  if (doers.id != row) return false;
  const bool counts = std::any_of(agreement_.targets.begin(), agreement_.targets.end(), [&](const Target& one) {
    return holds(one, asked) && open(one.calendar, asked.minute);
  });
  return counts && std::none_of(doers.doers->begin(), doers.doers->end(),
                                [&](const Doer& one) { return in(one, asked.minute, true); });
}

bool Twin::both_hold(const Asked& asked, const Function& function, const std::string& rows) const {
  for (const Exception& a : function.exceptions) {
    for (const Exception& b : function.exceptions) {
      if (&a < &b && exception_id(function, a) + " " + exception_id(function, b) == rows) {
        return meets(a.when, asked) && meets(b.when, asked);
      }
    }
  }
  return false;
}

// The median of the whole weeks from Monday to Monday; where that is none, the mean of the period.
double Twin::in_a_week(const std::vector<std::pair<std::int64_t, std::int64_t>>& spans) const {
  const Zone own(agreement_.zone);
  std::vector<std::int64_t> mondays;
  for (std::int64_t day = agreement_.effective;; ++day) {
    if (weekday(day) != 0) continue;
    const std::int64_t minute = (Zone::midnight_s(day) - minutes_.first_s) / 60;
    if (minute > minutes_.count) break;
    mondays.push_back(minute);
  }
  std::vector<std::int64_t> weeks;
  std::int64_t all = 0;
  for (const auto& [from, to] : spans) all += to - from;
  for (std::size_t i = 0; i + 1 < mondays.size(); ++i) {
    std::int64_t within = 0;
    for (const auto& [from, to] : spans) {
      for (std::int64_t minute = std::max(from, mondays[i]); minute < std::min(to, mondays[i + 1]); ++minute) ++within;
    }
    weeks.push_back(within);
  }
  std::sort(weeks.begin(), weeks.end());
  if (!weeks.empty() && weeks[weeks.size() / 2] > 0) return static_cast<double>(weeks[weeks.size() / 2]) / 60.0;
  return static_cast<double>(all) / 60.0 / (static_cast<double>(minutes_.count) / (7.0 * kDay_min));
}

std::set<double> Twin::hours_per_week(const Finding& finding) const {
  const auto& [rule, key, activity, rows, first] = finding;
  std::vector<std::int64_t> edges = this->edges();
  edges.push_back(minutes_.count);
  const Function* function = nullptr;
  for (const Function& one : agreement_.functions) {
    if (one.key == key) function = &one;
  }
  std::vector<Asked> kinds;
  const std::vector<std::string> activities = activity.empty()
                                                  ? std::vector<std::string>(kReachedByAll.begin(), kReachedByAll.end())
                                                  : std::vector<std::string>{activity};
  for (const std::string& one : activities) {
    for (Asked& asked : kinds_of_work(key, one)) kinds.push_back(std::move(asked));
  }
  std::int64_t most = 0;
  std::set<double> hours;
  for (Asked& asked : kinds) {
    std::vector<std::pair<std::int64_t, std::int64_t>> spans;
    std::int64_t all = 0;
    for (std::size_t i = 0; i + 1 < edges.size(); ++i) {
      asked.minute = edges[i];
      if (!(rule == "gap" ? lacks(asked, rows) : both_hold(asked, *function, rows))) continue;
      spans.emplace_back(edges[i], edges[i + 1]);
      all += edges[i + 1] - edges[i];
    }
    if (all == 0 || all < most) continue;
    if (all > most) hours.clear();
    most = all;
    hours.insert(in_a_week(spans));
  }
  return hours;
}

}  // namespace concordat::agreement::random
