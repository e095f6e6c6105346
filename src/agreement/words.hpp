// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

// The words that the language fixes, as enums, each with its spelling in the texts.
namespace concordat::agreement {

enum class EngagementModel : std::uint8_t {
  internal,
  augmentation,
  shared_responsibility,
  managed,
  outcome_based,
  fully_integrated
};
enum class HandOffMode : std::uint8_t { warm, cold };
enum class TargetKind : std::uint8_t { sla, ola, uc };
enum class Metric : std::uint8_t { acknowledge, first_response, update, resolution, handoff_accept, approval };
// Whom or what a ticket on hold waits for.
enum class WaitingOn : std::uint8_t { requester, provider, internal, third_party, change, problem, scheduled };
// What a clock does when its ticket is reopened (domain.md 2.7).
enum class OnReopen : std::uint8_t { resume, continuous, new_cycle, first_only };
// What it does when the priority changes (domain.md 2.8: C2, C1, C3, C4, C6).
enum class OnPriorityChange : std::uint8_t { retroactive, retroactive_ignore_pauses, fresh, fraction, carry };
enum class PricePer : std::uint8_t { user, device, hour, month, once, project };

// All spellings of an enum, in its order.
template <typename Enum>
std::span<const std::string_view> spellings();

template <typename Enum>
std::string_view to_word(Enum value) {
  return spellings<Enum>()[static_cast<std::size_t>(value)];
}

template <typename Enum>
std::optional<Enum> parse_word(std::string_view word) {
  const auto all = spellings<Enum>();
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (all[i] == word) return static_cast<Enum>(i);
  }
  return std::nullopt;
}

}  // namespace concordat::agreement
