// SPDX-License-Identifier: Apache-2.0
#include "agreement/measures.hpp"
#include "agreement/read_tables.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"

#include <set>

namespace concordat::agreement {
namespace {

template <typename T>
std::vector<std::string> keys(const std::map<std::string, T>& all) {
  std::vector<std::string> names;
  for (const auto& [key, unused] : all) names.push_back(key);
  return names;
}

std::vector<std::string> both(std::vector<std::string> a, const std::vector<std::string>& b) {
  a.insert(a.end(), b.begin(), b.end());
  std::sort(a.begin(), a.end());
  a.erase(std::unique(a.begin(), a.end()), a.end());
  return a;
}

// The keys of a kind, and what a reader calls it.
struct Known {
  std::string what;                // "team"
  std::vector<std::string> names;  // sorted
  bool has(const std::string& name) const { return std::binary_search(names.begin(), names.end(), name); }
};

class Names {
 public:
  Names(const Agreement& agreement, Findings& findings) : agreement_(agreement), findings_(findings) {
    const auto& a = agreement;
    parties_ = {"party", keys(a.parties)};
    teams_ = {"team", keys(a.teams)};
    roles_ = {"role", keys(a.roles)};
    persons_ = {"person", keys(a.persons)};
    calendars_ = {"calendar", keys(a.calendars)};
    sites_ = {"site", keys(a.sites)};
    functions_ = {"function", keys(a.functions)};
    targets_ = {"target", keys(a.targets)};
    ladders_ = {"ladder", keys(a.ladders)};
    prices_ = {"price", keys(a.prices)};
    measures_ = {"measure", measure_names()};
    auto activities = keys(a.activities);
    for (const char* one : kReached) activities.emplace_back(one);
    for (const char* one : kNamedOnly) activities.emplace_back(one);
    activities_ = {"activity", both(std::move(activities), {})};
    holders_ = {"team or role", both(teams_.names, roles_.names)};
    told_ = {"team, role or party", both(holders_.names, parties_.names)};
    anyone_ = {"party, team, role or person", both(told_.names, persons_.names)};
    team_parties_ = {"party", both(parties_.names, {kJoint})};
  }

  void check() {
    people();
    for (const auto& [key, function] : agreement_.functions) this->function(function);
    hand_offs();
    closing();
    for (const auto& [key, target] : agreement_.targets) this->target(target);
    for (const auto& [key, ladder] : agreement_.ladders) this->ladder(ladder);
    rights();
    prices();
    priorities();
  }

 private:
  void expect(const Known& known, const Word& word, const std::string& row) {
    if (word.name.empty() || known.has(word.name)) return;
    findings_.push_back(unlike(
        "unknown-name", "There is no " + known.what + " " + quoted(word.name) + ".", word.name, known.names,
        known.names.empty() ? "None is declared." : "There are: " + listed(known.names) + ".", {row, word.where}));
  }
  void expect(const Known& known, const std::optional<Word>& word, const std::string& row) {
    if (word) expect(known, *word, row);
  }
  void expect(const Known& known, const Words& words, const std::string& row) {
    for (const Word& word : words) expect(known, word, row);
  }

  void people() {
    for (const auto& [key, role] : agreement_.roles) {
      expect(parties_, role.party, "role." + path_step(key) + ".party");
    }
    for (const auto& [key, person] : agreement_.persons) {
      if (person.declared) expect(parties_, person.party, "person." + path_step(key) + ".party");
    }
    for (const auto& [key, team] : agreement_.teams) {
      const std::string row = "team." + path_step(key);
      expect(team_parties_, team.party, row + ".party");
      expect(calendars_, team.duty, row + ".duty");
      if (team.party.name == kJoint)
        expect({"person (declared as [person.K])", persons_.names}, team.members, row + ".members");
    }
  }

  void accountable(const std::optional<Word>& word, const std::string& row) {
    if (!word || roles_.has(word->name)) return;
    if (parties_.has(word->name) || teams_.has(word->name) || word->name == kJoint || word->name == "both") {
      Finding finding;
      finding.rule = "party-as-accountable";
      finding.message = quoted(word->name) + " is a " + (teams_.has(word->name) ? "team" : "party") +
                        ", and accountable is one role with a holder: somebody who can be named.";
      finding.rows.push_back({row, word->where});
      findings_.push_back(std::move(finding));
      return;
    }
    expect(roles_, *word, row);
  }

  void does(const Does& does, const std::string& row) {
    for (const Assignee& one : does.assignees) expect(holders_, one.holder, row);
  }

  void function(const Function& function) {
    const std::string row = "function." + path_step(function.key);
    accountable(function.accountable, row + ".accountable");
    expect(teams_, function.owner, row + ".owner");
    expect(told_, function.consulted, row + ".consulted");
    expect(told_, function.informed, row + ".informed");
    for (const auto& [activity, does] : function.does) {
      expect(activities_, Word{activity, does.where}, row + ".does." + path_step(activity));
      this->does(does, row + ".does." + path_step(activity));
    }
    std::size_t number = 0;
    for (const Exception& exception : function.exceptions) {
      const std::string at = row + ".except." + std::to_string(++number);
      expect(activities_, exception.when.activity, at + ".when.activity");
      expect(sites_, exception.when.sites, at + ".when.sites");
      expect(calendars_, exception.when.during, at + ".when.during");
      expect(calendars_, exception.when.outside, at + ".when.outside");
      if (exception.does) does(*exception.does, at + ".does");
      accountable(exception.accountable, at + ".accountable");
      expect(teams_, exception.owner, at + ".owner");
      if (exception.consulted) expect(told_, *exception.consulted, at + ".consulted");
      if (exception.informed) expect(told_, *exception.informed, at + ".informed");
      expect(ladders_, exception.ladder, at + ".ladder");
      levels(exception.when.priorities, at + ".when.priorities");
    }
  }

  void levels(const std::vector<Level>& levels, const std::string& row) {
    int lowest = 0;
    for (const auto& line : agreement_.priorities) {
      for (const int level : line) lowest = std::max(lowest, level);
    }
    for (const Level& one : levels) {
      if (one.level <= lowest) continue;
      Finding finding;
      finding.rule = "bad-value";
      finding.message = "There is no priority " + std::to_string(one.level) + ": the matrix gives 1 to " +
                        std::to_string(lowest) + ".";
      finding.rows.push_back({row, one.where});
      findings_.push_back(std::move(finding));
    }
  }

  void closing() {
    if (agreement_.closing) expect(calendars_, agreement_.closing->calendar, "closing.calendar");
  }

  void hand_offs() {
    expect(teams_, agreement_.hand_off.on_timeout, "handoff.on_timeout");
    for (const auto& [key, hand_off] : agreement_.hand_offs) {
      expect(teams_, Word{key, hand_off.where}, "handoff." + path_step(key));
      expect(teams_, hand_off.on_timeout, "handoff." + path_step(key) + ".on_timeout");
    }
  }

  void target(const Target& target) {
    const std::string row = "target." + path_step(target.key);
    expect(parties_, target.obligor, row + ".obligor");
    expect(parties_, target.beneficiary, row + ".beneficiary");
    expect(functions_, target.when.functions, row + ".when.functions");
    expect(activities_, target.when.activities, row + ".when.activities");
    expect(sites_, target.when.sites, row + ".when.sites");
    levels(target.when.priorities, row + ".when.priorities");
    if (target.clock) {
      expect(calendars_, target.clock->calendar, row + ".calendar");
      expect(ladders_, target.clock->ladder, row + ".ladder");
    }
    if (target.outcome) {
      expect(measures_, target.outcome->measure, row + ".measure");
      if (target.outcome->proof) expect(roles_, target.outcome->proof->witness, row + ".proof.witness");
    }
  }

  void ladder(const Ladder& ladder) {
    std::size_t number = 0;
    for (const Step& step : ladder.steps) {
      const std::string row = "ladder." + path_step(ladder.key) + ".steps." + std::to_string(++number);
      expect(told_, step.tell, row + ".tell");
      expect(calendars_, step.during, row + ".during");
    }
  }

  void rights() {
    for (const auto& [key, authority] : agreement_.authorities) {
      const std::string row = "authority." + path_step(key);
      expect(teams_, authority.team, row);
      for (const auto& [action, classes] : authority.actions) {
        for (const auto& [class_, how] : classes) {
          expect(roles_, how.ask, row + "." + path_step(action) + "." + path_step(class_) + ".ask");
        }
      }
    }
    for (const auto& [key, forbid] : agreement_.forbids) {
      expect(anyone_, forbid.who, "forbid." + path_step(key) + ".who");
    }
    for (const auto& [key, right] : agreement_.decisions) {
      expect(roles_, right.role, "decide." + path_step(key) + ".role");
      expect(told_, right.with, "decide." + path_step(key) + ".with");
    }
  }

  void prices() {
    for (const auto& [key, price] : agreement_.prices) {
      const std::string row = "price." + path_step(key);
      expect(targets_, price.target, row + ".target");
      expect(prices_, price.credit_of, row + ".credit");
      const std::string series = price.counts ? price.counts->name : "";
      if (series.starts_with("time.")) {
        expect(teams_, Word{series.substr(5), price.counts->where}, row + ".counts");
      }
    }
    const auto measures = [this](const std::map<std::string, std::string>& material, const std::string& row,
                                 const Where& where) {
      for (const auto& [measure, unused] : material) {
        expect(measures_, Word{measure, where}, row + ".material." + path_step(measure));
      }
    };
    for (const auto& [key, driver] : agreement_.drivers) {
      expect(measures_, driver.measures, "driver." + path_step(key) + ".measures");
      measures(driver.material, "driver." + path_step(key), driver.where);
    }
    if (agreement_.review) measures(agreement_.review->material, "review", agreement_.review->where);
  }

  void priorities() {
    const auto& rows = agreement_.priorities;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      for (std::size_t j = 0; j < rows[i].size(); ++j) {
        const bool row_falls = j > 0 && rows[i][j] < rows[i][j - 1];
        const bool column_falls = i > 0 && j < rows[i - 1].size() && rows[i][j] < rows[i - 1][j];
        if (!row_falls && !column_falls) continue;
        Finding finding;
        finding.rule = "not-monotone";
        finding.message = "Impact " + std::to_string(i + 1) + " and urgency " + std::to_string(j + 1) +
                          " give priority " + std::to_string(rows[i][j]) + ", which is more than " +
                          (row_falls ? "a higher urgency gives." : "a higher impact gives.");
        finding.rows.push_back({"priority.matrix", agreement_.priorities_where});
        findings_.push_back(std::move(finding));
        return;
      }
    }
  }

  const Agreement& agreement_;
  Findings& findings_;
  Known parties_, teams_, roles_, persons_, calendars_, sites_, functions_, targets_, ladders_, prices_, measures_;
  Known activities_, holders_, told_, anyone_, team_parties_;
};

}  // namespace

void check_names(const Agreement& agreement, Findings& findings) { Names(agreement, findings).check(); }

}  // namespace concordat::agreement
