// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agreement/words.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

// The words of a ticket's life: its type, its state, and whom it waits for.
namespace concordat::ticket {

enum class Type : std::uint8_t { incident, request, problem, change };
enum class State : std::uint8_t { new_, in_progress, on_hold, resolved, closed, cancelled };
// Of a change (ITIL 4): standard is known and approved beforehand, normal is assessed and approved, emergency is done
// and looked at afterwards.
enum class ChangeKind : std::uint8_t { standard, normal, emergency };
enum class Risk : std::uint8_t { low, medium, high };
// On hold: whom or what for. The agreement's word, since it decides which clocks pause.
using agreement::WaitingOn;

std::string_view to_word(Type type);             // "incident"
std::string_view to_word(State state);           // "new", "in_progress", "on_hold", "resolved", "closed", "cancelled"
std::string_view to_word(WaitingOn waiting_on);  // "requester", "third_party", …
std::string_view to_word(ChangeKind kind);
std::string_view to_word(Risk risk);
std::optional<ChangeKind> parse_change_kind(std::string_view word);
std::optional<Risk> parse_risk(std::string_view word);
std::optional<Type> parse_type(std::string_view word);
std::optional<State> parse_state(std::string_view word);  // "in progress" and "in_progress" are one
std::optional<WaitingOn> parse_waiting_on(std::string_view word);

constexpr bool is_ended(State state) {
  return state == State::resolved || state == State::closed || state == State::cancelled;
}

}  // namespace concordat::ticket
