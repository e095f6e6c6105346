// SPDX-License-Identifier: Apache-2.0
#include "app/signing.hpp"
#include "base/clock.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "store/transaction.hpp"

#include <CLI/App.hpp>

#include <algorithm>

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
  const auto parties = session->parties(workspace.organisation);
  if (!parties) return tl::unexpected(parties.error());
  const bool known =
      std::any_of(parties->begin(), parties->end(), [&](const auto& one) { return one.key == question.party; });
  if (!known) return fail("unknown-party", "The record knows no party \"" + question.party + "\".");
  const auto paired = paired_keys(*session, workspace.organisation);
  if (!paired) return tl::unexpected(paired.error());
  if (const auto* now = paired->key_of(question.party); now != nullptr && now->same_key(*key)) return {};
  if (const auto owner = paired->party_of(key->public_key); owner && *owner != question.party) {
    return fail("not-yours", "This is the key of " + *owner + ", not of " + question.party + ".");
  }
  record::Draft draft;
  draft.actor = "host";
  draft.subject = "party:" + question.party;
  draft.kind = record::kPartyPaired;
  draft.body = {{"vkey", key->text()}};
  const auto appended = workspace.database.append(workspace.organisation, std::span(&draft, 1), system_now());
  if (!appended) return tl::unexpected(appended.error());
  warn_of_clock(*appended);
  remark("Paired " + question.party + " with the key " + key->name + ". Its fingerprint, to compare by voice:\n  " +
         record::fingerprint(key->public_key));
  return {};
}

// The signatures of paired parties that hold; the note is refused where one of theirs does not.
Result<std::vector<record::NoteSignature>> signatures_of_parties(const record::Note& note,
                                                                 const record::PairedKeys& paired) {
  std::vector<record::VerifierKey> keys;
  for (const auto& [party, paired_key] : paired.all()) {
    auto key = paired_key;
    key.type = record::SignatureType::cosignature;
    keys.push_back(key);
  }
  const auto signers = record::verify_note(note, keys);
  if (!signers) return tl::unexpected(signers.error());
  std::vector<record::NoteSignature> signatures;
  for (const auto& signature : note.signatures) {
    const bool theirs = std::any_of(signers->begin(), signers->end(), [&](const record::Signer& signer) {
      return signer.key.name == signature.name && signer.key.id() == signature.key_id;
    });
    if (theirs) signatures.push_back(signature);
  }
  if (signatures.empty()) {
    return fail("not-cosigned", "No party that this record is paired with signed the note.",
                "The first time, say whose it is: --party PARTY --vkey VKEY.");
  }
  return signatures;
}

Result<void> cosign(Context& context, const CosignQuestion& question) {
  auto workspace = open_workspace(context, question.organisation);
  if (!workspace) return tl::unexpected(workspace.error());
  const auto bytes = read_file(question.note, limits::kNoteBytesMax);
  if (!bytes) return tl::unexpected(bytes.error());
  const auto note = record::parse_note(*bytes, {question.note});
  if (!note) return tl::unexpected(note.error());
  const auto checkpoint = record::parse_checkpoint(note->text, {question.note});
  if (!checkpoint) return tl::unexpected(checkpoint.error());
  if (!question.vkey.empty()) {
    if (const auto done = pair(*workspace, question); !done) return done;
  }

  auto session = workspace->session();
  if (!session) return tl::unexpected(session.error());
  auto stored = session->checkpoint(workspace->organisation, checkpoint->size);
  if (!stored) return tl::unexpected(stored.error());
  auto own = *stored ? record::parse_note((*stored)->note) : Result<record::Note>(record::Note{});
  if (!own || own->text != note->text) {
    return fail_at({question.note}, "other-checkpoint", "This is not a checkpoint that this record signed.",
                   "Cosign what `concordat checkpoint` or an exported bundle holds.");
  }
  const auto paired = paired_keys(*session, workspace->organisation);
  if (!paired) return tl::unexpected(paired.error());
  const auto signatures = signatures_of_parties(*note, *paired);
  if (!signatures) return tl::unexpected(signatures.error());
  for (const auto& signature : *signatures) {
    if (std::find(own->signatures.begin(), own->signatures.end(), signature) == own->signatures.end()) {
      own->signatures.push_back(signature);
    }
  }
  store::StoredCheckpoint now = **stored;
  now.note = record::to_text(*own);
  store::Transaction transaction(workspace->database, system_now());
  if (const auto put = transaction.put_checkpoint(workspace->organisation, now); !put) return put;
  transaction.commit();
  answer(context, boost::json::object{{"size", now.size}, {"signers", signers_of(*own)}, {"note", now.note}},
         "The first " + with_thousands(now.size) + " entries are cosigned now.\n" + now.note);
  return {};
}

}  // namespace

void add_cosign(CLI::App& app, Context& context) {
  auto* command = app.add_subcommand("cosign", "Takes in the checkpoint that a witness has cosigned.");
  command->footer(
      "Example: concordat cosign mirror-of-harbour/checkpoint --org Harbour --party northwind --vkey …\n"
      "(--party and --vkey the first time only: they pair the witness's key with its party)");
  auto question = std::make_shared<CosignQuestion>();
  command->add_option("NOTE", question->note, "the cosigned checkpoint")->required();
  add_org(*command, question->organisation);
  auto* party = command->add_option("--party", question->party, "whose witness it is")->type_name("PARTY");
  auto* vkey = command->add_option("--vkey", question->vkey, "the witness's public key")->type_name("VKEY");
  party->needs(vkey);
  vkey->needs(party);
  command->callback([&context, question] {
    if (const auto done = cosign(context, *question); !done) refuse(context, done.error());
  });
}

}  // namespace concordat::app
