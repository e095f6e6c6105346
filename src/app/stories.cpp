// SPDX-License-Identifier: Apache-2.0
#include "app/stories.hpp"

#include "app/workspace.hpp"

#include <string_view>
#include <unordered_set>

namespace concordat::app {

Result<Stories> Stories::read(store::Session& session, const store::OrgId& organisation) {
  Stories all;
  auto log = session.load_log(organisation);
  if (!log) return tl::unexpected(log.error());
  all.log_ = std::move(*log);
  all.words_ = ticket::team_words(all.log_);
  std::unordered_set<std::string_view> imported;
  for (const auto& history : all.log_.tickets) imported.insert(history.ticket);
  const auto names = session.ticket_names(organisation);
  if (!names) return tl::unexpected(names.error());
  for (const auto& name : *names) {
    if (imported.contains(name)) continue;
    const auto entries = entries_with_merged(session, organisation, name);
    if (!entries) return tl::unexpected(entries.error());
    all.own_.push_back(ticket::story_of(name, *entries, all.log_.names));
  }
  return all;
}

}  // namespace concordat::app
