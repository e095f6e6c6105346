// SPDX-License-Identifier: Apache-2.0
#include "app/signing.hpp"

#include "app/key_file.hpp"
#include "base/clock.hpp"
#include "operate/proof/signing.hpp"
#include "store/transaction.hpp"

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
  const auto now = operate::sign_now(*session, workspace.organisation, key, system_now());
  if (!now) return tl::unexpected(now.error());
  const store::StoredCheckpoint& checkpoint = now->checkpoint;
  if (!now->fresh) return checkpoint;
  // The same key signs the same text again to the same bytes, so one that is not kept is not lost.
  if (workspace.database.is_read_only()) return checkpoint;
  store::Transaction transaction(workspace.database, checkpoint.made_at);
  if (const auto put = transaction.put_checkpoint(workspace.organisation, checkpoint); !put) {
    return tl::unexpected(put.error());
  }
  transaction.commit();
  return checkpoint;
}

std::string paired_words(const std::string& party, const record::VerifierKey& key) {
  return "Paired " + party + " with the key " + key.name + ". Its fingerprint, to compare by voice:\n  " +
         record::fingerprint(key.public_key);
}

}  // namespace concordat::app
