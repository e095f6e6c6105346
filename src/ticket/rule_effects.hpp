// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agreement/decide.hpp"
#include "record/entry.hpp"
#include "ticket/clock.hpp"
#include "ticket/ticket.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// What the agreement does by itself: it gives a ticket that nobody has to who takes it, lets offers time out, warns,
// tells of breaches and climbs ladders. Each is an entry with the actor `rule`. INVARIANT (re-decide): take away all
// entries of rules, keep those of people in their order, and the same entries come out again.
namespace concordat::ticket {

struct RuleWorld {
  std::vector<InForce> versions;  // sorted by from_s; their rules outlive this
  std::string organisation_party;
  // Who is present, by the rules of a version; empty: as its calendars say.
  std::function<std::unique_ptr<agreement::Duty>(const agreement::Rules&)> duty = nullptr;
};

struct RuleEffect {
  std::int64_t due_s = 0;  // when it is due by the agreement
  std::int64_t fires_s =
      0;  // when the second is over in which it was due, and known to be: nothing can prevent it then
  std::vector<record::Draft> drafts;  // appended together or not at all
};

// The next effect that is not among the entries yet and fires by `until_s`, if nobody does anything before. `entries`:
// all of the ticket, and of those merged into it, in order of sequence. With the present as `until_s` it is what rules
// have to do now; with a later time, what a timer has to wait for. An import is history: rules do nothing to it.
std::optional<RuleEffect> next_effect(const RuleWorld& world, std::string_view ticket,
                                      std::span<const record::Entry> entries, std::int64_t until_s);

// The same, with what a list of tickets shows beside it; the ticket is folded once.
struct Outlook {
  std::optional<RuleEffect> next;  // as next_effect() answers
  bool waits_for_rules = false;    // its life goes on, so that rules may have to do with it again
  // The clock that runs out next, of those that run; empty target: none does.
  std::optional<std::int64_t> due_s;
  std::string target;
};
Outlook look_ahead(const RuleWorld& world, std::string_view ticket, std::span<const record::Entry> entries,
                   std::int64_t now_s, std::int64_t until_s);

// The same as it is recorded at `now`: what is recorded more than five minutes late counts from now, and says in `due`
// when it should have been.
std::vector<record::Draft> drafts_of(const RuleEffect& effect, Instant now);

// What the requester writes ends the waiting for them: the entry that follows theirs at once, where it does. `before`
// is the ticket without it.
std::optional<record::Draft> reaction(const Ticket& before, const record::Entry& entry);

}  // namespace concordat::ticket
