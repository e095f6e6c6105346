// SPDX-License-Identifier: Apache-2.0
// The past is judged by the rules then in force: whatever version is put into the record, no figure that was closed
// before it took effect changes, to the byte.
#include "agreement/version.hpp"
#include "base/json.hpp"
#include "measure/sla.hpp"
#include "ticket/clock_support.hpp"
#include "ticket/histories.hpp"
#include "ticket/timeline.hpp"

#include <boost/json/array.hpp>

#include <iostream>

namespace concordat::measure {
namespace {

namespace json = boost::json;
using agreement::Versions;
using ticket::testing::Dice;
using ticket::testing::Life;

constexpr std::int64_t kMonday_s = 1'780'268'400;  // 2026-06-01 00:00 in London
constexpr std::int64_t kDays_s = 8 * 86'400;

// Few enough to be compiled once each.
const agreement::Rules& some_rules(Dice& dice) {
  const std::string calendar = dice.of({"office", "always"});
  std::string text = ticket::testing::target("fix", "resolution", dice.of({"0s", "2h", "8h"}), calendar,
                                             "on_priority_change = \"" + dice.of({"retroactive", "fresh"}) + "\"\n");
  if (dice.one_in(2)) {
    text += ticket::testing::target("own", "resolution", "4h", "office", "when = { priorities = [1, 2] }\n", "OLA");
  }
  if (dice.one_in(2)) text += ticket::testing::target("reply", "first_response", "1h", calendar, "warn = [50]\n");
  return ticket::testing::rules_of(ticket::testing::agreement_text(text));
}

Life some_life(Dice& dice) {
  Life life;
  std::int64_t at_s = kMonday_s + dice.below(kDays_s / 2);
  const auto when = [&] { return format_instant(Instant::from_seconds(at_s)); };
  life.created(when(), static_cast<int>(1 + dice.below(3)));
  for (std::int64_t n = dice.below(12); n > 0; --n) {
    at_s += dice.one_in(6) ? 0 : dice.below(8 * 3'600);
    switch (dice.below(10)) {
      case 0: life.with(when(), "hq", "desk", "p_1"); break;
      case 1: life.with(when(), "nw", "noc"); break;
      case 2: life.waits(when(), dice.of({"requester", "third_party"})); break;
      case 3: life.resumes(when()); break;
      case 4: life.replies(when(), dice.of({"hq", "nw"})); break;
      case 5: life.priority(when(), static_cast<int>(1 + dice.below(3))); break;
      case 6: life.reopened(when()); break;
      case 7: life.closed(when()); break;
      case 8: life.say(when(), "ticket.cancelled"); break;
      default: life.resolved(when()); break;
    }
  }
  return life;
}

// The entries that put versions into a record; each version's rules are known by its id.
class Record {
 public:
  explicit Record(Dice& dice) : dice_(dice), hq_(key(1)), nw_(key(2)) {
    pair("hq", hq_);
    pair("nw", nw_);
  }

  // Proposed, and then applied by the organisation, agreed by all, applied as if to the past, or nothing more. Answers
  // when it was decided.
  std::int64_t put(std::int64_t at_s) {
    agreement::Proposal proposal;
    proposal.organisation_party = "hq";
    proposal.needs = {"hq", "nw"};
    // Often a date that is past, or that lies ahead.
    proposal.effective_s = at_s + dice_.below(6 * 86'400) - 3 * 86'400;
    proposal.zones["n"] = std::to_string(rules.size());  // so that each has an id of its own
    auto proposed = agreement::propose(proposal, [](std::span<std::uint8_t>) {});
    rules.emplace(proposed.id, &some_rules(dice_));
    for (auto& draft : proposed.drafts) add(std::move(draft), at_s);
    const auto decide = dice_.below(4);
    if (decide == 0) add(agreement::applied(proposed.id, "hq", false), at_s += dice_.below(3'600));
    if (decide == 1) add(agreement::applied(proposed.id, "hq", true), at_s);
    if (decide >= 2) {
      add(agreement::approved(proposed.id, agreement::sign_approval("o_1", proposed.id, "hq", hq_)),
          at_s += dice_.below(3'600));
      if (decide == 2)
        add(agreement::approved(proposed.id, agreement::sign_approval("o_1", proposed.id, "nw", nw_)),
            at_s += dice_.below(3'600));
    }
    return at_s;
  }

  std::vector<ticket::InForce> in_force() const {
    std::vector<ticket::InForce> all;
    for (const auto* one : versions.in_force()) {
      all.push_back({*one->in_force_from_s(), rules.at(one->id), one->id, one->agreed()});
    }
    return all;
  }

  Versions versions;
  std::map<std::string, const agreement::Rules*> rules;

 private:
  static record::SigningKey key(std::uint8_t fill) {
    std::array<std::uint8_t, 32> seed{};
    seed.fill(fill);
    return record::SigningKey::from_seed("k", seed);
  }
  void pair(const std::string& party, const record::SigningKey& key) {
    record::Draft draft;
    draft.subject = "party:" + party;
    draft.kind = record::kPartyPaired;
    draft.body = {{"vkey", key.verifier(record::SignatureType::ed25519).text()}};
    add(std::move(draft), kMonday_s - 86'400);
  }
  void add(record::Draft draft, std::int64_t at_s) {
    record::Entry entry;
    entry.organisation = "o_1";
    entry.sequence = next_++;
    entry.recorded = entry.at = Instant::from_seconds(at_s);
    entry.party = draft.party;
    entry.subject = draft.subject;
    entry.kind = draft.kind;
    entry.body = draft.body;
    versions.step(entry);
  }

  Dice& dice_;
  record::SigningKey hq_, nw_;
  std::int64_t next_ = 0;
};

json::object share_json(const ticket::Share& share) {
  return {{"with", static_cast<int>(share.with)}, {"party", share.party}, {"team", share.team}};
}

// Everything that a clock says, by its version's id. Empty where it is not closed before `before_s`.
std::string closed_clock(const ticket::Clocks& clocks, const ticket::Clock& clock, std::int64_t before_s) {
  json::array cycles;
  for (const ticket::Cycle& cycle : clock.cycles) {
    const auto end_s = cycle.stop_s ? cycle.stop_s : clock.cancelled_s;
    if (!end_s || *end_s >= before_s) return {};
    json::array legs;
    for (const ticket::Leg& leg : cycle.legs) {
      legs.push_back(json::array{leg.from_s, leg.to_s, leg.counted_s, share_json(leg.share)});
    }
    cycles.push_back(
        {{"start", cycle.start_s},
         {"carried", cycle.carried_s},
         {"within", cycle.within_s},
         {"counted", cycle.counted_s},
         {"stop", cycle.stop_s ? json::value(*cycle.stop_s) : json::value()},
         {"due", cycle.due_s ? json::value(*cycle.due_s) : json::value()},
         {"state", json::array{cycle.paused, cycle.reached, cycle.breached, cycle.breached_at_attach, cycle.reopened}},
         {"overrun", cycle.overrun_s},
         {"at_breach", share_json(cycle.at_breach)},
         {"legs", std::move(legs)}});
  }
  return write_json(json::object{{"version", clocks.versions()[clock.version].version},
                                 {"target", clocks.target(clock).key},
                                 {"attached", clock.attached_s},
                                 {"cycles", std::move(cycles)}});
}

struct Past {
  std::vector<std::string> clocks;  // those that were closed
  std::string timeline;             // what happened before
  std::string figures;              // of the ticket, where it was over before
};

Past past_of(const Life& life, const Record& record, std::int64_t before_s, std::int64_t asked_s) {
  Past past;
  ticket::Names names;
  const auto story = ticket::story_of("T1", life.entries, names);
  const ticket::Clocks clocks(record.in_force(), names);
  for (const auto& clock : clocks.of(story, asked_s)) {
    if (auto text = closed_clock(clocks, clock, before_s); !text.empty()) past.clocks.push_back(std::move(text));
  }
  auto lines = ticket::timeline("T1", life.entries, &clocks, &story, asked_s,
                                [](std::string_view id) { return std::string(id); });
  std::erase_if(lines.lines, [&](const auto& line) { return line.at_s >= before_s; });
  past.timeline = write_json(ticket::to_json(lines, calendar::utc()));
  if (story.beats.back().phase == ticket::Phase::open || story.beats.back().at_s >= before_s) return past;
  SlaFold fold(clocks, names, Instant::from_seconds(asked_s));
  fold.step(story);
  const auto figures = sla_json(std::move(fold).finish());
  // A version brings its targets' lines with it, in which no ticket is: those that count are compared.
  for (const auto& target : figures.at("targets").as_array()) {
    if (target.at("tickets").as_int64() > 0) past.figures += write_json(target) + "\n";
  }
  return past;
}

void round(std::uint64_t seed, std::size_t& closed, std::size_t& over) {
  Dice dice(seed);
  Record record(dice);
  std::vector<Life> lives;
  for (int n = 0; n < 4; ++n) lives.push_back(some_life(dice));
  const std::int64_t asked_s = kMonday_s + 2 * kDays_s;
  std::int64_t at_s = kMonday_s - 86'400;
  for (std::int64_t n = 1 + dice.below(4); n > 0; --n) {
    at_s = record.put(at_s) + dice.below(3 * 86'400);
    // Everything that lies before the next version is decided, whatever date that says, is the past.
    const std::int64_t decided_s = at_s;
    std::vector<Past> before;
    for (const Life& life : lives) before.push_back(past_of(life, record, decided_s, asked_s));
    Record later = record;
    later.put(decided_s);
    for (std::size_t i = 0; i < lives.size(); ++i) {
      const Past after = past_of(lives[i], later, decided_s, asked_s);
      ASSERT_EQ(after.clocks, before[i].clocks) << "CONCORDAT_SEED=" << seed;
      ASSERT_EQ(after.timeline, before[i].timeline) << "CONCORDAT_SEED=" << seed;
      ASSERT_EQ(after.figures, before[i].figures) << "CONCORDAT_SEED=" << seed;
      closed += after.clocks.size();
      if (!after.figures.empty()) ++over;
    }
  }
}

TEST(Versions, AppendingOneChangesNoClosedFigure) {
  const std::uint64_t rounds = ticket::testing::histories() / 5;
  std::cout << "seeds from " << ticket::testing::first_seed() << "\n";
  std::size_t closed = 0, over = 0;
  for (std::uint64_t n = 0; n < rounds && !testing::Test::HasFatalFailure(); ++n) {
    round(ticket::testing::first_seed() + n, closed, over);
  }
  EXPECT_GT(closed, rounds) << "enough clocks were closed for this to mean anything";
  EXPECT_GT(over, rounds / 4);
}

}  // namespace
}  // namespace concordat::measure
