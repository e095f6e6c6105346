// SPDX-License-Identifier: Apache-2.0
#include "agreement/check_world.hpp"
#include "agreement/platform.hpp"
#include "agreement/rights.hpp"
#include "agreement/table.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <set>

namespace concordat::agreement {
namespace {

std::set<std::string> known_actions(const CheckWorld& world) {
  std::set<std::string> all(world.rules.activities.begin(), world.rules.activities.end());
  for (const auto& [key, authority] : world.agreement.authorities) {
    for (const auto& [action, classes] : authority.actions) all.insert(action);
  }
  for (const PlatformAction& one : platform_actions()) all.emplace(one.word);
  for (const RowAction& one : row_actions()) all.emplace(one.word);
  all.emplace(kEverything);
  return all;
}

void say(CheckWorld& world, const std::string& message, const std::string& read, const std::set<std::string>& known,
         const std::string& otherwise, const Row& row) {
  Finding found = unlike("forbids-nothing", message, read, {known.begin(), known.end()}, otherwise, row);
  Finding& finding = world.add(found.rule, Severity::warning, found.message, found.rows);
  finding.instead = std::move(found.instead);
}

}  // namespace

// Actions and classes are free words, so a slip is no unknown name; but what nobody can do, nobody is kept from.
void check_forbids(CheckWorld& world) {
  const auto actions = known_actions(world);
  std::set<std::string> things(world.rules.classes.begin(), world.rules.classes.end());
  for (const FunctionRules& one : world.rules.functions) things.insert(one.key);
  for (const auto& [key, forbid] : world.agreement.forbids) {
    const std::string id = "forbid." + CheckWorld::step(key);
    for (const Word& word : forbid.what) {
      if (actions.contains(word.name)) continue;
      say(world,
          "No activity and no action of an authority is called " + quoted(word.name) + ", so nothing is forbidden.",
          word.name, actions, "Name an activity, an action of an [authority.T], or \"*\".", {id + ".what", word.where});
    }
    // A class may be the tickets' own word, which no other row has to know: only what looks like a slip is said.
    for (const Word& word : forbid.on) {
      if (things.contains(word.name)) continue;
      if (!nearest_name(word.name, std::vector<std::string>(things.begin(), things.end()))) continue;
      say(world, "No function is called " + quoted(word.name) + ", and no other row knows such a class.", word.name,
          things, "", {id + ".on", word.where});
    }
  }
}

}  // namespace concordat::agreement
