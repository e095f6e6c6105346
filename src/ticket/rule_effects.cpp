// SPDX-License-Identifier: Apache-2.0
#include "ticket/rule_effects.hpp"

#include "ticket/command.hpp"
#include "ticket/story.hpp"

#include <algorithm>
#include <set>
#include <tuple>

namespace concordat::ticket {
namespace {

using agreement::Rules;
using boost::json::object;
using record::Draft;
using record::Entry;

constexpr std::string_view kWarned = "clock.warned";
constexpr std::string_view kBreached = "clock.breached";
constexpr std::string_view kTold = "clock.told";

bool by_rule(const Entry& entry) { return entry.actor == kRuleActor; }

std::string text_in(const object& body, std::string_view key) {
  const auto* value = body.if_contains(key);
  const auto* found = value == nullptr ? nullptr : value->if_string();
  return found == nullptr ? std::string{} : std::string(*found);
}

std::int64_t number_in(const object& body, std::string_view key) {
  const auto* value = body.if_contains(key);
  const auto* found = value == nullptr ? nullptr : value->if_int64();
  return found == nullptr ? 0 : *found;
}

// What happens on a clock is told once: by target, which clock of it, which cycle, and what.
using Told = std::tuple<std::string, std::string, std::int64_t, std::int64_t, std::string, std::int64_t>;

class Effects {
 public:
  Effects(const RuleWorld& world, std::string_view ticket, std::span<const Entry> entries, std::int64_t until_s)
      : world_(world),
        id_(ticket),
        entries_(entries),
        until_s_(until_s),
        ticket_(rebuild(ticket, entries)),
        story_(story_of(ticket, entries, names_)) {}

  Outlook look_ahead(std::int64_t now_s) {
    Outlook outlook;
    const bool closes = ticket_.state == State::resolved && ticket_.merged_into.empty() && closing_at(now_s);
    outlook.waits_for_rules = ticket_.is_open() || closes;
    if (world_.versions.empty()) return outlook;
    outlook.next = run();
    // What has to be done now changes the rest; it is looked at again after that.
    if (!outlook.next || outlook.next->fires_s > now_s) next_due(now_s, outlook);
    return outlook;
  }

  std::optional<RuleEffect> run() {
    if (story_.beats.empty() || ticket_.imported) return std::nullopt;
    time_out();
    route();
    close();
    miss_update();
    clocks();
    const auto first = std::min_element(all_.begin(), all_.end(), [](const RuleEffect& a, const RuleEffect& b) {
      return std::tuple(a.fires_s, a.due_s) < std::tuple(b.fires_s, b.due_s);
    });
    return first == all_.end() ? std::nullopt : std::optional(std::move(*first));
  }

 private:
  const InForce* version_at(std::int64_t at_s) const {
    const InForce* found = nullptr;
    for (const InForce& one : world_.versions) {
      if (one.from_s <= at_s) found = &one;
    }
    return found;
  }

  bool closing_at(std::int64_t at_s) const {
    const InForce* version = version_at(at_s);
    return version != nullptr && version->rules->closing;
  }

  void add(std::int64_t due_s, std::vector<Draft> drafts) {
    const std::int64_t known_s = entries_.back().recorded.seconds();
    const std::int64_t fires_s = std::max(due_s, known_s) + 1;
    if (fires_s <= until_s_) all_.push_back({due_s, fires_s, std::move(drafts)});
  }

  Draft draft(std::string_view kind, const std::string& version) const {
    Draft one;
    one.actor = kRuleActor;
    one.audience = record::Audience::requester();
    one.subject = "ticket:" + std::string(id_);
    one.kind = kind;
    one.agreement = version;
    return one;
  }

  static void put_holder(object& body, const Rules& rules, const agreement::Holder& holder) {
    if (!holder.team.none()) {
      const auto& team = rules.teams[holder.team.at()];
      body["party"] =
          team.joint || team.parties.empty() ? std::string(kJointParty) : rules.parties[team.parties.front().at()].key;
      body["team"] = team.key;
    } else {
      const auto& role = rules.roles[holder.role.at()];
      body["party"] = role.party.none() ? std::string(kJointParty) : rules.parties[role.party.at()].key;
      body["team"] = role.key;
    }
  }

  // --- a ticket that nobody has goes to the first on duty; where nobody is, to the first of all when it opens
  void route() {
    if (!ticket_.is_open() || !ticket_.holder.nobody() || ticket_.offer) return;
    const Beat& last = story_.beats.back();
    const InForce* version = version_at(last.at_s);
    if (version == nullptr) return;
    const Rules& rules = *version->rules;
    agreement::Question question;
    question.function = ClockWords(rules, names_).function_of(last);
    question.activity = rules.activity("triage");
    if (question.function.none() || question.activity.none()) return;
    question.priority = last.priority;
    question.at = Instant::from_seconds(last.at_s);
    const auto duty = world_.duty ? world_.duty(rules) : std::make_unique<agreement::CalendarDuty>(rules);
    agreement::Decision decision;
    decide(rules, question, *duty, decision);
    const auto taking = takes_at(rules, decision, question.at, *duty);
    if (taking.holder.none() || !taking.at) return;
    Draft assigned = draft("ticket.assigned", version->version);
    put_holder(assigned.body, rules, taking.holder);
    assigned.body["row"] = decision.row->id;
    add(std::max(taking.at->seconds(), last.at_s), {std::move(assigned)});
  }

  // --- an offer that nobody answered in time
  const Entry* offer_entry() const {
    for (const Entry& one : entries_) {
      if (one.sequence == ticket_.offer->sequence) return &one;
    }
    return nullptr;
  }

  // Teams that were offered it since somebody last did something: it does not go round among them.
  std::set<std::string> tried() const {
    std::set<std::string> teams;
    for (const Entry& one : entries_) {
      if (ticket_of(one) != id_) continue;
      const bool offered = one.kind == "ticket.offered";
      if (!by_rule(one)) teams.clear();
      if (offered) teams.insert(text_in(one.body, "team"));
    }
    return teams;
  }

  void time_out() {
    const Entry* entry = ticket_.offer ? offer_entry() : nullptr;
    if (entry == nullptr) return;
    const InForce* version = version_at(ticket_.offer->at.seconds());
    if (version == nullptr) return;
    const Rules& rules = *version->rules;
    const agreement::TeamId to = rules.team(ticket_.offer->to.team);
    const agreement::HandOffRules& hand_off = to.none() ? rules.hand_off : rules.hand_off_to(to);
    if (!hand_off.accept_within) return;
    const Instant offered = Instant::from_seconds(ticket_.offer->at.seconds());
    std::optional<Instant> due = Instant::from_seconds(offered.seconds() + hand_off.accept_within->seconds);
    const agreement::CalendarId hours = to.none() ? agreement::CalendarId{} : rules.teams[to.at()].duty;
    if (!hours.none()) due = rules.calendars[hours.at()].add(offered, *hand_off.accept_within).at;
    if (!due) return;
    std::vector<Draft> drafts = {draft("ticket.timed_out", version->version)};
    if (!hand_off.on_timeout.none() && !tried().contains(rules.teams[hand_off.on_timeout.at()].key)) {
      drafts.push_back(passed_on(*entry, *version, hand_off.on_timeout));
    }
    add(due->seconds(), std::move(drafts));
  }

  // To the team that the agreement names instead: assigned within the sender's party, else offered with the same
  // packet.
  Draft passed_on(const Entry& offer, const InForce& version, agreement::TeamId to) const {
    const Rules& rules = *version.rules;
    object holder;
    put_holder(holder, rules, {to, {}});
    const Holder& from = ticket_.offer->from;
    const bool own = from.nobody() || text_in(holder, "party") == from.party;
    Draft next = draft(own ? "ticket.assigned" : "ticket.offered", version.version);
    if (!own) {
      next.body = offer.body;
      next.body.erase("person");
      next.body["mode"] = to_word(ticket_.offer->mode);
    }
    for (const auto& member : holder) next.body[member.key()] = member.value();
    return next;
  }

  // --- what was resolved long enough ago is closed, and the entry says by which rule
  void close() {
    if (ticket_.state != State::resolved || !ticket_.merged_into.empty() || !ticket_.resolved) return;
    const Instant resolved = Instant::from_seconds(ticket_.resolved->seconds());
    const InForce* version = version_at(resolved.seconds());
    if (version == nullptr || !version->rules->closing) return;
    const agreement::ClosingRules& closing = *version->rules->closing;
    std::optional<Instant> due = Instant::from_seconds(resolved.seconds() + closing.after.seconds);
    if (!closing.calendar.none())
      due = version->rules->calendars[closing.calendar.at()].add(resolved, closing.after).at;
    if (!due) return;
    Draft closed = draft("ticket.closed", version->version);
    closed.body["row"] = "closing";
    closed.body["resolved"] = format_instant(resolved);
    add(due->seconds(), {std::move(closed)});
  }

  // --- the word to everybody that a major incident had promised did not come
  void miss_update() {
    if (!ticket_.is_open() || !ticket_.major || ticket_.major->state != MajorIncident::State::accepted) return;
    const auto& promised = ticket_.major->update_due;
    if (!promised || ticket_.major->missed == promised) return;
    const InForce* version = version_at(promised->seconds());
    Draft missed = draft("ticket.major_update_missed", version == nullptr ? "" : version->version);
    missed.audience = record::Audience::shared();
    missed.body["promised"] = format_instant(*promised);
    add(promised->seconds(), {std::move(missed)});
  }

  // --- warnings, breaches, steps of ladders
  static Told told(const object& body, std::string_view kind) {
    return {std::string(kind),        text_in(body, "target"), number_in(body, "clock"),
            number_in(body, "cycle"), text_in(body, "ladder"), number_in(body, kind == kWarned ? "per_cent" : "step")};
  }

  record::Audience audience_of(const agreement::TargetRules& target) const {
    if (target.annex.empty()) return record::Audience::shared();
    return record::Audience::only({world_.organisation_party, target.annex});
  }

  void clocks() {
    std::set<Told> known;
    for (const Entry& one : entries_) {
      if (by_rule(one) && one.kind.starts_with("clock.")) known.insert(told(one.body, one.kind));
    }
    const Clocks clocks(world_.versions, names_);
    const std::int64_t asked_s = until_s_ - 1;
    std::map<std::string, std::int64_t> count;  // clocks of each target so far
    for (const Clock& clock : clocks.of(story_, asked_s)) {
      const std::string& key = clocks.target(clock).key;
      const std::int64_t ordinal = ++count[key];
      for (const ClockEvent& event : events(clocks, clock, story_, asked_s)) {
        clock_event(clocks, clock, ordinal, event, known);
      }
    }
  }

  void clock_event(const Clocks& clocks, const Clock& clock, std::int64_t ordinal, const ClockEvent& event,
                   const std::set<Told>& known) {
    using Kind = ClockEvent::Kind;
    const std::string_view kind = event.kind == Kind::warned     ? kWarned
                                  : event.kind == Kind::breached ? kBreached
                                  : event.kind == Kind::told     ? kTold
                                                                 : "";
    if (kind.empty()) return;
    const InForce& version = clocks.versions()[clock.version];
    const auto& target = clocks.target(clock);
    Draft one = draft(kind, version.version);
    one.audience = audience_of(target);
    one.body = {{"target", target.key}, {"clock", ordinal}, {"cycle", static_cast<std::int64_t>(event.cycle + 1)}};
    if (kind == kWarned) one.body["per_cent"] = event.per_cent;
    if (kind == kTold) {
      const auto& ladder = version.rules->ladders[event.ladder.at()];
      one.body["ladder"] = ladder.key;
      one.body["step"] = static_cast<std::int64_t>(event.step + 1);
      one.body["tell"] = version.rules->key(ladder.steps[event.step].tell);
    }
    if (!known.contains(told(one.body, kind))) add(event.at_s, {std::move(one)});
  }

  void next_due(std::int64_t now_s, Outlook& outlook) const {
    const Clocks clocks(world_.versions, names_);
    for (const Clock& clock : clocks.of(story_, now_s)) {
      if (clock.cancelled_s || clock.cycles.empty()) continue;
      const Cycle& cycle = clock.cycles.back();
      if (cycle.stop_s || cycle.paused || !cycle.due_s || cycle.breached) continue;
      if (outlook.due_s && *outlook.due_s <= *cycle.due_s) continue;
      outlook.due_s = *cycle.due_s;
      outlook.target = clocks.target(clock).key;
    }
  }

  const RuleWorld& world_;
  std::string_view id_;
  std::span<const Entry> entries_;
  std::int64_t until_s_;
  Names names_;
  Ticket ticket_;
  Story story_;
  std::vector<RuleEffect> all_;
};

}  // namespace

std::optional<RuleEffect> next_effect(const RuleWorld& world, std::string_view ticket, std::span<const Entry> entries,
                                      std::int64_t until_s) {
  return Effects(world, ticket, entries, until_s).run();
}

Outlook look_ahead(const RuleWorld& world, std::string_view ticket, std::span<const Entry> entries, std::int64_t now_s,
                   std::int64_t until_s) {
  return Effects(world, ticket, entries, until_s).look_ahead(now_s);
}

std::vector<Draft> drafts_of(const RuleEffect& effect, Instant now) {
  std::vector<Draft> drafts = effect.drafts;
  const Instant due = Instant::from_seconds(effect.due_s);
  for (Draft& one : drafts) {
    one.body["due"] = format_instant(due);
    if (now.us - due.us <= kLateUs) one.at = due;
  }
  return drafts;
}

std::optional<Draft> reaction(const Ticket& before, const Entry& entry) {
  static constexpr std::string_view kUpdates[] = {"ticket.commented", "ticket.classified", "ticket.prioritised"};
  const bool update = std::find(std::begin(kUpdates), std::end(kUpdates), entry.kind) != std::end(kUpdates);
  if (!update || before.waiting_on != WaitingOn::requester || before.requester.empty() ||
      entry.actor != before.requester) {
    return std::nullopt;
  }
  Draft resumed;
  if (entry.at != entry.recorded && entry.recorded.us - entry.at.us <= kLateUs) resumed.at = entry.at;
  resumed.actor = kRuleActor;
  resumed.audience = entry.audience;
  resumed.subject = entry.subject;
  resumed.kind = "ticket.resumed";
  resumed.agreement = entry.agreement;
  return resumed;
}

}  // namespace concordat::ticket
