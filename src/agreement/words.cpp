// SPDX-License-Identifier: Apache-2.0
#include "agreement/words.hpp"

namespace concordat::agreement {
namespace {

constexpr std::string_view kModels[] = {"internal", "augmentation",  "shared responsibility",
                                        "managed",  "outcome-based", "fully integrated"};
constexpr std::string_view kModes[] = {"warm", "cold"};
constexpr std::string_view kTargetKinds[] = {"SLA", "OLA", "UC"};
constexpr std::string_view kMetrics[] = {"acknowledge", "first_response", "update",
                                         "resolution",  "handoff_accept", "approval"};
constexpr std::string_view kWaits[] = {"requester", "provider", "internal", "third_party",
                                       "change",    "problem",  "scheduled"};
constexpr std::string_view kReopens[] = {"resume", "continuous", "new_cycle", "first_only"};
constexpr std::string_view kChanges[] = {"retroactive", "retroactive_ignore_pauses", "fresh", "fraction", "carry"};
constexpr std::string_view kPers[] = {"user", "device", "hour", "month", "once", "project"};

}  // namespace

template <>
std::span<const std::string_view> spellings<EngagementModel>() {
  return kModels;
}
template <>
std::span<const std::string_view> spellings<HandOffMode>() {
  return kModes;
}
template <>
std::span<const std::string_view> spellings<TargetKind>() {
  return kTargetKinds;
}
template <>
std::span<const std::string_view> spellings<Metric>() {
  return kMetrics;
}
template <>
std::span<const std::string_view> spellings<WaitingOn>() {
  return kWaits;
}
template <>
std::span<const std::string_view> spellings<OnReopen>() {
  return kReopens;
}
template <>
std::span<const std::string_view> spellings<OnPriorityChange>() {
  return kChanges;
}
template <>
std::span<const std::string_view> spellings<PricePer>() {
  return kPers;
}

}  // namespace concordat::agreement
