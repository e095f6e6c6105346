// SPDX-License-Identifier: Apache-2.0
#include "app/signing.hpp"
#include "base/clock.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "operate/proof/signing.hpp"
#include "store/transaction.hpp"

#include <CLI/App.hpp>
#include <boost/json/value_from.hpp>

#include <span>

// `concordat cosign`: a witness's signature comes into the host's record. The first time, its key is paired with a
// party.
namespace concordat::app {
namespace {

struct CosignQuestion {
  std::string organisation;
  std::string note;
  std::string party;
  std::string vkey;
};

Result<void> pair(Workspace& workspace, const CosignQuestion& question) {
  const auto key = record::parse_vkey(question.vkey);
  if (!key) return tl::unexpected(key.error());
  auto session = workspace.session();
  if (!session) return tl::unexpected(session.error());
  const auto draft = operate::pairing(*session, workspace.organisation, question.party, *key);
  if (!draft) return tl::unexpected(draft.error());
  if (!*draft) return {};
  const auto appended = workspace.database.append(workspace.organisation, std::span(&**draft, 1), system_now());
  if (!appended) return tl::unexpected(appended.error());
  warn_of_clock(*appended);
  remark(paired_words(question.party, *key));
  return {};
}

Result<void> cosign(Context& context, const CosignQuestion& question) {
  auto workspace = open_workspace(context, question.organisation);
  if (!workspace) return tl::unexpected(workspace.error());
  if (question.note.empty()) {
    if (const auto done = pair(*workspace, question); !done) return done;
    answer(context, boost::json::object{{"party", question.party}, {"vkey", question.vkey}},
           question.party + " signs with " + question.vkey);
    return {};
  }
  const auto bytes = read_file(question.note, limits::kNoteBytesMax);
  if (!bytes) return tl::unexpected(bytes.error());
  const auto note = record::parse_note(*bytes, {question.note});
  if (!note) return tl::unexpected(note.error());
  if (const auto read = record::parse_checkpoint(note->text, {question.note}); !read) {
    return tl::unexpected(read.error());
  }
  if (!question.vkey.empty()) {
    if (const auto done = pair(*workspace, question); !done) return done;
  }

  auto session = workspace->session();
  if (!session) return tl::unexpected(session.error());
  auto now = operate::with_cosignatures(*session, workspace->organisation, *note, std::nullopt);
  if (!now) {
    Problem problem = now.error();
    if (!problem.where) problem.where = Where{question.note};
    return tl::unexpected(problem);
  }
  store::Transaction transaction(workspace->database, system_now());
  if (const auto put = transaction.put_checkpoint(workspace->organisation, *now); !put) return put;
  transaction.commit();
  const auto cosigned = record::parse_note(now->note);
  if (!cosigned) return tl::unexpected(cosigned.error());
  answer(context,
         boost::json::object{{"size", now->size},
                             {"signers", boost::json::value_from(operate::signers_of(*cosigned))},
                             {"note", now->note}},
         "The first " + with_thousands(now->size) + " entries are cosigned now.\n" + now->note);
  return {};
}

}  // namespace

void add_cosign(CLI::App& app, Context& context) {
  auto* command = app.add_subcommand("cosign", "Takes in the checkpoint that a witness has cosigned.");
  command->footer(
      "Example: concordat cosign mirror-of-harbour/checkpoint --org Harbour --party northwind --vkey …\n"
      "(--party and --vkey the first time only: they pair the witness's key with its party)");
  auto question = std::make_shared<CosignQuestion>();
  auto* note =
      command->add_option("NOTE", question->note, "the cosigned checkpoint; without it the key is paired alone");
  add_org(*command, question->organisation);
  auto* party = command->add_option("--party", question->party, "whose witness it is")->type_name("PARTY");
  auto* vkey = command->add_option("--vkey", question->vkey, "the witness's public key")->type_name("VKEY");
  party->needs(vkey);
  vkey->needs(party);
  command->callback([&context, question, note] {
    if (note->count() == 0 && question->vkey.empty()) {
      return refuse(context, {"usage", "Name the cosigned checkpoint, or a key to pair.", std::nullopt, "See --help."});
    }
    if (const auto done = cosign(context, *question); !done) refuse(context, done.error());
  });
}

}  // namespace concordat::app
