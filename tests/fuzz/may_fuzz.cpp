// SPDX-License-Identifier: Apache-2.0
#include "agreement/explain.hpp"
#include "agreement/read.hpp"

#include <algorithm>
#include <cstdlib>

// Whatever agreement reads, everybody in it can be asked about, at any time, and every yes has a reason.
namespace {

using namespace concordat;
using namespace concordat::agreement;

constexpr std::size_t kAskedOfEach = 3;  // people, functions, actions and classes: all with all

void ask(const Rights& rights, const Request& request, const Facts& facts) {
  const Answer found = may(rights, request, facts);
  if (found.allow && (found.because.empty() || !found.failed.empty() || found.how == How::no)) std::abort();
  if (!found.allow && found.how != How::no && found.how != How::ask) std::abort();
  if (to_text(rights, request, found).empty() || to_json(*rights.rules, found).empty()) std::abort();
}

Facts facts_of(const Rules& rules) {
  Facts facts;
  for (std::size_t i = 0; i < std::min(rules.persons.size(), kAskedOfEach); ++i) {
    const std::string& person = rules.persons[i];
    facts.owners.push_back({person, {0, 1'800'000'000}});
    facts.grants.push_back({"g", person, rules.activities, {}, {}, i % 2 == 0 ? "T" : "", kForEver});
    if (!rules.parties.empty()) facts.representatives.push_back({"n", person, rules.parties[0].key, Instant{}});
  }
  for (const TeamRules& team : rules.teams) {
    for (const std::string& class_ : rules.classes)
      facts.asked.push_back({team.key, "act", class_, "T", Instant{}, {}});
  }
  return facts;
}

void ask_everybody(const Rights& rights, Instant at) {
  const Rules& rules = *rights.rules;
  const Facts facts = facts_of(rules);
  auto actions = rights.actions();
  std::rotate(actions.begin(), actions.begin() + static_cast<std::ptrdiff_t>(actions.size() / 3), actions.end());
  actions.resize(std::min(actions.size(), 2 * kAskedOfEach));
  for (std::size_t f = 0; f <= std::min(rules.functions.size(), kAskedOfEach); ++f) {
    Subject subject;
    if (f < rules.functions.size()) subject.function = FunctionId{static_cast<std::int32_t>(f)};
    subject.class_ = rights.classes.empty() ? "none" : rights.classes[f % rights.classes.size()];
    subject.ticket = TicketFacts{
        "T", {{0, kForEver.to_s}}, {{rules.persons.empty() ? "" : rules.persons[0], "requester", Instant{}}}};
    for (const std::string& action : actions) {
      for (std::size_t p = 0; p < std::min(rules.persons.size(), kAskedOfEach); ++p) {
        ask(rights, {{rules.persons[p], {}, {}}, action, subject, at}, facts);
      }
      for (std::size_t t = 0; t < std::min(rules.teams.size(), kAskedOfEach); ++t) {
        ask(rights, {{"", TeamId{static_cast<std::int32_t>(t)}, {}}, action, subject, at}, facts);
      }
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  static const calendar::Zone utc = calendar::utc();
  const calendar::Sources sources{[](const std::string&) -> Result<const calendar::Zone*> { return &utc; },
                                  [](const std::string&) -> Result<std::string> { return fail("no", "No file."); }};
  const SourceText text{"fuzz.toml", std::string(reinterpret_cast<const char*>(bytes), size)};
  const Reading reading = read({&text, 1}, sources);
  // One that does not read is not put in force; its rights must still answer, and say no where they cannot be trusted.
  const Rules rules = compile(reading.agreement);
  const Rights rights = compile_rights(reading.agreement, rules);
  for (const std::int64_t at_s : {std::int64_t{0}, std::int64_t{1'777'600'000}, std::int64_t{9'000'000'000}}) {
    ask_everybody(rights, Instant::from_seconds(at_s));
  }
  return 0;
}
