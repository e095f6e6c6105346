// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/instant.hpp"
#include "base/result.hpp"
#include "record/entry.hpp"
#include "ticket/state.hpp"

#include <boost/json/object.hpp>

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// What is known of one ticket: the fold of its entries in the order of (effective instant, sequence). INVARIANTS,
// whatever the record holds: a ticket that is resolved, closed or cancelled waits for nobody and has no offer and no
// question pending; only `ticket.reopened` or an observation leads out of those states; a merged ticket is closed.
namespace concordat::ticket {

// Who has the ball. Empty party and team: nobody has.
struct Holder {
  std::string party;
  std::string team;
  std::string person;  // a random id
  bool nobody() const { return party.empty() && team.empty(); }
  friend bool operator==(const Holder&, const Holder&) = default;
};

// Warm: the sender keeps the ball until the receiver accepts. Cold: nobody has it until then.
enum class HandOff : std::uint8_t { warm, cold };
std::string_view to_word(HandOff mode);
std::optional<HandOff> parse_hand_off(std::string_view word);

// A hand-off that is offered and neither accepted nor ended. What it says (packet) is in the entry `sequence`.
struct Offer {
  HandOff mode = HandOff::warm;
  Holder from;
  Holder to;
  Instant at;
  std::int64_t sequence = 0;
  friend bool operator==(const Offer&, const Offer&) = default;
};

// A text in the vault, as an entry refers to it.
struct TextReference {
  std::string id;
  std::string digest;
  friend bool operator==(const TextReference&, const TextReference&) = default;
};

struct Link {
  std::string relation;  // see kRelations in command.hpp
  std::string ticket;
  friend bool operator==(const Link&, const Link&) = default;
};

// An entry that tells of more than five minutes ago, and the parties whose acceptance its `at` still needs.
struct LateEntry {
  std::int64_t sequence = 0;
  std::vector<std::string> awaits;  // sorted
  friend bool operator==(const LateEntry&, const LateEntry&) = default;
};

// A question that was asked on a ticket: whether it may be done, or whether a team may act by its authority.
struct Approval {
  enum class State : std::uint8_t { asked, approved, refused, withdrawn };
  std::int64_t sequence = 0;  // of the entry that asked
  State state = State::asked;
  std::string action;  // of an authority, and the class of the thing; empty: the ticket itself
  std::string class_;
  std::string role;      // that is asked; empty: whoever may approve
  std::string question;  // the id under which the record of access knows it
  std::string party;     // that asked
  std::string by;        // who asked
  Instant at;
  std::string answered_by;
  std::optional<Instant> answered;
  bool is_pending() const { return state == State::asked; }
  friend bool operator==(const Approval&, const Approval&) = default;
};
std::string_view to_word(Approval::State state);
std::optional<Approval::State> parse_approval(std::string_view word);

// What the requester says of it.
struct Rating {
  bool happy = false;
  std::optional<std::int64_t> lost_minutes;
  Instant at;
  friend bool operator==(const Rating&, const Rating&) = default;
};

// Work that counts: neither corrected nor taken away.
struct TimeEntry {
  std::int64_t sequence = 0;
  std::string person;
  std::string party;
  std::string team;
  std::string function;
  std::string price;
  std::int64_t minutes = 0;
  bool billable = false;
  Instant worked;
  friend bool operator==(const TimeEntry&, const TimeEntry&) = default;
};

// An incident that many suffer from, with a procedure of its own.
struct MajorIncident {
  enum class State : std::uint8_t { candidate, accepted, rejected, reviewed };
  State state = State::candidate;
  std::string manager;  // people's random ids
  std::string communications;
  std::string technical;
  std::optional<Instant> accepted;
  std::optional<Instant> update_due;  // when the next word was promised
  std::optional<Instant> missed;      // the last promise of that kind that was not kept
  friend bool operator==(const MajorIncident&, const MajorIncident&) = default;
};
std::string_view to_word(MajorIncident::State state);
std::optional<MajorIncident::State> parse_major(std::string_view word);

// Why problems happen and what helps until they are solved.
struct KnownError {
  std::int64_t sequence = 0;
  TextReference cause;
  TextReference workaround;
  friend bool operator==(const KnownError&, const KnownError&) = default;
};

// When a change is to be done, and how much can go wrong. Half-open.
struct Plan {
  ChangeKind kind = ChangeKind::normal;
  Risk risk = Risk::medium;
  Instant starts;
  Instant ends;
  std::vector<std::string> touches;  // services and things that it may disturb, sorted
  bool collides_with(const Plan& other) const;
  friend bool operator==(const Plan&, const Plan&) = default;
};

struct Attachment {
  std::int64_t sequence = 0;  // of the entry that attached it
  TextReference name;
  TextReference file;  // a text that holds the hex of the content's SHA-256
  std::int64_t bytes = 0;
  std::string media;
  std::string by;
  Instant at;
  friend bool operator==(const Attachment&, const Attachment&) = default;
};

struct Ticket {
  std::string id;              // empty: no entry was applied yet
  std::optional<Type> type;    // absent where an import did not say
  std::optional<State> state;  // absent where a source's state maps to none of ours
  std::optional<WaitingOn> waiting_on;
  std::string waiting_on_party;  // of `provider` and `third_party`, where it is known
  std::string source_state;      // an import's own name of the state

  // Levels are decimal numbers where commands set them, a source's own words where an import did.
  std::string impact;
  std::string urgency;
  std::string priority;
  bool overridden = false;  // the priority is not the table's
  std::optional<TextReference> override_reason;

  std::string category;
  std::optional<TextReference> subject;
  std::string requester;   // a person's random id
  std::string owner_team;  // keeps the requester informed, whoever holds the ticket
  Holder holder;
  std::optional<Offer> offer;

  bool imported = false;  // an observation is among its entries
  bool assumed = false;   // who has the ball was put together from a row per ticket, not seen

  std::optional<Instant> stated_opened;  // what an import says
  Instant first = kLastInstant;          // of all entries, by effective instant
  Instant last = kFirstInstant;
  std::int64_t sequence = -1;  // greatest that was applied
  std::optional<Instant> resolved;
  std::optional<Instant> closed;  // or cancelled
  std::int64_t reopened = 0;      // times it left an ended state; a source's own counter where there is one

  std::string merged_into;
  std::vector<std::string> merged_from;
  std::string parent;
  std::string split_from;
  std::vector<std::string> split_into;
  std::vector<Link> links;

  std::vector<Approval> approvals;  // in the order of asking
  std::optional<Rating> rating;
  std::vector<TimeEntry> times;
  std::vector<Attachment> attachments;
  std::optional<MajorIncident> major;
  std::optional<KnownError> known_error;  // of a problem
  std::optional<Plan> plan;               // of a change
  std::string catalogue_item;             // of a request
  std::vector<std::string> watchers;      // people's random ids, sorted

  std::vector<std::string> parties;  // that acted on it or were named as holding it, sorted
  std::vector<LateEntry> late;       // in order of sequence

  // The earlier of its stated opening and its first entry.
  Instant opened() const { return stated_opened && *stated_opened < first ? *stated_opened : first; }
  bool is_open() const { return merged_into.empty() && !(state && is_ended(*state)); }
  friend bool operator==(const Ticket&, const Ticket&) = default;
};

// The ticket that an entry is about: "INC1" of the subject "ticket:INC1"; empty for other subjects.
std::string_view ticket_of(const record::Entry& entry);

// What a `ticket.observed` says of the state, in our words: by the state itself, else by the event of a row per ticket.
std::optional<State> observed_state(const record::Entry& observed);
std::optional<WaitingOn> observed_waiting(const record::Entry& observed);

// Takes in the next entry of the record. Total: entries about something else and kinds that are not known are passed
// over, members that are missing or odd are ignored one by one. The entry must not tell of the past (below).
void apply(Ticket& ticket, const record::Entry& entry);

// Whether the entry belongs before one that was applied already, so that the ticket must be rebuilt from its entries.
bool tells_of_the_past(const Ticket& ticket, const record::Entry& entry);

// The ticket from its entries, given in order of sequence; those about others are passed over.
Ticket rebuild(std::string_view ticket, std::span<const record::Entry> entries);

// Takes in the next entry, whatever it tells of: equal to `rebuild` of all entries so far. `earlier` answers with those
// before it, in order of sequence; it is asked only where the entry tells of the past.
void step(Ticket& ticket, const record::Entry& entry, const std::function<std::vector<record::Entry>()>& earlier);

// An entry may tell of this long ago without a word.
inline constexpr std::int64_t kLateUs = 5 * 60 * 1'000'000LL;

// An entry and when it counts as having happened. An `at` more than five minutes before `recorded` needs a reason and
// the acceptance of the ticket's other parties; until then it is `recorded`. An `at` after `recorded` is `recorded`.
// An observation's `at` always counts.
struct Happening {
  const record::Entry* entry = nullptr;
  Instant at;
};

// Those of the entries (given in order of sequence) that the ticket takes in, by (instant, sequence).
std::vector<Happening> in_order(std::string_view ticket, std::span<const record::Entry> entries);

// Takes in the next of `in_order`; only what follows the order of the record (parties, late, sequence) stays as it is.
void apply_at(Ticket& ticket, const Happening& happening);

// One object; empty members are left out. What the store keeps per ticket.
boost::json::object to_json(const Ticket& ticket);
Result<Ticket> ticket_from_json(const boost::json::value& value);

// The entries of a ticket and of those merged into it, in order of sequence. `entries_of` gives a ticket's own.
using EntriesOf = std::function<Result<std::vector<record::Entry>>(const std::string& ticket)>;
Result<std::vector<record::Entry>> entries_with_merged(const std::string& ticket, const EntriesOf& entries_of);

}  // namespace concordat::ticket
