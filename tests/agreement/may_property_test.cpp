// SPDX-License-Identifier: Apache-2.0
// What holds of rights in every agreement (domain.md 14.5), over random agreements, facts and questions. CONCORDAT_LONG
// asks for more of them; a failure says its seed.
#include "agreement/explain.hpp"
#include "agreement/rights_sketch.hpp"
#include "agreement/rights_twin.hpp"
#include "base/json.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <functional>
#include <map>
#include <set>

namespace concordat::agreement {
namespace {

using testing::AnyOf;
using testing::IsEmpty;
using testing::Not;

constexpr std::size_t kQuestions = 60;

std::uint64_t worlds() { return std::getenv("CONCORDAT_LONG") != nullptr ? 700 : 100; }

// Each property over its own worlds, until one fails.
void for_each_world(
    std::uint64_t first_seed,
    const std::function<void(RightsSketch&, const std::vector<std::string>&, const RightsWorld&)>& check) {
  for (std::uint64_t seed = first_seed; seed < first_seed + worlds() && !testing::Test::HasFailure(); ++seed) {
    RightsSketch sketch(seed);
    const auto tables = sketch.tables();
    SCOPED_TRACE("seed " + std::to_string(seed) + "\n" + text_of(tables));
    const RightsWorld world(text_of(tables));
    ASSERT_TRUE(world.reading.ok()) << to_text(world.reading.findings);
    check(sketch, tables, world);
  }
}

Answer answer(const RightsWorld& world, const Asking& asking, const Facts& facts) {
  return may(world.rights, request_of(world.rules, asking), facts);
}

TEST(MayProperty, TheSlowTwinDecidesTheSame) {
  std::map<std::string, std::size_t> seen;
  for_each_world(1, [&](RightsSketch& sketch, const auto&, const RightsWorld& world) {
    const Facts facts = sketch.facts();
    for (std::size_t i = 0; i < 2 * kQuestions; ++i) {
      const Asking asking = sketch.asking(facts);
      const Answer ours = answer(world, asking, facts);
      const TwinAnswer twin = twin_may(world.reading.agreement, facts, asking);
      if (!ours.failed.empty()) {
        ASSERT_EQ(ours.failed, "\"isolate\" is no action.") << "of no authority in this text";
      }
      ASSERT_EQ(ours.allow, twin.allow) << words_of(asking) << "\n" << write_json(to_json(world.rules, ours), 1);
      ASSERT_EQ(to_word(ours.how), to_word(twin.how)) << words_of(asking);
      ++seen[std::string(ours.allow ? "may, " : "may not, ") + std::string(to_word(ours.how))];
      for (const Because& one : ours.because) ++seen[std::string(to_word(one.kind)) + (ours.allow ? "" : " (no)")];
    }
  });
  // A comparison of nothing but refusals would prove little.
  for (const char* kind : {"may, yes", "may, inform", "may, ask", "may not, ask", "may not, no", "row", "grant",
                           "forbid (no)", "platform", "break-glass"}) {
    EXPECT_GE(seen[kind], 20U) << kind;
  }
}

// --- every yes is explained

// Everything that a reason may name, with whether it stands in a text.
std::set<std::string> ids_of(const Agreement& agreement, const Facts& facts) {
  std::set<std::string> all;
  for (const auto& [key, function] : agreement.functions) {
    const std::string row = "function." + key;
    for (const auto& [activity, does] : function.does) all.insert(row + ".does." + activity);
    for (const char* part : {".accountable", ".owner", ".consulted", ".informed"}) all.insert(row + part);
    for (std::size_t i = 1; i <= function.exceptions.size(); ++i) all.insert(row + ".except." + std::to_string(i));
  }
  for (const auto& [key, authority] : agreement.authorities) {
    for (const auto& [action, classes] : authority.actions) {
      for (const auto& [class_, how] : classes) all.insert("authority." + key + "." + action + "." + class_);
    }
  }
  for (const auto& [key, role] : agreement.roles) all.insert("role." + key);
  for (const auto& [key, forbid] : agreement.forbids) all.insert("forbid." + key);
  for (const auto& one : facts.grants) all.insert(one.id);
  for (const auto& one : facts.delegations) all.insert(one.id);
  for (const auto& one : facts.representatives) all.insert(one.id);
  for (const auto& one : facts.broken_glass) all.insert(one.id);
  for (const auto& one : facts.restrictions) all.insert(one.id);
  return all;
}

TEST(MayProperty, EveryYesNamesWhatGivesIt) {
  for_each_world(100'001, [](RightsSketch& sketch, const auto& tables, const RightsWorld& world) {
    const Facts facts = sketch.facts();
    const auto known = ids_of(world.reading.agreement, facts);
    const std::string text = text_of(tables);
    for (std::size_t i = 0; i < kQuestions; ++i) {
      const Asking asking = sketch.asking(facts);
      const Answer found = answer(world, asking, facts);
      if (!found.allow) continue;
      ASSERT_THAT(found.because, Not(IsEmpty())) << words_of(asking);
      for (const Because& one : found.because) {
        ASSERT_THAT(one.words, Not(IsEmpty()));
        if (one.kind == Because::Kind::platform) continue;
        ASSERT_TRUE(known.contains(one.id)) << one.id;
        // What the organisation restricts is an entry, and stays in sight where the glass is broken.
        const bool entry = std::any_of(facts.restrictions.begin(), facts.restrictions.end(),
                                       [&one](const Restriction& r) { return r.id == one.id; });
        const bool in_text = one.kind == Because::Kind::row || (one.kind == Because::Kind::forbid && !entry);
        ASSERT_EQ(one.where.line > 0, in_text) << one.id;
        if (!in_text) continue;
        // The last step of its path, or the table's header, stands on that line.
        std::size_t begin = 0;
        for (std::int64_t line = 1; line < one.where.line; ++line) begin = text.find('\n', begin) + 1;
        const std::string line = text.substr(begin, text.find('\n', begin) - begin);
        const std::string step = one.id.substr(one.id.rfind('.') + 1);
        const bool exception = one.id.find(".except.") != std::string::npos;
        ASSERT_NE(line.find(exception ? "except" : step), std::string::npos) << one.id << " at: " << line;
      }
    }
  });
}

// --- taking away what gives a right gives nobody a right

template <typename T>
bool drop(RightsSketch& sketch, std::vector<T>& all) {
  if (all.empty()) return false;
  all.erase(all.begin() + static_cast<std::ptrdiff_t>(sketch.pick(all.size())));
  return true;
}

template <typename Map>
typename Map::iterator any_of(RightsSketch& sketch, Map& all) {
  return std::next(all.begin(), static_cast<std::ptrdiff_t>(sketch.pick(all.size())));
}

bool drop_from_function(RightsSketch& sketch, Function& function) {
  if (!function.exceptions.empty() && sketch.chance(3)) {
    Exception& one = function.exceptions[sketch.pick(function.exceptions.size())];
    if (one.does && sketch.chance(5)) return drop(sketch, one.does->assignees);
    if (one.consulted && sketch.chance(5)) return drop(sketch, *one.consulted);
    return one.informed && drop(sketch, *one.informed);
  }
  switch (sketch.pick(5)) {
    case 0: return function.accountable.has_value() && (function.accountable.reset(), true);
    case 1: return drop(sketch, function.consulted);
    case 2: return drop(sketch, function.informed);
    default: return !function.does.empty() && drop(sketch, any_of(sketch, function.does)->second.assignees);
  }
}

// A holder out of a row (which stays), a person out of a team or role, an answer out of an authority, or a fact. Not:
// a whole row, owner or exception, where the language says who has it instead.
bool drop_one(RightsSketch& sketch, Agreement& agreement, Facts& facts) {
  switch (sketch.pick(9)) {
    case 0: return drop(sketch, any_of(sketch, agreement.teams)->second.members);
    case 1: {
      Role& role = any_of(sketch, agreement.roles)->second;
      if (role.deputy && sketch.chance(5)) return role.deputy.reset(), true;
      return role.person = {}, true;
    }
    case 2: {
      if (agreement.authorities.empty()) return false;
      auto& actions = any_of(sketch, agreement.authorities)->second.actions;
      actions.erase("restore");  // an activity, whose rows it narrows
      const auto isolate = actions.find("isolate");
      if (isolate == actions.end() || isolate->second.empty()) return false;
      isolate->second.erase(any_of(sketch, isolate->second));
      return true;
    }
    case 3: return drop(sketch, facts.grants);
    case 4: return drop(sketch, facts.owners) || drop(sketch, facts.delegations);
    case 5: {
      if (facts.members.empty()) return drop(sketch, facts.administrators);
      facts.members[sketch.pick(facts.members.size())].team = "";  // still of that party, which binds rather than gives
      return true;
    }
    default: return drop_from_function(sketch, any_of(sketch, agreement.functions)->second);
  }
}

TEST(MayProperty, TakingAwayNeverAddsARight) {
  std::size_t lost = 0;
  for_each_world(200'001, [&lost](RightsSketch& sketch, const auto&, const RightsWorld& world) {
    Facts facts = sketch.facts();
    facts.asked.clear();  // whoever may answer a question may also refuse
    Agreement before = world.reading.agreement;
    for (auto& [key, authority] : before.authorities) authority.actions.erase("restore");
    // Whoever leaves a team or role also leaves what is forbidden to it.
    std::erase_if(before.forbids, [&before](const auto& forbid) {
      return std::any_of(forbid.second.who.begin(), forbid.second.who.end(), [&before](const Word& word) {
        return before.teams.contains(word.name) || before.roles.contains(word.name);
      });
    });
    Agreement less = before;
    Facts fewer = facts;
    if (!drop_one(sketch, less, fewer)) return;
    const Rules rules = compile(before);
    const Rights rights = compile_rights(before, rules);
    const Rules less_rules = compile(less);
    const Rights less_rights = compile_rights(less, less_rules);
    for (std::size_t i = 0; i < 3 * kQuestions; ++i) {
      const Asking asking = sketch.asking(facts);
      const bool was = may(rights, request_of(rules, asking), facts).allow;
      const Answer is = may(less_rights, request_of(less_rules, asking), fewer);
      if (was && !is.allow) ++lost;
      ASSERT_TRUE(was || !is.allow) << words_of(asking) << "\n" << write_json(to_json(less_rules, is), 1);
    }
  });
  EXPECT_GE(lost, 20U) << "nothing that was taken away mattered";
}

// --- after a contract

TEST(MayProperty, NothingLeadsPastAContractsEndButFourThings) {
  std::size_t left = 0;
  for_each_world(300'001, [&left](RightsSketch& sketch, const auto&, const RightsWorld& world) {
    Facts facts = sketch.facts();
    facts.broken_glass.clear();
    const auto& parties = world.reading.agreement.parties;
    for (std::size_t i = 0; i < kQuestions; ++i) {
      Asking asking = sketch.asking(facts);
      if (!world.reading.agreement.persons.contains(asking.person)) continue;
      const auto& party = parties.at(world.reading.agreement.persons.at(asking.person).party.name);
      if (!party.contract) continue;
      const Date after{party.contract->through.days + 1 + static_cast<std::int32_t>(sketch.pick(120))};
      asking.at = calendar::instant_of(world.reading.agreement.zone, {after, 0, 0});
      const Answer found = answer(world, asking, facts);
      if (!found.allow) continue;
      ++left;
      ASSERT_THAT(asking.action, AnyOf("read", "export", "cosign", "dispute")) << words_of(asking);
      ASSERT_LT(after.days, party.contract->through.days + 1 + 90) << words_of(asking);
    }
  });
  EXPECT_GE(left, 10U);
}

// --- separated duties

TEST(MayProperty, WhatIsSeparatedIsNeverDoneByOnePersonOnOneTicket) {
  std::size_t refused = 0;
  for_each_world(400'001, [&refused](RightsSketch& sketch, const auto& tables, const RightsWorld&) {
    const std::string text = text_of(tables) + "[forbid.apart]\nseparate = [\"change\", \"approver\"]\n";
    const RightsWorld world(text);
    Facts facts;
    for (const char* person : {"ana", "ben"}) {
      facts.grants.push_back({person, person, {"change", "approve"}, {}, {}, "", kForEver});
    }
    // People do what they may, in any order; then nobody has done both.
    TicketFacts ticket{"T1", {kForEver}, {}};
    std::map<std::string, std::set<std::string>> did;
    for (std::size_t i = 0; i < kQuestions; ++i) {
      Asking asking = sketch.asking(facts);
      asking.action = sketch.chance(5) ? "change" : "approve";
      asking.ticket = ticket;
      const auto at_s = world.time("2026-05-01", "2026-05-02").from_s + static_cast<std::int64_t>(i);
      asking.at = Instant::from_seconds(at_s);
      const Answer found = answer(world, asking, facts);
      refused += static_cast<std::size_t>(std::any_of(found.because.begin(), found.because.end(),
                                                      [](const Because& one) { return one.id == "forbid.apart"; }));
      if (!found.allow || asking.person.empty()) continue;
      ticket.done.push_back({asking.person, asking.action, asking.at});
      did[asking.person].insert(asking.action);
    }
    for (const auto& [person, deeds] : did) ASSERT_EQ(deeds.size(), 1U) << person;
  });
  EXPECT_GE(refused, 20U);
}

// --- the reverse question

TEST(MayProperty, WhoMayAgreesWithMayOnEverybody) {
  for_each_world(500'001, [](RightsSketch& sketch, const auto&, const RightsWorld& world) {
    const Facts facts = sketch.facts();
    for (std::size_t i = 0; i < 10; ++i) {
      const Asking asking = sketch.asking(facts);
      const Request request = request_of(world.rules, asking);
      const WhoMay found = who_may(world.rights, request.action, request.subject, request.at, facts);
      std::vector<std::string> expected;
      for (const char* person : {"ana", "ben", "cat", "dan", "eve", "fay", "xen", "yan"}) {
        Asking same = asking;
        same.person = person;
        same.team = same.role = "";
        if (answer(world, same, facts).allow) expected.emplace_back(person);
      }
      ASSERT_EQ(people(found), expected) << words_of(asking);
    }
  });
}

// --- the same question has the same answer

TEST(MayProperty, NeitherOrderInTheFileNorOfTheFactsChangesAnAnswer) {
  const auto reasons = [](const RightsWorld& world, const Answer& found) {
    std::string text = std::string(to_word(found.how)) + (found.allow ? "+" : "-");
    for (const Because& one : found.because) text += "\n" + std::string(to_word(one.kind)) + one.id + one.words;
    return text + (found.ask ? "\n" + world.rules.roles[found.ask->role.at()].key : "");
  };
  for_each_world(600'001, [&](RightsSketch& sketch, auto tables, const RightsWorld& world) {
    const Facts facts = sketch.facts();
    Facts other = facts;
    sketch.shuffle(other.grants);
    sketch.shuffle(other.delegations);
    sketch.shuffle(other.members);
    sketch.shuffle(other.asked);
    sketch.shuffle(other.representatives);
    std::vector<std::string> rest(tables.begin() + 1, tables.end());
    sketch.shuffle(rest);
    rest.insert(rest.begin(), tables.front());
    const RightsWorld shuffled(text_of(rest));
    for (std::size_t i = 0; i < kQuestions; ++i) {
      const Asking asking = sketch.asking(facts);
      ASSERT_EQ(reasons(world, answer(world, asking, facts)), reasons(shuffled, answer(shuffled, asking, other)))
          << words_of(asking);
    }
  });
}

}  // namespace
}  // namespace concordat::agreement
