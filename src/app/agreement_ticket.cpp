// SPDX-License-Identifier: Apache-2.0
#include "app/agreement_ticket.hpp"

#include "app/agreement_files.hpp"
#include "app/workspace.hpp"
#include "operate/agreement/access_desk.hpp"
#include "operate/present/recorded_agreement.hpp"
#include "operate/present/ticket_subject.hpp"

namespace concordat::app {
namespace {

using agreement::Agreement;
using agreement::Rules;
using Names = std::unordered_map<std::string, std::string>;

// By the key that the record says, else by what they are called. Whoever the texts do not know keeps their name.
std::string person_key(const Agreement& agreement, const std::map<std::string, std::string>& keys, const Names& names,
                       const std::string& id) {
  const auto key = keys.find(id);
  if (key != keys.end() && !key->second.empty()) return key->second;
  const auto found = names.find(id);
  const std::string name = found == names.end() || found->second.empty() ? id : found->second;
  if (agreement.persons.contains(name)) return name;
  for (const auto& [one, person] : agreement.persons) {
    if (person.name == name) return one;
  }
  return name;
}

}  // namespace

Result<agreement::Subject> subject_of_ticket(const Context& context, const std::string& organisation,
                                             const std::string& ticket, const Agreement& agreement, const Rules& rules,
                                             Instant at, std::vector<std::string> known) {
  auto workspace = open_workspace(context, organisation);
  if (!workspace) return tl::unexpected(workspace.error());
  auto session = workspace->session();
  if (!session) return tl::unexpected(session.error());
  const auto entries = session->entries_of(workspace->organisation, "ticket:" + ticket);
  if (!entries) return tl::unexpected(entries.error());
  if (entries->empty()) {
    const auto tickets = session->ticket_names(workspace->organisation);
    if (tickets) known.insert(known.end(), tickets->begin(), tickets->end());
    return tl::unexpected(operate::unknown_name("function or ticket", ticket, known));
  }
  const auto names = person_names(*session, workspace->organisation);
  if (!names) return tl::unexpected(names.error());
  const auto recorded = operate::read_recorded(*session, workspace->organisation);
  if (!recorded) return tl::unexpected(recorded.error());

  const ticket::Ticket state = ticket::rebuild(ticket, *entries);
  auto subject = operate::ticket_subject(state, *entries, rules, at, [&](const std::string& id) {
    return person_key(agreement, recorded->access.keys(), *names, id);
  });
  if (subject.function.none()) {
    return fail("no-function", "No function takes the category \"" + state.category + "\" of " + ticket + ".",
                "A function with takes = [\"*\"] takes what no other takes.");
  }
  return subject;
}

}  // namespace concordat::app
