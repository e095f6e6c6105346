// SPDX-License-Identifier: Apache-2.0
#include "agreement/check_world.hpp"

#include <algorithm>
#include <map>

namespace concordat::agreement {
namespace {

class Targets {
 public:
  explicit Targets(CheckWorld& world) : world_(world), rules_(world.rules) {}

  void run() {
    for (const TargetRules& target : rules_.targets) {
      if (!target.clock || world_.broken("target", target.key)) continue;
      reachable(target);
      if (target.kind == TargetKind::sla) olas_of(target);
    }
    no_ola();
    prices();
  }

 private:
  // Whom of the obligor's the target's cells name, or who is accountable there.
  std::vector<Holder> obliged(const TargetRules& target) const {
    std::vector<Holder> all;
    const auto add = [&](const Holder& holder) {
      if (holder.none()) return;
      const auto& parties = holder.team.none() ? std::vector{rules_.roles[holder.role.at()].party}
                                               : rules_.teams[holder.team.at()].parties;
      if (std::find(parties.begin(), parties.end(), target.obligor) != parties.end()) all.push_back(holder);
    };
    for (std::size_t f = 0; f < rules_.functions.size(); ++f) {
      const FunctionId function{static_cast<std::int32_t>(f)};
      if (!target.of_function(function)) continue;
      add({{}, rules_.functions[f].accountable});
      add({rules_.functions[f].owner, {}});
      for (std::size_t a = 0; a < rules_.activities.size(); ++a) {
        const ActivityId activity{static_cast<std::int32_t>(a)};
        const auto& named = target.activities;
        if (!named.empty() && std::find(named.begin(), named.end(), activity) == named.end()) continue;
        const CellRules& cell = rules_.cell(function, activity);
        if (cell.row == nullptr || (named.empty() && cell.row->function != function)) continue;
        for (const Assigned& one : cell.row->assigned) add(one.holder);
        for (const ExceptionRules* one : cell.who) {
          if (!one->does) continue;
          for (const Assigned& assigned : *one->does) add(assigned.holder);
        }
      }
    }
    return all;
  }

  void reachable(const TargetRules& target) {
    const ClockRules& clock = *target.clock;
    const auto never = [&](const std::string& why) {
      world_.add("target-unreachable", Severity::error, why, {world_.row_of(target)});
    };
    if (clock.within == Duration{}) return never("Nothing can be done within 0 seconds: it is due when it begins.");
    const Intervals& open = world_.open(clock.calendar);
    const std::string calendar = clock.calendar.none() ? "" : rules_.calendar_keys[clock.calendar.at()];
    if (open.empty()) return never("The calendar " + calendar + " is never open, so the target is never due.");
    if (target.obligor.none()) return;
    const std::string obligor(world_.party_name(target.obligor));
    const auto holders = obliged(target);
    if (holders.empty()) {
      return never(obligor +
                   " promises this and has no part in it: no row that the target holds for names a team or role of "
                   "theirs.");
    }
    Intervals present;
    for (const Holder& one : holders) present = calendar::unite(present, world_.present(one, Contracts::begun));
    if (calendar::intersect(present, open).empty()) {
      never("Nobody of " + obligor + " is ever on duty while the clock counts (" + calendar + ").");
    }
  }

  bool meet(const TargetRules& a, const TargetRules& b) const {
    const auto common = [](const auto& x, const auto& y) {
      return x.empty() || y.empty() || std::any_of(x.begin(), x.end(), [&](const auto& one) {
               return std::find(y.begin(), y.end(), one) != y.end();
             });
    };
    const auto bits = [](const Bits& x, const Bits& y) { return x.empty() || y.empty() || x.meets(y); };
    return common(a.functions, b.functions) && common(a.activities, b.activities) &&
           bits(a.filter.priorities, b.filter.priorities) && bits(a.filter.sites, b.filter.sites) &&
           bits(a.filter.classes, b.filter.classes);
  }

  // The promises made to the one who promises the SLA, for the same thing: together they may not take longer. Each
  // counts in its own calendar, so the chain is laid from one opening of the SLA's calendar after another.
  void olas_of(const TargetRules& sla) {
    constexpr std::size_t kOpenings = 60;
    std::vector<const TargetRules*> chain;
    for (const TargetRules& one : rules_.targets) {
      if (one.kind == TargetKind::sla || !one.clock || one.beneficiary != sla.obligor || sla.obligor.none()) continue;
      if (one.clock->metric == sla.clock->metric && meet(one, sla)) chain.push_back(&one);
    }
    if (chain.empty() || sla.clock->calendar.none()) return;
    const auto& sla_calendar = rules_.calendars[sla.clock->calendar.at()];
    const Intervals& openings = world_.open(sla.clock->calendar);
    for (std::size_t i = 0; i < std::min(openings.size(), kOpenings); ++i) {
      const Instant start = Instant::from_seconds(openings[i].from_s);
      const auto due = sla_calendar.add(start, sla.clock->within).at;
      std::optional<Instant> end = start;
      for (const TargetRules* one : chain) {
        if (end && !one->clock->calendar.none()) {
          end = rules_.calendars[one->clock->calendar.at()].add(*end, one->clock->within).at;
        }
      }
      if (!due || (end && *end <= *due)) continue;
      std::vector<std::string> names;
      std::vector<Row> rows = {world_.row_of(sla)};
      for (const TargetRules* one : chain) {
        names.push_back(one->key);
        rows.push_back(world_.row_of(*one));
      }
      Finding& finding =
          world_.add("ola-exceeds-sla", Severity::warning,
                     list_of(names) + (names.size() == 1 ? " may take" : " together may take") + " longer than " +
                         sla.key + " allows: begun at " + world_.local(start.seconds()) + ", " +
                         (end ? "they end at " + world_.local(end->seconds()) : "they never end") +
                         " and it is due at " + world_.local(due->seconds()) + ".",
                     std::move(rows));
      finding.example = world_.example(start.seconds());
      return;
    }
  }

  // Work done by one party for which another is accountable needs a promise between them (domain.md V7); one finding
  // for each pair of parties.
  void no_ola() {
    std::map<std::pair<PartyId, PartyId>, std::vector<const RowRules*>> pairs;
    for (std::size_t f = 0; f < rules_.functions.size(); ++f) {
      const FunctionRules& function = rules_.functions[f];
      const PartyId accountable = world_.party_of({{}, function.accountable});
      if (accountable.none() || world_.broken_accountable(function)) continue;
      for (std::size_t a = 0; a < rules_.activities.size(); ++a) {
        const CellRules& cell =
            rules_.cell(FunctionId{static_cast<std::int32_t>(f)}, ActivityId{static_cast<std::int32_t>(a)});
        if (cell.row == nullptr || cell.row->function.at() != f) continue;
        for (const Assigned& one : cell.row->assigned) {
          const PartyId doing = world_.party_of(one.holder);
          if (one.holder.team.none() || doing.none() || doing == accountable) continue;
          auto& rows = pairs[{accountable, doing}];
          if (rows.empty() || rows.back() != cell.row) rows.push_back(cell.row);
        }
      }
    }
    for (const auto& [pair, rows] : pairs) {
      const auto [accountable, doing] = pair;
      const bool promised = std::any_of(rules_.targets.begin(), rules_.targets.end(), [&](const TargetRules& one) {
        return one.obligor == doing && one.beneficiary == accountable;
      });
      if (promised) continue;
      std::vector<Row> places;
      for (const RowRules* one : rows) places.push_back({one->id, one->where});
      world_.add("no-ola", Severity::warning,
                 std::string(world_.party_name(doing)) + " works where " + std::string(world_.party_name(accountable)) +
                     " is accountable, and has promised them nothing: no target has " + rules_.parties[doing.at()].key +
                     " as obligor and " + rules_.parties[accountable.at()].key + " as beneficiary.",
                 std::move(places));
    }
  }

  void prices() {
    for (const auto& [key, price] : world_.agreement.prices) {
      if (price.target || price.counts || world_.broken("price", key)) continue;
      if (price.per != PricePer::user && price.per != PricePer::device && price.per != PricePer::hour) continue;
      world_.add("price-no-quantity", Severity::warning,
                 "The price is per " + std::string(to_word(price.per)) +
                     ", and nothing says what is counted: counts = \"a-series\", or \"time.a-team\" for hours.",
                 {{"price." + CheckWorld::step(key), price.where}});
    }
  }

  CheckWorld& world_;
  const Rules& rules_;
};

}  // namespace

void check_targets(CheckWorld& world) { Targets(world).run(); }

}  // namespace concordat::agreement
