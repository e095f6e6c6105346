// SPDX-License-Identifier: Apache-2.0
// A change of the agreement is worked out anew for the targets that it touches, and for no other; and what is left
// alone comes out as if everything had been worked out.
#include "agreement/read.hpp"
#include "base/json.hpp"
#include "measure/sla.hpp"
#include "measure/touched.hpp"
#include "ticket/clock_support.hpp"
#include "ticket/histories.hpp"

#include <gmock/gmock.h>

namespace concordat::measure {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ticket::testing::agreement_text;
using ticket::testing::Dice;
using ticket::testing::Life;
using ticket::testing::target;

constexpr std::int64_t kFirstMonday_s = 1'780'268'400;  // 2026-06-01 00:00 in London
constexpr std::int64_t kWeek_s = 7 * 86'400;

// A text as an agreement and its rules.
struct Side {
  explicit Side(const std::string& text) : rules(ticket::testing::rules_of(text)) {
    const calendar::Sources sources{
        [](const std::string& name) { return ticket::testing::zones().find(name); },
        [](const std::string&) -> Result<std::string> { return fail("cannot-read", "No file lies beside it."); }};
    const agreement::SourceText source{"test.toml", text};
    agreement = agreement::read(std::span(&source, 1), sources).agreement;
  }
  agreement::Agreement agreement;
  const agreement::Rules& rules;
};

std::set<std::string> touched(const std::string& before, const std::string& after) {
  const Side old(before);
  const Side changed(after);
  return touched_targets({old.agreement, old.rules}, {changed.agreement, changed.rules});
}

std::string three(const std::string& fix, const std::string& fix_more = {}, const std::string& late = "office") {
  return target("fix", "resolution", fix, "office", "when = { priorities = [1, 2] }\n" + fix_more) +
         target("later", "resolution", "40h", late, "when = { priorities = [3] }\n") +
         target("reply", "first_response", "1h", "always") + target("take", "acknowledge", "2h");
}

TEST(Touched, WhatATargetSaysTouchesThoseOfItsMetric) {
  const std::string text = agreement_text(three("4h"));
  EXPECT_THAT(touched(text, text), IsEmpty());
  // A ticket whose priority changes goes from the one to the other.
  EXPECT_THAT(touched(text, agreement_text(three("6h"))), ElementsAre("fix", "later"));
  EXPECT_THAT(touched(text, agreement_text(three("4h", "warn = [50]\n"))), IsEmpty()) << "a warning is no figure";
  EXPECT_THAT(touched(text, agreement_text(three("4h", "", "always"))), ElementsAre("fix", "later"));
  EXPECT_THAT(touched(text, agreement_text(three("4h") + target("new", "update", "1d"))), ElementsAre("new"));
}

TEST(Touched, HoursTouchTheTargetsThatKeepThem) {
  const std::string text = agreement_text(three("4h"));
  const std::string longer = agreement_text(three("4h"), "Europe/London", "open = { mon-fri = [\"09:00-18:00\"] }");
  EXPECT_THAT(touched(text, longer), ElementsAre("fix", "later", "take"));
  EXPECT_THAT(touched(text, agreement_text(three("4h"), "Europe/Paris")), ElementsAre("fix", "later", "reply", "take"));
}

TEST(Touched, WhereWorkGoesTouchesAll) {
  const std::string text = agreement_text(three("4h"));
  const std::string more =
      "[function.network]\ntakes = [\"network\"]\naccountable = \"lead\"\ndoes.resolve = [\"noc\"]\n";
  EXPECT_THAT(touched(text, agreement_text(three("4h") + more)), ElementsAre("fix", "later", "reply", "take"));
}

Life touched_life(Dice& dice) {
  Life life;
  std::int64_t at_s = kFirstMonday_s + dice.below(kWeek_s / 2);
  const auto when = [&] { return format_instant(Instant::from_seconds(at_s)); };
  life.created(when(), static_cast<int>(1 + dice.below(3)));
  for (std::int64_t n = dice.below(10); n > 0; --n) {
    at_s += dice.below(8 * 3'600);
    switch (dice.below(8)) {
      case 0: life.with(when(), "hq", "desk", "p_1"); break;
      case 1: life.with(when(), "nw", "noc"); break;
      case 2: life.waits(when(), "requester"); break;
      case 3: life.resumes(when()); break;
      case 4: life.replies(when(), "nw"); break;
      case 5: life.priority(when(), static_cast<int>(1 + dice.below(3))); break;
      case 6: life.reopened(when()); break;
      default: life.resolved(when()); break;
    }
  }
  return life;
}

std::string some_text(Dice& dice) {
  std::string text =
      target("fix", "resolution", dice.of({"2h", "8h"}), dice.of({"office", "always"}),
             "when = { priorities = [1, 2] }\non_priority_change = \"" + dice.of({"carry", "fresh"}) + "\"\n");
  text += target("later", "resolution", "16h", "office", "when = { priorities = [3] }\n");
  text += target("part", "resolution", dice.of({"1h", "4h"}), "always", "", "OLA");
  text += target("reply", "first_response", dice.of({"1h", "3h"}), dice.of({"office", "always"}));
  if (dice.one_in(2)) text += target("take", "acknowledge", "1h");
  return agreement_text(text);
}

TEST(Touched, WhatIsLeftAloneComesOutTheSame) {
  std::size_t left_alone = 0;
  std::size_t anew = 0;
  const std::uint64_t rounds = ticket::testing::histories() / 5;
  for (std::uint64_t n = 0; n < rounds; ++n) {
    const std::uint64_t seed = ticket::testing::first_seed() + n;
    Dice dice(seed);
    const Side before(some_text(dice));
    const Side after(some_text(dice));
    ticket::Names names;
    std::vector<ticket::Story> stories;
    for (int i = 0; i < 5; ++i) {
      const Life life = touched_life(dice);
      stories.push_back(ticket::story_of("T" + std::to_string(i), life.entries, names));
    }
    const auto figures = [&](const Side& side, std::optional<std::set<std::string>> only) {
      const ticket::Clocks clocks({{kFirstInstant.seconds(), &side.rules, "v", true}}, names);
      SlaFold fold(clocks, names, Instant::from_seconds(kFirstMonday_s + 2 * kWeek_s), std::move(only));
      for (const auto& story : stories) fold.step(story);
      return std::move(fold).finish();
    };
    const auto touches = touched_targets({before.agreement, before.rules}, {after.agreement, after.rules});
    std::set<std::string> targets;
    for (const auto& [key, unused] : after.agreement.targets) targets.insert(key);
    const auto comparison = compared(figures(before, std::nullopt), figures(after, touches), touches, targets);
    ASSERT_EQ(write_json(sla_json(comparison.after).at("targets")),
              write_json(sla_json(figures(after, std::nullopt)).at("targets")))
        << "CONCORDAT_SEED=" << seed;
    for (const auto& key : targets) ++(touches.contains(key) ? anew : left_alone);
  }
  EXPECT_GT(left_alone, rounds / 4) << "else nothing was saved";
  EXPECT_GT(anew, rounds / 4);
}

}  // namespace
}  // namespace concordat::measure
