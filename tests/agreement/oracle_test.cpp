// SPDX-License-Identifier: Apache-2.0
// The checker and decide() against a twin that walks every minute of random agreements.
#include "agreement/agreement_twin.hpp"
#include "agreement/support.hpp"

#include <gmock/gmock.h>

#include <cstdlib>
#include <iostream>

namespace concordat::agreement {
namespace {

std::uint64_t first_seed(const char* what) {
  const char* given = std::getenv("CONCORDAT_SEED");
  const std::uint64_t seed = given != nullptr ? std::strtoull(given, nullptr, 10) : std::random_device{}();
  std::cout << what << ": CONCORDAT_SEED=" << seed << " (each round adds one)\n";
  return seed;
}

bool long_run() { return std::getenv("CONCORDAT_LONG") != nullptr; }

// With the hours a week that it says.
using Found = std::map<random::Finding, double>;

Found found_by_checker(const Findings& findings, const random::Minutes& minutes) {
  static const std::set<std::string> kRules = {"gap", "overlap", "no-responsible", "no-accountable", "contract-short"};
  Found all;
  for (const Finding& one : findings) {
    if (!kRules.contains(one.rule)) continue;
    const std::int64_t at_s = one.example && one.example->at ? one.example->at->seconds() : minutes.first_s;
    EXPECT_EQ((at_s - minutes.first_s) % 60, 0) << one.message;
    const std::string row = one.rows.at(0).id + (one.rule == "overlap" ? " " + one.rows.at(1).id : "");
    const random::Finding found{one.rule, one.function, one.activity, row, (at_s - minutes.first_s) / 60};
    const bool fresh = all.emplace(found, one.hours_per_week.value_or(0)).second;
    EXPECT_TRUE(fresh) << "findings are disjoint: " << one.message;
  }
  return all;
}

std::string words(const std::set<random::Finding>& all) {
  std::string text;
  for (const auto& [rule, function, activity, row, minute] : all) {
    text += rule + " " + function + " " + activity + " " + row + " " + std::to_string(minute) + "\n";
  }
  return text;
}

// Where two exceptions overlap it rests on which of them is taken whether there is a gap: that is what is wrong.
std::set<random::Finding> without_doubt(const std::set<random::Finding>& all) {
  std::set<std::string> doubtful;
  for (const auto& [rule, function, activity, row, minute] : all) {
    if (rule == "overlap") doubtful.insert("function." + function + ".");
  }
  std::set<random::Finding> rest;
  for (const auto& one : all) {
    const std::string row = std::get<3>(one);
    const bool in_doubt =
        std::any_of(doubtful.begin(), doubtful.end(), [&](const std::string& d) { return row.starts_with(d); });
    if (std::get<0>(one) != "gap" || !in_doubt) rest.insert(one);
  }
  return rest;
}

std::set<random::Finding> keys(const Found& all) {
  std::set<random::Finding> found;
  for (const auto& [one, hours] : all) found.insert(one);
  return found;
}

// Of one gap and one overlap of the round, since each is walked with every kind of work.
void expect_hours(const Found& found, const random::Twin& twin, random::Random& source,
                  std::map<std::string, std::size_t>& count) {
  for (const std::string rule : {"gap", "overlap"}) {
    std::vector<random::Finding> all;
    for (const random::Finding& one : without_doubt(keys(found))) {
      if (std::get<0>(one) == rule) all.push_back(one);
    }
    if (all.empty()) continue;
    const random::Finding& one = all[source() % all.size()];
    const std::set<double> expected = twin.hours_per_week(one);
    EXPECT_TRUE(std::any_of(expected.begin(), expected.end(),
                            [&](double hours) { return std::abs(hours - found.at(one)) < 1e-9; }))
        << words({one}) << "says " << found.at(one) << " hours a week, not " << ::testing::PrintToString(expected);
    ++count[rule + " hours"];
  }
}

TEST(Oracle, TheCheckerFindsWhatAWalkThroughEveryMinuteFinds) {
  const std::uint64_t seed = first_seed("Oracle");
  std::map<std::string, std::size_t> count;
  std::size_t forward = 0, back = 0, two_zones = 0, one_sided_holidays = 0, cells_most = 0;
  const auto tried_all = [&] {
    return count["gap hours"] > 3 && count["overlap hours"] > 3 && count["gap"] > 0 && count["overlap"] > 0 &&
           count["no-responsible"] > 0 && count["contract-short"] > 0 && forward > 2 && back > 2 && two_zones > 2 &&
           one_sided_holidays > 2 && cells_most > (long_run() ? 40U : 30U);
  };
  const int rounds = long_run() ? 150 : 20;
  for (int round = 0; round < rounds || (!tried_all() && round < 10 * rounds); ++round) {
    random::Random source(seed + static_cast<std::uint64_t>(round));
    const random::Agreement drawn = random::draw(source);
    const random::Twin twin(drawn);
    const World world(random::to_toml(drawn));
    ASSERT_TRUE(world.reading.ok()) << to_text(world.reading.findings) << random::to_toml(drawn);
    const auto expected = twin.findings();
    const auto found = found_by_checker(world.checked(), twin.minutes());
    ASSERT_EQ(words(without_doubt(keys(found))), words(without_doubt(expected)))
        << "seed " << seed + static_cast<std::uint64_t>(round) << "\n"
        << random::to_toml(drawn);
    if (round < 60 || !tried_all()) expect_hours(found, twin, source, count);
    ASSERT_FALSE(HasFailure()) << "seed " << seed + static_cast<std::uint64_t>(round) << "\n" << random::to_toml(drawn);
    for (const auto& one : expected) ++count[std::get<0>(one)];
    std::set<std::string> zones;
    bool some = false, none = false;
    for (const random::Calendar& one : drawn.calendars) {
      zones.insert(one.zone);
      (one.closed.empty() ? none : some) = true;
    }
    if (twin.clock_changes().forward_at_edge > 0) ++forward;
    if (twin.clock_changes().back_at_edge > 0) ++back;
    if (zones.size() > 1) ++two_zones;
    if (some && none) ++one_sided_holidays;
    std::size_t cells = 0;
    for (const random::Function& one : drawn.functions)
      cells += std::max(one.does.size(), random::kReachedByAll.size());
    cells_most = std::max(cells_most, cells);
  }
  EXPECT_TRUE(tried_all()) << "gap " << count["gap"] << ", overlap " << count["overlap"] << ", no-responsible "
                           << count["no-responsible"] << ", contract-short " << count["contract-short"] << ", forward "
                           << forward << ", back " << back << ", two zones " << two_zones << ", one-sided holidays "
                           << one_sided_holidays << ", cells " << cells_most;
  EXPECT_LE(cells_most, 50U);
}

class DecideTwin {
 public:
  DecideTwin(const random::Agreement& drawn, const World& world) : twin_(drawn), rules_(world.rules) {}

  // In words, to be compared as one.
  std::string by_program(const random::Asked& asked, std::int64_t horizon) const {
    const Question question = question_of(asked);
    const CalendarDuty duty(rules_);
    Decision decision;
    decide(rules_, question, duty, decision);
    const Outlook ahead = outlook(rules_, question, duty);
    random::Answer answer;
    if (decision.row != nullptr) answer.row = decision.row->id;
    for (const ExceptionRules* one : decision.exceptions) answer.exceptions.push_back(one->id);
    std::sort(answer.exceptions.begin(), answer.exceptions.end());
    if (!decision.accountable.none()) answer.accountable = rules_.roles[decision.accountable.at()].key;
    if (!decision.owner.none()) answer.owner = rules_.teams[decision.owner.at()].key;
    for (const Assigned& one : decision.responsible) answer.responsible.emplace_back(rules_.key(one.holder));
    for (const Told& one : decision.consulted) answer.consulted.emplace_back(rules_.key(one));
    for (const Told& one : decision.informed) answer.informed.emplace_back(rules_.key(one));
    for (const TargetId one : decision.targets) answer.targets.push_back(rules_.targets[one.at()].key);
    if (!decision.ladder.none()) answer.ladder = rules_.ladders[decision.ladder.at()].key;
    answer.on_duty = rules_.key(decision.on_duty_holder());
    EXPECT_EQ(rules_.key(ahead.on_duty), answer.on_duty);
    const auto minute = [&](const std::optional<Instant>& at) -> std::int64_t {
      if (!at) return -1;
      const std::int64_t found = (at->seconds() - twin_.minutes().first_s) / 60;
      return found < std::min(asked.minute + horizon, twin_.minutes().count) ? found : -1;
    };
    answer.until = minute(ahead.until);
    answer.next_from = minute(ahead.next_from);
    if (answer.next_from >= 0) answer.next = rules_.key(ahead.next);
    return in_words(answer);
  }

  static std::string in_words(const random::Answer& one) {
    const auto list = [](const std::vector<std::string>& all) {
      std::string text;
      for (const std::string& name : all) text += " " + name;
      return text + "\n";
    };
    return "row " + one.row + "\nexceptions" + list(one.exceptions) + "accountable " + one.accountable + "\nowner " +
           one.owner + "\nresponsible" + list(one.responsible) + "consulted" + list(one.consulted) + "informed" +
           list(one.informed) + "targets" + list(one.targets) + "ladder " + one.ladder + "\non duty " + one.on_duty +
           " until " + std::to_string(one.until) + "\nnext " + one.next + " from " + std::to_string(one.next_from) +
           "\n";
  }

  const random::Twin& twin() const { return twin_; }

 private:
  Question question_of(const random::Asked& asked) const {
    Question question;
    question.function = rules_.function(asked.function);
    question.activity = rules_.activity(asked.activity);
    question.priority = asked.priority;
    if (!asked.site.empty()) question.site = rules_.site(asked.site);
    if (!asked.class_.empty()) question.class_ = rules_.class_(asked.class_);
    question.at = Instant::from_seconds(twin_.minutes().first_s + 60 * asked.minute + asked.second);
    return question;
  }

  random::Twin twin_;
  const Rules& rules_;
};

TEST(Oracle, DecideAnswersAsItsTwinDoes) {
  constexpr std::int64_t kHorizon = 9 * 1'440;  // minutes; longer than any weekend with a holiday on it
  const std::uint64_t seed = first_seed("Decide");
  std::size_t asked_count = 0, doubtful = 0, with_exceptions = 0;
  const int rounds = long_run() ? 100 : 15;
  for (int round = 0; round < rounds; ++round) {
    random::Random source(seed + static_cast<std::uint64_t>(round));
    const random::Agreement drawn = random::draw(source);
    const World world(random::to_toml(drawn));
    const DecideTwin both(drawn, world);
    const std::vector<std::int64_t> edges = both.twin().edges();
    const auto pick = [&source](std::size_t count) { return static_cast<std::size_t>(source() % count); };
    for (int n = 0; n < 60; ++n) {
      random::Asked asked;
      asked.function = drawn.functions[pick(drawn.functions.size())].key;
      asked.activity = pick(6) == 0 ? "monitor" : random::kReachedByAll[pick(random::kReachedByAll.size())];
      asked.priority = static_cast<int>(pick(6));
      if (pick(2) == 0) asked.site = drawn.sites[pick(drawn.sites.size())];
      if (pick(2) == 0) asked.class_ = drawn.classes[pick(drawn.classes.size())];
      asked.minute = static_cast<std::int64_t>(pick(static_cast<std::size_t>(both.twin().minutes().count - 20)));
      asked.second = static_cast<int>(pick(60));
      // Half of them in the second in which something changes, or in the one before or after.
      if (pick(2) == 0) {
        const std::int64_t edge = edges[pick(edges.size())];
        const std::size_t side = pick(3);
        if (edge > 0 && edge < both.twin().minutes().count - 20) {
          asked.minute = side == 0 ? edge - 1 : edge;
          asked.second = side == 0 ? 59 : static_cast<int>(side) - 1;
        }
      }
      if (world.rules.activity(asked.activity).none()) continue;
      // A class that no row names is none to the program.
      const random::Answer expected = both.twin().decide(asked, kHorizon);
      ++asked_count;
      if (expected.doubtful) ++doubtful;
      if (!expected.exceptions.empty()) ++with_exceptions;
      if (expected.doubtful) continue;
      ASSERT_EQ(both.by_program(asked, kHorizon), DecideTwin::in_words(expected))
          << "seed " << seed + static_cast<std::uint64_t>(round) << ": " << asked.function << " " << asked.activity
          << " priority " << asked.priority << " site " << asked.site << " class " << asked.class_ << " minute "
          << asked.minute << "\n"
          << random::to_toml(drawn);
    }
  }
  EXPECT_GT(with_exceptions, asked_count / 50);
  EXPECT_LT(doubtful, asked_count / 2);
}

TEST(Oracle, TheOrderOfTablesChangesNothing) {
  const std::uint64_t seed = first_seed("Order");
  for (int round = 0; round < (long_run() ? 100 : 15); ++round) {
    random::Random source(seed + static_cast<std::uint64_t>(round));
    const random::Agreement drawn = random::draw(source);
    const std::string text = random::to_toml(drawn);
    auto tables = random::pieces(drawn);
    std::string head = text.substr(0, text.find("[party."));
    std::shuffle(tables.begin(), tables.end(), source);
    std::string shuffled = head;
    for (const std::string& one : tables) shuffled += one;
    const auto said = [](const std::string& one) {
      std::multiset<std::string> all;
      for (const Finding& finding : World(one).checked()) {
        std::string words = title(finding) + " " + finding.message;
        for (const Row& row : finding.rows) words += " " + row.id;
        if (finding.example) words += " " + finding.example->at_local;
        all.insert(std::move(words));
      }
      return all;
    };
    ASSERT_EQ(said(text), said(shuffled)) << "seed " << seed + static_cast<std::uint64_t>(round);
    const World one(text), other(shuffled);
    const DecideTwin first(drawn, one), second(drawn, other);
    for (int n = 0; n < 40; ++n) {
      random::Asked asked;
      asked.function = drawn.functions[source() % drawn.functions.size()].key;
      asked.activity = random::kReachedByAll[source() % random::kReachedByAll.size()];
      asked.priority = static_cast<int>(source() % 6);
      asked.minute = static_cast<std::int64_t>(source() % static_cast<std::uint64_t>(first.twin().minutes().count));
      ASSERT_EQ(first.by_program(asked, 10'000), second.by_program(asked, 10'000));
    }
  }
}

}  // namespace
}  // namespace concordat::agreement
