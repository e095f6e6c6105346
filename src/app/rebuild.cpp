// SPDX-License-Identifier: Apache-2.0
#include "app/workspace.hpp"
#include "base/text.hpp"
#include "store/maintenance.hpp"

#include <CLI/App.hpp>

namespace concordat::app {
namespace {

void rebuild(Context& context, const std::string& organisation) {
  auto workspace = open_workspace(context, organisation);
  if (!workspace) return refuse(context, workspace.error());
  const auto entries = store::rebuild(workspace->database, workspace->organisation);
  if (!entries) return refuse(context, entries.error());
  answer(context, boost::json::object{{"entries", *entries}},
         "Every projection of " + organisation + " was made anew from its " + with_thousands(*entries) + " entries.");
}

}  // namespace

void add_rebuild(CLI::App& app, Context& context) {
  auto* command = app.add_subcommand("rebuild", "Checks the record, drops every projection of it and makes them anew.");
  command->footer("Example: concordat rebuild --org Harbour");
  auto organisation = std::make_shared<std::string>();
  add_org(*command, *organisation);
  command->callback([&context, organisation] { rebuild(context, *organisation); });
}

}  // namespace concordat::app
