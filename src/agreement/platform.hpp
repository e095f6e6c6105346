// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>

// The actions that are the same in every agreement. What the platform itself can do belongs to the organisation's
// owner, who may delegate it; what comes with being named in a row is the row's. INVARIANT: no row, authority or grant
// gives a platform action, so that no text between two parties can hand out the organisation's own keys.
namespace concordat::agreement {

struct PlatformAction {
  std::string_view word;      // as it is asked and delegated
  std::string_view sentence;  // what it does, for people
  bool own_people = false;    // a party's administrator may do it to that party's people
};
std::span<const PlatformAction> platform_actions();            // sorted by word
const PlatformAction* platform_action(std::string_view word);  // null where it is none

// What comes with standing in a row of a function, whatever the activity.
struct RowAction {
  std::string_view word;
  std::string_view sentence;
};
std::span<const RowAction> row_actions();            // sorted by word
const RowAction* row_action(std::string_view word);  // null where it is none

}  // namespace concordat::agreement
