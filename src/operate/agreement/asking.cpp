// SPDX-License-Identifier: Apache-2.0
#include "operate/agreement/asking.hpp"

#include "agreement/platform.hpp"
#include "operate/agreement/access_desk.hpp"

#include <algorithm>

namespace concordat::operate {

using namespace agreement;

namespace {

template <typename Id>
Result<Id> known(Id id, const std::string& what, const std::string& name, const std::vector<std::string>& names) {
  if (!id.none()) return id;
  return tl::unexpected(unknown_name(what, name, names));
}

tl::unexpected<Problem> no_priority(int priority, const Rules& rules) {
  return fail("bad-value", "There is no priority " + std::to_string(priority) + ".",
              "The matrix gives 1 to " + std::to_string(rules.lowest_priority) + ".");
}

}  // namespace

Result<Question> question_of(const Rules& rules, const WorkOrder& order, Instant at) {
  Question question;
  auto function = known(rules.function(order.function), "function", order.function, keys_of(rules.functions));
  if (!function) return tl::unexpected(function.error());
  auto activity = known(rules.activity(order.activity), "activity", order.activity, rules.activities);
  if (!activity) return tl::unexpected(activity.error());
  question.function = *function;
  question.activity = *activity;
  if (!order.site.empty()) {
    auto site = known(rules.site(order.site), "site", order.site, rules.sites);
    if (!site) return tl::unexpected(site.error());
    question.site = *site;
  }
  if (order.priority) {
    if (*order.priority < 1 || *order.priority > rules.lowest_priority) return no_priority(*order.priority, rules);
    question.priority = *order.priority;
  }
  // A class that no text names meets no condition; it is a word of the desk's, not a mistake.
  question.class_ = rules.class_(order.class_);
  question.at = at.floor_to_second();
  return question;
}

Result<Who> who_of(const Rights& rights, const Facts& facts, const std::string& name) {
  const Rules& rules = *rights.rules;
  auto names = known_people(rights, facts);
  if (std::find(names.begin(), names.end(), name) != names.end()) return Who{name, {}, {}};
  if (const TeamId team = rules.team(name); !team.none()) return Who{"", team, {}};
  if (const RoleId role = rules.role(name); !role.none()) return Who{"", {}, role};
  for (const auto& more : {keys_of(rules.teams), keys_of(rules.roles)}) {
    names.insert(names.end(), more.begin(), more.end());
  }
  return tl::unexpected(unknown_name("person, team or role", name, names));
}

Result<std::string> action_of(const Rights& rights, const std::string& word) {
  const auto all = rights.actions();
  if (std::binary_search(all.begin(), all.end(), word)) return word;
  std::string joined = word;
  std::replace_if(
      joined.begin(), joined.end(), [](char c) { return c == ' ' || c == '_'; }, '-');
  if (std::binary_search(all.begin(), all.end(), joined)) return joined;
  return tl::unexpected(unknown_name("action", word, all));
}

bool needs_function(const std::string& action) {
  return platform_action(action) == nullptr && action != "cosign" && action != "dispute";
}

Result<void> narrow_subject(Subject& subject, const Rights& rights, const std::string& class_, const std::string& site,
                            int priority) {
  const Rules& rules = *rights.rules;
  if (!class_.empty() && !std::binary_search(rights.classes.begin(), rights.classes.end(), class_)) {
    return tl::unexpected(unknown_name("class", class_, rights.classes));
  }
  subject.class_ = class_;
  if (!site.empty()) {
    subject.site = rules.site(site);
    if (subject.site.none()) return tl::unexpected(unknown_name("site", site, rules.sites));
  }
  if (priority < 0 || priority > rules.lowest_priority) return no_priority(priority, rules);
  if (priority != 0) subject.priority = priority;
  return {};
}

}  // namespace concordat::operate
