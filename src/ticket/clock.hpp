// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agreement/rules.hpp"
#include "ticket/story.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

// The clocks that an agreement starts on a ticket: a pure function of the ticket's story, the versions in force and the
// instant asked. Semantics: domain.md section 2; what stops which clock: docs/tickets.md. INVARIANTS: whole seconds; a
// stretch of a clock is counted on exactly one calendar and for exactly one holder, so the parts add up to what was
// counted.
namespace concordat::ticket {

// A version of the agreement, and from when it is in force.
struct InForce {
  std::int64_t from_s = 0;
  const agreement::Rules* rules = nullptr;
  std::string version;
  bool agreed = true;
};

// Who had the ball while a clock counted.
struct Share {
  Custodian::Kind with = Custodian::Kind::nobody;
  std::int32_t party = Names::kNone;
  std::int32_t team = Names::kNone;
  friend auto operator<=>(const Share&, const Share&) = default;
};

// A stretch in which the clock ran, with one holder.
struct Leg {
  std::int64_t from_s = 0;
  std::int64_t to_s = 0;
  std::int64_t counted_s = 0;  // open time of it, on the target's calendar
  Share share;
  friend bool operator==(const Leg&, const Leg&) = default;
};

struct Cycle {
  std::int64_t start_s = 0;
  std::int64_t carried_s = 0;  // counted before by the target that this one took over from
  std::int64_t within_s = 0;   // open time allowed; of working days the open time until then
  std::vector<Leg> legs;
  std::int64_t counted_s = 0;          // carried_s and all legs
  std::optional<std::int64_t> stop_s;  // as it stands: a reopening takes it back
  bool paused = false;                 // as asked
  // The earliest instant at which what is allowed was used up; while it is not, projected from the instant asked as if
  // a present pause ended then. Empty: never.
  std::optional<std::int64_t> due_s;
  bool reached = false;             // due_s has come, or came before the cycle stopped
  bool breached = false;            // not stopped by due_s
  bool breached_at_attach = false;  // it was over already when the target began to hold
  bool reopened = false;            // a stop was taken back: while met, that is provisional
  std::int64_t overrun_s = 0;       // counted after due_s
  Share at_breach;                  // who had the ball at due_s; only where breached
};

struct Clock {
  std::size_t version = 0;  // index into the versions
  agreement::TargetId target;
  std::int64_t attached_s = 0;
  std::optional<std::int64_t> cancelled_s;  // the target stopped holding, or the ticket was cancelled
  bool taken_over = false;                  // cancelled because another target took over
  std::vector<Cycle> cycles;
};

// What a log's names mean in one version.
class ClockWords {
 public:
  ClockWords(const agreement::Rules& rules, const Names& names);
  agreement::FunctionId function_of(const Beat& beat) const;
  agreement::PartyId party_of(std::int32_t name) const {
    return name < 0 ? agreement::PartyId{} : parties_[static_cast<std::size_t>(name)];
  }

 private:
  const agreement::Rules* rules_;
  std::vector<agreement::FunctionId> by_category_;
  std::vector<agreement::FunctionId> functions_;
  std::vector<agreement::PartyId> parties_;
};

// Ready for every ticket of a log: names are looked up once.
class Clocks {
 public:
  // `versions` are sorted by from_s; their rules and `names` outlive this. Names that come later are unknown.
  Clocks(std::vector<InForce> versions, const Names& names);

  // Every clock that ran or runs, in order of attachment, then of target.
  std::vector<Clock> of(const Story& story, std::int64_t asked_s) const;
  // Only those of one target, by its key.
  std::vector<Clock> of(const Story& story, std::int64_t asked_s, std::string_view target) const;

  const std::vector<InForce>& versions() const { return versions_; }
  const agreement::TargetRules& target(const Clock& clock) const {
    return versions_[clock.version].rules->targets[clock.target.at()];
  }
  const calendar::Calendar& calendar(const Clock& clock) const;
  const ClockWords& words(const Clock& clock) const { return words_[clock.version]; }

 private:
  std::vector<InForce> versions_;
  std::vector<ClockWords> words_;
};

// The earliest instant at which the cycle had counted so much (of `within_s`: its due). Empty: not yet, or never; with
// `calendar` it is projected beyond the last leg where the clock still runs.
std::optional<std::int64_t> reaches(const Cycle& cycle, std::int64_t counted_s, const calendar::Calendar& calendar,
                                    bool project);

// What happens on a clock at a computed instant.
struct ClockEvent {
  enum class Kind : std::uint8_t { attached, paused, resumed, warned, told, breached, stopped, cancelled };
  Kind kind = Kind::attached;
  std::int64_t at_s = 0;
  std::size_t cycle = 0;
  int per_cent = 0;            // of warned
  agreement::LadderId ladder;  // of told, and which step of it
  std::size_t step = 0;
  friend bool operator==(const ClockEvent&, const ClockEvent&) = default;
};

std::string_view to_word(ClockEvent::Kind kind);

// Up to the instant asked, in order of time. A clock that does not count from its beginning is paused from there. A
// warning or step whose instant was over when the clock attached comes with the attachment. The ladder is the target's,
// or that of an exception which holds at the step's instant. A step with `during` comes only while that calendar is
// open, else not at all; one that ends with "acknowledged" not after somebody took the ticket up.
std::vector<ClockEvent> events(const Clocks& clocks, const Clock& clock, const Story& story, std::int64_t asked_s);

// Counted seconds by holder; the values add up to the cycle's legs.
std::map<Share, std::int64_t> shares(const Cycle& cycle);

}  // namespace concordat::ticket
