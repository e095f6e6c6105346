// SPDX-License-Identifier: Apache-2.0
#include "app/workspace.hpp"

#include <CLI/App.hpp>

// `concordat migrate`: the tables of a database that several servers share, made by its owner.
namespace concordat::app {
namespace {

void migrate(Context& context, const std::string& server_role) {
  const auto place = place_of(context);
  if (!place) return refuse(context, place.error());
  if (place->is_server() && server_role.empty()) {
    return refuse(context, {"usage", "Which role are the servers to use?", std::nullopt, "--server-role NAME"});
  }
  const auto done = store::Database::prepare(*place, server_role);
  if (!done) return refuse(context, done.error());
  answer(context, boost::json::object{{"ready", true}},
         place->is_server() ? "The tables are there, and the role " + server_role + " may use them.\n"
                            : "The tables are there.\n");
}

}  // namespace

void add_migrate(CLI::App& app, Context& context) {
  auto* command = app.add_subcommand(
      "migrate", "Makes the tables of a PostgreSQL database, or brings them to this version, as their owner.");
  command->footer(
      "A database in a data folder sees to this by itself.\n"
      "Example: concordat migrate --database postgresql://owner@db.example/concordat --server-role concordat");
  auto role = std::make_shared<std::string>();
  command->add_option("--server-role", *role, "the role that the servers sign in with; neither superuser nor owner")
      ->type_name("NAME");
  command->callback([&context, role] { migrate(context, *role); });
}

}  // namespace concordat::app
