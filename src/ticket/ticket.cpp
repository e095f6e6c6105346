// SPDX-License-Identifier: Apache-2.0
#include "ticket/ticket.hpp"

#include "ticket/side_fold.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <set>
#include <utility>

namespace concordat::ticket {
namespace {

using boost::json::object;
using record::Entry;

constexpr std::string_view kSubjectPrefix = "ticket:";
constexpr std::string_view kObserved = "ticket.observed";
constexpr std::string_view kWaiting = "ticket.waiting";
constexpr std::string_view kAtAccepted = "at.accepted";

// A level: commands write numbers, imports a source's own word.
std::string level(const object& body, std::string_view key) {
  if (const auto word = text_member(body, key); !word.empty()) return std::string(word);
  const auto found = number_member(body, key);
  return found ? std::to_string(*found) : std::string{};
}

void set_text(std::string& field, const object& body, std::string_view key) {
  if (const auto found = text_member(body, key); !found.empty()) field = found;
}

Holder holder_of(const object& body) {
  return {std::string(text_member(body, "party")), std::string(text_member(body, "team")),
          std::string(text_member(body, "person"))};
}

// An offer that ends without acceptance leaves the ball where it came from.
void end_offer(Ticket& ticket) {
  if (ticket.offer) ticket.holder = std::move(ticket.offer->from);
  ticket.offer.reset();
}

void stop_waiting(Ticket& ticket) {
  ticket.waiting_on.reset();
  ticket.waiting_on_party.clear();
}

bool ended(const std::optional<State>& state) { return state && is_ended(*state); }

void enter(Ticket& ticket, std::optional<State> state, Instant at) {
  if (ended(state)) {
    stop_waiting(ticket);
    end_offer(ticket);
    withdraw_questions(ticket, at);
    if (*state == State::resolved) {
      if (ticket.state != State::resolved) ticket.resolved = at;
      ticket.closed.reset();
    } else if (!ticket.closed) {
      ticket.closed = at;
    }
  } else {
    if (state && ended(ticket.state)) ++ticket.reopened;
    ticket.resolved.reset();
    ticket.closed.reset();
  }
  ticket.state = state;
  ticket.assumed = false;
}

// What was seen, as a whole: what a row does not say is not known any more. Only what stands once for a ticket is kept.
void observed(Ticket& ticket, const Entry& entry, Instant at) {
  const object& body = entry.body;
  auto state = ticket.merged_into.empty() ? observed_state(entry) : State::closed;
  auto entered = at;
  ticket.offer.reset();
  ticket.holder = holder_of(body);
  if (ticket.holder.nobody()) ticket.holder.person.clear();
  if (const auto closed = instant_member(body, "closed"); closed && !state) {
    state = State::closed;
    entered = *closed;
  }
  enter(ticket, state, entered);
  stop_waiting(ticket);
  if (!ended(state)) ticket.waiting_on = observed_waiting(entry);
  ticket.imported = true;
  ticket.assumed = flag_member(body, "assumed").value_or(false);
  ticket.source_state = text_member(body, "source_state");
  ticket.impact = level(body, "impact");
  ticket.urgency = level(body, "urgency");
  ticket.priority = level(body, "priority");
  ticket.overridden = false;
  ticket.override_reason.reset();
  set_text(ticket.category, body, "category");
  if (auto subject = text_reference(body, "subject")) ticket.subject = std::move(subject);
  if (const auto opened = instant_member(body, "opened")) ticket.stated_opened = opened;
  if (const auto count = number_member(body, "reopen_count"); count && *count >= 0) ticket.reopened = *count;
}

void created(Ticket& ticket, const Entry& entry, Instant at) {
  if (!ticket.state && !ticket.imported) enter(ticket, State::new_, at);
  if (const auto type = parse_type(text_member(entry.body, "type"))) ticket.type = type;
  set_text(ticket.category, entry.body, "category");
  set_text(ticket.requester, entry.body, "requester");
  set_text(ticket.owner_team, entry.body, "owner_team");
  set_text(ticket.split_from, entry.body, "split_from");
  if (auto subject = text_reference(entry.body, "subject")) ticket.subject = std::move(subject);
}

void classified(Ticket& ticket, const Entry& entry, Instant) {
  if (const auto type = parse_type(text_member(entry.body, "type"))) ticket.type = type;
  set_text(ticket.category, entry.body, "category");
}

void prioritised(Ticket& ticket, const Entry& entry, Instant) {
  const object& body = entry.body;
  if (auto impact = level(body, "impact"); !impact.empty()) ticket.impact = std::move(impact);
  if (auto urgency = level(body, "urgency"); !urgency.empty()) ticket.urgency = std::move(urgency);
  auto priority = level(body, "priority");
  if (priority.empty()) return;
  ticket.priority = std::move(priority);
  ticket.override_reason = text_reference(body, "override_reason");
  ticket.overridden = ticket.override_reason.has_value();
}

void owned(Ticket& ticket, const Entry& entry, Instant) { set_text(ticket.owner_team, entry.body, "team"); }

void started(Ticket& ticket, const Entry&, Instant at) {
  if (ticket.state == State::new_) enter(ticket, State::in_progress, at);
}

void assigned(Ticket& ticket, const Entry& entry, Instant) {
  auto holder = holder_of(entry.body);
  if (holder.nobody()) return;
  ticket.offer.reset();
  ticket.holder = std::move(holder);
  ticket.assumed = false;
}

void offered(Ticket& ticket, const Entry& entry, Instant at) {
  const auto mode = parse_hand_off(text_member(entry.body, "mode"));
  auto to = holder_of(entry.body);
  if (!mode || to.nobody() || !ticket.is_open()) return;
  end_offer(ticket);
  ticket.offer = Offer{*mode, ticket.holder, std::move(to), at, entry.sequence};
  if (*mode == HandOff::cold) ticket.holder = {};
  ticket.assumed = false;
}

void accepted(Ticket& ticket, const Entry& entry, Instant at) {
  auto holder = holder_of(entry.body);
  if (holder.nobody()) return;
  ticket.offer.reset();
  ticket.holder = std::move(holder);
  ticket.assumed = false;
  started(ticket, entry, at);
}

void offer_ended(Ticket& ticket, const Entry&, Instant) { end_offer(ticket); }

void waiting(Ticket& ticket, const Entry& entry, Instant at) {
  const auto waiting_on = parse_waiting_on(text_member(entry.body, "on"));
  if (!waiting_on || !ticket.is_open()) return;
  enter(ticket, State::on_hold, at);
  ticket.waiting_on = waiting_on;
  ticket.waiting_on_party = text_member(entry.body, "party");
}

void resumed(Ticket& ticket, const Entry&, Instant at) {
  if (ticket.state != State::on_hold && !ticket.waiting_on) return;
  enter(ticket, State::in_progress, at);
  stop_waiting(ticket);
}

void resolved(Ticket& ticket, const Entry&, Instant at) {
  if (ticket.is_open()) enter(ticket, State::resolved, at);
}

void reopened(Ticket& ticket, const Entry&, Instant at) {
  if (ticket.merged_into.empty() && ended(ticket.state)) enter(ticket, State::in_progress, at);
}

void closed(Ticket& ticket, const Entry&, Instant at) {
  if (ticket.is_open() || ticket.state == State::resolved) enter(ticket, State::closed, at);
}

void cancelled(Ticket& ticket, const Entry&, Instant at) {
  if (ticket.is_open()) enter(ticket, State::cancelled, at);
}

void merged(Ticket& ticket, const Entry& entry, Instant at) {
  const auto into = text_member(entry.body, "into");
  if (into.empty() || !ticket.merged_into.empty()) return;
  if (ticket.state != State::closed && ticket.state != State::cancelled) enter(ticket, State::closed, at);
  ticket.state = State::closed;
  ticket.merged_into = into;
}

void absorbed(Ticket& ticket, const Entry& entry, Instant) {
  insert_sorted(ticket.merged_from, text_member(entry.body, "from"));
}

void split(Ticket& ticket, const Entry& entry, Instant) {
  insert_sorted(ticket.split_into, text_member(entry.body, "into"));
}

void linked(Ticket& ticket, const Entry& entry, Instant) {
  Link link{std::string(text_member(entry.body, "relation")), std::string(text_member(entry.body, "to"))};
  if (link.relation.empty() || link.ticket.empty()) return;
  if (std::find(ticket.links.begin(), ticket.links.end(), link) == ticket.links.end()) {
    ticket.links.push_back(std::move(link));
  }
}

void unlinked(Ticket& ticket, const Entry& entry, Instant) {
  const Link link{std::string(text_member(entry.body, "relation")), std::string(text_member(entry.body, "to"))};
  std::erase(ticket.links, link);
}

void parented(Ticket& ticket, const Entry& entry, Instant) { ticket.parent = text_member(entry.body, "parent"); }

void nothing(Ticket&, const Entry&, Instant) {}

struct Kind {
  std::string_view name;
  void (*happen)(Ticket&, const Entry&, Instant);
};

// In order of how often they come: an import brings hundreds of thousands of the first.
constexpr std::array<Kind, 47> kKinds = {{
    {kObserved, observed},
    {"ticket.created", created},
    {"ticket.assigned", assigned},
    {"ticket.commented", nothing},
    {"ticket.started", started},
    {kWaiting, waiting},
    {"ticket.resumed", resumed},
    {"ticket.resolved", resolved},
    {"ticket.closed", closed},
    {"ticket.offered", offered},
    {"ticket.accepted", accepted},
    {"ticket.returned", offer_ended},
    {"ticket.timed_out", offer_ended},
    {"ticket.taken_back", offer_ended},
    {"ticket.classified", classified},
    {"ticket.prioritised", prioritised},
    {"ticket.owned", owned},
    {"ticket.reopened", reopened},
    {"ticket.cancelled", cancelled},
    {"ticket.merged", merged},
    {"ticket.absorbed", absorbed},
    {"ticket.split", split},
    {"ticket.linked", linked},
    {"ticket.unlinked", unlinked},
    {"ticket.parented", parented},
    {"ticket.time_logged", side::time_logged},
    {"ticket.rated", side::rated},
    {"ticket.approval_asked", side::approval_asked},
    {"ticket.approved", side::approved},
    {"ticket.refused", side::refused},
    {"ticket.approval_withdrawn", side::approval_withdrawn},
    {"ticket.acted", nothing},
    {"ticket.attached", side::attached},
    {"ticket.detached", side::detached},
    {"ticket.major_proposed", side::major_proposed},
    {"ticket.major_accepted", side::major_accepted},
    {"ticket.major_rejected", side::major_rejected},
    {"ticket.major_roles", side::major_roles},
    {"ticket.major_updated", side::major_updated},
    {"ticket.major_update_missed", side::major_missed},
    {"ticket.major_reviewed", side::major_reviewed},
    {"ticket.known_error", side::known_error},
    {"ticket.planned", side::planned},
    {"ticket.ordered", side::ordered},
    {"ticket.watched", side::watched},
    {"ticket.unwatched", side::unwatched},
    {kAtAccepted, nothing},
}};

const Kind* find_kind(std::string_view name) {
  for (const Kind& kind : kKinds) {
    if (kind.name == name) return &kind;
  }
  return nullptr;
}

bool is_late(const Entry& entry) { return entry.kind != kObserved && entry.recorded.us - entry.at.us > kLateUs; }

bool has_reason(const Entry& entry) { return text_reference(entry.body, "at_reason").has_value(); }

// A third party that is waited for is none of the agreement's, and is not asked.
std::string_view named_party(const Entry& entry) {
  if (entry.kind == kWaiting && text_member(entry.body, "on") != to_word(WaitingOn::provider)) return {};
  return text_member(entry.body, "party");
}

std::vector<std::string> others(const Ticket& ticket, const Entry& entry) {
  auto parties = ticket.parties;
  insert_sorted(parties, named_party(entry));
  std::erase(parties, entry.party);
  return parties;
}

// What follows the order of the record, whenever the entry counts: whose ticket it is, which `at` is accepted.
void note(Ticket& ticket, const Entry& entry) {
  if (entry.kind == kAtAccepted) {
    const auto sequence = number_member(entry.body, "entry");
    for (auto& late : ticket.late) {
      if (late.sequence == sequence) std::erase(late.awaits, entry.party);
    }
    std::erase_if(ticket.late, [](const LateEntry& late) { return late.awaits.empty(); });
  }
  if (is_late(entry) && has_reason(entry)) {
    if (auto awaits = others(ticket, entry); !awaits.empty()) {
      ticket.late.push_back({entry.sequence, std::move(awaits)});
    }
  }
  if (ticket.id.empty()) ticket.id = ticket_of(entry);
  insert_sorted(ticket.parties, entry.party);
  insert_sorted(ticket.parties, named_party(entry));
  ticket.sequence = std::max(ticket.sequence, entry.sequence);
}

Instant effective(const Entry& entry, bool waits) {
  if (entry.kind == kObserved) return entry.at;
  return waits ? entry.recorded : std::min(entry.at, entry.recorded);
}

// `late`: of the ticket, after all entries were noted.
Instant effective(const Entry& entry, std::span<const LateEntry> late) {
  const bool pending =
      std::any_of(late.begin(), late.end(), [&](const LateEntry& one) { return one.sequence == entry.sequence; });
  return effective(entry, is_late(entry) && (pending || !has_reason(entry)));
}

void happen(Ticket& ticket, const Entry& entry, const Kind& kind, Instant at) {
  ticket.first = std::min(ticket.first, at);
  ticket.last = std::max(ticket.last, at);
  kind.happen(ticket, entry, at);
}

// The kind, where the entry is one that the ticket takes in.
const Kind* kind_for(const Ticket& ticket, const Entry& entry) {
  const auto id = ticket_of(entry);
  return id.empty() || (!ticket.id.empty() && ticket.id != id) ? nullptr : find_kind(entry.kind);
}

}  // namespace

std::string_view to_word(HandOff mode) { return mode == HandOff::warm ? "warm" : "cold"; }

std::optional<HandOff> parse_hand_off(std::string_view word) {
  if (word == "warm") return HandOff::warm;
  if (word == "cold") return HandOff::cold;
  return std::nullopt;
}

std::string_view ticket_of(const Entry& entry) {
  const std::string_view subject = entry.subject;
  return subject.starts_with(kSubjectPrefix) ? subject.substr(kSubjectPrefix.size()) : std::string_view{};
}

std::optional<State> observed_state(const Entry& observed) {
  const object& body = observed.body;
  if (const auto state = parse_state(text_member(body, "state"))) return state;
  const auto event = text_member(body, "event");
  if (event == "created") return State::new_;
  if (event == "responded") return State::in_progress;
  if (event == "resolved") return State::resolved;
  if (event == "closed") return State::closed;
  return std::nullopt;
}

std::optional<WaitingOn> observed_waiting(const Entry& observed) {
  return parse_waiting_on(text_member(observed.body, "waiting_on"));
}

void apply(Ticket& ticket, const Entry& entry) {
  const Kind* kind = kind_for(ticket, entry);
  if (kind == nullptr) return;
  note(ticket, entry);
  happen(ticket, entry, *kind, effective(entry, ticket.late));
}

bool tells_of_the_past(const Ticket& ticket, const Entry& entry) {
  if (kind_for(ticket, entry) == nullptr) return false;
  if (entry.kind == kAtAccepted) return true;
  const bool waits = is_late(entry) && (!has_reason(entry) || !others(ticket, entry).empty());
  return effective(entry, waits) < ticket.last;
}

std::vector<Happening> in_order(std::string_view ticket, std::span<const Entry> entries) {
  Ticket noted;
  noted.id = ticket;
  std::vector<Happening> happenings;
  for (const Entry& entry : entries) {
    if (kind_for(noted, entry) == nullptr) continue;
    note(noted, entry);
    happenings.push_back({&entry, entry.recorded});
  }
  for (auto& one : happenings) one.at = effective(*one.entry, noted.late);
  std::sort(happenings.begin(), happenings.end(), [](const Happening& a, const Happening& b) {
    return std::pair(a.at, a.entry->sequence) < std::pair(b.at, b.entry->sequence);
  });
  return happenings;
}

void apply_at(Ticket& ticket, const Happening& happening) {
  if (const Kind* kind = kind_for(ticket, *happening.entry)) {
    if (ticket.id.empty()) ticket.id = ticket_of(*happening.entry);
    happen(ticket, *happening.entry, *kind, happening.at);
  }
}

Ticket rebuild(std::string_view id, std::span<const Entry> entries) {
  Ticket ticket;
  ticket.id = id;
  for (const Entry& entry : entries) {
    if (kind_for(ticket, entry) != nullptr) note(ticket, entry);
  }
  for (const Happening& happening : in_order(id, entries)) apply_at(ticket, happening);
  return ticket;
}

void step(Ticket& ticket, const Entry& entry, const std::function<std::vector<Entry>()>& earlier) {
  if (!tells_of_the_past(ticket, entry)) {
    apply(ticket, entry);
    return;
  }
  auto entries = earlier();
  entries.push_back(entry);
  ticket = rebuild(ticket_of(entry), entries);
}

Result<std::vector<Entry>> entries_with_merged(const std::string& ticket, const EntriesOf& entries_of) {
  std::vector<Entry> entries;
  std::set<std::string> seen{ticket};
  std::vector<std::string> open{ticket};
  while (!open.empty()) {
    const std::string name = open.back();
    open.pop_back();
    auto more = entries_of(name);
    if (!more) return tl::unexpected(more.error());
    for (const auto& merged : rebuild(name, *more).merged_from) {
      if (seen.insert(merged).second) open.push_back(merged);
    }
    entries.insert(entries.end(), std::make_move_iterator(more->begin()), std::make_move_iterator(more->end()));
  }
  std::sort(entries.begin(), entries.end(), [](const auto& a, const auto& b) { return a.sequence < b.sequence; });
  return entries;
}

}  // namespace concordat::ticket
