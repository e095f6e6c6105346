// SPDX-License-Identifier: Apache-2.0
#include "record/witness.hpp"

#include "base/json.hpp"
#include "record/entry.hpp"
#include "record/line.hpp"

#include <boost/json/array.hpp>

#include <charconv>

namespace concordat::record {
namespace {

namespace json = boost::json;

// The epoch that the origin names, or nullopt where it is not one of this organisation at this host.
std::optional<std::int64_t> epoch_of(std::string_view origin, const WitnessState& state) {
  const std::string first = log_origin(state.host.name, state.organisation);
  if (origin == first) return 1;
  const std::string prefix = first + "/epoch-";
  if (!origin.starts_with(prefix)) return std::nullopt;
  std::int64_t epoch = 0;
  std::from_chars(origin.data() + prefix.size(), origin.data() + origin.size(), epoch);
  if (epoch < 2 || log_origin(state.host.name, state.organisation, epoch) != origin) return std::nullopt;
  return epoch;
}

std::string count_of(std::int64_t size) { return std::to_string(size) + (size == 1 ? " entry" : " entries"); }

tl::unexpected<Problem> bad_state(const Where& where) {
  return fail_at(
      where, "bad-witness-state", "The witness's own state cannot be read.",
      "Restore it from the witness's backup. Without it the witness cannot tell a fork from the record it knows.");
}

std::optional<std::string> text_of(const json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  if (value == nullptr || !value->is_string()) return std::nullopt;
  return std::string(value->get_string());
}

}  // namespace

std::string to_text(const WitnessState& state) {
  json::array subtrees;
  for (const Digest& hash : state.subtrees) subtrees.emplace_back(to_base64(hash));
  json::object object{{"epoch", state.epoch},
                      {"host", state.host.text()},
                      {"organisation", state.organisation},
                      {"size", state.size},
                      {"subtrees", std::move(subtrees)}};
  if (state.visited_at) object["visited_at"] = format_instant(*state.visited_at);
  if (state.last_recorded) object["last_recorded"] = format_instant(*state.last_recorded);
  std::string out;
  append_canonical(out, object);
  return out + '\n';
}

Result<WitnessState> parse_witness_state(std::string_view text, const Where& where) {
  if (!text.ends_with('\n')) return bad_state(where);
  text.remove_suffix(1);
  const auto object = parse_canonical_line(text, where);
  if (!object) return bad_state(where);
  const auto organisation = text_of(*object, "organisation");
  const auto host = parse_vkey(text_of(*object, "host").value_or(""));
  const auto* epoch = object->if_contains("epoch");
  const auto* size = object->if_contains("size");
  const auto* subtrees = object->if_contains("subtrees");
  if (!organisation || !host || epoch == nullptr || !epoch->is_int64() || size == nullptr || !size->is_int64() ||
      subtrees == nullptr || !subtrees->is_array()) {
    return bad_state(where);
  }
  WitnessState state{*organisation, *host, epoch->get_int64(), size->get_int64(), {}, std::nullopt, std::nullopt};
  for (const auto& item : subtrees->get_array()) {
    const auto hash = item.is_string() ? digest_from_base64(item.get_string()) : std::nullopt;
    if (!hash) return bad_state(where);
    state.subtrees.push_back(*hash);
  }
  if (!Frontier::resume(state.size, state.subtrees)) return bad_state(where);
  const auto instant = [&](std::string_view name, std::optional<Instant>& to) {
    const auto written = text_of(*object, name);
    if (written) to = parse_instant(*written);
    return to.has_value() == object->contains(name);
  };
  if (!instant("visited_at", state.visited_at) || !instant("last_recorded", state.last_recorded))
    return bad_state(where);
  return state;
}

WitnessVisit::WitnessVisit(const WitnessState& start, Note note, Checkpoint checkpoint, Instant now)
    : start_(start), state_(start), note_(std::move(note)), checkpoint_(std::move(checkpoint)), now_(now) {}

Result<WitnessVisit> WitnessVisit::begin(const WitnessState& state, std::string_view note_text, Instant now,
                                         std::optional<std::int64_t> accepted_epoch) {
  auto note = parse_note(note_text);
  if (!note) return tl::unexpected(std::move(note.error()));
  auto checkpoint = parse_checkpoint(note->text);
  if (!checkpoint) return tl::unexpected(std::move(checkpoint.error()));

  const auto epoch = epoch_of(checkpoint->origin, state);
  if (!epoch || *epoch < state.epoch) {
    return fail("other-log",
                "The checkpoint is of " + checkpoint->origin + ", which is not the record this witness watches.");
  }
  const bool new_epoch = *epoch > state.epoch;
  if (new_epoch && accepted_epoch != epoch) {
    return fail(
        "new-epoch",
        "The host opened epoch " + std::to_string(*epoch) + " of the record: it was restored, and entries were lost.",
        "Ask the host what was lost, compare with your mirror, and accept the epoch by its number if you agree.");
  }
  if (!new_epoch && checkpoint->size < state.size) {
    return fail("shrunken-log",
                "The record has " + count_of(checkpoint->size) + ", and had " + std::to_string(state.size) +
                    " at the last visit.",
                "The host has lost or removed entries. Keep your mirror: it can give them back.");
  }
  WitnessState start = state;
  if (new_epoch) {
    start.epoch = *epoch;
    start.size = 0;
    start.subtrees.clear();
    start.last_recorded.reset();
  }
  auto frontier = Frontier::resume(start.size, start.subtrees);
  if (!frontier) return bad_state({});
  if (checkpoint->size == start.size && checkpoint->root != frontier->root()) {
    return fail("fork", "The record is as long as at the last visit, and is another one.",
                "Someone rewrote it. Keep your mirror and the two checkpoints: together they prove it.");
  }
  WitnessVisit visit(start, std::move(*note), std::move(*checkpoint), now);
  visit.frontier_ = std::move(*frontier);
  visit.epoch_due_ = new_epoch;
  return visit;
}

Result<void> WitnessVisit::room_for_one_more() const {
  if (frontier_.size() < checkpoint_.size) return {};
  return fail("fork", "The host gave more entries than its checkpoint has.");
}

Result<void> WitnessVisit::withheld(const Digest& leaf) {
  if (auto room = room_for_one_more(); !room) return room;
  frontier_.append(leaf);
  return {};
}

Result<void> WitnessVisit::entry(std::string_view line) {
  if (auto room = room_for_one_more(); !room) return room;
  const auto entry = parse_entry(line);
  if (!entry) return tl::unexpected(entry.error());
  const std::string which = "Entry " + std::to_string(entry->sequence);
  if (entry->organisation != state_.organisation || entry->sequence != frontier_.size()) {
    return fail("other-log", which + " is not the next one of this record.");
  }
  if (entry->kind == "epoch.opened") {
    const auto* epoch = entry->body.if_contains("epoch");
    const bool this_one = epoch != nullptr && epoch->is_int64() && epoch->get_int64() == state_.epoch;
    // The entries of a record that was read again from its beginning may open epochs before the accepted one.
    if (!epoch_due_) return fail("new-epoch", which + " opens an epoch that the checkpoint does not name.");
    if (this_one) epoch_due_ = false;
  }
  // Of an accepted epoch only what follows its opening is new; the rest is from before the last visit.
  const bool is_new = !epoch_due_;
  const std::int64_t slack_us = kWitnessSlackS * 1'000'000;
  const bool too_early = is_new && state_.visited_at && entry->recorded.us < state_.visited_at->us - slack_us;
  if (too_early || entry->recorded.us > now_.us + slack_us) {
    return fail("recorded-outside-visit",
                which + " says it was recorded at " + format_instant(entry->recorded) +
                    ", which is not between the last visit" +
                    (state_.visited_at ? " (" + format_instant(*state_.visited_at) + ")" : "") + " and now (" +
                    format_instant(now_) + ").",
                "Compare both machines' clocks. If they agree, the host dated the entry back or ahead.");
  }
  if (state_.last_recorded && entry->recorded < *state_.last_recorded) {
    return fail("recorded-outside-visit", which + " was recorded before the entry that precedes it.");
  }
  state_.last_recorded = entry->recorded;
  if (entry->kind == "party.key_rotated") {
    const std::string old_key = text_of(entry->body, "old").value_or("");
    if (old_key == state_.host.text()) {
      if (auto checked = check_rotation(entry->body); !checked) return checked;
      auto next = *parse_vkey(*text_of(entry->body, "new"));
      if (next.name != state_.host.name) return fail("bad-key-rotation", "The host's new key has another name.");
      state_.host = std::move(next);
    }
  }
  frontier_.append(leaf_hash(line));
  return {};
}

Result<WitnessState> WitnessVisit::finish(std::span<const Digest> consistency) const {
  const std::vector<VerifierKey> keys{state_.host};
  const auto signers = verify_note(note_, keys);
  if (!signers) return tl::unexpected(signers.error());
  if (signers->empty()) {
    return fail("bad-signature", "The checkpoint is not signed by the host's key.",
                "If the host has a new key, pair again: compare both fingerprints by voice.");
  }
  if (frontier_.size() != checkpoint_.size) {
    return fail("fork", "The host gave " + count_of(frontier_.size()) + ", and its checkpoint has " +
                            std::to_string(checkpoint_.size) + ".");
  }
  if (epoch_due_) return fail("new-epoch", "The record names a new epoch that no entry in it opens.");
  const bool grew = start_.size > 0 && start_.size < checkpoint_.size;
  const Digest was = Frontier::resume(start_.size, start_.subtrees)->root();
  const bool proved = grew ? verify_consistency(start_.size, checkpoint_.size, was, checkpoint_.root, consistency)
                           : consistency.empty();
  if (!proved || frontier_.root() != checkpoint_.root) {
    return fail("fork", "The record does not continue the one that was seen at the last visit.",
                "Someone rewrote it. Keep your mirror and the two checkpoints: together they prove it.");
  }
  WitnessState next = state_;
  next.size = frontier_.size();
  next.subtrees = frontier_.subtrees();
  next.visited_at = now_;
  return next;
}

}  // namespace concordat::record
