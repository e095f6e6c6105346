// SPDX-License-Identifier: Apache-2.0
#include "app/answered.hpp"
#include "app/service.hpp"
#include "app/workspace.hpp"
#include "base/json.hpp"

#include <CLI/App.hpp>
#include <termios.h>
#include <unistd.h>

#include <iostream>
#include <memory>
#include <string>

// `concordat setup`: the first owner of an organisation, by the same route that a program would call. And
// `concordat openapi`: the description of all routes.
namespace concordat::app {
namespace {

struct SetupOptions {
  std::string token;
  std::string organisation;
  std::string name;
  std::string email;
  std::string person;
  bool new_token = false;
};

// From a terminal without showing it, else the first line of standard input.
std::string read_password() {
  std::string password;
  const bool terminal = ::isatty(STDIN_FILENO) != 0;
  termios before{};
  if (terminal) {
    std::cerr << "Password (12 characters or more): " << std::flush;
    ::tcgetattr(STDIN_FILENO, &before);
    termios silent = before;
    silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    ::tcsetattr(STDIN_FILENO, TCSANOW, &silent);
  }
  std::getline(std::cin, password);
  if (terminal) {
    ::tcsetattr(STDIN_FILENO, TCSANOW, &before);
    std::cerr << '\n';
  }
  return password;
}

Result<void> set_up(Context& context, const SetupOptions& options) {
  auto service = Service::open(context, {2, {}, false, {}});
  if (!service) return tl::unexpected(service.error());
  if (options.new_token) {
    const auto token = (*service)->new_setup_token();
    if (!token) return tl::unexpected(token.error());
    answer(context, boost::json::object{{"setup_token", *token}},
           "For one organisation and its owner, within the hour; an earlier one is good no more:\n  " + *token + "\n");
    return {};
  }
  if (options.token.empty() || options.organisation.empty() || options.name.empty() || options.email.empty()) {
    return fail("usage", "The token, the organisation, the owner's name and e-mail address are needed.",
                "--token T --org NAME --name NAME --email ADDRESS; --new-token makes a token.");
  }
  http::Request request;
  request.method = "POST";
  request.path = "/api/v1/setup";
  request.target = *http::parse_target(request.path);
  request.peer = "command line";
  request.headers.add("Content-Type", "application/json");
  boost::json::object body{{"token", options.token},
                           {"organisation", options.organisation},
                           {"name", options.name},
                           {"email", options.email},
                           {"password", read_password()}};
  if (!options.person.empty()) body["person"] = options.person;
  request.body = write_json(body);
  const auto response = (*service)->api().handle(request);
  if (response.status >= 300) return tl::unexpected(problem_of(response));
  const auto made = parse_json(response.body);
  if (!made) return tl::unexpected(made.error());
  answer(context, *made,
         options.name + " owns " + options.organisation + " and can sign in as " + options.email + ".\n");
  return {};
}

Result<void> print_openapi(Context& context) {
  // No database is asked, but the routes want one: in a folder that is gone afterwards.
  std::string folder = (std::filesystem::temp_directory_path() / "concordat-XXXXXX").string();
  if (::mkdtemp(folder.data()) == nullptr) return fail("cannot-write", "There is no place for a moment's folder.");
  Context passing = context;
  passing.data = folder;
  passing.database.clear();
  Result<void> done;
  {
    auto service = Service::open(passing, {1, {}, false, {}});
    if (service) {
      std::cout << write_json((*service)->api().openapi(CONCORDAT_VERSION), 2) << '\n';
    } else {
      done = tl::unexpected(service.error());
    }
  }
  std::error_code ignored;
  std::filesystem::remove_all(folder, ignored);
  return done;
}

}  // namespace

void add_setup(CLI::App& app, Context& context) {
  auto* command = app.add_subcommand("setup", "An organisation and its owner, with the token that `serve` printed.");
  command->footer(
      "The password is read from the terminal, or from standard input.\n"
      "Example: concordat setup --token setup_… --org Harbour --name 'Ana Silva' --email ana@harbour.example");
  auto options = std::make_shared<SetupOptions>();
  command->add_option("--token", options->token, "the set-up token")->type_name("T");
  command->add_option("--org", options->organisation, "the organisation; one that was imported waits for its owner")
      ->type_name("NAME");
  command->add_option("--name", options->name, "the owner's name")->type_name("NAME");
  command->add_option("--email", options->email, "the owner's e-mail address, to sign in with")->type_name("ADDRESS");
  command->add_option("--person", options->person, "the key by which the agreement names the owner")->type_name("KEY");
  command->add_flag("--new-token", options->new_token, "only make another token, and print it");
  command->callback([&context, options] {
    if (const auto done = set_up(context, *options); !done) refuse(context, done.error());
  });
}

void add_openapi(CLI::App& app, Context& context) {
  auto* command = app.add_subcommand("openapi", "The description of the HTTP API, OpenAPI 3.1, as JSON.");
  command->footer("Example: concordat openapi > openapi.json");
  command->callback([&context] {
    if (const auto done = print_openapi(context); !done) refuse(context, done.error());
  });
}

}  // namespace concordat::app
