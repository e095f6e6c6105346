// SPDX-License-Identifier: Apache-2.0
#include "ticket/custody.hpp"

#include <boost/json/array.hpp>

#include <algorithm>
#include <set>
#include <utility>

namespace concordat::ticket {
namespace {

using record::Entry;

// A ticket's life, whole: its last interval may last for ever.
struct Life {
  std::string ticket;
  Instant opened = kLastInstant;
  std::vector<Interval> intervals;
};

void end_at(Life& life, Instant end) {
  while (!life.intervals.empty() && life.intervals.back().from >= end) life.intervals.pop_back();
  if (!life.intervals.empty()) life.intervals.back().to = std::min(life.intervals.back().to, end);
}

void begin(Life& life, Instant from, Custodian holder, bool assumed) {
  end_at(life, from);
  life.intervals.push_back({from, kLastInstant, std::move(holder), assumed});
}

Custodian team_or_nobody(const Holder& holder) {
  return holder.nobody() ? Custodian{} : Custodian{Custodian::Kind::team, holder};
}

Life own_life(std::string_view id, std::span<const Entry> entries, std::vector<std::string>& merged_from) {
  const auto happenings = in_order(id, entries);
  Ticket whole;
  for (const Happening& happening : happenings) apply_at(whole, happening);
  Life life{std::string(id), whole.opened().floor_to_second(), {}};
  if (whole.opened() < whole.first) begin(life, life.opened, {}, false);
  Ticket ticket;
  bool ended = false;
  for (const Happening& happening : happenings) {
    apply_at(ticket, happening);
    const Instant at = happening.at.floor_to_second();
    auto holder = custodian_of(ticket);
    if (holder) {
      begin(life, at, std::move(*holder), ticket.assumed);
    } else if (!ended) {
      // A source that only states when it closed may do so before or after its last row.
      const Instant end = ticket.closed->floor_to_second();
      begin(life, at, team_or_nobody(ticket.holder), ticket.assumed);
      end_at(life, end);
    }
    ended = !holder;
  }
  merged_from = std::move(whole.merged_from);
  return life;
}

const Interval* at_instant(const Life& life, Instant instant) {
  const auto after = std::partition_point(life.intervals.begin(), life.intervals.end(),
                                          [&](const Interval& one) { return one.to <= instant; });
  return after != life.intervals.end() && after->from <= instant ? &*after : nullptr;
}

// The time before `end`, with the ticket that was open then; of several, the one opened first.
std::vector<Interval> before(std::vector<Life> lives, Instant end) {
  std::sort(lives.begin(), lives.end(), [](const Life& a, const Life& b) {
    return std::pair(a.opened, std::string_view(a.ticket)) < std::pair(b.opened, std::string_view(b.ticket));
  });
  std::set<Instant> cuts = {end};
  for (const Life& life : lives) {
    for (const Interval& one : life.intervals) {
      if (one.from < end) cuts.insert(one.from);
      if (one.to < end) cuts.insert(one.to);
    }
  }
  std::vector<Interval> result;
  for (auto from = cuts.begin(), to = std::next(from); to != cuts.end(); from = to++) {
    for (const Life& life : lives) {
      const Interval* found = at_instant(life, *from);
      if (found == nullptr) continue;
      result.push_back({*from, *to, found->holder, found->assumed});
      break;
    }
  }
  return result;
}

// `seen` keeps a record that merges in a circle, or one ticket twice, from counting anything twice.
Life whole_life(std::string_view id, std::span<const Entry> entries, std::set<std::string, std::less<>>& seen) {
  seen.emplace(id);
  std::vector<std::string> merged_from;
  Life life = own_life(id, entries, merged_from);
  std::vector<Life> merged;
  for (const std::string& from : merged_from) {
    if (seen.contains(from)) continue;
    merged.push_back(whole_life(from, entries, seen));
  }
  if (merged.empty()) return life;
  auto earlier = before(merged, life.opened);
  for (const Life& other : merged) life.opened = std::min(life.opened, other.opened);
  earlier.insert(earlier.end(), std::make_move_iterator(life.intervals.begin()),
                 std::make_move_iterator(life.intervals.end()));
  life.intervals = std::move(earlier);
  return life;
}

boost::json::value text_or_null(const std::string& text) {
  return text.empty() ? boost::json::value() : boost::json::value(text);
}

// A party may be called anything, and the first slash of a key ends its party; so a slash in the party is written in
// another way, and so is what begins that.
std::string party_in_key(std::string_view party) {
  std::string written;
  for (const char c : party) {
    if (c == '%') {
      written += "%25";
    } else if (c == '/') {
      written += "%2F";
    } else {
      written += c;
    }
  }
  return written;
}

std::string words_of(const Custodian& custodian) {
  switch (custodian.kind) {
    case Custodian::Kind::team: {
      std::string words = custodian.who.team.empty() ? custodian.who.party : custodian.who.team;
      if (!custodian.who.team.empty() && !custodian.who.party.empty()) words += " (" + custodian.who.party + ")";
      if (!custodian.who.person.empty()) words += ", " + custodian.who.person;
      return words;
    }
    case Custodian::Kind::third_party:
      return custodian.who.party.empty() ? "third party" : "third party " + custodian.who.party;
    default: return std::string(to_word(custodian.kind));
  }
}

}  // namespace

std::string_view to_word(Custodian::Kind kind) {
  constexpr std::string_view kWords[] = {"team", "requester", "third_party", "nobody", "resolved"};
  return kWords[static_cast<std::size_t>(kind)];
}

std::string key_of(const Custodian& custodian) {
  std::string key(to_word(custodian.kind));
  if (custodian.kind == Custodian::Kind::team) {
    key += ":" + party_in_key(custodian.who.party) + "/" + custodian.who.team;
  }
  return key;
}

std::optional<Custodian> custodian_of(const Ticket& ticket) {
  if (ticket.state == State::resolved) return Custodian{Custodian::Kind::resolved, {}};
  if (!ticket.is_open()) return std::nullopt;
  if (ticket.waiting_on == WaitingOn::requester) return Custodian{Custodian::Kind::requester, {}};
  if (ticket.waiting_on == WaitingOn::third_party) {
    return Custodian{Custodian::Kind::third_party, {ticket.waiting_on_party, "", ""}};
  }
  return team_or_nobody(ticket.holder);
}

Custody custody(std::string_view ticket, std::span<const Entry> entries, Instant asked) {
  std::set<std::string, std::less<>> seen;
  Life life = whole_life(ticket, entries, seen);
  const Instant end = asked.floor_to_second();
  Custody result;
  result.opened = life.opened == kLastInstant ? end : life.opened;
  result.until = result.opened;
  for (Interval& one : life.intervals) {
    one.to = std::min(one.to, end);
    if (one.from >= one.to) continue;
    const std::int64_t length_s = one.to.seconds() - one.from.seconds();
    result.sum_s[key_of(one.holder)] += length_s;
    result.total_s += length_s;
    result.until = one.to;
    auto* last = result.intervals.empty() ? nullptr : &result.intervals.back();
    if (last != nullptr && last->to == one.from && last->holder == one.holder && last->assumed == one.assumed) {
      last->to = one.to;
    } else {
      result.intervals.push_back(std::move(one));
    }
  }
  return result;
}

boost::json::object to_json(const Custody& custody) {
  boost::json::array intervals;
  for (const Interval& one : custody.intervals) {
    const Holder& who = one.holder.who;
    intervals.push_back({{"from", format_instant(one.from)},
                         {"to", format_instant(one.to)},
                         {"holder",
                          {{"kind", to_word(one.holder.kind)},
                           {"party", text_or_null(who.party)},
                           {"team", text_or_null(who.team)},
                           {"person", text_or_null(who.person)}}},
                         {"assumed", one.assumed}});
  }
  boost::json::object sums;
  for (const auto& [key, sum_s] : custody.sum_s) sums.emplace(key, sum_s);
  return {{"opened", format_instant(custody.opened)},
          {"until", format_instant(custody.until)},
          {"intervals", std::move(intervals)},
          {"sum_s", std::move(sums)},
          {"total_s", custody.total_s}};
}

std::string to_text(const Custody& custody) {
  std::string text = "open " + format_instant(custody.opened) + " to " + format_instant(custody.until) + "\n";
  for (const Interval& one : custody.intervals) {
    text += "  " + format_instant(one.from) + "  " + format_duration(one.to.seconds() - one.from.seconds()) + "  " +
            words_of(one.holder) + (one.assumed ? "  (assumed)" : "") + "\n";
  }
  text += "in all " + format_duration(custody.total_s) + "\n";
  for (const auto& [key, sum_s] : custody.sum_s) text += "  " + key + "  " + format_duration(sum_s) + "\n";
  return text;
}

}  // namespace concordat::ticket
