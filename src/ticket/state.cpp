// SPDX-License-Identifier: Apache-2.0
#include "ticket/state.hpp"

#include <array>
#include <cstddef>
#include <string>

namespace concordat::ticket {
namespace {

constexpr std::array<std::string_view, 4> kTypes = {"incident", "request", "problem", "change"};
constexpr std::array<std::string_view, 6> kStates = {"new",      "in_progress", "on_hold",
                                                     "resolved", "closed",      "cancelled"};
constexpr std::array<std::string_view, 3> kChangeKinds = {"standard", "normal", "emergency"};
constexpr std::array<std::string_view, 3> kRisks = {"low", "medium", "high"};
// People write "in progress" and programs "in_progress".
bool same_word(std::string_view read, std::string_view word) {
  if (read.size() != word.size()) return false;
  for (std::size_t i = 0; i < read.size(); ++i) {
    if (read[i] != word[i] && !(read[i] == ' ' && word[i] == '_')) return false;
  }
  return true;
}

template <typename Enum, typename Words>
std::optional<Enum> parse(std::string_view read, const Words& words) {
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (same_word(read, words[i])) return static_cast<Enum>(i);
  }
  return std::nullopt;
}

}  // namespace

std::string_view to_word(Type type) { return kTypes.at(static_cast<std::size_t>(type)); }
std::string_view to_word(State state) { return kStates.at(static_cast<std::size_t>(state)); }
std::string_view to_word(WaitingOn waiting_on) { return agreement::to_word(waiting_on); }

std::string_view to_word(ChangeKind kind) { return kChangeKinds.at(static_cast<std::size_t>(kind)); }
std::string_view to_word(Risk risk) { return kRisks.at(static_cast<std::size_t>(risk)); }
std::optional<ChangeKind> parse_change_kind(std::string_view word) { return parse<ChangeKind>(word, kChangeKinds); }
std::optional<Risk> parse_risk(std::string_view word) { return parse<Risk>(word, kRisks); }

std::optional<Type> parse_type(std::string_view word) { return parse<Type>(word, kTypes); }
std::optional<State> parse_state(std::string_view word) { return parse<State>(word, kStates); }
std::optional<WaitingOn> parse_waiting_on(std::string_view word) {
  return parse<WaitingOn>(word, agreement::spellings<WaitingOn>());
}

}  // namespace concordat::ticket
