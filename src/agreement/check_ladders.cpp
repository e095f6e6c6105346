// SPDX-License-Identifier: Apache-2.0
#include "agreement/check_world.hpp"

#include <algorithm>

namespace concordat::agreement {
namespace {

class Ladders {
 public:
  explicit Ladders(CheckWorld& world) : world_(world), rules_(world.rules) {}

  void run() {
    for (std::size_t l = 0; l < rules_.ladders.size(); ++l) {
      const LadderRules& ladder = rules_.ladders[l];
      if (world_.broken("ladder", ladder.key)) continue;
      const auto targets = targets_of(LadderId{static_cast<std::int32_t>(l)});
      if (ladder.steps.empty()) {
        world_.add("ladder-nobody", Severity::error, "The ladder has no step, so it tells nobody.",
                   {world_.row_of(ladder)});
        continue;
      }
      if (targets.empty()) {
        world_.add("ladder-unused", Severity::note, "No target and no exception uses this ladder.",
                   {world_.row_of(ladder)});
      }
      circular(ladder);
      order(ladder, targets);
      for (std::size_t i = 0; i < ladder.steps.size(); ++i) step(ladder, i, targets);
      last_step(ladder);
    }
  }

 private:
  // The targets whose clocks climb it, by themselves or by an exception of a function that they hold for.
  std::vector<const TargetRules*> targets_of(LadderId ladder) const {
    std::vector<const TargetRules*> all;
    for (const TargetRules& target : rules_.targets) {
      if (!target.clock) continue;
      bool uses = target.clock->ladder == ladder;
      for (std::size_t f = 0; f < rules_.functions.size() && !uses; ++f) {
        if (!target.of_function(FunctionId{static_cast<std::int32_t>(f)})) continue;
        const auto& exceptions = rules_.functions[f].exceptions;
        uses = std::any_of(exceptions.begin(), exceptions.end(),
                           [&](const ExceptionRules& one) { return one.ladder && *one.ladder == ladder; });
      }
      if (uses) all.push_back(&target);
    }
    return all;
  }

  Row row(const LadderRules& ladder, std::size_t step) const {
    return {"ladder." + CheckWorld::step(ladder.key) + ".steps." + std::to_string(step + 1), ladder.steps[step].where};
  }

  void circular(const LadderRules& ladder) {
    for (std::size_t i = 0; i < ladder.steps.size(); ++i) {
      for (std::size_t j = i + 2; j < ladder.steps.size(); ++j) {
        if (ladder.steps[i].tell != ladder.steps[j].tell || ladder.steps[j - 1].tell == ladder.steps[j].tell) continue;
        world_.add("ladder-circular", Severity::error,
                   "The ladder comes back to " + std::string(rules_.key(ladder.steps[j].tell)) +
                       ", who was told before: it goes in a circle instead of up.",
                   {row(ladder, i), row(ladder, j)});
        return;
      }
    }
  }

  // When the step comes, in seconds of the target's clock; nullopt where it is in working days.
  static std::optional<std::int64_t> comes_s(const StepRules& step, const TargetRules* target) {
    if (step.after) return step.after->working_days == 0 ? std::optional(step.after->seconds) : std::nullopt;
    if (target == nullptr || target->clock->within.working_days != 0) return std::nullopt;
    return target->clock->within.seconds * step.at_per_cent / 100;
  }

  void order(const LadderRules& ladder, const std::vector<const TargetRules*>& targets) {
    const TargetRules* target = targets.empty() ? nullptr : targets.front();
    for (std::size_t i = 1; i < ladder.steps.size(); ++i) {
      const auto before = comes_s(ladder.steps[i - 1], target);
      const auto after = comes_s(ladder.steps[i], target);
      if (!before || !after || *before < *after) continue;
      if (*before == *after && ladder.steps[i - 1].tell != ladder.steps[i].tell) continue;  // both are told at once
      world_.add("ladder-unreachable", Severity::error,
                 "Step " + std::to_string(i + 1) + " comes no later than step " + std::to_string(i) +
                     ": steps rise with time.",
                 {row(ladder, i - 1), row(ladder, i)});
    }
  }

  void step(const LadderRules& ladder, std::size_t index, const std::vector<const TargetRules*>& targets) {
    const StepRules& step = ladder.steps[index];
    Intervals fires;
    for (const TargetRules* target : targets) fires = calendar::unite(fires, world_.open(target->clock->calendar));
    if (targets.empty()) fires = world_.whole();
    if (!step.during.none()) fires = calendar::intersect(fires, world_.open(step.during));
    const std::string told(rules_.key(step.tell));
    if (fires.empty()) {
      world_.add("ladder-unreachable", Severity::error,
                 "Step " + std::to_string(index + 1) + " never fires: " +
                     (step.during.none() ? std::string("no clock that climbs the ladder ever counts.")
                                         : "no clock that climbs the ladder counts during " +
                                               rules_.calendar_keys[step.during.at()] + "."),
                 {row(ladder, index)});
      return;
    }
    if (step.tell.team.none()) return;  // a person is told, whatever the hour
    const Holder holder{step.tell.team, {}};
    const Intervals begun = calendar::intersect(fires, world_.contract(holder, Contracts::begun));
    const Intervals away = calendar::subtract(begun, world_.present(holder, Contracts::begun));
    if (away.empty()) return;
    const double hours = world_.hours_per_week(away);
    Finding& finding = world_.add("ladder-nobody", Severity::error,
                                  "Step " + std::to_string(index + 1) + " can fire when nobody of " + told +
                                      " is in: from " + world_.local(away.front().from_s) + " (" + rules_.zone.name +
                                      "), " + words_of(hours) + " hours a week. Add `during`, or tell a role.",
                                  {row(ladder, index)});
    finding.hours_per_week = hours;
    finding.example = world_.example(away.front().from_s);
    finding.example->who = {told};
  }

  void last_step(const LadderRules& ladder) {
    const Told& told = ladder.steps.back().tell;
    if (!told.role.none()) {
      const RoleRules& role = rules_.roles[told.role.at()];
      if (!role.deputy.none() || role.person.none()) return;
      world_.add("one-person", Severity::warning,
                 "The last step of " + ladder.key + " rests on " + rules_.persons[role.person.at()] +
                     " alone: " + role.key + " has no deputy.",
                 {world_.row_of(ladder), world_.row_of(role)});
    } else if (!told.team.none() && rules_.teams[told.team.at()].members.size() == 1) {
      const TeamRules& team = rules_.teams[told.team.at()];
      world_.add("one-person", Severity::warning,
                 "The last step of " + ladder.key + " rests on " + rules_.persons[team.members.front().at()] +
                     " alone, the only member of " + team.key + ".",
                 {world_.row_of(ladder), world_.row_of(team)});
    }
  }

  CheckWorld& world_;
  const Rules& rules_;
};

}  // namespace

void check_ladders(CheckWorld& world) { Ladders(world).run(); }

}  // namespace concordat::agreement
