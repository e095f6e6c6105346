// SPDX-License-Identifier: Apache-2.0
// What rules do by themselves, by hand; and re-decide: take away what rules made, keep what people did, and the same
// entries come out again, byte for byte.
#include "ticket/rule_effects.hpp"

#include "base/json.hpp"
#include "ticket/clock_support.hpp"
#include "ticket/command.hpp"
#include "ticket/histories.hpp"

#include <gmock/gmock.h>

#include <iostream>
#include <map>
#include <set>

namespace concordat::ticket::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// A desk in office hours, a noc round the clock, a third team that is offered what the noc does not answer.
std::string text(const std::string& more = {}) {
  return "format = 1\norganisation = \"x\"\nzone = \"Europe/London\"\neffective = 2026-01-01\n"
         "[party.hq]\nkind = \"internal\"\n[party.nw]\nkind = \"provider\"\n"
         "[calendar.office]\nopen = { mon-fri = [\"09:00-17:00\"] }\n"
         "[calendar.always]\nopen = { mon-sun = [\"00:00-24:00\"] }\n"
         "[role.lead]\nparty = \"hq\"\nperson = \"ana\"\n"
         "[team.desk]\nparty = \"hq\"\nduty = \"office\"\n[team.noc]\nparty = \"nw\"\nduty = \"always\"\n"
         "[team.projects]\nparty = \"hq\"\nduty = \"office\"\n"
         "[function.desk]\ntakes = [\"*\"]\naccountable = \"lead\"\nowner = \"desk\"\n"
         "does.triage = [\"desk\"]\ndoes.resolve = [\"desk\", \"noc\"]\ndoes.fulfil = [\"desk\"]\n"
         "does.change = [\"noc\"]\ndoes.approve = [\"lead\"]\n"
         "[[function.desk.except]]\nwhen = { activity = \"triage\", priorities = [1] }\ndoes = [\"desk\", \"noc\"]\n"
         "[function.network]\ntakes = [\"network\"]\naccountable = \"lead\"\ndoes.triage = [\"noc\"]\n"
         "does.resolve = [\"noc\"]\n"
         "[handoff]\naccept_within = \"30m\"\n[handoff.noc]\naccept_within = \"15m\"\non_timeout = \"projects\"\n" +
         more;
}

std::string with_target() {
  return text(
      "[target.t]\nkind = \"SLA\"\nobligor = \"nw\"\nbeneficiary = \"hq\"\nmetric = \"resolution\"\n"
      "within = \"4h\"\ncalendar = \"always\"\nwarn = [50]\nladder = \"up\"\n"
      "[ladder.up]\nsteps = [{ after = \"1h\", tell = \"noc\" }]\n");
}

RuleWorld world(const std::string& agreement) {
  return {{{Life().s("2010-01-01"), &rules_of(agreement), "v1", true}}, "hq"};
}

class Record {
 public:
  explicit Record(RuleWorld under) : world_(std::move(under)) {}

  void append(const record::Draft& draft, Instant recorded) {
    if (!entries.empty()) recorded = std::max(recorded, entries.back().recorded);
    entries.push_back(testing::entry_of(draft, entries.size(), recorded));
  }

  // Everything that rules have to do until then, in its order: the earliest of all tickets first.
  void run_rules(std::int64_t until_s) {
    constexpr int kMost = 200;
    for (int n = 0; n < kMost; ++n) {
      std::optional<RuleEffect> first;
      for (const std::string& ticket : tickets()) {
        auto effect = next_effect(world_, ticket, of(ticket), until_s);
        if (effect && (!first || effect->fires_s < first->fires_s)) first = std::move(effect);
      }
      if (!first) return;
      const Instant now = Instant::from_seconds(std::max(first->fires_s, now_s()));
      for (const record::Draft& draft : drafts_of(*first, now)) append(draft, now);
    }
    ADD_FAILURE() << "rules do not come to an end";
  }

  std::vector<std::string> tickets() const {
    std::set<std::string> all;
    for (const record::Entry& entry : entries) all.emplace(ticket_of(entry));
    return {all.begin(), all.end()};
  }
  std::vector<record::Entry> of(const std::string& ticket) const {
    std::set<std::string> wanted = {ticket};
    for (bool more = true; more;) {
      more = false;
      for (const std::string& one : std::set(wanted)) {
        for (const std::string& from : rebuild(one, entries).merged_from) more = wanted.insert(from).second || more;
      }
    }
    std::vector<record::Entry> own;
    for (const record::Entry& entry : entries) {
      if (wanted.contains(std::string(ticket_of(entry)))) own.push_back(entry);
    }
    return own;
  }
  std::int64_t now_s() const { return entries.empty() ? 0 : entries.back().recorded.seconds(); }

  std::vector<record::Entry> entries;

 private:
  RuleWorld world_;
};

// "10:00 ticket.assigned nw/noc", for those that rules made.
std::vector<std::string> made(const Record& record) {
  std::vector<std::string> all;
  for (const record::Entry& entry : record.entries) {
    if (entry.actor != kRuleActor) continue;
    const auto& zone = **zones().find("Europe/London");
    std::string line = calendar::format_wall(zone, entry.at).substr(5, 11) + " " + entry.kind;
    const auto add = [&](const char* key) {
      const auto* value = entry.body.if_contains(key);
      if (value != nullptr)
        line += " " + (value->is_string() ? std::string(value->as_string()) : write_canonical(*value));
    };
    for (const char* key : {"team", "target", "per_cent", "ladder", "step"}) add(key);
    all.push_back(line);
  }
  return all;
}

Record lived(const std::string& agreement, const Life& life, const std::string& until) {
  Record record(world(agreement));
  for (const record::Entry& entry : life.entries) {
    record.run_rules(entry.recorded.seconds());
    record.entries.push_back(entry);
    record.entries.back().sequence = static_cast<std::int64_t>(record.entries.size()) - 1;
  }
  record.run_rules(life.s(until) + 1);
  return record;
}

// --- routing

TEST(RuleEffects, ATicketGoesToTheFirstOnDutyAtOnce) {
  Life life;  // a Tuesday
  life.created("2026-06-02T10:00");
  EXPECT_THAT(made(lived(text(), life, "2026-06-02T12:00")), ElementsAre("06-02 10:00 ticket.assigned desk"));
}

TEST(RuleEffects, AtNightItWaitsForTheOpeningAndAnUrgentOneDoesNot) {
  Life calm, urgent;
  calm.created("2026-06-02T03:00", 3);
  urgent.created("2026-06-02T03:00", 1);
  EXPECT_THAT(made(lived(text(), calm, "2026-06-02T08:59:59")), IsEmpty());
  EXPECT_THAT(made(lived(text(), calm, "2026-06-02T09:00")), ElementsAre("06-02 09:00 ticket.assigned desk"));
  EXPECT_THAT(made(lived(text(), urgent, "2026-06-02T12:00")), ElementsAre("06-02 03:00 ticket.assigned noc"));
}

TEST(RuleEffects, ByItsCategoryItGoesToAnotherFunction) {
  Life life;
  life.say("2026-06-02T03:00", "ticket.created", {{"type", "incident"}, {"category", "network"}});
  EXPECT_THAT(made(lived(text(), life, "2026-06-02T12:00")), ElementsAre("06-02 03:00 ticket.assigned noc"));
}

TEST(RuleEffects, WhatSomebodyHasOrIsOverIsLeftAlone) {
  Life held, closed;
  held.say("2026-06-02T03:00", "ticket.created", {{"type", "incident"}});
  held.with("2026-06-02T03:00", "nw", "noc");
  closed.created("2026-06-02T03:00").closed("2026-06-02T04:00");
  EXPECT_THAT(made(lived(text(), held, "2026-06-03T12:00")), IsEmpty());
  EXPECT_THAT(made(lived(text(), closed, "2026-06-03T12:00")), IsEmpty());
}

// --- offers

Life& offers(Life& life, const std::string& when, const std::string& party, const std::string& team,
             const std::string& mode = "warm") {
  return life.say(when, "ticket.offered",
                  {{"party", party}, {"team", team}, {"mode", mode}, {"what", {{"text", "t_1"}, {"digest", "aa"}}}});
}

TEST(RuleEffects, AnOfferThatNobodyAnswersReturnsAfterItsTimeInTheReceiversHours) {
  Life life;
  life.say("2026-06-02T09:00", "ticket.created", {{"type", "incident"}}).with("2026-06-02T09:00", "nw", "noc");
  offers(life, "2026-06-02T16:45", "hq", "desk");
  // Half an hour: a quarter today, a quarter tomorrow.
  const Record record = lived(text(), life, "2026-06-03T12:00");
  EXPECT_THAT(made(record), ElementsAre("06-03 09:15 ticket.timed_out"));
  EXPECT_EQ(rebuild("T1", record.entries).holder.team, "noc");
}

TEST(RuleEffects, AnOfferAnsweredInTheLastSecondDoesNotTimeOut) {
  Life life;
  life.say("2026-06-02T09:00", "ticket.created", {{"type", "incident"}}).with("2026-06-02T09:00", "nw", "noc");
  offers(life, "2026-06-02T10:00", "hq", "desk");
  life.say("2026-06-02T10:30", "ticket.accepted", {{"party", "hq"}, {"team", "desk"}}, "hq", "p_2");
  EXPECT_THAT(made(lived(text(), life, "2026-06-03T12:00")), IsEmpty());
}

TEST(RuleEffects, ATimeOutGoesOnToTheTeamThatIsNamedAndNotRound) {
  Life life;
  life.say("2026-06-02T09:00", "ticket.created", {{"type", "incident"}}).with("2026-06-02T09:00", "hq", "desk");
  offers(life, "2026-06-02T10:00", "nw", "noc");
  const Record record = lived(text(), life, "2026-06-03T12:00");
  // Within the sender's company it is assigned, and stays there.
  EXPECT_THAT(made(record), ElementsAre("06-02 10:15 ticket.timed_out", "06-02 10:15 ticket.assigned projects"));
  EXPECT_EQ(rebuild("T1", record.entries).holder.team, "projects");
}

// --- closing

TEST(RuleEffects, WhatIsResolvedIsClosedByItsTimeOnceAndNotWhereItWasReopened) {
  const std::string agreement = text("[closing]\nafter = \"2h\"\ncalendar = \"office\"\n");
  Life life;
  life.created("2026-06-02T10:00").with("2026-06-02T10:00", "hq", "desk").resolved("2026-06-02T16:00");
  const Record once = lived(agreement, life, "2026-07-02T12:00");
  // One hour that day, one the next.
  EXPECT_THAT(made(once), ElementsAre("06-03 10:00 ticket.closed"));
  EXPECT_EQ(once.entries.back().body.at("row").as_string(), "closing");
  EXPECT_THAT(made(lived(text(), life, "2026-07-02T12:00")), IsEmpty()) << "where the agreement says nothing";

  life.say("2026-06-03T09:59:59", "ticket.reopened", {});
  EXPECT_THAT(made(lived(agreement, life, "2026-07-02T12:00")), IsEmpty());
  life.resolved("2026-06-03T11:00");
  EXPECT_THAT(made(lived(agreement, life, "2026-07-02T12:00")), ElementsAre("06-03 13:00 ticket.closed"));
  life.say("2026-06-04T09:00", "ticket.reopened", {});
  EXPECT_THAT(made(lived(agreement, life, "2026-07-02T12:00")), ElementsAre("06-03 13:00 ticket.closed"));
}

// --- major incidents

TEST(RuleEffects, APromisedUpdateThatDoesNotComeIsToldOnceForEachPromise) {
  Life life;
  life.created("2026-06-02T10:00").with("2026-06-02T10:00", "hq", "desk");
  life.say("2026-06-02T10:00", "ticket.major_proposed", {});
  life.say("2026-06-02T10:00", "ticket.major_accepted", {{"manager", "p_1"}, {"next_update", "2026-06-02T09:30:00Z"}});
  // In London it is summer: half past nine there is half past ten here.
  EXPECT_THAT(made(lived(text(), life, "2026-06-02T10:29:59")), IsEmpty());
  EXPECT_THAT(made(lived(text(), life, "2026-06-03T12:00")), ElementsAre("06-02 10:30 ticket.major_update_missed"));
  life.say("2026-06-02T10:40", "ticket.major_updated", {{"next_update", "2026-06-02T10:00:00Z"}});
  life.resolved("2026-06-02T10:59");
  EXPECT_THAT(made(lived(text(), life, "2026-06-03T12:00")), ElementsAre("06-02 10:30 ticket.major_update_missed"));
}

// --- clocks

TEST(RuleEffects, WarningsStepsAndBreachesComeOnceAtTheirInstants) {
  Life life;
  life.created("2026-06-02T10:00");
  const Record record = lived(with_target(), life, "2026-06-02T20:00");
  EXPECT_THAT(made(record), ElementsAre("06-02 10:00 ticket.assigned desk", "06-02 11:00 clock.told t up 1",
                                        "06-02 12:00 clock.warned t 50", "06-02 14:00 clock.breached t"));
  Record again = record;
  again.run_rules(Life().s("2026-06-10T00:00"));
  EXPECT_EQ(again.entries.size(), record.entries.size());
}

TEST(RuleEffects, NothingIsToldOfWhatWasResolvedInTheSameSecond) {
  Life life;
  life.created("2026-06-02T10:00").resolved("2026-06-02T14:00:00");
  const auto all = made(lived(with_target(), life, "2026-06-02T20:00"));
  EXPECT_THAT(all, ::testing::Not(::testing::Contains(::testing::HasSubstr("breached"))));
}

// The server was away from eleven until one: what was due comes late, once, and says when it was due.
TEST(RuleEffects, LateOnesComeLateAndSaySo) {
  Life life;
  life.created("2026-06-02T10:00").with("2026-06-02T10:00", "hq", "desk");
  Record record(world(with_target()));
  record.entries = life.entries;
  const std::int64_t now_s = life.s("2026-06-02T13:00");
  const auto effect = next_effect(world(with_target()), "T1", record.entries, now_s);
  ASSERT_TRUE(effect);
  const auto drafts = drafts_of(*effect, Instant::from_seconds(now_s));
  EXPECT_EQ(drafts.at(0).kind, "clock.told");
  EXPECT_FALSE(drafts.at(0).at) << "it counts from when it is recorded";
  EXPECT_EQ(drafts.at(0).body.at("due").as_string(), "2026-06-02T10:00:00Z");
}

// With a later time it says what a timer has to wait for.
TEST(RuleEffects, ATimerIsToldWhatComesNext) {
  Life life;
  life.created("2026-06-02T10:00").with("2026-06-02T10:00", "hq", "desk");
  const auto effect = next_effect(world(with_target()), "T1", life.entries, life.s("2026-07-01T00:00"));
  ASSERT_TRUE(effect);
  EXPECT_EQ(effect->due_s, life.s("2026-06-02T11:00"));
  life.closed("2026-06-02T10:30");
  EXPECT_FALSE(next_effect(world(with_target()), "T1", life.entries, life.s("2026-07-01T00:00")));
}

TEST(RuleEffects, AnAnnexesTargetIsForItsParties) {
  const std::string agreement = text();
  const std::string annex =
      "annex = \"nw\"\n[target.secret]\nkind = \"SLA\"\nobligor = \"nw\"\nbeneficiary = \"hq\"\n"
      "metric = \"resolution\"\nwithin = \"1h\"\ncalendar = \"always\"\n";
  const calendar::Sources sources{[](const std::string& name) { return zones().find(name); },
                                  [](const std::string&) -> Result<std::string> { return fail("no", "No file."); }};
  const agreement::SourceText texts[] = {{"a.toml", agreement}, {"b.toml", annex}};
  const auto reading = agreement::read(texts, sources);
  ASSERT_TRUE(reading.ok());
  const agreement::Rules rules = agreement::compile(reading.agreement);
  Life life;
  life.created("2026-06-02T10:00").with("2026-06-02T10:00", "hq", "desk");
  const RuleWorld with_annex{{{life.s("2010-01-01"), &rules, "v1", true}}, "hq"};
  const auto effect = next_effect(with_annex, "T1", life.entries, life.s("2026-06-03T10:00"));
  ASSERT_TRUE(effect);
  EXPECT_EQ(effect->drafts.at(0).kind, "clock.breached");
  EXPECT_EQ(effect->drafts.at(0).audience, record::Audience::only({"hq", "nw"}));
}

TEST(RuleEffects, AnImportIsHistory) {
  Life life;
  life.say("2026-06-02T09:00", "ticket.observed", {{"state", "new"}});
  EXPECT_FALSE(next_effect(world(with_target()), "T1", life.entries, life.s("2026-07-01T00:00")));
}

// --- re-decide

class Players {
 public:
  Players(std::uint64_t seed, Record& record) : dice_(seed), record_(record) {}

  // One command of somebody, and everything that rules have to do before it.
  void play() {
    now_us_ += dice_.one_in(4) ? dice_.below(40'000'000'000) : dice_.below(1'800'000'000);
    const Instant now{start_us_ + now_us_};
    record_.run_rules(now.seconds());
    std::map<std::string, Ticket> tickets;
    for (const std::string& id : record_.tickets()) tickets[id] = rebuild(id, record_.entries);
    const Find find = [&tickets](std::string_view id) {
      const auto found = tickets.find(std::string(id));
      return found == tickets.end() ? nullptr : &found->second;
    };
    const std::string id = dice_.of({"T1", "T1", "T2", "T3"});
    const Ticket* found = find(id);
    Act act;
    act.now = now;
    act.actor = dice_.of({"p_1", "p_2", "p_req"});
    act.party = dice_.of({"hq", "nw"});
    act.audience = dice_.one_in(2) ? record::Audience::requester() : record::Audience::shared();
    if (dice_.one_in(6)) act.at = Instant{now.us - dice_.below(900'000'000)};
    if (act.at) act.at_reason = words();
    const auto drafts = decide(found, command(id, found), act, rules_, find);
    if (!drafts) return;
    for (const record::Draft& draft : *drafts) record_.append(draft, now);
  }

 private:
  std::optional<record::VaultText> words() { return record::VaultText{"t_1", std::string(64, '0'), "because"}; }
  Holder team() {
    if (dice_.one_in(2)) return {"nw", "noc", ""};
    return {"hq", dice_.of({"desk", "projects"}), ""};
  }

  Command command(const std::string& id, const Ticket* found) {
    if (found == nullptr) {
      return command::Create{id,      dice_.one_in(3) ? Type::request : Type::incident,
                             "p_req", dice_.of({"", "network", "printer"}),
                             words(), "",
                             1,       static_cast<int>(1 + dice_.below(3))};
    }
    if (!found->late.empty() && dice_.one_in(3)) return command::AcceptAt{found->late[0].sequence};
    switch (dice_.below(14)) {
      case 0: return command::Classify{{}, dice_.of({"network", "printer"})};
      case 1: return command::SetPriority{static_cast<int>(1 + dice_.below(3)), 1, {}, {}};
      case 2: return command::Assign{team()};
      case 3: return command::Start{};
      case 4:
      case 5: return command::Offer{dice_.one_in(2) ? HandOff::warm : HandOff::cold, team(), words(), words(), words()};
      case 6: return command::Accept{"p_2"};
      case 7: return command::Return{words()};
      case 8:
      case 9: return command::Wait{dice_.one_in(3) ? WaitingOn::third_party : WaitingOn::requester, ""};
      case 10: return command::Resume{};
      case 11: return command::Comment{*words(), {}};
      case 12: return dice_.one_in(3) ? Command(command::Close{}) : Command(command::Resolve{words()});
      default:
        return dice_.one_in(6) ? Command(command::MergeInto{dice_.of({"T1", "T2"})})
                               : Command(command::Reopen{words()});
    }
  }

  Dice dice_;
  Record& record_;
  CommandRules rules_;
  std::int64_t start_us_ = Life().s("2026-06-01T08:00") * 1'000'000;
  std::int64_t now_us_ = 0;
};

std::string lines(const std::vector<record::Entry>& entries) {
  std::string text;
  for (const record::Entry& entry : entries) text += record::to_line(entry) + "\n";
  return text;
}

TEST(RuleEffects, ReDecide) {
  const std::uint64_t rounds = std::getenv("CONCORDAT_LONG") != nullptr ? 8'000 : 1'000;
  std::cout << "ReDecide: CONCORDAT_SEED=" << first_seed() << " (each history adds one)\n";
  std::map<std::string, std::size_t> count;
  const RuleWorld under = world(with_target());
  for (std::uint64_t i = 0; i < rounds; ++i) {
    Record record(under);
    Players players(first_seed() + i, record);
    for (int n = 0; n < 25; ++n) players.play();
    const std::int64_t end_s = record.now_s() + 3 * 86'400;
    record.run_rules(end_s);

    Record again(under);
    for (const record::Entry& entry : record.entries) {
      if (entry.actor == kRuleActor) continue;
      again.run_rules(entry.recorded.seconds());
      const Ticket before = rebuild(std::string(ticket_of(entry)), again.entries);
      record::Entry kept = entry;
      kept.sequence = static_cast<std::int64_t>(again.entries.size());
      again.entries.push_back(kept);
      if (const auto follows = reaction(before, kept)) again.append(*follows, kept.recorded);
    }
    again.run_rules(end_s);
    ASSERT_EQ(lines(again.entries), lines(record.entries)) << "seed " << first_seed() + i;
    for (const record::Entry& entry : record.entries) {
      if (entry.actor == kRuleActor) ++count[entry.kind];
    }
  }
  for (const char* kind :
       {"ticket.assigned", "ticket.timed_out", "ticket.resumed", "clock.warned", "clock.breached", "clock.told"}) {
    EXPECT_GT(count[kind], 0U) << kind;
  }
}

}  // namespace
}  // namespace concordat::ticket::testing
