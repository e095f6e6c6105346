// SPDX-License-Identifier: Apache-2.0
#include "ticket/story.hpp"

#include "ticket/command.hpp"
#include "ticket/ticket.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace concordat::ticket {
namespace {

using record::Entry;

Phase phase_of(const Ticket& ticket) {
  if (!ticket.merged_into.empty() || ticket.state == State::cancelled) return Phase::cancelled;
  if (ticket.state == State::closed) return Phase::closed;
  return ticket.state == State::resolved ? Phase::resolved : Phase::open;
}

Phase phase_of(std::optional<State> state) {
  if (state == State::cancelled) return Phase::cancelled;
  if (state == State::closed) return Phase::closed;
  return state == State::resolved ? Phase::resolved : Phase::open;
}

std::int64_t pending_questions(const Ticket& ticket) {
  return std::count_if(ticket.approvals.begin(), ticket.approvals.end(),
                       [](const Approval& one) { return one.is_pending(); });
}

// What the entry itself says, beside what is true after it.
void happened(Beat& beat, const Entry& entry, const Ticket& before, const Ticket& after, Names& names) {
  const std::string_view kind = entry.kind;
  const bool by_rule = entry.actor == kRuleActor;
  if (kind == "ticket.accepted" || kind == "ticket.started") beat.acknowledged = !by_rule;
  if (kind == "ticket.assigned") beat.acknowledged = !by_rule && !after.holder.person.empty();
  if (kind == kTicketObserved) {
    const auto event = entry.body.if_contains("event");
    const bool responded = event != nullptr && event->is_string() && event->as_string() == "responded";
    beat.acknowledged = responded || (after.state && *after.state != State::new_);
    beat.replied = responded;
  }
  if (kind == "ticket.commented" || kind == "ticket.major_updated") {
    beat.replied = entry.audience.kind == record::Audience::Kind::requester && !by_rule && !entry.party.empty() &&
                   entry.actor != after.requester;
  }
  // Of several questions at once the time runs until the last is answered.
  const auto asked = pending_questions(before);
  const auto waiting = pending_questions(after);
  beat.approval_asked = waiting > asked;
  beat.approval_given = asked > 0 && waiting == 0;
  if (before.offer && (!after.offer || after.offer->sequence != before.offer->sequence)) beat.offer_answered = true;
  if (after.offer && (!before.offer || after.offer->sequence != before.offer->sequence)) {
    beat.offered_party = names.intern(after.offer->to.party);
    beat.offered_team = names.intern(after.offer->to.team);
  }
}

Beat beat_of(const Ticket& ticket, std::int64_t at_s, Names& names) {
  Beat beat;
  beat.at_s = at_s;
  beat.phase = phase_of(ticket);
  beat.waiting_on = ticket.waiting_on;
  if (const auto holder = custodian_of(ticket)) beat.with = holder->kind;
  const bool third = beat.with == Custodian::Kind::third_party;
  beat.party = names.intern(third ? ticket.waiting_on_party : ticket.holder.party);
  beat.team = names.intern(third ? std::string_view{} : std::string_view(ticket.holder.team));
  beat.category = names.intern(ticket.category);
  beat.priority = priority_level(ticket.priority);
  beat.type = ticket.type.value_or(Type::incident);
  return beat;
}

struct OwnStory {
  std::string ticket;
  std::vector<Beat> beats;
  bool imported = false;
  std::vector<std::string> merged_from;
};

OwnStory own_story(std::string_view id, std::span<const Entry> entries, Names& names) {
  OwnStory story{std::string(id), {}, false, {}};
  const auto happenings = in_order(id, entries);
  Ticket whole;
  for (const Happening& one : happenings) apply_at(whole, one);
  Ticket ticket;
  for (const Happening& one : happenings) {
    const Ticket before = ticket;
    apply_at(ticket, one);
    const std::int64_t at_s = one.at.seconds();
    if (story.beats.empty() && whole.opened().seconds() < at_s) {
      // Stated to be opened before anything was seen of it: nobody had it, and it is what it was first seen to be.
      Beat opening = beat_of(ticket, whole.opened().seconds(), names);
      opening.phase = Phase::open;
      opening.waiting_on.reset();
      opening.with = Custodian::Kind::nobody;
      opening.party = opening.team = Names::kNone;
      story.beats.push_back(opening);
    }
    Beat beat = beat_of(ticket, at_s, names);
    beat.sequence = one.entry->sequence;
    happened(beat, *one.entry, before, ticket, names);
    story.beats.push_back(std::move(beat));
  }
  story.imported = whole.imported;
  story.merged_from = std::move(whole.merged_from);
  return story;
}

// What the ticket was merged from, as far as it was open before the survivor was: of several, the one opened first.
std::vector<Beat> before(std::vector<std::vector<Beat>> lives, std::int64_t end_s) {
  std::sort(lives.begin(), lives.end(), [](const auto& a, const auto& b) { return a.front().at_s < b.front().at_s; });
  std::vector<Beat> all;
  std::int64_t from_s = lives.empty() ? end_s : lives.front().front().at_s;
  for (const auto& life : lives) {
    if (from_s >= end_s) break;
    const Beat* at_from = nullptr;
    std::int64_t over_s = end_s;
    for (const Beat& beat : life) {
      if (beat.at_s <= from_s) at_from = &beat;
      if (beat.phase == Phase::cancelled || beat.phase == Phase::closed) over_s = std::min(over_s, beat.at_s);
    }
    if (at_from != nullptr && at_from->at_s < from_s && from_s < over_s) {
      all.push_back(*at_from);
      all.back().at_s = from_s;
    }
    for (const Beat& beat : life) {
      if (beat.at_s >= from_s && beat.at_s < over_s) all.push_back(beat);
    }
    from_s = std::max(from_s, over_s);
  }
  return all;
}

std::vector<Beat> whole_story(std::string_view id, std::span<const Entry> entries, Names& names,
                              std::set<std::string, std::less<>>& seen, bool& imported) {
  seen.emplace(id);
  OwnStory own = own_story(id, entries, names);
  imported = own.imported;
  std::vector<std::vector<Beat>> merged;
  for (const std::string& from : own.merged_from) {
    if (seen.contains(from)) continue;
    bool unused = false;
    auto other = whole_story(from, entries, names, seen, unused);
    if (!other.empty()) merged.push_back(std::move(other));
  }
  if (merged.empty() || own.beats.empty()) return std::move(own.beats);
  auto all = before(std::move(merged), own.beats.front().at_s);
  all.insert(all.end(), own.beats.begin(), own.beats.end());
  return all;
}

}  // namespace

std::int32_t priority_level(std::string_view word) {
  constexpr std::int32_t kLevelMax = 99;
  std::int32_t level = 0;
  for (const char c : word) {
    if (c < '0' || c > '9') break;
    level = level * 10 + (c - '0');
    if (level > kLevelMax) return 0;
  }
  return level;
}

Story story_of(std::string_view ticket, std::span<const Entry> entries, Names& names) {
  std::set<std::string, std::less<>> seen;
  Story story;
  story.ticket = ticket;
  story.beats = whole_story(ticket, entries, names, seen, story.imported);
  return story;
}

Story story_of(const History& history, const Names& names, std::span<const TeamWords> teams) {
  Story story;
  story.ticket = history.ticket;
  story.imported = true;
  story.beats.reserve(history.updates.size() + 2);
  // In the order of when it happened: a file may step back in time.
  std::vector<const Update*> updates;
  updates.reserve(history.updates.size());
  for (const Update& update : history.updates) updates.push_back(&update);
  const auto by_time = [](const Update* a, const Update* b) { return a->at < b->at; };
  if (!std::is_sorted(updates.begin(), updates.end(), by_time))
    std::stable_sort(updates.begin(), updates.end(), by_time);
  for (const Update* update : updates) {
    Beat beat;
    beat.at_s = update->at.seconds();
    const auto state = state_of(update->status);
    beat.phase = phase_of(state);
    beat.waiting_on = beat.phase == Phase::open ? waiting_on_of(update->status) : std::nullopt;
    const auto team = static_cast<std::size_t>(update->team);
    const TeamWords words = update->team != Names::kNone && team < teams.size() ? teams[team] : TeamWords{};
    beat.team = update->team;
    beat.party = update->party != Names::kNone ? update->party : words.party;
    beat.function = words.function;
    beat.category = update->category;
    beat.priority = update->priority == Names::kNone ? 0 : priority_level(names.name(update->priority));
    beat.acknowledged = state && *state != State::new_;
    if (beat.phase == Phase::resolved) {
      beat.with = Custodian::Kind::resolved;
    } else if (beat.waiting_on == WaitingOn::requester) {
      beat.with = Custodian::Kind::requester;
    } else if (beat.waiting_on == WaitingOn::third_party) {
      beat.with = Custodian::Kind::third_party;
      beat.party = Names::kNone;  // the log does not say for whom
    } else if (beat.team != Names::kNone || beat.party != Names::kNone) {
      beat.with = Custodian::Kind::team;
    }
    story.beats.push_back(std::move(beat));
  }
  if (story.beats.empty()) return story;
  if (history.opened && history.opened->seconds() < story.opened_s()) {
    Beat opening = story.beats.front();
    opening.at_s = history.opened->seconds();
    opening.phase = Phase::open;
    opening.waiting_on.reset();
    opening.with = Custodian::Kind::nobody;
    opening.party = opening.team = Names::kNone;
    opening.acknowledged = opening.replied = false;
    story.beats.insert(story.beats.begin(), opening);
  }
  // A source whose states mean none of ours may still say when it closed.
  if (history.closed && story.beats.back().phase == Phase::open && !state_of(updates.back()->status)) {
    Beat end = story.beats.back();
    end.at_s = std::max(end.at_s, history.closed->seconds());
    end.phase = Phase::closed;
    story.beats.push_back(end);
  }
  return story;
}

std::vector<TeamWords> team_words(Log& log) {
  for (const auto& [name, team] : std::map(log.teams.begin(), log.teams.end())) {
    log.names.intern(team.party);
    log.names.intern(team.function);
  }
  std::vector<TeamWords> words(log.names.size());
  for (const auto& [name, team] : log.teams) {
    const auto index = log.names.find(name);
    if (index < 0) continue;
    words[static_cast<std::size_t>(index)] = {log.names.find(team.party), log.names.find(team.function)};
  }
  return words;
}

}  // namespace concordat::ticket
