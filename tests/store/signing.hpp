// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "record/key.hpp"
#include "record/note.hpp"
#include "store/support.hpp"

// Checkpoints for the store's tests, signed by a host and cosigned by another party.
namespace concordat::store::testing {

inline record::SigningKey host_key() { return record::SigningKey::from_seed("desk.harbour.example", {1, 2, 3}); }
inline record::SigningKey witness_key() { return record::SigningKey::from_seed("northwind.example", {4, 5, 6}); }

// The record as it is now, signed by both.
inline StoredCheckpoint signed_checkpoint(Database& database, const OrgId& organisation) {
  auto session = session_of(database, organisation);
  const std::int64_t size = *session.size(organisation);
  const record::Checkpoint body{
      record::log_origin("desk.harbour.example", organisation.value), size, *session.root(organisation, size), {}};
  record::Note note{record::to_text(body), {}};
  note.signatures.push_back(record::sign_text(host_key(), note.text));
  note.signatures.push_back(record::cosign_text(witness_key(), note.text, kNow));
  return {size, body.root, record::to_text(note), kNow};
}

inline StoredCheckpoint sign_now(Database& database, const OrgId& organisation) {
  const StoredCheckpoint checkpoint = signed_checkpoint(database, organisation);
  Transaction transaction(database, kNow);
  const auto put = transaction.put_checkpoint(organisation, checkpoint);
  if (!put) throw Failure(put.error());
  transaction.commit();
  return checkpoint;
}

}  // namespace concordat::store::testing
