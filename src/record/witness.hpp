// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/instant.hpp"
#include "base/result.hpp"
#include "record/merkle.hpp"
#include "record/note.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// Another party's watch over a record: what it saw at its last visit, and whether what it is shown now continues that.
// INVARIANT: a witness never vouches for two records that contradict each other. Its state is stored before its
// cosignature is given away, and moves on only through a visit that held.
namespace concordat::record {

// The host's clock and the witness's may differ by this much.
inline constexpr std::int64_t kWitnessSlackS = 120;

struct WitnessState {
  std::string organisation;  // its id
  VerifierKey host;          // from the pairing; moves on with entries `party.key_rotated`
  std::int64_t epoch = 1;
  std::int64_t size = 0;
  std::vector<Digest> subtrees;  // of a Frontier of that size
  std::optional<Instant> visited_at;
  std::optional<Instant> last_recorded;  // of the last entry that it could read
  friend bool operator==(const WitnessState&, const WitnessState&) = default;
};

std::string to_text(const WitnessState& state);  // a line of canonical JSON
Result<WitnessState> parse_witness_state(std::string_view text, const Where& where = {});

// One visit: begin with the host's newest checkpoint, hand over every entry from `fetch_from` up to `fetch_to` in
// order, finish with the proof. Whatever refuses ends the visit and leaves the state as it was. Codes of refusals:
// "other-log", "new-epoch", "shrunken-log", "fork", "recorded-outside-visit", "bad-signature", and those of notes and
// entries.
class WitnessVisit {
 public:
  // `accepted_epoch`: the epoch that a person of the witness's party has accepted, if any; a log that was restored with
  // a loss is refused without it, and read again from its beginning with it.
  static Result<WitnessVisit> begin(const WitnessState& state, std::string_view note, Instant now,
                                    std::optional<std::int64_t> accepted_epoch = std::nullopt);

  std::int64_t fetch_from() const { return start_.size; }
  std::int64_t fetch_to() const { return checkpoint_.size; }
  Result<void> entry(std::string_view line);
  Result<void> withheld(const Digest& leaf);  // an entry that is not for the witness's party
  // `consistency`: from fetch_from to fetch_to; empty where either is 0 or they are equal. Answers the state to store;
  // only then is the note cosigned (cosign_text).
  Result<WitnessState> finish(std::span<const Digest> consistency) const;
  const Note& note() const { return note_; }

 private:
  WitnessVisit(const WitnessState& start, Note note, Checkpoint checkpoint, Instant now);
  Result<void> room_for_one_more() const;

  WitnessState start_;  // from where entries are handed over: the last visit's, or of an accepted epoch none
  WitnessState state_;  // after the entries so far
  Frontier frontier_;
  Note note_;
  Checkpoint checkpoint_;
  Instant now_;
  bool epoch_due_ = false;  // the entry that opens the accepted epoch has not come yet
};

}  // namespace concordat::record
