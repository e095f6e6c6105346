// SPDX-License-Identifier: Apache-2.0
#include "agreement/check_world.hpp"

#include <algorithm>

namespace concordat::agreement {
namespace {

class Endings {
 public:
  explicit Endings(CheckWorld& world) : world_(world), rules_(world.rules) {}

  void run() {
    for (std::size_t f = 0; f < rules_.functions.size(); ++f) {
      if (!world_.broken("function", rules_.functions[f].key)) function(FunctionId{static_cast<std::int32_t>(f)});
    }
  }

 private:
  bool ends_inside(PartyId party) const {
    return !party.none() && rules_.parties[party.at()].has_contract &&
           rules_.parties[party.at()].contract.to_s < world_.period.to_s;
  }

  // The parties of everybody that the function's own rows and exceptions name.
  std::vector<Holder> holders(FunctionId id) const {
    std::vector<Holder> all;
    const FunctionRules& function = rules_.functions[id.at()];
    all.push_back({{}, function.accountable});
    if (function.owner_is_own) all.push_back({function.owner, {}});
    const auto add = [&all](const std::vector<Assigned>& assigned) {
      for (const Assigned& one : assigned) all.push_back(one.holder);
    };
    for (std::size_t a = 0; a < rules_.activities.size(); ++a) {
      const CellRules& cell = rules_.cell(id, ActivityId{static_cast<std::int32_t>(a)});
      if (cell.row != nullptr && cell.row->function == id) add(cell.row->assigned);
    }
    for (const ExceptionRules& one : function.exceptions) {
      if (one.does) add(*one.does);
      if (one.accountable) all.push_back({{}, *one.accountable});
      if (one.owner) all.push_back({*one.owner, {}});
    }
    std::erase_if(all, [](const Holder& one) { return one.none(); });
    return all;
  }

  // When the holder has nobody under contract any more, within the period; the period's end where it always has.
  std::int64_t lost_s(const Holder& holder) const {
    const Intervals time = world_.contract(holder, Contracts::running);
    return time.empty() ? world_.period.to_s : time.back().to_s;
  }

  std::vector<std::string> losses(FunctionId id, std::int64_t at_s) const {
    const FunctionRules& function = rules_.functions[id.at()];
    std::vector<std::string> words;
    const auto lost = [&](const Holder& one) { return !one.none() && lost_s(one) == at_s; };
    if (lost({{}, function.accountable})) words.emplace_back("nobody is accountable");
    if (function.owner_is_own && lost({function.owner, {}})) words.emplace_back("nobody owns its tickets");
    for (std::size_t a = 0; a < rules_.activities.size(); ++a) {
      const CellRules& cell = rules_.cell(id, ActivityId{static_cast<std::int32_t>(a)});
      if (cell.row == nullptr || cell.row->function != id) continue;
      const auto& assigned = cell.row->assigned;
      if (std::none_of(assigned.begin(), assigned.end(), [&](const Assigned& one) { return lost(one.holder); }))
        continue;
      std::vector<std::string> left;
      for (const Assigned& one : assigned) {
        if (!rules_.under_contract(one.holder, at_s)) continue;
        const PartyId party = world_.party_of(one.holder);
        std::string name = party.none() ? std::string(rules_.key(one.holder)) : std::string(world_.party_name(party));
        if (std::find(left.begin(), left.end(), name) == left.end()) left.push_back(std::move(name));
      }
      words.push_back(rules_.activities[a] + (left.empty() ? " has nobody" : " rests on " + list_of(left)));
    }
    if (words.empty()) words.emplace_back("an exception names somebody who is gone");
    return words;
  }

  void function(FunctionId id) {
    std::vector<std::pair<std::int64_t, PartyId>> ends;
    for (const Holder& holder : holders(id)) {
      const std::int64_t at_s = lost_s(holder);
      if (at_s >= world_.period.to_s) continue;
      const auto& parties = holder.team.none() ? std::vector{rules_.roles[holder.role.at()].party}
                                               : rules_.teams[holder.team.at()].parties;
      for (const PartyId party : parties) {
        if (ends_inside(party) && rules_.parties[party.at()].contract.to_s == at_s) ends.emplace_back(at_s, party);
      }
    }
    std::sort(ends.begin(), ends.end());
    ends.erase(std::unique(ends.begin(), ends.end()), ends.end());
    if (ends.empty()) return;
    const FunctionRules& function = rules_.functions[id.at()];
    std::string message;
    std::vector<Row> rows = {world_.row_of(function)};
    for (const auto& [at_s, party] : ends) {
      const Date last{calendar::wall_time(rules_.zone, Instant::from_seconds(at_s)).date.days - 1};
      std::string from = world_.local(at_s);
      std::replace(from.begin(), from.end(), 'T', ' ');
      message += (message.empty() ? "" : " ") + std::string(world_.party_name(party)) + " ends " + format_date(last) +
                 "; from " + from + " " + rules_.zone.name + " " + list_of(losses(id, at_s)) + ".";
      rows.push_back(world_.row_of(rules_.parties[party.at()]));
    }
    Finding& finding = world_.add("contract-short", Severity::warning, std::move(message), std::move(rows));
    finding.function = function.key;
    finding.example = world_.example(ends.front().first);
  }

  CheckWorld& world_;
  const Rules& rules_;
};

void holidays_end(CheckWorld& world) {
  const Date last = calendar::wall_time(world.rules.zone, Instant::from_seconds(world.period.to_s - 1)).date;
  for (const auto& [key, calendar] : world.agreement.calendars) {
    for (const auto& list : calendar.holidays) {
      if (list.last >= last) continue;
      world.add("holidays-end", Severity::warning,
                "The list of holidays \"" + list.file + "\" knows no day after " + format_date(list.last) +
                    ", and the agreement runs to " + format_date(last) + ": from then on no holiday is known.",
                {{"calendar." + CheckWorld::step(key), list.where}});
    }
  }
}

}  // namespace

void check_contracts(CheckWorld& world) {
  Endings(world).run();
  holidays_end(world);
}

}  // namespace concordat::agreement
