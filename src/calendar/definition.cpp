// SPDX-License-Identifier: Apache-2.0
#include "calendar/definition.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <set>

namespace concordat::calendar {
namespace {

std::vector<Reference> references(const Definition& definition) {
  std::vector<Reference> all = definition.union_of;
  if (definition.except) all.push_back(*definition.except);
  return all;
}

Problem unknown(const Definitions& definitions, const Reference& reference) {
  std::vector<std::string> known;
  for (const auto& [key, definition] : definitions) {
    if (key != kTopLevel) known.push_back(key);
  }
  std::string hint = known.empty() ? "Declare it: [calendar." + reference.calendar + "]." : "Declared are: ";
  for (std::size_t i = 0; i < known.size() && i < 12; ++i) hint += (i == 0 ? "" : ", ") + known[i];
  if (const auto nearest = nearest_name(reference.calendar, known)) hint = "Did you mean \"" + *nearest + "\"?";
  return {"unknown-name", "There is no calendar \"" + reference.calendar + "\".", reference.where, hint};
}

// Walks depth first; a calendar that is met while it is still on the path closes a circle.
class Walk {
 public:
  Walk(const Definitions& definitions, std::vector<Problem>& problems)
      : definitions_(definitions), problems_(problems) {}

  void visit(const std::string& key) {
    if (!done_.insert(key).second) return;
    path_.push_back(key);
    for (const Reference& reference : references(definitions_.at(key))) {
      const auto start = std::find(path_.begin(), path_.end(), reference.calendar);
      if (start != path_.end()) {
        report(start, reference);
      } else if (definitions_.contains(reference.calendar)) {
        visit(reference.calendar);
      }
    }
    path_.pop_back();
  }

 private:
  void report(std::vector<std::string>::iterator start, const Reference& reference) {
    std::string circle;
    for (auto at = start; at != path_.end(); ++at) circle += *at + " → ";
    problems_.push_back({"circular-calendar",
                         "The calendar \"" + reference.calendar + "\" is made from itself: " + circle +
                             reference.calendar + ".",
                         reference.where, "Take one of these names out of its `union` or `except`."});
  }

  const Definitions& definitions_;
  std::vector<Problem>& problems_;
  std::set<std::string> done_;
  std::vector<std::string> path_;
};

}  // namespace

std::vector<Problem> check_references(const Definitions& definitions) {
  std::vector<Problem> problems;
  for (const auto& [key, definition] : definitions) {
    for (const Reference& reference : references(definition)) {
      if (reference.calendar == kTopLevel || !definitions.contains(reference.calendar)) {
        problems.push_back(unknown(definitions, reference));
      }
    }
  }
  Walk walk(definitions, problems);
  for (const auto& [key, definition] : definitions) walk.visit(key);
  return problems;
}

}  // namespace concordat::calendar
