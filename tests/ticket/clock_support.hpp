// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agreement/read.hpp"
#include "store/zones.hpp"
#include "ticket/clock.hpp"

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <utility>
#include <vector>

// Clocks for tests: an agreement as text, a ticket's life told line by line in wall time, and the clocks of it.
namespace concordat::ticket::testing {

inline store::ZoneSource& zones() {
  static store::ZoneSource source;
  return source;
}

// Compiled once: calendars of a hundred years cost more than most lives.
inline const agreement::Rules& rules_of(const std::string& text) {
  static std::map<std::string, agreement::Rules> known;
  if (const auto found = known.find(text); found != known.end()) return found->second;
  const calendar::Sources sources{
      [](const std::string& name) { return zones().find(name); },
      [](const std::string&) -> Result<std::string> { return fail("cannot-read", "No file lies beside it."); }};
  const agreement::SourceText source{"test.toml", text};
  const auto reading = agreement::read(std::span(&source, 1), sources);
  for (const auto& finding : reading.findings) ADD_FAILURE() << finding.rule << ": " << finding.message;
  return known.emplace(text, agreement::compile(reading.agreement)).first->second;
}

// Two parties, a desk and a noc, London nine to five, round the clock, and whatever targets the test adds.
inline std::string agreement_text(const std::string& more, const std::string& zone = "Europe/London",
                                  const std::string& office = "open = { mon-fri = [\"09:00-17:00\"] }") {
  return "format = 1\norganisation = \"x\"\nzone = \"" + zone + "\"\neffective = 2010-01-01\n" +
         "[party.hq]\nkind = \"internal\"\n[party.nw]\nkind = \"provider\"\n[party.isp]\nkind = \"supplier\"\n" +
         "[calendar.office]\n" + office + "\n[calendar.always]\nopen = { mon-sun = [\"00:00-24:00\"] }\n" +
         "[role.lead]\nparty = \"hq\"\nperson = \"ana\"\n" +
         "[team.desk]\nparty = \"hq\"\nduty = \"always\"\n[team.noc]\nparty = \"nw\"\nduty = \"always\"\n" +
         "[function.desk]\ntakes = [\"*\"]\naccountable = \"lead\"\nowner = \"desk\"\n" +
         "does.triage = [\"desk\", \"noc\"]\ndoes.resolve = [\"desk\", \"noc\"]\ndoes.fulfil = [\"desk\"]\n" +
         "does.change = [\"noc\"]\ndoes.approve = [\"lead\"]\n" + more;
}

inline std::string target(const std::string& key, const std::string& metric, const std::string& within,
                          const std::string& calendar = "office", const std::string& more = {},
                          const std::string& kind = "SLA", const std::string& obligor = "nw") {
  return "[target." + key + "]\nkind = \"" + kind + "\"\nobligor = \"" + obligor +
         "\"\nbeneficiary = \"hq\"\nmetric = \"" + metric + "\"\nwithin = \"" + within + "\"\ncalendar = \"" +
         calendar + "\"\n" + more;
}

// A ticket's life, told in wall time of one zone.
class Life {
 public:
  explicit Life(std::string zone = "Europe/London") : zone_(std::move(zone)) {}

  std::int64_t s(const std::string& when) const {
    if (const auto instant = parse_instant(when)) return instant->seconds();
    const auto wall = parse_civil(when);
    if (!wall) throw std::runtime_error("no time: " + when);
    return calendar::instant_of(**zones().find(zone_), *wall).seconds();
  }

  Life& say(const std::string& when, const std::string& kind, boost::json::object body = {},
            const std::string& party = "hq", const std::string& actor = "p_1") {
    record::Entry entry;
    entry.organisation = "o_1";
    entry.sequence = static_cast<std::int64_t>(entries.size());
    entry.recorded = entry.at = Instant::from_seconds(s(when));
    entry.actor = actor;
    entry.party = party;
    entry.audience = record::Audience::requester();
    entry.subject = "ticket:T1";
    entry.kind = kind;
    entry.body = std::move(body);
    entries.push_back(std::move(entry));
    return *this;
  }
  Life& created(const std::string& when, int priority = 3, const std::string& type = "incident") {
    say(when, "ticket.created", {{"type", type}});
    say(when, "ticket.prioritised", {{"priority", priority}});
    return *this;
  }
  Life& priority(const std::string& when, int level) { return say(when, "ticket.prioritised", {{"priority", level}}); }
  Life& with(const std::string& when, const std::string& party, const std::string& team,
             const std::string& person = "") {
    boost::json::object body{{"party", party}, {"team", team}};
    if (!person.empty()) body["person"] = person;
    return say(when, "ticket.assigned", std::move(body), party);
  }
  Life& waits(const std::string& when, const std::string& on = "requester") {
    return say(when, "ticket.waiting", {{"on", on}});
  }
  Life& resumes(const std::string& when) { return say(when, "ticket.resumed"); }
  Life& replies(const std::string& when, const std::string& party = "hq") {
    return say(when, "ticket.commented", {{"text", {{"text", "t_1"}, {"digest", "aa"}}}}, party);
  }
  Life& resolved(const std::string& when) { return say(when, "ticket.resolved"); }
  Life& reopened(const std::string& when) { return say(when, "ticket.reopened"); }
  Life& closed(const std::string& when) { return say(when, "ticket.closed"); }

  std::vector<record::Entry> entries;

 private:
  std::string zone_;
};

// The clocks of one life under one agreement, or under several one after the other.
class Timed {
 public:
  Timed(const std::string& text, const Life& life, const std::string& asked)
      : Timed({{"2010-01-01", text}}, life, asked) {}
  Timed(const std::vector<std::pair<std::string, std::string>>& texts, const Life& life, const std::string& asked)
      : life_(life), story(story_of("T1", life.entries, names)), asked_s(life.s(asked)) {
    std::vector<InForce> versions;
    for (const auto& [from, text] : texts) {
      versions.push_back({life.s(from), &rules_of(text), "v" + std::to_string(versions.size() + 1), true});
    }
    clocks_.emplace(std::move(versions), names);
    all = clocks_->of(story, asked_s);
  }

  // Those of one target, in order of attachment.
  std::vector<const Clock*> of(const std::string& target) const {
    std::vector<const Clock*> found;
    for (const Clock& one : all) {
      if (clocks_->target(one).key == target) found.push_back(&one);
    }
    return found;
  }
  // The last cycle of the last clock of a target.
  const Cycle& last(const std::string& target) const {
    const auto found = of(target);
    if (found.empty()) throw std::runtime_error("no clock of " + target);
    return found.back()->cycles.back();
  }
  std::vector<ClockEvent> events_of(const Clock& clock) const { return events(*clocks_, clock, story, asked_s); }
  std::optional<std::int64_t> s(const std::string& when) const { return life_.s(when); }
  std::string party(const Share& share) const { return share.party < 0 ? "" : names.name(share.party); }

 private:
  Life life_;

 public:
  Names names;
  Story story;
  std::int64_t asked_s;
  std::optional<Clocks> clocks_;
  std::vector<Clock> all;
};

inline constexpr std::int64_t kHour = 3'600;
inline constexpr std::int64_t kMinute = 60;

}  // namespace concordat::ticket::testing
