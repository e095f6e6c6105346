// SPDX-License-Identifier: Apache-2.0
#include "operate/imports/known.hpp"

#include "ticket/zones.hpp"

#include <functional>

namespace concordat::imports {
namespace {

// A member of a body as text; empty where it is none.
std::string_view text_of(const boost::json::object& body, std::string_view key) {
  const boost::json::value* value = body.if_contains(key);
  const boost::json::string* text = value == nullptr ? nullptr : value->if_string();
  return text == nullptr ? std::string_view() : std::string_view(text->data(), text->size());
}

std::string_view name_in(std::string_view subject) { return subject.substr(subject.find(':') + 1); }

// The finishing step of SplitMix64 (Steele, Lea, Flood 2014): every bit of the sum reaches every bit of the key.
std::uint64_t mix(std::uint64_t key, std::uint64_t more) {
  key += more + 0x9E3779B97F4A7C15;
  key = (key ^ (key >> 30)) * 0xBF58476D1CE4E5B9;
  key = (key ^ (key >> 27)) * 0x94D049BB133111EB;
  return key ^ (key >> 31);
}

std::uint64_t mix(std::uint64_t key, std::string_view text) { return mix(key, std::hash<std::string_view>{}(text)); }

}  // namespace

ObservationKey observation_key(const SourceWords& words) {
  ObservationKey key;
  key.moment = mix(mix(mix(0, words.ticket), static_cast<std::uint64_t>(words.at.us)), words.event);
  key.words = key.moment;
  for (const std::string_view text :
       {words.state, words.detail, words.team, words.priority, words.impact, words.urgency, words.category}) {
    key.words = mix(key.words, text);
  }
  return key;
}

void Known::step(const record::Entry& entry) {
  const boost::json::object& body = entry.body;
  const std::string_view name = name_in(entry.subject);
  if (entry.kind == "ticket.observed") {
    const ObservationKey key =
        observation_key({name, entry.at, text_of(body, "event"), text_of(body, "source_state"),
                         text_of(body, "source_detail"), text_of(body, "team"), text_of(body, "priority"),
                         text_of(body, "impact"), text_of(body, "urgency"), text_of(body, "category")});
    ++words_[key.words];
    ++moments_[key.moment];
  } else if (entry.kind == "party.declared") {
    parties_.insert_or_assign(std::string(name),
                              PartyWords{std::string(text_of(body, "name")), std::string(text_of(body, "kind"))});
  } else if (entry.kind == "team.declared") {
    teams_.insert_or_assign(std::string(name),
                            ticket::Team{std::string(text_of(body, "party")), std::string(text_of(body, "function")),
                                         std::string(text_of(body, "line"))});
  } else if (entry.kind == ticket::kZoneCompiled) {
    zones_.insert_or_assign(std::string(name), std::string(text_of(body, "version")));
  }
}

void Known::name_person(std::string_view id, std::string_view name) { people_.emplace(name, id); }

bool Known::take(Counts& counts, std::uint64_t key) {
  const auto found = counts.find(key);
  if (found == counts.end()) return false;
  if (--found->second == 0) counts.erase(found);
  return true;
}

bool Known::take_words(ObservationKey key) { return take(words_, key.words); }
bool Known::take_moment(ObservationKey key) { return take(moments_, key.moment); }

bool Known::has_party(std::string_view key, const PartyWords& words) const {
  const auto found = parties_.find(key);
  return found != parties_.end() && found->second == words;
}

bool Known::has_team(std::string_view name, const ticket::Team& team) const {
  const auto found = teams_.find(name);
  return found != teams_.end() && found->second == team;
}

bool Known::has_zone(std::string_view name, std::string_view version) const {
  const auto found = zones_.find(name);
  return found != zones_.end() && found->second == version;
}

const std::string* Known::person(std::string_view name) const {
  const auto found = people_.find(name);
  return found == people_.end() ? nullptr : &found->second;
}

Known known_of(store::Session& session, const store::OrgId& organisation) {
  Known known;
  const auto done =
      session.for_each_line(organisation, 0, INT64_MAX, [&known](std::int64_t sequence, std::string_view line) {
        const auto entry = record::parse_entry(line);
        if (!entry) {
          throw Failure({"damaged-record", "Entry " + std::to_string(sequence) + " of the record is damaged.",
                         std::nullopt, "Restore from a backup; `concordat rebuild` names what is wrong."});
        }
        known.step(*entry);
      });
  const auto persons = session.persons(organisation);
  if (!done || !persons) throw Failure(!done ? done.error() : persons.error());
  for (const auto& person : *persons) known.name_person(person.id, person.name);
  return known;
}

}  // namespace concordat::imports
