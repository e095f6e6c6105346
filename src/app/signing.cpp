// SPDX-License-Identifier: Apache-2.0
#include "app/signing.hpp"

#include "app/key_file.hpp"
#include "base/clock.hpp"
#include "operate/present/recorded_agreement.hpp"
#include "store/transaction.hpp"

#include <algorithm>
#include <filesystem>

namespace concordat::app {

Result<record::SigningKey> host_key(const Context& context, const std::string& option) {
  const std::string path = key_path(context, option);
  if (std::filesystem::exists(path) || !option.empty()) return read_key(path);
  if (!context.database.empty()) {
    return fail_at({path}, "no-host-key", "The host's key is not in the data folder.",
                   "Copy host.key here from another server of this database, or make the first: concordat key new.");
  }
  // A name that no other host has: checkpoints of two hosts must not pass for one log's.
  auto key = record::SigningKey::make("concordat.local/" + random_id('h', machine_random()), machine_random());
  if (!key) return key;
  if (const auto written = write_key(path, *key); !written) return tl::unexpected(written.error());
  const auto vkey = key->verifier(record::SignatureType::ed25519);
  remark("A key was made for this host, " + path + ": it is not in any backup, so keep a copy elsewhere.\n" +
         "Its fingerprint, for others to compare by voice: " + record::fingerprint(vkey.public_key));
  return key;
}

Result<store::StoredCheckpoint> sign_now(Workspace& workspace, const record::SigningKey& key) {
  auto session = workspace.session();
  if (!session) return tl::unexpected(session.error());
  const auto size = session->size(workspace.organisation);
  if (!size) return tl::unexpected(size.error());
  const auto root = session->root(workspace.organisation, *size);
  if (!root) return tl::unexpected(root.error());

  const auto stored = session->checkpoint(workspace.organisation, *size);
  if (!stored) return tl::unexpected(stored.error());
  const auto verifier = key.verifier(record::SignatureType::ed25519);
  if (*stored) {
    const auto note = record::parse_note((*stored)->note);
    const std::vector<record::VerifierKey> mine{verifier};
    const auto signers = note ? record::verify_note(*note, mine) : Result<std::vector<record::Signer>>();
    if (note && signers && !signers->empty()) return **stored;
  }

  const auto epoch = session->epoch(workspace.organisation);
  if (!epoch) return tl::unexpected(epoch.error());
  record::Note note;
  note.text = record::to_text(
      record::Checkpoint{record::log_origin(key.name(), workspace.organisation.value, *epoch), *size, *root, {}});
  note.signatures.push_back(record::sign_text(key, note.text));
  const store::StoredCheckpoint checkpoint{*size, *root, record::to_text(note), system_now()};
  // The same key signs the same text again to the same bytes, so one that is not kept is not lost.
  if (workspace.database.is_read_only()) return checkpoint;
  store::Transaction transaction(workspace.database, checkpoint.made_at);
  if (const auto put = transaction.put_checkpoint(workspace.organisation, checkpoint); !put) {
    return tl::unexpected(put.error());
  }
  transaction.commit();
  return checkpoint;
}

Result<record::PairedKeys> paired_keys(store::Session& session, const store::OrgId& organisation) {
  const auto entries = operate::entries_about_keys(session, organisation);
  if (!entries) return tl::unexpected(entries.error());
  record::PairedKeys keys;
  for (const auto& entry : *entries) keys.step(entry);
  return keys;
}

boost::json::array signers_of(const record::Note& note) {
  boost::json::array names;
  for (const auto& signature : note.signatures) names.push_back(boost::json::string(signature.name));
  return names;
}

}  // namespace concordat::app
