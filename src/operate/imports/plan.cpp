// SPDX-License-Identifier: Apache-2.0
#include "operate/imports/plan.hpp"

#include "base/text.hpp"
#include "ticket/zones.hpp"

#include <boost/container/static_vector.hpp>
#include <boost/json/array.hpp>

#include <algorithm>
#include <array>

namespace concordat::imports {
namespace {

namespace json = boost::json;

constexpr std::size_t kObservationsPerRowMax = 5;

json::array to_array(const std::vector<std::string>& texts) {
  json::array array;
  for (const std::string& text : texts) array.emplace_back(text);
  return array;
}

record::Draft draft_of(std::string_view kind, std::string subject) {
  record::Draft draft;
  draft.actor = "import";
  draft.audience = record::Audience::shared();
  draft.subject = std::move(subject);
  draft.kind = kind;
  return draft;
}

void put_text(json::object& body, std::string_view key, std::string_view text) {
  if (!text.empty()) body.emplace(key, text);
}

void put_instant(json::object& body, std::string_view key, const std::optional<Instant>& instant) {
  if (instant) body.emplace(key, format_instant(*instant));
}

void put_facts(json::object& body, const Facts& facts) {
  put_instant(body, "opened", facts.opened);
  put_instant(body, "resolved", facts.resolved);
  put_instant(body, "closed", facts.closed);
  if (facts.reopen_count) body.emplace("reopen_count", *facts.reopen_count);
  if (facts.reassignment_count) body.emplace("reassignment_count", *facts.reassignment_count);
  if (facts.sla_met) body.emplace("sla_met", *facts.sla_met);
}

bool lists(const std::vector<std::string>& sorted, std::string_view word) {
  return std::binary_search(sorted.begin(), sorted.end(), word);
}

}  // namespace

// What one row says of one instant.
struct Plan::Observation {
  Instant at;
  std::string_view event;  // of a row per ticket; empty where the row itself is the observation
  std::optional<ticket::State> state;
  bool with_source_state = true;  // of a row per ticket, its state is that of its last observation
};

// The observations of a row, in order of time: itself, or of a row per ticket what its instants tell.
class Plan::Observations {
 public:
  Observations(const PlanInput& input, std::size_t row) : input_(input), row_(input.rows.rows[row]) {
    const std::string_view source_state = input.rows.texts.view(row_.state);
    mapped_ = source_state.empty() ? std::nullopt : input.map.state(source_state);
    if (input.map.shape == ticket::Shape::update)
      list_.push_back({row_.at, {}, mapped_, true});
    else
      read_ticket(row);
  }

  std::size_t size() const { return list_.size(); }
  const Observation& operator[](std::size_t index) const { return list_[index]; }

 private:
  void read_ticket(std::size_t row) {
    using ticket::State;
    const Facts& facts = input_.rows.facts[row];
    const Moments& moments = input_.rows.moments[row];
    // A ticket that is open now has not ended: its instants of ending are of a life before it was reopened.
    const bool is_open = mapped_ && !ticket::is_ended(*mapped_);
    const bool has_ended = !is_open && (facts.resolved || facts.closed);
    add({row_.at, "created", State::new_, false});
    if (moments.responded) add({*moments.responded, "responded", State::in_progress, false});
    if (has_ended && facts.resolved) add({*facts.resolved, "resolved", State::resolved, false});
    if (has_ended && facts.closed) {
      const bool cancelled = mapped_ == State::cancelled;
      add({*facts.closed, "closed", cancelled ? State::cancelled : State::closed, false});
    }
    // Where the file says when the row was last true, its present state is known from then on.
    const bool seen_later = facts.opened && moments.at && *moments.at > list_.back().at;
    if (!has_ended && seen_later)
      list_.push_back({*moments.at, {}, mapped_, true});
    else if (is_open)
      list_.back().state = mapped_;
    list_.back().with_source_state = true;
  }

  // Behind those that happened before it or at the same instant.
  void add(const Observation& observation) {
    const auto place = std::upper_bound(list_.begin(), list_.end(), observation,
                                        [](const Observation& a, const Observation& b) { return a.at < b.at; });
    list_.insert(place, observation);
  }

  const PlanInput& input_;
  const Row& row_;
  std::optional<ticket::State> mapped_;
  boost::container::static_vector<Observation, kObservationsPerRowMax> list_;
};

std::string source_name(const Map& map, Format format) {
  return map.source.empty() ? std::string(to_word(format)) : map.source;
}

Plan::Plan(PlanInput input, Known known, FillRandom fill)
    : input_(std::move(input)), known_(std::move(known)), fill_(std::move(fill)) {
  find_fresh();
  find_last_rows();
  const Rows& rows = input_.rows;
  counts_.tickets = rows.tickets.size();
  counts_.updates = rows.rows.size();
  counts_.fresh = static_cast<std::size_t>(
      std::count_if(fresh_.begin(), fresh_.end(), [](std::uint8_t bits) { return bits != 0; }));
  counts_.already = counts_.updates - counts_.fresh;
  subject_.assign(rows.tickets.size(), Texts::kNone);
  person_ids_.resize(rows.texts.size());
  team_parties_.resize(rows.texts.size());
}

ObservationKey Plan::key_of(std::size_t index, const Observation& observation) const {
  const Row& row = input_.rows.rows[index];
  const Texts& texts = input_.rows.texts;
  const bool with_state = observation.with_source_state;
  return observation_key({input_.rows.tickets[row.ticket], observation.at, observation.event,
                          with_state ? texts.view(row.state) : std::string_view(),
                          with_state ? texts.view(row.detail) : std::string_view(), texts.view(row.team),
                          texts.view(row.priority), texts.view(row.impact), texts.view(row.urgency),
                          texts.view(row.category)});
}

// An observation of a ticket at an instant is known by these two; of several at one instant, first those that say the
// same as the record are taken for known, then as many others as the record holds.
void Plan::find_fresh() {
  const std::size_t count = input_.rows.rows.size();
  fresh_.resize(count);
  const bool anything_known = known_.has_observations();
  for (std::size_t row = 0; row < count; ++row) {
    const Observations observations(input_, row);
    for (std::size_t i = 0; i < observations.size(); ++i) {
      if (anything_known) {
        const ObservationKey key = key_of(row, observations[i]);
        if (known_.take_words(key) && known_.take_moment(key)) continue;
      }
      fresh_[row] = static_cast<std::uint8_t>(fresh_[row] | 1U << i);
    }
  }
  for (std::size_t row = 0; anything_known && row < count; ++row) {
    if (fresh_[row] == 0) continue;
    const Observations observations(input_, row);
    for (std::size_t i = 0; i < observations.size(); ++i) {
      const auto bit = static_cast<std::uint8_t>(1U << i);
      if ((fresh_[row] & bit) != 0 && known_.take_moment(key_of(row, observations[i]))) {
        fresh_[row] = static_cast<std::uint8_t>(fresh_[row] & ~bit);
      }
    }
  }
}

void Plan::find_last_rows() {
  last_row_.assign(input_.rows.tickets.size(), -1);
  for (std::size_t row = 0; row < fresh_.size(); ++row) {
    if (fresh_[row] == 0) continue;
    last_row_[static_cast<std::size_t>(input_.rows.rows[row].ticket)] = static_cast<std::int32_t>(row);
  }
}

std::string_view Plan::party_of(const Row& row) const {
  if (input_.map.names(Role::party)) return input_.rows.texts.view(row.party);
  return row.team == Texts::kNone ? std::string_view() : team_parties_[static_cast<std::size_t>(row.team)];
}

void Plan::begin_import() {
  const Map& map = input_.map;
  record::Draft draft = draft_of("import.begun", "import:" + input_.source);
  std::vector<std::string> columns;
  for (std::size_t role = 0; role < kRoleCount; ++role) {
    if (map.names(static_cast<Role>(role))) columns.emplace_back(to_word(static_cast<Role>(role)));
  }
  std::sort(columns.begin(), columns.end());
  draft.body = {{"source", input_.source},
                {"file", input_.file},
                {"shape", map.shape == ticket::Shape::ticket ? "ticket" : "update"},
                {"columns", to_array(columns)},
                {"zone", map.zone},
                {"waits_for_requester", to_array(map.waits_for_requester)},
                {"has_lines", map.has_lines()}};
  if (map.has_states) {
    json::object states;
    for (const auto& [source_state, state] : map.states) states.emplace(source_state, ticket::to_word(state));
    draft.body.emplace("states", std::move(states));
  }
  ahead_.push_back(std::move(draft));
  const calendar::Zone& zone = input_.zone;
  if (zone.name == "UTC" || known_.has_zone(zone.name, zone.version)) return;
  record::Draft compiled = draft_of(ticket::kZoneCompiled, "zone:" + zone.name);
  compiled.body = ticket::zone_body(zone);
  ahead_.push_back(std::move(compiled));
}

void Plan::declare_party(std::string_view key) {
  const auto found = input_.map.parties.find(key);
  const PartyWords words = found == input_.map.parties.end() ? PartyWords{} : found->second;
  if (known_.has_party(key, words)) return;
  record::Draft draft = draft_of("party.declared", "party:" + std::string(key));
  put_text(draft.body, "name", words.name);
  put_text(draft.body, "kind", words.kind);
  ahead_.push_back(std::move(draft));
}

void Plan::declare_team(std::string_view name) {
  const ticket::Team team = input_.map.team(name);
  if (known_.has_team(name, team)) return;
  record::Draft draft = draft_of("team.declared", "team:" + std::string(name));
  put_text(draft.body, "party", team.party);
  put_text(draft.body, "function", team.function);
  put_text(draft.body, "line", team.line);
  ahead_.push_back(std::move(draft));
}

void Plan::name_person(std::int32_t name) {
  std::string& id = person_ids_[static_cast<std::size_t>(name)];
  if (const std::string* known = known_.person(input_.rows.texts[name])) {
    id = *known;
    return;
  }
  id = random_id('p', fill_);
  record::Draft draft = draft_of("person.named", "person:" + id);
  draft.texts.push_back(record::new_text(input_.rows.texts[name], fill_));
  draft.body.emplace("name", record::text_reference(draft.texts.front()));
  ahead_.push_back(std::move(draft));
}

// Everything that new rows speak of is declared before them: parties, then teams, then people, each in order of first
// appearance.
void Plan::declare() {
  begun_ = true;
  if (counts_.fresh == 0) return;
  begin_import();
  const Rows& rows = input_.rows;
  std::vector<std::string> parties;
  std::vector<std::int32_t> teams;
  std::vector<std::int32_t> people;
  std::vector<bool> seen_party(rows.texts.size());
  std::vector<bool> seen_team(rows.texts.size());
  std::vector<bool> seen_person(rows.texts.size());
  const auto first = [](std::vector<bool>& seen, std::int32_t text) {
    if (text == Texts::kNone || seen[static_cast<std::size_t>(text)]) return false;
    seen[static_cast<std::size_t>(text)] = true;
    return true;
  };
  const auto add_party = [&](const std::string& key) {
    if (!key.empty() && std::find(parties.begin(), parties.end(), key) == parties.end()) parties.push_back(key);
  };
  for (std::size_t i = 0; i < fresh_.size(); ++i) {
    if (fresh_[i] == 0) continue;
    const Row& row = rows.rows[i];
    if (first(seen_party, row.party)) add_party(rows.texts[row.party]);
    if (first(seen_person, row.person)) people.push_back(row.person);
    if (!first(seen_team, row.team)) continue;
    teams.push_back(row.team);
    std::string& party = team_parties_[static_cast<std::size_t>(row.team)];
    party = input_.map.team(rows.texts[row.team]).party;
    add_party(party);
  }
  for (const std::string& party : parties) declare_party(party);
  for (const std::int32_t team : teams) declare_team(rows.texts[team]);
  for (const std::int32_t person : people) name_person(person);
}

void Plan::add_subject(std::size_t index, record::Draft& draft) {
  const Row& row = input_.rows.rows[index];
  draft.texts.push_back(record::new_text(input_.rows.texts[row.subject], fill_));
  draft.body.emplace("subject", record::text_reference(draft.texts.front()));
}

record::Draft Plan::observe(std::size_t index, const Observation& observation, bool with_facts) {
  const Row& row = input_.rows.rows[index];
  const Texts& texts = input_.rows.texts;
  const Map& map = input_.map;
  record::Draft draft = draft_of("ticket.observed", "ticket:" + input_.rows.tickets[row.ticket]);
  draft.at = observation.at;
  json::object& body = draft.body;
  constexpr std::size_t kMembersMax = 22;
  body.reserve(kMembersMax);
  body.emplace("source", input_.source);
  if (observation.with_source_state) {
    const std::string_view state = texts.view(row.state);
    put_text(body, "source_state", state);
    put_text(body, "source_detail", texts.view(row.detail));
    // Of an event of a row per ticket it is not known since when the ticket has been waiting.
    if (observation.event.empty() && lists(map.waits_for_requester, state))
      body.emplace("waiting_on", "requester");
    else if (observation.event.empty() && lists(map.waits_for_third_party, state))
      body.emplace("waiting_on", "third_party");
  }
  if (observation.state) body.emplace("state", ticket::to_word(*observation.state));
  put_text(body, "team", texts.view(row.team));
  put_text(body, "party", party_of(row));
  if (row.person != Texts::kNone) body.emplace("person", person_ids_[static_cast<std::size_t>(row.person)]);
  put_text(body, "priority", texts.view(row.priority));
  put_text(body, "impact", texts.view(row.impact));
  put_text(body, "urgency", texts.view(row.urgency));
  put_text(body, "category", texts.view(row.category));
  put_text(body, "event", observation.event);
  const bool by_ticket = map.shape == ticket::Shape::ticket;
  if (by_ticket) body.emplace("assumed", true);
  if (with_facts) put_facts(body, input_.rows.facts[by_ticket ? index : static_cast<std::size_t>(row.ticket)]);
  return draft;
}

void Plan::observe_row(std::size_t index, std::vector<record::Draft>& into) {
  const Row& row = input_.rows.rows[index];
  // A subject is said when it is new or has changed: once per ticket, as a rule, and not once per row.
  std::int32_t& subject = subject_[static_cast<std::size_t>(row.ticket)];
  bool says_subject = row.subject != Texts::kNone && row.subject != subject;
  if (says_subject) subject = row.subject;
  if (fresh_[index] == 0) return;
  ++fresh_taken_;
  const bool last_row = last_row_[static_cast<std::size_t>(row.ticket)] == static_cast<std::int32_t>(index);
  const Observations observations(input_, index);
  for (std::size_t i = 0; i < observations.size(); ++i) {
    const unsigned later = static_cast<unsigned>(fresh_[index]) >> i;
    if ((later & 1U) == 0) continue;
    record::Draft draft = observe(index, observations[i], last_row && later == 1U);
    if (says_subject) add_subject(index, draft);
    says_subject = false;
    into.push_back(std::move(draft));
  }
}

std::vector<record::Draft> Plan::take(std::size_t count) {
  if (!begun_) declare();
  std::vector<record::Draft> drafts;
  drafts.reserve(std::min(count, ahead_.size() - next_ahead_ + fresh_.size() - next_row_));
  while (drafts.size() < count && next_ahead_ < ahead_.size()) drafts.push_back(std::move(ahead_[next_ahead_++]));
  while (drafts.size() < count && next_row_ < fresh_.size()) observe_row(next_row_++, drafts);
  return drafts;
}

}  // namespace concordat::imports
