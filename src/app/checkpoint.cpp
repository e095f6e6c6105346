// SPDX-License-Identifier: Apache-2.0
#include "app/key_file.hpp"
#include "app/signing.hpp"
#include "operate/proof/signing.hpp"

#include <CLI/App.hpp>
#include <boost/json/value_from.hpp>

namespace concordat::app {
namespace {

struct CheckpointQuestion {
  std::string organisation;
  std::string key;
};

Result<void> make_checkpoint(Context& context, const CheckpointQuestion& question) {
  auto workspace = open_workspace(context, question.organisation);
  if (!workspace) return tl::unexpected(workspace.error());
  const auto key = host_key(context, question.key);
  if (!key) return tl::unexpected(key.error());
  const auto checkpoint = sign_now(*workspace, *key);
  if (!checkpoint) return tl::unexpected(checkpoint.error());
  const auto note = record::parse_note(checkpoint->note);
  if (!note) return tl::unexpected(note.error());
  answer(context,
         boost::json::object{{"size", checkpoint->size},
                             {"root", record::to_hex(checkpoint->root)},
                             {"note", checkpoint->note},
                             {"signers", boost::json::value_from(operate::signers_of(*note))}},
         checkpoint->note);
  return {};
}

}  // namespace

void add_checkpoint(CLI::App& app, Context& context) {
  auto* command = app.add_subcommand("checkpoint", "Signs the record as it stands, and prints the signed note.");
  command->footer("Example: concordat checkpoint --org Harbour > harbour.checkpoint");
  auto question = std::make_shared<CheckpointQuestion>();
  add_org(*command, question->organisation);
  add_key_option(*command, question->key);
  command->callback([&context, question] {
    if (const auto done = make_checkpoint(context, *question); !done) refuse(context, done.error());
  });
}

}  // namespace concordat::app
