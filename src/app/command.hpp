// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"

#include <boost/json/object.hpp>

#include <string>
#include <string_view>

namespace CLI {
class App;
}

// What every command of the command line has in common: where the data is, how an answer and a refusal are printed, and
// the exit code. Each command has a file of its own in app/, with one function that adds it to the parser.
namespace concordat::app {

struct Context {
  std::string data = "./concordat-data";  // --data, else $CONCORDAT_DATA
  std::string database;                   // --database, else $CONCORDAT_DATABASE; empty: in the data folder
  bool json = false;                      // --json: standard output holds one JSON document and nothing else
  int exit_code = 0;                      // 0 it ran; 1 it ran, and the answer is no; 2 it could not run
};

// The answer: `document` with --json, else `text` (printed as it is, with a line end added where it lacks one).
void answer(Context& context, const boost::json::value& document, std::string_view text);
// The command could not run, or was refused: prints the problem and sets the exit code.
void refuse(Context& context, const Problem& problem, int exit_code = 2);
// At the end of a program: whether its answer reached standard output; says so where it did not.
bool all_written();
// A remark for people, to standard error.
void remark(std::string_view text);

// A whole file, up to `bytes_max`.
Result<std::string> read_file(const std::string& path, std::size_t bytes_max);

// One line each: adds the command of that name. In the order of `concordat --help`.
void add_serve(CLI::App& app, Context& context);
void add_setup(CLI::App& app, Context& context);
void add_import(CLI::App& app, Context& context);
void add_measure(CLI::App& app, Context& context);
void add_custody(CLI::App& app, Context& context);
void add_ticket(CLI::App& app, Context& context);
void add_agreement(CLI::App& app, Context& context);
void add_access(CLI::App& app, Context& context);
void add_quantity(CLI::App& app, Context& context);
void add_clock(CLI::App& app, Context& context);
void add_key(CLI::App& app, Context& context);
void add_checkpoint(CLI::App& app, Context& context);
void add_cosign(CLI::App& app, Context& context);
void add_witness(CLI::App& app, Context& context);
void add_export(CLI::App& app, Context& context);
void add_verify(CLI::App& app, Context& context);
void add_backup(CLI::App& app, Context& context);
void add_restore(CLI::App& app, Context& context);
void add_rebuild(CLI::App& app, Context& context);
void add_migrate(CLI::App& app, Context& context);
void add_openapi(CLI::App& app, Context& context);

void add_measure_sla(CLI::App& measure, Context& context);

// The commands of `concordat agreement`.
void add_agreement_text(CLI::App& agreement, Context& context);  // new, format, schema
void add_agreement_check(CLI::App& agreement, Context& context);
void add_agreement_decide(CLI::App& agreement, Context& context);
void add_agreement_explain(CLI::App& agreement, Context& context);
void add_agreement_diff(CLI::App& agreement, Context& context);
void add_agreement_versions(CLI::App& agreement, Context& context);  // propose, apply, approve, withdraw, dismiss, show

}  // namespace concordat::app
