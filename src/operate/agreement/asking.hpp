// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "agreement/decide.hpp"
#include "agreement/may.hpp"

#include <optional>
#include <string>

// Questions to the agreement, from the words in which somebody asks them. A name that the agreement does not know is a
// problem with the nearest that it does.
namespace concordat::operate {

// A piece of work; what is left empty meets no condition on it.
struct WorkOrder {
  std::string function;
  std::string activity;
  std::string site;
  std::optional<int> priority;
  std::string class_;
};
Result<agreement::Question> question_of(const agreement::Rules& rules, const WorkOrder& order, Instant at);

// A person; else whoever is in a team, or holds a role, of that name.
Result<agreement::Who> who_of(const agreement::Rights& rights, const agreement::Facts& facts, const std::string& name);
// "see prices" and "see_prices" are see-prices.
Result<std::string> action_of(const agreement::Rights& rights, const std::string& word);
// Some actions are the organisation's or a party's, and about no function.
bool needs_function(const std::string& action);
// What more is said of the thing: `class_` and `site` may be empty, `priority` 0.
Result<void> narrow_subject(agreement::Subject& subject, const agreement::Rights& rights, const std::string& class_,
                            const std::string& site, int priority);

}  // namespace concordat::operate
