// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ticket/clock.hpp"

#include <optional>
#include <span>
#include <vector>

// How clocks are made, in two steps: when which target holds (windows), and what a clock counts in one (cycles). Only
// the sources of this folder include it.
namespace concordat::ticket {

// What a target that begins to hold knows of the one that it takes over from.
struct Predecessor {
  std::int64_t counted_s = 0;
  std::int64_t within_s = 0;
  std::int64_t start_s = 0;
};

// A stretch of a ticket's life in which one target holds.
struct Window {
  // How the clock begins: at the opening of the ticket; as if it had held from there; or from here, with nothing or
  // with what another target had counted.
  enum class Begin : std::uint8_t { opening, retroactive, retroactive_ignore_pauses, fresh, fraction, carry };
  std::size_t version = 0;
  agreement::TargetId target;
  std::int64_t from_s = 0;
  std::int64_t to_s = 0;  // the instant asked where it holds still
  bool closed = false;    // it stopped holding
  bool taken_over = false;
  Begin begin = Begin::opening;
  std::optional<std::size_t> after;  // index of the window that it takes over from
};

// In order of from_s, then of target.
std::vector<Window> windows(const std::vector<InForce>& versions, const std::vector<ClockWords>& words,
                            const Story& story, std::int64_t asked_s);

// The clock of one window; nullopt where there is nothing to time in it.
std::optional<Clock> clock_of(const InForce& version, const ClockWords& words, const Story& story, const Window& window,
                              const std::optional<Predecessor>& predecessor);

Share share_of(const Beat& beat);
// The last beat at or before the instant; nullptr before the first.
const Beat* beat_at(const Story& story, std::int64_t at_s);

}  // namespace concordat::ticket
