// SPDX-License-Identifier: Apache-2.0
#include "app/command.hpp"
#include "base/text.hpp"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include <csignal>
#include <cstdlib>
#include <unistd.h>

#include <algorithm>
#include <iostream>
#include <span>

// The program `concordat`: one function per command, added in the order in which --help lists them.
namespace concordat::app {
namespace {

// Who reads us may stop reading (`| head`); that is no failure of ours.
void end_quietly(int /*signal*/) { ::_exit(0); }

// The first word that should be a command and is none: "no command "imprt"; did you mean import?". The parser itself
// would only say that a command is missing.
std::optional<Problem> unknown_command(const CLI::App& app, std::span<char* const> words) {
  const CLI::App* at = &app;
  for (const std::string_view word : words) {
    if (word.starts_with('-')) return std::nullopt;  // an option: its value may be any word
    std::vector<std::string> names;
    for (const auto* command : at->get_subcommands([](const CLI::App*) { return true; })) {
      names.push_back(command->get_name());
    }
    if (names.empty()) return std::nullopt;
    if (std::find(names.begin(), names.end(), word) == names.end()) {
      const auto near = nearest_name(word, names);
      std::string all;
      for (const auto& name : names) all += (all.empty() ? "" : ", ") + name;
      return Problem{"usage", "There is no command \"" + std::string(word) + "\".", std::nullopt,
                     near ? "Did you mean " + *near + "?" : "There are: " + all + "."};
    }
    at = at->get_subcommand(std::string(word));
  }
  return std::nullopt;
}

int run(int argc, char** argv, Context& context) {
  CLI::App app{"Concordat runs one IT service that a company's own IT and its providers share.", "concordat"};
  app.set_version_flag("--version", CONCORDAT_VERSION);
  app.require_subcommand(1);
  app.fallthrough();
  app.option_defaults()->always_capture_default(false);
  app.add_option("--data", context.data,
                 "folder that holds everything (default: $CONCORDAT_DATA, else ./concordat-data)")
      ->envname("CONCORDAT_DATA")
      ->type_name("DIR");
  app.add_option("--database", context.database,
                 "a PostgreSQL database instead of the one in the folder, which then holds the keys alone "
                 "(default: $CONCORDAT_DATABASE)")
      ->envname("CONCORDAT_DATABASE")
      ->type_name("URL");
  app.add_flag("--json", context.json, "print one JSON document for programs");
  app.footer(
      "A question is answered with exit code 0, a no with 1; 2 says that it could not be asked.\n"
      "Example: concordat import servicenow log.zip --org Harbour --map examples/servicenow.toml");

  add_serve(app, context);       // the service behind HTTP
  add_setup(app, context);       // an organisation and its owner
  add_import(app, context);      // a log of another desk into the record
  add_measure(app, context);     // figures of the past
  add_custody(app, context);     // who had a ticket, second by second
  add_ticket(app, context);      // a ticket's entries and clocks, in order of time
  add_agreement(app, context);   // who does what, checked and asked
  add_access(app, context);      // owners, grants, suspensions
  add_quantity(app, context);    // what prices count
  add_clock(app, context);       // business time
  add_key(app, context);         // the keys that sign
  add_checkpoint(app, context);  // the host signs the record as it stands
  add_cosign(app, context);      // another party's signature comes in
  add_witness(app, context);     // another party mirrors, checks and signs
  add_export(app, context);      // a bundle for a party
  add_verify(app, context);      // a bundle checked offline
  add_backup(app, context);      // a copy of the data, while in use
  add_restore(app, context);     // back from a copy, with a mirror or in a new epoch
  add_rebuild(app, context);     // every projection made anew
  add_migrate(app, context);     // the tables of a shared database
  add_openapi(app, context);     // the description of the API

  const std::span<char*> arguments(argv, static_cast<std::size_t>(argc));
  context.json =
      std::any_of(arguments.begin(), arguments.end(), [](const char* a) { return std::string_view(a) == "--json"; });
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& wanted) {  // --help, --version
    return app.exit(wanted);
  } catch (const CLI::ParseError& error) {
    if (const auto unknown = unknown_command(app, arguments.subspan(1))) {
      refuse(context, *unknown);
      return context.exit_code;
    }
    refuse(context,
           Problem{"usage", error.what(), std::nullopt, "See `concordat --help`, or --help after a command's name."});
  }
  return context.exit_code;
}

}  // namespace
}  // namespace concordat::app

int main(int argc, char** argv) {
  std::signal(SIGPIPE, concordat::app::end_quietly);
  std::signal(SIGXFSZ, SIG_IGN);  // a file-size limit is an error of the write, which we report, not a death
  std::ios::sync_with_stdio(false);
  concordat::app::Context context;
  int code = 2;
  try {
    code = concordat::app::run(argc, argv, context);
  } catch (const concordat::Failure& failure) {
    concordat::app::refuse(context, failure.problem());
  } catch (const std::bad_alloc&) {
    concordat::app::refuse(context, {"out-of-memory", "There is not enough memory for this.", std::nullopt, ""});
  } catch (const std::exception& error) {
    concordat::app::refuse(context, {"internal", error.what(), std::nullopt, "Please report this with what you did."});
  }
  return concordat::app::all_written() ? code : 2;
}
