// SPDX-License-Identifier: Apache-2.0
#include "app/command.hpp"
#include "app/verify/command.hpp"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>

#include <csignal>
#include <unistd.h>

#include <iostream>

// The program `concordat-verify`: `concordat verify` alone, without store and server, small enough to be read before it
// is believed.
namespace concordat::app {
namespace {

void end_quietly(int /*signal*/) { ::_exit(0); }

int run(int argc, char** argv, Context& context) {
  CLI::App app{"Checks a bundle of a record, offline.", "concordat-verify"};
  app.add_flag("--json", context.json, "print one JSON document for programs");
  describe_verify(app, context, "concordat-verify");
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& wanted) {
    return app.exit(wanted);
  } catch (const CLI::ParseError& error) {
    refuse(context, Problem{"usage", error.what(), std::nullopt, "See `concordat-verify --help`."});
  }
  return context.exit_code;
}

}  // namespace
}  // namespace concordat::app

int main(int argc, char** argv) {
  std::signal(SIGPIPE, concordat::app::end_quietly);
  concordat::app::Context context;
  int code = 2;
  try {
    code = concordat::app::run(argc, argv, context);
  } catch (const std::exception& error) {
    concordat::app::refuse(context, {"internal", error.what(), std::nullopt, "Please report this with what you did."});
  }
  return concordat::app::all_written() ? code : 2;
}
