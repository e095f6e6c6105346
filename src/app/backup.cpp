// SPDX-License-Identifier: Apache-2.0
#include "app/workspace.hpp"
#include "base/text.hpp"
#include "store/maintenance.hpp"

#include <CLI/App.hpp>

namespace concordat::app {
namespace {

void backup(Context& context, const std::string& file) {
  auto database = open_database(context, store::Database::Opening::existing);
  if (!database) return refuse(context, database.error());
  const auto made = store::backup(*database, file);
  if (!made) return refuse(context, made.error());
  boost::json::array organisations;
  std::string text;
  for (const auto& one : *made) {
    organisations.push_back({{"organisation", one.organisation.name}, {"entries", one.entries}});
    text += one.organisation.name + ": " + with_thousands(one.entries) + " entries\n";
  }
  text += "Checked and written to " + file + ". Keys are not in it: keep the key file elsewhere.";
  answer(context, boost::json::object{{"file", file}, {"organisations", std::move(organisations)}}, text);
}

}  // namespace

void add_backup(CLI::App& app, Context& context) {
  auto* command = app.add_subcommand("backup", "Writes a checked copy of the data to one file, while it is in use.");
  command->footer("Example: concordat backup /media/disk/monday.backup");
  auto file = std::make_shared<std::string>();
  command->add_option("FILE", *file, "the file to write; it must not exist")->required();
  command->callback([&context, file] { backup(context, *file); });
}

}  // namespace concordat::app
