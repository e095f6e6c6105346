// SPDX-License-Identifier: Apache-2.0
#include "app/agreement_sign.hpp"
#include "app/command.hpp"

#include <CLI/App.hpp>

// `concordat agreement …`: each of its commands has a file of its own.
namespace concordat::app {

void add_agreement(CLI::App& app, Context& context) {
  auto* agreement = app.add_subcommand("agreement", "Who does what, when, and with which promises: checked and asked.");
  agreement->require_subcommand(1);
  agreement->footer("Example: concordat agreement check harbour.toml");
  add_agreement_text(*agreement, context);     // begin with a template; format; schema for editors
  add_agreement_check(*agreement, context);    // what is wrong with it
  add_agreement_decide(*agreement, context);   // who has a piece of work at an instant
  add_agreement_explain(*agreement, context);  // who may do what, and by which row
  add_agreement_diff(*agreement, context);     // what a new version changes
  add_agreement_versions(*agreement, context);
  add_agreement_sign(*agreement, context);  // a party's approval, made where its key is
}

}  // namespace concordat::app
