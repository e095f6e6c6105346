// SPDX-License-Identifier: Apache-2.0
#include "operate/proof/signing.hpp"

#include "operate/present/party_keys.hpp"
#include "operate/present/recorded_agreement.hpp"

#include <algorithm>

namespace concordat::operate {
namespace {

bool signed_by(const store::StoredCheckpoint& checkpoint, const record::SigningKey& key) {
  const auto note = record::parse_note(checkpoint.note);
  const std::vector<record::VerifierKey> mine{key.verifier(record::SignatureType::ed25519)};
  const auto signers = note ? record::verify_note(*note, mine) : Result<std::vector<record::Signer>>();
  return note && signers && !signers->empty();
}

// The signatures that hold of the keys which sign so; the note is refused where one of theirs does not.
Result<std::vector<record::NoteSignature>> signatures_of(const record::Note& note,
                                                         const std::vector<record::VerifierKey>& keys) {
  const auto signers = record::verify_note(note, keys);
  if (!signers) return tl::unexpected(signers.error());
  std::vector<record::NoteSignature> signatures;
  for (const auto& signature : note.signatures) {
    const bool theirs = std::any_of(signers->begin(), signers->end(), [&](const record::Signer& signer) {
      return signer.key.name == signature.name && signer.key.id() == signature.key_id;
    });
    if (theirs) signatures.push_back(signature);
  }
  return signatures;
}

}  // namespace

Result<SignedNow> sign_now(store::Session& session, const store::OrgId& organisation, const record::SigningKey& key,
                           Instant now) {
  const auto size = session.size(organisation);
  if (!size) return tl::unexpected(size.error());
  const auto stored = session.checkpoint(organisation, *size);
  if (!stored) return tl::unexpected(stored.error());
  if (*stored && signed_by(**stored, key)) return SignedNow{**stored, false};
  const auto root = session.root(organisation, *size);
  if (!root) return tl::unexpected(root.error());
  const auto epoch = session.epoch(organisation);
  if (!epoch) return tl::unexpected(epoch.error());
  record::Note note;
  note.text =
      record::to_text(record::Checkpoint{record::log_origin(key.name(), organisation.value, *epoch), *size, *root, {}});
  note.signatures.push_back(record::sign_text(key, note.text));
  return SignedNow{{*size, *root, record::to_text(note), now}, true};
}

Result<record::PairedKeys> paired_keys(store::Session& session, const store::OrgId& organisation) {
  const auto entries = entries_about_keys(session, organisation);
  if (!entries) return tl::unexpected(entries.error());
  record::PairedKeys keys;
  for (const auto& entry : *entries) keys.step(entry);
  return keys;
}

Result<std::optional<record::Draft>> pairing(store::Session& session, const store::OrgId& organisation,
                                             const std::string& party, const record::VerifierKey& key) {
  const auto parties = session.parties(organisation);
  if (!parties) return tl::unexpected(parties.error());
  const bool known = std::any_of(parties->begin(), parties->end(), [&](const auto& one) { return one.key == party; });
  if (!known) return fail("unknown-party", "The record knows no party \"" + party + "\".");
  const auto paired = paired_keys(session, organisation);
  if (!paired) return tl::unexpected(paired.error());
  return pairing(*paired, party, key);
}

Result<store::StoredCheckpoint> with_cosignatures(store::Session& session, const store::OrgId& organisation,
                                                  const record::Note& note, const std::optional<std::string>& party) {
  const auto checkpoint = record::parse_checkpoint(note.text);
  if (!checkpoint) return tl::unexpected(checkpoint.error());
  auto stored = session.checkpoint(organisation, checkpoint->size);
  if (!stored) return tl::unexpected(stored.error());
  auto own = *stored ? record::parse_note((*stored)->note) : Result<record::Note>(record::Note{});
  if (!own || own->text != note.text) {
    return fail("other-checkpoint", "This is not a checkpoint that this record signed.",
                "Cosign what `concordat checkpoint` or an exported bundle holds.");
  }
  const auto paired = paired_keys(session, organisation);
  if (!paired) return tl::unexpected(paired.error());
  std::vector<record::VerifierKey> keys;
  for (const auto& [name, key] : paired->all()) {
    if (party && name != *party) continue;
    keys.push_back(key);
    keys.back().type = record::SignatureType::cosignature;
  }
  if (party && keys.empty()) {
    return fail("not-paired", "The record does not know " + *party + "'s key.",
                "The organisation pairs it, after both sides have compared its fingerprint by voice.");
  }
  const auto signatures = signatures_of(note, keys);
  if (!signatures) return tl::unexpected(signatures.error());
  if (signatures->empty()) {
    return fail("not-cosigned", "No party that this record is paired with signed the note.",
                "The first time, say whose it is: --party PARTY --vkey VKEY.");
  }
  for (const auto& signature : *signatures) {
    if (std::find(own->signatures.begin(), own->signatures.end(), signature) == own->signatures.end()) {
      own->signatures.push_back(signature);
    }
  }
  store::StoredCheckpoint now = **stored;
  now.note = record::to_text(*own);
  return now;
}

std::vector<std::string> signers_of(const record::Note& note) {
  std::vector<std::string> names;
  for (const auto& signature : note.signatures) names.push_back(signature.name);
  return names;
}

}  // namespace concordat::operate
