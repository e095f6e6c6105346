// SPDX-License-Identifier: Apache-2.0
#include "ticket/timeline.hpp"

#include "base/json.hpp"
#include "base/text.hpp"
#include "ticket/command.hpp"
#include "ticket/ticket.hpp"

#include <boost/json/array.hpp>

#include <algorithm>
#include <set>
#include <tuple>

namespace concordat::ticket {
namespace {

using boost::json::object;
using record::Entry;

std::string text_at(const object& body, std::string_view key) {
  const auto* value = body.if_contains(key);
  if (value == nullptr) return {};
  if (const auto* found = value->if_string()) return std::string(*found);
  boost::system::error_code error;
  const auto number = value->to_number<std::int64_t>(error);
  return error ? std::string{} : std::to_string(number);
}

// "Network (northwind), Nora"
std::string holder(const object& body, const PersonName& person) {
  const std::string team = text_at(body, "team"), party = text_at(body, "party"), who = text_at(body, "person");
  std::string words = team;
  if (!party.empty()) words += words.empty() ? party : " (" + party + ")";
  if (!who.empty()) words += (words.empty() ? "" : ", ") + person(who);
  return words;
}

// What is in a ticket's entry that a reader wants to see, besides its kind.
std::string details(const Entry& entry, const PersonName& person) {
  std::string words = holder(entry.body, person);
  const auto add = [&words](const std::string& before, const std::string& value) {
    if (!value.empty()) words += (words.empty() ? "" : ", ") + before + value;
  };
  for (const char* key : {"source_state", "state", "event"}) {
    if (const std::string state = text_at(entry.body, key); !state.empty()) {
      add("", state);
      break;
    }
  }
  add("for ", text_at(entry.body, "on"));
  add("", text_at(entry.body, "type"));
  add("category ", text_at(entry.body, "category"));
  add("priority ", text_at(entry.body, "priority"));
  add("", text_at(entry.body, "mode"));
  add("into ", text_at(entry.body, "into"));
  add("from ", text_at(entry.body, "from"));
  add("", text_at(entry.body, "relation"));
  add("to ", text_at(entry.body, "to"));
  add("parent ", text_at(entry.body, "parent"));
  add("entry ", text_at(entry.body, "entry"));
  return words;
}

TimelineLine line_of(const Happening& one, std::string_view other_ticket, const PersonName& person) {
  const Entry& entry = *one.entry;
  TimelineLine line;
  line.at_s = one.at.seconds();
  line.kind = entry.kind;
  line.words = details(entry, person);
  if (!other_ticket.empty()) {
    line.words += (line.words.empty() ? "of " : ", of ") + std::string(other_ticket);
  }
  line.sequence = entry.sequence;
  line.recorded = entry.recorded;
  line.actor = person(entry.actor);
  line.party = entry.party;
  return line;
}

std::string per_cent(std::int64_t part, std::int64_t whole) {
  return whole == 0 ? "" : std::to_string(part * 100 / whole) + " %";
}

std::string clock_words(const Clocks& clocks, const Clock& clock, const ClockEvent& event) {
  const auto& rules = *clocks.versions()[clock.version].rules;
  const Cycle& cycle = clock.cycles[event.cycle];
  using Kind = ClockEvent::Kind;
  switch (event.kind) {
    case Kind::attached:
      return format_duration(cycle.within_s) + " to go" +
             (cycle.carried_s > 0 ? ", " + format_duration(cycle.carried_s) + " used already" : "");
    case Kind::warned: return std::to_string(event.per_cent) + " % used";
    case Kind::told: {
      const auto& ladder = rules.ladders[event.ladder.at()];
      return "step " + std::to_string(event.step + 1) + " of " + ladder.key + ": " +
             std::string(rules.key(ladder.steps[event.step].tell)) + " is told";
    }
    case Kind::breached: return "all used, not kept";
    case Kind::stopped:
      return (cycle.breached ? "late by " + format_duration(cycle.overrun_s) : std::string("kept")) + ", " +
             format_duration(cycle.counted_s) + " counted (" + per_cent(cycle.counted_s, cycle.within_s) + ")";
    case Kind::cancelled: return clock.taken_over ? "another promise takes over" : "does not hold any more";
    default: return {};
  }
}

void add_clock(Timeline& all, const Clocks& clocks, const Clock& clock, const Story& story, std::int64_t asked_s) {
  for (const ClockEvent& event : events(clocks, clock, story, asked_s)) {
    TimelineLine line;
    line.at_s = event.at_s;
    line.kind = "clock." + std::string(to_word(event.kind));
    line.target = clocks.target(clock).key;
    line.words = clock_words(clocks, clock, event);
    all.lines.push_back(std::move(line));
  }
}

}  // namespace

Timeline timeline(std::string_view ticket, std::span<const Entry> entries, const Clocks* clocks, const Story* story,
                  std::int64_t asked_s, const PersonName& person) {
  Timeline all{std::string(ticket), {}};
  std::set<std::string_view> tickets;
  for (const Entry& entry : entries) tickets.insert(ticket_of(entry));
  for (const std::string_view about : tickets) {
    for (const Happening& one : in_order(about, entries)) {
      if (one.at.seconds() <= asked_s) all.lines.push_back(line_of(one, about == ticket ? "" : about, person));
    }
  }
  if (clocks != nullptr && story != nullptr) {
    for (const Clock& clock : clocks->of(*story, asked_s)) add_clock(all, *clocks, clock, *story, asked_s);
  }
  std::stable_sort(all.lines.begin(), all.lines.end(), [](const TimelineLine& a, const TimelineLine& b) {
    return std::tuple(a.at_s, a.is_clock(), a.sequence) < std::tuple(b.at_s, b.is_clock(), b.sequence);
  });
  return all;
}

object to_json(const Timeline& timeline, const calendar::Zone& zone) {
  boost::json::array lines;
  for (const TimelineLine& one : timeline.lines) {
    object line{
        {"at", format_instant(Instant::from_seconds(one.at_s))}, {"kind", one.kind}, {"words", as_utf8(one.words)}};
    if (one.is_clock()) {
      line["target"] = as_utf8(one.target);
    } else {
      line["sequence"] = one.sequence;
      line["recorded"] = format_instant(one.recorded);
      line["actor"] = as_utf8(one.actor);
      line["party"] = as_utf8(one.party);
    }
    lines.push_back(std::move(line));
  }
  return {{"ticket", as_utf8(timeline.ticket)}, {"zone", zone.name}, {"lines", std::move(lines)}};
}

std::string to_text(const Timeline& timeline, const calendar::Zone& zone) {
  constexpr std::string_view kOfTickets = "ticket.";
  constexpr std::string_view kOfClocks = "clock.";
  std::string text;
  for (const TimelineLine& one : timeline.lines) {
    const Instant at = Instant::from_seconds(one.at_s);
    text += calendar::format_wall(zone, at) + "  ";
    if (one.is_clock()) {
      text += "  " + one.target + " " + one.kind.substr(kOfClocks.size());
    } else {
      text += one.kind.starts_with(kOfTickets) ? one.kind.substr(kOfTickets.size()) : one.kind;
      if (one.actor == kRuleActor) text += " (by rule)";
    }
    text += (one.words.empty() ? "" : ": ") + one.words + "\n";
  }
  return text;
}

}  // namespace concordat::ticket
